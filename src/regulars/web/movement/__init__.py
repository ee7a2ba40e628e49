"""The movement page: who changed segment between two refreshes, and why."""
