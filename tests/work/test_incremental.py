"""Incremental refreshes: whatever happened in between, the tables are those of a full refresh."""

from __future__ import annotations

import csv
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.lake.store import Lake
from regulars.queries import lake as lake_tables
from regulars.web.setup import start
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.kept_facts import FOLDER
from regulars.work.people import forget_customer
from regulars.work.refresh import RefreshReport, refresh
from regulars.work.segment_proposals import propose_segment
from regulars.work.workspace import Workspace

NOW = datetime(2024, 9, 1, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2024, 8, 1)
CUSTOMERS, NUMBERS = 100, 300
ORDERS = ("order_id", "customer_id", "order_date", "total", "discount", "refunded", "status", "channel", "coupon_code")
LINES = ("order_id", "product_id", "product_title", "category", "quantity", "unit_price")
EVENTS = ("customer_id", "occurred_at", "type", "campaign")
PEOPLE = ("customer_id", "email", "country")
# what each refresh has as a number of its own
_OF_THE_RUN = frozenset({"run", "since_run"})
MakeWorkspace = Callable[..., Workspace]
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Edit:
    """What comes in before a refresh, by table, and the day it looks from."""

    tables: dict[str, list[tuple[object, ...]]]
    as_of: date


def order(number: int, dice: random.Random, customer: int | None = None) -> tuple[object, ...]:
    day = FIRST_DAY + timedelta(days=dice.randrange((LAST_DAY - FIRST_DAY).days))
    status = dice.choice(("paid",) * 8 + ("cancelled", "partially refunded", "pending"))
    total = dice.randrange(5, 300)
    who = customer if customer is not None else dice.randrange(CUSTOMERS)
    moment = f"{day} {dice.randrange(24):02}:{dice.randrange(60):02}:00"
    money = (f"{total}.50", f"{dice.randrange(0, 5)}.00", "2.50" if status == "partially refunded" else "0.00")
    return (f"O{number}", f"C{who}", moment, *money, status, dice.choice(("web", "shop")), dice.choice(("", "", "SPRING")))


def lines(number: int, dice: random.Random) -> list[tuple[object, ...]]:
    return [
        (f"O{number}", f"P{item}", f"Thing {item}", f"Kind {item % 3}", dice.randrange(1, 4), "9.50")
        for item in dice.sample(range(8), dice.randrange(1, 4))
    ]


def event(customer: int, dice: random.Random) -> tuple[object, ...]:
    day = FIRST_DAY + timedelta(days=dice.randrange((LAST_DAY - FIRST_DAY).days))
    kind = dice.choice(("email_open", "site_visit", "email_sent", "unsubscribed"))
    return (f"C{customer}", f"{day} {dice.randrange(24):02}:00:00", kind, "news")


def shop(with_lines: bool, with_events: bool) -> dict[str, list[tuple[object, ...]]]:
    """The shop before any edit."""
    dice = random.Random(7)  # noqa: S311 - a made-up shop
    tables: dict[str, list[tuple[object, ...]]] = {"orders": [order(number, dice, number % CUSTOMERS) for number in range(NUMBERS)]}
    if with_lines:
        tables["order_lines"] = [row for number in range(NUMBERS) for row in lines(number, dice)]
    if with_events:
        tables["events"] = [event(customer, dice) for customer in range(CUSTOMERS) for _ in range(3)]
    tables["customers"] = [(f"C{customer}", f"c{customer}@example.org", "DE") for customer in range(CUSTOMERS)]
    return tables


def bring(workspace: Workspace, folder: Path, tables: dict[str, list[tuple[object, ...]]]) -> None:
    headers = {"orders": ORDERS, "order_lines": LINES, "events": EVENTS, "customers": PEOPLE}
    given_files = {}
    for table, rows in tables.items():
        if rows:
            path = Path(tempfile.mkdtemp(dir=folder)) / f"{table}.csv"
            with path.open("w", newline="") as file:
                csv.writer(file).writerows([headers[table], *rows])
            given_files[table] = str(path)
    if given_files:
        sources = requested(list(given_files.values()))
        import_files(workspace, ImportRequest(sources), actor="tester", now=NOW)


def refreshed(workspace: Workspace, day: date, mode: str) -> RefreshReport:
    return refresh(workspace, actor="tester", now=NOW, as_of=day.isoformat(), mode=mode)


def content(workspace: Workspace) -> dict[str, list[tuple[str, ...]]]:
    """All published tables, with what differs from run to run left out; order is no part of a table."""
    versions, found = workspace.published("refresh"), {}
    for table in versions:
        rows = read_table(workspace, versions, table)
        found[table] = sorted(tuple(f"{key}={row[key]!r}" for key in sorted(row) if key not in _OF_THE_RUN) for row in rows)
    return found


def in_use(workspace: Workspace) -> Workspace:
    """Make the workspace the one whose database is in use: a process has one at a time."""
    start(workspace.folder)
    return workspace


@st.composite
def edits(draw: st.DrawFn, with_lines: bool, with_events: bool) -> list[Edit]:
    """What happened between refreshes, and when they were made: mostly a day later, at times none, many, or back."""
    found, as_of, number = [], date(2024, 7, 1), 1000
    for _ in range(draw(st.integers(2, 3))):
        as_of += timedelta(days=draw(st.sampled_from((1, 1, 0, 9, -3))))
        dice = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311 - made-up edits
        tables: dict[str, list[tuple[object, ...]]] = {"orders": [], "order_lines": [], "events": [], "customers": []}
        for what in draw(st.lists(st.sampled_from(("new", "edit", "rehome", "newcomer", "event", "person")), max_size=4)):
            existing = dice.randrange(NUMBERS)
            match what:
                case "new":
                    number += 1
                    tables["orders"].append(order(number, dice))
                case "newcomer":
                    number += 1
                    tables["orders"].append(order(number, dice, 500 + number))
                case "edit":
                    tables["orders"].append(order(existing, dice, existing % CUSTOMERS))
                case "rehome":
                    tables["orders"].append(order(existing, dice))
                case "event" if with_events:
                    tables["events"].append(event(dice.randrange(CUSTOMERS), dice))
                case "person":
                    tables["customers"].append((f"C{dice.randrange(CUSTOMERS)}", f"n{number}@example.org", "FR"))
                case _:
                    pass
        tables["orders"] = list({row[0]: row for row in tables["orders"]}.values())
        if with_lines:
            tables["order_lines"] = [row for made in tables["orders"] for row in lines(int(str(made[0])[1:]), dice)]
        found.append(Edit(tables, as_of))
    return found


def check(
    make_workspace: MakeWorkspace, folder: Path, happened: list[Edit], *, with_lines: bool, with_events: bool, **options: object
) -> list[str]:
    """Two workspaces live through the same: one is refreshed incrementally, the other in full. The modes of the first."""
    here = Path(tempfile.mkdtemp(dir=folder))
    grown = make_workspace(f"{here.name}/grown", time_zone="Europe/Berlin", **options)
    bring(grown, here, shop(with_lines, with_events))
    made = propose_segment(grown, "Spenders", now=NOW, author="tester", words="customers who spent more than 500")
    grown.ledger.save_segment(made.segment)
    refreshed(grown, date(2024, 7, 1), "full")
    shutil.copytree(grown.folder, here / "whole")
    whole = Workspace(here / "whole", grown.settings, Lake(here / "whole" / "lake"), grown.ledger, grown.make_engine)
    modes = []
    for edit in happened:
        bring(in_use(grown), here, edit.tables)
        modes.append(refreshed(grown, edit.as_of, "incremental").mode)
        by_increments = content(grown)
        bring(in_use(whole), here, edit.tables)
        assert refreshed(whole, edit.as_of, "full").mode == "full"
        in_full = content(whole)
        assert by_increments.keys() == in_full.keys()
        for table, rows in in_full.items():
            assert by_increments[table] == rows, table
    return modes


def test_an_increment_is_what_a_full_refresh_would_have_been(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    dice = random.Random(3)  # noqa: S311 - made-up edits
    new, edited, moved = order(1001, dice, 3), order(5, dice, 5), order(6, dice, 7)
    day = Edit({"orders": [new, edited, moved], "events": [event(9, dice)]}, date(2024, 7, 2))
    assert check(make_workspace, tmp_path, [day], with_lines=False, with_events=True) == ["incremental"]


def test_an_increment_of_a_window_with_frozen_cuts_is_a_full_one_too(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    dice = random.Random(4)  # noqa: S311 - made-up edits
    day = Edit({"orders": [order(1001, dice, 3), order(5, dice, 5)]}, date(2024, 7, 2))
    options = {"window_days": 120, "cuts": "frozen", "best": 5}
    assert check(make_workspace, tmp_path, [day], with_lines=False, with_events=False, **options) == ["incremental"]


@pytest.mark.long
@pytest.mark.parametrize(("with_lines", "with_events"), [(False, True), (True, False)])
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_increments_equal_full_refreshes_whatever_happened(
    make_workspace: MakeWorkspace, tmp_path: Path, data: st.DataObject, with_lines: bool, with_events: bool
) -> None:
    happened = data.draw(edits(with_lines, with_events))
    modes = check(make_workspace, tmp_path, happened, with_lines=with_lines, with_events=with_events)
    days = [date(2024, 7, 1), *(edit.as_of for edit in happened)]
    steps = zip(days, days[1:], modes, strict=False)
    assert all(mode == "incremental" for before, after, mode in steps if 0 <= (after - before).days <= 1)


def grown_shop(make_workspace: MakeWorkspace, tmp_path: Path) -> Workspace:
    workspace = make_workspace("grown")
    bring(workspace, tmp_path, {"orders": shop(with_lines=False, with_events=False)["orders"]})
    refreshed(workspace, date(2024, 7, 1), "auto")
    return workspace


def test_nothing_new_and_the_same_instant_looks_at_nobody(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = grown_shop(make_workspace, tmp_path)
    before = content(workspace)
    report = refreshed(workspace, date(2024, 7, 1), "auto")
    assert (report.mode, report.looked_at) == ("incremental", 0)
    after = content(workspace)
    assert after.pop("moves") == []
    assert after == before


def test_everybody_is_looked_at_when_much_has_changed_or_what_was_kept_is_of_no_use(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = grown_shop(make_workspace, tmp_path)
    dice = random.Random(1)  # noqa: S311 - made-up edits
    bring(workspace, tmp_path, {"orders": [order(2000 + number, dice, number) for number in range(40)]})
    much = refreshed(workspace, date(2024, 7, 1), "incremental")
    assert much.mode == "full"
    assert "40 customers are new or have changed" in much.why
    for path in (workspace.lake.folder / FOLDER).glob("*-profile_totals.parquet"):
        path.unlink()
    gone = refreshed(workspace, date(2024, 7, 1), "incremental")
    assert gone.mode == "full"
    assert "gone" in gone.why


def test_what_is_kept_does_not_grow_for_ever_and_forgets_who_is_forgotten(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = grown_shop(make_workspace, tmp_path)
    dice = random.Random(2)  # noqa: S311 - made-up edits
    counts = []
    for number in range(4):
        bring(workspace, tmp_path, {"orders": [order(3000 + number, dice, number % 3)]})
        assert refreshed(workspace, date(2024, 7, 1), "auto").mode == "incremental"
        counts.append(len(list((workspace.lake.folder / FOLDER).iterdir())))
    kept = workspace.refresh_number(None).facts["kept"]["orders"]["parts"]
    assert counts[-1] == sum(len(part["tables"]) + bool(part["affected"]) for part in kept)
    forget_customer(workspace, "C1", actor="tester", now=NOW)
    assert not list((workspace.lake.folder / FOLDER).iterdir())
    after = refreshed(workspace, date(2024, 7, 1), "auto")
    assert after.mode == "full"
    assert "C1" not in {row["customer_id"] for row in read_table(workspace, workspace.published(), "profile")}


def test_canonical_tables_are_named_as_the_lake_has_them() -> None:
    from regulars.ingest import canonical_tables

    assert set(canonical_tables._ORDER_COLUMNS) == set(lake_tables.ORDERS.columns) - {"source"}
    assert set(canonical_tables._LINE_COLUMNS) == set(lake_tables.LINES.columns) - {"line_no"}
    assert set(canonical_tables._EVENT_COLUMNS) == set(lake_tables.EVENTS.columns) - {"source"}
