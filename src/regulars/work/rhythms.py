"""The rhythm of each customer's orders: read from the engine, worked out on arrays, and a table there again."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from regulars.queries import profile, render

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.queries.profile import ProfileShape

# orders at a time, some 50 bytes each
_MOST_ORDERS = 1 << 24


def make_rhythms(engine: Engine, shape: ProfileShape, name: str) -> None:
    """Make the table `name` of every customer in `profile_orders` who ordered: customer and what `scoring.rhythms` says of them.

    `first_day` and `last_day` are dates; a median gap and a last gap that are none are NULL.
    """
    import pyarrow

    orders = int(engine.rows(render.sql(profile.count_orders(), engine.dialect))[0][0])
    parts = orders // _MOST_ORDERS + 1
    found = [_part(engine.arrow(render.sql(profile.occasions(shape, part, parts), engine.dialect))) for part in range(parts)]
    frame = f"{name}_frame"
    engine.register(frame, pyarrow.concat_tables(found))
    stored = engine.columns("profile_orders")["customer"]
    engine.table(name, render.sql(profile.kept_rhythms(frame, stored), engine.dialect))
    engine.drop(frame)


def _part(orders: Any) -> Any:
    """The rhythms of some customers, as an Arrow table."""
    import pyarrow

    from regulars.scoring.rhythms import Rhythms, rhythms

    named = orders["customer"].dictionary_encode().combine_chunks()
    days, hours = orders["day"].cast("int32"), orders["hour"]
    found = rhythms(named.indices.to_numpy(), days.to_numpy(), hours.to_numpy(), len(named.dictionary))
    columns = {part.name: pyarrow.array(getattr(found, part.name)) for part in fields(Rhythms)}
    columns |= {name: columns[name].cast("int32").cast("date32") for name in ("first_day", "last_day")}
    return pyarrow.table({"customer": named.dictionary, **columns})
