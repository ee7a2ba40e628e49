"""Whole descriptions joined by "or", and what holds for one of two and not for both."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import All, Any, Condition, FieldText, Not, RowCondition, RowText
from regulars.criteria.words.building import condition
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining import combined, flat
from regulars.criteria.words.links import Group
from regulars.criteria.words.sharing import behaves
from regulars.criteria.words.state import State


def groups_combined(p: State, items: list[Item]) -> Condition:
    """The condition of all the clauses, where "or" may join whole descriptions: US customers who ... or Canadians who ..."""
    starts = [0, *(n for n, item in enumerate(items) if item.anew)]
    if len(starts) == 1:
        return combined(p, items)
    groups = [items[a:b] for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]
    tail = next((n for n, item in enumerate(groups[-1]) if n and item.joint in ("but", "except", "semicolon")), None)
    if tail is not None:
        # "A who did X or B who did Y, but not Z": Z is of B, or of both
        of_all = p.choose(groups[-1][tail].clause.start, [("said of the last group only", False), ("said of all the groups", True)])
        if of_all:
            rest = groups[-1][tail:]
            groups[-1] = groups[-1][:tail]
            return All(tuple(flat([_either(p, groups), combined(p, rest)], All)))
    return _either(p, groups)


def _either(p: State, groups: list[list[Item]]) -> Condition:
    _share_last_window(p, groups)
    return Any(tuple(flat([combined(p, group) for group in groups], Any)))


def _share_last_window(p: State, groups: list[list[Item]]) -> None:
    """A window at the end of "A who did X or B who did Y in May" is of Y, or of both."""
    *before, last = [behaves(group[-1].clause) for group in groups]
    if last is None or not last.windows or any(f is None or f.windows or f.ever for f in before):
        return
    if p.choose(
        last.start, [(f"“{last.window_text}” of the last group only", False), (f"“{last.window_text}” of all groups", True)]
    ):
        for f in before:
            if f is not None:
                f.windows = list(last.windows)


_GROUP_KEY = 50_000
_GROUPS = [("either of the groups", True), ("those who are both", False)]


def either_group(p: State, item: Item, at: int, place: int) -> Item:
    """ "Champions plus VIPs", "... as well as people in Canada": one group and another, or who is in both."""
    said = p.text(at, place).split()
    adds = "plus" in said or said[:3] == ["as", "well", "as"] or "together" in said
    if item.joint not in ("and", "comma_and") or not item.person or not adds or not p.choose(_GROUP_KEY + place, _GROUPS):
        return item
    item.joint, item.anew = "or", True
    return item


def not_both(p: State, items: list[Item]) -> Condition | None:
    """What "but not both" adds to "A or B": not both of them; None where nothing before it is a pair."""
    f = items[-1].clause.frame
    if len(items) > 1 and items[-1].joint in ("or", "comma_or"):
        pair = (items[-2].clause.made(p), items[-1].clause.made(p))
        return Not(All(pair))
    fixed = items[-1].clause.fixed
    if isinstance(fixed, FieldText) and fixed.field == "tags" and len(fixed.values) == 2 and not items[-1].clause.negated:
        return Not(All(tuple(replace(fixed, values=(value,)) for value in fixed.values)))
    if isinstance(fixed, Any) and len(fixed.parts) == 2 and not items[-1].clause.negated:
        return Not(All(fixed.parts))
    listed = [group for group in (*f.goods, *f.filters) if len(_alternatives(group)) == 2] if f is not None else []
    if f is not None and not listed and len(f.windows) == 2 and not (f.every_window or items[-1].clause.negated):
        apart = f.copy()
        apart.every_window = True
        return Not(condition(p, apart))
    if f is None or len(listed) != 1 or items[-1].clause.negated:
        return None
    every = f.copy()
    every.goods = [_all_of(group) if group is listed[0] else group for group in f.goods]
    every.filters = [_all_of(group) if group is listed[0] else group for group in f.filters]
    return Not(condition(p, every))


def _alternatives(group: Group) -> tuple[RowCondition, ...]:
    """The parts of a group that any of which is enough; a list of codes is as many parts."""
    if group.every:
        return ()
    only = group.parts[0] if len(group.parts) == 1 else None
    if isinstance(only, RowText) and only.operator is TextOperator.ANY_OF and only.column == "coupon_code":
        return tuple(RowText(only.column, only.operator, (value,)) for value in only.values)
    return group.parts


def _all_of(group: Group) -> Group:
    return Group(_alternatives(group), every=True, text=group.text)
