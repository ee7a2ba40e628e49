"""A part of all rows: of orders, of spend, of e-mails received, of a time."""

from __future__ import annotations

from regulars.criteria.terms import Aggregate, Source
from regulars.criteria.tree import Measure, Quantity, Ratio, Rows
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.quantities import added, counted, measured, spent, unfiltered, windows_of
from regulars.criteria.words.state import State


def share(p: State, f: Frame) -> Quantity:
    """What the rows of a frame are of all rows of their kind, from 0 to 1."""
    base = unfiltered(f)
    if f.share_of == "spend" and f.goods:
        every = added([Measure(Aggregate.SUM, Rows(Source.LINES, None, window), "line_total") for window in windows_of(f)])
        return Ratio(spent(p, f), every)
    if f.share_of == "spend":
        return Ratio(spent(p, f), spent(p, base))
    if f.share_of == "windows" or (f.windows and not (f.goods or f.filters or f.size) and f.head in ("buy", "spend")):
        base = f.copy()
        base.windows = []
        return Ratio(_whole(p, f), _whole(p, base))
    plain = f.copy()
    plain.noun = base.noun = f.noun if f.noun in ("unit",) else ""
    if f.head == "return":
        base.head = "buy"
    elif f.head == "cancel":
        return Ratio(counted(p, plain), Measure(Aggregate.COUNT, Rows(Source.ORDERS, every_status=True)))
    elif f.head in ("open", "click"):
        base = f.copy()
        base.head = "send"
    return Ratio(counted(p, plain), counted(p, base))


def _whole(p: State, f: Frame) -> Quantity:
    return measured(p, f) if f.head == "measure" else spent(p, f) if f.head == "spend" else counted(p, f)
