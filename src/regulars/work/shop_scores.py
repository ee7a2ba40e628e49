"""Scores, segment and profile of an opened shop's customers: made by a scoring run of their own, when a condition first asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from regulars.criteria.nodes import walk
from regulars.criteria.quantity_phrases import field_noun
from regulars.criteria.tree import Condition, FieldText, FieldTrue, FieldValue, InSegment, SqlCondition
from regulars.errors import DataError, SourceError
from regulars.queries import render, shop_tables
from regulars.queries.criteria import Layout
from regulars.queries.criteria_raw import columns_in
from regulars.queries.criteria_read import guarded
from regulars.work.data import ShopData
from regulars.work.offered import PROFILE, SCORES
from regulars.work.score import ScoreRun, score
from regulars.work.sql_tables import SEGMENT_COLUMNS, sql_tables


def layout_for(data: ShopData, conditions: Iterable[Condition], saved: Mapping[str, Condition]) -> Layout:
    """Where the fields that conditions name are; makes the tables of those that have to be worked out first.

    Raises:
        DataError: the shop's data cannot be scored, or do not allow a field after all.
    """
    fields = {name for condition in conditions for name in _fields(condition, saved, ())}
    wanted = {data.homes[name] for name in fields if name in data.homes}
    missing = wanted - data.made
    if data.profile_files:
        _take_kept(data, fields)
    elif missing:
        _make(data, missing)
    for name in sorted(fields):
        home = data.homes.get(name)
        if home is not None and name not in data.engine.columns(home):
            problem = f"“{field_noun(name)}” cannot be worked out for this shop."
            raise DataError(problem, "Ask about something else; regulars score says why.")
    return Layout(
        as_of=data.as_of,
        zone=data.zone,
        homes=data.homes,
        days=data.days,
        uncounted=data.uncounted,
        has_returns=data.has_returns,
        saved=saved,
        kinds=data.shape.fields,
        sql_condition=lambda sql: guarded(sql, sql_tables(data)),
    )


def scored(data: ShopData) -> None:
    """Make the table `scores`, unless it is there."""
    if data.profile_files:
        _take_kept(data, SEGMENT_COLUMNS)
    elif SCORES not in data.made:
        _make(data, {SCORES})


def _fields(condition: Condition, saved: Mapping[str, Condition], inside: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for node in walk(condition):
        match node:
            case FieldValue(field) | FieldTrue(field) | FieldText(field):
                found.add(field)
            case SqlCondition(sql):
                found |= columns_in(sql)
            case InSegment(names):
                for name in names:
                    if name in saved and name not in inside:
                        found |= _fields(saved[name], saved, (*inside, name))
    return found


def _make(data: ShopData, wanted: set[str]) -> None:
    run = score(data.folder, replace(data.options, as_of=data.as_of), data.make_engine)
    try:
        if SCORES in wanted:
            _take(data, run, SCORES, run.customers_sql)
        if PROFILE in wanted:
            names = [name for name in run.profile.fields if data.homes.get(name) == PROFILE]
            _take(data, run, PROFILE, render.sql(shop_tables.profile_fields(names), run.engine.dialect))
    finally:
        run.close()


def _take_kept(data: ShopData, fields: Iterable[str]) -> None:
    """Read fields of the profile that is there already. Only the columns that are asked for: all of them are a
    gigabyte at a million customers."""
    try:
        _read_kept(data, frozenset(fields))
    except OSError as error:  # a newer refresh has taken over, and the files of this one were cleared away
        raise SourceError("The profile of this refresh is gone.", "Try again: a newer one is in force.") from error


def _read_kept(data: ShopData, fields: frozenset[str]) -> None:
    from pyarrow import parquet

    there = set(parquet.read_schema(data.profile_files[0]).names)
    for home in (SCORES, PROFILE):
        has = set(data.engine.columns(home)) if home in data.made else set[str]()
        wanted = {name for name in fields if data.homes.get(name) == home and name in there}
        if wanted - has:
            columns = sorted((wanted | has | (SEGMENT_COLUMNS & there if home == SCORES else set())) - {"customer_id"})
            found = parquet.ParquetDataset(list(map(str, data.profile_files))).read(columns=["customer_id", *columns])
            _keep(data, home, _without_zones(found))


def _without_zones(rows: Any) -> Any:
    """Instants as naive UTC, which the shop's own tables have."""
    import pyarrow as pa

    plain = [pa.field(each.name, pa.timestamp("us")) if pa.types.is_timestamp(each.type) else each for each in rows.schema]
    return rows.cast(pa.schema(plain))


def _take(data: ShopData, run: ScoreRun, table: str, query: str) -> None:
    """Carry a result over into the shop's engine."""
    _keep(data, table, run.engine.arrow(query))


def _keep(data: ShopData, table: str, rows: Any) -> None:
    """Make a table of rows in memory; the rows themselves are let go."""
    frame = f"{table}_frame"
    data.engine.register(frame, rows)
    flags = "flags" in data.engine.columns(frame)
    data.engine.table(table, render.sql(shop_tables.taken(frame, has_flags=flags), data.engine.dialect))
    data.engine.drop(frame)
    data.made.add(table)
