"""A law: however a table is written down, the same columns and values come back."""

from __future__ import annotations

import bz2
import gzip
import tempfile
from pathlib import Path

import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.engines.duckdb import DuckDBEngine
from regulars.ingest.sources import create_view, open_source, rejects

PACKERS = {"": lambda raw: raw, ".gz": gzip.compress, ".bz2": bz2.compress, ".zst": zstandard.compress}
LETTERS = {
    "utf-8": "abcXYZ ÄöüßéñŁż€日本'%&;,|\t.-",
    "utf-8-sig": "abcXYZ ÄöüßéñŁż€日本'%&;,|\t.-",
    "utf-16": "abcXYZ Äöüßé€;,|\t.-",
    "cp1252": "abcXYZ Äöüßéñ€;,|\t.-",
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    encoding = draw(st.sampled_from(sorted(LETTERS)))
    text = st.text(LETTERS[encoding], min_size=1, max_size=12).map(lambda s: "x" + s.strip() + "y")
    quoted = text.map(lambda s: s.replace("X", '"').replace("Z", "\n"))
    rows = draw(st.lists(st.tuples(st.integers(0, 99_999), quoted, quoted, st.integers(0, 10**6)), min_size=2, max_size=30))
    return encoding, [[f"{key:05}", first, second, f"{cents / 100:.2f}"] for key, first, second, cents in rows]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    packing=st.sampled_from(sorted(PACKERS)),
    quote_all=st.booleans(),
    final_line_end=st.booleans(),
)
def test_every_dialect_gives_back_the_table(
    shared_engine: DuckDBEngine,
    table: tuple[str, list[list[str]]],
    delimiter: str,
    line_end: str,
    packing: str,
    quote_all: bool,
    final_line_end: bool,
) -> None:
    encoding, rows = table

    def cell(value: str) -> str:
        needs = quote_all or any(mark in value for mark in (delimiter, '"', "\n", "\r"))
        return '"' + value.replace('"', '""') + '"' if needs else value

    lines = [delimiter.join(cell(value) for value in row) for row in [["key", "first text", "Second_Text", "amount"], *rows]]
    data = (line_end.join(lines) + line_end * final_line_end).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path, work = Path(folder) / f"t.csv{packing}", Path(folder) / "work"
        work.mkdir()
        path.write_bytes(PACKERS[packing](data))
        source = open_source(shared_engine, path, work)
        create_view(shared_engine, source, "law")
        found = shared_engine.rows("SELECT * FROM law")
        assert source.columns == ("key", "first text", "Second_Text", "amount")
        assert sorted(found) == sorted(tuple(row) for row in rows)
        assert rejects(shared_engine, source).rows == 0
