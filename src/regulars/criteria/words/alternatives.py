"""Whole descriptions joined by "or", and what holds for one of two and not for both."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import All, Any, Condition, FieldText, FieldValue, Known, Not, RowCondition, RowText
from regulars.criteria.words.building import condition
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining import about, combined, flat
from regulars.criteria.words.links import Group
from regulars.criteria.words.sharing import behaves
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import SUBJECTS

_SINGLE = frozenset({"country", "region", "city", "gender", "segment", "lifecycle"})
_LISTED = frozenset({"comma", "comma_or", "or", "and", "comma_and"})
_SAID_OF_KEY = 70_000
_SAID_OF = [("said of all the groups", True), ("said of the last group only", False)]


def _kinds_of_people(p: State, items: list[Item]) -> Condition | None:
    """ "in the UK with 2+ orders, in Spain with 1", "women over 40 and men over 50": nobody is both, so either is meant."""
    field = about(items[0].clause)
    heads = [n for n, item in enumerate(items) if n == 0 or (about(item.clause) == field and item.joint in _LISTED)]
    apart = len(heads) == 2 and 1 < heads[1] == len(items) - 1
    if all(items[n].joint == "or" for n in heads[1:]) and not apart:
        return None
    if any(items[n].joint == "comma" and items[n].modifies != items[0].modifies for n in heads[1:]):
        # "Canadians with two orders, from the UK": no list of people
        return None
    if field not in _SINGLE or any(items[n].clause.negated or _values(items[n]) is None for n in heads):
        return None
    groups = [items[a:b] for a, b in zip(heads, [*heads[1:], len(items)], strict=True)]
    named = [value for n in heads for value in _values(items[n]) or ()]
    if len(set(named)) < len(named) or any(len(group) < 2 for group in groups[:-1]):
        return None
    if any(item.joint not in ("next", "with", "who", "and") or item.anew for group in groups for item in group[1:]):
        return None
    of_all: list[Item] = []
    more = len(groups[-1]) - max(len(group) for group in groups[:-1])
    if (
        more > 0
        and groups[-1][-more].joint in ("who", "with")
        and p.choose(_SAID_OF_KEY + groups[-1][-more].clause.start, _SAID_OF)
    ):
        of_all, groups[-1] = groups[-1][-more:], groups[-1][:-more]
    either = _either(p, groups)
    return All(tuple(flat([either, combined(p, of_all)], All))) if of_all else either


def _described_anew(items: list[Item], n: int) -> bool:
    """Whether people are named again after "and", with a "who" of their own as those before have one."""
    item = items[n]
    named = item.joint in ("and", "comma_and") and item.person and item.clause.attribute and not item.clause.negated
    return (
        named
        and items[n + 1].joint == "who"
        and items[0].person
        and items[0].clause.attribute
        and any(before.joint == "who" for before in items[1:n])
    )


def _values(item: Item) -> tuple[str, ...] | None:
    fixed = item.clause.fixed
    return fixed.values if isinstance(fixed, FieldText) and fixed.operator is TextOperator.ANY_OF else None


def groups_combined(p: State, items: list[Item]) -> Condition:
    """The condition of all the clauses, where "or" may join whole descriptions: US customers who ... or Canadians who ..."""
    kinds = _kinds_of_people(p, items)
    if kinds is not None:
        return kinds
    for n in range(2, len(items) - 1):
        if _described_anew(items, n):
            # "staff who used a coupon and customers tagged influencer who spent over $300": nobody is described twice
            items[n].joint, items[n].anew = "or", True
    starts = [0, *(n for n, item in enumerate(items) if item.anew)]
    if len(starts) == 1:
        return combined(p, items)
    groups = [items[a:b] for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]
    tail = next((n for n, item in enumerate(groups[-1]) if n and item.joint in ("but", "except", "semicolon", "comma_and")), None)
    if tail is not None and not any(item.joint == "but" for group in groups[:-1] for item in group):
        # "A who did X or B who did Y, but not Z": Z is of B, or of both
        ways = [("said of the last group only", False), ("said of all the groups", True)]
        of_all = p.choose(groups[-1][tail].clause.start, ways[::-1] if groups[-1][tail].joint == "comma_and" else ways)
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


def _two_groups(p: State, before: Item, item: Item) -> bool:
    """ "Champions, VIPs", "VIPs and Champions": two names of groups, of a segment and a tag, with nothing else said of either."""
    fixed = [each.clause.fixed for each in (before, item)]
    named = all(isinstance(each, FieldText) and each.field in _GROUPED for each in fixed)
    ends = [each.clause.end for each in (before, item)]
    plural = before.person and item.person and all(p.word(n - 1).endswith("s") or p.word(n) in SUBJECTS for n in ends)
    apart = about(before.clause) != about(item.clause) or about(item.clause) == "tags"
    return named and plural and apart and before.joint != "except" and not (before.clause.negated or item.clause.negated)


_GROUPED = frozenset({"tags", "segment", "country", "region"})


def _headed_anew(p: State, at: int, item: Item) -> bool:
    """ "people with 10+ orders and people with over $3000 spend", "all Canadians and all Germans": named a second time."""
    led = [p.word(n) for n in range(at, item.clause.start)]
    those = p.word(item.clause.start) == "those"
    if item.clause.negated or _SAID_OF_THEM & set(led):
        # "and aren't customers in the US": of the same people
        return False
    headed = those or (any(word in _HEADS for word in led) and led[-1] not in ("and", "or"))
    every = "all" in led and item.clause.attribute and "and" in led
    return ("and" in led or "plus" in led) and (headed or every)


_HEADS = frozenset({"people", "customers", "those", "shoppers", "folks", "persons", "users", "buyers", "members", "clients"})
_SAID_OF_THEM = frozenset({"are", "is", "were", "was", "be", "aren't", "isn't", "weren't", "wasn't", "not", "never", "who", "that"})
_ANYONE = frozenset({"anyone", "anybody", "everyone", "everybody"})


def either_group(p: State, item: Item, at: int, place: int, before: Item | None = None) -> Item:
    """ "Champions plus VIPs", "... as well as people in Canada": one group and another, or who is in both."""
    said = p.text(at, place).split()
    led = {p.word(n) for n in range(at, item.clause.start)}
    if item.joint in ("and", "comma_and", "and_who") and led & _ANYONE and before is not None:
        # "Canadians and anyone who ordered in store": these, too
        item.joint, item.anew = "or", True
        return item
    adds = "plus" in said or said[:3] == ["as", "well", "as"] or "together" in said
    adds = adds or (before is not None and (_two_groups(p, before, item) or _headed_anew(p, at, item)))
    named = item.person or p.word(item.clause.start) == "those"
    if item.joint not in ("and", "comma_and", "comma") or not named or not adds or not p.choose(_GROUP_KEY + place, _GROUPS):
        return item
    item.joint, item.anew = "or", True
    return item


def not_both(p: State, items: list[Item]) -> Condition | None:
    """What "but not both" adds to "A or B": not both of them; None where nothing before it is a pair."""
    f = items[-1].clause.frame
    if len(items) > 1 and items[-1].joint in ("or", "comma_or"):
        pair = (_known(p, items[-2].clause.made(p)), _known(p, items[-1].clause.made(p)))
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


def _known(p: State, said: Condition) -> Condition:
    """Who is in no segment is known not to be in this one."""
    if isinstance(said, FieldText) and said.field == "segment":
        p.note("customers without a segment, who never ordered, count as not in it")
        return All((Known(FieldValue("segment")), said))
    return said


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
