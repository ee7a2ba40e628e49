"""So many within so long: "ordered twice within 10 days" is of the last 10 days, or of any 10 days."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Past, Source
from regulars.criteria.tree import Around, FieldValue, Measure, Position, Quantity, Rows
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.items import Item
from regulars.criteria.words.sharing import days_of_window
from regulars.criteria.words.state import State

# apart from the keys of the choices about a clause, which are its place or the place below nothing
_KEY = 10_000
_UP_TO_NOW = frozenset({"last", "past", "previous", "recent", "trailing", "rolling", "prior", "these", "this"})
_LONGER = frozenset({"over", "more", "least", "under", "less", "up", "at"})

_SIMPLE = frozenset({"count", "windows", "goods", "filters", "size"})


def settle_close_together(p: State, items: list[Item]) -> None:
    """Ask whether a number of deeds within so long is of the time up to now or of any such time."""
    for item in items:
        f = item.clause.frame
        if f is not None and not item.clause.negated and _within_any(f):
            _settle(p, item, f)
        elif f is not None and _spent_within(f):
            _settle_spend(p, item, f)
        elif f is not None and not item.clause.negated and _pair_within(f):
            _settle_pair(p, item, f)
        elif f is not None and f.head == "position" and f.around is None and not f.sequels and _told_within(f):
            _settle_position(p, item, f)


def _settle_position(p: State, item: Item, f: Frame) -> None:
    """ "their second order was within a week": of the first one, or of now; a first one of the sign-up."""
    place = f.position
    if place is None or place.from_end:
        return
    first = place.number == 1
    if first and "created_at" not in p.index.shape.fields:
        return
    anchor: Quantity = (
        FieldValue("created_at") if first else Measure(Aggregate.FIRST, Rows(Source.ORDERS, position=Position(place.number - 1)))
    )
    of = "the sign-up" if first else "the order before it"
    ways = [(f"“{f.window_text}” is of {of}", True), (f"“{f.window_text}” is of the time up to now", False)]
    if p.choose(_KEY + item.clause.start, ways):
        f.around, f.windows, f.window_text = Around(anchor, Decimal(0), days_of_window(f), strictly=not first), [], ""


def _pair_within(f: Frame) -> bool:
    """ "bought tops and dresses within 10 days"."""
    pair = (
        len(f.goods) == 1
        and f.goods[0].every
        and len(f.goods[0].parts) == 2
        and f.count is None
        and f.said() == {"goods", "windows"}
    )
    return pair and _told_within(f)


def _settle_pair(p: State, item: Item, f: Frame) -> None:
    ways = [
        (f"“{f.window_text}” is of the time up to now", False),
        (f"“{f.window_text}” is of one and the other, at any time", True),
    ]
    if p.choose(_KEY + item.clause.start, ways):
        f.close, f.windows, f.window_text = days_of_window(f), [], ""


def _spent_within(f: Frame) -> bool:
    """Whether money was spent "within 30 days", which may be the last ones or some others."""
    words = f.window_text.split()
    said = words[:1] in (["within"], ["inside"]) and not (_UP_TO_NOW | _LONGER) & set(words)
    window = f.windows[0] if len(f.windows) == 1 else None
    return said and f.head == "spend" and f.money is not None and isinstance(window, Past) and not window.newer and f.around is None


def _settle_spend(p: State, item: Item, f: Frame) -> None:
    told = f.window_text.split(maxsplit=1)[1]
    starts: list[tuple[str, Quantity | None]] = [
        (f"“{f.window_text}” is of the last {told}", None),
        (f"“{f.window_text}” is from the first order on", Measure(Aggregate.FIRST, Rows(Source.ORDERS))),
    ]
    if "created_at" in p.index.shape.fields:
        starts.append((f"“{f.window_text}” is from the sign-up on", FieldValue("created_at")))
    start = p.choose(_KEY + item.clause.start, starts)
    if start is not None:
        f.around = Around(start, Decimal(0), days_of_window(f))
        f.windows, f.window_text = [], ""


def _told_within(f: Frame) -> bool:
    """Whether a frame's time is told as "within 10 days", and not as those up to now."""
    words = f.window_text.split()
    window = f.windows[0] if len(f.windows) == 1 else None
    is_told = words[:1] in (["within"], ["inside"]) and not (_UP_TO_NOW | _LONGER) & set(words)
    return is_told and isinstance(window, Past) and not window.newer


def _within_any(f: Frame) -> bool:
    words = f.window_text.split()
    window = f.windows[0] if len(f.windows) == 1 else None
    is_told = words[:1] in (["within"], ["inside"], ["in"]) and not (_UP_TO_NOW | _LONGER) & set(words)
    if f.lasting or not is_told or not isinstance(window, Past) or window.newer or f.count is None:
        return False
    return f.head not in ("measure", "spend", "position", "sign_up") and _least(f.count) >= 2


def _least(count: Cmp) -> int:
    """The fewest that a comparison asks for; 0 where there may be none."""
    least = 0
    for comparator, amount in count.parts:
        if comparator in (Comparator.AT_LEAST, Comparator.EQUAL):
            least = max(least, int(amount.value))
        elif comparator is Comparator.ABOVE:
            least = max(least, int(amount.value) + 1)
    return least


def _settle(p: State, item: Item, f: Frame) -> None:
    told = f.window_text
    length = told.split(maxsplit=1)[1].removeprefix("a ").removeprefix("an ")
    assert f.count is not None  # noqa: S101 - `_within_any` has looked
    is_pair = _least(f.count) == 2 and len(f.count.parts) == 1 and f.noun not in ("unit", "product", "products")
    if not is_pair or not f.said() <= _SIMPLE:
        # the time can stand in a clause after this one, that shares it
        start = max((n for n in range(len(p.tokens)) if p.are(n, *told.split())), default=item.clause.start)
        p.object(
            start,
            start + len(told.split()),
            f"“{told}” can be the {length} up to now or any {length}, and any can be asked only of one order or event and the next",
            f"say “in the last {length}”",
        )
        return
    ways = [(f"“{told}” is of the time up to now", False), (f"“{told}” is of one and the next, at any time", True)]
    if p.choose(_KEY + item.clause.start, ways):
        days = days_of_window(f)
        f.windows, f.count, f.window_text = [], None, ""
        f.sequels.append(Sequel(f.copy(), after=True, days=days))
