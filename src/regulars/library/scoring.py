"""Scoring and testing the scores, in a notebook or script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import DefinitionError
from regulars.library.result import Result
from regulars.work.request import make_options, read_moment

if TYPE_CHECKING:
    from regulars.scoring.frozen import FrozenRun
    from regulars.scoring.maps import SegmentMap
    from regulars.scoring.profile_files import ProfileRules
    from regulars.scoring.scorecards import Scorecard
    from regulars.validation.backtest import Validation


def score(
    orders: object,
    *,
    customers: object = None,
    lines: object = None,
    events: object = None,
    as_of: str | date | datetime | None = None,
    scorecard: str | Path | Scorecard = "rfm",
    map: str | Path | SegmentMap | None = None,  # noqa: A002 - the word of the command line
    best: int = 1,
    timezone: str = "UTC",
    file_timezone: str | None = None,
    window_days: int | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    duplicates: str = "keep",
    currency: str | None = None,
    rates: Mapping[str, Any] | None = None,
    cuts: str | Path | FrozenRun | None = None,
    table: str | None = None,
    profile_rules: str | Path | ProfileRules | None = None,
    engine: str = "duckdb",
    memory_limit: str | None = None,
    threads: int | None = None,
) -> Result:
    """Score a shop's customers and place each in exactly one segment.

    Args:
        orders: a path, pattern, folder or database file, or a pandas, polars or pyarrow table or DuckDB relation.
        customers: who the customers are, to carry names and places along.
        lines: order lines, where they are not in `orders`, for the products of each segment.
        events: engagement events, for the profile and for scorecards with an engagement axis (`scorecard="rfe"`).
        as_of: the day or instant to look from; default the start of the day after the last order.
        scorecard: a preset's name, a TOML or YAML file, or a Scorecard.
        map: a preset's name, a TOML or YAML file, or a SegmentMap; default the scorecard's.
        best: 1 shows the best score as 1, 5 as the highest number.
        timezone: the shop's IANA time zone: its days are the days of recency.
        file_timezone: the zone of times without an offset; default the shop's.
        window_days: count only orders of the last so many days.
        columns: which source column plays which role, where detection needs help: {"total": "Net amount"}.
        date_order: "dmy" or "mdy", where no row settles it.
        decimal: "," or ".", where no row settles it.
        duplicates: "keep" or "drop" rows that repeat another one in every column.
        currency: count only orders in this currency.
        rates: worth of one unit of each currency in the shop's: {"EUR": 1, "USD": "0.92"}.
        cuts: a former run's run.json, or its `frozen_cuts`: score by the same borders.
        table: the sheet or table to read, where a file has several.
        profile_rules: lifecycle borders, flag thresholds and event weights: a TOML or YAML file, or ProfileRules.
        engine: "duckdb".
        memory_limit: of the engine, such as "2GB"; beyond it, it spills to disk.
        threads: of the engine; default one per core.

    Raises:
        regulars.RegularsError: the data or an option cannot be used; the message says what to do.
    """
    from regulars.work.engines import engine_maker
    from regulars.work.profile_rules import read_profile_rules
    from regulars.work.score import score as run_score

    options = make_options(
        now=datetime.now(UTC),
        scorecard=scorecard,
        segment_map=map,
        as_of=as_of,
        best=best,
        timezone=timezone,
        file_timezone=file_timezone,
        window_days=window_days,
        columns=columns,
        date_order=date_order,
        decimal=decimal,
        duplicates=duplicates,
        currency=currency,
        rates=rates,
        cuts=cuts,
        table=table,
    )
    if orders is None:
        raise DefinitionError("There are no orders to score.", "Give a path or a table.")
    make_engine = engine_maker(engine, memory_limit, threads)
    rules = read_profile_rules(profile_rules)
    run = run_score(orders, options, make_engine, lines=lines, events=events, customers=customers, profile_rules=rules)
    return Result(run)


def validate(
    orders: object,
    split: str | date | Sequence[str | date],
    *,
    horizon_days: int | None = None,
    shuffle: int | None = None,
    lines: object = None,
    events: object = None,
    customers: object = None,
    profile_rules: str | Path | ProfileRules | None = None,
    signals: bool = True,
    memory_limit: str | None = None,
    threads: int | None = None,
    **reading: Any,
) -> Validation:
    """Back-test the scores: score with what was known at the start of each `split` day, then watch who comes back.

    Args:
        orders: as for `score`.
        split: a day, or several, which are watched equally long.
        horizon_days: how long customers are watched; default from the latest split to the last order.
        shuffle: a seed that deals the outcomes out at random; nothing should be claimed then.
        lines: order lines, as for `score`.
        events: engagement events, as for `score`; with `scorecard="rfe"` they are scored, and `orders` tell who bought.
        customers: who the customers are, as for `score`.
        profile_rules: lifecycle borders and flag thresholds, as for `score`.
        signals: judge what each field of the profile adds to the scores (`Validation.signals`, `Validation.layers`).
        memory_limit: of the engine.
        threads: of the engine.
        **reading: the options of `score` about scorecard, map, zones, window and columns.

    Raises:
        regulars.RegularsError: the data or an option cannot be used; the message says what to do.
    """
    from regulars.work.engines import engine_maker
    from regulars.work.profile_rules import read_profile_rules
    from regulars.work.validate import validate as run_validate

    if "map" in reading:
        reading["segment_map"] = reading.pop("map")
    days = [split] if isinstance(split, str | date) else list(split)
    options = make_options(now=datetime.now(UTC), **reading)
    return run_validate(
        orders,
        options,
        engine_maker("duckdb", memory_limit, threads),
        [_day(day) for day in days],
        horizon_days,
        shuffle,
        lines=lines,
        events=events,
        customers=customers,
        profile_rules=read_profile_rules(profile_rules),
        signals=signals,
    )


def validation_report(validation: Validation, folder: str | Path, title: str = "Do the scores predict?") -> tuple[Path, ...]:
    """Write `validation.html` and `validation.json` into the folder and return their paths.

    Raises:
        regulars.OutputError: the folder cannot be written.
    """
    from regulars.work.validation_outputs import write_validation

    return write_validation(validation, Path(folder), title)


def _day(value: str | date) -> date:
    moment = read_moment(value)
    if moment is None or isinstance(moment, datetime):
        raise DefinitionError(f"{value!r} is not a day.", "Write the split as 2024-03-01.")
    return moment
