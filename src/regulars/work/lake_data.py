"""A workspace's own tables, opened to be asked about: read where they lie, since they are typed, in columns and judged already.

Nothing of orders, lines and events is copied: opening takes the memory of the customers alone, and a question reads the columns
that it asks about. Files of anybody else's go through `data`, which reads them once and keeps them in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from regulars.criteria.terms import Source
from regulars.engines.base import Engine
from regulars.errors import DataError, in_words
from regulars.ingest.detect import detect_orders
from regulars.queries import lake_views
from regulars.queries.row_reader import RawTable
from regulars.tables import REASON_MEANING, Mapping, Reason
from regulars.work.data import Opener, ShopData, open_data, opened_by, order_columns
from regulars.work.options import ScoreOptions


def open_lake(folder: Path, options: ScoreOptions, make_engine: Callable[[Path], Engine]) -> ShopData:
    """Open a folder of pinned canonical tables. Raises as `open_data` does."""
    if options.currency or options.rates:  # which orders count, and for how much, has to be worked out
        return open_data(folder, options, make_engine)
    return opened_by(_LakeOpener, folder, options, make_engine)


class _LakeOpener(Opener):
    def _read_files(self) -> tuple[str, ...]:
        return tuple(file for source in self._sources for file in source.files)

    def _orders(self) -> tuple[Mapping, datetime]:
        raw = self._open("orders")
        mapping = detect_orders(self._engine, raw.view, tuple(raw.types), self._options.answers)
        last_at = self._engine.rows(self._sql(lake_views.last_order(raw.view)))[0][0]
        if last_at is None:
            raise DataError("No order of the data counts.", "Look at what regulars score says of them.")
        as_of = self._as_of(last_at)
        self._say_late("order row", raw.view, "ordered_at", as_of)
        self._engine.view("orders", self._sql(lake_views.orders(raw.view, {use.role for use in mapping.uses}, as_of)))
        self._rows[Source.ORDERS] = order_columns(mapping)
        return mapping, as_of

    def _keep_lines(self, raw: RawTable, mapping: Mapping) -> None:
        del mapping
        self._engine.view("order_lines", self._sql(lake_views.lines(raw.view)))

    def _keep_events(self, raw: RawTable, mapping: Mapping, as_of: datetime) -> None:
        del mapping
        self._say_late("event row", raw.view, "occurred_at", as_of)
        self._engine.view("events", self._sql(lake_views.events(raw.view, as_of)))

    def _say_late(self, noun: str, view: str, column: str, as_of: datetime) -> None:
        late = int(self._engine.rows(self._sql(lake_views.late(view, column, as_of)))[0][0])
        if late:
            self._notes.append(f"{in_words(late, noun)} left out: {REASON_MEANING[Reason.AFTER_AS_OF]}.")
