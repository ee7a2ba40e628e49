"""Passwords hashed as in the application, with less work: what it costs is set by Django and no claim of ours."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """Argon2 in one pass over little memory."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
