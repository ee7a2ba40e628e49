"""Movement between two refreshes: picture and table of the same numbers, and who they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.safestring import SafeString

from regulars.charts.flow import Ribbon, flow
from regulars.charts.markup import Markup
from regulars.errors import DataError, RegularsError
from regulars.queries.pages_movement import HIGHEST_REVENUE, PAGE_ROWS, Which
from regulars.web import background
from regulars.web.access import Permission, allowed
from regulars.web.paging import paging
from regulars.web.rendering import drawn_once, wants_part
from regulars.web.rendering import page as answer
from regulars.web.shop import currency, shop
from regulars.work.pages.movement import Choice, MovementPage, Passage, choose, movement_page, movers_page
from regulars.work.published import Published, read

OUTSIDE_BEFORE, OUTSIDE_AFTER = "Not a customer yet", "No longer scored"
CAUSE_WORDS = {
    "behaviour": "What they did",
    "border": "The borders moved",
    "entered": "New customers",
    "left": "No longer scored",
}
ACT_WORDS = {"order": "ordered", "return": "sent goods back", "silence": "stayed away", "correction": "was corrected"}
_LONGEST_NUMBER = 9
# ways between segments that are listed before the rest is folded away
SHOWN = 12


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The page. Two refreshes that were never compared are compared beside the requests, since that takes a while."""
    earlier, later = _number(request.GET, "from"), _number(request.GET, "to")
    problem: DataError | None = None
    try:
        chosen = read(shop(request), lambda opened: choose(opened, earlier, later))
    except DataError as error:
        problem, earlier, later = error, None, None
        chosen = read(shop(request), lambda opened: choose(opened, None, None))
    if chosen is None:
        return answer(request, "movement/empty.html")
    context: dict[str, Any] = {"chosen": chosen, "problem": problem}
    try:
        if not chosen.is_quick and not _is_worked_out(request, chosen):
            return answer(request, "movement/page.html", context, part="movement/comparing.html")
        context["drawn"] = read(shop(request), lambda opened: _drawn(request, opened, earlier, later))
    except RegularsError as error:  # what one of them knew may be gone
        context |= {"problem": error, "refused": True}
    status = 400 if context["problem"] else 200
    return answer(request, "movement/page.html", context, part="movement/compared.html", status=status)


@allowed(Permission.VIEW)
def people(request: HttpRequest) -> HttpResponse:
    """Who moved: a page of them."""
    earlier, later = _number(request.GET, "from"), _number(request.GET, "to")
    chosen = read(shop(request), lambda opened: choose(opened, earlier, later))
    if chosen is None:
        return answer(request, "movement/empty.html")
    if not chosen.is_quick and not _is_worked_out(request, chosen):
        return answer(request, "movement/people_later.html", {"chosen": chosen}, part="movement/comparing.html")
    if "waiting" in request.GET and wants_part(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = read(shop(request), lambda opened: _people(request, opened, earlier, later))
    return answer(request, "movement/people.html", context, part="movement/people_table.html")


def _is_worked_out(request: HttpRequest, chosen: Choice) -> bool:
    """Have two refreshes compared; whether that is done. What is published remembers it from then on."""
    workspace, pair = shop(request), (chosen.earlier.number, chosen.later.number)

    def compare() -> None:
        read(workspace, lambda opened: movement_page(opened, *pair))

    return background.answer(("movement", *pair), compare) is not None


def _drawn(request: HttpRequest, opened: Published, earlier: int | None, later: int | None) -> SafeString | None:
    found = movement_page(opened, earlier, later)
    if found is None:
        return None
    money = currency(request) or ""
    key = (found.earlier.number, found.later.number, money)
    return drawn_once(opened, "movement/between.html", key, lambda: _between(found) | {"currency": money})


def _between(found: MovementPage) -> dict[str, Any]:
    inner = [each for each in found.passages if each.from_segment and each.to_segment]
    return {
        "page": found,
        "picture": _picture(inner, found),
        "most": inner[:SHOWN],
        "fewer": inner[SHOWN:],
        "entrants": [each for each in found.passages if each.from_segment is None],
        "leavers": [each for each in found.passages if each.to_segment is None],
        "acts": _acts(found),
    }


def _people(request: HttpRequest, opened: Published, earlier: int | None, later: int | None) -> dict[str, Any] | None:
    found = movement_page(opened, earlier, later)
    if found is None:
        return None
    query = request.GET
    source, target, cause = (query.get(key) or None for key in ("segment_from", "segment_to", "cause"))
    which = Which(source, target, cause, query.get("sort", HIGHEST_REVENUE))
    wanted = paging(request, 10**_LONGEST_NUMBER, PAGE_ROWS).page
    shown = movers_page(opened, found, which, wanted)
    names = [balance.name for balance in found.balances]
    return {
        "page": found,
        "which": which,
        "shown": shown,
        "sort": shown.sort,
        "names": names,
        "causes": CAUSE_WORDS if found.is_kept else {key: CAUSE_WORDS[key] for key in ("entered", "left")},
        "acts": ACT_WORDS,
        "paging": paging(request, shown.total, PAGE_ROWS),
    }


def _picture(passages: list[Passage], found: MovementPage) -> Markup:
    """The moves between segments; who came or left is in the table."""
    ribbons = [
        Ribbon(each.from_segment or OUTSIDE_BEFORE, each.to_segment or OUTSIDE_AFTER, customers, cause)
        for each in passages
        for cause, customers in each.causes.items()
    ]
    order = [balance.name for balance in found.balances]
    return flow(ribbons, order, f"Refresh {found.earlier.number}", f"Refresh {found.later.number}")


def _acts(found: MovementPage) -> list[tuple[str, int]]:
    """What those who moved by themselves did, most first."""
    totals: dict[str, int] = {}
    for passage in found.passages:
        for act, customers in passage.acts.items():
            totals[act] = totals.get(act, 0) + customers
    return sorted(((ACT_WORDS[act], customers) for act, customers in totals.items()), key=lambda each: -each[1])


def _number(query: QueryDict, key: str) -> int | None:
    said = query.get(key, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER else None
