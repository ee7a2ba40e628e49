"""Reading by programs: JSON, newest published state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from regulars.errors import DefinitionError
from regulars.web.access import Permission
from regulars.web.accounts.tokens import token_may
from regulars.web.api.access import by_token
from regulars.web.shop import in_force, shop
from regulars.work.custom_segments import list_segments
from regulars.work.pages.api import MOST_MEMBERS, customer_record, members_after
from regulars.work.published import read


@by_token(Permission.VIEW)
def segments(request: HttpRequest) -> Any:
    """All segments with their figures at the refresh in force."""
    refresh = in_force(request)
    return {
        "refresh": refresh.number if refresh else None,
        "as_of": refresh.as_of if refresh else None,
        "segments": list_segments(shop(request)),
    }


@by_token(Permission.VIEW)
def members(request: HttpRequest, name: str) -> Any:
    """The members of a segment, `limit` at a time (at most 1,000); `next` is the address of the following ones."""
    limit = _limit(request.GET.get("limit", str(MOST_MEMBERS)))
    after, people = request.GET.get("after", ""), _sees_people(request)
    found = read(shop(request), lambda published: members_after(published, name, after, limit, sees_people=people))
    if found is None:
        return None
    following = None
    if found.next_after is not None:
        query = urlencode({"after": found.next_after, "limit": limit})
        following = f"{reverse('api:members', args=(name,))}?{query}"
    _note(request, "members read", {"segment": name, "customers": len(found.members)})
    return {"segment": name, "members": found.members, "next": following}


@by_token(Permission.VIEW)
def customer(request: HttpRequest, customer_id: str) -> Any:
    """The profile of a customer, by customer_id."""
    people = _sees_people(request)
    found = read(shop(request), lambda published: customer_record(published, customer_id, sees_people=people))
    if found is not None:
        _note(request, "customer read", {})
    return found


def _sees_people(request: Any) -> bool:
    return token_may(request.token, Permission.SEE_PEOPLE)


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_MEMBERS:
        raise DefinitionError(f"limit={text!r} is not a number from 1 to {MOST_MEMBERS}.", "Give one, or none.")
    return int(text)


def _note(request: Any, action: str, about: dict[str, Any]) -> None:
    token = request.token
    shop(request).ledger.audit(datetime.now(UTC), token.person.actor, action, {"token": token.name, **about})
