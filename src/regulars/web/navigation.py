"""What the navigation shows: each app's urls.py says so in NAVIGATION."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from regulars.web.access import Permission, may


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation: its words, the name of its view ("segments:list"), who sees it, and its icon.

    `place` sorts the entries. The entry is marked as current on all pages whose address begins with `under`, or else its own.
    """

    words: str
    view: str
    permission: Permission
    icon: str
    place: int
    under: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    words: str
    address: str
    icon: str
    current: bool


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in order."""
    found: list[Entry] = []
    for name in settings.PAGES:
        found += getattr(import_module(f"regulars.web.{name}.urls"), "NAVIGATION", ())
    return tuple(sorted(found, key=lambda entry: entry.place))


def links(request: HttpRequest) -> Iterator[Link]:
    """The links for who asks."""
    user: Any = request.user
    for entry in entries():
        if may(user, entry.permission):
            address = reverse(entry.view)
            under = entry.under or address
            here = request.path == address or (under != "/" and request.path.startswith(under))
            yield Link(entry.words, address, entry.icon, here)


def home() -> str:
    """The page that one lands on after signing in: the first of the navigation."""
    return str(reverse(entries()[0].view if entries() else "accounts:myself"))
