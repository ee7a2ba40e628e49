"""What to do with each segment: strategies that a person can edit. Pure."""
