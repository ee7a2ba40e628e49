"""The top 100 spenders, excluding staff: taken out of the ranked, or ranked without them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from regulars.criteria.terms import RankBy
from regulars.criteria.tree import All, Condition, Rank
from regulars.criteria.words.building import condition
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.state import State

# these leave people out before anybody is ranked, as far as words can tell
_BEFOREHAND = word_set("counting ignoring disregarding aside")
# apart from the keys of other choices, which are places of the request or far from these
_RANK_KEY = 260_000


def settle_ranked_without(p: State, items: list[Item]) -> None:
    """Ask whether people excepted right after a rank were ranked."""
    for before, item in list(pairwise(items)):
        rank = before.clause.fixed
        if item.joint != "except" or not item.clause.attribute or item.clause.fixed is None or not isinstance(rank, Rank):
            continue
        if rank.by not in (RankBy.COUNT, RankBy.SHARE) or before.clause.negated or len(items) != items.index(item) + 1:
            continue
        ways = [("taken out of those ranked", False), ("ranked among the others", True)]
        led = {p.word(n) for n in range(before.clause.end, item.clause.start)}
        if p.choose(_RANK_KEY + item.clause.start, ways[::-1] if led & _BEFOREHAND else ways):
            others = replace(item.clause, negated=not item.clause.negated).made(p)
            before.clause.fixed = replace(rank, among=All((_ranked(p, rank, before), others)))
            items.remove(item)


def _ranked(p: State, rank: Rank, item: Item) -> Condition:
    return rank.among or condition(p, Frame("buy", item.clause.start))
