"""What a run hands out: tables that become whatever the reader works with, and the files of a run."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import OutputError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from regulars.scoring.frozen import FrozenRun
    from regulars.scoring.layers import Layers
    from regulars.scoring.results import Quality, Summary
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal
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
        from regulars.work.playbooks import shipped_playbooks

        target = Path(path)
        aside = target.with_name(f".{target.name}.part")
        try:
            page = report_html(self._run.whole(), title, back_test=self._run.back_test(), playbooks=shipped_playbooks())
            aside.write_text(page, encoding="utf-8")
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
        from regulars.work.score_wire import segment_object

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


def _arrow(rows: list[dict[str, Any]]) -> pyarrow.Table:
    import pyarrow

    return pyarrow.Table.from_pylist(rows)
