"""The Django app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.exports"
    label = "exports"
