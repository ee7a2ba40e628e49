"""Who may do what: roles, permissions, and the mark that every view carries.

A view without a mark is never run (`Gate`), and the server does not start while there is one (`check_marks`). Somebody who
is not signed in is led to the sign-in page; somebody who may not is told that there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core import checks
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, get_resolver, reverse

View = Callable[..., HttpResponse]


class Role(StrEnum):
    """What somebody is here for."""

    VIEWER = "viewer"
    MARKETER = "marketer"
    ANALYST = "analyst"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that somebody may do."""

    VIEW = "view"
    SEE_PEOPLE = "see_people"
    EDIT_SEGMENTS = "edit_segments"
    USE_SQL = "use_sql"
    EXPORT = "export"
    RUN = "run"
    FORGET = "forget"
    ADMINISTER = "administer"


_MARKETER = frozenset({Permission.VIEW, Permission.SEE_PEOPLE, Permission.EDIT_SEGMENTS, Permission.EXPORT, Permission.RUN})
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.VIEW}),
    Role.MARKETER: _MARKETER,
    Role.ANALYST: _MARKETER | {Permission.USE_SQL},
    Role.ADMIN: frozenset(Permission),
}
ROLE_WORDS: dict[Role, str] = {
    Role.VIEWER: "Sees every figure, and no names, e-mail addresses or phone numbers",
    Role.MARKETER: "Sees people, makes and exports segments, imports and refreshes",
    Role.ANALYST: "Does what a marketer does, and writes SQL",
    Role.ADMIN: "Does everything, with people, tokens, audit log and forgetting customers",
}


def may(user: Any, permission: Permission) -> bool:
    """Whether somebody may do something; nobody may who is not signed in, or no longer active."""
    return bool(user.is_authenticated and user.is_active and permission in GRANTS[Role(user.role)])


def allowed(permission: Permission, *methods: str, files: bool = False) -> Callable[[View], View]:
    """Mark a view as being for those with a permission, by these verbs (default GET); `files`: its forms may carry files.

    The view's request has `request.user`, signed in and permitted.
    """
    return _mark(permission, methods, files)


def open_to_all(*methods: str) -> Callable[[View], View]:
    """Mark a view as being for everybody, signed in or not, by these verbs (default GET)."""
    return _mark(None, methods, files=False)


class Gate:
    """Lets through who may, before anything of a form is read; runs no view that says nothing about who may see it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: View, arguments: Any, named: Any) -> HttpResponse | None:
        """Called by Django before each view, and before the check of a form's token."""
        del arguments, named
        if not hasattr(view, "access"):
            raise Http404
        return _refusal(request, view)


def _mark(permission: Permission | None, methods: tuple[str, ...], files: bool) -> Callable[[View], View]:
    verbs = frozenset(methods or ("GET",))

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            # the gate has asked already; a view that is called by another way is guarded all the same
            return _refusal(request, guarded) or view(request, *arguments, **named)

        guarded.access = permission  # type: ignore[attr-defined]
        guarded.access_methods = verbs | {"HEAD"} if "GET" in verbs else verbs  # type: ignore[attr-defined]
        guarded.takes_files = files  # type: ignore[attr-defined]
        return guarded

    return mark


def _refusal(request: HttpRequest, view: Any) -> HttpResponse | None:
    """Why a request does not reach a view: not signed in, not permitted (Http404), wrong verb; None where it does."""
    if view.access is not None:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not may(request.user, view.access):
            raise Http404
    if request.method not in view.access_methods:
        return _wrong_verb(request, sorted(view.access_methods))
    return None


def _wrong_verb(request: HttpRequest, methods: list[str]) -> HttpResponse:
    """Browsers show an error of their own where nothing is said, such as when the address of a form is opened once more."""
    from regulars.web.problems import problem

    response = HttpResponseNotAllowed(methods)
    if request.method == "GET":
        page = problem(request, "Only forms are sent to this address.", "Go back, or choose a page.", 405)
        response.content = page.content
    return response


def all_views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site as its pattern, with what Django knows of it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from all_views(entry, route)
        else:
            yield route, entry


@checks.register
def check_marks(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """No view is without a mark."""
    del app_configs
    return [
        checks.Error(f"/{route} says nothing about who may see it.", hint="Mark its view with @allowed(...).", id="regulars.E001")
        for route, entry in all_views()
        if not hasattr(entry.callback, "access")
    ]


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} and not request.htmx else ""
    query = f"?{urlencode({'next': wanted})}" if wanted not in {"", "/"} else ""
    address = reverse("accounts:sign-in") + query
    if request.htmx:  # a fragment of the sign-in page inside another page would be no use
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
