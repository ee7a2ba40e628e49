"""The Django app."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.data"
    label = "data"
