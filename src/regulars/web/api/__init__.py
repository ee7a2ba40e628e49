"""What programs read, with a token: segments, members, customers."""
