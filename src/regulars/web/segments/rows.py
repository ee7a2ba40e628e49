"""Which segments the list shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from regulars.work.pages.figures import CUSTOM, LIFECYCLE, SegmentFigures

STATES = (("", "All but archived"), ("active", "Active"), ("draft", "Draft"), ("archived", "Archived"), ("all", "All"))
KINDS = (("", "All kinds"), (LIFECYCLE, "Of the map"), (CUSTOM, "Your own"))
# no sort: the map's order, which is by value, and then custom ones by name
_KEYS: dict[str, Callable[[SegmentFigures], int | float | Decimal | str | None]] = {
    "name": lambda each: each.name.casefold(),
    "customers": lambda each: each.customers,
    "share": lambda each: each.share,
    "revenue": lambda each: each.revenue,
    "aov": lambda each: each.aov,
    "change": lambda each: each.change,
    "state": lambda each: each.state,
}


def listed_rows(known: Sequence[SegmentFigures], asked: Mapping[str, str]) -> tuple[list[SegmentFigures], str]:
    """The segments that an address asks for (`q`, `state`, `kind`, `sort`), and the order in force. Unknown figures come last."""
    sought, state, kind = asked.get("q", "").strip().casefold(), asked.get("state", ""), asked.get("kind", "")
    rows = [each for each in known if _has_state(each, state) and kind in {"", each.kind} and sought in _text(each)]
    sort = asked.get("sort", "")
    key = _KEYS.get(sort.removeprefix("-"))
    if key is None:
        return rows, ""
    with_value = [(value, each) for each in rows if (value := key(each)) is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [each for _, each in with_value] + [each for each in rows if key(each) is None], sort


def _has_state(segment: SegmentFigures, state: str) -> bool:
    if state == "all":
        return True
    return segment.state == state if state else segment.state != "archived"


def _text(segment: SegmentFigures) -> str:
    return " ".join((segment.name, segment.sentence, segment.campaign_type, segment.objective)).casefold()
