"""Changes of the tables of people, oldest first."""
