"""Segments to look at: the list, one of them with its tabs, two side by side, and the customers of a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from regulars.charts.bars import with_bar
from regulars.charts.trend import columns, spark
from regulars.charts.world import MapDot, world_map
from regulars.web import assets
from regulars.web.access import Permission, allowed, may
from regulars.web.paging import Paging, paging
from regulars.web.rendering import drawn_once, wants_part
from regulars.web.rendering import page as answer
from regulars.web.segments.changes import is_counting
from regulars.web.segments.rows import KINDS, STATES, listed_rows
from regulars.web.shop import currency, shop, zone
from regulars.work.pages.compare import compare
from regulars.work.pages.figures import SegmentFigures, forgotten_since, segment_figures
from regulars.work.pages.members import PER_PAGE, Group, cell_group, members, segment_group
from regulars.work.pages.overview import has_money, overview
from regulars.work.pages.places import Places, places
from regulars.work.pages.segment import segment_page
from regulars.work.published import Published, read

TABS = (
    ("about", "About"),
    ("customers", "Customers"),
    ("map", "Map"),
    ("geography", "Geography"),
    ("movement", "Movement"),
    ("history", "History"),
)


@allowed(Permission.VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """All segments as a table: searched, sorted, filtered, a page at a time."""
    found = read(shop(request), lambda published: (segment_figures(published), forgotten_since(published)))
    if found is None:
        return answer(request, "segments/empty.html")
    known, forgotten = found
    rows, sort = listed_rows(known, request.GET)
    place = paging(request, len(rows))
    shown = rows[place.offset : place.offset + place.size]
    largest = max((each.share or 0.0 for each in known), default=0.0)
    table = [(each, with_bar(each.share, largest), spark(_sizes(each), _trend_words(each))) for each in shown]
    context = {
        "table": table,
        "paging": place,
        "sort": sort,
        "q": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "kind": request.GET.get("kind", ""),
        "states": STATES,
        "kinds": KINDS,
        "everybody": len(known),
        "forgotten": forgotten,
        "counting": any(each.customers is None for each in known) and is_counting(request),
        "has_money": any(each.revenue is not None for each in known),
    }
    return answer(request, "segments/list.html", context, part="segments/table.html")


@allowed(Permission.VIEW)
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One segment; its tab is in the address."""
    tab = request.GET.get("tab", TABS[0][0])
    if tab not in dict(TABS):
        raise Http404
    money = currency(request)
    found = read(shop(request), lambda published: _detail(published, request, name, tab, money))
    if found is None:
        raise Http404
    if wants_part(request) and _target(request) == "members":
        return answer(request, "segments/members.html", found, part="segments/members.html")
    return answer(request, "segments/detail.html", found, part="segments/tab.html")


@allowed(Permission.VIEW)
def cell(request: HttpRequest, r: int, f: int) -> HttpResponse:
    """The customers with a recency and a frequency score."""
    found = read(shop(request), lambda published: _cell(published, request, r, f))
    if found is None:
        raise Http404
    return answer(request, "segments/cell.html", found, part="segments/members.html")


@allowed(Permission.VIEW)
def compared(request: HttpRequest) -> HttpResponse:
    """Two segments side by side: `?segment=A&segment=B`."""
    chosen = [*request.GET.getlist("segment"), "", ""][:2]
    known = read(shop(request), segment_figures)
    if known is None:
        return answer(request, "segments/empty.html")
    found = read(shop(request), lambda published: compare(published, chosen[0], chosen[1])) if all(chosen) else None
    names = [each.name for each in known if each.customers is not None]
    context = {
        "found": found,
        "names": names,
        "first": chosen[0],
        "second": chosen[1],
        "is_unknown": all(chosen) and found is None,
        "too_many": len(request.GET.getlist("segment")) > len(chosen),
    }
    return answer(request, "segments/compare.html", context)


def _target(request: HttpRequest) -> str:
    htmx: Any = request.htmx
    return str(htmx.target or "")


def _detail(published: Published, request: HttpRequest, name: str, tab: str, money: str | None) -> dict[str, Any] | None:
    found = segment_page(published, name, money)
    if found is None:
        return None
    figures = found.figures
    context: dict[str, Any] = {
        "found": found,
        "figures": figures,
        "tabs": TABS,
        "tab": tab,
        "has_money": figures.revenue is not None,
        "forgotten": forgotten_since(published),
        "counting": figures.is_custom and figures.state == "active" and is_counting(request),
    }
    group = segment_group(figures.name, figures.kind)
    return context | _TAB_CONTEXTS.get(tab, _nothing)(published, request, group, figures)


def _nothing(published: Published, request: HttpRequest, group: Group, figures: SegmentFigures) -> dict[str, Any]:
    del published, request, group, figures
    return {}


def _about(published: Published, request: HttpRequest, group: Group, figures: SegmentFigures) -> dict[str, Any]:
    del published, group
    return {"trend": _trend(request, figures)}


def _customers(published: Published, request: HttpRequest, group: Group, figures: SegmentFigures) -> dict[str, Any]:
    return _members(published, request, group) if figures.customers is not None else {}


def _map(published: Published, request: HttpRequest, group: Group, figures: SegmentFigures) -> dict[str, Any]:
    del request
    if figures.customers is None:
        return {}

    def context() -> dict[str, Any]:
        found = places(published, group)
        label = f"Where the customers of {figures.name} live"
        return {"places": found, "world": world_map(_dots(found), assets.address("world.svg"), label)}

    return {"places": drawn_once(published, "segments/map.html", group.key, context)}


def _geography(published: Published, request: HttpRequest, group: Group, figures: SegmentFigures) -> dict[str, Any]:
    if figures.customers is None:
        return {}
    money = currency(request) or ""

    def context() -> dict[str, Any]:
        found = places(published, group)
        largest = found.countries[0].share if found.countries else 0.0
        widest = found.cities[0].share if found.cities else 0.0
        return {
            "places": found,
            "countries": [(each, with_bar(each.share, largest)) for each in found.countries],
            "cities": [(each, with_bar(each.share, widest)) for each in found.cities],
            "has_money": figures.revenue is not None,
            "currency": money,
        }

    return {"places": drawn_once(published, "segments/geography.html", (*group.key, money), context)}


_TabContext = Callable[[Published, HttpRequest, Group, SegmentFigures], dict[str, Any]]
_TAB_CONTEXTS: dict[str, _TabContext] = {
    "about": _about,
    "customers": _customers,
    "map": _map,
    "geography": _geography,
    "movement": _about,
    "history": _about,
}


def _cell(published: Published, request: HttpRequest, r: int, f: int) -> dict[str, Any] | None:
    grid = overview(published).grid if published.refresh is not None else None
    if grid is None or not (1 <= r <= len(grid.rows) and 1 <= f <= len(grid.rows[0])):
        return None
    best = int(published.workspace.settings.values["best"])
    shown = (r, f) if best == 1 else (len(grid.rows) + 1 - r, len(grid.rows[0]) + 1 - f)
    found = grid.rows[r - 1][f - 1]
    context = {"cell": found, "r": shown[0], "f": shown[1], "is_cell": True, "has_money": found.revenue is not None}
    return context | _members(published, request, cell_group(r, f))


def _members(published: Published, request: HttpRequest, group: Group) -> dict[str, Any]:
    wanted = request.GET.get("page", "1")
    found = members(
        published,
        group,
        page=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 1,
        sort=request.GET.get("sort", ""),
        sought=request.GET.get("q", ""),
        sees_people=may(request.user, Permission.SEE_PEOPLE),
    )
    columns_there = published.columns["profile"]
    return {
        "members": found,
        "paging": Paging(found.page, found.total, PER_PAGE, found.is_more),
        "sort": found.sort,
        "q": found.sought,
        "has_places": "city" in columns_there or "country" in columns_there,
        "members_money": has_money(published),
    }


def _dots(found: Places) -> list[MapDot]:
    return [
        MapDot(
            dot.spot.latitude,
            dot.spot.longitude,
            dot.place.customers,
            f"{dot.place.country}, elsewhere" if dot.is_whole_country else f"{dot.place.name}, {dot.place.country}",
            dot.is_whole_country,
        )
        for dot in found.dots
    ]


def _sizes(figures: SegmentFigures) -> list[int]:
    return [point.customers for point in figures.trend]


def _trend_words(figures: SegmentFigures) -> str:
    sizes = _sizes(figures)
    return f"Customers over {len(sizes)} refreshes, from {sizes[0]:,} to {sizes[-1]:,}" if len(sizes) > 1 else ""


def _trend(request: HttpRequest, figures: SegmentFigures) -> Any:
    from regulars.charts import text

    shop_zone = zone(request)
    points = [(text.date(point.as_of, shop_zone), point.customers) for point in figures.trend]
    return columns(points, "trend", f"Customers in {figures.name} by refresh")
