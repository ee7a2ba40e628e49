"""The mark of views that a token opens, and not a signed-in browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from regulars.errors import RegularsError
from regulars.web.access import Permission, open_to_all
from regulars.web.accounts.tokens import find_token, token_may
from regulars.work.outputs import dumps

View = Callable[..., HttpResponse]


def by_token(permission: Permission) -> Callable[[View], View]:
    """Mark a view as being for programs whose token has a permission, by GET. It has `request.token`, and answers with what JSON
    can hold; problems are JSON, too."""

    def mark(view: Callable[..., Any]) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
            token = find_token(shown.strip(), datetime.now(UTC)) if scheme.lower() == "bearer" else None
            if token is None:
                return _problem("No valid token was shown.", 401, {"WWW-Authenticate": "Bearer"})
            if not token_may(token, permission):
                return _problem("The token is not for this.", 403)
            request.token = token
            try:
                found = view(request, *arguments, **named)
            except RegularsError as error:
                return _problem(str(error), 400)
            if found is None:
                return _problem("There is no such thing.", 404)
            return HttpResponse(dumps(found), content_type="application/json")

        marked = open_to_all()(opened)  # to the gate: who may was told above
        marked.by_token = permission  # type: ignore[attr-defined]
        return marked

    return mark


def _problem(says: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"problem": says}, status=status, headers=headers)
