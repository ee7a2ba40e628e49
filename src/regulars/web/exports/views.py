"""The export dialog, and what was exported before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import DefinitionError, RegularsError
from regulars.exports.destinations import DESTINATIONS
from regulars.web import background
from regulars.web.access import Permission, allowed
from regulars.web.exports.asked import as_query, asked_for, formats, modes, wanted
from regulars.web.jobs import jobs
from regulars.web.jobs.uploads import safe_name
from regulars.web.jobs.views import shown
from regulars.web.rendering import page
from regulars.web.shop import in_force, shop
from regulars.work.export_ledger import ExportRecord, ExportState
from regulars.work.export_workspace import preview_export
from regulars.work.ledger import PublicationRecord
from regulars.work.workspace_audience import arm_audience, experiment_of_audience, named_segment

_MOST_LISTED = 200
_SAMPLE_ROWS = 3


@allowed(Permission.EXPORT)
def listed(request: HttpRequest) -> HttpResponse:
    """The last exports, of all segments or of one (`?segment=`)."""
    segment = request.GET.get("segment") or None
    found = [_shown(each) for each in shop(request).ledger.exports.history(segment, _MOST_LISTED)]
    return page(request, "exports/list.html", {"exports": found, "segment": segment or "", "most": _MOST_LISTED})


@allowed(Permission.EXPORT, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """The dialog: whom it is for, who would be sent and who not, and then the file as a job."""
    given = request.POST if request.method == "POST" else request.GET
    asked = asked_for(given)
    refresh = in_force(request)
    if refresh is None:
        # nobody to send yet: the first page says what comes before that
        return HttpResponseRedirect("/")
    if not asked["segment"] or ("arm" not in asked and not _is_segment(request, refresh, asked["segment"])):
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "export":
        wanted(asked)
        job = jobs.start("export", asked, request.user)
        if request.htmx:
            return shown(request, job)
        return HttpResponseRedirect(reverse("jobs:watch", args=[job.pk]))
    if request.method == "POST":  # a button, without scripts; else the page asks for it once it is there
        return HttpResponseRedirect(f"{reverse('exports:new')}?{urlencode(as_query(asked) | {'count': 'yes'})}")
    context = _dialog(asked)
    if given.get("count"):
        context |= _previewed(request, asked)
    return page(request, "exports/new.html", context, part="exports/dialog.html")


@allowed(Permission.EXPORT, "POST")
def preview(request: HttpRequest) -> HttpResponse:
    """Who would be sent, and who not and why; nothing is written."""
    asked = asked_for(request.POST)
    context = _dialog(asked) | _previewed(request, asked)
    # only what is other than on the page: what is being pressed there must not be taken away
    context["other_options"] = request.POST.get("options_for") != asked["format"]
    context["other_button"] = context["is_refused"] != ("refused" in request.POST)
    return page(request, "exports/preview.html", context)


@allowed(Permission.EXPORT)
def run(request: HttpRequest, number: int) -> HttpResponse:
    """An export with its receipt and its files."""
    record = _record(request, number)
    context = {
        "export": _shown(record),
        "files": [path.name for path in _files(request, record)],
        "experiment": experiment_of_audience(shop(request), record.segment),
    }
    return page(request, "exports/run.html", context)


@allowed(Permission.EXPORT)
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file of an export."""
    record = _record(request, number)
    path = next((each for each in _files(request, record) if each.name == safe_name(name)), None)
    if path is None:
        raise Http404
    about = {"export": record.number, "segment": record.segment, "format": record.destination}
    shop(request).ledger.audit(datetime.now(UTC), request.user.actor, "export fetched", about)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _is_segment(request: HttpRequest, refresh: PublicationRecord, segment: str) -> bool:
    try:
        named_segment(shop(request), refresh, segment)
    except DefinitionError:
        return False
    return True


def _dialog(asked: dict[str, Any]) -> dict[str, Any]:
    audience = asked["segment"] if "arm" not in asked else arm_audience(asked["segment"], asked["arm"])
    former = shop().ledger.exports.in_force(audience, asked["format"])
    return {
        "asked": asked,
        "segment": asked["segment"],
        "audience": audience,
        "formats": formats(asked["format"]),
        "modes": modes(asked["mode"]),
        "chosen": DESTINATIONS[asked["format"]],
        "needs_consent": "ignores_consent" in asked,
        "former": _shown(former) if former is not None else None,
    }


def _previewed(request: HttpRequest, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The preview, `problem` and `remedy`, or `is_counting` where it is not there yet; `is_refused`: there is no file to make."""
    workspace, now = shop(request), datetime.now(UTC)
    try:
        made = background.answer(
            _question(request, asked), lambda: preview_export(workspace, wanted(asked), now=now, rows=_SAMPLE_ROWS)
        )
    except RegularsError as error:
        return {"problem": error.problem, "remedy": error.remedy, "is_refused": True}
    if made is None:
        return {"is_counting": True, "is_refused": False}
    found = made.value
    return {
        "preview": found,
        "is_refused": not found.counts.sent,
        "left_out": sorted(found.counts.left_out.items(), key=lambda each: -each[1]),
        "blanks": [(field, reason, number) for field, reasons in found.counts.values.items() for reason, number in reasons.items()],
        "ignored": "playbook" in found.receipt.get("ignored", ()),
    }


def _question(request: HttpRequest, asked: Mapping[str, Any]) -> Hashable:
    refresh = in_force(request)
    return ("export preview", refresh.number if refresh is not None else None, tuple(sorted(asked.items())))


def _record(request: HttpRequest, number: int) -> ExportRecord:
    found = shop(request).ledger.exports.export(number)
    if found is None:
        raise Http404
    return found


def _files(request: HttpRequest, record: ExportRecord) -> tuple[Path, ...]:
    """The files of an export that are still as they were written, in the workspace's folder."""
    workspace = shop(request).folder.resolve()
    place = Path(record.place).resolve()
    if not record.place or not place.is_relative_to(workspace):
        return ()
    # a later export of the same audience writes under the same name
    later = [each for each in shop(request).ledger.exports.history(record.segment, _MOST_LISTED) if each.number > record.number]
    same = [each for each in later if each.destination == record.destination and each.state is ExportState.DONE]
    gone = {name for each in same for name in _names(each)}
    names = [name for name in _names(record) if name not in gone]
    return tuple(path for name in names if name == safe_name(name) and (path := place / name).is_file())


def _names(record: ExportRecord) -> list[str]:
    return [str(each.get("name", "")) for each in record.receipt.get("files", ())]


def _shown(record: ExportRecord) -> dict[str, Any]:
    """An export for the templates."""
    receipt = record.receipt
    target = DESTINATIONS.get(record.destination)
    return {
        "number": record.number,
        "segment": record.segment,
        "destination": target.label if target else record.destination,
        "state": record.state,
        "mode": record.mode,
        "actor": record.actor,
        "at": record.finished or record.started,
        "problem": record.problem,
        "members": receipt.get("members"),
        "sent": receipt.get("sent"),
        "left_out": sorted((receipt.get("left_out") or {}).items(), key=lambda each: -each[1]),
        "values": [
            (field, reason, n) for field, reasons in (receipt.get("values_left_out") or {}).items() for reason, n in reasons.items()
        ],
        "removal": receipt.get("removal", ""),
        "ignored": receipt.get("ignored", []),
        "hashed": receipt.get("hashed"),
        "files": receipt.get("files", []),
    }
