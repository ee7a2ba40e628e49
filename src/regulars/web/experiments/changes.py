"""Planning, starting and stopping experiments, and bringing in what was dealt out or reached elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.charts.text import plural
from regulars.web.access import Permission, allowed
from regulars.web.experiments.asked import GivenExperimentForm, NewExperimentForm, initial_of
from regulars.web.experiments.job_kinds import GIVEN, PLAN, REACHED, START
from regulars.web.experiments.views import found_experiment
from regulars.web.jobs import jobs
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import kept, remove
from regulars.web.jobs.views import context as job_context
from regulars.web.jobs.views import shown
from regulars.web.rendering import page
from regulars.web.shop import shop
from regulars.work.pages.figures import segment_figures
from regulars.work.published import read
from regulars.work.trials import stop_experiment

_LONGEST = 200


@allowed(Permission.RUN, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """The form, and what the experiment could see (`?plan=`), before it begins; `?segment=` chooses one."""
    choices = _segments(request)
    if choices is None:
        return page(request, "experiments/empty.html")
    if request.method == "POST":
        form = NewExperimentForm(choices, request.POST)
        if not form.is_valid():
            # htmx puts no answer of 400 into the page
            return _form(request, form, {}, 200 if request.htmx else 400)
        job = jobs.start(PLAN, form.asked(), request.user)
        if not request.htmx:
            return HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))
        # the form as well: what was wrong with it before is not any more
        return _form(request, form, {"planned": True, **job_context(request, job)}, 200)
    plan = _plan(request, request.GET.get("plan", ""))
    chosen = request.GET.getlist("segment")
    initial: dict[str, Any] = {"segments": chosen} if chosen else {}
    context: dict[str, Any] = {}
    if plan is not None:
        initial = initial_of(plan.arguments)
        context = {"planned": True, **job_context(request, plan)}
    return page(request, "experiments/new.html", {"form": NewExperimentForm(choices, initial=initial), **context})


def _form(request: HttpRequest, form: NewExperimentForm, context: dict[str, Any], status: int) -> HttpResponse:
    answer = page(request, "experiments/new.html", {"form": form, **context}, part="experiments/form.html", status=status)
    answer.headers["HX-Retarget"] = "#experiment"
    return answer


@allowed(Permission.RUN, "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Start what was planned."""
    plan = _plan(request, request.POST.get("plan", ""))
    if plan is None:
        raise Http404
    return _watched(request, jobs.start(START, plan.arguments | {"baseline": plan.result["baseline"]}, request.user))


@allowed(Permission.RUN, "GET", "POST", files=True)
def given(request: HttpRequest) -> HttpResponse:
    """Take over an experiment whose customers were dealt out elsewhere."""
    form = GivenExperimentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        (upload, *_) = kept(request, "file")
        return _watched(request, jobs.start(GIVEN, form.asked() | {"upload": upload.key}, request.user))
    if request.FILES:
        for each in kept(request, "file"):  # it has to be chosen again
            remove(shop(request).folder, each.key)
    return page(request, "experiments/given.html", {"form": form}, status=400 if request.method == "POST" else 200)


@allowed(Permission.RUN, "POST", files=True)
def reached(request: HttpRequest, number: int) -> HttpResponse:
    """Take over who was really reached."""
    made = found_experiment(request, number).shown.made
    (upload, *_) = kept(request, "file")
    column = request.POST.get("column", "").strip()[:_LONGEST] or "customer_id"
    asked = {"number": made.number, "name": made.name, "upload": upload.key, "column": column}
    return _watched(request, jobs.start(REACHED, asked, request.user))


@allowed(Permission.RUN, "GET", "POST")
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then end the experiment."""
    found = found_experiment(request, number)
    if request.method == "POST":
        now = datetime.now(UTC)
        made = stop_experiment(shop(request), found.shown.made.name, actor=request.user.actor, now=now)
        freed = plural(made.arms[0].customers, "customer")
        messages.success(request, f"{made.name} is stopped. The {freed} of its control may be reached again.")
        return HttpResponseRedirect(reverse("experiments:detail", args=[number]))
    context = {"found": found, "made": found.shown.made, "shown": found.shown}
    return page(request, "experiments/stop_page.html", context, part="experiments/stop_dialog.html")


def _segments(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The segments that have figures, each with its customers; None before the first refresh."""
    known = read(shop(request), segment_figures)
    if known is None:
        return None
    found = [(each.name, f"{each.name} ({each.customers:,})") for each in known if each.customers]
    return found or None


def _plan(request: HttpRequest, number: str) -> Job | None:
    """A plan that is done, of whoever asks."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    job = jobs.find(int(number), request.user)
    return job if job is not None and job.kind == PLAN and job.state == "done" else None


def _watched(request: HttpRequest, job: Job) -> HttpResponse:
    if request.htmx:
        return shown(request, job)
    return HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))
