"""The Django app of what all pages share: templates, tags, the check that every view is marked."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web"
    label = "pages"
