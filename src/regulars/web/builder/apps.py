"""The Django app of the page New segment."""

from django.apps import AppConfig


class BuilderConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.builder"
    label = "builder"
