"""A clause of a request together with what stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from regulars.criteria.tree import FieldText
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import AUXILIARIES, CONNECTORS, NEGATIONS, RELATIVES, SUBJECTS


@dataclass(slots=True)
class Item:
    """A clause and what stands before it: and, or, but, comma, comma_and, comma_or, who, with, next, except, nor, then, semicolon.

    `anew`: it begins a description of other customers ("... or Canadians who ..."). `opens`: "either" stands before it.
    `linked`: "who", "with" or "have" does, so that it goes on about the customers before ("... or with 5 orders").
    `person`: it names people ("anyone who ...", "VIPs"); `modifies`: it begins with a word such as "in".
    `outright`: a negation before it stands alone, without "are" or "who". `comma`: a comma stands before it.
    `fronted`: the request begins with its connection. `restated`: it has a subject or an auxiliary of its own, so that no "not"
    of the clause before reaches it. `of_last`: it is said of the last people named, and not of those before an "or".
    """

    joint: str
    clause: Clause
    carried: bool = False
    anew: bool = False
    opens: bool = False
    linked: bool = False
    person: bool = False
    modifies: bool = False
    outright: bool = False
    comma: bool = False
    fronted: bool = False
    restated: bool = False
    of_last: bool = False


def item_of(p: State, joint: str, found: Clause, at: int, place: int, items: list[Item]) -> Item:
    """A clause with what stands before it: its connection from `at`, its small words from `place`."""
    led = [p.word(n) for n in range(place, found.start)]
    if joint == "besides":
        joint = "except" if found.frame is None else p.choose(_BESIDES_KEY + place, _BESIDES)
    if joint == "but" and found.attribute and not found.negated and not led and all_but(p, 0, place - 1):
        joint = "except"
    modifies = p.word(found.start) in _MODIFIERS
    named = any(word in SUBJECTS or word in RELATIVES for word in led) or p.word(found.end) in SUBJECTS
    place_name = isinstance(found.fixed, FieldText) and found.fixed.field in ("country", "region", "city")
    place_name = place_name and not _PEOPLES.search(p.word(found.end - 1))
    return Item(
        joint,
        found,
        anew=_anew(p, joint, found, place, items),
        opens=bool(items) and any(p.word(n) == "either" for n in range(at, found.start + 1)),
        linked=p.word(place - 1) == "whose"
        or any(p.word(n) in ("with", "who", "have", "has", "whose") for n in range(place, found.start + 1)),
        person=named or (found.attribute and not modifies and not place_name),
        modifies=modifies,
        outright=not any(word in AUXILIARIES or word in RELATIVES for word in led),
        restated=_restated(p, found, at, place),
        comma="," in [p.word(n) for n in range(at, place)],
        fronted=not items and (connection := CONNECTORS.at(p.tokens, at)) is not None and connection[0] == "except",
    )


def _restated(p: State, found: Clause, at: int, place: int) -> bool:
    """Whether who does it, or an auxiliary, is said anew; in "one click" the "one" is a number."""
    counted = found.frame is not None and found.frame.count is not None and number(p, found.start) is not None
    led = [p.word(n) for n in range(place, found.start + (not counted))]
    again = any(word in AUXILIARIES or word in RELATIVES or word in SUBJECTS or word == "with" for word in led)
    return again or any(p.word(n) in RELATIVES for n in range(at, place))


_BESIDES_KEY = 110_000
_BESIDES = [("“besides” is as well as", "and"), ("“besides” is without", "except")]
# Canadians, Texans, New Yorkers, the French: who is from a place, not the place
_PEOPLES = re.compile("(?:(?:an|er|ard|brit|swede|dane|pole|greek|turk|scot|finn|kiwi|aussie)s|ese|ish|french|dutch|swiss)$")
# an attribute that begins with one of these describes people and does not name them
_MODIFIERS = frozenset(
    [
        "in",
        "from",
        "of",
        "with",
        "without",
        "outside",
        "within",
        "at",
        "on",
        "living",
        "live",
        "lives",
        "based",
        "located",
        "aged",
        "over",
        "under",
        "tagged",
        "subscribed",
        "unsubscribed",
        "opted",
        "born",
        "called",
        "named",
        "older",
        "younger",
        "whose",
        "no",
        "not",
        "non",
    ]
)


EVERY = frozenset({"all", "every", "everyone", "everybody", "anyone", "anybody"})


def all_but(p: State, start: int, at: int) -> bool:
    """Whether "but" stands here for "except": "all customers but Champions"."""
    follows = (
        p.word(at + 1) not in AUXILIARIES | RELATIVES | {"with", "in", "from", "at", "on"}
        and NEGATIONS.at(p.tokens, at + 1) is None
    )
    return p.word(at) == "but" and follows and any(p.word(n) in EVERY for n in range(start, at))


# apart from the keys of other choices, which are places of the request or far from these
_PLACE_KEY = 40_000
_LAST_ONLY = [("what follows is said of the last ones only", True), ("what follows is said of all of them", False)]


def _place_of_its_own(p: State, found: Clause, before: Clause) -> bool:
    """ "in Canada, or in the US with over $1,000 spent": each place has its preposition, and one of them more than that."""
    fields = [clause.fixed.field if isinstance(clause.fixed, FieldText) else "" for clause in (before, found)]
    places = all(field in ("country", "region", "city") for field in fields)
    return places and p.word(found.start) in ("in", "from") and p.word(found.end) in ("with", "who", "that", "whose", "having")


def _after_but_not(joint: str, found: Clause, before: list[Item]) -> bool:
    """ "bought A but not B, or bought C": all of what stands before, or C; not where people are named before it all."""
    if joint != "comma_or" or (before and before[0].clause.attribute):
        return False
    last = before[-1].clause if before else None
    deeds = last is not None and last.frame is not None and found.frame is not None and last.negated and not found.negated
    if not deeds or len(before) < 2 or before[-1].joint not in ("but", "and") or before[-2].clause.negated:
        return False
    # "but didn't open or click": the verb goes on from the "didn't"
    return last is not None and last.frame is not None and not last.frame.bare


_OTHERS_KEY = 270_000
_OTHERS = [("a group of their own", True), ("said of the people before, as well", False)]


def _others_named(p: State, found: Clause, place: int, before: list[Item]) -> bool:
    """ "women who bought skincare or VIPs": people named after what others did."""
    deed = before[-1].clause.frame if len(before) > 1 else None
    told = deed is not None and before[0].person and before[0].clause.attribute and before[-1].joint == "who"
    alone = place == found.start and p.word(found.end) in ("", ".", ",")
    plural = p.word(found.end - 1).endswith(("s", "men", "women", "people")) and p.word(found.start) not in _MODIFIERS
    return told and found.attribute and alone and plural and not before[-1].clause.negated


def _ask_whose(p: State, joint: str, found: Clause, place: int, before: list[Item]) -> None:
    """ "women who bought A but not B or who bought C": whether they are women, too, is not said."""
    told = len(before) > 2 and before[0].clause.attribute and before[0].person and found.frame is not None
    denied = bool(before) and before[-1].joint == "but" and before[-1].clause.negated and before[-1].clause.frame is not None
    if told and denied and joint == "or" and p.word(place - 1) == "who":
        p.object(place - 2, found.end, "can be said of those named first or of anybody", "ask for these customers by themselves")


def _anew(p: State, joint: str, found: Clause, place: int, items: list[Item]) -> bool:
    """Whether "or" is followed by a description of other customers, with a verb of its own: "or Canadians who bought bags"."""
    if joint == "comma_or" and items and _place_of_its_own(p, found, items[-1].clause):
        return p.choose(_PLACE_KEY + found.start, _LAST_ONLY)
    begun = max((n for n, item in enumerate(items) if item.anew), default=0)
    _ask_whose(p, joint, found, place, items[begun:])
    if joint in ("or", "comma_or") and _after_but_not(joint, found, items[begun:]):
        return True
    if joint == "or" and _others_named(p, found, place, items[begun:]):
        return p.choose(_OTHERS_KEY + found.start, _OTHERS)
    if joint not in ("or", "comma_or") or all(item.clause.attribute for item in items[begun:]):
        return False
    named = any(p.word(n) in SUBJECTS for n in range(place, found.start))
    after = found.end
    while p.word(after) in SUBJECTS:
        after += 1
    goes_on = p.word(after) in RELATIVES or p.word(after) == "with"
    return (found.attribute and goes_on) or (named and any(p.word(n) in RELATIVES for n in range(place, found.start + 1)))
