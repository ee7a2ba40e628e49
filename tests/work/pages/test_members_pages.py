"""Lists of customers: every page is the right slice, however it is found, and nobody sees more than they may."""

from __future__ import annotations

from typing import Any

import pytest
from made_workspace import CUSTOM_SEGMENT

from regulars.work.pages import members as module
from regulars.work.pages.members import SORTS, Group, cell_group, everybody, members, segment_group
from regulars.work.published import Published

COLUMNS = {
    "customer": "customer_id", "name": "last_name", "orders": "orders", "revenue": "revenue", "last": "last_order_at",
    "pattern": "pattern", "rank": "composite",
}  # fmt: skip


def profile(opened: Published) -> list[dict[str, Any]]:
    with opened.session() as engine:
        found: list[dict[str, Any]] = engine.arrow("SELECT * FROM profile").to_pylist()
        return found


def expected(rows: list[dict[str, Any]], sort: str) -> list[str]:
    """The order of the definition: by the column, equals by customer_id, unknown ones last."""
    column = COLUMNS[sort.removeprefix("-")]
    known = sorted((row for row in rows if row[column] is not None), key=lambda row: row["customer_id"])
    known.sort(key=lambda row: row[column], reverse=sort.startswith("-"))
    unknown = sorted((row for row in rows if row[column] is None), key=lambda row: row["customer_id"])
    return [row["customer_id"] for row in (*known, *unknown)]


def listed(opened: Published, group: Group, **options: Any) -> list[str]:
    """All pages, one after the other."""
    first = members(opened, group, page=1, sees_people=True, **options)
    per_page = options.get("per_page", module.PER_PAGE)
    found = [each.customer_id for each in first.members]
    for page in range(2, -(-first.total // per_page) + 1):
        found += [each.customer_id for each in members(opened, group, page=page, sees_people=True, **options).members]
    return found


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{key}" for key in SORTS)])
@pytest.mark.parametrize("near", [1_000, 0])
def test_pages_together_are_everybody_in_order(opened: Published, monkeypatch: pytest.MonkeyPatch, sort: str, near: int) -> None:
    if not near:  # every page but the first is found from an anchor
        monkeypatch.setattr(module, "_NEAR", 0)
        monkeypatch.setattr(module, "_EVERY", 30)
        opened.forget_answers()
    found = listed(opened, everybody(), sort=sort, per_page=40)
    assert found == expected(profile(opened), sort)


def test_a_segments_members_are_those_of_the_refresh(opened: Published) -> None:
    with opened.session() as engine:
        names = engine.rows("SELECT DISTINCT segment, kind FROM memberships")
    assert (CUSTOM_SEGMENT, "custom") in names
    for name, kind in names:
        with opened.session() as engine:
            ids = engine.rows(
                f"SELECT customer_id FROM memberships WHERE kind = '{kind}' AND segment = '{name.replace(chr(39), chr(39) * 2)}'"
            )
        assert set(listed(opened, segment_group(name, kind))) == {row[0] for row in ids}


def test_the_cells_of_the_grid_are_everybody_once(opened: Published) -> None:
    found = [who for r in range(1, 6) for f in range(1, 6) for who in listed(opened, cell_group(r, f))]
    assert sorted(found) == sorted(row["customer_id"] for row in profile(opened))


def test_people_are_found_by_number_name_and_address_in_any_case(opened: Published) -> None:
    someone = next(row for row in profile(opened) if row["email"] and row["first_name"])
    whole = f"{someone['first_name']} {someone['last_name']}"
    for sought in (someone["customer_id"].lower(), whole.upper(), someone["email"][2:].upper(), f"  {someone['email']} "):
        found = members(opened, everybody(), sought=sought, sees_people=True)
        assert someone["customer_id"] in {each.customer_id for each in found.members}
        assert found.total >= 1


@pytest.mark.parametrize("sought", ["100% sure'; --", "%", "e_%", "\\", "nobody@nowhere", "\x00", "x" * 5000])
def test_what_is_sought_is_only_ever_text(opened: Published, sought: str) -> None:
    found = members(opened, everybody(), sought=sought, sees_people=True)
    assert found.total == 0
    assert found.members == ()
    assert found.page == 1


def test_who_may_not_see_people_gets_no_names_and_cannot_look_for_them(opened: Published) -> None:
    someone = next(row for row in profile(opened) if row["email"] and row["first_name"])
    found = members(opened, everybody(), sees_people=False, sort="name")
    assert found.sort != "name"
    assert not found.has_people
    assert all(each.name == each.email == "" for each in found.members)
    for sought in (someone["email"], someone["last_name"], someone["first_name"]):
        assert members(opened, everybody(), sought=sought, sees_people=False).total == 0
    by_number = members(opened, everybody(), sought=someone["customer_id"], sees_people=False)
    assert [each.customer_id for each in by_number.members] == [someone["customer_id"]]


def test_a_page_beyond_the_last_is_the_last(opened: Published) -> None:
    found = members(opened, everybody(), page=10**8, sees_people=True)
    assert found.page == -(-found.total // module.PER_PAGE)
    assert found.members


def test_without_memory_for_the_list_the_files_answer_the_same(opened: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = listed(opened, everybody(), sort="-last")
    monkeypatch.setattr(module, "MOST_KEPT", 10)
    opened.forget_answers()
    with opened.session() as engine:
        engine.rows("SELECT COUNT(*) FROM member_list")
    assert listed(opened, everybody(), sort="-last") == kept


def test_a_search_that_finds_too_many_counts_and_shows_the_first(opened: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = profile(opened)
    sought = "example"
    everyone = [row for row in rows if row["email"] and sought in row["email"]]
    whole = members(opened, everybody(), sought=sought, sees_people=True, per_page=10)
    assert (whole.total, whole.is_more) == (len(everyone), False)
    monkeypatch.setattr(module, "MOST_FOUND", 30)
    opened.forget_answers()
    found = [members(opened, everybody(), sought=sought, sees_people=True, per_page=10, page=page) for page in (1, 2, 3, 4)]
    assert all((each.total, each.is_more) == (30, True) for each in found)
    assert [each.page for each in found] == [1, 2, 3, 3]
    shown = [each.customer_id for page in found[:3] for each in page.members]
    assert shown == expected(everyone, "-revenue")[:30]
    assert not members(opened, everybody(), sees_people=True).is_more


def test_who_is_found_by_the_beginning_of_a_number_is_exact(opened: Published) -> None:
    ids = [row["customer_id"] for row in profile(opened)]
    for beginning in {ids[0][:2], ids[0][:-1], ids[0], ids[0] + "0"}:
        found = members(opened, everybody(), sought=beginning, sees_people=False, per_page=1_000)
        assert {each.customer_id for each in found.members} == {each for each in ids if each.startswith(beginning)}
