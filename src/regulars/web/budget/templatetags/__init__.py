"""What the templates of the budget show in their own way."""
