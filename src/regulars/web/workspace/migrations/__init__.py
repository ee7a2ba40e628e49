"""Changes of the application database, oldest first."""
