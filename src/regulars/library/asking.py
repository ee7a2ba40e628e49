"""Asking a shop in words or SQL, in a notebook or script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.work.request import make_options

if TYPE_CHECKING:
    from regulars.criteria.tree import Condition
    from regulars.work.ask import Answer, Asking
    from regulars.work.ask_sql import SqlAnswer


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
