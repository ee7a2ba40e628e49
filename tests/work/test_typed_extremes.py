"""Whatever typed values a file holds, what was imported never stops a refresh, and what cannot be counted is counted by reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import regulars
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]

# by type, values that the type can hold and money or a quantity cannot, and the largest that it can
NUMBERS: Mapping[str, Sequence[str]] = {
    "DECIMAL(18, 2)": ("9999999999999999.99", "-9999999999999999.99", "1000000000000", "999999999999.99", "12.50"),
    "DECIMAL(14, 0)": ("99999999999999", "12"),
    "DECIMAL(18, 4)": ("99999999999999.9999", "12.3456"),
    "DECIMAL(38, 10)": ("9999999999999999999999999999", "12.3456"),
    "DOUBLE": ("'Infinity'", "'-Infinity'", "'NaN'", "1e300", "12.5"),
    "FLOAT": ("'Infinity'", "1e30", "12.5"),
    "BIGINT": ("9223372036854775807", "-9223372036854775808", "1000000000000", "12"),
    "UBIGINT": ("18446744073709551615", "12"),
    "HUGEINT": ("170141183460469231731687303715884105727", "12"),
    "INTEGER": ("2147483647", "-2147483648", "12"),
}
TIMES: Mapping[str, Sequence[str]] = {
    "TIMESTAMP": ("'infinity'", "'-infinity'", "'0044-03-15 (BC)'", "'0001-01-01'", "'9999-12-31'", "'290000-01-01'"),
    "TIMESTAMP WITH TIME ZONE": ("'infinity'", "'-infinity'", "'0001-01-01 00:00+14'", "'9999-12-31 23:59-12'", "'290000-01-01'"),
    "DATE": ("'infinity'", "'5000000-01-01'", "'0044-03-15 (BC)'", "'0001-01-01'"),
}


def parquet(path: Path, columns: Mapping[str, Sequence[str]]) -> str:
    """A file with a column of each name, whose values are expressions; all columns are equally long."""
    rows = ", ".join(f"({', '.join(row)})" for row in zip(*columns.values(), strict=True))
    connection = duckdb.connect()
    connection.execute(f"COPY (SELECT * FROM (VALUES {rows}) AS v ({', '.join(columns)})) TO '{path}' (FORMAT PARQUET)")
    connection.close()
    return str(path)


def shop(prefix: str, count: int) -> dict[str, Sequence[str]]:
    """Numbers, customers and days of so many orders."""
    return {
        "order_id": [f"'{prefix} {number}'" for number in range(count)],
        "customer_id": [f"'C{number % 5}'" for number in range(count)],
        "ordered_at": [f"TIMESTAMP '2024-01-{number % 27 + 1:02} 10:00:00'" for number in range(count)],
    }


def typed(kind: str, values: Sequence[str], count: int) -> list[str]:
    """So many values of a type, over and over."""
    return [f"CAST({values[number % len(values)]} AS {kind})" for number in range(count)]


def bring(workspace: Workspace, file: str, source: str | None = None) -> dict[str, int]:
    """Import a file; how many of its rows were left out, by reason."""
    request = ImportRequest(requested([file]), source_name=source)
    (report,) = import_files(workspace, request, actor="tester", now=NOW).sources
    return {reason: found["rows"] for reason, found in report["excluded"].items()}


def is_too_large(value: str) -> bool:
    return "'" in value or abs(float(value)) >= 1e12


@pytest.mark.parametrize(
    "kinds", [("DECIMAL(18, 2)", "DOUBLE", "BIGINT"), pytest.param(tuple(NUMBERS), marks=pytest.mark.long)], ids=["some", "all"]
)
def test_a_typed_amount_of_more_than_twelve_digits_is_counted_as_unreadable(
    make_workspace: MakeWorkspace, tmp_path: Path, kinds: Sequence[str]
) -> None:
    workspace = make_workspace()
    for place, kind in enumerate(kinds):
        values = NUMBERS[kind]
        count = 2 * len(values)
        file = parquet(tmp_path / f"{place}.parquet", shop(kind, count) | {"total": typed(kind, values, count)})
        too_large = 2 * sum(map(is_too_large, values))
        assert bring(workspace, file, f"source {place}") == ({"unreadable_amount": too_large} if too_large else {}), kind
    assert refresh(workspace, actor="tester", now=NOW).customers >= 3


@pytest.mark.long
def test_no_typed_detail_is_too_large_for_a_refresh(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    for place, (kind, values) in enumerate(NUMBERS.items()):
        count = 2 * len(values)
        columns = shop(kind, count) | {"total": typed("DOUBLE", ["10"], count)}
        columns |= {role: typed(kind, values, count) for role in ("discount", "shipping", "tax", "cost", "refunded")}
        bring(workspace, parquet(tmp_path / f"orders_{place}.parquet", columns), f"orders {place}")
        columns = shop(f"line of {kind}", count) | {"product_id": ["'p'"] * count, "unit_price": typed("DOUBLE", ["10"], count)}
        columns |= {"quantity": typed(kind, values, count)}
        bring(workspace, parquet(tmp_path / f"lines_{place}.parquet", columns), f"lines {place}")
    assert refresh(workspace, actor="tester", now=NOW).customers == 5


@pytest.mark.parametrize("kind", TIMES)
def test_no_typed_time_is_too_odd_for_a_refresh(make_workspace: MakeWorkspace, tmp_path: Path, kind: str) -> None:
    workspace, values = make_workspace(), TIMES[kind]
    usual = typed(kind, ["'2024-01-05'", "'2024-02-05'"], 20)
    columns = shop(kind, 20 + len(values)) | {"ordered_at": [*typed(kind, values, len(values)), *usual]}
    columns |= {"total": typed("DOUBLE", ["10"], len(columns["order_id"]))}
    assert bring(workspace, parquet(tmp_path / "orders.parquet", columns)) == {"unreadable_date": len(values)}
    assert refresh(workspace, actor="tester", now=NOW).customers == 5


def left_out(found: regulars.Result) -> dict[str, int]:
    return {str(part.reason): part.rows for part in found.quality.details.excluded}


def test_scoring_a_file_counts_odd_times_and_amounts_by_reason_too(tmp_path: Path) -> None:
    usual, odd = ["10.00"] * 8, ["9999999999999999.99", "-9999999999999999.99"]
    columns = shop("O", 10) | {"total": [f"CAST({value} AS DECIMAL(18, 2))" for value in (*usual, *odd)]}
    found = regulars.score(parquet(tmp_path / "amounts.parquet", columns))
    assert left_out(found) == {"unreadable_amount": 2}
    for kind, values in TIMES.items():
        times = [*typed(kind, ["'2024-01-05'", "'2024-02-05'"], 8), *typed(kind, values, len(values))]
        columns = shop("O", len(times)) | {"ordered_at": times, "total": typed("DOUBLE", ["10"], len(times))}
        found = regulars.score(parquet(tmp_path / "times.parquet", columns))
        assert left_out(found) == {"unreadable_date": len(values)}, kind


def test_a_quantity_times_a_price_is_exact_however_many_digits_it_takes(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    # 50 pieces of 200,000,000 are beyond what 64 bits hold with eight decimals
    file = tmp_path / "orders.csv"
    rows = [f"O{number},C{number % 3},2024-01-{number + 1:02},p,50,200000000.25" for number in range(9)]
    file.write_text("\n".join(["order_id,customer_id,order_date,product_id,quantity,unit_price", *rows]) + "\n")
    workspace = make_workspace()
    assert bring(workspace, str(file)) == {}
    refreshed = refresh(workspace, actor="tester", now=NOW)
    profile = read_table(workspace, workspace.refresh_number(refreshed.publication).versions, "profile")
    assert {row["revenue"] for row in profile} == {3 * 50 * Decimal("200000000.25")}


def test_lines_that_add_up_to_more_than_an_amount_are_an_order_of_unknown_amount(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    lines = ["900000000000.00"] * 200 + ["10.00"] * 4
    columns = {"order_id": ["'huge'"] * 200 + [f"'O{number}'" for number in range(4)], "customer_id": ["'C1'"] * 202 + ["'C2'"] * 2}
    columns |= {"ordered_at": ["DATE '2024-01-05'"] * 204, "product_id": [f"'p{number}'" for number in range(204)]}
    columns |= {"line_total": [f"CAST({value} AS DECIMAL(18, 2))" for value in lines]}
    workspace = make_workspace()
    bring(workspace, parquet(tmp_path / "orders.parquet", columns))
    refreshed = refresh(workspace, actor="tester", now=NOW)
    assert (refreshed.customers, refreshed.orders) == (2, 4)
