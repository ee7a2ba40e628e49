"""Tags of the data pages."""
