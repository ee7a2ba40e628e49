"""Keys of programs: made, looked up, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from regulars.errors import DefinitionError
from regulars.web.access import Permission, may
from regulars.web.accounts.links import digest
from regulars.web.accounts.models import ApiToken, User

PREFIX = "rgl_"
DAYS = (7, 30, 90, 365)
# what programs can be allowed; people are administered by people
SCOPES = (Permission.VIEW, Permission.SEE_PEOPLE)
_HINT = 8
_SEEN_EVERY = timedelta(minutes=1)


def make_token(person: User, name: str, scopes: Iterable[str], days: int, now: datetime) -> str:
    """A new token in somebody's name; it cannot be seen again.

    Raises:
        DefinitionError: no scope, one that the person does not have, or a lifetime that is not offered.
    """
    wanted = sorted(set(scopes))
    if not name.strip():
        raise DefinitionError("A token needs a name.", "Name the program that is to use it.")
    if not wanted or any(scope not in {*SCOPES} or not may(person, Permission(scope)) for scope in wanted):
        raise DefinitionError("A token may do a part of what you may do, and something.", "Choose what it is for.")
    if days not in DAYS:
        raise DefinitionError(f"A token does not last {days} days.", f"Choose one of {', '.join(map(str, DAYS))}.")
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        digest=digest(token),
        hint=token[:_HINT],
        name=name.strip()[:120],
        person=person,
        permissions=wanted,
        made=now,
        expires=now + timedelta(days=days),
    )
    return token


def find_token(token: str, now: datetime) -> ApiToken | None:
    """The token that a program shows, if it is still good and so is the account that it stands for."""
    if not token.startswith(PREFIX):
        return None
    found: ApiToken | None = (
        ApiToken.objects.filter(digest=digest(token), revoked=None, expires__gt=now, person__is_active=True)
        .select_related("person")
        .first()
    )
    if found is not None and (found.last_used is None or now - found.last_used > _SEEN_EVERY):
        ApiToken.objects.filter(pk=found.pk).update(last_used=now)
    return found


def token_may(token: ApiToken, permission: Permission) -> bool:
    """Whether a token is for this, and its person may do it (still)."""
    return permission in token.permissions and may(token.person, permission)
