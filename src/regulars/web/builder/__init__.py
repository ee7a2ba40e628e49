"""New segment: one definition as words, form and SQL."""
