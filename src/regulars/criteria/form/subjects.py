"""What a row of the form can be about on a shop's data, and how it can be compared: read from the tables of columns and
operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regulars.criteria import tree as t
from regulars.criteria.columns import ROW_COLUMNS, Column, Shape, ValueKind, customer_fields
from regulars.criteria.operators import AGGREGATES, COMPARATORS, TEXT_OPERATORS
from regulars.criteria.terms import Aggregate, Comparator, End, RankBy, Source, TextOperator
from regulars.fields import CATALOGUE

NOT = "not:"
SEGMENT = "segments"
_OFTEN, _OWN, _MORE = "Often asked", "The customer's own", "Further fields"
_SOURCE_GROUPS = {Source.ORDERS: "Orders", Source.LINES: "Products bought", Source.EVENTS: "E-mails, visits and other events"}
_GAPS = (Aggregate.AVERAGE_GAP, Aggregate.LONGEST_GAP, Aggregate.LAST_GAP)
_PERIODS = ("year", "year_quarter", "year_month", "year_month_day")
_ORDER_SUMS = ("net", "total", "discount", "refunded", "shipping", "tax", "cost")


class Takes(StrEnum):
    """What an operator is followed by."""

    NOTHING = "nothing"
    NUMBER = "number"
    NUMBERS = "two numbers"
    TEXTS = "texts"
    SPAN = "span"
    SEGMENTS = "segments"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about: `label` for people, the `group` of the list that it is in, and the kind of its values.

    `quantity` is worked out over rows where `source` is given; they can then be limited by time, position and filters.
    """

    key: str
    label: str
    group: str
    kind: ValueKind | None
    quantity: t.Quantity | None
    source: Source | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to compare: `words` for people and what follows them. `NOT` before a key is its opposite, with `denied` for words."""

    key: str
    words: str
    denied: str
    takes: Takes


def _measure(aggregate: Aggregate, source: Source, column: str | None = None) -> t.Measure:
    return t.Measure(aggregate, t.Rows(source), column)


AVERAGE_ORDER = t.Ratio(_measure(Aggregate.SUM, Source.ORDERS, "net"), _measure(Aggregate.COUNT, Source.ORDERS))


def subjects_of(shape: Shape) -> Mapping[str, Subject]:
    """Everything that a condition can be about, by key, in the order of the list."""
    return {subject.key: subject for subject in _subjects(shape)}


def _subjects(shape: Shape) -> Iterator[Subject]:
    if shape.has(Source.ORDERS):
        yield from _orders(shape)
    if shape.has(Source.LINES):
        yield from _lines(shape)
    if shape.has(Source.EVENTS):
        yield from _events(shape)
    yield Subject(SEGMENT, "Segment of your own", _OFTEN, None, None)
    yield from _fields(shape)


def _orders(shape: Shape) -> Iterator[Subject]:
    source, number = Source.ORDERS, ValueKind.NUMBER
    yield Subject("orders", "Number of orders", _OFTEN, number, _measure(Aggregate.COUNT, source), source)
    if shape.has(source, "net"):
        yield Subject("sum:orders:net", "Amount spent", _OFTEN, ValueKind.MONEY, _measure(Aggregate.SUM, source, "net"), source)
        yield Subject("aov", "Average order value", _OFTEN, ValueKind.MONEY, AVERAGE_ORDER, source)
    for aggregate, key, label in ((Aggregate.LAST, "last", "Last order"), (Aggregate.FIRST, "first", "First order")):
        moment = _measure(aggregate, source)
        yield Subject(f"{key}:orders", f"{label}: when", _OFTEN, ValueKind.TIME, moment, source)
        yield Subject(f"since:{key}:orders", f"Days since the {label.lower()}", _OFTEN, number, t.DaysSince(moment), source)
    group = _SOURCE_GROUPS[source]
    for gap in _GAPS:
        yield Subject(f"{gap}:orders", f"{AGGREGATES[gap].words} orders".capitalize(), group, number, _measure(gap, source), source)
    for name in _ORDER_SUMS:
        if shape.has(source, name):
            yield from _money(source, ROW_COLUMNS[source][name], group)
    for name in ("channel", "coupon_code"):
        if shape.has(source, name):
            yield _different(source, ROW_COLUMNS[source][name], group)
    for name in _PERIODS:
        if shape.has(source, name):
            column = ROW_COLUMNS[source][name]
            yield _different(source, column, group)
            key, label = f"{Aggregate.MOST_REPEATED}:orders:{name}", f"Most orders in the same {column.label}"
            yield Subject(key, label, group, number, _measure(Aggregate.MOST_REPEATED, source, name), source)
            key, label = f"{Aggregate.LONGEST_RUN}:orders:{name}", f"Most {column.label}s in a row with an order"
            yield Subject(key, label, group, number, _measure(Aggregate.LONGEST_RUN, source, name), source)
            if shape.has(source, "net"):
                key, label = f"{Aggregate.MOST_SPENT}:orders:{name}", f"Most spent in one {column.label}"
                yield Subject(key, label, group, ValueKind.MONEY, _measure(Aggregate.MOST_SPENT, source, name), source)


def _money(source: Source, column: Column, group: str) -> Iterator[Subject]:
    for aggregate in (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MAXIMUM, Aggregate.MINIMUM):
        key = f"{aggregate}:{source}:{column.name}"
        if key != "sum:orders:net":  # among the often asked
            label = f"{AGGREGATES[aggregate].words} {column.label}".capitalize()
            yield Subject(key, label, group, column.kind, _measure(aggregate, source, column.name), source)


def _different(source: Source, column: Column, group: str) -> Subject:
    many = f"{column.label[:-1]}ies" if column.label.endswith("y") else f"{column.label}s"
    key, label = f"{Aggregate.DISTINCT}:{source}:{column.name}", f"Number of different {many}"
    return Subject(key, label, group, ValueKind.NUMBER, _measure(Aggregate.DISTINCT, source, column.name), source)


def _lines(shape: Shape) -> Iterator[Subject]:
    source = Source.LINES
    group = _SOURCE_GROUPS[source]
    yield Subject("lines", "Orders with such products", group, ValueKind.NUMBER, _measure(Aggregate.COUNT, source), source)
    for name in ("product_title", "product_id", "category"):
        if shape.has(source, name):
            yield _different(source, ROW_COLUMNS[source][name], group)
    for name in ("quantity", "line_total"):
        if shape.has(source, name):
            yield from _money(source, ROW_COLUMNS[source][name], group)
    for name in ("product_title", "product_id", "category"):
        if shape.has(source, name):
            column = ROW_COLUMNS[source][name]
            key, label = f"{Aggregate.MOST_REPEATED}:lines:{name}", f"Most orders with the same {column.label}"
            yield Subject(key, label, group, ValueKind.NUMBER, _measure(Aggregate.MOST_REPEATED, source, name), source)


def _events(shape: Shape) -> Iterator[Subject]:
    source, number = Source.EVENTS, ValueKind.NUMBER
    group = _SOURCE_GROUPS[source]
    yield Subject("events", "Number of events", group, number, _measure(Aggregate.COUNT, source), source)
    for aggregate, key, label in ((Aggregate.LAST, "last", "Latest event"), (Aggregate.FIRST, "first", "First event")):
        moment = _measure(aggregate, source)
        yield Subject(f"{key}:events", f"{label}: when", group, ValueKind.TIME, moment, source)
        yield Subject(f"since:{key}:events", f"Days since the {label.lower()}", group, number, t.DaysSince(moment), source)
    if shape.has(source, "value"):
        yield from _money(source, ROW_COLUMNS[source]["value"], group)


def _fields(shape: Shape) -> Iterator[Subject]:
    known = customer_fields()
    groups = {made.name: str(made.group) for made in CATALOGUE}
    own = {"segment": _OFTEN, "lifecycle": _OFTEN, "country": _OFTEN, "accepts_marketing": _OFTEN}
    for name, kind in shape.fields.items():
        column = known.get(name)
        label = (column.label if column else name.replace("_", " ")).strip()
        group = own.get(name) or groups.get(name) or (_OWN if column else _MORE)
        said = {"segment": "Lifecycle segment"}.get(name, label[:1].upper() + label[1:])
        value = t.FieldValue(name)
        yield Subject(f"field:{name}", said, group, kind, value, field=name)
        if kind is ValueKind.TIME:
            yield Subject(f"since:field:{name}", f"Days since {label}", group, ValueKind.NUMBER, t.DaysSince(value), field=name)
        if name == "birth_date":
            yield Subject("age", "Age in years", group, ValueKind.NUMBER, t.YearsSince(value), field=name)
            yield Subject("birthday", "Days to the next birthday", group, ValueKind.NUMBER, t.DaysToAnniversary(value), field=name)


KNOWN = Operator("known", "is known", "is not known", Takes.NOTHING)
BETWEEN = Operator("between", "is from … to …", "is not from … to …", Takes.NUMBERS)
WITHIN = Operator("within", "is", "is not", Takes.SPAN)
TRUE = Operator("true", "is yes", "is no", Takes.NOTHING)
SOME = Operator("some", "at least once", "never", Takes.NOTHING)
IN_SEGMENT = Operator("in", "is", "is not", Takes.SEGMENTS)
RANKS: Mapping[str, tuple[End, RankBy]] = {
    "top_share": (End.TOP, RankBy.SHARE),
    "bottom_share": (End.BOTTOM, RankBy.SHARE),
    "top_count": (End.TOP, RankBy.COUNT),
    "bottom_count": (End.BOTTOM, RankBy.COUNT),
}
_RANK_WORDS = {
    "top_share": ("is in the top … %", "is not in the top … %"),
    "bottom_share": ("is in the bottom … %", "is not in the bottom … %"),
    "top_count": ("is among the … highest", "is not among the … highest"),
    "bottom_count": ("is among the … lowest", "is not among the … lowest"),
}
_COMPARING = tuple(
    Operator(comparator.value, f"is {row.words}" if row.words != "exactly" else "is", f"not: {row.words}", Takes.NUMBER)
    for comparator, row in COMPARATORS.items()
)
_RANKING = tuple(Operator(key, words, denied, Takes.NUMBER) for key, (words, denied) in ((key, _RANK_WORDS[key]) for key in RANKS))
_TEXTS = {each: Operator(each.value, row.words, row.denied, Takes.TEXTS) for each, row in TEXT_OPERATORS.items()}


def operators_of(kind: ValueKind | None, *, counts: bool = False) -> Mapping[str, Operator]:
    """How values of a kind can be compared, by key; None: segments by name. `counts`: a number of rows, which may be 0."""
    match kind:
        case None:
            found: tuple[Operator, ...] = (IN_SEGMENT,)
        case ValueKind.NUMBER | ValueKind.MONEY:
            found = ((SOME,) if counts else ()) + (*_COMPARING, BETWEEN, *_RANKING, KNOWN)
        case ValueKind.TIME:
            found = (WITHIN, KNOWN)
        case ValueKind.FLAG:
            found = (TRUE, KNOWN)
        case ValueKind.TAGS:
            found = (_TEXTS[TextOperator.TAGGED], _TEXTS[TextOperator.CONTAINS], KNOWN)
        case _:
            found = (*(each for key, each in _TEXTS.items() if kind in TEXT_OPERATORS[key].kinds), KNOWN)
    return {each.key: each for each in found}


def row_operators(kind: ValueKind) -> Mapping[str, Operator]:
    """How a column of a row can be compared."""
    if kind in {ValueKind.NUMBER, ValueKind.MONEY}:
        found: tuple[Operator, ...] = (*_COMPARING, KNOWN)
    else:
        found = (*(_TEXTS[each] for each in TextOperator if ValueKind.TEXT in TEXT_OPERATORS[each].kinds), KNOWN)
    return {each.key: each for each in found}


def filter_columns(source: Source, shape: Shape) -> Mapping[str, Column]:
    """The columns by which rows can be chosen, by key; `line.` marks those of an order's lines."""
    names = shape.rows.get(source, frozenset())
    found = {name: column for name, column in ROW_COLUMNS[source].items() if name in names}
    if source is Source.ORDERS and shape.has(Source.LINES):
        orders = ROW_COLUMNS[Source.ORDERS]
        found |= {
            f"line.{name}": column
            for name, column in ROW_COLUMNS[Source.LINES].items()
            if name in shape.rows[Source.LINES] and name not in orders
        }
    return found


def is_count(subject: Subject) -> bool:
    """Whether it is a number of rows."""
    return isinstance(subject.quantity, t.Measure) and subject.quantity.aggregate is Aggregate.COUNT


COMPARATOR_KEYS = frozenset(comparator.value for comparator in Comparator)
SOME_ROWS = (Comparator.AT_LEAST, t.Constant(Decimal(1)))
