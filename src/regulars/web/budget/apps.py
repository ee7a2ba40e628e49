"""The Django app."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.budget"
    label = "budget"
