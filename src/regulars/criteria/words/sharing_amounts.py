"""Amounts and numbers of a time that may be of one of them or of both."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.sharing import WINDOW_KEY, relative_within
from regulars.criteria.words.state import State


def ask_about_amounts(p: State, items: list[Item]) -> None:
    """ "over $300 and 3 or more orders in 2026", "ordered twice or spent over $300 in 2025": of both, or of what it stands by."""
    for before, item in pairwise(items):
        one, two = before.clause.frame, item.clause.frame
        if one is None or two is None or not _of_one_kind(item, one, two) or not two.windows or item.restated:
            continue
        if one.said() & _TIMED or one.ever or two.said() & (_TIMED - {"windows"}):
            continue
        apart = (
            before.clause.negated or item.clause.negated or item.clause.perfect or item.clause.own_window or relative_within(two)
        )
        if apart or _set_before(p, item, two):
            continue
        both = [(f"“{two.window_text}” of the second only", False), (f"“{two.window_text}” of both", True)]
        if p.choose(WINDOW_KEY + item.clause.start, both):
            one.windows, one.window_text = list(two.windows), two.window_text


def _of_one_kind(item: Item, one: Frame, two: Frame) -> bool:
    """Whether both are about orders, one of them about money: what both were done is shared elsewhere."""
    heads = {one.head, two.head}
    return item.joint in ("and", "or", "comma_or") and bool(heads & {"spend", "measure"})


def _set_before(p: State, item: Item, two: Frame) -> bool:
    """ "ordered twice or in 2026 spent over $300": a time in front of a verb is of that verb."""
    said = two.window_text.split()
    at = item.clause.start
    return bool(said) and any([p.word(n + m) for m in range(len(said))] == said for n in (at, at + 1))


# what is done with orders; an e-mail or a visit has times of its own
_TAKEN_TOGETHER = frozenset({"spend", "buy", "use", "return", "cancel", "measure"})
_TIMED = frozenset({"windows", "around", "sequels", "each", "position"})
