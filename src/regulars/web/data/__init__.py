"""The data pages: bringing data in, what became of it, refreshes, schedule, and the first steps of a new shop."""
