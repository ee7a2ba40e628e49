from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.ingest.detect import Answers, detect_orders
from regulars.ingest.sources import Source, create_view, open_source
from regulars.tables import Mapping


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(tmp_path_factory.mktemp("spill"), memory_limit="1GB", threads=2)
    yield engine
    engine.close()


@pytest.fixture
def engine(shared_engine: DuckDBEngine) -> DuckDBEngine:
    return shared_engine


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    path = tmp_path / "work"
    path.mkdir()
    return path


@pytest.fixture
def opened(engine: DuckDBEngine, workdir: Path) -> Callable[..., Source]:
    def _open(where: str | Path | Sequence[Path], table: str | None = None) -> Source:
        return open_source(engine, where, workdir, table)

    return _open


@pytest.fixture
def read(engine: DuckDBEngine, opened: Callable[..., Source]) -> Callable[..., list[tuple[str | None, ...]]]:
    """The rows of a source as text, in the order of its columns, sorted."""

    def _read(where: str | Path | Sequence[Path], table: str | None = None) -> list[tuple[str | None, ...]]:
        source = opened(where, table)
        create_view(engine, source, "v")
        columns = ", ".join('CAST("' + name.replace('"', '""') + '" AS VARCHAR)' for name in source.columns)
        return sorted(engine.rows(f"SELECT {columns} FROM v"), key=repr)

    return _read


@pytest.fixture
def mapped(engine: DuckDBEngine, opened: Callable[..., Source]) -> Callable[..., Mapping]:
    """The mapping of an orders file."""

    def _mapped(where: Path, answers: Answers | None = None) -> Mapping:
        source = opened(where)
        create_view(engine, source, "v")
        return detect_orders(engine, "v", source.columns, answers)

    return _mapped


@pytest.fixture
def orders_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV from a header and rows."""

    def _write(
        header: Sequence[str] | None, rows: Sequence[Sequence[object]], name: str = "orders.csv", delimiter: str = ","
    ) -> Path:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        if header:
            writer.writerow(header)
        writer.writerows(rows)
        path = tmp_path / name
        data = text.getvalue().encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return _write
