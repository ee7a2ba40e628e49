"""Work beside the engine comes to the same end as work in turn."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from regulars.work.beside import Beside


def test_pieces_of_work_follow_one_another_and_their_errors_come_out_where_they_are_waited_for() -> None:
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        if number == 1:
            raise ValueError("one")
        return number

    with Beside() as beside:
        waiting = [beside.start(work, number) for number in range(3)]
        with pytest.raises(ValueError, match="one"):
            waiting[1]()
        assert (waiting[0](), waiting[2]()) == (0, 2)
    assert done == [0, 1, 2]


def test_what_has_not_begun_is_given_up_after_an_error_and_what_has_comes_to_its_end() -> None:
    begun, given_up = Event(), Event()
    done: list[str] = []

    def first() -> None:
        begun.set()
        given_up.wait(30)
        done.append("first")

    def interrupted() -> None:
        with Beside() as beside:
            beside.start(first)
            second: Any = beside.start(done.append, "second")
            second.__self__.add_done_callback(lambda _: given_up.set())
            begun.wait(30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == ["first"]
