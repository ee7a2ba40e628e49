"""A view's answer: the whole page, or the part of it that changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

from regulars.work.published import Published


def wants_part(request: HttpRequest) -> bool:
    """Whether the page is open already and only a part of it is asked for."""
    htmx: Any = request.htmx
    return bool(htmx) and not htmx.history_restore_request


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, part: str | None = None, status: int = 200
) -> HttpResponse:
    """The page `template`, or its `part` where only that is asked for."""
    chosen = part if part and wants_part(request) else template
    response = render(request, chosen, dict(context or {}), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def drawn_once(
    published: Published, template: str, key: tuple[Hashable, ...], context: Callable[[], Mapping[str, Any]]
) -> SafeString:
    """A part of a page that is the same for everybody who may open the page, drawn once per publication.

    The template knows its `context` alone, and not who asks: there must be nothing personal in it. `key` has all that it depends on
    beside the publication.
    """
    return published.remembered(("drawn", template, *key), lambda _: render_to_string(template, dict(context())))
