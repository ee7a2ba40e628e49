"""Everything that can be read in more ways than one, settled in turn once the clauses are read."""

from __future__ import annotations

from regulars.criteria.words.doubts import settle_doubts
from regulars.criteria.words.doubts_amounts import settle_amount_doubts
from regulars.criteria.words.doubts_counted import settle_counted_doubts
from regulars.criteria.words.doubts_every import settle_every_doubts
from regulars.criteria.words.doubts_listed import settle_listed_doubts
from regulars.criteria.words.doubts_only import settle_only_doubts
from regulars.criteria.words.doubts_parted import settle_parted_doubts
from regulars.criteria.words.doubts_people import settle_described_people
from regulars.criteria.words.doubts_pronouns import settle_pronoun_doubts
from regulars.criteria.words.doubts_spans import settle_span_doubts
from regulars.criteria.words.doubts_timed import settle_timed_doubts
from regulars.criteria.words.doubts_trailing import settle_trailing_doubts
from regulars.criteria.words.doubts_words import settle_word_doubts
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State

# in this order: a year that was taken for a number is set right before anything else looks at numbers
_SETTLED = (
    settle_timed_doubts,
    settle_doubts,
    settle_counted_doubts,
    settle_listed_doubts,
    settle_only_doubts,
    settle_amount_doubts,
    settle_every_doubts,
    settle_span_doubts,
    settle_pronoun_doubts,
    settle_word_doubts,
    settle_trailing_doubts,
    settle_parted_doubts,
    settle_described_people,
)


def settle_all_doubts(p: State, items: list[Item]) -> None:
    """Ask back what has two meanings, and object to what has none that can be told."""
    for settle in _SETTLED:
        settle(p, items)
