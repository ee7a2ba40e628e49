"""Scoring: what is in force, what other thresholds would change, and saving them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from regulars.charts import text
from regulars.charts.markup import Markup
from regulars.charts.thresholds import limit_words, score_tone, threshold_chart
from regulars.scoring.results import Axis
from regulars.web.access import Permission, allowed
from regulars.web.data.job_kinds import VALIDATE
from regulars.web.jobs import jobs
from regulars.web.jobs.views import shown
from regulars.web.rendering import page as answer
from regulars.web.rendering import wants_part
from regulars.web.scoring.back_test import back_test
from regulars.web.shop import shop
from regulars.work.pages.next_refresh import next_refresh
from regulars.work.pages.scoring import AxisPanel, Draft, ScoringPage, scoring_page
from regulars.work.published import read
from regulars.work.thresholds import save_scoring
from regulars.work.validate_workspace import kept_validation
from regulars.work.workspace import Workspace

_MOST_LIMITS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One score of an axis as its row shows it. `limit` is None for the last score, which takes the rest."""

    score: int
    box: str
    limit: Decimal | int | None
    words: str
    customers: int
    share: float
    tone: int


@dataclass(frozen=True, slots=True)
class Panel:
    """An axis, drawn: the picture, and a row per score."""

    axis: AxisPanel
    picture: Markup
    method: str
    levels: tuple[Level, ...]


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The page; with a draft in the address, what it would change."""
    workspace = shop(request)
    found = read(workspace, lambda opened: scoring_page(workspace, opened, _draft(request.GET)))
    if found is None:
        return answer(request, "scoring/empty.html")
    tested = None if wants_part(request) else back_test(kept_validation(workspace))
    return answer(request, "scoring/page.html", _context(found, workspace, tested), part="scoring/changes.html")


@allowed(Permission.EDIT_SEGMENTS, "POST")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the draft: in force from the next refresh on."""
    workspace = shop(request)
    draft = _draft(request.POST)
    found = read(workspace, lambda opened: scoring_page(workspace, opened, draft))
    if found is None:
        return redirect("scoring:page")
    if found.problem:
        context = _context(found, workspace, back_test(kept_validation(workspace)))
        return answer(request, "scoring/page.html", context, status=400)
    typed = {panel.axis: panel.limits for panel in found.panels if panel.is_typed}
    change = save_scoring(
        workspace,
        actor=request.user.actor,
        now=datetime.now(UTC),
        scorecard=draft.scorecard or None,
        map_name=draft.map if "map" in request.POST else None,
        typed=typed,
    )
    if change.is_change:
        messages.success(request, "Saved. It is in force from the next refresh on.")
    else:
        messages.info(request, "Nothing was changed: this is what the settings say already.")
    return redirect(reverse("scoring:page"))


@allowed(Permission.RUN, "POST")
def validation(request: HttpRequest) -> HttpResponse:
    """Test whether the scores predict; shows the progress."""
    job = jobs.going_on(VALIDATE) or jobs.start(VALIDATE, {}, request.user)
    return shown(request, job) if wants_part(request) else redirect("jobs:watch", job.pk)


def _draft(query: QueryDict) -> Draft:
    typed = {axis: tuple(found[:_MOST_LIMITS]) for axis in Axis if (found := query.getlist(axis.value)) and any(found)}
    return Draft(query.get("scorecard", "")[:200], query.get("map", "")[:200], typed)


def _context(found: ScoringPage, workspace: Workspace, tested: Any = None) -> dict[str, Any]:
    return {
        "page": found,
        "panels": [_panel(found, panel) for panel in found.panels],
        "tested": tested,
        "coming": read(workspace, lambda opened: next_refresh(opened, datetime.now(UTC))),
    }


def _panel(found: ScoringPage, panel: AxisPanel) -> Panel:
    spread = panel.distribution
    levels = spread.cuts.levels
    picture = threshold_chart(spread, panel.limits, panel.step, found.best, found.currency)
    rows = tuple(
        Level(
            score=text.shown_score(at + 1, levels, found.best),
            box=f"{panel.axis.value}-{at + 1}",
            limit=panel.limits[at] if at < len(panel.limits) else None,
            words=limit_words(spread, panel.limits[at], found.currency) if at < len(panel.limits) else "",
            customers=customers,
            share=customers / found.customers if found.customers else 0.0,
            tone=score_tone(at + 1, levels),
        )
        for at, customers in enumerate(spread.level_counts)
    )
    return Panel(panel, picture, text.method(spread.cuts.method), rows)
