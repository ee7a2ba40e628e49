"""The Django app."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.scoring"
    label = "scoring"
