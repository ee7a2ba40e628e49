"""Changes to custom segments that need no page of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import DataError
from regulars.web.access import Permission, allowed
from regulars.web.jobs import jobs
from regulars.web.jobs.views import shown
from regulars.web.rendering import page
from regulars.web.segments.job_kinds import COUNT, count_soon
from regulars.web.shop import published_data, shop
from regulars.work.custom_segments import STATES, set_state
from regulars.work.segment_counts import why_not_counted

# by which htmx knows that it need not ask again
_ENOUGH = 286
_SAID = {
    "active": "is active.",
    "draft": "is a draft: refreshes leave it out.",
    "archived": "is archived: refreshes leave it out, and lists show it only when asked.",
}


@allowed(Permission.EDIT_SEGMENTS, "POST")
def state(request: HttpRequest) -> HttpResponse:
    """Make a custom segment active, a draft or archived."""
    workspace = shop(request)
    name, wanted = request.POST.get("name", ""), request.POST.get("state", "")
    if wanted not in STATES or name not in {each.name for each in workspace.ledger.segments()}:
        raise Http404
    set_state(workspace, name, wanted, actor=request.user.actor, now=datetime.now(UTC))
    is_soon = count_soon(workspace, name, request.user) is not None
    soon = " The pages show its customers in a moment." if is_soon else " The next refresh works it out."
    then = soon if wanted == "active" else ""
    messages.success(request, f"“{name}” {_SAID[wanted]}{then}")
    return HttpResponseRedirect(reverse("segments:detail", args=(name,)))


@allowed(Permission.EDIT_SEGMENTS, "POST")
def count(request: HttpRequest) -> HttpResponse:
    """Count the segments of one's own without a refresh.

    Raises:
        DataError: it takes a refresh.
    """
    workspace, name = shop(request), request.POST.get("segment", "")
    if name not in {each.name for each in workspace.ledger.segments()}:
        raise Http404
    job = count_soon(workspace, name, request.user)
    if job is None:
        raise DataError(why_not_counted(workspace), "Refresh: that counts every segment.")
    return shown(request, job) if request.htmx else HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))


@allowed(Permission.VIEW)
def counting(request: HttpRequest) -> HttpResponse:
    """Whether segments are being counted: the note that asks again, or, once the pages show the new figures, the page anew."""
    if is_counting(request):
        return page(request, "segments/counting.html", {"counting": True})
    return HttpResponse(status=_ENOUGH, headers={"HX-Trigger": "page-is-old"})


def is_counting(request: HttpRequest) -> bool:
    """Whether segments wait for being counted, are counted, or have been and the pages do not show it yet."""
    opened, latest = published_data(request), shop(request).ledger.latest()
    is_behind = opened is not None and latest is not None and opened.number < latest.number
    return jobs.going_on(COUNT) is not None or is_behind
