"""`import regulars`: scoring in a notebook or script, on paths or tables in memory, without a workspace."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import DefinitionError, OutputError
from regulars.work.request import make_options, read_moment

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from regulars.criteria.tree import Condition
    from regulars.scoring.frozen import FrozenRun
    from regulars.scoring.layers import Layers
    from regulars.scoring.maps import SegmentMap
    from regulars.scoring.profile_files import ProfileRules
    from regulars.scoring.results import Quality, Summary
    from regulars.scoring.scorecards import Scorecard
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal
    from regulars.work.ask import Answer, Asking
    from regulars.work.ask_sql import SqlAnswer
    from regulars.work.score import ScoreRun


class Table:
    """A result that becomes whatever the reader works with."""

    def __init__(self, load: Callable[[], pyarrow.Table]) -> None:
        self._load = load
        self._arrow: pyarrow.Table | None = None

    def to_arrow(self) -> pyarrow.Table:
        """As a `pyarrow.Table`; money is decimal."""
        if self._arrow is None:
            self._arrow = self._load()
        return self._arrow

    def to_pandas(self) -> pandas.DataFrame:
        """As a `pandas.DataFrame` (needs pandas); money stays decimal."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """As a `polars.DataFrame` (needs polars); money stays decimal."""
        import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)  # noqa: S101 - a table never becomes a series
        return frame

    def to_dicts(self) -> list[dict[str, Any]]:
        """As a list of plain dictionaries."""
        rows: list[dict[str, Any]] = self.to_arrow().to_pylist()
        return rows

    def __len__(self) -> int:
        return int(self.to_arrow().num_rows)

    def __repr__(self) -> str:
        arrow = self.to_arrow()
        return f"<regulars.Table {arrow.num_rows:,} rows: {', '.join(arrow.column_names)}>"


class QualityTable(Table):
    """The reconciliation as a table, one line per reason; `details` has the whole of it."""

    def __init__(self, load: Callable[[], pyarrow.Table], details: Quality) -> None:
        super().__init__(load)
        self.details = details

    @property
    def reconciles(self) -> bool:
        """Whether counted and excluded rows and money add up to the input, to the cent."""
        return self.details.reconciles


class Result:
    """A scored shop: `customers`, `profile`, `segments`, `cuts` and `quality` are tables; `summary` and `layers` are frozen values.

    `profile` has every field of a customer (docs/fields.md), `customers` the scores alone. It is made when it is asked for.

    The scored customers stay in the engine until they are asked for; `close()`, or the end of the object, frees them.
    """

    def __init__(self, run: ScoreRun) -> None:
        self._run = run
        # the tables hold the result, which frees the engine when nothing holds it
        self.customers = Table(lambda: self._run.engine.arrow(self._run.customers_sql))
        self.profile = Table(lambda: self._run.engine.arrow(self._run.profile_sql))
        self.segments = Table(lambda: _arrow(self._segment_rows()))
        self.cuts = Table(lambda: _arrow(self._cut_rows()))
        self.quality = QualityTable(lambda: _arrow(self._ledger_rows()), run.quality)
        self._finalizer = weakref.finalize(self, run.close)

    @property
    def summary(self) -> Summary:
        """Everything the report shows, as frozen values."""
        return self._run.summary()

    @property
    def layers(self) -> Layers:
        """Lifecycle, flags, channels and the plane of money and engagement, as frozen values."""
        return self._run.layers()

    @property
    def back_test(self) -> Validation | Refusal:
        """Whether the scores of some weeks ago told who has come back since; a `Refusal` says why that cannot be told.

        Reads the sources once more when it is first asked for. `regulars.validate` does the same on days of your choice, with more.
        """
        return self._run.back_test()

    @property
    def as_of(self) -> datetime:
        """The instant the run looks from, in UTC."""
        return self._run.population.as_of

    @property
    def frozen_cuts(self) -> FrozenRun:
        """The cuts in force with what belongs to them, to give to another run as `cuts=`."""
        from regulars.scoring.frozen import FrozenRun

        return FrozenRun(self._run.cuts, self.as_of, self._run.placement.composites)

    def report(self, path: str | Path, title: str = "Customer segments") -> Path:
        """Write the single-file HTML report and return its path."""
        from regulars.charts.report import report_html

        target = Path(path)
        aside = target.with_name(f".{target.name}.part")
        try:
            aside.write_text(report_html(self._run.whole(), title, back_test=self._run.back_test()), encoding="utf-8")
            aside.replace(target)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise OutputError(f"{target} cannot be written: {error.strerror or error}.", "Give another path.") from error
        return target

    def save(self, folder: str | Path, title: str = "Customer segments") -> tuple[Path, ...]:
        """Write what `regulars score --out FOLDER` writes and return the paths."""
        from regulars.work.outputs import write_outputs

        return write_outputs(self._run, Path(folder), title)

    def close(self) -> None:
        """Free the engine; tables that were already read stay."""
        self._finalizer()

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        population = self._run.population
        return f"<regulars.Result {population.customers:,} customers, {population.frequency:,} orders, as of {self.as_of:%Y-%m-%d}>"

    def _repr_html_(self) -> str:
        from regulars.charts.notebook import notebook_html

        return notebook_html(self.summary)

    def _segment_rows(self) -> list[dict[str, Any]]:
        from regulars.work.outputs import segment_object

        return [
            {**segment_object(segment), "top_products": [product.title for product in segment.top_products]}
            for segment in self.summary.segments
        ]

    def _cut_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "axis": cuts.axis.value,
                "method": str(cuts.method),
                "border": place + 1,
                "value": Decimal(border),
                "levels": cuts.levels,
                "usable": cuts.usable,
            }
            for cuts in self._run.cuts
            for place, border in enumerate(cuts.boundaries)
        ]

    def _ledger_rows(self) -> list[dict[str, Any]]:
        quality = self._run.quality
        lines = [("input", quality.rows, quality.input_revenue)]
        lines += [(str(part.reason), part.rows, part.revenue) for part in quality.excluded]
        lines += [("counted", quality.counted_rows, quality.revenue)]
        return [{"line": line, "rows": rows, "revenue": revenue} for line, rows, revenue in lines]


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


def open_shop(
    data: str | Path,
    *,
    as_of: str | date | datetime | None = None,
    timezone: str = "UTC",
    saved: Mapping[str, Condition] | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    **reading: Any,
) -> Asking:
    """A folder of canonical files (orders, and customers, order_lines, events), ready to be asked again and again.

    Args:
        data: the folder.
        as_of: the day or instant to look from; default the start of the day after the last order.
        timezone: the shop's IANA time zone.
        saved: named criteria that requests and conditions can name.
        memory_limit: of the engine.
        threads: of the engine.
        **reading: the options of `score` about scorecard, map, file_timezone, currency, rates and columns.

    Raises:
        regulars.RegularsError: the data or an option cannot be used; the message says what to do.
    """
    from regulars.work.ask import Asking
    from regulars.work.data import open_data
    from regulars.work.engines import engine_maker

    if "map" in reading:
        reading["segment_map"] = reading.pop("map")
    options = make_options(now=datetime.now(UTC), as_of=as_of, timezone=timezone, **reading)
    return Asking(open_data(data, options, engine_maker("duckdb", memory_limit, threads)), saved)


def ask(words: str, *, data: str | Path, **options: Any) -> Answer:
    """The customers that a request in plain words means: with its sentence, SQL, count and ids; or why it is refused.

    Args:
        words: the request, such as "customers from Canada who spent more than $500 in the last 90 days".
        data: a folder of canonical files (orders, and customers, order_lines, events).
        **options: those of `open_shop`, which is the better choice for several requests.

    Raises:
        regulars.RegularsError: the data or an option cannot be used; the message says what to do.
    """
    with open_shop(data, **options) as shop:
        return shop.ask(words, with_ids=True)


def sql(condition: str, *, data: str | Path, seconds: float = 60.0, **options: Any) -> SqlAnswer:
    """The customers for whom a SQL condition is true, or whom a SELECT of customer_id lists; see docs/sql.md.

    Args:
        condition: such as "country = 'Canada' AND orders_ever > 3".
        data: a folder of canonical files (orders, and customers, order_lines, events).
        seconds: a query that takes longer is stopped.
        **options: those of `open_shop`.

    Raises:
        regulars.RegularsError: the SQL is not allowed or has no meaning, or the data cannot be used; the message says what to do.
    """
    from regulars.work.ask_sql import ask_sql

    with open_shop(data, **options) as shop:
        return ask_sql(shop, condition, with_ids=True, seconds=seconds)


def _day(value: str | date) -> date:
    moment = read_moment(value)
    if moment is None or isinstance(moment, datetime):
        raise DefinitionError(f"{value!r} is not a day.", "Write the split as 2024-03-01.")
    return moment


def _arrow(rows: list[dict[str, Any]]) -> pyarrow.Table:
    import pyarrow

    return pyarrow.Table.from_pylist(rows)
