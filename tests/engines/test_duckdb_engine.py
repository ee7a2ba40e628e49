"""The embedded engine keeps its promises: names, spilling, and errors a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine, Start
from regulars.errors import DataError, EngineError, OutputError, SourceError


def test_views_and_tables_are_named_and_forgotten(engine: DuckDBEngine) -> None:
    engine.view('we "ird', "SELECT 1 AS a")
    engine.table("kept", "SELECT 2 AS b")
    assert engine.columns('we "ird') == {"a": "INTEGER"}
    engine.drop('we "ird')
    engine.drop("kept")
    engine.drop("never there")
    with pytest.raises(EngineError):
        engine.rows('SELECT * FROM "kept"')


def test_sorting_more_than_memory_spills_instead_of_dying(tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path, memory_limit="120MB", threads=1)
    engine.table("big", "SELECT range AS i, hash(range) AS h, repeat('x', 40) AS s FROM range(3000000)")
    assert engine.rows("SELECT count(*) FROM (SELECT * FROM big ORDER BY h)") == [(3_000_000,)]
    engine.close()


def test_a_wrong_memory_limit_is_refused_in_words(tmp_path: Path) -> None:
    for limit in ("plenty", "5", "2 bananas"):
        with pytest.raises(EngineError, match="no amount of memory"):
            DuckDBEngine(tmp_path, memory_limit=limit)


def test_more_threads_than_any_machine_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="99,999 threads"):
        DuckDBEngine(tmp_path, threads=99_999)


def test_a_value_that_does_not_fit_is_a_data_error(engine: DuckDBEngine) -> None:
    with pytest.raises(DataError, match="does not fit"):
        engine.rows("SELECT CAST('x' AS INTEGER)")


def test_a_missing_file_is_a_source_error_in_one_line(engine: DuckDBEngine) -> None:
    with pytest.raises(SourceError) as refused:
        engine.rows("SELECT * FROM read_parquet('/nowhere/at/all.parquet')")
    assert "\n" not in refused.value.problem


def test_a_full_disk_is_an_output_error(engine: DuckDBEngine) -> None:
    with pytest.raises(OutputError) as refused:
        engine.copy("SELECT range AS a FROM range(2000000)", Path("/dev/full"), ("FORMAT CSV",))
    assert refused.value.problem == "The disk is full: /dev/full cannot be written."


def test_only_tables_can_be_registered(engine: DuckDBEngine) -> None:
    with pytest.raises(SourceError, match="cannot be read as a table"):
        engine.register("x", object())


def test_progress_can_be_asked_for_while_a_query_runs_and_is_not_drawn(
    engine: DuckDBEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    import threading

    seen: list[float | None] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.02):
            seen.append(engine.progress())

    asker = threading.Thread(target=ask)
    asker.start()
    for _ in range(20):  # until the one who asks has had a turn while a query ran
        engine.rows("SELECT count(DISTINCT hash(range)) FROM range(20000000)")
        if any(seen):
            break
    done.set()
    asker.join()
    assert any(share for share in seen)
    assert capfd.readouterr() == ("", "")


def test_a_shared_table_is_seen_by_all_siblings_and_other_tables_by_none(engine: DuckDBEngine) -> None:
    first, second = engine.sibling(), engine.sibling()
    first.shared_table('of "all"', "SELECT 7 AS n")
    first.table("mine", "SELECT 1 AS n")
    assert second.rows('SELECT n FROM "of ""all"""') == engine.rows('SELECT n FROM "of ""all"""') == [(7,)]
    with pytest.raises(EngineError):
        second.rows("SELECT n FROM mine")
    second.shared_table('of "all"', "SELECT 8 AS n")
    assert first.rows('SELECT n FROM "of ""all"""') == [(8,)]


_BITS = "SELECT current_setting('perfect_ht_threshold') AS bits"


def test_numbers_close_together_are_addresses_for_one_statement_only(engine: DuckDBEngine) -> None:
    usual = engine.rows(_BITS)
    engine.table("narrow", _BITS, key_span=100_000)
    assert engine.rows("SELECT bits FROM narrow") == [(17,)]
    engine.table("wide", _BITS, key_span=10**12)  # more groups than there should ever be at once
    assert engine.rows("SELECT bits FROM wide") == usual
    with pytest.raises(EngineError):
        engine.table("none", "SELECT nothing FROM nowhere", key_span=100_000)
    assert engine.rows(_BITS) == usual


def test_addresses_are_not_taken_where_memory_is_limited_or_settings_are_sealed(tmp_path: Path, engine: DuckDBEngine) -> None:
    frugal = DuckDBEngine(tmp_path, memory_limit="500MB")
    engine.seal()
    for each in (frugal, frugal.sibling(), engine):
        each.table("numbered", "SELECT range % 7 AS k, COUNT(*) AS n FROM range(70) GROUP BY 1", key_span=6)
        assert sorted(each.rows("SELECT * FROM numbered")) == [(key, 10) for key in range(7)]
        each.table("bits", _BITS, key_span=100_000)
        assert each.rows("SELECT * FROM bits") == each.rows(_BITS)
    frugal.close()


def test_a_query_beside_others_is_answered_when_it_is_asked_for(engine: DuckDBEngine) -> None:
    answer = engine.beside("SELECT COUNT(*) FROM range(3000000)")
    assert engine.rows("SELECT 1") == [(1,)]
    assert answer() == [(3_000_000,)]
    assert answer() == [(3_000_000,)]


def test_what_goes_wrong_beside_is_told_where_the_answer_is_asked_for(engine: DuckDBEngine) -> None:
    answer = engine.beside("SELECT * FROM read_parquet('/nowhere/at/all.parquet')")
    with pytest.raises(SourceError, match="cannot be read"):
        answer()


def test_an_engine_that_closes_stops_what_runs_beside(tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path)
    answer = engine.beside("SELECT SUM(a.range * b.range) FROM range(10000000) AS a, range(1000000) AS b")
    engine.close()
    with pytest.raises((EngineError, KeyboardInterrupt)):
        answer()


def test_columns_are_those_of_the_view_as_it_is_now(engine: DuckDBEngine) -> None:
    engine.view("v", "SELECT 1 AS a")
    assert engine.columns("v") == {"a": "INTEGER"}
    engine.view("v", "SELECT 'x' AS b")
    assert engine.columns("v") == {"b": "VARCHAR"}


def test_an_engine_takes_over_what_began_to_start_before_it(tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path, "200MB", 1, start=Start("200MB", 1))
    assert engine.rows("SELECT current_setting('threads'), current_setting('temp_directory')") == [(1, str(tmp_path))]
    engine.close()
