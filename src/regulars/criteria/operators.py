"""Operators and aggregates as rows of tables: the form, the sentence, the compiler and the documentation read them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Aggregate, Comparator, DatePart, TextOperator


@dataclass(frozen=True, slots=True)
class ComparatorRow:
    """`symbol` is SQL's; `words` go before a number or an amount, `time_words` before a time; `opposite` is its negation."""

    symbol: str
    words: str
    time_words: str
    opposite: Comparator


COMPARATORS: Mapping[Comparator, ComparatorRow] = {
    Comparator.ABOVE: ComparatorRow(">", "more than", "after", Comparator.AT_MOST),
    Comparator.AT_LEAST: ComparatorRow(">=", "at least", "at or after", Comparator.BELOW),
    Comparator.BELOW: ComparatorRow("<", "less than", "before", Comparator.AT_LEAST),
    Comparator.AT_MOST: ComparatorRow("<=", "at most", "at or before", Comparator.ABOVE),
    Comparator.EQUAL: ComparatorRow("=", "exactly", "at the same time as", Comparator.UNEQUAL),
    Comparator.UNEQUAL: ComparatorRow("<>", "anything but", "not at the same time as", Comparator.EQUAL),
}


_TESTS: Mapping[Comparator, Callable[[Decimal, Decimal], bool]] = {
    Comparator.ABOVE: operator.gt,
    Comparator.AT_LEAST: operator.ge,
    Comparator.BELOW: operator.lt,
    Comparator.AT_MOST: operator.le,
    Comparator.EQUAL: operator.eq,
    Comparator.UNEQUAL: operator.ne,
}


def holds(value: Decimal, comparator: Comparator, limit: Decimal) -> bool:
    """Whether a known value passes a comparison."""
    return _TESTS[comparator](value, limit)


@dataclass(frozen=True, slots=True)
class TextOperatorRow:
    """`words` before the values, `denied` when the condition is negated, and the kinds of column it is for."""

    words: str
    denied: str
    kinds: frozenset[ValueKind]


_TEXT = frozenset({ValueKind.TEXT})
TEXT_OPERATORS: Mapping[TextOperator, TextOperatorRow] = {
    TextOperator.ANY_OF: TextOperatorRow("is", "is not", _TEXT),
    TextOperator.CONTAINS: TextOperatorRow("contains", "does not contain", _TEXT | {ValueKind.TAGS}),
    TextOperator.STARTS_WITH: TextOperatorRow("starts with", "does not start with", _TEXT),
    TextOperator.ENDS_WITH: TextOperatorRow("ends with", "does not end with", _TEXT),
    TextOperator.TAGGED: TextOperatorRow("includes", "does not include", frozenset({ValueKind.TAGS})),
}


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """`words` for the sentence; `takes`, the kinds of column (none: it takes no column); `gives`, the kind of its result (None: its
    column's); `is_zero` where no rows give 0 and not unknown.
    """

    words: str
    takes: frozenset[ValueKind]
    gives: ValueKind | None
    is_zero: bool = False


_NUMBERS = frozenset({ValueKind.NUMBER, ValueKind.MONEY})
_NAMES = frozenset({ValueKind.TEXT})
AGGREGATES: Mapping[Aggregate, AggregateRow] = {
    Aggregate.COUNT: AggregateRow("number of", frozenset(), ValueKind.NUMBER, is_zero=True),
    Aggregate.SUM: AggregateRow("total", _NUMBERS, None, is_zero=True),
    Aggregate.AVERAGE: AggregateRow("average", _NUMBERS, None),
    Aggregate.MINIMUM: AggregateRow("smallest", _NUMBERS, None),
    Aggregate.MAXIMUM: AggregateRow("largest", _NUMBERS, None),
    Aggregate.DISTINCT: AggregateRow("number of different", _NUMBERS | _NAMES, ValueKind.NUMBER, is_zero=True),
    Aggregate.FIRST: AggregateRow("first", frozenset(), ValueKind.TIME),
    Aggregate.LAST: AggregateRow("latest", frozenset(), ValueKind.TIME),
    Aggregate.AVERAGE_GAP: AggregateRow("average days between", frozenset(), ValueKind.NUMBER),
    Aggregate.LONGEST_GAP: AggregateRow("longest days between", frozenset(), ValueKind.NUMBER),
    Aggregate.LAST_GAP: AggregateRow("days between the last two", frozenset(), ValueKind.NUMBER),
    Aggregate.MOST_REPEATED: AggregateRow("most with the same", _NUMBERS | _NAMES, ValueKind.NUMBER, is_zero=True),
    Aggregate.LONGEST_RUN: AggregateRow("most in a row of", frozenset({ValueKind.NUMBER}), ValueKind.NUMBER, is_zero=True),
    Aggregate.MOST_SPENT: AggregateRow("most spent in one", _NUMBERS | _NAMES, ValueKind.MONEY, is_zero=True),
}

DATE_PARTS: Mapping[DatePart, str] = {
    DatePart.YEAR: "year",
    DatePart.MONTH: "month",
    DatePart.DAY_OF_MONTH: "day of the month",
    DatePart.WEEKDAY: "weekday",
    DatePart.HOUR: "hour",
}
