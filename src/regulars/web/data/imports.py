"""Bringing data in: upload, a first look with what has to be said, then the import itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from regulars.web.access import Permission, allowed
from regulars.web.data.job_kinds import CHECK, DEMO, LABELS, REMOVE_LABELS
from regulars.web.data.kept_settings import keep_where_to_look_from
from regulars.web.jobs import jobs
from regulars.web.jobs.job_kinds import UNDO
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import kept, remove
from regulars.web.jobs.views import shown
from regulars.web.navigation import home
from regulars.web.shop import shop

TABLES = ("orders", "order_lines", "customers", "events")
_ORDER = {"dmy": True, "mdy": False}
_MARKS = {"comma": ",", "point": "."}
_LONGEST = 200
_MOST_ROLES = 60


@allowed(Permission.RUN, "POST", files=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in, and look at them."""
    table = request.POST.get("table", "")
    found = kept(request, "files")
    uploads = [{"key": each.key, "table": table if table in TABLES else "", "name": each.name} for each in found]
    return _watched(request, jobs.start(CHECK, {"uploads": uploads, **_next(request, "tools")}, request.user))


@allowed(Permission.RUN, "POST")
def check_again(request: HttpRequest, number: int) -> HttpResponse:
    """Look at the same files once more, with what was said meanwhile."""
    arguments = _look(request, number).arguments | _answers(request.POST)
    arguments["uploads"] = [upload | _about(request.POST, place) for place, upload in enumerate(arguments["uploads"])]
    return _watched(request, jobs.start(CHECK, arguments, request.user))


@allowed(Permission.RUN, "POST")
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Import what was looked at."""
    job, going = _look(request, number), jobs.going_on("import")
    if going is not None and going.arguments == job.arguments:
        return _watched(request, going)
    keep_where_to_look_from(request)
    return _watched(request, jobs.start("import", job.arguments, request.user))


@allowed(Permission.RUN, "POST")
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Delete the uploaded files."""
    for each in _look(request, number).arguments["uploads"]:
        remove(shop(request).folder, each["key"])
    return HttpResponseRedirect(reverse("data:page"))


@allowed(Permission.RUN, "POST", files=True)
def labels(request: HttpRequest) -> HttpResponse:
    """Take in a list of customers with the segment that each is in today."""
    uploads = [{"key": each.key, "name": each.name} for each in kept(request, "files")[:1]]
    return _watched(request, jobs.start(LABELS, {"uploads": uploads, **_next(request, None)}, request.user))


@allowed(Permission.RUN, "POST")
def remove_labels(request: HttpRequest) -> HttpResponse:
    """Take away the labels of a segmentation."""
    wanted = {"segmentation": request.POST.get("segmentation", "")[:_LONGEST], "next": f"{reverse('data:page')}?tab=sources"}
    going = jobs.going_on(REMOVE_LABELS)
    same = going if going and going.arguments == wanted else None
    return _watched(request, same or jobs.start(REMOVE_LABELS, wanted, request.user))


@allowed(Permission.RUN, "POST")
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back."""
    going, wanted = jobs.going_on(UNDO), {"number": number, "next": reverse("data:page")}
    return _watched(request, going if going and going.arguments == wanted else jobs.start(UNDO, wanted, request.user))


@allowed(Permission.RUN, "POST")
def made_up_shop(request: HttpRequest) -> HttpResponse:
    """Fill an empty workspace with a made-up shop."""
    return _watched(request, jobs.going_on(DEMO) or jobs.start(DEMO, _next(request, "tools"), request.user))


def _next(request: HttpRequest, step: str | None) -> dict[str, str]:
    """Where somebody who is still in the welcome goes on."""
    if "welcome" not in request.POST:
        return {}
    return {"next": reverse("data:welcome-step", args=(step,)) if step else home()}


def _look(request: HttpRequest, number: int) -> Job:
    job = jobs.find(number, request.user)
    if job is None or job.kind != CHECK:
        raise Http404
    return job


def _answers(given: QueryDict) -> dict[str, Any]:
    """What the form says about reading the files; what is left open is not there."""
    found: dict[str, Any] = {}
    if given.get("date_order") in _ORDER:
        found["day_first"] = _ORDER[given["date_order"]]
    if given.get("decimal") in _MARKS:
        found["decimal"] = _MARKS[given["decimal"]]
    if given.get("file_zone"):
        found["file_zone"] = given["file_zone"][:_LONGEST]
    if given.get("sheet"):
        found["sheet"] = given["sheet"][:_LONGEST]
    return found


def _about(given: QueryDict, place: int) -> dict[str, Any]:
    """What the form says of one of the files: what it holds, and which column is which (`role-0-total`: of the first file)."""
    table, start = given.get(f"table-{place}"), f"role-{place}-"
    roles = [key for key in given if key.startswith(start) and given[key]][:_MOST_ROLES]
    columns = {key.removeprefix(start): given[key][:_LONGEST] for key in roles}
    return {"columns": columns} | ({"table": table} if table in TABLES else {})


def _watched(request: HttpRequest, job: Job) -> HttpResponse:
    if request.htmx:
        return shown(request, job)
    return HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))
