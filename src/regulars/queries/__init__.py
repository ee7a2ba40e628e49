"""SQL as trees, rendered per engine; pure."""
