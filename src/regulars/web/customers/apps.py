"""The Django app of the pages about customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Django's name for the app."""

    name = "regulars.web.customers"
    label = "customers"
