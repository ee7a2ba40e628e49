"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.accounts"
    label = "accounts"
