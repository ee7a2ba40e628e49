"""The Django project: the pages, and the application database of a workspace."""
