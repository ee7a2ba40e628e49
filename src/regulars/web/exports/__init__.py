"""Exports: their history in the application database."""
