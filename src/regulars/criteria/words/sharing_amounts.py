"""Amounts and numbers of a time that may be of one of them or of both."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.words.items import Item
from regulars.criteria.words.sharing import WINDOW_KEY, relative_within
from regulars.criteria.words.state import State


def ask_about_amounts(p: State, items: list[Item]) -> None:
    """ "over $300 and 3 or more orders in 2026", "spent over $500 and ordered twice in 2025": of both, or of what it stands by."""
    for before, item in pairwise(items):
        one, two = before.clause.frame, item.clause.frame
        if one is None or two is None or item.joint != "and" or {one.head, two.head} != {"spend", "buy"}:
            continue
        if not (one.money or one.count) or not (two.money or two.count) or one.said() & _TIMED or one.ever or not two.windows:
            continue
        apart = (
            before.clause.negated or item.clause.negated or item.clause.perfect or item.clause.own_window or relative_within(two)
        )
        if apart or item.restated or two.said() & (_TIMED - {"windows"}):
            continue
        both = [(f"“{two.window_text}” of the second only", False), (f"“{two.window_text}” of both", True)]
        if p.choose(WINDOW_KEY + item.clause.start, both):
            one.windows, one.window_text = list(two.windows), two.window_text


_TIMED = frozenset({"windows", "around", "sequels", "each", "position"})
