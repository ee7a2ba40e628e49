"""The movement page accounts for everybody, whether the moves were kept with a refresh or are worked out now."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from made_workspace import LATER

from regulars.errors import DataError
from regulars.queries.pages_movement import PAGE_ROWS, Which
from regulars.work.moves import movement
from regulars.work.pages import movement as pages
from regulars.work.pages.movement import MovementPage, Person, choose, movement_page, movers_page, refreshes
from regulars.work.people import forget_customer
from regulars.work.published import published

if TYPE_CHECKING:
    from regulars.work.published import Published


def page(opened: "Published", earlier: int | None = None, later: int | None = None) -> MovementPage:
    found = movement_page(opened, earlier, later)
    assert found is not None
    return found


def test_kept_moves_are_those_that_a_comparison_finds(opened: "Published") -> None:
    found = page(opened)
    assert found.is_kept
    compared = movement(opened.workspace, found.earlier.number, found.later.number)
    assert dict(found.causes) == compared.causes
    assert found.stayed == sum(customers for _, customers, _ in compared.stayed)
    matrix = {(row["from"], row["to"]): row["customers"] for row in compared.matrix if row["from"] != row["to"]}
    assert {(each.from_segment, each.to_segment): each.customers for each in found.passages} == matrix


def test_every_segment_before_and_after_adds_up(opened: "Published") -> None:
    found = page(opened)
    assert sum(each.before for each in found.balances) == found.earlier.customers
    assert sum(each.after for each in found.balances) == found.later.customers
    for each in found.balances:
        assert each.before + each.came + each.entered - each.went - each.left == each.after
    assert sum(each.came for each in found.balances) == sum(each.went for each in found.balances) == found.moved
    # the map's order, best first
    assert [each.name for each in found.balances][:2] == ["Champions", "Can't Lose Them"]


def test_the_people_are_as_many_as_the_figures_say(opened: "Published") -> None:
    found = page(opened)
    everybody = movers_page(opened, found, Which(), 1)
    assert everybody.total == found.moved + found.causes["entered"] + found.causes["left"] > PAGE_ROWS
    seen = [person.customer_id for at in range(1, everybody.pages + 1) for person in movers_page(opened, found, Which(), at).people]
    assert len(seen) == len(set(seen)) == everybody.total
    for passage in found.passages[:5]:
        which = (
            Which(passage.from_segment, passage.to_segment) if passage.from_segment else Which(None, passage.to_segment, "entered")
        )
        listed = movers_page(opened, found, which, 1)
        assert (listed.total, len(listed.people)) == (passage.customers, min(passage.customers, PAGE_ROWS))
        assert {(each.from_segment, each.to_segment) for each in listed.people} == {(passage.from_segment, passage.to_segment)}
    assert movers_page(opened, found, Which(cause="border"), 1).total == found.causes["border"]
    assert movers_page(opened, found, Which(), 999).page == everybody.pages


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("customer", lambda each: each.customer_id),
        ("from", lambda each: each.from_segment),
        ("to", lambda each: each.to_segment),
        ("why", lambda each: each.cause),
        ("revenue", lambda each: each.revenue),
    ],
)
def test_the_people_are_listed_in_the_order_asked_for(opened: "Published", sort: str, value: Callable[[Person], Any]) -> None:
    found = page(opened)
    up, down = (
        [value(person) for at in (1, 2) for person in movers_page(opened, found, Which(sort=asked), at).people]
        for asked in (sort, f"-{sort}")
    )
    for listed, is_down in ((up, False), (down, True)):
        known = [each for each in listed if each is not None]
        assert known == sorted(known, reverse=is_down)
        assert None not in listed[: len(known)]
    assert movers_page(opened, found, Which(sort="-nothing"), 1).sort == "-revenue"


def test_comparing_anew_names_the_same_people(opened: "Published", monkeypatch: pytest.MonkeyPatch) -> None:
    kept = page(opened)
    monkeypatch.setattr(pages, "_is_kept", lambda *_: False)
    found = pages._made(opened, opened._root, replace_choice(opened))
    assert not found.is_kept
    assert (dict(found.causes), found.balances, found.stayed) == (dict(kept.causes), kept.balances, kept.stayed)
    same = [each.customer_id for each in movers_page(opened, kept, Which(), 1).people]
    assert [each.customer_id for each in movers_page(opened, found, Which(), 1).people] == same


def replace_choice(opened: "Published") -> pages.Choice:
    chosen = choose(opened, None, None)
    assert chosen is not None
    return replace(chosen, is_quick=False)


def test_refreshes_that_are_not_there_are_refused(opened: "Published") -> None:
    number = refreshes(opened)[0].number
    with pytest.raises(DataError, match="cannot be compared with itself"):
        movement_page(opened, number, number)
    with pytest.raises(DataError, match="There is no refresh 99"):
        movement_page(opened, 99, None)


def test_the_order_of_the_two_does_not_matter(opened: "Published") -> None:
    last, first = (each.number for each in refreshes(opened)[:2])
    assert page(opened, last, first) is page(opened, first, last)


def test_an_erasure_is_no_refresh_of_its_own(own_pages: "Published") -> None:
    workspace = own_pages.workspace
    before = [each.number for each in refreshes(own_pages)]
    person = movers_page(own_pages, page(own_pages), Which(), 1).people[0].customer_id
    forget_customer(workspace, person, actor="tester", now=LATER)
    opened = published(workspace)
    assert opened is not None
    after = refreshes(opened)
    assert len(after) == len(before)
    assert after[0].number > before[0]
    assert after[0].run != after[0].last_run
    found = page(opened)
    assert found.is_kept
    people = movers_page(opened, found, Which(), 1)
    assert person not in {each.customer_id for each in people.people}
    assert sum(each.after for each in found.balances) >= found.moved > 0
