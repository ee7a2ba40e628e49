"""Importing into a workspace: what is new comes in, what changed replaces, what is the same does nothing; and all or nothing."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.errors import BusyError, DataError, RegularsError, UndecidedError
from regulars.ingest.detect import Answers
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportReport, ImportRequest, import_files, requested, try_import
from regulars.work.ledger import RunState
from regulars.work.numbered_once import version_numbered_once
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace, writing

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HEADER = ("order_id", "customer_id", "order_date", "total", "refunded", "status")
Rows = Sequence[Sequence[object]]
MakeWorkspace = Callable[..., Workspace]

ORDERS: Rows = [
    (f"O{number:03}", f"C{number % 7}", f"2024-{number % 5 + 1:02}-{number % 27 + 1:02}", f"{number * 3 + 10}.50", "0.00", "paid")
    for number in range(40)
]


def write(path: Path, rows: Rows, header: Sequence[str] = HEADER) -> str:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
    return str(path)


def bring(workspace: Workspace, *files: str, **options: object) -> ImportReport:
    return import_files(workspace, ImportRequest(requested(files), **options), actor="tester", now=NOW)  # type: ignore[arg-type]


def table(workspace: Workspace, name: str) -> list[dict[str, object]]:
    rows = read_table(workspace, workspace.published(), name)
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def files_of(workspace: Workspace) -> set[Path]:
    return set(workspace.lake.folder.rglob("*.parquet"))


def test_importing_a_file_again_changes_nothing(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace(), write(tmp_path / "orders.csv", ORDERS)
    assert bring(workspace, file).tables["orders"]["added"] == 40
    versions, before, files = workspace.published(), table(workspace, "orders"), files_of(workspace)
    again = bring(workspace, file)
    assert not again.changed
    assert again.publication is None
    assert (workspace.published(), table(workspace, "orders"), files_of(workspace)) == (versions, before, files)


def test_a_later_version_of_an_order_replaces_the_former_one(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS))
    refunded = (*ORDERS[3][:4], "5.00", "partially refunded")
    cancelled = (*ORDERS[4][:5], "cancelled")
    done = bring(workspace, write(tmp_path / "orders_later.csv", [refunded, cancelled, ORDERS[5]]))
    assert done.tables["orders"] == done.tables["orders"] | {"added": 0, "replaced": 2}
    orders = {row["order_id"]: row for row in table(workspace, "orders")}
    assert len(orders) == 40
    assert (orders["O003"]["refunded"], orders["O003"]["status"]) == (Decimal(5), "partially_refunded")
    assert orders["O004"]["status"] == "cancelled"


def test_an_import_of_two_files_comes_in_whole_or_not_at_all(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS[:10]))
    versions, files = workspace.published(), files_of(workspace)
    bad = tmp_path / "customers.csv"
    bad.write_text("shoe_size,colour\n43,red\n")
    with pytest.raises(DataError):
        bring(workspace, write(tmp_path / "more.csv", ORDERS[10:]), str(bad))
    assert (workspace.published(), files_of(workspace)) == (versions, files)
    assert workspace.ledger.runs(1)[0].state is RunState.FAILED
    assert workspace.ledger.runs(1)[0].problem
    assert bring(workspace, str(tmp_path / "more.csv")).tables["orders"]["added"] == 30


def test_a_failure_after_the_tables_were_committed_leaves_the_published_ones_in_force(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS[:10]))
    before, files = table(workspace, "orders"), files_of(workspace)
    changed = [(*row[:3], "1.00", *row[4:]) for row in ORDERS]
    file = write(tmp_path / "changed.csv", changed)

    def refuse(*_: object) -> None:
        raise RuntimeError("no more room")

    with monkeypatch.context() as patch:
        patch.setattr(type(workspace.ledger), "publish", refuse)
        with pytest.raises(RuntimeError):
            bring(workspace, file)
    assert table(workspace, "orders") == before
    assert files_of(workspace) == files
    assert bring(workspace, str(tmp_path / "changed.csv")).tables["orders"] | {"rows_written": 0, "bytes_written": 0} == {
        "added": 30, "replaced": 10, "rows_written": 0, "bytes_written": 0,
    }  # fmt: skip
    assert {row["total"] for row in table(workspace, "orders")} == {Decimal(1)}


def test_a_dry_run_says_what_would_change_and_writes_nothing(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS[:10]))
    files, runs = files_of(workspace), len(workspace.ledger.runs(99))
    changed = [(*ORDERS[0][:3], "99.00", *ORDERS[0][4:]), *ORDERS[1:12], ("O999", "", "2024-01-01", "5", "0", "paid")]
    tried = try_import(workspace, ImportRequest(requested([write(tmp_path / "changed.csv", changed)])))
    assert (tried.tables["orders"]["added"], tried.tables["orders"]["replaced"]) == (2, 1)
    assert tried.sources[0]["excluded"]["no_customer"]["rows"] == 1
    assert tried.sources[0]["rows"] == 13
    assert (files_of(workspace), len(workspace.ledger.runs(99))) == (files, runs)


def test_two_imports_at_once_are_refused_with_who_and_since_when(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace(), write(tmp_path / "orders.csv", ORDERS)
    with writing(workspace, "refresh", "anna", NOW), pytest.raises(BusyError) as refused:
        bring(workspace, file)
    assert "anna" in refused.value.problem
    assert "2024-06-01" in refused.value.problem
    assert "refresh" in refused.value.problem


def test_how_a_source_is_read_is_remembered_for_its_next_file(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    ambiguous = write(
        tmp_path / "export_01.csv", [("O1", "C1", "03/04/2024", "5", "0", "paid"), ("O2", "C2", "05/04/2024", "6", "0", "paid")]
    )
    with pytest.raises(UndecidedError):
        bring(workspace, ambiguous)
    bring(workspace, ambiguous, answers=Answers(day_first=True))
    bring(workspace, write(tmp_path / "export_02.csv", [("O3", "C1", "06/04/2024", "5", "0", "paid")]))
    days = {row["order_id"]: f"{row['ordered_at']:%Y-%m-%d}" for row in table(workspace, "orders")}
    assert days == {"O1": "2024-04-03", "O2": "2024-04-05", "O3": "2024-04-06"}
    assert [source.name for source in workspace.ledger.sources()] == ["export"]


DAY_COLUMNS = ("order_id", "customer_id", "ordered_at", "total", "quantity")


def day(folder: Path, number: int, when: str, total: str, *more: str) -> str:
    """A file with one order, or one of each of `more` totals beside it."""
    rows = [(f"{number}-{place}", f"C{place}", when, each, "1.00") for place, each in enumerate((total, *more))]
    return write(folder / f"export_{number}.csv", rows, DAY_COLUMNS)


def test_what_the_values_of_a_file_tell_is_refused_where_its_source_was_read_otherwise(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    bring(workspace, day(tmp_path, 1, "13/04/2024", "1234,50"))
    bring(workspace, day(tmp_path, 2, "05/04/2024", "1.234"))
    told = {row["order_id"]: (f"{row['ordered_at']:%m-%d}", row["total"]) for row in table(workspace, "orders")}
    assert told == {"1-0": ("04-13", Decimal("1234.5")), "2-0": ("04-05", Decimal("1234"))}
    with pytest.raises(UndecidedError, match=r"decimal point, such as '1234.50', and had a decimal comma so far"):
        bring(workspace, day(tmp_path, 3, "05/04/2024", "1234.50"))
    with pytest.raises(UndecidedError, match=r"month first, such as '04/13/2024', and had the day first so far"):
        bring(workspace, day(tmp_path, 4, "04/13/2024", "7"))
    assert len(table(workspace, "orders")) == 2
    bring(workspace, day(tmp_path, 3, "05/04/2024", "1234.50"), answers=Answers(decimal="."))
    bring(workspace, day(tmp_path, 5, "06/04/2024", "2.345"))
    assert {row["order_id"]: row["total"] for row in table(workspace, "orders")}["5-0"] == Decimal("2.345")


def test_what_is_said_is_about_the_only_file_and_remembered_for_the_next(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, columns = make_workspace(), ("who", "moment_of", "what_done")
    orders = write(tmp_path / "orders.csv", ORDERS)
    first = write(tmp_path / "events_1.csv", [("C1", "03/04/2024 10:00", "email_open")], columns)
    said = Answers(columns={"customer_id": "who", "occurred_at": "moment_of", "type": "what_done"}, day_first=True)
    with pytest.raises(DataError, match=r"events: .* Import that file alone"):
        bring(workspace, orders, first, answers=Answers())
    bring(workspace, orders)
    bring(workspace, first, answers=said)
    bring(workspace, write(tmp_path / "events_2.csv", [("C1", "05/04/2024 10:00", "email_open")], columns))
    assert sorted(f"{row['occurred_at']:%m-%d}" for row in table(workspace, "events")) == ["04-03", "04-05"]


def test_how_days_of_birth_are_written_is_remembered_too(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, columns = make_workspace(), ("customer_id", "birth_date")
    bring(workspace, write(tmp_path / "customers_1.csv", [("C1", "03/04/1980")], columns), answers=Answers(day_first=True))
    bring(workspace, write(tmp_path / "customers_2.csv", [("C2", "05/06/1981")], columns))
    assert [row["birth_date"] for row in table(workspace, "customers")] == [date(1980, 4, 3), date(1981, 6, 5)]


def test_values_that_contradict_each_other_are_read_as_those_before(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, day(tmp_path, 1, "13/04/2024", "1234,50"))
    done = bring(workspace, day(tmp_path, 2, "05/04/2024", "7,50", "1234.50"))
    assert done.sources[0]["excluded"].keys() == {"unreadable_amount"}
    assert {row["order_id"] for row in table(workspace, "orders")} == {"1-0", "2-0"}


def test_columns_that_are_written_differently_are_remembered_apart(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    assert bring(workspace, day(tmp_path, 1, "13/04/2024", "1234,50")).changed
    assert not bring(workspace, day(tmp_path, 1, "13/04/2024", "1234,50")).changed


@pytest.mark.parametrize(("others", "kept"), [(("1", "2", "3"), 4), (("57", "1043", "208"), 0)])
def test_customer_0_stays_what_the_first_files_showed_it_to_be(
    make_workspace: MakeWorkspace, tmp_path: Path, others: tuple[str, ...], kept: int
) -> None:
    workspace, header = make_workspace(), ("order_id", "customer_id", "ordered_at", "total")

    def day(number: int, *customers: str) -> str:
        rows = [(f"{number}-{place}", customer, f"2024-03-0{number}", "9.50") for place, customer in enumerate(customers)]
        return write(tmp_path / f"day_{number}.csv", rows, header)

    bring(workspace, day(1, *others))
    bring(workspace, day(2, "0", *others))
    for number, rest in ((3, ("412", "977")), (4, ("4", "7")), (5, ())):  # each of which alone would say something else
        bring(workspace, day(number, "0", *rest))
    bring(workspace, write(tmp_path / "events.csv", [("0", "2024-03-04", "site_visit")], ("customer_id", "occurred_at", "type")))
    assert sum(row["customer_id"] == "0" for row in table(workspace, "orders")) == kept
    assert len(table(workspace, "events")) == (1 if kept else 0)


def test_a_file_with_one_order_twice_does_not_change_what_the_amounts_of_its_source_are(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "shop_01.csv", ORDERS))
    twice = write(
        tmp_path / "shop_02.csv",
        [("P1", "C1", "2024-04-03", "10.00", "0", "paid"), ("P1", "C1", "2024-04-03", "20.00", "0", "paid")],
    )
    with pytest.raises(UndecidedError, match="whole amount in this source so far"):
        bring(workspace, twice)
    again = [("P2", "C1", "2024-04-03", "100.00", "0", "paid"), ("P2", "C1", "2024-04-03", "100.00", "0", "paid")]
    bring(workspace, write(tmp_path / "shop_03.csv", [*again, ("P3", "C2", "2024-04-04", "7.50", "0", "paid")]))
    bring(workspace, twice, answers=Answers(columns={"line_total": "total"}))
    totals = {row["order_id"]: row["total"] for row in table(workspace, "orders")}
    assert (totals["P1"], totals["P2"], totals["P3"]) == (30, 100, Decimal("7.50"))


def test_an_amount_that_was_cut_off_or_is_absurd_is_left_out_and_counted(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace(), tmp_path / "shop.csv"
    header = "order_id;customer_id;order_date;total\n"
    file.write_text(header + "1;a;2024-01-05;1.250,00\n2;b;2024-02-05;20,50\n")
    bring(workspace, str(file))
    file.write_text(header + "3;a;2024-03-05;999.999.999.999,50\n4;b;2024-03-05;99999999999999,00\n5;c;2024-03-06;1.2\n")
    (source,) = bring(workspace, str(file)).sources
    assert source["excluded"]["unreadable_amount"]["rows"] == 2
    totals = {row["order_id"]: row["total"] for row in table(workspace, "orders")}
    assert totals == {"1": 1250, "2": Decimal("20.50"), "3": Decimal("999999999999.50")}
    assert refresh(workspace, actor="tester", now=NOW).customers == 2


def test_lines_are_replaced_with_their_order(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    header = ("invoice", "customer", "date", "sku", "product", "quantity", "unit price")
    lines = [("1", "A", "2024-01-05", f"S{n}", f"Thing {n}", 1, "2.50") for n in range(3)]
    lines += [("2", "B", "2024-01-06", "S1", "Thing 1", 2, "2.50"), ("2", "B", "2024-01-06", "S1", "Thing 1", 2, "2.50")]
    bring(workspace, write(tmp_path / "lines.csv", lines, header))
    assert len(table(workspace, "order_lines")) == 5
    bring(workspace, write(tmp_path / "lines_2.csv", [("1", "A", "2024-01-05", "S9", "Thing 9", 4, "2.50")], header))
    found = [(row["order_id"], row["line_no"], row["product_id"]) for row in table(workspace, "order_lines")]
    assert found == [("1", 1, "S9"), ("2", 1, "S1"), ("2", 2, "S1")]
    assert {row["order_id"]: row["total"] for row in table(workspace, "orders")} == {"1": Decimal(10), "2": Decimal(10)}


def test_customers_of_several_files_fill_each_others_gaps_whatever_came_first(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    orders = write(tmp_path / "orders.csv", [(*row, "FR") for row in ORDERS[:5]], (*HEADER, "country"))
    people = write(tmp_path / "customers.csv", [("C1", "c1@example.org", "DE", 3)], ("customer_id", "email", "country", "children"))
    found = []
    for name, files in (("one", (orders, people)), ("two", (people, orders))):
        workspace = make_workspace(name)
        for file in files:
            bring(workspace, file)
        found.append(table(workspace, "customers"))
    by_id = [{row["customer_id"]: {key: row[key] for key in ("email", "country", "children")} for row in rows} for rows in found]
    assert by_id[0] == by_id[1]
    assert by_id[0]["C1"] == {"email": "c1@example.org", "country": "DE", "children": Decimal(3)}
    assert by_id[0]["C2"]["country"] == "FR"


@pytest.mark.parametrize("seed", range(4))
def test_where_customers_live_is_what_their_latest_order_says_or_a_customers_file_whatever_came_first(
    make_workspace: MakeWorkspace, tmp_path: Path, seed: int
) -> None:
    dice, header = random.Random(seed), ("order_id", "customer_id", "ordered_at", "total", "phone", "city", "region")  # noqa: S311
    places = (("Chicago", "Illinois"), ("Akron", "Ohio"), ("Reno", ""), ("", ""))
    orders = [
        (
            f"O{number}",
            f"C{number % 5}",
            f"2024-03-{dice.randrange(1, 9):02}",
            "9.50",
            dice.choice(["", "555-0100"]),
            *dice.choice(places),
        )
        for number in range(30)
    ]
    people = write(tmp_path / "customers.csv", [("C0", "Lyon", ""), ("C1", "", "Ohio")], ("customer_id", "city", "region"))
    lived = {f"C{number}": ("", "") for number in range(5)}
    for _, customer, _, _, _, *place in sorted(orders, key=lambda row: (row[2], row[0])):
        if any(place):
            lived[customer] = tuple(place)
    lived["C0"] = ("Lyon", "")  # where the file and the latest order differ, the file alone is right
    lived["C1"] = (lived["C1"][0] if lived["C1"][1] in ("Ohio", "") else "", "Ohio")
    found = []
    for way in range(3):
        workspace, rows = make_workspace(f"way{way}"), dice.sample(orders, 30)
        cuts = sorted(dice.sample(range(1, 30), way * 3))
        parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, 30], strict=True)]
        files = [write(tmp_path / f"orders_{way}_{number}.csv", part, header) for number, part in enumerate(parts)]
        for file in dice.sample([*files, files[0], people], len(files) + 2):
            bring(workspace, file)
        found.append(table(workspace, "customers"))
    assert found[0] == found[1] == found[2]
    assert {row["customer_id"]: (row["city"] or "", row["region"] or "") for row in found[0]} == lived


def test_events_told_twice_are_one(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    header = ("customer_id", "occurred_at", "type", "campaign")
    events = [("C1", "2024-01-05 10:00:00", "email_open", "a"), ("C1", "2024-01-05 10:00:00", "email_open", "b")]
    for number, rows in enumerate(([events[0]], [events[1], events[0]], [events[0]])):
        file = write(tmp_path / f"events_{number}.csv", rows, header)
        import_files(workspace, ImportRequest(requested([], events=file)), actor="tester", now=NOW)
    assert [row["campaign"] for row in table(workspace, "events")] == ["a", "b"]


def test_nothing_to_import_is_refused(make_workspace: MakeWorkspace) -> None:
    with pytest.raises(RegularsError):
        bring(make_workspace())


def test_a_file_with_types_comes_in_as_the_same_written_as_text(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    rows = [
        (1_000 + number, 50 + number % 7, *ORDERS[number][2:5], ("paid", "cancelled", "pending")[number % 3])
        for number in range(40)
    ]
    rows += [(2_000, 51, "2024-03-03", "-20.25", "0.00", "paid"), (2_001, "", "2024-03-04", "5.00", "0.00", "paid"), rows[5]]
    written = write(tmp_path / "orders.csv", rows)
    typed = tmp_path / "typed" / "orders.parquet"
    typed.parent.mkdir()
    kinds = "{'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'order_date': 'TIMESTAMP', 'total': 'DECIMAL(18, 2)', 'refunded': 'DECIMAL(18, 2)'}"
    duckdb.execute(f"COPY (FROM read_csv('{written}', types = {kinds})) TO '{typed}'")
    one, other = make_workspace("one"), make_workspace("other")
    came = bring(other, str(typed))
    found = table(other, "orders")
    again = bring(_reopened(one), written)
    assert found == table(one, "orders")
    assert len(found) == 41  # the row that is there twice is one order, that without a customer none
    assert [source["excluded"] for source in came.sources] == [source["excluded"] for source in again.sources]


def test_what_is_known_of_the_order_numbers_ends_with_an_order_that_two_customers_share(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS))
    assert version_numbered_once(workspace) == workspace.published()["orders"]
    bring(workspace, write(tmp_path / "more.csv", [("O100", "C1", "2024-05-01", "5.00", "0.00", "paid")]))
    assert version_numbered_once(workspace) == workspace.published()["orders"]
    assert refresh(workspace, actor="tester", now=NOW).orders == 41
    assert version_numbered_once(workspace) == workspace.published()["orders"]
    shared = [("O200", customer, "2024-05-02", "5.00", "0.00", "paid") for customer in ("C1", "C2")]
    bring(workspace, write(tmp_path / "shared.csv", shared))
    assert version_numbered_once(workspace) != workspace.published()["orders"]
    refreshed = refresh(workspace, actor="tester", now=NOW)
    assert refreshed.orders == refresh(workspace, actor="tester", now=NOW, mode="full").orders
    assert version_numbered_once(workspace) != workspace.published()["orders"]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[object, ...]], list[list[tuple[object, ...]]]]:
    """Orders as they are in the end, and a way in which they came: in parts, in any order, some twice, some corrected later."""
    count = draw(st.integers(3, 14))
    final = [
        (
            f"O{number}",
            draw(st.sampled_from(("C1", "C2", "C3"))),
            f"2024-{draw(st.integers(1, 5)):02}-{draw(st.integers(1, 28)):02}",
            f"{draw(st.integers(0, 500))}.{draw(st.integers(0, 99)):02}",
            "0",
            draw(st.sampled_from(("paid", "cancelled", "pending"))),
        )
        for number in range(count)
    ]
    parts: list[list[tuple[object, ...]]] = [[] for _ in range(draw(st.integers(1, 4)))]
    for order in final:
        where = draw(st.lists(st.integers(0, len(parts) - 1), min_size=1, max_size=2, unique=True))
        for place in where[:-1]:
            parts[place].append(order)
        if draw(st.booleans()):  # an earlier version of it came before
            last = max(where)
            parts[min(where)] = [row for row in parts[min(where)] if row[0] != order[0]]
            parts[min(where)].append((*order[:3], "1.00", "0", "paid"))
            if last == min(where):
                parts.append([order])
            else:
                parts[last].append(order)
        else:
            parts[where[-1]].append(order)
    return final, [draw(st.permutations(part)) for part in parts if part]


@pytest.mark.long
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories())
def test_any_way_in_which_orders_come_ends_in_the_same_tables(
    make_workspace: MakeWorkspace, tmp_path: Path, history: tuple[list[tuple[object, ...]], list[list[tuple[object, ...]]]]
) -> None:
    final, parts = history
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    clean, grown = make_workspace(f"{folder.name}/clean"), make_workspace(f"{folder.name}/grown")

    grown = _reopened(grown)
    for number, part in enumerate(parts):
        bring(grown, write(folder / f"orders_{number}.csv", part))
    came = table(grown, "orders")
    clean = _reopened(clean)
    bring(clean, write(folder / "orders.csv", final))
    assert [_content(row) for row in came] == [_content(row) for row in table(clean, "orders")]


def _reopened(workspace: Workspace) -> Workspace:
    """Make the workspace the one whose database is in use: a process has one at a time."""
    from regulars.web.setup import start

    start(workspace.folder)
    return workspace


def _content(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "source"}


def test_a_number_is_one_however_a_data_frame_has_written_it(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    first = [("1.0", "17.0", "2024-01-05", "10.00", "0", "paid"), ("2.0", "18.0", "2024-01-06", "10.00", "0", "paid")]
    then = [("2", "18", "2024-01-06", "12.00", "0", "paid"), ("3", "17", "2024-02-05", "10.00", "0", "paid")]
    bring(workspace, write(tmp_path / "orders_1.csv", first))
    done = bring(workspace, write(tmp_path / "orders_2.csv", then))
    assert done.tables["orders"] == done.tables["orders"] | {"added": 1, "replaced": 1}
    bring(workspace, write(tmp_path / "customers.csv", [("17.0", "a@example.org")], ("customer_id", "email")))
    bring(workspace, write(tmp_path / "events.csv", [("18.0", "2024-02-06", "email_open")], ("customer_id", "occurred_at", "type")))
    assert {row["order_id"]: row["customer_id"] for row in table(workspace, "orders")} == {"1": "17", "2": "18", "3": "17"}
    assert [row["customer_id"] for row in table(workspace, "customers")] == ["17"]
    assert [row["customer_id"] for row in table(workspace, "events")] == ["18"]


def test_a_workspace_is_not_imported_into_itself(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, write(tmp_path / "orders.csv", ORDERS))
    own = (workspace.folder, workspace.lake.folder / "orders", *files_of(workspace), workspace.folder / "regulars.sqlite3")
    for path in own:
        with pytest.raises(DataError, match="workspace"):
            import_files(workspace, ImportRequest((("orders", str(path)),)), actor="tester", now=NOW)
        with pytest.raises(DataError, match="workspace"):
            try_import(workspace, ImportRequest((("orders", str(path)),)))
    (workspace.folder / "inbox").mkdir()
    assert not bring(workspace, write(workspace.folder / "inbox" / "orders.csv", ORDERS)).changed
