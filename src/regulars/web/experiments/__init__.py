"""Experiments in the application database."""
