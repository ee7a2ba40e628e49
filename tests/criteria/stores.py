"""Small shops on disk for tests that ask about customers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.csv

from regulars.demo.shop import make_shop
from regulars.work.data import ShopData, open_data
from regulars.work.engines import engine_maker
from regulars.work.request import make_options

TABLES = ("customers", "orders", "order_lines", "events")
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def write_demo(folder: Path, customers: int = 120, seed: int = 7) -> Path:
    """The made-up shop's canonical tables as CSV."""
    shop = make_shop(customers, seed)
    for name in TABLES:
        pyarrow.csv.write_csv(getattr(shop, name), folder / f"{name}.csv")
    return folder


def write_tables(folder: Path, **tables: str) -> Path:
    """Tables given as CSV text, blanks at the ends of lines taken off."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return folder


def opened(folder: Path, **options: object) -> ShopData:
    """A folder opened in an engine of its own."""
    return open_data(folder, make_options(now=NOW, **options), engine_maker("duckdb", None, 1))  # type: ignore[arg-type]
