"""The data page, one run, refreshing, and the schedule."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import RegularsError
from regulars.web.access import Permission, allowed
from regulars.web.data.forms import SettingsForm, section_keys
from regulars.web.data.kept_settings import keep_settings, keep_where_to_look_from
from regulars.web.jobs import jobs
from regulars.web.jobs.models import Job
from regulars.web.jobs.scheduled import schedule_state
from regulars.web.jobs.views import context as job_context
from regulars.web.jobs.views import shown
from regulars.web.paging import paging
from regulars.web.rendering import page as answer
from regulars.web.shop import published_data, shop
from regulars.work.existing import compare_labels, segmentations
from regulars.work.pages.next_refresh import next_refresh
from regulars.work.pages.overview import totals
from regulars.work.pages.runs import IMPORT, REFRESH, RUNS_SHOWN, data_state, history, one_run, segment_size, sources
from regulars.work.refresh import CUTS

TABS = (
    ("bring", "Bring in data"),
    ("imports", "Imports"),
    ("refreshes", "Refreshes"),
    ("sources", "Sources"),
    ("schedule", "Schedule"),
)
# how long things are kept is for admins, under Settings
SCHEDULE = tuple(key for key in section_keys("refresh") if not key.startswith("keep_"))
_KINDS = {"imports": IMPORT, "refreshes": REFRESH}


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The page, at one of its tabs."""
    tab = request.GET.get("tab", "bring")
    tab = tab if tab in dict(TABS) else "bring"
    context = {"tab": tab, "tabs": TABS, "state": data_state(shop(request)), **_of_tab(request, tab)}
    return answer(request, "data/page.html", context, part="data/tab.html")


@allowed(Permission.VIEW)
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One import or refresh, with its report."""
    found = one_run(shop(request), number)
    if found is None:
        raise Http404
    return answer(request, "data/run.html", {"run": found})


@allowed(Permission.VIEW)
def compared(request: HttpRequest) -> HttpResponse:
    """Our segments beside those that customers were in before, which were brought in."""
    workspace, name = shop(request), request.GET.get("segmentation", "")
    known = segmentations(workspace)
    if name not in known:
        raise Http404
    context: dict[str, Any] = {"name": name, "customers": known[name]}
    try:
        wire = compare_labels(workspace, name).wire
        context |= {"compared": wire, "left_out": sum(wire["unscored"].values())}
    except RegularsError as error:
        context["problem"] = f"{error.problem} {error.remedy}"
    return answer(request, "data/compared.html", context)


@allowed(Permission.RUN)
def update(request: HttpRequest) -> HttpResponse:
    """Update Audience: how many there are now, then the progress of the refresh."""
    going = jobs.going_on("refresh")
    context: dict[str, Any] = {"segment": request.GET.get("segment", "")[:200]}
    context |= _now_in(request, context["segment"])
    context["is_custom"] = context["segment"] in {each.name for each in shop(request).ledger.segments()}
    if going is not None:
        context |= {"going": True, **job_context(request, going)}
    return answer(request, "data/update.html", context, part="data/update_dialog.html")


@allowed(Permission.RUN, "POST")
def refresh(request: HttpRequest) -> HttpResponse:
    """Hand in a refresh, or show the one that is under way."""
    job = jobs.going_on("refresh")
    if job is None:
        keep_where_to_look_from(request)
        cuts, back = request.POST.get("cuts", ""), came_from(request)
        asked = {"cuts": cuts} if cuts in CUTS else {}
        job = jobs.start("refresh", asked | ({"next": back} if back else {}), request.user)
    return _watched(request, job)


@allowed(Permission.RUN, "POST")
def schedule(request: HttpRequest) -> HttpResponse:
    """Keep when segments are refreshed."""
    workspace = shop(request)
    form = SettingsForm(SCHEDULE, workspace.settings.values, request.POST)
    if form.is_valid():
        try:
            keep_settings(request, "change schedule", form.cleaned_data)
        except RegularsError as error:
            form.add_error(None, f"{error.problem} {error.remedy}")
        else:
            messages.success(request, "Saved.")
            return HttpResponseRedirect(f"{reverse('data:page')}?tab=schedule")
    context = {"tab": "schedule", "tabs": TABS, "state": data_state(workspace), "form": form, **_schedule(request)}
    return answer(request, "data/page.html", context, status=400)


def came_from(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, without its host; empty where that is not told."""
    htmx: Any = request.htmx
    if htmx:
        return str(htmx.current_url_abs_path or "")
    parts = urlsplit(request.headers.get("Referer", ""))
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return address if parts.netloc == request.get_host() and address.startswith("/") and not address.startswith("//") else ""


def _of_tab(request: HttpRequest, tab: str) -> dict[str, Any]:
    workspace = shop(request)
    if tab in _KINDS:
        total = workspace.ledger.count_runs(_KINDS[tab])
        place = paging(request, total, RUNS_SHOWN)
        return {"history": history(workspace, _KINDS[tab], place.page), "paging": place}
    if tab == "sources":
        return {"sources": sources(workspace), "segmentations": segmentations(workspace)}
    if tab == "schedule":
        return _schedule(request) | {"form": SettingsForm(SCHEDULE, workspace.settings.values)}
    return {}


def _schedule(request: HttpRequest) -> dict[str, Any]:
    return {"schedule": schedule_state(shop(request), os.environ, datetime.now(UTC))}


def _now_in(request: HttpRequest, segment: str) -> dict[str, Any]:
    """The published size of a segment, or of everybody who is scored; and where a refresh would look from."""
    opened = published_data(request)
    if opened is None:
        return {"count": None, "is_empty": True}
    coming = {"coming": next_refresh(opened, datetime.now(UTC))}
    if opened.refresh is None:
        return {"count": None, **coming}
    if not segment:
        return {"count": totals(opened).customers, **coming}
    count = opened.remembered(("segment size", segment), lambda engine: segment_size(engine, segment))
    return {"count": count, **coming}


def _watched(request: HttpRequest, job: Job) -> HttpResponse:
    if request.htmx:
        return shown(request, job)
    return HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))
