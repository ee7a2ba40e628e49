"""The Django project: the application database of a workspace."""
