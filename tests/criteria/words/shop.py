"""A small vocabulary to read requests with, and shorthands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from regulars.criteria.columns import EVENT_COLUMNS, LINE_COLUMNS, ORDER_COLUMNS, Shape, ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import Compare, Condition, Constant, Measure, Rows
from regulars.criteria.vocabulary import Place, Value, Vocabulary
from regulars.criteria.words import Index, Understood, read

AS_OF = date(2026, 10, 1)
_TEXT = ("country", "region", "city", "gender", "segment", "email", "phone", "first_name", "last_name")


def _values(*texts: str) -> tuple[Value, ...]:
    return tuple(Value(text, 10) for text in texts)


def vocabulary(*, events: bool = True, saved: dict[str, Condition] | None = None) -> Vocabulary:
    """A shop of clothes, coffee and electronics with customers in five countries."""
    orders = frozenset(column.name for column in ORDER_COLUMNS)
    rows = {Source.ORDERS: orders, Source.LINES: orders | {column.name for column in LINE_COLUMNS}}
    if events:
        rows[Source.EVENTS] = frozenset(column.name for column in EVENT_COLUMNS)
    fields = {
        **dict.fromkeys(_TEXT, ValueKind.TEXT),
        **dict.fromkeys("rfm", ValueKind.NUMBER),
        "created_at": ValueKind.TIME,
        "birth_date": ValueKind.TIME,
        "accepts_marketing": ValueKind.FLAG,
        "tags": ValueKind.TAGS,
    }
    values = {
        "country": _values("United States", "Canada", "Germany", "France", "United Kingdom"),
        "region": _values("Oregon", "Maine", "California", "Ontario", "Bavaria", "England"),
        "city": _values("Portland", "Los Angeles", "Toronto", "Munich", "London"),
        "gender": _values("female", "male"),
        "tags": _values("VIP", "wholesale"),
        "segment": _values("Champions", "At Risk", "Lost", "Big Spenders"),
        "channel": _values("web", "mobile_app", "retail_store"),
        "coupon_code": _values("WELCOME10", "SUMMER20"),
        "status": _values("paid", "refunded", "partially_refunded", "cancelled"),
        "category": _values("Footwear", "Outerwear", "Home & Kitchen", "Electronics", "Coffee & Tea"),
        "product_title": _values("Leather Boots", "Rain Jacket", "Wool Scarf", "Green Tea Sampler"),
        "type": _values("email_sent", "email_open", "email_click", "site_visit", "product_view", "cart_abandoned", "unsubscribed"),
        "campaign": _values("Summer Sale 2026", "Black Friday 2025", "Monthly Newsletter"),
    }
    places = (
        Place("Portland", "Oregon", "United States", 20),
        Place("Portland", "Maine", "United States", 10),
        Place("Los Angeles", "California", "United States", 40),
        Place("Toronto", "Ontario", "Canada", 30),
        Place("London", "Ontario", "Canada", 5),
        Place("London", "England", "United Kingdom", 50),
        Place("Munich", "Bavaria", "Germany", 20),
        Place("", "", "France", 9),
    )
    return Vocabulary(Shape(rows, fields), values, places, {}, saved or {}, "USD", date(2023, 3, 8), date(2025, 1, 1))


INDEX = Index.of(vocabulary())


def understood(request: str, index: Index = INDEX) -> Understood:
    """What is made of a request on the first of October 2026."""
    return read(request, index, AS_OF)


def condition(request: str, index: Index = INDEX) -> Condition:
    """The one reading of a request."""
    found = understood(request, index)
    assert found.status == "ok", found
    return found.readings[0].condition


def orders(**changes: object) -> Measure:
    """The number of a customer's orders."""
    return Measure(Aggregate.COUNT, replace(Rows(Source.ORDERS), **changes))  # type: ignore[arg-type]


def at_least(quantity: Measure, value: int) -> Compare:
    """The quantity is at least the value."""
    return Compare(quantity, Comparator.AT_LEAST, Constant(Decimal(value)))
