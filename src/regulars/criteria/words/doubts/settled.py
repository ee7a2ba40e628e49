"""Everything that can be read in more ways than one, settled in turn once the clauses are read."""

from __future__ import annotations

from regulars.criteria.words.doubts.amounts import AMOUNTS
from regulars.criteria.words.doubts.counts import COUNTS
from regulars.criteria.words.doubts.denials import DENIALS
from regulars.criteria.words.doubts.every import EVERY_ONE
from regulars.criteria.words.doubts.lost_words import LOST_WORDS
from regulars.criteria.words.doubts.of_those import OF_THOSE
from regulars.criteria.words.doubts.of_what import OF_WHAT
from regulars.criteria.words.doubts.only import ONLY
from regulars.criteria.words.doubts.parted import PARTED
from regulars.criteria.words.doubts.people import settle_described_people
from regulars.criteria.words.doubts.pointing_back import POINTING_BACK
from regulars.criteria.words.doubts.reach import REACH
from regulars.criteria.words.doubts.rules import Pass
from regulars.criteria.words.doubts.set_off import SET_OFF
from regulars.criteria.words.doubts.years import YEARS
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State

# in this order: a year that was taken for a number is set right before anything else looks at numbers
_PASSES: tuple[Pass, ...] = (
    *YEARS,
    *DENIALS,
    *COUNTS,
    *OF_WHAT,
    *REACH,
    *ONLY,
    *AMOUNTS,
    *EVERY_ONE,
    *OF_THOSE,
    *POINTING_BACK,
    *LOST_WORDS,
    *SET_OFF,
    *PARTED,
    settle_described_people,
)


def settle_all_doubts(p: State, items: list[Item]) -> None:
    """Ask back what has two meanings, and object to what has none that can be told."""
    for settle in _PASSES:
        settle(p, items)
