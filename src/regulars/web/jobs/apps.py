"""The Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.jobs"
    label = "jobs"
