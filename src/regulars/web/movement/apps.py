"""The Django app."""

from django.apps import AppConfig


class MovementConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.movement"
    label = "movement"
