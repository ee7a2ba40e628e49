"""Of whom something is said that stands after two kinds of people: "women or men over 40", "women in Canada or men over 40"."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.tree import Between, Compare, FieldText
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining import about
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import SUBJECTS

# apart from the keys of other choices, which are places of the request or far from these
_OF_LAST_KEY = 500_000
_PEOPLE = frozenset({"women", "men", "females", "males", "ladies", "gentlemen", "girls", "boys", "guys"})


def settle_described_people(p: State, items: list[Item]) -> None:
    """Ask whether what is said right after the last of two kinds of people is of the last alone or of both."""
    number = 1
    while number < len(items):
        before, item = items[number - 1], items[number]
        if item.joint == "next" and item.clause.attribute and item.modifies and not item.comma:
            aged = isinstance(item.clause.fixed, Compare | Between)
            # "Canadians or VIPs in Germany": nobody is in both
            apart = number > 1 and about(items[number - 2].clause) == about(item.clause)
            named = ((aged or apart) and _two_kinds(items, number)) or (aged and _two_sexes(p, before))
            if (named or _described_before(items, number)) and p.choose(_OF_LAST_KEY + item.clause.start, _ways(p, items, number)):
                number += _split(items, number - 1)
                items[number].of_last = True
        elif (_named_anew(p, items, number) and p.choose(_OF_LAST_KEY + item.clause.start, _ways(p, items, number))) or (
            before.of_last and item.joint == "next" and item.clause.attribute and item.modifies
        ):
            item.of_last = True
        number += 1


def _named_anew(p: State, items: list[Item], number: int) -> bool:
    """ "VIPs or those with 10 orders who live in Canada": people named by a word of their own after the "or"."""
    before, item = items[number - 1], items[number]
    led = {p.word(n) for n in range(items[number - 2].clause.end, before.clause.start)} if number > 1 else set()
    anew = before.joint in ("or", "comma_or") and before.person and not before.anew and bool(led & SUBJECTS)
    return anew and item.joint == "who" and not item.comma and not before.clause.negated


def _ways(p: State, items: list[Item], number: int) -> list[tuple[str, bool]]:
    said = p.text(items[number].clause.start, items[number].clause.end)
    ways = [(f"“{said}” is said of both", False), (f"“{said}” is said of the last ones only", True)]
    return ways[::-1] if _described_before(items, number) else ways


def _two_kinds(items: list[Item], number: int) -> bool:
    """ "Champions or women", "VIPs or customers in Canada": named by unlike things."""
    if number < 2:
        return False
    first, last = items[number - 2 : number]
    plain = first.person and _named(first) and not first.modifies and not first.comma
    return plain and _alternative(last) and about(first.clause) != about(last.clause)


def _described_before(items: list[Item], number: int) -> bool:
    """ "women in Canada or men over 40": those named before the "or" have something of their own, of another kind."""
    if number < 3:
        return False
    head, told, last, item = items[number - 3 : number + 1]
    described = head.person and told.joint == "next" and told.modifies and _named(head) and told.clause.attribute
    return described and _alternative(last) and about(told.clause) != about(item.clause)


def _alternative(item: Item) -> bool:
    return item.joint == "or" and item.person and not item.anew and _named(item)


def _named(item: Item) -> bool:
    return item.clause.attribute and not item.clause.negated


def _two_sexes(p: State, item: Item) -> bool:
    """ "women or men", read as one list."""
    fixed = item.clause.fixed
    words = {p.word(n) for n in range(item.clause.start, item.clause.end)}
    return (
        isinstance(fixed, FieldText)
        and fixed.field == "gender"
        and len(fixed.values) == 2
        and not item.clause.negated
        and len(words & _PEOPLE) == 2
    )


def _split(items: list[Item], number: int) -> int:
    """Two clauses for a list of two kinds of people; gives how many clauses were added."""
    item = items[number]
    fixed = item.clause.fixed
    if not isinstance(fixed, FieldText) or len(fixed.values) != 2 or fixed.field != "gender":
        return 0
    one, two = (replace(fixed, values=(value,)) for value in fixed.values)
    first = replace(item, clause=replace(item.clause, fixed=one))
    second = replace(item, joint="or", clause=replace(item.clause, fixed=two), linked=False, opens=False, comma=False)
    items[number : number + 1] = [first, second]
    return 1
