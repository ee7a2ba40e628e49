"""What orders say of each customer: read from the engine, added up and counted on arrays, and one row per customer there again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from regulars.queries import profile, render
from regulars.queries.histories import RECENT_DAYS
from regulars.scoring.order_sums import exact_sums
from regulars.scoring.rhythms import Rhythms, favourites, rhythms
from regulars.work.decimals import decimals
from regulars.work.numbered import numbered
from regulars.work.orders import at_one_scale, read_orders

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.queries.profile import ProfileShape
    from regulars.work.beside import Beside
    from regulars.work.orders import Money, OrderKeys, OrderRows, Parts

Truths = NDArray[np.bool_]

# of the rhythms, what customers with one order day have none of
_OF_RETURNING = ("median_gap_days", "last_gap_days")
_DATES = ("first_day", "last_day")
TOTALS_FRAME = "totals_frame"


def begin_totals(
    engine: Engine, shape: ProfileShape, parts: Parts, beside: Beside, *, for_lines: bool
) -> tuple[list[Callable[[], Any]], list[tuple[OrderRows, OrderKeys]]]:
    """Read the orders of `profile_orders`. What waits for the totals of each part, and, for lines, the orders themselves."""
    totals: list[Callable[[], Any]] = []
    kept: list[tuple[OrderRows, OrderKeys]] = []
    for rows, keys in read_orders(engine, shape, parts, for_lines=for_lines):
        if totals:
            totals[-1]()  # one part at a time, so that memory stays bounded
        totals.append(beside.start(order_totals, shape, rows))
        if keys is not None:
            kept.append((rows.for_lines(), keys))
    return totals, kept


def totals_query(engine: Engine, found: Any) -> render.Tree:
    """What `order_totals` made of all customers as the table TOTALS_FRAME of the engine, and the query of `profile_totals` from it.
    Needs `profile_orders`."""
    engine.register(TOTALS_FRAME, found)
    stored = engine.columns("profile_orders")["customer"]
    return profile.kept_totals(TOTALS_FRAME, stored, found.column_names)


def order_totals(shape: ProfileShape, rows: OrderRows) -> Any:
    """An Arrow table of every customer of some orders. Its columns:

    customer; orders_ever and orders_N by window; where there is money net, gross, net_N and returned_orders (orders that gave
    something back); where there are discounts or coupons discounted (orders) and discount; cost; later_net, the net revenue after
    the first order day of who came back; what `scoring.rhythms` says (NULL for those who only gave something back); recent_days,
    the latest order days; and, where orders have a channel or a coupon, how many different ones, that of most orders, and these.
    """
    sums = _Sums(shape, rows)
    columns = {"customer": rows.customers} | sums.counts()
    if shape.has_money:
        columns |= sums.money()
    if shape.has_discount or shape.has_coupon:
        columns |= sums.discounts()
    if shape.has_cost:
        columns |= sums.cost()
    found, ordered = _rhythms(rows)
    if shape.has_money:
        columns["later_net"] = sums.later(found)
    columns |= _shown(found, ordered) | {"recent_days": sums.recent_days()}
    for name in profile.favoured(shape):
        columns |= sums.favourites(name)
    return pyarrow.table(columns)


class _Sums:
    def __init__(self, shape: ProfileShape, rows: OrderRows) -> None:
        self._shape, self._rows = shape, rows
        self._customers = len(rows.customers)
        # the shortest window is inside of all others
        self._windows = {days: place for place, (days, _) in enumerate(sorted(shape.after, key=lambda window: window[1]), start=1)}
        self._cell = rows.number * np.int64(len(self._windows) + 1) + rows.windows
        self._rows_within = self._within(np.bincount(self._cell, minlength=self._customers * (len(self._windows) + 1)))

    def _within(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Of each customer what is in no, one, two, ... windows as what is in any, in the first, in the second, ..."""
        table = cells.reshape(self._customers, len(self._windows) + 1)
        return table[:, ::-1].cumsum(axis=1)[:, ::-1]

    def _count(self, where: Truths) -> Any:
        return np.bincount(self._rows.number[where], minlength=self._customers)

    def _sum(self, money: Money, where: Truths | None = None) -> Any:
        """Sums as an Arrow column; NULL where a customer has nothing to add up."""
        if money.known is not None:
            where = money.known if where is None else where & money.known
        if where is None:
            return decimals(exact_sums(self._rows.number, money.values, self._customers), money.scale)
        who, values = self._rows.number[where], money.values[where]
        return decimals(exact_sums(who, values, self._customers), money.scale, self._count(where) > 0)

    def counts(self) -> dict[str, Any]:
        found, is_order = self._rows_within, self._rows.is_order
        if is_order is not None:
            found = self._within(np.bincount(self._cell[is_order], minlength=found.size))
        return {"orders_ever": found[:, 0]} | {f"orders_{days}d": found[:, self._windows[days]] for days, _ in self._shape.after}

    def money(self) -> dict[str, Any]:
        net, gross = self._rows.money["net"], self._rows.money["gross"]
        first, second = at_one_scale(net, gross)
        returned = {"returned_orders": self._count(first < second)}
        by_order = {f"net_{days}d": self._rows.money.get(f"net_{days}") for days, _ in self._shape.after}
        if all(money is not None for money in by_order.values()):
            windows = {name: self._sum(money) for name, money in by_order.items() if money is not None}
            return {"net": self._sum(net), "gross": self._sum(gross)} | windows | returned
        sums, rows = self._within(exact_sums(self._cell, net.values, self._rows_within.size)), self._rows_within
        found = {"net": decimals(sums[:, 0], net.scale), "gross": self._sum(gross)}
        for days, place in self._windows.items():
            found[f"net_{days}d"] = decimals(sums[:, place], net.scale, rows[:, place] > 0)
        return found | returned

    def cost(self) -> dict[str, Any]:
        return {"cost": self._sum(self._rows.money["cost"])}

    def discounts(self) -> dict[str, Any]:
        discount, coupon = self._rows.money["discount"], self._rows.texts.get("coupon")
        used = discount.values > 0
        if coupon is not None:
            used |= coupon.is_valid().to_numpy()
        is_order = self._rows.is_order
        discounted = used if is_order is None else used & is_order
        return {"discounted": self._count(discounted), "discount": self._sum(discount, is_order)}

    def later(self, found: Rhythms) -> Any:
        """Net revenue of returning customers after their first order day."""
        # a customer without orders has no first day, and no later one
        first = np.where(found.order_days > 1, found.first_day, np.iinfo(np.int32).max).astype(np.int32)
        return self._sum(self._rows.money["net"], self._rows.day > first[self._rows.number])

    def recent_days(self) -> Any:
        """Different order days of the latest RECENT_DAYS; NULL where there is none."""
        late = self._rows.windows >= self._windows[RECENT_DAYS]
        if self._rows.is_order is not None:
            late &= self._rows.is_order
        day = self._rows.day[late]
        bits = int(np.ptp(day)).bit_length() if len(day) else 0
        days = (self._rows.number[late].astype(np.int64) << bits) | (day - (day.min() if len(day) else 0))
        days.sort()
        count = np.bincount(days[np.diff(days, prepend=-1) > 0] >> bits, minlength=self._customers)
        return pyarrow.array(count, mask=count == 0)

    def favourites(self, name: str) -> dict[str, Any]:
        """Of some texts: how many different ones a customer has, that of most orders (of equals the first), and these orders."""
        texts, place = numbered(self._rows.texts[name])
        # in the order of the alphabet, which goes by bytes in the engine too
        order = compute.array_sort_indices(texts).to_numpy()
        rank = np.full(len(texts) + 1, -1)
        rank[order] = np.arange(len(texts))
        ordered = texts.take(order)
        known = len(texts) - texts.null_count  # nulls are sorted behind all others
        rank[rank >= known] = -1
        code, number, is_order = rank[place], self._rows.number, self._rows.is_order
        if is_order is not None:
            code, number = code[is_order], number[is_order]
        different, main, most = favourites(number, code, self._customers, known)
        none = different == 0
        return {
            f"{name}s": pyarrow.array(different, mask=none),
            f"main_{name}": ordered.take(pyarrow.array(main, mask=none)),
            f"main_{name}_orders": pyarrow.array(most, mask=none),
        }


def _rhythms(rows: OrderRows) -> tuple[Rhythms, Truths | None]:
    """The rhythms of the customers (0 for those without an order), and who of them ordered (None: all)."""
    customers = len(rows.customers)
    if rows.is_order is None:
        return rhythms(rows.number, rows.day, rows.hour, customers), None
    number = rows.number[rows.is_order]
    ordered = np.bincount(number, minlength=customers) > 0
    place = np.cumsum(ordered) - 1
    found = rhythms(place[number], rows.day[rows.is_order], rows.hour[rows.is_order], int(ordered.sum()))
    whole = {part.name: np.zeros(customers, np.int64) for part in fields(Rhythms)}
    for name, values in whole.items():
        values[ordered] = getattr(found, name)
    return Rhythms(**whole), ordered


def _shown(found: Rhythms, ordered: Truths | None) -> dict[str, Any]:
    nobody = np.zeros(len(found.order_days), bool) if ordered is None else ~ordered
    columns = {}
    for part in fields(Rhythms):
        values = getattr(found, part.name)
        without = values == 0 if part.name in _OF_RETURNING else nobody
        column = pyarrow.array(values, mask=without)
        columns[part.name] = column.cast("int32").cast("date32") if part.name in _DATES else column
    return columns
