"""A scored folder of ugly customers, and everything an export is made with."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from regulars.engines.base import Engine
from regulars.exports.audiences import Wanted
from regulars.exports.destinations import destination
from regulars.queries import export_rows, render
from regulars.work.audience import scored_folder
from regulars.work.engines import engine_maker
from regulars.work.export import Export
from regulars.work.suppressions import Suppressions

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEXTS = (
    "customer_id",
    "segment",
    "email",
    "phone",
    "first_name",
    "last_name",
    "country",
    "region",
    "city",
    "postal_code",
    "gender",
)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in TEXTS),
        ("birth_date", pa.date32()),
        ("accepts_marketing", pa.bool_()),
        ("unsubscribed_at", pa.timestamp("us")),
        ("clv", pa.decimal128(18, 2)),
        ("lifecycle", pa.string()),
    ]
)


def write_scored(folder: Path, rows: list[dict[str, Any]], leave_out: tuple[str, ...] = ()) -> Path:
    """A folder as `regulars score --out` leaves it, of rows that name what they have."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist([{"segment": "Champions", "accepts_marketing": True, **row} for row in rows], schema=SCHEMA)
    pq.write_table(table.drop_columns(list(leave_out)), folder / "customers.parquet")
    (folder / "run.json").write_text(json.dumps({"as_of": "2026-11-20T00:00:00+00:00", "scorecard": "rfm", "map": "default"}))
    return folder


@contextmanager
def exporting(
    folder: Path, workdir: Path, suppressions: Suppressions | None = None, **wanted: Any
) -> Iterator[tuple[Export, Engine]]:
    workdir.mkdir(parents=True, exist_ok=True)
    engine = engine_maker("duckdb", "500MB", None, in_order=True)(workdir)
    asked = {"segment": "Champions", **wanted, "destination": destination(wanted["destination"])}
    try:
        yield Export(engine, workdir, Wanted(**asked), scored_folder(folder), TODAY, suppressions), engine
    finally:
        engine.close()


def normal_forms(made: Export, engine: Engine) -> list[dict[str, Any]]:
    """Each field in its normal form, by customer_id: of the plain ones in one pass, of the others by a second look."""
    plain = render.sql(export_rows.normalised(made.form, "members", ()), engine.dialect)
    found = engine.arrow(f"SELECT * FROM ({plain}) WHERE NOT is_rough").to_pylist()
    if len(found) < made.counts.members - sum(made.counts.left_out.values()) or made.counts.left_out:
        found += engine.arrow("SELECT * FROM prepared").to_pylist()
    return sorted(found, key=lambda row: row["customer_id"])


def ugly_people() -> list[dict[str, Any]]:
    """Every e-mail address, number and postal code of the vectors, with and without its country, mixed with plain ones."""
    dice = random.Random(5)  # noqa: S311 - made-up people
    raw: dict[str, list[tuple[str, str | None]]] = {}
    for tool in ("google", "meta", "klaviyo"):
        with (Path(__file__).parent / f"vectors_{tool}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                raw.setdefault(row["field"], []).append((row["raw"], row["country"] or None))
    plain = ("ann{}@example.com", "Ann.Lee{}+x@Gmail.com", None), ("+1415555{:04}", "0151 2345{:04}", "(415) 555-{:04}", None)
    people: list[dict[str, Any]] = []
    for field in ("email", "phone", "zip"):
        for value, country in raw[field]:
            n = len(people)
            email, phone = (each and each.format(n) for each in map(dice.choice, plain))
            person = {"email": email, "phone": phone, "postal_code": dice.choice(("10115", "SW1A 1AA", "na", None))}
            person |= {
                "country": country or dice.choice(("US", "DE", "Deutschland", None)),
                "first_name": "Anna",
                "last_name": "Lee",
            }
            people.append({"customer_id": f"C{n:04}", **person, "postal_code" if field == "zip" else field: value})
    return people
