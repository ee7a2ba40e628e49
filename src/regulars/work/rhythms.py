"""The rhythm of each customer's orders: read from the engine, worked out on arrays, and a table there again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from regulars.queries import profile, render
from regulars.work.numbered import numbered

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.queries.profile import ProfileShape

# orders at a time, some 50 bytes each
_MOST_ORDERS = 1 << 24


def make_rhythms(engine: Engine, shape: ProfileShape, name: str) -> None:
    """Make the table `name` of every customer in `profile_orders` who ordered: customer and what `scoring.rhythms` says of them.

    `first_day` and `last_day` are dates; a median gap and a last gap that are none are NULL. Where orders have a channel, or a
    coupon, also the favourite of each customer (`queries.profile.kept_rhythms`).
    """
    import pyarrow

    orders = int(engine.rows(render.sql(profile.count_orders(), engine.dialect))[0][0])
    parts = orders // _MOST_ORDERS + 1
    favoured = profile.favoured(shape)
    found = [
        _part(engine.arrow(render.sql(profile.occasions(shape, part, parts), engine.dialect)), favoured) for part in range(parts)
    ]
    frame = f"{name}_frame"
    engine.register(frame, pyarrow.concat_tables(found))
    stored = engine.columns("profile_orders")["customer"]
    engine.table(name, render.sql(profile.kept_rhythms(shape, frame, stored), engine.dialect))
    engine.drop(frame)


def _part(orders: Any, favoured: Sequence[str]) -> Any:
    """The rhythms of some customers, as an Arrow table."""
    import pyarrow

    from regulars.scoring.rhythms import Rhythms, rhythms

    customers, number = numbered(orders["customer"])
    days, hours = orders["day"].cast("int32"), orders["hour"]
    found = rhythms(number, days.to_numpy(), hours.to_numpy(), len(customers))
    columns = {part.name: pyarrow.array(getattr(found, part.name)) for part in fields(Rhythms)}
    columns |= {name: columns[name].cast("int32").cast("date32") for name in ("first_day", "last_day")}
    for name in favoured:
        columns |= _favourites(name, orders[name], number, len(customers))
    return pyarrow.table({"customer": customers, **columns})


def _favourites(name: str, values: Any, number: Any, customers: int) -> dict[str, Any]:
    """Of some values of orders: how many different ones each customer has, that of most orders (of equals the first), and these."""
    import numpy as np
    import pyarrow

    from regulars.scoring.rhythms import favourites

    texts, place = numbered(values)
    # in the order of the alphabet, which goes by bytes in the engine too
    order = pyarrow.compute.array_sort_indices(texts).to_numpy()
    rank = np.full(len(texts) + 1, -1)
    rank[order] = np.arange(len(texts))
    ordered = texts.take(order)
    known = len(texts) - texts.null_count  # nulls are sorted behind all others
    code = rank[place]
    code[code >= known] = -1
    different, main, most = favourites(number, code, customers, known)
    none = different == 0
    return {
        f"{name}s": pyarrow.array(different, mask=none),
        f"main_{name}": ordered.take(pyarrow.array(main, mask=none)),
        f"main_{name}_orders": pyarrow.array(most, mask=none),
    }
