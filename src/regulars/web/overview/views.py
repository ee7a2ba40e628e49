"""The overview: who to save first, how the shop stands, and what moved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from regulars.charts.bars import with_bar
from regulars.charts.linked_grid import linked_grid
from regulars.web.access import Permission, allowed
from regulars.web.rendering import page as answer
from regulars.web.shop import currency, shop
from regulars.work.pages.overview import Overview, overview
from regulars.work.published import Published, read


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The page; before the first refresh it says what comes next."""
    found = read(shop(request), _scored)
    if not isinstance(found, Overview):
        return answer(request, "overview/empty.html", {"has_data": found is not None})
    best = int(shop(request).settings.values["best"])
    grid = found.grid and linked_grid(found.grid.rows, found.grid.largest, _cell_address, best=best, currency=currency(request))
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
    context = {"found": found, "grid": grid, "sizes": sizes, "has_money": found.totals.revenue is not None}
    return answer(request, "overview/page.html", context)


def _scored(published: Published) -> Overview | Published:
    return overview(published) if published.refresh is not None else published


def _cell_address(r: int, f: int) -> str:
    return str(reverse("segments:cell", args=(r, f)))
