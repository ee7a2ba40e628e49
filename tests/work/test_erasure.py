"""Erasures to the end: killed on the way, of people whom only former files have, and of what reports quote from files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.errors import DataError, OutputError
from regulars.work import people
from regulars.work.custom_segments import members_at, read_table
from regulars.work.doctor import examine
from regulars.work.erasure import waiting_erasure, without_quotes
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.moves import movement
from regulars.work.people import forget_customer, show_customer
from regulars.work.refresh import refresh
from regulars.work.segment_proposals import keep_segment, propose_segment
from regulars.work.suppression_list import suppress
from regulars.work.undo import undo_import
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 15, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


class Killed(BaseException):
    """The end of the process."""


def bring(workspace: Workspace, path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n")
    import_files(workspace, ImportRequest(requested([str(path)])), actor="tester", now=NOW)


@pytest.fixture
def shop(make_workspace: MakeWorkspace, tmp_path: Path) -> Workspace:
    """Ann, Anna and eight others with an order each, twice refreshed."""
    workspace = make_workspace()
    who = ["ann", "anna", *(f"C{number}" for number in range(8))]
    bring(workspace, tmp_path / "customers.csv", "customer_id,email", *(f"{each},{each}@example.org" for each in who))
    rows = [f"O-{each},{each},2024-05-{day + 1:02},2{day}.00,2024-05-20" for day, each in enumerate(who)]
    bring(workspace, tmp_path / "orders.csv", "order_id,customer_id,order_date,total,updated_at", *rows)
    bring(
        workspace,
        tmp_path / "order_lines.csv",
        "order_id,product_id,quantity,unit_price",
        *(f"O-{each},P1,1,20.00" for each in who),
    )
    for day in (10, 12):
        refresh(workspace, actor="tester", now=NOW, as_of=datetime(2024, 6, day, tzinfo=UTC))
    return workspace


def traces(workspace: Workspace, who: str) -> list[str]:
    """Where somebody still is: in cells of any Parquet file, and as bytes of any other file."""
    import pyarrow.parquet

    found = []
    for path in sorted(each for each in workspace.folder.rglob("*") if each.is_file()):
        if path.suffix == ".parquet" and "_delta_log" not in path.parts:
            rows = pyarrow.parquet.read_table(path).to_pylist()
            named = {who, f"O-{who}", f"{who}@example.org"}
            found += [path.name for row in rows if named & {str(value) for value in row.values()}][:1]
        elif f"{who}@example.org".encode() in path.read_bytes():
            found.append(path.name)
    return found


def forgotten(workspace: Workspace) -> list[str]:
    with closing(sqlite3.connect(workspace.folder / "regulars.sqlite3")) as database:
        return [about for (about,) in database.execute("SELECT about FROM workspace_auditentry WHERE action = 'forget'")]


def test_an_erasure_that_was_killed_before_its_files_went_is_finished_by_whoever_writes_next(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(people, "finish_erasure", killed)
        with pytest.raises(Killed):
            forget_customer(shop, "ann", actor="tester", now=NOW)
    assert traces(shop, "ann")
    assert forgotten(shop) == []
    found = {each.check: each for each in examine(shop, NOW)}["runs"]
    assert not found.ok
    assert "erasure" in found.says
    refresh(shop, actor="tester", now=NOW)
    assert traces(shop, "ann") == []
    assert traces(shop, "anna")
    assert waiting_erasure(shop.ledger) is None
    (about,) = forgotten(shop)
    assert "ann" not in about


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_was_at_earlier_refreshes_can_be_asked_after_an_erasure_without_the_person(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_killed: bool
) -> None:
    keep_segment(shop, propose_segment(shop, "All", now=NOW, author="tester", words="customers with an order"), actor="t", now=NOW)
    bring(shop, tmp_path / "more.csv", "order_id,customer_id,order_date,total,updated_at", "O-9,C3,2024-06-12,900,2024-06-13")
    first, last = (refresh(shop, actor="tester", now=NOW, as_of=datetime(2024, 6, day, tzinfo=UTC)) for day in (11, 14))
    then = {number: set(members_at(shop, "All", number, None)) for number in (first.publication, last.publication)}
    moved = movement(shop, first.publication, last.publication)
    assert all("ann" in each for each in then.values())
    with monkeypatch.context() as patched:
        if is_killed:
            patched.setattr(people, "finish_erasure", lambda *_: (_ for _ in ()).throw(Killed))
            with pytest.raises(Killed):
                forget_customer(shop, "ann", actor="tester", now=NOW)
        else:
            forget_customer(shop, "ann", actor="tester", now=NOW)
    if is_killed:
        refresh(shop, actor="tester", now=NOW)
    assert traces(shop, "ann") == []
    assert {number: set(members_at(shop, "All", number, None)) for number in then} == {
        number: each - {"ann"} for number, each in then.items()
    }
    since = movement(shop, first.publication, last.publication)
    customers = [sum(row["customers"] for row in each.matrix) for each in (moved, since)]
    assert customers[1] == customers[0] - 1
    assert next(each for each in examine(shop, NOW) if each.check == "tables").ok


def test_many_erasures_leave_as_many_files_as_there_were(shop: Workspace) -> None:
    def files() -> dict[str, int]:
        return {table: len(list((shop.lake.folder / table).glob("*.parquet"))) for table in shop.lake.tables()}

    refresh(shop, actor="tester", now=NOW)
    before = files()
    for who in ("ann", "C0", "C1", "C2"):
        forget_customer(shop, who, actor="tester", now=NOW)
    assert files() == before
    for number in (each.number for each in shop.ledger.publications("refresh")):
        assert len(read_table(shop, shop.refresh_number(number).versions, "profile")) == 6


def test_asked_for_again_after_it_was_killed_it_is_finished_and_said_so(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OutputError("The disk is gone.")

    with monkeypatch.context() as patched:
        patched.setattr(people, "finish_erasure", refused)
        with pytest.raises(OutputError):
            forget_customer(shop, "ann@example.org", actor="tester", now=NOW)
    with pytest.raises(DataError, match="finished now") as said:
        forget_customer(shop, "ann@example.org", actor="tester", now=NOW)
    assert "exported to: nowhere" in str(said.value)
    assert traces(shop, "ann") == []
    with pytest.raises(DataError, match="Nobody is known") as unknown:
        forget_customer(shop, "ann@example.org", actor="tester", now=NOW)
    assert "finished" not in str(unknown.value)


def test_who_is_only_in_files_of_an_import_that_was_taken_back_can_be_forgotten(shop: Workspace, tmp_path: Path) -> None:
    bring(shop, tmp_path / "customers.csv", "customer_id,email", "zoe,zoe@example.org")
    undo_import(shop, None, actor="tester", now=NOW)
    assert traces(shop, "zoe")
    with pytest.raises(DataError, match="files of earlier versions"):
        show_customer(shop, "zoe")
    done = forget_customer(shop, "zoe@example.org", actor="tester", now=NOW)
    assert (dict(done.rows), done.old_files) == ({}, 1)
    assert traces(shop, "zoe") == []


def test_an_order_that_is_anothers_now_keeps_its_lines_when_the_first_one_is_forgotten(shop: Workspace, tmp_path: Path) -> None:
    bring(shop, tmp_path / "orders.csv", "order_id,customer_id,order_date,total,updated_at", "O-ann,C1,2024-05-01,20.00,2024-05-21")
    forget_customer(shop, "ann", actor="tester", now=NOW)
    assert [row["order_id"] for row in show_customer(shop, "C1")["order_lines"]] == ["O-C1", "O-ann"]
    lake = read_table(shop, shop.published(), "orders")
    assert {row["customer_id"] for row in lake if row["order_id"] == "O-ann"} == {"C1"}
    with pytest.raises(DataError):
        forget_customer(shop, "ann", actor="tester", now=NOW)


def test_what_is_shown_of_somebody_says_where_else_they_are_named(shop: Workspace) -> None:
    suppress(shop, ["Ann@Example.org"], actor="tester", now=NOW)
    made = propose_segment(shop, "Hers", now=NOW, author="tester", sql="email = 'anna@example.org'")
    keep_segment(shop, made, actor="tester", now=NOW)
    ann, anna = show_customer(shop, "ann"), show_customer(shop, "anna")
    assert (ann["suppressed"], ann["segments_naming"]) == (True, [])
    assert (anna["suppressed"], anna["segments_naming"]) == (False, ["Hers"])


def test_what_reports_quoted_from_files_is_gone_after_an_erasure(shop: Workspace, tmp_path: Path) -> None:
    rows = [f"N{number},C{number % 8},2024-05-{number % 28 + 1:02},{number + 10}.00" for number in range(60)]
    bring(shop, tmp_path / "orders.csv", "order_id,customer_id,order_date,total", *rows, "N99,ann,2024-05-02,Ann Miller")

    def held() -> bool:
        return any(b"Ann Miller" in path.read_bytes() for path in shop.folder.glob("regulars.sqlite3*"))

    assert held()
    forget_customer(shop, "ann", actor="tester", now=NOW)
    assert not held()
    (note,) = [
        note for run in shop.ledger.runs(9, "import") for each in run.report["sources"] for note in each["notes"] if "…" in note
    ]
    assert "'total'" in note


def test_only_what_is_quoted_as_an_example_is_taken_out_of_a_note() -> None:
    said = '1 value of the column \'total\' cannot be read as a number (such as "O\'Brien \\"Al\\"").'
    assert without_quotes(said) == "1 value of the column 'total' cannot be read as a number (such as …)."
    assert without_quotes("The column 'name' holds names, such as 'Ann'.") == "The column 'name' holds names, such as …."
