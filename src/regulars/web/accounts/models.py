"""Who uses the pages. Nothing here is about a customer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


def plain_email(text: str) -> str:
    """An e-mail address as it is kept and looked up: nobody has two accounts that differ in capitals."""
    return text.strip().casefold()


class People(BaseUserManager["User"]):
    """Finds people by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Who signs in with an address."""
        found: User = self.get(email=plain_email(username or ""))
        return found


class User(AbstractBaseUser):
    """Somebody who signs in. `role` is one of access.Role."""

    email = models.EmailField(max_length=200, unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField()

    objects: ClassVar[Any] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Order."""

        ordering: ClassVar = ["email"]

    @property
    def actor(self) -> str:
        """As the audit log and the runs name them."""
        return str(self.email)

    def __str__(self) -> str:
        return str(self.name or self.email)


class OneTimeLink(models.Model):
    """A link by which somebody joins, or sets a new password, once. Only the hash of its token is kept.

    `person` is whose password is set; None makes a new account with `role`.
    """

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=200, blank=True)
    person = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="links")
    made_by = models.CharField(max_length=200)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class SignInFailure(models.Model):
    """A sign-in that failed, by hashes of the account and of the address that it came from."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Indexes."""

        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="failures_by_account"),
            models.Index(fields=["address", "at"], name="failures_by_address"),
        ]


class ApiToken(models.Model):
    """A key for a program, in somebody's name. Only its hash is kept; `permissions` are a part of that person's."""

    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    permissions = models.JSONField()
    made = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        """Order."""

        ordering: ClassVar = ["-made"]
