"""Experiments to look at: the list, one of them with what it says, and the same as a page to print."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from regulars.charts import experiment_parts as parts
from regulars.errors import RegularsError
from regulars.experiments.finding_words import brought, reached_lines, spent_lines
from regulars.experiments.results import Findings
from regulars.experiments.verdicts import Conclusion, guard_rails, lacks_orders, verdicts
from regulars.exports.audiences import slug
from regulars.web.access import Permission, allowed
from regulars.web.paging import paging
from regulars.web.rendering import page, wants_part
from regulars.web.shop import shop
from regulars.work.pages.experiments import ExperimentPage, experiment_page, experiments_shown, findings
from regulars.work.trial_report import trial_html

KINDS = {
    Conclusion.BETTER: "good",
    Conclusion.WORSE: "bad",
    Conclusion.BLOCKED: "bad",
}


@allowed(Permission.VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """All experiments, those that run first."""
    found = experiments_shown(shop(request), datetime.now(UTC))
    place = paging(request, len(found))
    shown = found[place.offset : place.offset + place.size]
    return page(request, "experiments/list.html", {"experiments": shown, "paging": place}, part="experiments/table.html")


@allowed(Permission.VIEW)
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One experiment. What it says is asked for by the page itself once it is there (`?read=1`), since that may take a moment."""
    found = found_experiment(request, number)
    context: dict[str, Any] = {"found": found, "made": found.shown.made, "shown": found.shown}
    if "read" in request.GET:
        context |= {"is_read": True, **_reading(request, found)}
    if wants_part(request):
        return page(request, "experiments/reading.html", context)
    return page(request, "experiments/detail.html", context)


@allowed(Permission.VIEW)
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The reading as one file to print or to send."""
    found = found_experiment(request, number)
    made = found.shown.made
    workspace = shop(request)
    text = trial_html(workspace, made, findings(workspace, made, datetime.now(UTC)))
    name = f"{slug(made.name)}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/html; charset=utf-8", headers=headers)


def found_experiment(request: HttpRequest, number: int) -> ExperimentPage:
    """The experiment of a number.

    Raises:
        Http404: there is none.
    """
    found = experiment_page(shop(request), number, datetime.now(UTC))
    if found is None:
        raise Http404
    return found


def _reading(request: HttpRequest, page_found: ExperimentPage) -> dict[str, Any]:
    try:
        found = findings(shop(request), page_found.shown.made, datetime.now(UTC))
    except RegularsError as error:
        return {"problem": error.problem, "remedy": error.remedy}
    first = found.reading.metrics[0]
    if first.overall.is_blocked:
        return {"findings": found, "verdicts": _verdicts(found), "is_blocked": True}
    fraction = _fraction(found, first.overall.metric)
    return {
        "findings": found,
        "verdicts": _verdicts(found),
        "lacks_orders": lacks_orders(found),
        "ratio": first.overall.sentence,
        "effects": parts.effects(first, fraction),
        "brought": [told for arm in first.overall.arms if (told := brought(arm, first.overall))],
        "adjusted": next((arm.gain for arm in first.overall.arms if arm.gain), None),
        "forests": _forests(found),
        "courses": _courses(page_found, found),
        "spread": parts.spread(found.spread, "spread") if found.spread else None,
        "spread_of": parts.spread_of(found.spread) if found.spread else "",
        "spread_words": parts.spread_words(found.spread) if found.spread else "",
        "worse": [(metric, arm.arm) for metric, arm in guard_rails(found)],
        "watched": _watched(page_found, found) if len(found.reading.metrics) > 1 else None,
        "spent": [line for spent in found.spending for line in spent_lines(spent)],
        "reach": [line for arm in found.reached for line in reached_lines(arm, found.reading, dict(page_found.metrics))],
    }


def _fraction(found: Findings, metric: str) -> float | None:
    return None if found.is_over else found.fractions.get(metric, 1.0)


def _verdicts(found: Findings) -> list[dict[str, Any]]:
    return [{"said": each, "css": KINDS.get(each.conclusion, "")} for each in verdicts(found)]


def _forests(found: Findings) -> list[tuple[str, Any, str]]:
    first = found.reading.metrics[0]
    drawn = [
        (arm.arm, parts.forest(first, arm.arm, f"forest-{number}"), parts.over_segments(first, arm.arm))
        for number, arm in enumerate(first.overall.arms)
    ]
    return [each for each in drawn if each[1]]


def _courses(page_found: ExperimentPage, found: Findings) -> list[tuple[str, Any]]:
    is_rate, days = found.reading.metrics[0].overall.is_rate, page_found.shown.made.days
    drawn = [(each.arm, parts.course(each, days, is_rate, f"course-{number}")) for number, each in enumerate(found.courses)]
    return [each for each in drawn if each[1]]


def _watched(page_found: ExperimentPage, found: Findings) -> Any:
    words = dict(page_found.metrics)
    named = [(words[each.overall.metric], each) for each in found.reading.metrics[1:]]
    return parts.watched(named, {} if found.is_over else found.fractions)
