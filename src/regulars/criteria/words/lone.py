"""A single "haven't" that can be meant of several groups: those never seen at all, or only those seen before."""

from __future__ import annotations

from regulars.criteria.terms import Aggregate, Comparator, Past, Period, Source
from regulars.criteria.tree import All, Compare, Condition, FieldTrue, Measure, Not, Rows
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.quantities import ONE, exists
from regulars.criteria.words.state import State

ANY_ORDER = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.AT_LEAST, ONE)


def _quiet(f: Frame) -> bool:
    """Nothing done in a time that reaches the present, and nothing else said."""
    from regulars.criteria.terms import Dates

    if (
        len(f.windows) != 1
        or f.count
        or f.goods
        or f.filters
        or f.size
        or f.money
        or f.sequels
        or f.around
        or f.each
        or f.share
        or f.position
        or f.campaign
    ):
        return False
    window = f.windows[0]
    if isinstance(window, Past):
        return window.newer == 0
    if isinstance(window, Period):
        return window.last >= 0 or True
    return isinstance(window, Dates) and window.last is None


def lone_ways(p: State, clauses: list[Clause]) -> Condition | None:
    """The choice of a request that is nothing but such a negation; None for every other request."""
    quiet = [
        c
        for c in clauses
        if c.frame is not None and c.negated and c.frame.head in ("buy", "open", "click", "engage", "visit") and _quiet(c.frame)
    ]
    if len(quiet) != 1:
        return None
    clause = quiet[0]
    f = clause.frame
    if f is None:
        return None
    if len(clauses) > 1:
        _say(p, f, clauses, clause)
        return None
    done = exists(p, f)
    ever = f.copy()
    ever.windows = []
    text = f.window_text or "that time"
    if f.head in ("buy", "visit"):
        noun = "order" if f.head == "buy" else "visit"
        if f.again:
            return All((exists(p, ever), Not(done)))
        ways: list[tuple[str, Condition]] = [
            (f"{'ordered' if noun == 'order' else 'visited'} before, but not {text}", All((exists(p, ever), Not(done)))),
            (f"no {noun} {text}, those who never {'ordered' if noun == 'order' else 'visited'} included", Not(done)),
        ]
        return p.choose(f.start, ways)
    chosen: Condition = p.choose(f.start, _mailed(p, f, ever, done, text))
    return chosen


def _mailed(p: State, f: Frame, ever: Frame, done: Condition, text: str) -> list[tuple[str, Condition]]:
    sent, sent_ever = f.copy(), ever.copy()
    sent.head = sent_ever.head = "send"
    what = {"open": "open", "click": "click", "engage": "open or click"}[f.head]
    ways: list[tuple[str, Condition]] = [(f"no {what} {text}, never-e-mailed people included", Not(done))]
    if "accepts_marketing" in p.index.shape.fields:
        ways.append((f"subscribers with no {what} {text}", All((FieldTrue("accepts_marketing"), Not(done)))))
    ways.append((f"e-mailed {text}, no {what}", All((exists(p, sent), Not(done)))))
    ways.append((f"e-mailed at some time, no {what} {text}", All((exists(p, sent_ever), Not(done)))))
    ways.append((f"{what} before, but not {text}", All((exists(p, ever), Not(done)))))
    return ways


def _say(p: State, f: Frame, clauses: list[Clause], quiet: Clause) -> None:
    if f.head == "buy":
        bought = any(
            c is not quiet and c.frame is not None and not c.negated and not c.frame.is_event and c.frame.head != "sign_up"
            for c in clauses
        )
        if not bought:
            p.note("customers who never ordered are included among those without an order in that time")
    else:
        p.note("people who were never e-mailed or never came are included among those who did not")
