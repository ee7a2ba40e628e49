"""A window as it was said, and words that say "at any time"."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.criteria.terms import Unit, Window
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import UNITS


@dataclass(frozen=True, slots=True)
class When:
    """A window as it was said. `lasting`: "in more than 60 days", which only a "haven't" can mean. `bare`: no preposition."""

    window: Window | None
    lasting: bool = False
    bare: bool = False
    before_that: int | None = None
    unit: Unit | None = None


FUTURE = "is in the future; the data knows only what has happened"


_ALL_TIME = (
    ("of", "all", "time"),
    ("over", "all", "time"),
    ("all", "time"),
    ("at", "any", "time"),
    ("at", "any", "point"),
    ("at", "some", "point"),
    ("in", "total"),
    ("to", "date"),
    ("so", "far"),
    ("overall",),
    ("ever",),
    ("in", "their", "lifetime"),
    ("over", "their", "lifetime"),
    ("in", "all"),
    ("lifetime",),
    ("altogether",),
    ("ever", "since", "joining"),
    ("historically",),
    ("since", "the", "beginning"),
    ("throughout", "their", "lifetime"),
    ("of", "any", "time"),
    ("by", "now"),
    ("over", "the", "years"),
    ("all", "together"),
    ("since", "we", "opened"),
    ("in", "the", "past"),
    ("until", "now"),
    ("up", "to", "now"),
    ("across", "all", "time"),
    ("during", "their", "lifetime"),
    ("over", "their", "whole", "lifetime"),
    ("over", "the", "lifetime"),
    ("till", "now"),
)


def all_time(p: State, at: int) -> int | None:
    """The place after words that say "at any time", or None."""
    best = max((len(words) for words in _ALL_TIME if p.are(at, *words)), default=0)
    if not best or p.word(at + best) == "of" or (p.are(at, "in", "the", "past") and (number(p, at + 3) or p.word(at + 3) in UNITS)):
        return None
    return p.take(at, at + best, Role.WINDOW)
