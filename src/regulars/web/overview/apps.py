"""The Django app."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.overview"
    label = "overview"
