"""What `regulars ask` prints for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from regulars.work.ask import Answer, Asking, Segment
from regulars.work.preview import Member, NearMiss, preview


def answer_text(asking: Asking, answer: Answer) -> str:
    """The request as it was understood, how many customers match, and some who do and who nearly do."""
    if len(answer.segments) > 1:
        return _choices(asking, answer)
    segment = answer.segments[0]
    lines = [segment.sentence, "", _figures(asking, segment)]
    lines += _list("Taken as given", [*answer.assumptions, *segment.assumptions])
    lines += _list("Left aside", [f"“{part.text}”: {part.reason}" for part in answer.unplaced])
    seen = preview(asking, segment.condition)
    lines += _list("Among them", [_member(member, asking.data.currency) for member in seen.members])
    lines += _list("Nearly", [_near_miss(miss) for miss in seen.near_misses])
    lines += ["", "SQL:", segment.sql]
    lines += _list("About the data", list(asking.notes))
    return "\n".join(lines) + "\n"


def _choices(asking: Asking, answer: Answer) -> str:
    ways = max(len(answer.segments), answer.ways)
    shown = f", of which {len(answer.segments)} are shown" if ways > len(answer.segments) else ""
    lines = [f"This can be read in {ways} ways{shown}:"]
    for number, segment in enumerate(answer.segments, 1):
        label = f" ({segment.label})" if segment.label else ""
        lines += ["", f"{number}. {segment.sentence}{label}", f"   {_figures(asking, segment)}"]
    lines += _list("Taken as given", list(answer.assumptions))
    return "\n".join([*lines, "", "Say which is meant, in other words."]) + "\n"


def _figures(asking: Asking, segment: Segment) -> str:
    share = f"{segment.share:.1%} of all" if segment.count else "nobody"
    money = "" if segment.revenue is None else f", {_money(segment.revenue, asking.data.currency)} of lifetime revenue"
    day = asking.data.as_of.astimezone(asking.data.zone)
    return f"{segment.count:,} customers ({share}){money}, as of {day:%Y-%m-%d %H:%M}"


def _list(title: str, items: list[str]) -> list[str]:
    return ["", f"{title}:", *[f"  {item}" for item in dict.fromkeys(items)]] if items else []


def _member(member: Member, currency: str | None) -> str:
    who = " ".join(str(value) for value in member.who.values() if value)
    orders = "1 order" if member.orders == 1 else f"{member.orders:,} orders"
    return f"{member.customer_id}  {who}  {orders}, {_money(member.revenue, currency)}"


def _near_miss(miss: NearMiss) -> str:
    value = "" if miss.value is None else f": {shown(miss.value)}"
    limit = "" if miss.limit is None else f" against {shown(miss.limit)}"
    return f"{miss.customer_id}  not one {miss.clause}{value}{limit}"


def _money(value: Decimal, currency: str | None) -> str:
    return f"{value:,.2f} {currency or ''}".rstrip()


def shown(value: Any) -> str:
    """A value of any kind, short."""
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
