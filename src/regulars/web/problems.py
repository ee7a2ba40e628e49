"""What people read when something is wrong: a page in plain words, and never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from regulars.errors import BusyError, RegularsError, SourceError

_LOG = logging.getLogger("regulars.pages")
_TITLES = {
    400: "This cannot be used",
    403: "This was not accepted",
    404: "There is no such page",
    405: "There is no page here",
    500: "Something went wrong here",
}


class PlainProblems:
    """Turns the errors that Regulars raises on purpose into a page (or a line, for a part of one) that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django when a view raises."""
        if not isinstance(error, RegularsError):
            return None
        status = 409 if isinstance(error, BusyError) else 503 if isinstance(error, SourceError) else 400
        return problem(request, error.problem, error.remedy, status)


def problem(request: HttpRequest, says: str, remedy: str = "", status: int = 400, title: str = "") -> HttpResponse:
    """A problem in words, as a page or, for a part of a page, as a line."""
    context = {"title": title or _TITLES.get(status, _TITLES[400]), "problem": says, "remedy": remedy, "status": status}
    is_part = getattr(request, "htmx", False) and not request.htmx.history_restore_request
    template = "components/problem.html" if is_part else "problem.html"
    return HttpResponse(render_to_string(template, context, request), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or not for the one who asks: which of the two is not told."""
    del exception
    return problem(
        request, "The page does not exist, or you may not see it.", "The address may be misspelt, or the page renamed.", 404
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is not accepted."""
    del exception
    return problem(request, "The request was not accepted.", "Go back, load the page again, and retry.", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that makes no sense."""
    del exception
    return problem(request, "The request could not be read.", "Go back and try again.", 400)


def missing_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token."""
    _LOG.warning("a form was refused: %s", reason)
    return problem(
        request, "The form was too old, or did not come from this page.", "Go back, load the page again, and send it again.", 403
    )


def failed(request: HttpRequest) -> HttpResponse:
    """An error of ours. The page needs no database, in case that is what failed."""
    del request
    context = {
        "title": _TITLES[500],
        "problem": "Regulars itself failed. Nothing was changed by this request.",
        "remedy": "Try again; if it happens again, report what you did, with the time. The server's output has the details.",
        "status": 500,
    }
    return HttpResponse(render_to_string("problem_alone.html", context), status=500)
