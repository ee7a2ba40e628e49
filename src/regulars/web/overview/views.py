"""The overview: who to save first, how the shop stands, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from regulars.charts.bars import with_bar
from regulars.charts.linked_grid import linked_grid
from regulars.charts.markup import Markup
from regulars.playbooks.review import Area, Look
from regulars.web.access import Permission, allowed
from regulars.web.rendering import drawn_once
from regulars.web.rendering import page as answer
from regulars.web.shop import currency, shop
from regulars.work.pages.figures import forgotten_since
from regulars.work.pages.overview import Overview, overview
from regulars.work.published import Published, read
from regulars.work.review import is_quick, workspace_review

_PLACES = {
    Area.DATA: "data:page",
    Area.EXPERIMENTS: "experiments:list",
    Area.BUDGET: "budget:page",
    Area.MOVEMENT: "movement:page",
    Area.BOUNDARIES: "scoring:page",
}


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The page; before the first refresh it says what comes next."""
    now = datetime.now(UTC)
    best, code = int(shop(request).settings.values["best"]), currency(request)
    context = read(shop(request), lambda published: _scored(published, best, code, now))
    if not context:
        return answer(request, "overview/empty.html", {"has_data": context is not None})
    return answer(request, "overview/page.html", context | _looks(request, context["looks"]))


@allowed(Permission.VIEW)
def review(request: HttpRequest) -> HttpResponse:
    """What to look at, and when: a part of the overview, and a page of its own."""
    now = datetime.now(UTC)
    looks = read(shop(request), lambda published: workspace_review(published, now) if published.refresh else None)
    return answer(request, "overview/review_page.html", _looks(request, looks), part="overview/review.html")


def _looks(request: HttpRequest, looks: Sequence[Look] | None) -> dict[str, Any]:
    numbers = {each.name: each.number for each in shop(request).ledger.experiments.experiments()}
    rows = [(look, _where(look, numbers)) for look in looks or ()]
    due, coming = ([each for each in rows if each[0].is_due is when] for when in (True, False))
    return {"due": due, "coming": coming, "is_scored": looks is not None}


def _where(look: Look, experiments: Mapping[str, int]) -> str:
    """The page where one does something about it."""
    if look.area is Area.EXPERIMENTS and look.about in experiments:
        return str(reverse("experiments:detail", args=(experiments[look.about],)))
    if look.area is Area.SEGMENTS:
        return str(reverse("segments:detail", args=(look.about,)))
    return str(reverse(_PLACES[look.area]))


def _scored(published: Published, best: int, code: str | None, now: datetime) -> dict[str, Any]:
    """What the page shows of a publication; nothing before the first refresh."""
    if published.refresh is None:
        return {}
    found = overview(published)
    return {
        "found": found,
        "forgotten": forgotten_since(published),
        "has_money": found.totals.revenue is not None,
        "grid": published.remembered(("drawn", "grid", best, code), lambda _: _grid(found, best, code)),
        "sizes": drawn_once(published, "overview/sizes.html", (code,), lambda: _sizes(found, code)),
        # experiments that have to be read first would keep the page waiting: it asks for that part by itself then
        "looks": workspace_review(published, now) if is_quick(published, now) else None,
    }


def _grid(found: Overview, best: int, code: str | None) -> Markup | None:
    grid = found.grid
    return linked_grid(grid.rows, grid.largest, _cell_address, best=best, currency=code) if grid is not None else None


def _sizes(found: Overview, code: str | None) -> dict[str, Any]:
    shares = [each.share or 0.0 for each in found.segments]
    money_shares = [each.revenue_share or 0.0 for each in found.segments]
    largest = max([*shares, *money_shares], default=0.0)
    sizes = [
        (
            each,
            with_bar(each.share, largest),
            with_bar(each.revenue_share, largest, "money") if each.revenue_share is not None else None,
        )
        for each in found.segments
    ]
    return {"sizes": sizes, "has_money": found.totals.revenue is not None, "currency": code or ""}


def _cell_address(r: int, f: int) -> str:
    return str(reverse("segments:cell", args=(r, f)))
