"""What conditions can be about: the columns of a customer's rows and the fields of the customer, as one table of data.

The form, the JSON schema, the words, the sentence and the documentation read it. Which of them a shop's data has is `Shape`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regulars.criteria.terms import Source
from regulars.fields import CATALOGUE, FieldType


class ValueKind(StrEnum):
    """What values are: it decides which operators and aggregates fit."""

    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    TAGS = "tags"
    TIME = "time"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of orders, lines or events (or a field of the customer): `label` is its noun in a sentence."""

    name: str
    kind: ValueKind
    label: str
    meaning: str


# worked out from a row's time, in the shop's zone
_CALENDAR = (
    Column("month", ValueKind.NUMBER, "month", "month of the year, 1 to 12"),
    Column("day_of_month", ValueKind.NUMBER, "day of the month", "1 to 31"),
    Column("weekday", ValueKind.NUMBER, "weekday", "1 is Monday, 7 is Sunday"),
    Column("hour", ValueKind.NUMBER, "hour of the day", "0 to 23"),
    Column("year", ValueKind.NUMBER, "calendar year", "2026"),
    Column("year_quarter", ValueKind.NUMBER, "calendar quarter", "20264 is the fourth quarter of 2026"),
    Column("year_month", ValueKind.NUMBER, "calendar month", "202610 is October 2026"),
    Column("year_month_day", ValueKind.NUMBER, "day", "20261001 is 1 October 2026"),
)
CALENDAR_COLUMNS = frozenset(column.name for column in _CALENDAR)
# those whose values are stretches of time, each of which comes only once
CALENDAR_PERIODS = frozenset({"year", "year_quarter", "year_month", "year_month_day"})

ORDER_COLUMNS = (
    Column("total", ValueKind.MONEY, "order total", "what the order was charged"),
    Column("net", ValueKind.MONEY, "net revenue", "total less what was given back"),
    Column("discount", ValueKind.MONEY, "discount", "discount on the order"),
    Column("refunded", ValueKind.MONEY, "refund", "money given back on the order"),
    Column("shipping", ValueKind.MONEY, "shipping", "shipping charged"),
    Column("tax", ValueKind.MONEY, "tax", "tax charged"),
    Column("cost", ValueKind.MONEY, "cost of goods", "cost of the goods sold"),
    Column("channel", ValueKind.TEXT, "channel", "where the order came in"),
    Column("coupon_code", ValueKind.TEXT, "coupon", "coupon used"),
    Column("status", ValueKind.TEXT, "status", "paid, partially_refunded, refunded, cancelled..."),
    Column("currency", ValueKind.TEXT, "currency", "currency of the order"),
    *_CALENDAR,
)

LINE_COLUMNS = (
    Column("product_id", ValueKind.TEXT, "product id", "product or stock code"),
    Column("product_title", ValueKind.TEXT, "product", "product name"),
    Column("category", ValueKind.TEXT, "category", "product category"),
    Column("quantity", ValueKind.NUMBER, "units", "units on the line"),
    Column("unit_price", ValueKind.MONEY, "unit price", "price of one unit"),
    Column("line_total", ValueKind.MONEY, "line total", "what the line was charged"),
)

EVENT_COLUMNS = (
    Column("type", ValueKind.TEXT, "type", "email_sent, email_open, email_click, site_visit, product_view, cart_abandoned..."),
    Column("campaign", ValueKind.TEXT, "campaign", "campaign of an e-mail event"),
    Column("channel", ValueKind.TEXT, "channel", "channel of the event"),
    Column("value", ValueKind.NUMBER, "value", "a number that came with the event"),
    *_CALENDAR,
)

ROW_COLUMNS: Mapping[Source, Mapping[str, Column]] = {
    Source.ORDERS: {column.name: column for column in ORDER_COLUMNS},
    Source.LINES: {column.name: column for column in (*LINE_COLUMNS, *ORDER_COLUMNS)},
    Source.EVENTS: {column.name: column for column in EVENT_COLUMNS},
}

_KIND = {
    FieldType.TEXT: ValueKind.TEXT,
    FieldType.WHOLE: ValueKind.NUMBER,
    FieldType.NUMBER: ValueKind.NUMBER,
    FieldType.SHARE: ValueKind.NUMBER,
    FieldType.MONEY: ValueKind.MONEY,
    FieldType.TIME: ValueKind.TIME,
    FieldType.DATE: ValueKind.TIME,
    FieldType.FLAG: ValueKind.FLAG,
}

# columns of the canonical customers table, called as conditions call them
_CUSTOMER_COLUMNS = (
    Column("birth_date", ValueKind.TIME, "birth date", "date of birth"),
    Column("gender", ValueKind.TEXT, "gender", "as given by the customer"),
    Column("created_at", ValueKind.TIME, "sign-up", "when the customer signed up"),
    Column("accepts_marketing", ValueKind.FLAG, "subscribed to marketing", "may be sent marketing"),
    Column("tags", ValueKind.TAGS, "tag", "tags, separated by commas"),
)


def customer_fields() -> Mapping[str, Column]:
    """Every field a condition can name, by name: those of the catalogue, then those of the customers table alone."""
    known = {made.name: Column(made.name, _KIND[made.type], made.label.lower(), made.meaning) for made in CATALOGUE}
    return known | {column.name: column for column in _CUSTOMER_COLUMNS}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a shop's data has: the columns of each source, and the customers' fields with their kind.

    `fields` may hold attributes that no catalogue knows; their names are their labels.
    """

    rows: Mapping[Source, frozenset[str]]
    fields: Mapping[str, ValueKind]
    segments: frozenset[str] = field(default_factory=frozenset)

    def has(self, source: Source, column: str | None = None) -> bool:
        """Whether the data has the source (and the column of it). Lines carry their order's columns."""
        columns = self.rows.get(source)
        if columns is None:
            return False
        return column is None or column in columns
