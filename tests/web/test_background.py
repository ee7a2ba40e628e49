"""Answers that take long: nobody waits for longer than a moment, and each is worked out once for all who ask meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from regulars.errors import DataError


def test_what_is_there_in_time_is_given_at_once_and_not_kept(shop: Any) -> None:
    from regulars.web.background import answer

    made = iter(range(9))
    assert [answer("count", lambda: next(made)).value for _ in range(2)] == [0, 1]  # type: ignore[union-attr]


def test_nothing_is_an_answer_too(shop: Any) -> None:
    from regulars.web.background import answer

    found = answer("nothing", lambda: None)
    assert found is not None
    assert found.value is None


def test_whoever_asks_meanwhile_waits_for_the_same_answer(shop: Any) -> None:
    from regulars.web.background import answer

    released, begun = threading.Event(), []

    def slow() -> str:
        begun.append(1)
        released.wait(60)
        return "done"

    assert answer("slow", slow, patience=0) is None
    assert answer("slow", slow, patience=0) is None
    released.set()
    found = answer("slow", slow)
    assert found is not None
    assert (found.value, len(begun)) == ("done", 1)


def test_a_problem_is_told_and_the_next_one_tries_again(shop: Any) -> None:
    from regulars.web.background import answer

    def failing() -> None:
        raise DataError("No.", "Try again.")

    with pytest.raises(DataError, match="No"):
        answer("fails", failing)
    found = answer("fails", lambda: "well")
    assert found is not None
    assert found.value == "well"


def test_a_timeout_of_the_work_itself_is_no_waiting(shop: Any) -> None:
    from regulars.web.background import answer

    def late() -> None:
        raise TimeoutError("of the work")

    with pytest.raises(TimeoutError, match="of the work"):
        answer("late", late)


def test_what_nobody_looks_at_any_more_is_not_begun(
    shop: Any, held_back: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.web import background

    begun = []
    with held_back():
        assert background.answer("left alone", lambda: begun.append(1)) is None
        monkeypatch.setattr(background, "_LOOKED_AT_WITHIN", -1.0)
        assert background.answer("another", lambda: 2) is None
    monkeypatch.setattr(background, "_LOOKED_AT_WITHIN", 30.0)
    assert background.answer("last", lambda: 3) is not None
    assert begun == []
