"""Commands: one module per group; each parses, calls `work/`, prints."""
