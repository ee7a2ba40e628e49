"""However the rows of lines, events and customers come in - in parts, in any order, twice, corrected later - the tables are the same."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.web.setup import start
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HEADERS = {
    "order_lines": ("order_id", "product_id", "product_title", "quantity", "unit_price"),
    "events": ("customer_id", "occurred_at", "type", "campaign"),
    "customers": ("customer_id", "email", "country", "city"),
}
ORDERS = [(f"O{number}", f"C{number % 4}", f"2024-0{number % 5 + 1}-11", "20.00") for number in range(8)]
MakeWorkspace = Callable[..., Workspace]
# rows of one key (an order, a customer; an event is its own), which come in together
Piece = tuple[str, tuple[tuple[object, ...], ...]]


def write(folder: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    path = Path(tempfile.mkdtemp(dir=folder)) / f"{name}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def bring(workspace: Workspace, folder: Path, pieces: Sequence[Piece]) -> None:
    start(workspace.folder)  # a process has one workspace's database at a time
    files = [
        write(folder, table, header, rows)
        for table, header in HEADERS.items()
        if (rows := [row for kind, piece in pieces if kind == table for row in piece])
    ]
    if files:
        import_files(workspace, ImportRequest(requested(files)), actor="tester", now=NOW)


def content(workspace: Workspace) -> dict[str, list[str]]:
    start(workspace.folder)
    versions = workspace.published()
    return {
        table: sorted(repr(sorted((key, value) for key, value in row.items() if key != "source")) for row in rows)
        for table in HEADERS
        if (rows := read_table(workspace, versions, table))
    }


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """What the tables hold in the end."""
    made: list[Piece] = []
    for number in range(len(ORDERS)):
        count = draw(st.integers(0, 3))
        items = [(f"O{number}", f"P{draw(st.integers(1, 3))}", "Thing", draw(st.integers(1, 3)), "2.50") for _ in range(count)]
        made += [("order_lines", tuple(items))] if items else []
    for number in range(draw(st.integers(1, 8))):
        made.append(
            ("events", ((f"C{number % 4}", f"2024-05-{number + 1:02} 10:00:00", "email_open", draw(st.sampled_from("ab"))),))
        )
    for number in range(4):
        made.append(("customers", ((f"C{number}", f"c{number}@example.org", draw(st.sampled_from(("DE", "FR"))), "Town"),)))
    return made


@st.composite
def ways(draw: st.DrawFn) -> tuple[list[Piece], list[list[Piece]]]:
    """The pieces, and imports that bring them: each at least once, at times twice, at times with another version before."""
    final = draw(pieces())
    parts: list[list[Piece]] = [[] for _ in range(draw(st.integers(1, 3)))]
    for piece in final:
        last = draw(st.integers(0, len(parts) - 1))
        parts[last].append(piece)
        for place in range(last):
            match draw(st.sampled_from(("nothing", "nothing", "same", "other"))):
                case "same":
                    parts[place].append(piece)
                case "other" if piece[0] == "order_lines":
                    parts[place].append((piece[0], ((piece[1][0][0], "P9", "Other", 9, "9.00"),)))
                case "other" if piece[0] == "customers":
                    parts[place].append((piece[0], ((piece[1][0][0], "old@example.org", "IT", "Village"),)))
                case _:
                    pass
    return final, [draw(st.permutations(part)) for part in parts if part]


@pytest.mark.long
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ways())
def test_any_way_in_which_lines_events_and_customers_come_ends_in_the_same_tables(
    make_workspace: MakeWorkspace, tmp_path: Path, way: tuple[list[Piece], list[list[Piece]]]
) -> None:
    final, parts = way
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    found = []
    for name, imports in (("grown", parts), ("clean", [final])):
        workspace = make_workspace(f"{folder.name}/{name}")
        orders = write(folder, "orders", ("order_id", "customer_id", "order_date", "total"), ORDERS)
        import_files(workspace, ImportRequest(requested([orders])), actor="tester", now=NOW)
        for part in imports:
            bring(workspace, folder, part)
        found.append(content(workspace))
    assert found[0] == found[1]
