"""Taking an import back: everything is as if it had not been, or it is refused and nothing is changed."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.web.setup import start
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportReport, ImportRequest, import_files, last_imports, requested
from regulars.work.ledger import RunState
from regulars.work.people import forget_customer
from regulars.work.refresh import refresh
from regulars.work.undo import imports_undone, try_undo, undo_import
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]
Rows = Sequence[Sequence[object]]
HEADERS = {
    "orders": ("order_id", "customer_id", "order_date", "total"),
    "order_lines": ("order_id", "product_id", "quantity", "unit_price"),
    "events": ("customer_id", "occurred_at", "type"),
    "customers": ("customer_id", "email", "country"),
}


def order(number: int, total: int) -> tuple[object, ...]:
    return (f"O{number}", f"C{number % 5}", f"2024-0{number % 5 + 1}-11", f"{total}.00")


BASE: Mapping[str, Rows] = {
    "orders": [order(number, 20) for number in range(12)],
    "order_lines": [(f"O{number}", f"P{number % 3}", 1, "20.00") for number in range(12)],
    "events": [(f"C{number}", f"2024-05-0{number + 1} 10:00:00", "email_open") for number in range(4)],
    "customers": [(f"C{number}", f"c{number}@example.org", "DE") for number in range(3)],
}
# corrects orders and a customer, brings new ones of each, and a column of its own
LATER: Mapping[str, Rows] = {
    "orders": [order(3, 25), order(20, 30), order(24, 30)],
    "order_lines": [("O3", "P9", 2, "12.50"), ("O20", "P1", 1, "30.00")],
    "events": [("C1", "2024-05-02 10:00:00", "email_open"), ("C1", "2024-05-20 10:00:00", "email_click")],
    "customers": [("C1", "other@example.org", "FR"), ("C4", "c4@example.org", "AT")],
}


def bring(workspace: Workspace, folder: Path, rows: Mapping[str, Rows], *, more: Sequence[str] = ()) -> ImportReport:
    """Import rows by table, customers with `more` columns of the value "yes"."""
    start(workspace.folder)  # a process has one workspace's database at a time
    here, files = Path(tempfile.mkdtemp(dir=folder)), []
    for table, these in rows.items():
        added = tuple(more) if table == "customers" else ()
        path = here / f"{table}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADERS[table] + added, *((*row, *("yes" for _ in added)) for row in these)])
        files.append(str(path))
    return import_files(workspace, ImportRequest(requested(files)), actor="tester", now=NOW)


def content(workspace: Workspace) -> dict[str, list[str]]:
    """Every row of the canonical tables, without the name of its source; tables without rows are left out."""
    start(workspace.folder)
    versions = workspace.published()
    found = {}
    for table in (*HEADERS, "order_updates"):
        rows = read_table(workspace, versions, table) if table in versions else []
        if rows:
            found[table] = sorted(repr(sorted((key, value) for key, value in row.items() if key != "source")) for row in rows)
    return found


def scored(workspace: Workspace) -> list[str]:
    number = refresh(workspace, actor="tester", now=NOW).publication
    versions = workspace.refresh_number(number).versions
    return sorted(
        repr(row) for table in ("profile", "memberships", "segment_metrics") for row in read_table(workspace, versions, table)
    )


def take_back(workspace: Workspace, number: int | None = None) -> dict[str, dict[str, int]]:
    start(workspace.folder)
    return undo_import(workspace, number, actor="tester", now=NOW).tables


def test_the_last_import_is_taken_back_as_if_it_had_not_been(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, tmp_path, BASE)
    before, scores = content(workspace), scored(workspace)
    later = bring(workspace, tmp_path, LATER, more=["newsletter"])
    refresh(workspace, actor="tester", now=NOW)
    assert content(workspace) != before
    would = try_undo(workspace, None)
    assert content(workspace) != before
    assert would.import_run == later.run
    done = take_back(workspace)
    assert done == would.tables
    assert done["orders"] == {"removed": 2, "restored": 1}
    assert done["order_lines"] == {"removed": 1, "restored": 1}
    assert done["events"] == {"removed": 1, "restored": 0}
    assert done["customers"] == {"removed": 1, "restored": 1}
    assert content(workspace) == before
    assert scored(workspace) == scores
    assert imports_undone(workspace) == {later.run}
    (run,) = workspace.ledger.runs(9, kind="undo")
    assert {step.name: step.rows for step in run.steps}["take back orders"] == 3
    assert bring(workspace, tmp_path, LATER, more=["newsletter"]).changed


def test_an_import_before_others_is_taken_back_where_they_left_it_alone(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, other = make_workspace("with"), make_workspace("without")
    elsewhere: Mapping[str, Rows] = {
        "orders": [order(5, 99), order(31, 10)],
        "events": [("C3", "2024-05-21 10:00:00", "email_click")],
        "customers": [("C2", "c2@example.com", "DE")],
    }
    bring(workspace, tmp_path, BASE)
    middle = bring(workspace, tmp_path, LATER, more=["newsletter"])
    bring(workspace, tmp_path, elsewhere)
    assert take_back(workspace, middle.run)["orders"] == {"removed": 2, "restored": 1}
    bring(other, tmp_path, BASE)
    bring(other, tmp_path, elsewhere)
    without = content(other)
    assert content(workspace) == without


def test_what_changed_since_is_not_taken_back_and_nothing_else_either(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, tmp_path, BASE)
    first = bring(workspace, tmp_path, LATER)
    second = bring(workspace, tmp_path, {"orders": [order(20, 31)]})
    before, versions = content(workspace), workspace.published()
    with pytest.raises(DataError, match=rf"1 key of its orders changed since \(imports that replaced something: {second.run}\)"):
        undo_import(workspace, first.run, actor="tester", now=NOW)
    assert (content(workspace), workspace.published()) == (before, versions)
    assert workspace.ledger.runs(1)[0].state is RunState.FAILED
    take_back(workspace)
    take_back(workspace)
    with pytest.raises(DataError, match=f"Import {first.run} has been taken back already"):
        undo_import(workspace, first.run, actor="tester", now=NOW)


def test_the_only_import_is_taken_back_and_can_come_again(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    made = bring(workspace, tmp_path, BASE)
    before = content(workspace)
    assert [source.name for source in workspace.ledger.sources()] == sorted(HEADERS)
    take_back(workspace, made.run)
    assert content(workspace) == {}
    assert workspace.ledger.sources() == ()
    with pytest.raises(DataError, match="no import to take back"):
        undo_import(workspace, None, actor="tester", now=NOW)
    with pytest.raises(DataError, match="no orders yet"):
        refresh(workspace, actor="tester", now=NOW)
    bring(workspace, tmp_path, BASE)
    assert content(workspace) == before


def test_an_import_that_did_nothing_or_is_none_cannot_be_taken_back(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, tmp_path, BASE)
    same = bring(workspace, tmp_path, BASE)
    for number, why in ((same.run, "changed nothing"), (77, "There is no import 77")):
        with pytest.raises(DataError, match=why):
            undo_import(workspace, number, actor="tester", now=NOW)


def without(rows: Mapping[str, Rows], who: str) -> dict[str, Rows]:
    theirs = {row[0] for row in (*BASE["orders"], *LATER["orders"]) if row[1] == who}
    return {table: [row for row in these if who not in row and row[0] not in theirs] for table, these in rows.items()}


@pytest.mark.parametrize("who", ["C0", "C1", "C3", "C4"])
def test_nobody_who_was_forgotten_comes_back_and_everybody_else_does(
    make_workspace: MakeWorkspace, tmp_path: Path, who: str
) -> None:
    never = make_workspace("never")
    bring(never, tmp_path, without(BASE, who))
    wanted = content(never), scored(never)
    workspace = make_workspace()
    bring(workspace, tmp_path, BASE)
    bring(workspace, tmp_path, LATER, more=["newsletter"])
    refresh(workspace, actor="tester", now=NOW)
    forget_customer(workspace, who, actor="tester", now=NOW)
    take_back(workspace)
    assert (content(workspace), scored(workspace)) == wanted


def test_a_taking_back_that_fails_on_its_way_leaves_everything(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace()
    bring(workspace, tmp_path, BASE)
    bring(workspace, tmp_path, LATER)
    before = content(workspace)

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(type(workspace.ledger), "publish", broken)
        with pytest.raises(OSError, match="full"):
            undo_import(workspace, None, actor="tester", now=NOW)
    assert content(workspace) == before
    assert bring(workspace, tmp_path, {"orders": [order(40, 10)]}).tables["orders"]["added"] == 1
    take_back(workspace)
    assert content(workspace) == before


def test_a_database_is_read_again_from_where_the_import_before_left_off(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    made = bring(workspace, tmp_path, {"orders": BASE["orders"]})
    (file,) = (name for source in made.sources for name in source["files"])
    assert last_imports(workspace) == {file: NOW - timedelta(days=1)}
    take_back(workspace)
    assert last_imports(workspace) == {}


_PIECES = st.lists(
    st.one_of(
        st.tuples(st.just("orders"), st.builds(order, st.integers(0, 7), st.integers(1, 3))),
        st.tuples(
            st.just("events"), st.tuples(st.sampled_from(("C0", "C1")), st.just("2024-05-09 10:00:00"), st.sampled_from(("a", "b")))
        ),
        st.tuples(
            st.just("customers"),
            st.tuples(st.sampled_from(("C0", "C1", "C2")), st.just("x@example.org"), st.sampled_from(("DE", "FR"))),
        ),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda piece: (piece[0], piece[1][0]),
)


@pytest.mark.long
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(before=_PIECES, taken=_PIECES, after=_PIECES)
def test_taking_back_is_refused_or_the_same_as_never_importing(
    make_workspace: MakeWorkspace,
    tmp_path: Path,
    before: list[tuple[str, tuple[object, ...]]],
    taken: list[tuple[str, tuple[object, ...]]],
    after: list[tuple[str, tuple[object, ...]]],
) -> None:
    # what a later import says again unchanged goes with the import that said it first
    after = [piece for piece in after if piece not in taken]
    name = Path(tempfile.mkdtemp(dir=tmp_path)).name
    workspace, other = make_workspace(f"{name}-with"), make_workspace(f"{name}-without")

    def all_of(pieces: list[tuple[str, tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
        return {table: rows for table in HEADERS if (rows := [row for kind, row in pieces if kind == table])}

    for pieces in (before, after):
        if pieces:
            bring(other, tmp_path, all_of(pieces))
    bring(workspace, tmp_path, all_of(before))
    made = bring(workspace, tmp_path, all_of(taken))
    if after:
        bring(workspace, tmp_path, all_of(after))
    whole = content(workspace)
    touched = {(kind, row[0]) for kind, row in taken} & {(kind, row[0]) for kind, row in after}
    refused = ""
    try:
        take_back(workspace, made.run)
    except DataError as error:
        refused = error.problem
    assert not refused or touched or "changed nothing" in refused
    assert content(workspace) == (whole if refused else content(other))
