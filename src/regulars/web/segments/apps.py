"""The Django app."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.segments"
    label = "segments"
