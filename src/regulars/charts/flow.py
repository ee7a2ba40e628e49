"""Who went from which segment to which: ribbons between two columns of names, as wide as the customers in them.

Only those who moved are drawn: who stayed would hide them. The ribbons stretch with the width; names and figures keep their size in
columns of their own beside them. The table of the same numbers is the accessible form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.charts import text
from regulars.charts.markup import Markup, clean, el

_HEIGHT, _GAP, _LEAST = 440.0, 8.0, 3.0
_NAME_ROW = 14.0
# letters of a name with its figure that fit beside the ribbons
_LETTERS = 25
# from here on three digits do; the table has them all
_MANY = 100_000
_ISOLATE, _POP = "\u2068", "\u2069"  # a name keeps its own writing direction, beside its figure


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Customers from one name to another; `kind` is the CSS class ("behaviour", "border"...)."""

    source: str
    target: str
    customers: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Node:
    """A name on one side: where it begins, and how high it is."""

    name: str
    top: float
    height: float
    customers: int


def flow(ribbons: Sequence[Ribbon], order: Sequence[str], left: str, right: str) -> Markup:
    """The picture. Names stand in `order`, then as they come; `left` and `right` head the columns."""
    if not ribbons:
        return Markup()
    scale = _scale(ribbons)
    sources = _nodes([(ribbon.source, ribbon.customers) for ribbon in ribbons], order, scale)
    targets = _nodes([(ribbon.target, ribbon.customers) for ribbon in ribbons], order, scale)
    height = max(_bottom(sources), _bottom(targets)) + 4
    middle = el(
        "svg",
        *_ribbons(ribbons, sources, targets, order, scale),
        class_="flow-ribbons",
        viewBox=f"0 0 100 {height:.0f}",
        preserveAspectRatio="none",
        width="100%",
        height=height,
        aria_hidden="true",
    )
    return el(
        "div",
        el("p", left, class_="flow-head"),
        el("p", "", class_="flow-head"),
        el("p", right, class_="flow-head flow-right"),
        _names(sources, height, is_left=True),
        middle,
        _names(targets, height, is_left=False),
        class_="flow",
        aria_hidden="true",
    )


def _scale(ribbons: Sequence[Ribbon]) -> float:
    """Pixels per customer."""
    return _HEIGHT / max(sum(ribbon.customers for ribbon in ribbons), 1)


def _nodes(parts: Sequence[tuple[str, int]], order: Sequence[str], scale: float) -> dict[str, _Node]:
    totals: dict[str, int] = {}
    for name, customers in parts:
        totals[name] = totals.get(name, 0) + customers
    known = [name for name in order if name in totals]
    top, made = 0.0, {}
    for name in [*known, *(name for name in totals if name not in known)]:
        height = max(totals[name] * scale, _LEAST)
        made[name] = _Node(name, top, height, totals[name])
        top += max(height, _NAME_ROW) + _GAP
    return made


def _bottom(nodes: dict[str, _Node]) -> float:
    return max(node.top + max(node.height, _NAME_ROW) for node in nodes.values())


def _ribbons(
    ribbons: Sequence[Ribbon], sources: dict[str, _Node], targets: dict[str, _Node], order: Sequence[str], scale: float
) -> list[Markup]:
    place = {name: at for at, name in enumerate([*order, *sources, *targets])}
    used = {("from", name): node.top for name, node in sources.items()} | {("to", name): node.top for name, node in targets.items()}
    drawn = []
    for ribbon in sorted(ribbons, key=lambda each: (place[each.source], place[each.target], each.kind)):
        width = ribbon.customers * scale
        start, end = used["from", ribbon.source], used["to", ribbon.target]
        used["from", ribbon.source] += width
        used["to", ribbon.target] += width
        tip = f"{clean(ribbon.source)} to {clean(ribbon.target)}: {text.plural(ribbon.customers, 'customer')}"
        drawn.append(el("path", el("title", tip), d=_path(start, end, max(width, 0.75)), class_=f"ribbon {ribbon.kind}"))
    return drawn


def _path(start: float, end: float, width: float) -> str:
    a, b, c, d = (f"{value:.1f}" for value in (start, start + width, end, end + width))
    return f"M0 {a}C50 {a} 50 {c} 100 {c}V{d}C50 {d} 50 {b} 0 {b}Z"


def _names(nodes: dict[str, _Node], height: float, *, is_left: bool) -> Markup:
    """The names of one side, each with its figure, beside a bar as high as its customers."""
    shapes: list[Markup] = []
    for node in nodes.values():
        bar, words = ("100%", "100%") if is_left else ("0%", "0%")
        said = clean(node.name).strip()
        customers = text.count(node.customers) if node.customers < _MANY else text.compact(node.customers)
        room = _LETTERS - len(customers)
        short = said if len(said) <= room else said[: room - 1] + "…"
        label = el("tspan", f"{_ISOLATE}{short}{_POP}", class_="flow-name")
        figure = el("tspan", customers, class_="flow-figure")
        inside = (figure, " ", label) if is_left else (label, " ", figure)
        shapes.append(
            el(
                "rect",
                x=bar,
                y=node.top,
                width=5,
                height=node.height,
                class_="flow-node",
                transform="translate(-5 0)" if is_left else None,
            )
        )
        shapes.append(
            el(
                "text",
                *inside,
                x=words,
                y=node.top + 11,
                dx=-11 if is_left else 11,
                text_anchor="end" if is_left else "start",
                direction="ltr",
            )
        )
    return el("svg", *shapes, class_="flow-names", width="100%", height=height)
