"""What customers bought: lines read from the engine, counted on arrays, and one row per customer there again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.queries import profile_lines, render
from regulars.scoring.affinity import SAMPLE_ORDERS

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.scoring.baskets import Baskets
    from regulars.scoring.purchases import Items, LineNumbers, Purchases
    from regulars.work.beside import Beside
    from regulars.work.orders import OrderKeys, OrderRows


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The products bought, by the number of `items`: Arrow columns of their identifiers, titles and categories.

    `by_place` are their numbers in the order of the alphabet, `categories` the different categories in theirs.
    """

    items: Items
    products: Any
    titles: Any
    by_place: Any
    categories: Any


@dataclass(frozen=True, slots=True, eq=False)
class ShopPurchases:
    """What the customers of a shop bought.

    `customers` is an Arrow array of who they are, by number. `units` are None where no line says how many; NaN for a customer none
    of whose lines does. `recent` are the baskets of `looked_at` of `all_orders` orders with a number, the latest whole days.
    """

    catalogue: Catalogue
    customers: Any
    purchases: Purchases
    units: Any
    recent: Baskets
    looked_at: int
    all_orders: int


@dataclass(frozen=True, slots=True)
class LineQueries:
    """How lines are read: with the places of their orders (`profile_lines.lines_of_orders`, or another of the three), or, where the
    numbers of orders are whole, by these alone (`profile_lines.lines_by_key`). `have_customers`: rows of orders are lines."""

    of_orders: render.Tree
    by_key: render.Tree | None = None
    have_customers: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """The orders by their place: whose (by number among the `customers`), and their UTC day (without an order number a day before
    all others).

    `place_of` has the place of each order number from `low` on, -1 where there is none; None where these are not whole numbers
    close together, or one is there twice.
    """

    customers: Any
    customer_of: Any
    day_of: Any
    low: int
    place_of: Any


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The lines of a shop as they were read, still to be counted.

    `units` are the sums of each customer, and how many of their lines do not say how many; None where no line does. `recent` are
    order and item of each line of the latest orders, and whose orders are.
    """

    catalogue: Catalogue
    customers: Any
    numbers: LineNumbers
    units: Any
    recent: tuple[Any, Any, Any]
    looked_at: int
    all_orders: int


def read_lines(engine: Engine, lines: LineQueries, orders: Orders, *, has_units: bool) -> Lines:
    """Read the lines of some orders. Needs the table `catalogue`."""
    import numpy as np

    from regulars.scoring.purchases import LineNumbers

    catalogue = _catalogue(engine)
    day, customers = orders.day_of, len(orders.customers)
    since, looked_at, everything = _latest_days(day)
    numbers = LineNumbers(customers, len(catalogue.items.alphabet), len(day))
    units, silent = np.zeros(customers), np.zeros(customers, np.int64)
    order, item = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for place, customer, what, quantity in _lines(engine, lines, orders):
        numbers.add(customer, what, place)
        late = np.flatnonzero((place >= 0) & (day[place] >= since))
        order.append(place[late])
        item.append(what[late])
        if has_units:
            unsaid = np.isnan(quantity)
            if unsaid.any():
                silent += np.bincount(customer[unsaid], minlength=customers)
            np.add.at(units, customer, np.nan_to_num(quantity) if unsaid.any() else quantity)
    recent = np.concatenate(order), np.concatenate(item), orders.customer_of
    return Lines(catalogue, orders.customers, numbers, (units, silent) if has_units else None, recent, looked_at, everything)


def count_purchases(lines: Lines, beside: Beside) -> ShopPurchases:
    """Count the lines, which are given up, of many a half `beside`. Arrays alone: no engine is asked."""
    import numpy as np

    from regulars.scoring.baskets import baskets

    recent = baskets(*lines.recent)
    found = lines.numbers.counted(lines.catalogue.items, beside.start)
    units = None
    if lines.units is not None:
        sums, silent = lines.units
        # quantities have four decimals at most
        units = np.where(found.customers.lines > silent, np.round(sums, 4), np.nan)
    return ShopPurchases(lines.catalogue, lines.customers, found, units, recent, lines.looked_at, lines.all_orders)


def _catalogue(engine: Engine) -> Catalogue:
    import numpy as np

    from regulars.scoring.purchases import Items

    products = _arrow(engine, profile_lines.all_items())
    place = products["place"].to_numpy()
    found = products["category"].combine_chunks().dictionary_encode()
    category = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    items = Items(place.astype(np.int64), category)
    return Catalogue(items, products["product"], products["title"], np.argsort(place), found.dictionary)


def orders_by_place(engine: Engine, read: Sequence[tuple[OrderRows, OrderKeys]], lines: LineQueries) -> Orders:
    """Orders that were read in one part or several. Where the engine is to join them, it gets the table `order_places` of those
    that are orders and have a number: order_key, place and, where it is asked for, customer."""
    import numpy as np
    import pyarrow

    rows = [part for part, _ in read]
    customers = pyarrow.chunked_array([part.customers for part in rows]).combine_chunks()
    behind = np.cumsum([0, *(len(part.customers) for part in rows)])
    customer_of = np.concatenate([part.number + np.int32(start) for part, start in zip(rows, behind[:-1], strict=True)])
    key = pyarrow.chunked_array([chunk for _, keys in read for chunk in keys.key.chunks])
    is_numbered = _is_numbered(rows, key)
    day = np.concatenate([keys.utc_day for _, keys in read])
    low, place_of = 0, None
    if lines.by_key is not None and len(day):
        low, place_of = _addresses(key, is_numbered)
    if place_of is None:
        place = np.arange(len(day), dtype=np.int32)
        whose = {"customer": customers.take(pyarrow.array(customer_of))} if lines.have_customers else {}
        places = pyarrow.table({"order_key": key, "place": place, **whose})
        engine.register("order_places", places if is_numbered is None else places.filter(pyarrow.array(is_numbered)))
    if is_numbered is not None:
        day = np.where(is_numbered, day, _NO_DAY)
    return Orders(customers, customer_of, day, low, place_of)


def _is_numbered(rows: Sequence[OrderRows], key: Any) -> Any:
    """Which are orders that have a number; None: all."""
    import numpy as np

    if not key.null_count and all(part.is_order is None for part in rows):
        return None
    is_order = [np.ones(len(part.number), bool) if part.is_order is None else part.is_order for part in rows]
    return np.concatenate(is_order) & key.is_valid().to_numpy()


def _addresses(key: Any, is_numbered: Any) -> tuple[int, Any]:
    """The least order number, and from there on the place of each; None where they lie too far apart or one is there twice."""
    import numpy as np

    whole = key.cast("int64").fill_null(0).to_numpy()
    place = np.arange(len(whole), dtype=np.int32)
    if is_numbered is not None:
        whole, place = whole[is_numbered], place[is_numbered]
    if not len(whole):
        return 0, None
    low, span = int(whole.min()), int(whole.max()) - int(whole.min()) + 1
    if span > _ADDRESSES_PER_ORDER * len(whole):
        return low, None
    found = np.full(span, -1, dtype=np.int32)
    found[whole - low if low else whole] = place
    return low, found if np.count_nonzero(found >= 0) == len(whole) else None


_NO_DAY = -(1 << 31)
_ADDRESSES_PER_ORDER = 4


def _latest_days(day: Any) -> tuple[int, int, int]:
    """From which day on there are enough orders to look at, how many these are, and how many there are at all."""
    import numpy as np

    known = day if day.min(initial=0) > _NO_DAY else day[day > _NO_DAY]
    if not len(known):
        return 0, 0, 0
    low, high = int(known.min()), int(known.max())
    if high - low < len(known):  # a table of the calendar's days instead of a sort
        counts = np.bincount(known - low)
        days = np.flatnonzero(counts) + low
        counts = counts[days - low]
    else:
        days, counts = np.unique(known, return_counts=True)
    since_then = counts[::-1].cumsum()
    enough = min(int(np.searchsorted(since_then, SAMPLE_ORDERS)), len(days) - 1)
    return int(days[::-1][enough]), int(since_then[enough]), int(since_then[-1])


def _lines(engine: Engine, lines: LineQueries, orders: Orders) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Place (-1: none), customer's number, item and units (NaN: not said) of some lines at a time."""
    import numpy as np
    from pyarrow import compute

    by_key = lines.by_key if orders.place_of is not None else None
    for batch in engine.batches(render.sql(by_key or lines.of_orders, engine.dialect)):
        item, units = batch["item"].to_numpy(), batch["units"].fill_null(np.nan).to_numpy(zero_copy_only=False)
        if by_key is not None:
            place = _looked_up(batch["order_key"].to_numpy(), orders)
            there = np.flatnonzero(place >= 0)
            if len(there) < len(place):
                place, item, units = place[there], item[there], units[there]
        else:
            place = batch["place"].fill_null(-1).to_numpy(zero_copy_only=False)
        if "customer" in batch.schema.names:
            customer = compute.index_in(batch["customer"], value_set=orders.customers).to_numpy(zero_copy_only=False)
        else:
            customer = orders.customer_of[place]
        yield place, customer, item, units


def _looked_up(key: Any, orders: Orders) -> Any:
    """The places of orders by their numbers; -1 for those that are none."""
    import numpy as np

    last = len(orders.place_of) - 1
    if len(key) and (key.min() < orders.low or key.max() > orders.low + last):
        inside = (key >= orders.low) & (key <= orders.low + last)
        return np.where(inside, orders.place_of[np.where(inside, key - orders.low, 0)], -1)
    return orders.place_of[key - orders.low if orders.low else key]


def purchases_table(found: ShopPurchases, more: dict[str, Any]) -> Any:
    """An Arrow table of every customer: customer, lines, products, repeat_products, main_product with its title and orders, units,
    categories, category_lines, main_category with its lines, and `more` columns."""
    import pyarrow

    catalogue, of = found.catalogue, found.purchases.customers
    main = catalogue.by_place[of.main_product] if len(catalogue.by_place) else of.main_product
    columns = {
        "customer": found.customers,
        "lines": of.lines,
        "products": of.products,
        "repeat_products": of.repeat_products,
        "main_product": named(catalogue.products, main),
        "main_product_title": named(catalogue.titles, main),
        "main_product_orders": of.main_product_orders,
        "categories": of.categories,
        "category_lines": of.category_lines,
        "main_category": named(catalogue.categories, of.main_category),
        "main_category_lines": of.main_category_lines,
        **({} if found.units is None else {"units": pyarrow.array(found.units, from_pandas=True)}),
        **more,
    }
    return pyarrow.table(columns)


def make_purchases(engine: Engine, table: Any, stored: str) -> None:
    """Make the view `profile_purchases` of every customer with a line in a `purchases_table`; customers as the type `stored`."""
    import numpy as np

    there = np.flatnonzero(table["lines"].to_numpy())
    engine.register("purchases_frame", table if len(there) == len(table) else table.take(there))
    view = profile_lines.kept_purchases("purchases_frame", table.column_names, stored)
    engine.view("profile_purchases", render.sql(view, engine.dialect))


def named(values: Any, place: Any) -> Any:
    """Texts by their place, as an Arrow column that has each of them once; NULL for -1."""
    import pyarrow

    whole = values.combine_chunks() if isinstance(values, pyarrow.ChunkedArray) else values
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(place.astype("int32"), mask=place < 0), whole)


def _arrow(engine: Engine, tree: render.Tree) -> Any:
    return engine.arrow(render.sql(tree, engine.dialect))
