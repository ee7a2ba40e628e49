"""Rows of rules, walked over the words and the clauses of a request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.criteria.words.shop import AS_OF, INDEX, understood

from regulars.criteria.words import Status
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.doubts import (
    amounts,
    counts,
    denials,
    every,
    lost_words,
    of_those,
    of_what,
    only,
    parted,
    pointing_back,
    reach,
    set_off,
    years,
)
from regulars.criteria.words.doubts.rules import (
    Pass,
    Refused,
    Walk,
    both_deeds,
    over_clauses,
    over_deeds,
    over_pairs,
    over_words,
    whole,
)
from regulars.criteria.words.doubts.runs import Span, anything, run
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import Objection, State
from regulars.criteria.words.tokens import tokenize

_TABLES: dict[str, tuple[Pass, ...]] = {
    "amounts": amounts.AMOUNTS,
    "counts": counts.COUNTS,
    "denials": denials.DENIALS,
    "every": every.EVERY_ONE,
    "lost_words": lost_words.LOST_WORDS,
    "of_those": of_those.OF_THOSE,
    "of_what": (*of_what.OF_WHAT, *of_what.OF_EACH),
    "only": only.ONLY,
    "parted": parted.PARTED,
    "pointing_back": pointing_back.POINTING_BACK,
    "reach": (reach.OF_PAIRS,),
    "set_off": set_off.SET_OFF,
    "years": years.YEARS,
}


def _state(words: str, guarded: frozenset[int] = frozenset()) -> State:
    return State(tokenize(words), INDEX, AS_OF, guarded=guarded)


def _objections(p: State) -> list[tuple[str, str]]:
    return [(p.text(entry.start, entry.end), entry.reason) for entry in p.trail if isinstance(entry, Objection)]


def _items(*clauses: Clause) -> list[Item]:
    return [Item("and", clause) for clause in clauses]


def _refusals(table: tuple[Pass, ...]) -> list[Refused[...]]:
    return [row for walk in table if isinstance(walk, Walk) for row in walk.rows if isinstance(row, Refused)]


def test_a_row_refuses_the_words_that_it_finds() -> None:
    p = _state("bought tops and did it again")
    over_words(Refused(run("did it"), "points back", "say it"))(p, [])
    assert _objections(p) == [("did it", "points back")]


def test_names_of_goods_are_not_looked_at() -> None:
    p = _state("bought did it tops", guarded=frozenset({1, 2}))
    over_words(Refused(run("did it"), "points back", "say it"))(p, [])
    assert _objections(p) == []


def test_rows_of_a_place_come_in_the_order_of_the_table_whether_their_first_word_is_known_or_not() -> None:
    p = _state("did it")
    by_test, by_word = Refused(run(anything, "it"), "by a test", ""), Refused(run("did it"), "by its word", "")
    over_words(by_test, by_word)(p, [])
    over_words(by_word, by_test)(p, [])
    assert [reason for _, reason in _objections(p)] == ["by a test", "by its word", "by its word", "by a test"]


def test_a_row_about_deeds_is_not_asked_of_clauses_that_say_none() -> None:
    met: list[int] = []
    row: Callable[[State, Item, Frame], None] = lambda p, item, f: met.append(item.clause.start)  # noqa: E731
    over_deeds(row)(_state("vips spent"), _items(Clause(0, 1), Clause(1, 2, frame=Frame("spend"))))
    assert met == [1]


def test_a_row_about_clauses_is_asked_of_each() -> None:
    p = _state("vips spent")
    over_clauses(Refused(lambda p, item: whole(item), "is doubtful", ""))(p, _items(Clause(0, 1), Clause(1, 2)))
    assert [words for words, _ in _objections(p)] == ["vips", "spent"]


def test_a_row_about_both_deeds_is_asked_only_where_both_clauses_say_one() -> None:
    def found(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span:
        return before.clause.start, item.clause.end

    p = _state("vips spent ordered")
    clauses = _items(Clause(0, 1), Clause(1, 2, frame=Frame("spend")), Clause(2, 3, frame=Frame("buy")))
    over_pairs(Refused(both_deeds(found), "are two", ""))(p, clauses)
    assert _objections(p) == [("spent ordered", "are two")]


@pytest.mark.parametrize("name", _TABLES)
def test_every_refusal_gives_a_reason_that_goes_on_after_the_words_and_something_to_ask_instead(name: str) -> None:
    assert _TABLES[name]
    for row in _refusals(_TABLES[name]):
        assert row.reason[:1].islower(), row.reason
        assert not row.reason.endswith("."), row.reason
        assert row.advice, row.reason


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("bought footwear and did it again", "did it"),
        ("over $50 per order in at least 3 orders", "per order in"),
        ("would buy footwear", "would buy"),
        ("ordered in 2025 or not", "or not"),
        ("spent over march $200", "over march $200"),
        ("whose only tag is vip", "only tag is"),
        ("spent over $100 in 2025 and twice that in 2026", "twice that"),
        ("ordered web orders within at least 14 days", "within at least"),
    ],
)
def test_words_in_a_row_that_nothing_can_be_made_of_are_named(request_: str, words: str) -> None:
    made = understood(request_)
    assert made.status is Status.REFUSED
    assert words in [each.text.lower() for each in made.unplaced]
