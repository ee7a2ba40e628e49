"""Changes of the table of jobs, oldest first."""
