"""Tables on disk: versions that stay, commits at once, and nothing left of runs that were stopped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import SourceError
from regulars.lake.pinned import pin, pinned_files
from regulars.lake.store import Lake
from regulars.lake.upsert import append_rows, replace_table, upsert, write_beside
from regulars.queries.lake import LakeTable, files_sql

THINGS = LakeTable("things", ("key",), {"key": "VARCHAR", "value": "INTEGER", "source": "VARCHAR"}, frozenset({"source"}))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def bring(engine: DuckDBEngine, lake: Lake, rows: str, run: int = 1) -> tuple[int, int]:
    engine.table("staged", f"SELECT key, value, source FROM (VALUES {rows}) AS v(key, value, source)")
    done = upsert(engine, lake, THINGS, "staged", run)
    return done.added, done.replaced


def rows(engine: DuckDBEngine, lake: Lake, version: int | None = None) -> list[tuple[str, int]]:
    number = version if version is not None else lake.head("things")
    assert number is not None
    files = files_sql([str(path) for path in lake.files("things", number)])
    return engine.rows(f"SELECT key, value FROM ({files}) AS t ORDER BY ALL")


def test_rows_are_added_replaced_or_left_alone_by_their_key(engine: DuckDBEngine, lake: Lake) -> None:
    assert bring(engine, lake, "('a', 1, 'x'), ('b', 2, 'x'), ('b', 3, 'x')") == (2, 0)
    assert bring(engine, lake, "('b', 3, 'y'), ('b', 2, 'y'), ('c', 4, 'y')") == (1, 0)
    assert bring(engine, lake, "('b', 2, 'z'), ('a', NULL, 'z')") == (0, 2)
    assert rows(engine, lake) == [("a", None), ("b", 2), ("c", 4)]


def test_a_version_stays_what_it_was(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x'), ('b', 2, 'x')")
    first = lake.head("things")
    bring(engine, lake, "('a', 9, 'x')")
    assert rows(engine, lake, first) == [("a", 1), ("b", 2)]
    assert rows(engine, lake) == [("a", 9), ("b", 2)]


def test_a_correction_rewrites_only_the_files_that_it_touches(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x')", run=1)
    bring(engine, lake, "('b', 1, 'x')", run=2)
    version = lake.head("things")
    assert version is not None
    before = set(lake.files("things", version))
    bring(engine, lake, "('b', 2, 'x')", run=3)
    after = set(lake.files("things", version + 1))
    assert len(before & after) == 1
    assert {path.name[:10] for path in after} == {"run-000001", "run-000003"}


def test_what_a_stopped_run_committed_is_taken_back_and_its_files_go(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x')", run=1)
    published = {"things": lake.head("things") or 0}
    bring(engine, lake, "('a', 2, 'x'), ('b', 2, 'x')", run=2)
    append_rows(engine, lake, "others", "SELECT 1 AS one", run=2)
    half = lake.new_folder("things", 2)
    (half / "part.parquet").write_bytes(b"PAR1")
    lake.rewind(published)
    lake.sweep([2], {})
    assert rows(engine, lake) == [("a", 1)]
    assert rows(engine, lake, published["things"]) == [("a", 1)]
    assert not list(lake.folder.rglob("*run-000002*"))
    assert bring(engine, lake, "('b', 5, 'x')", run=3) == (1, 0)
    assert rows(engine, lake) == [("a", 1), ("b", 5)]


def test_a_table_may_get_other_columns_when_all_of_it_is_replaced(engine: DuckDBEngine, lake: Lake) -> None:
    first = replace_table(engine, lake, "made", "SELECT 1 AS one, CAST(3 AS UBIGINT) AS big", run=1)
    second = replace_table(engine, lake, "made", "SELECT 'a' AS two, TIMESTAMP '2024-01-01 10:00:00' AS at", run=2)
    assert first.version is not None
    assert second.version is not None
    for version, columns in ((first.version, ["one", "big"]), (second.version, ["two", "at"])):
        engine.view("made", files_sql([str(path) for path in lake.files("made", version)]))
        assert list(engine.columns("made")) == columns


def test_a_pinned_folder_has_the_files_of_its_versions_and_no_others(engine: DuckDBEngine, lake: Lake, tmp_path: Path) -> None:
    bring(engine, lake, "('a', 1, 'x')")
    versions = {"things": lake.head("things") or 0}
    folder = pin(lake, versions, ("things", "others"), tmp_path)
    bring(engine, lake, "('a', 2, 'x')")
    assert [path.resolve() for path in (folder / "things").iterdir()] == [
        path.resolve() for path in lake.files("things", versions["things"])
    ]
    assert not (folder / "others").exists()
    assert pinned_files(lake, versions, "others") == ()


def put_without_a(engine: DuckDBEngine, lake: Lake, path: Path, run: int) -> tuple[Path, ...]:
    """Let a file without the key `a` take the place of one, and delete that."""
    rest = f"SELECT * FROM ({files_sql([str(path)])}) AS t WHERE key <> 'a'"
    beside = write_beside(engine, lake, "things", rest, run)
    lake.put_in_place("things", {path.name: [each.name for each in beside]})
    path.unlink()
    return beside


def test_other_files_put_in_place_are_what_all_versions_with_them_are_made_of(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x'), ('b', 2, 'x')", run=1)
    bring(engine, lake, "('c', 3, 'x')", run=2)
    second = lake.head("things") or 0
    bring(engine, lake, "('a', 9, 'x'), ('b', 8, 'x')", run=3)
    put_without_a(engine, lake, lake.files("things", second - 1)[0], 4)
    assert rows(engine, lake, second - 1) == [("b", 2)]
    assert rows(engine, lake, second) == [("b", 2), ("c", 3)]
    assert rows(engine, lake) == [("a", 9), ("b", 8), ("c", 3)]


def test_a_version_with_files_put_in_place_can_be_restored_for_other_engines_too(engine: DuckDBEngine, lake: Lake) -> None:
    from deltalake import DeltaTable

    bring(engine, lake, "('a', 1, 'x'), ('b', 2, 'x')", run=1)
    bring(engine, lake, "('c', 3, 'x')", run=2)
    second = lake.head("things") or 0
    replace_table(engine, lake, "things", "SELECT 'z' AS key, 7 AS other", run=3)
    put_without_a(engine, lake, lake.files("things", second - 1)[0], 4)
    assert rows(engine, lake, lake.restore("things", second)) == [("b", 2), ("c", 3)]
    read = DeltaTable(lake.folder / "things").to_pyarrow_table()
    assert sorted(zip(read["key"].to_pylist(), read["value"].to_pylist(), strict=True)) == [("b", 2), ("c", 3)]


def test_a_file_of_which_nothing_is_left_still_says_what_columns_there_were(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x')", run=1)
    first = lake.head("things") or 0
    bring(engine, lake, "('a', 2, 'x')", run=2)
    (left,) = put_without_a(engine, lake, lake.files("things", first)[0], 3)
    assert left.exists()
    assert rows(engine, lake, first) == []


def test_a_version_that_is_gone_is_named(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x')")
    version = lake.head("things") or 0
    with pytest.raises(SourceError, match="version 99"):
        lake.files("things", 99)
    lake.files("things", version)[0].unlink()
    with pytest.raises(SourceError, match="incomplete"):
        lake.files("things", version)


def test_a_table_whose_log_is_gone_is_refused_and_not_begun_anew(engine: DuckDBEngine, lake: Lake) -> None:
    bring(engine, lake, "('a', 1, 'x')")
    shutil.rmtree(lake.folder / "things" / "_delta_log")
    with pytest.raises(SourceError, match="log of the table things is gone"):
        bring(engine, lake, "('b', 1, 'x')")
