"""Words in a row, looked for in the tokens of a request."""

from __future__ import annotations

from tests.criteria.words.shop import AS_OF, INDEX

from regulars.criteria.words.doubts.runs import ENDS, Gap, anything, none_of, number, run, said_before, something, verb
from regulars.criteria.words.state import State
from regulars.criteria.words.tokens import tokenize


def _state(words: str) -> State:
    return State(tokenize(words), INDEX, AS_OF)


def test_a_run_is_found_where_its_words_stand_in_a_row() -> None:
    p = _state("bought tops and did so again")
    assert run("did it|so")(p, 3) == (3, 5)
    assert run("did it|so")(p, 2) is None
    assert run("did again")(p, 3) is None


def test_what_stands_before_and_after_is_no_part_of_a_run() -> None:
    p = _state("said once ordered twice")
    assert run("ordered", after="said|was once", then="twice")(p, 2) == (2, 3)
    assert run("ordered", after="once once", then="twice")(p, 2) is None
    assert run("ordered", after="said once", then="thrice")(p, 2) is None


def test_the_places_beyond_both_ends_have_no_word() -> None:
    p = _state("orders again")
    assert run("again", then=ENDS)(p, 1) == (1, 2)
    assert run("orders", after=none_of("no"))(p, 0) == (0, 1)
    assert run("orders", after=something)(p, 0) is None
    assert run("again", anything)(p, 1) == (1, 3)


def test_a_gap_is_no_longer_than_it_says() -> None:
    within_two = run("some", Gap(2), "orders")
    assert within_two(_state("some orders"), 0) == (0, 2)
    assert within_two(_state("some very large orders"), 0) == (0, 4)
    assert within_two(_state("some very very large orders"), 0) is None


def test_a_gap_goes_on_until_all_that_follows_it_fits() -> None:
    p = _state("in 2026 for 3 orders")
    assert run("in", Gap(3), number, "orders")(p, 0) == (0, 5)


def test_a_gap_stops_at_the_first_word_that_it_may_not_pass() -> None:
    p = _state("some orders with orders were")
    assert run("some", Gap(4), "orders", "were")(p, 0) == (0, 5)
    assert run("some", Gap(4, before=frozenset({"orders"})), "orders", "were")(p, 0) is None


def test_words_said_before_are_looked_for_as_far_back_as_is_said() -> None:
    p = _state("clicked the email of june other than that")
    assert run("other than", when=said_before("email"))(p, 5) == (5, 7)
    assert run("other than", when=said_before("email", 3))(p, 5) == (5, 7)
    assert run("other than", when=said_before("email", 2))(p, 5) is None
    assert run("clicked", when=said_before("clicked"))(p, 0) is None


def test_a_place_can_be_a_class_of_words() -> None:
    p = _state("would buy 3")
    assert run("would", verb, number)(p, 0) == (0, 3)
    assert run("would", number)(p, 0) is None


def test_the_first_place_is_given_and_only_within_the_borders() -> None:
    p = _state("in web in store in app")
    assert run("in").first(p, 1, 6) == 2
    assert run("in").first(p, 3, 4) is None
    assert run("in store").within(p, 2, 3)
    assert not run("in store").within(p, 3, 6)


def test_a_run_tells_which_words_it_can_begin_with() -> None:
    assert run("did|do it").begins == {"did", "do"}
    assert run(number, "it").begins is None
