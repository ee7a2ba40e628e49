"""Watching a job, taking it back, running it again, fetching the files that it made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.web.access import Permission, allowed
from regulars.web.jobs import jobs
from regulars.web.jobs.kinds import kind_of
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import safe_name
from regulars.web.rendering import page
from regulars.web.shop import shop


@allowed(Permission.VIEW)
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """A job: as a page, or as the part that asks for itself anew until the job is over."""
    return shown(request, _found(request, number))


@allowed(Permission.VIEW, "POST")
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Take a job back."""
    job = _found(request, number)
    jobs.cancel(job)
    _note(request, "job cancelled", job)
    return _back(request, job)


@allowed(Permission.VIEW, "POST")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Run a job that is over once more."""
    job = _found(request, number)
    if not job.is_over:
        return _back(request, job)
    following = jobs.again(job, request.user)
    _note(request, "job again", following)
    return _back(request, following)


@allowed(Permission.VIEW)
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file that a job made."""
    job = _found(request, number)
    path = jobs.folder(shop(request).folder, job.pk) / safe_name(name)
    if not path.is_file():
        raise Http404
    _note(request, "file fetched", job)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def shown(request: HttpRequest, job: Job) -> HttpResponse:
    """The progress of a job; other apps answer with it what hands in a job."""
    return page(request, "jobs/job.html", context(request, job), part="jobs/progress.html")


def context(request: HttpRequest, job: Job) -> dict[str, Any]:
    """What `jobs/progress.html` needs."""
    kind = kind_of(job.kind)
    folder = jobs.folder(shop(request).folder, job.pk)
    end = job.finished or datetime.now(UTC)
    return {
        "job": job,
        "kind": kind,
        "steps": jobs.steps(job, kind),
        "seconds": (end - job.started).total_seconds() if job.started else None,
        "files": sorted(each.name for each in folder.iterdir()) if folder.is_dir() and job.is_over else [],
        "leads_to": kind.leads_to(job) if kind.leads_to and job.state == "done" else "",
    }


def _found(request: HttpRequest, number: int) -> Job:
    job = jobs.find(number, request.user)
    if job is None:
        raise Http404
    return job


def _back(request: HttpRequest, job: Job) -> HttpResponse:
    if request.htmx:
        return shown(request, Job.objects.get(pk=job.pk))
    return HttpResponseRedirect(reverse("jobs:watch", args=(job.pk,)))


def _note(request: HttpRequest, action: str, job: Job) -> None:
    actor = request.user.actor
    shop(request).ledger.audit(datetime.now(UTC), actor, action, {"job": job.pk, "kind": job.kind})
