"""The pages of the retention budget."""
