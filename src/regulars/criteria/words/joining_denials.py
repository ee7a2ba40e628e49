"""How far a "not" reaches over the clauses after it: "haven't ordered or visited", "no orders or one order"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.words.clause import Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining_two_ways import denial_ends, noun_denied, of_same_deed, size_or_spend
from regulars.criteria.words.sharing import counted_anew
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEGATIONS

_NEITHER = [("“not” is of both", True), ("“not” is of the first only", False)]


def carry_negation(p: State, items: list[Item]) -> None:
    """ "haven't ordered or visited", "aren't VIPs or from Spain": neither."""
    for before, item in pairwise(items):
        if size_or_spend(p, before, item):
            start, end = item.clause.start, item.clause.end
            p.object(
                start, end, "can be the size of those orders or all that was spent", "say “no order over ...”, or “spent over ...”"
            )
        if (
            item.joint in ("or", "comma", "comma_or")
            and (before.clause.negated or p.word(before.clause.start) == "not" or noun_denied(p, before, item))
            and not item.clause.negated
            and NEGATIONS.at(p.tokens, item.clause.start) is None
            and ((item.clause.bare and not item.restated) or _goes_on_after_do(p, before, item) or of_same_deed(p, before, item))
        ):
            if "nor" in p.text(before.clause.start, before.clause.end).split() and not before.carried:
                # "bought neither tops nor bags, or first ordered in May": the pair is complete
                continue
            if _either_denied(p, before) or _but_on_both_sides(items, before, item):
                continue
            goes_on = _goes_on_after_do(p, before, item)
            if denial_ends(p, before, item) and not goes_on:
                continue
            if counted_anew(p, before, item) and not goes_on:
                continue
            deeds = (before.clause.frame, item.clause.frame)
            verbal = deeds[1] is not None and deeds[1].bare and not noun_denied(p, before, item)
            if deeds[0] is not None and verbal and not deeds[0].bare:
                # "tops but not dresses, or bought shoes": a verb of its own ends the "not"
                continue
            attributes = (before.clause.attribute, item.clause.attribute)
            if item.joint == "comma" and (attributes[0] != attributes[1] or not _ends_in_or(items, item)):
                continue
            sure = (
                before.carried
                or of_same_deed(p, before, item)
                or (not item.restated and (not any(attributes) or _is_not(p, before.clause)))
            )
            if not sure and not p.choose(-1 - item.clause.start, _NEITHER):
                continue
            item.clause.negated = True
            item.carried = True
            item.joint = "and"


def _either_denied(p: State, before: Item) -> bool:
    """ "either never ordered or bought tops": the "never" is of the first of the two alone."""
    start = before.clause.start
    return any(p.word(n) == "either" and NEGATIONS.at(p.tokens, n + 1) is not None for n in range(max(0, start - 3), start + 1))


def _but_on_both_sides(items: list[Item], before: Item, item: Item) -> bool:
    """ "women but not VIPs or men but not subscribed": the "or" begins what has a "but" of its own."""
    after = items[items.index(item) + 1 :][:1]
    return before.joint == "but" and not before.carried and bool(after) and after[0].joint == "but"


def _is_not(p: State, clause: Clause) -> bool:
    """ "are not VIPs", whose "not" is of all that they are said not to be."""
    at = clause.start - (p.word(clause.start) != "not")
    return p.word(at) == "not" and p.word(at - 1) in ("is", "are", "was", "were")


def _goes_on_after_do(p: State, before: Item, item: Item) -> bool:
    """ "don't live in Spain or have 5 orders": the "have" can be one that they do not, or one of its own."""
    at = before.clause.start - (p.word(before.clause.start) != "not")
    denied = before.carried or (p.word(at) == "not" and p.word(at - 1) in ("do", "does", "did"))
    led = [p.word(n) for n in range(before.clause.end, item.clause.start + 1)]
    if denied and led in (["or", verb] for verb in _INFINITIVES):
        # "didn't spend over $500 or order more than 3 times"
        return True
    return (
        denied and item.joint in ("or", "comma_or") and led[:2] in (["or", "have"], ["or", "has"], [",", "or"]) and "who" not in led
    )


_INFINITIVES = ("order", "buy", "open", "click", "visit", "return", "use", "spend", "shop", "purchase", "view", "abandon", "get")


def _ends_in_or(items: list[Item], item: Item) -> bool:
    rest = items[items.index(item) + 1 :]
    return bool(rest) and rest[0].joint in ("comma_or", "or", "comma") and any(r.joint in ("comma_or", "or") for r in rest)
