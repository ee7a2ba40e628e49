"""What customers are ranked by: the measure that is said, that of the clause before, or spend."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.tree import Compare, Rank
from regulars.criteria.words.building import quantity
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import MEASURES
from regulars.criteria.words.tables.rankings import BY, SPEND_WHO
from regulars.criteria.words.windows import window


def modifiers(p: State, f: Frame, at: int) -> int:
    """Windows and filters of what is ranked by."""
    from regulars.criteria.words.dependents import dependents

    mark, narrowed = p.mark(), f.copy()
    end = dependents(p, narrowed, at)
    if not narrowed.narrows_only():
        p.back(mark)
        return at
    f.windows, f.goods, f.filters, f.around = narrowed.windows, narrowed.goods, narrowed.filters, narrowed.around
    f.size, f.position = narrowed.size, narrowed.position
    f.window_text, f.every_window, f.ever, f.objects = narrowed.window_text, narrowed.every_window, narrowed.ever, narrowed.objects
    return end


def measured_by(p: State, at: int, start: int) -> tuple[Frame | None, int]:
    """What is ranked by; spend when the words do not say, which is noted."""
    named = SPEND_WHO.at(p.tokens, at)
    if named is not None:
        f = Frame("measure", start, measure=named[0])
        at = named[1]
        by = BY.at(p.tokens, at)
        if by is not None:
            f.measure, at = by
        elif p.word(at) == "by" and (other := MEASURES.at(p.tokens, at + 1)) is not None:
            f.measure, at = other
        return f, modifiers(p, f, at)
    dated = window(p, at + 1, bare=True) if p.word(at) == "by" else None
    measured_in = MEASURES.at(p.tokens, dated[1]) if dated is not None else None
    if dated is not None and dated[0].window is not None and measured_in is not None:
        return Frame("measure", start, measure=measured_in[0], windows=[dated[0].window]), measured_in[1]
    direct = MEASURES.at(p.tokens, at)
    if direct is not None and direct[0] in ("aov", "max_order"):
        f = Frame("measure", start, measure=direct[0])
        return f, modifiers(p, f, direct[1])
    by = BY.at(p.tokens, at)
    if by is None:
        f = Frame("measure", start, measure="")
        at = _modifiers_before(p, f, at)
        by = BY.at(p.tokens, at)
    else:
        f = Frame("measure", start)
    if by is not None:
        f.measure = by[0]
        return f, modifiers(p, f, by[1])
    if p.word(at) == "by" and (measure := MEASURES.at(p.tokens, at + 1 + (p.word(at + 1) in ("their", "the")))) is not None:
        f.measure = measure[0]
        return f, modifiers(p, f, measure[1])
    told = _measure_before(p, start)
    if told is not None and p.choose(_BY_KEY + start, _BY_WHICH):
        return told, at
    p.note("ranked by net spend, as nothing else is said")
    f.measure = "spend"
    return f, at


_BY_KEY = 120_000


_BY_WHICH = [("ranked by what is said before", True), ("ranked by net spend", False)]


def _measure_before(p: State, start: int) -> Frame | None:
    """The "spend this year" of "spent over $500 this year, top 10%"; None where all spend is meant anyway."""
    before = p.before
    if before is None or before.negated:
        return None
    if before.frame is not None and before.frame.head in ("spend", "measure"):
        f = before.frame.copy()
        f.measure = "spend" if f.head == "spend" else f.measure
        f.head, f.start, f.money, f.count = "measure", start, None, None
        plain = f.measure == "spend" and not f.said()
        return None if plain or f.said() - {"windows", "filters", "goods"} or len(f.windows) > 1 else f
    if before.frame is not None and before.frame.head == "buy" and before.frame.count and before.frame.noun in ("", "order"):
        return replace(before.frame.copy(), head="measure", measure="count", start=start, count=None, noun="", objects=False)
    fixed = before.fixed
    told = fixed.left if isinstance(fixed, Compare) else fixed.quantity if isinstance(fixed, Rank) else None
    named = (Frame("measure", start, measure=name) for name in ("aov", "count"))
    return next((f for f in named if told is not None and quantity(p, f) == told), None)


def by_one_only(p: State, at: int) -> None:
    """Object to "by spend and orders"."""
    other = MEASURES.at(p.tokens, at + 1 + (p.word(at + 1) == "by")) if p.word(at) in ("and", "or") else None
    if other is not None and p.word(other[1]) in ("", ",", ".", "and", "but", "who"):
        p.object(at, other[1], "a ranking is by one figure", "say each ranking in full, joined by “and”")


def _modifiers_before(p: State, f: Frame, at: int) -> int:
    """A window or place before the measure: "top 100 customers in 2025 by spend"."""
    mark = p.mark()
    f.measure = "spend"
    end = modifiers(p, f, at)
    if end == at:
        p.back(mark)
    return end
