"""A workspace's tables opened where they lie are what reading them like anybody's files gives, and nothing else can be reached."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.criteria import tree as t
from regulars.criteria.terms import Aggregate, Comparator, Past, Source, Unit
from regulars.errors import RegularsError
from regulars.lake.pinned import pin
from regulars.queries import lake
from regulars.work.ask import Asking
from regulars.work.data import ShopData, open_data
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.lake_data import open_lake
from regulars.work.refresh import lake_options
from regulars.work.workspace import Workspace

sys.path.append(str(Path(__file__).parents[1] / "criteria"))
from stores import write_demo, write_tables

NOW = datetime(2026, 12, 1, tzinfo=UTC)
AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)  # some orders and events come later
ODD = """
    order_id,customer_id,ordered_at,total,refunded,status
    X1,C0000001,2026-01-05 10:00:00,50.00,0,cancelled
    X2,C0000001,2026-01-06 10:00:00,-12.50,0,paid
    X3,newcomer,2026-01-07 23:30:00,80.00,80.00,refunded
    X4,newcomer,2026-01-08 10:00:00,0.00,0,paid
    X5,newcomer,2026-02-08 10:00:00,60.00,20.00,partially_refunded
    X6,C0000002,2026-02-09 10:00:00,10.00,0,pending
    X7,C0000003,2026-02-10 10:00:00,33.33,0,test
    X8,late,2026-05-10 10:00:00,33.33,0,paid
"""


@pytest.fixture
def shop(make_workspace: Callable[..., Workspace], tmp_path: Path) -> Workspace:
    (tmp_path / "demo").mkdir()
    demo = write_demo(tmp_path / "demo", customers=100)
    odd = write_tables(tmp_path / "odd", orders=ODD)
    workspace = make_workspace()
    import_files(workspace, ImportRequest(requested([str(demo)])), actor="tester", now=NOW)
    import_files(workspace, ImportRequest(requested([str(odd / "orders.csv")])), actor="tester", now=NOW)
    return workspace


@contextmanager
def both(workspace: Workspace, workdir: Path) -> Iterator[tuple[ShopData, ShopData]]:
    folder = pin(workspace.lake, workspace.published(), lake.CANONICAL, workdir)
    options = lake_options(workspace, NOW, AS_OF, None)
    with (
        open_lake(folder, options, workspace.make_engine) as there,
        open_data(folder, options, workspace.make_engine) as copied,
    ):
        yield there, copied


def test_the_tables_are_those_that_reading_the_files_gives(shop: Workspace, tmp_path: Path) -> None:
    with both(shop, tmp_path) as (there, copied):
        for table in ("customers", "orders", "events"):
            columns = ", ".join(sorted(copied.engine.columns(table)))
            one, other = (data.engine.rows(f"SELECT {columns} FROM {table} ORDER BY ALL") for data in (there, copied))
            assert one == other
            assert one
        lines = "SELECT l.* FROM order_lines AS l JOIN orders AS o ON o.order_id = l.order_id ORDER BY ALL"
        assert there.engine.rows(lines) == copied.engine.rows(lines)
        statuses = {row[0] for row in there.engine.rows("SELECT DISTINCT status FROM orders")}
        assert {"cancelled", "return", "refunded", "partially_refunded", "pending", "test", "paid"} <= statuses
        for part in ("shape", "days", "uncounted", "has_returns", "currency", "as_of", "homes"):
            assert getattr(there, part) == getattr(copied, part), part
        # that lines of orders of after the as-of are left out is said by the orders' own note
        assert list(there.notes) == [note for note in copied.notes if "order lines left out" not in note]


def test_a_sealed_shop_reads_its_own_files_and_no_others(shop: Workspace, tmp_path: Path) -> None:
    beside = tmp_path / "beside.csv"
    beside.write_text("a\n1\n")
    recent = t.Rows(Source.ORDERS, window=Past(90, 0, Unit.DAY))
    spent = t.Compare(t.Measure(Aggregate.SUM, recent, "net"), Comparator.ABOVE, t.Constant(Decimal(20)))
    with both(shop, tmp_path) as (there, copied):
        there.seal()
        found, expected = (Asking(data).segment(spent, with_ids=True) for data in (there, copied))
        assert found.customer_ids == expected.customer_ids
        assert found.count
        for query in (
            f"SELECT * FROM read_csv('{beside}')",
            f"SELECT * FROM read_parquet('{shop.lake.files('orders', shop.published()['orders'])[0]}')",
            "SELECT * FROM glob('/etc/*')",
            "SELECT getenv('HOME')",
        ):
            with pytest.raises(RegularsError):
                there.engine.rows(query)


def test_opening_copies_no_orders(shop: Workspace, tmp_path: Path) -> None:
    with both(shop, tmp_path) as (there, _):
        tables = {row[0] for row in there.engine.rows("SELECT table_name FROM duckdb_tables()")}
        assert not tables & {"orders", "order_lines", "events"}
        assert there.read_files
