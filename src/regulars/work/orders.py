"""The orders of a shop on arrays: read from the engine a batch at a time, the customers numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from regulars.queries import profile, render
from regulars.queries.reading import decimal_digits
from regulars.work.decimals import WholeNumbers
from regulars.work.growing import Growing
from regulars.work.numbered import numbered

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.queries.profile import ProfileShape

# orders at a time whose sums are made together, some 100 bytes each
_MOST_ORDERS = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """Amounts of orders: whole numbers of the last of `scale` decimals; `known` where there is one (None: everywhere)."""

    values: Any
    scale: int
    known: Any


def at_one_scale(first: Money, second: Money) -> tuple[Any, Any]:
    """The values of both as multiples of the same decimal."""
    if first.scale == second.scale:
        return first.values, second.values
    if first.scale < second.scale:
        return first.values.astype(object) * 10 ** (second.scale - first.scale), second.values
    return first.values, second.values.astype(object) * 10 ** (first.scale - second.scale)


@dataclass(frozen=True, slots=True, eq=False)
class OrderRows:
    """Orders of some customers, and returns that name no order; arrays with one entry for each.

    `customers` is an Arrow array of who they are, `number` whose each order is among them. `is_order` is None where all are.
    `day` (local, since 1970-01-01) and `hour` are when, `windows` in how many of the shape's windows. `money` and `texts` are the
    other columns of `queries.profile.order_rows`; texts are Arrow columns.
    """

    customers: Any
    number: Any
    is_order: Any
    day: Any
    hour: Any
    windows: Any
    money: Mapping[str, Money]
    texts: Mapping[str, Any]

    def for_lines(self) -> OrderRows:
        """Without what lines do not need."""
        return replace(self, day=None, hour=None, windows=None, money={}, texts={})


@dataclass(frozen=True, slots=True, eq=False)
class OrderKeys:
    """Order number (an Arrow column) and UTC day of each order of some `OrderRows`."""

    key: Any
    utc_day: Any


class Parts(NamedTuple):
    """In how many parts to read orders, and how many rows a part has, about."""

    number: int
    rows: int


def order_parts(engine: Engine, source: str) -> Parts:
    """How to read the orders so that memory stays bounded; `source` is the view of their rows."""
    rows = int(engine.rows(render.sql(profile.count_rows(source), engine.dialect))[0][0])
    number = rows // _MOST_ORDERS + 1
    return Parts(number, rows // number)


def define_orders(engine: Engine, shape: ProfileShape, *, for_lines: bool, for_totals: bool = True) -> None:
    """Make `profile_orders` of the view `detailed`."""
    query = profile.chosen_orders(shape, for_lines=for_lines, for_totals=for_totals)
    engine.drop("profile_orders")
    # orders of several rows are put together once, not for each part of the customers
    (engine.view if shape.unique_orders else engine.table)("profile_orders", render.sql(query, engine.dialect))


def orders_alone(engine: Engine, shape: ProfileShape) -> list[tuple[OrderRows, OrderKeys]]:
    """All orders of `profile_orders` as lines need them, without what totals are made from."""
    found = read_orders(engine, shape, Parts(1, 0), for_lines=True, for_totals=False)
    return [(rows, keys) for rows, keys in found if keys is not None]


def read_orders(
    engine: Engine, shape: ProfileShape, parts: Parts, *, for_lines: bool, for_totals: bool = True
) -> Iterator[tuple[OrderRows, OrderKeys | None]]:
    """The orders of `profile_orders`, those of a part of the customers at a time; without any, one part that is empty."""
    is_empty = True
    for part in range(parts.number):
        query = profile.order_rows(shape, part, parts.number, for_lines=for_lines, for_totals=for_totals)
        reader = _Reader(shape, parts.rows, for_lines=for_lines, for_totals=for_totals)
        rows, keys = reader.read(engine, render.sql(query, engine.dialect))
        if len(rows.customers) or (is_empty and part == parts.number - 1):
            is_empty = False
            yield rows, keys


class _Reader:
    """Keeps of each batch what is needed of it, in as few bytes as it takes."""

    def __init__(self, shape: ProfileShape, room: int, *, for_lines: bool, for_totals: bool) -> None:
        self._room = room
        self._money = profile.money_columns(shape) if for_totals else ()
        self._texts = profile.favoured(shape) if for_totals else ()
        self._for_lines, self._for_totals = for_lines, for_totals
        self._named = ("customer", *(("order_key",) if for_lines else ()))
        self._arrow: dict[str, list[Any]] = {}
        self._arrays: dict[str, Growing] = {}
        self._amounts = {name: WholeNumbers(room) for name in self._money}
        self._scales: dict[str, int] = {}

    def read(self, engine: Engine, sql: str) -> tuple[OrderRows, OrderKeys | None]:
        types = engine.columns("profile_orders")
        self._scales = {name: decimal_digits(types[name])[1] for name in self._money}
        for batch in engine.batches(sql):
            self._add(batch)
        customers, number = numbered(self._column("customer"))
        is_order = self._array("is_order").astype(bool)
        rows = OrderRows(
            customers,
            number,
            None if is_order.all() else is_order,
            self._array("day"),
            self._array("hour"),
            self._array("windows"),
            {name: self._all_of(name) for name in self._money},
            {name: self._column(name) for name in self._texts},
        )
        return rows, OrderKeys(self._column("order_key"), self._array("utc_day")) if self._for_lines else None

    def _add(self, batch: Any) -> None:
        for name in self._named:
            self._keep(name, batch[name])
        for name in self._texts:  # a few values, each of many orders
            self._arrow.setdefault(name, []).append(batch[name].dictionary_encode())
        whole = ["is_order", *(("day", "hour", "windows") if self._for_totals else ()), *(("utc_day",) if self._for_lines else ())]
        for name in whole:
            self._grow(name, batch[name].cast("int32") if name.endswith("day") else batch[name])
        for name in self._money:
            self._amounts[name].add(batch[name])

    def _keep(self, name: str, column: Any) -> None:
        """Whole numbers are one array as long as each is known; else a copy: a column of a batch keeps all of it in memory."""
        import pyarrow

        is_whole = pyarrow.types.is_integer(column.type) and not column.null_count
        if is_whole and name not in self._arrow:
            self._grow(name, column)
            return
        grown = self._arrays.pop(name, None)
        chunks = self._arrow.setdefault(name, [] if grown is None else [pyarrow.array(grown.all())])
        chunks.append(pyarrow.concat_arrays([column, column.slice(0, 0)]))

    def _grow(self, name: str, column: Any) -> None:
        values = column.to_numpy()
        if name not in self._arrays:
            self._arrays[name] = Growing(values.dtype, self._room)
        self._arrays[name].add(values)

    def _column(self, name: str) -> Any:
        import pyarrow

        if name in self._arrays:
            return pyarrow.chunked_array([pyarrow.array(self._array(name))])
        return pyarrow.chunked_array(self._arrow.pop(name, []) or [pyarrow.array([], pyarrow.string())])

    def _array(self, name: str) -> Any:
        import numpy as np

        return self._arrays.pop(name, Growing(np.int32)).all()

    def _all_of(self, name: str) -> Money:
        values, known = self._amounts.pop(name).all()
        return Money(values, self._scales[name], known)
