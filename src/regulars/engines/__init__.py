"""What runs SQL."""
