"""What customers bought: lines read from the engine, counted on arrays, and one row per customer there again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.queries import profile_lines, render
from regulars.scoring.affinity import SAMPLE_ORDERS
from regulars.work.numbered import numbered

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.scoring.baskets import Baskets
    from regulars.scoring.purchases import Items, Purchases


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
    numbers of orders are whole, by these alone (`profile_lines.lines_by_key`)."""

    of_orders: render.Tree
    by_key: render.Tree | None = None


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


def read_purchases(engine: Engine, lines: LineQueries, *, has_units: bool) -> ShopPurchases:
    """Count the lines. Needs the tables `catalogue` and `profile_orders` with places."""
    import numpy as np

    from regulars.scoring.baskets import baskets
    from regulars.scoring.purchases import LineNumbers

    catalogue = _catalogue(engine)
    orders = _orders(engine, has_whole_keys=lines.by_key is not None)
    day, customers = orders.day_of, len(orders.customers)
    since, looked_at, everything = _latest_days(day)
    numbers = LineNumbers(customers, len(catalogue.items.alphabet), len(day))
    units, known = np.zeros((2, customers))
    order, item = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for place, customer, what, quantity in _lines(engine, lines, orders):
        numbers.add(customer, what, place)
        late = np.flatnonzero((place >= 0) & (day[place] >= since))
        order.append(place[late])
        item.append(what[late])
        if has_units:
            told = ~np.isnan(quantity)
            whose, many = (customer, quantity) if told.all() else (customer[told], quantity[told])
            units += np.bincount(whose, many, customers)
            known += np.bincount(whose, minlength=customers)
    recent = baskets(np.concatenate(order), np.concatenate(item), orders.customer_of)
    # quantities have four decimals at most
    rounded = np.where(known > 0, np.round(units, 4), np.nan) if has_units else None
    found = numbers.counted(catalogue.items)
    return ShopPurchases(catalogue, orders.customers, found, rounded, recent, looked_at, everything)


def _catalogue(engine: Engine) -> Catalogue:
    import numpy as np

    from regulars.scoring.purchases import Items

    products = _arrow(engine, profile_lines.all_items())
    place = products["place"].to_numpy()
    found = products["category"].combine_chunks().dictionary_encode()
    category = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    items = Items(place.astype(np.int64), category)
    return Catalogue(items, products["product"], products["title"], np.argsort(place), found.dictionary)


def _orders(engine: Engine, *, has_whole_keys: bool) -> Orders:
    import numpy as np

    orders = _arrow(engine, profile_lines.numbered_orders(has_whole_keys))
    place = orders["place"].to_numpy()
    customers, number = numbered(orders["customer"])
    day = orders["day"].cast("int32").to_numpy()
    is_numbered = orders["is_numbered"].to_numpy()
    customer_of, day_of = np.empty_like(number), np.empty_like(day)
    customer_of[place], day_of[place] = number, np.where(is_numbered, day, _NO_DAY)
    low, place_of = 0, None
    if has_whole_keys and is_numbered.any():
        low, place_of = _addresses(orders["order_key"].fill_null(0).to_numpy()[is_numbered], place[is_numbered])
    return Orders(customers, customer_of, day_of, low, place_of)


def _addresses(key: Any, place: Any) -> tuple[int, Any]:
    """The least key, and from there on the place of each; None where they lie too far apart or one is there twice."""
    import numpy as np

    low, span = int(key.min()), int(key.max()) - int(key.min()) + 1
    if span > _ADDRESSES_PER_ORDER * len(key):
        return low, None
    found = np.full(span, -1, dtype=np.int32)
    found[key - low] = place
    return low, found if np.count_nonzero(found >= 0) == len(key) else None


_NO_DAY = -(1 << 31)
_ADDRESSES_PER_ORDER = 4


def _latest_days(day: Any) -> tuple[int, int, int]:
    """From which day on there are enough orders to look at, how many these are, and how many there are at all."""
    import numpy as np

    days, counts = np.unique(day[day > _NO_DAY], return_counts=True)
    if not len(days):
        return 0, 0, 0
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
    return orders.place_of[key - orders.low]


def make_purchases(engine: Engine, found: ShopPurchases, more: dict[str, Any]) -> None:
    """Make the view `profile_purchases` of every customer with a line: customer, lines, products, repeat_products, main_product
    with its title and orders, units, categories, category_lines, main_category with its lines, and `more` columns."""
    import numpy as np
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
    table = pyarrow.table(columns)
    there = np.flatnonzero(of.lines)
    engine.register("purchases_frame", table if len(there) == len(table) else table.take(there))
    stored = engine.columns("profile_orders")["customer"]
    view = profile_lines.kept_purchases("purchases_frame", table.column_names, stored)
    engine.view("profile_purchases", render.sql(view, engine.dialect))


def named(values: Any, place: Any) -> Any:
    """Texts by their place, as an Arrow column that has each of them once; NULL for -1."""
    import pyarrow

    whole = values.combine_chunks() if isinstance(values, pyarrow.ChunkedArray) else values
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(place.astype("int32"), mask=place < 0), whole)


def _arrow(engine: Engine, tree: render.Tree) -> Any:
    return engine.arrow(render.sql(tree, engine.dialect))
