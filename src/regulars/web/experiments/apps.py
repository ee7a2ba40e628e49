"""The Django app."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.experiments"
    label = "experiments"
