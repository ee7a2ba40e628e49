"""The files of `--out`: harmless in a spreadsheet, and one run's together."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import regulars
from regulars.cli.main import main
from regulars.work.outputs import _harmless

EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", '=HYPERLINK("http://x","y")')
OTHERS = tuple(f"c{n}" for n in range(60))
FINE = ("-5", "+4930123456", "-5.50", "plain", "a=b")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    customers = [*EVIL, *FINE, *OTHERS]
    with (tmp_path / "orders.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "customer_id", "order_date", "total", "product_id", "quantity"])
        writer.writerows(
            [n, customers[n % len(customers)], f"2024-01-{1 + n % 28:02}", "5.00", f"=P{n % 3}", 1] for n in range(150)
        )
    assert main(["score", str(tmp_path / "orders.csv"), "--out", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_no_text_cell_of_a_csv_is_a_formula_and_numbers_stay(saved: Path) -> None:
    found = {row["customer_id"] for row in rows(saved / "customers.csv")}
    assert found == {*(f"'{text}" for text in EVIL), *FINE, *OTHERS}
    for path in saved.glob("*.csv"):
        for row in rows(path):
            for cell in row.values():
                assert not cell or cell[0] not in "=@\t\r", (path.name, cell)


def test_parquet_keeps_the_identifiers_as_they_are(saved: Path) -> None:
    found = set(pq.read_table(saved / "customers.parquet").column("customer_id").to_pylist())
    assert found == {*EVIL, *FINE, *OTHERS}


@given(st.text(max_size=20))
def test_a_harmless_cell_is_the_text_or_the_text_behind_a_quote(text: str) -> None:
    cell = _harmless(text)
    assert cell in (text, f"'{text}")
    assert not str(cell).startswith(("=", "@", "\t", "\r"))


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers() | st.floats() | st.none())
def test_what_is_no_text_stays_as_it_is(value: Decimal | int | float | None) -> None:
    assert _harmless(value) is value


def checks_out(folder: Path) -> bool:
    told = json.loads((folder / "run.json").read_text())["outputs"]
    return all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == each["sha256"]
        and (folder / name).stat().st_size == each["bytes"]
        for name, each in told.items()
    )


def test_run_json_tells_the_checksum_of_every_other_file(saved: Path) -> None:
    told = json.loads((saved / "run.json").read_text())["outputs"]
    assert told.keys() == {path.name for path in saved.iterdir()} - {"run.json"}
    assert checks_out(saved)


def test_files_of_two_runs_do_not_check_out(saved: Path, tmp_path: Path) -> None:
    with regulars.score(tmp_path / "orders.csv", best=5) as other:
        files = other.save(tmp_path / "other")
    assert files[-1].name == "run.json"
    assert checks_out(tmp_path / "other")
    # as a run that was killed after its first file would leave the folder
    shutil.copy(tmp_path / "other" / "customers.csv", saved / "customers.csv")
    assert not checks_out(saved)
