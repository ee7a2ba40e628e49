"""Where the money goes, beside where it goes today; what other budgets would bring; and what is believed of each lift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from regulars.charts import svg, text
from regulars.charts.markup import Markup, clean
from regulars.charts.whiskers import Line, Whisker, lines, whiskers
from regulars.validation.estimates import Estimate

_ROW = 50
_WIDEST = 0.7  # room for the figure at the end of the longest bar
_NAME = 42
_NO_CENTS = 10
_REACH = 1.96
_POINTS = 100


@dataclass(frozen=True, slots=True)
class Spend:
    """What an offer gets by the plan and what it gets today, in the currency's units."""

    name: str
    proposed: float
    today: float


@dataclass(frozen=True, slots=True)
class Lift:
    """What is believed of an offer's lift (a share) with its standard error; it pays from `pays_from` on (None: never)."""

    name: str
    value: float
    error: float
    pays_from: float | None


def allocation_bars(rows: Sequence[Spend], currency: str | None, name: str = "split") -> Markup:
    """Each offer's money by the plan and, where it is known of any, today, on one scale; most money first."""
    rows = sorted(rows, key=lambda row: (-row.proposed, -row.today))
    largest = max((max(row.proposed, row.today) for row in rows), default=0.0)
    has_today = any(row.today for row in rows)
    height = _ROW if has_today else _ROW - 13
    shapes: list[Markup] = []
    for at, row in enumerate(rows):
        top = at * height
        shapes.append(svg.label(_short(row.name), 0, top + 12, "name"))
        shapes += _bar(row.proposed, top + 18, largest, "people", f"{_money(row.proposed, currency)} by the plan")
        if has_today:
            shapes += _bar(row.today, top + 31, largest, "money", f"{_money(row.today, currency)} today")
    described = "There are no offers."
    if rows:
        most = f"Most goes to {_short(rows[0].name)}: {_money(rows[0].proposed, currency)}."
        described = most if rows[0].proposed else "No offer gets any money."
    title = "Money by offer, by the plan and today" if has_today else "Money by offer"
    described += " The table has every figure."
    return svg.chart(name, title, described, max(len(rows), 1) * height, *shapes, class_="sizes")


def _bar(amount: float, top: float, largest: float, class_: str, said: str) -> list[Markup]:
    width = min(max(amount / largest, 0.0), 1.0) * _WIDEST if largest > 0 else 0.0
    return [svg.bar(0, top, width, 10, class_, tip=said, round_=2), svg.label(said, width, top + 9, "figure", shift=6)]


def _money(amount: float, currency: str | None) -> str:
    return text.money(Decimal(repr(round(amount, 2))), currency, 0 if abs(amount) >= _NO_CENTS else None)


def returns_by_budget(points: Sequence[tuple[float, float]], budget: float, currency: str | None, name: str = "returns") -> Markup:
    """The net gain of the best split by the money spent; the points are in order of budget, and `budget` is marked."""
    most = max((spent for spent, _ in points), default=0.0)
    far = max(most, budget) if budget <= 2 * most else most
    high = max((net for _, net in points), default=0.0)
    low = min((net for _, net in points), default=0.0)
    across, up = svg.ticks(0, far), svg.ticks(min(low, 0), max(high, 0))
    drawn = Line("net gain", tuple(points))
    return lines(
        name,
        "What other budgets would bring",
        [drawn],
        (0.0, across[-1]),
        (up[0], up[-1]),
        [(tick, text.compact_money(tick, currency)) for tick in across],
        [(tick, text.compact_money(tick, currency)) for tick in up],
        chance=((budget, up[0]), (budget, up[-1])) if budget <= far else None,
        dots=True,
    )


def lift_whiskers(rows: Sequence[Lift], name: str = "lifts") -> Markup:
    """What is believed of each lift with its 95 % interval in points; a ring marks the lift from which on it pays."""
    reached = [part for row in rows for part in (row.value - _REACH * row.error, row.value + _REACH * row.error)]
    reached += [row.pays_from for row in rows if row.pays_from is not None and abs(row.pays_from) < 1]
    low, high = min([0.0, *reached]) * _POINTS, max([0.0, *reached]) * _POINTS
    places = svg.ticks(low, high)
    drawn = [
        Whisker(
            _short(row.name),
            Estimate(
                row.value * _POINTS, (row.value - _REACH * row.error) * _POINTS, (row.value + _REACH * row.error) * _POINTS, 0.95
            ),
            _figure(row),
            row.pays_from * _POINTS if row.pays_from is not None and abs(row.pays_from) < 1 else None,
        )
        for row in rows
    ]
    ticks = [(place, f"{place:g}") for place in places]
    return whiskers(name, "What is believed of each lift, in points", drawn, places[0], places[-1], ticks, 0.0)


def _figure(row: Lift) -> str:
    shown = f"{row.value * _POINTS:+.1f} ± {row.error * _POINTS:.1f}"
    pays = "never pays" if row.pays_from is None else f"pays from {row.pays_from * _POINTS:.2g}"
    return f"{shown}, {pays}".replace("-", text.MINUS)


def _short(name: str) -> str:
    name = clean(name).strip() or "(no name)"
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"
