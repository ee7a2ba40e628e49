"""Staged rows into a table: what is new is added, what is other than before replaces it, what is the same is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from regulars.engines.base import Engine
from regulars.lake.store import Lake
from regulars.queries import lake as queries
from regulars.queries import render, upserts
from regulars.queries.lake import LakeTable

# as small as at the usual level, in five sixths of the time; columns of few values are quickly looked through without a filter
PARQUET = ("FORMAT PARQUET", "COMPRESSION ZSTD", "COMPRESSION_LEVEL 1", "WRITE_BLOOM_FILTER false")


@dataclass(frozen=True, slots=True)
class Upserted:
    """Keys added and replaced, rows and bytes written; `version` is None where there was nothing to do."""

    added: int
    replaced: int
    rows: int = 0
    bytes: int = 0
    version: int | None = None


def upsert(engine: Engine, lake: Lake, made: LakeTable, staged: str, run: int, *, whole_keys: bool = False) -> Upserted:
    """Bring the engine's table `staged` into the lake, as one commit; `whole_keys` where no key is staged twice."""
    there, changed = f"lake_{made.name}", f"changed_{made.name}"
    engine.view(f"{staged}_typed", _sql(engine, upserts.typed(made, staged)))
    staged = f"{staged}_typed"
    version = lake.head(made.name)
    files = lake.files(made.name, version) if version is not None else ()
    if not files:
        # where every row is a key, how many were written says how many there are
        count = upserts.any_row(staged) if whole_keys else upserts.count_keys(made, staged)
        added = int(engine.rows(_sql(engine, count))[0][0])
        if not added:
            return Upserted(0, 0)
        done = _written(engine, lake, made, run, _columns(made, staged), (), added, 0)
        return replace(done, added=done.rows) if whole_keys else done
    engine.view(there, queries.files_sql([str(path) for path in files], numbered=True))
    if made.adds_up:
        engine.table(f"{staged}_added_up", _sql(engine, upserts.added_up(made, staged, there)))
        staged = f"{staged}_added_up"
    engine.table(changed, _sql(engine, upserts.changed_keys(made, staged, there)))
    counts = engine.record(_sql(engine, upserts.count_changed(changed)))
    if not counts["added"] and not counts["replaced"]:
        return Upserted(0, 0)
    touched: tuple[Path, ...] = ()
    kept = None
    if counts["replaced"]:
        touched = tuple(Path(row[0]) for row in engine.rows(_sql(engine, upserts.touched_files(made, there, changed))))
        kept = f"kept_{made.name}"
        engine.view(kept, queries.files_sql([str(path) for path in touched]))
    rows = _sql(engine, upserts.replaced_rows(made, staged, changed, kept))
    return _written(engine, lake, made, run, rows, touched, counts["added"], counts["replaced"])


def replace_table(engine: Engine, lake: Lake, table: str, query: str, run: int) -> Upserted:
    """Make the rows of `query` all that the table has, as one commit; its columns may be others than before."""
    engine.view(f"new_{table}", query)
    rows = _sql(engine, queries.cast_to_stored(f"new_{table}", engine.columns(f"new_{table}")))
    aside = lake.new_folder(table, run)
    _copy(engine, rows, aside)
    done = lake.commit(table, aside, whole=True)
    return Upserted(done.rows, 0, done.rows, done.bytes, done.version)


def append_rows(engine: Engine, lake: Lake, table: str, query: str, run: int) -> Upserted:
    """Add the rows of `query` to the table, as one commit. The columns stay what they were."""
    engine.view(f"new_{table}", query)
    rows = _sql(engine, queries.cast_to_stored(f"new_{table}", engine.columns(f"new_{table}")))
    aside = lake.new_folder(table, run)
    _copy(engine, rows, aside)
    done = lake.commit(table, aside)
    return Upserted(done.rows, 0, done.rows, done.bytes, done.version)


def rewrite(engine: Engine, lake: Lake, table: str, query: str, touched: Sequence[Path], run: int) -> int:
    """Put the rows of `query` in the place of whole files, as one commit; the table's new version."""
    engine.view(f"new_{table}", query)
    aside = lake.new_folder(table, run)
    _copy(engine, f'SELECT * FROM "new_{table}"', aside)
    return lake.commit(table, aside, touched).version


def write_beside(engine: Engine, lake: Lake, table: str, query: str, run: int) -> tuple[Path, ...]:
    """Write the rows of `query` as files of the table that no version has yet."""
    aside = lake.new_folder(table, run)
    _copy(engine, query, aside)
    return lake.take_in(table, aside)


def _written(
    engine: Engine, lake: Lake, made: LakeTable, run: int, rows: str, touched: tuple[Path, ...], added: int, replaced: int
) -> Upserted:
    aside = lake.new_folder(made.name, run)
    _copy(engine, rows, aside)
    done = lake.commit(made.name, aside, touched)
    return Upserted(int(added), int(replaced), done.rows, done.bytes, done.version)


def _copy(engine: Engine, rows: str, aside: Path) -> None:
    """Write rows as Parquet files into a folder, small enough that a correction rewrites little."""
    engine.copy(rows, aside, (*PARQUET, "FILE_SIZE_BYTES '24MB'", "OVERWRITE_OR_IGNORE"))


def _columns(made: LakeTable, staged: str) -> str:
    return f"SELECT {', '.join(made.columns)} FROM {staged}"


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
