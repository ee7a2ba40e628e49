"""Which version of an order counts, where the data say when each was last changed: the latest, whatever came first."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.errors import RegularsError
from regulars.ingest.detect import Answers
from regulars.web.setup import start
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportReport, ImportRequest, import_files, requested, try_import
from regulars.work.people import forget_customer
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HEADER = ("order_id", "customer_id", "order_date", "total", "status", "updated_at")
MakeWorkspace = Callable[..., Workspace]
Row = tuple[object, ...]


def write(path: Path, rows: Sequence[Row], header: Sequence[str] = HEADER) -> str:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
    return str(path)


def bring(workspace: Workspace, file: str, answers: Answers | None = None) -> ImportReport:
    return import_files(workspace, ImportRequest(requested([file]), answers or Answers()), actor="tester", now=NOW)


def orders(workspace: Workspace) -> dict[str, tuple[object, ...]]:
    rows = read_table(workspace, workspace.published(), "orders")
    return {row["order_id"]: (row["customer_id"], row["total"], row["status"]) for row in rows}


def test_an_older_version_that_comes_later_leaves_the_newer_one(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    new = [
        ("O1", "C1", "2024-01-05", "10.00", "cancelled", "2024-02-01 10:00:00"),
        ("O2", "C2", "2024-01-06", "7.00", "paid", "2024-01-06 08:00:00"),
    ]
    old = [
        ("O1", "C1", "2024-01-05", "25.00", "paid", "2024-01-05 09:00:00"),
        ("O2", "C2", "2024-01-06", "8.00", "paid", "2024-03-01 08:00:00"),
    ]
    bring(workspace, write(tmp_path / "new.csv", new))
    tried = try_import(workspace, ImportRequest(requested([write(tmp_path / "old.csv", old)])))
    done = bring(workspace, str(tmp_path / "old.csv"))
    for report in (tried, done):
        assert (report.tables["orders"]["added"], report.tables["orders"]["replaced"]) == (0, 1)
        assert any("1 order left as the workspace has" in note for note in report.sources[0]["notes"])
        assert report.sources[0]["mapping"]["updated_at"] == "updated_at"
    assert orders(workspace) == {"O1": ("C1", Decimal(10), "cancelled"), "O2": ("C2", Decimal(8), "paid")}
    assert not bring(workspace, str(tmp_path / "new.csv")).changed


def test_of_several_versions_in_one_file_the_latest_counts_and_the_others_are_counted(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    rows = [("O1", "C1", "2024-01-05", f"{10 + n}.00", "paid", f"2024-02-{n + 1:02} 10:00:00") for n in (2, 0, 4, 3)]
    rows += [(f"O{n}", "C2", "2024-01-06", "7.00", "paid", "2024-01-06 08:00:00") for n in range(2, 9)]
    done = bring(workspace, write(tmp_path / "log.csv", rows))
    assert orders(workspace)["O1"] == ("C1", Decimal(14), "paid")
    assert len(orders(workspace)) == 8
    (source,) = done.sources
    assert source["excluded"]["earlier_version"]["rows"] == 3
    assert (source["rows"], source["kept"]) == (11, 8)


def test_lines_stay_with_the_version_of_their_order(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    header = ("order_id", "customer_id", "order_date", "sku", "product", "quantity", "unit price", "last modified")
    workspace = make_workspace()
    new = [("1", "A", "2024-01-05", f"S{n}", f"Thing {n}", 1, "2.50", f"2024-03-0{n + 1} 10:00:00") for n in range(3)]
    bring(workspace, write(tmp_path / "new.csv", new, header))
    assert len(read_table(workspace, workspace.published(), "order_lines")) == 3  # lines changed at different times are all there
    old = [("1", "A", "2024-01-05", "S9", "Thing 9", 4, "2.50", "2024-02-01 10:00:00")]
    assert not bring(workspace, write(tmp_path / "old.csv", old, header)).changed
    assert len(read_table(workspace, workspace.published(), "order_lines")) == 3
    assert orders(workspace)["1"][1] == Decimal("7.50")


def test_the_column_is_said_remembered_and_let_go_where_it_is_no_time(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    header = (*HEADER[:5], "stand")
    bring(
        workspace,
        write(tmp_path / "orders_1.csv", [("O1", "C1", "2024-01-05", "10.00", "paid", "2024-02-01")], header),
        Answers(columns={"updated_at": "stand"}),
    )
    later = [("O1", "C1", "2024-01-05", "99.00", "paid", "2024-01-31"), ("O2", "C1", "2024-01-05", "1.00", "paid", "2024-01-31")]
    bring(workspace, write(tmp_path / "orders_2.csv", later, header))
    assert {key: row[1] for key, row in orders(workspace).items()} == {"O1": Decimal(10), "O2": Decimal(1)}
    words = write(
        tmp_path / "orders_3.csv",
        [("O1", "C1", "2024-01-05", "5.00", "paid", "by Anna"), ("O3", "C1", "2024-01-05", "5.00", "paid", "by Bo")],
    )
    done = bring(workspace, words)
    assert orders(workspace)["O1"][1] == Decimal(5)  # without a time, the order of imports decides
    assert any("is not used" in note for note in done.sources[0]["notes"])
    with pytest.raises(RegularsError, match="nothing"):
        bring(workspace, words, Answers(columns={"updated_at": "nothing"}))


def test_forgetting_somebody_takes_their_times_away(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    rows = [(f"O{n}", f"C{n % 2}", "2024-01-05", "10.00", "paid", "2024-02-01 10:00:00") for n in range(4)]
    bring(workspace, write(tmp_path / "orders.csv", rows))
    forget_customer(workspace, "C1", actor="tester", now=NOW)
    assert {row["order_id"] for row in read_table(workspace, workspace.published(), "order_updates")} == {"O0", "O2"}


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[Row], list[list[Row]]]:
    """Every version of some orders, each a day after the one before, in files of any order; some stand in several files."""
    files: list[list[Row]] = [[] for _ in range(draw(st.integers(1, 4)))]
    final: list[Row] = []
    for number in range(draw(st.integers(1, 8))):
        start_at = datetime(2024, 1, 5) + timedelta(days=draw(st.integers(0, 20)))
        for version in range(draw(st.integers(1, 4))):
            total = f"{draw(st.integers(0, 500))}.{draw(st.integers(0, 99)):02}"
            state = draw(st.sampled_from(("paid", "cancelled", "pending")))
            row = (
                f"O{number}",
                f"C{number % 3}",
                f"{start_at:%Y-%m-%d}",
                total,
                state,
                f"{start_at + timedelta(days=version):%Y-%m-%d %H:%M:%S}",
            )
            for place in draw(st.lists(st.integers(0, len(files) - 1), min_size=1, max_size=2, unique=True)):
                files[place].append(row)
        final.append(row)
    return final, [draw(st.permutations(file)) for file in files if file]


@pytest.mark.long
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits())
def test_corrections_in_any_order_end_in_the_latest_of_each(
    make_workspace: MakeWorkspace, tmp_path: Path, history: tuple[list[Row], list[list[Row]]]
) -> None:
    final, files = history
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    workspace = make_workspace(f"{folder.name}/shop")
    start(workspace.folder)
    for number, rows in enumerate(files):
        bring(workspace, write(folder / f"orders_{number}.csv", rows))
    assert orders(workspace) == {str(row[0]): (row[1], Decimal(str(row[3])), row[4]) for row in final}
