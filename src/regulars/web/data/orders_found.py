"""What a first look at orders finds that somebody should know before they import them: other currencies, days to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.charts import text
from regulars.work.look_from import LONG_AGO

CURRENCY_SETTING = "“Currency” under Settings > The shop, which an admin may change"
_SHOWN = 4


def orders_in_words(orders: Mapping[str, Any], zone: str) -> str:
    """`Orders from 1 May 2024 to 30 June 2024; charged: €1,200.00 in 150 rows.`"""
    sums = [
        f"{text.money(Decimal(each['charged']), each['currency']) if each['charged'] is not None else 'no amount'}"
        f"{'' if each['currency'] else ' without a currency'} in {text.plural(each['rows'], 'row')}"
        for each in orders["currencies"][:_SHOWN]
    ]
    more = len(orders["currencies"]) - _SHOWN
    charged = f"Charged: {', '.join(sums)}{f', and {more} more currencies' if more > 0 else ''}."
    if not orders["first"]:
        return charged
    days = [text.date(datetime.fromisoformat(orders[end]), zone) for end in ("first", "last")]
    return f"Orders from {days[0]} to {days[1]}. {charged}"


def ends_long_ago(report: Mapping[str, Any], now: datetime) -> str | None:
    """The newest order of the files, as it is written there, where it is long ago; else None."""
    ends = [source["orders"]["last"] for source in report["sources"] if source.get("orders") and source["orders"]["last"]]
    last = max(ends, key=datetime.fromisoformat, default=None)
    return last if last is not None and datetime.fromisoformat(last) < now - LONG_AGO else None


def warnings_about(report: Mapping[str, Any], currency: str | None, said: bool, zone: str, now: datetime) -> Iterator[str]:
    """What to know before the import. `currency` is the shop's, `said` whether the settings name it."""
    found = [(source["source"], source["orders"]) for source in report["sources"] if source.get("orders")]
    rows: dict[str, int] = {}
    for _, orders in found:
        for each in orders["currencies"]:
            if each["currency"]:
                rows[each["currency"]] = rows.get(each["currency"], 0) + each["rows"]
    other = {code: count for code, count in rows.items() if currency and code != currency}
    if other:
        parts = ", ".join(f"{text.plural(count, 'row')} in {code}" for code, count in list(other.items())[:_SHOWN])
        if said:
            yield f"The shop counts {currency}, and there are {parts}: they would be kept, and not counted."
        else:
            yield (
                f"The orders so far are in {currency}, and there are {parts}: amounts in several currencies cannot be added up, "
                f"so the next refresh would fail. Choose the one to count first: {CURRENCY_SETTING}."
            )
    elif len(rows) > 1 and not said:
        yield (
            f"The orders are in {len(rows)} currencies ({', '.join(list(rows)[:_SHOWN])}): they cannot be added up, so the refresh "
            f"would fail. Choose the one to count first: {CURRENCY_SETTING}."
        )
    for name, orders in found:
        if orders["last"] and datetime.fromisoformat(orders["last"]) > now:
            last = text.date(datetime.fromisoformat(orders["last"]), zone)
            yield (
                f"{name} has orders dated after today, the last one {last}: they are kept, and count from their day on. "
                "If day and month are mixed up, read it differently below."
            )
