"""The Django app."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.workspace"
    label = "workspace"
