"""The workspace's tables on disk: open, versioned, written aside and committed at once."""
