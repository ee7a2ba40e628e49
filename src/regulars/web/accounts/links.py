"""One-time links: made, looked up and used up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from regulars.errors import DataError
from regulars.web.access import Role
from regulars.web.accounts.models import OneTimeLink, User, plain_email

LIFETIME = timedelta(days=3)
FROM_COMMAND = "regulars serve"


def digest(token: str) -> str:
    """What is kept of a token. It has 256 bits of chance, so that a plain hash tells nothing."""
    return sha256(token.encode()).hexdigest()


def make_link(
    now: datetime,
    made_by: str,
    *,
    role: Role | None = None,
    email: str = "",
    person: User | None = None,
    lifetime: timedelta = LIFETIME,
) -> str:
    """The token of a new link, which nobody can see again: for a new account with a role, or a new password of a person."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        digest=digest(token),
        role=role or "",
        email=plain_email(email),
        person=person,
        made_by=made_by,
        made=now,
        expires=now + lifetime,
    )
    return token


def first_link(now: datetime, *, even_with_people: bool = False) -> str | None:
    """The token by which the first person makes the admin; None where somebody is here already. A former one is void then."""
    if User.objects.exists() and not even_with_people:
        return None
    OneTimeLink.objects.filter(used=None, made_by=FROM_COMMAND).update(expires=now)
    return make_link(now, FROM_COMMAND, role=Role.ADMIN, lifetime=timedelta(days=1))


def find_link(token: str, now: datetime) -> OneTimeLink | None:
    """The link of a token, unless it is used up or too old."""
    waiting = OneTimeLink.objects.filter(digest=digest(token), used=None, expires__gt=now)
    found: OneTimeLink | None = waiting.select_related("person").first()
    return found


def use_link(link: OneTimeLink, now: datetime, *, email: str, name: str, password: str) -> User:
    """Make the account, or set the password, that a link is for; the link is used up.

    Raises:
        DataError: somebody was quicker, or the address has an account.
    """
    try:
        with transaction.atomic():
            # the one who changes the row has the link
            if not OneTimeLink.objects.filter(pk=link.pk, used=None, expires__gt=now).update(used=now):
                raise DataError("This link has been used already.", "Ask for another one.")
            if link.person is not None:
                link.person.password = make_password(password)
                link.person.save(update_fields=["password"])
                person: User = link.person
                return person
            made: User = User.objects.create(
                email=plain_email(email), name=name.strip(), role=link.role, joined=now, password=make_password(password)
            )
            return made
    except IntegrityError as error:
        raise DataError("There is an account with this address already.", "Sign in, or give another address.") from error
