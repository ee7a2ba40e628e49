"""Rows in English: "orders with channel “web” in the last 90 days (3 Jul 2026 to 30 Sep 2026)"."""

from __future__ import annotations

from calendar import day_name, month_name
from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from regulars.criteria import tree as t
from regulars.criteria.columns import ROW_COLUMNS, ValueKind
from regulars.criteria.operators import COMPARATORS, TEXT_OPERATORS
from regulars.criteria.phrases import Context, amount, either, figure, ordinal, quoted, window_words
from regulars.criteria.terms import Comparator, Source, TextOperator

# one and several of what happened, per event type
EVENT_NOUNS = {
    "email_sent": ("e-mail received", "e-mails received"),
    "email_open": ("e-mail open", "e-mail opens"),
    "email_click": ("e-mail click", "e-mail clicks"),
    "site_visit": ("site visit", "site visits"),
    "page_view": ("page view", "page views"),
    "product_view": ("product view", "product views"),
    "cart_abandoned": ("abandoned cart", "abandoned carts"),
    "unsubscribed": ("unsubscription", "unsubscriptions"),
    "product_use": ("use of the product", "uses of the product"),
}


def rows_phrase(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, plural: bool = True) -> str:
    """What the rows are, with every restriction on them. `quantity` says a quantity in words."""
    noun, where = _noun(rows, plural=plural)
    said = [noun]
    where, days = _weekdays_apart(where)
    if where is not None:
        said.append(_with(where, context))
    said += [f"on a {each}" for each in days]
    if rows.window is not None:
        said.append(window_words(rows.window, context))
    if rows.around is not None:
        said.append(_around(rows.around, quantity))
    return " ".join(said)


def _noun(rows: t.Rows, *, plural: bool) -> tuple[str, t.RowCondition | None]:
    if rows.source is Source.EVENTS:
        return _event_noun(rows.where, plural=plural)
    noun = "orders" if plural else "order"
    if rows.every_status:
        noun = f"{noun} of any status"
    if rows.position is not None:
        noun = f"{ordinal(rows.position.number, from_end=rows.position.from_end)} {noun}"
    if rows.source is Source.LINES:
        noun += " with a line" if rows.where is None else ""
    return noun, rows.where


def _event_noun(where: t.RowCondition | None, *, plural: bool) -> tuple[str, t.RowCondition | None]:
    """The noun of the event type, where the rows are of one type alone, and what is left to say."""
    parts = where.parts if isinstance(where, t.RowAll) else () if where is None else (where,)
    for at, part in enumerate(parts):
        if isinstance(part, t.RowText) and (part.column, part.operator) == ("type", TextOperator.ANY_OF) and len(part.values) == 1:
            rest = (*parts[:at], *parts[at + 1 :])
            noun = EVENT_NOUNS.get(part.values[0], (f"{quoted(part.values[0])} event", f"{quoted(part.values[0])} events"))
            return noun[plural], (rest[0] if len(rest) == 1 else t.RowAll(rest)) if rest else None
    return ("events" if plural else "event"), where


def _weekdays_apart(where: t.RowCondition | None) -> tuple[t.RowCondition | None, list[str]]:
    """The tests other than of the weekday, and the weekdays of those that say which these are."""
    parts = where.parts if isinstance(where, t.RowAll) else () if where is None else (where,)
    days = {part: said for part in parts if (said := _weekdays(part)) is not None}
    if not days:
        return where, []
    rest = tuple(part for part in parts if part not in days)
    return (rest[0] if len(rest) == 1 else t.RowAll(rest) if rest else None), list(days.values())


def _weekdays(test: t.RowCondition) -> str | None:
    """Weekdays by name: "Saturday or Sunday"; None for a test of anything else."""
    tests = test.parts if isinstance(test, t.RowAny) else (test,)
    named: list[int] = []
    for each in tests:
        if not isinstance(each, t.RowNumber) or each.column != "weekday":
            return None
        named += [day for day in range(1, 8) if _HOLDS[each.comparator](day, each.value)]
    return either([day_name[day - 1] for day in sorted(set(named))]) if named and len(set(named)) < 7 else None


_HOLDS: dict[Comparator, Callable[[int, Decimal], bool]] = {
    Comparator.ABOVE: gt,
    Comparator.AT_LEAST: ge,
    Comparator.BELOW: lt,
    Comparator.AT_MOST: le,
    Comparator.EQUAL: eq,
    Comparator.UNEQUAL: ne,
}


def _with(where: t.RowCondition, context: Context) -> str:
    return f"with {_test(where, context)}"


def _test(where: t.RowCondition, context: Context) -> str:
    weekdays = _weekdays(where)
    if weekdays is not None:
        return f"{column_label('weekday')} {weekdays}"
    match where:
        case t.RowNumber(column, comparator, value):
            return _number(column, comparator, value, context)
        case t.RowText(column, operator, values):
            return f"{column_label(column)} {_text(operator, values)}"
        case t.RowKnown(column):
            return f"a {column_label(column)}"
        case t.Contains(inner):
            return f"a line with {_test(inner, context)}"
        case t.RowAll(parts):
            return " and ".join(_bracketed(part, context) for part in parts)
        case t.RowAny(parts):
            return " or ".join(_bracketed(part, context) for part in parts)
        case t.RowNot(part):
            return _denied(part, context)


def _bracketed(part: t.RowCondition, context: Context) -> str:
    said = _test(part, context)
    return f"({said})" if isinstance(part, t.RowAll | t.RowAny) and len(part.parts) > 1 else said


def _denied(part: t.RowCondition, context: Context) -> str:
    match part:
        case t.RowText(column, operator, values):
            return f"a known {column_label(column)} that {TEXT_OPERATORS[operator].denied} {either([quoted(v) for v in values])}"
        case t.RowKnown(column):
            return f"no {column_label(column)}"
        case t.RowNumber(column, comparator, value):
            return _test(t.RowNumber(column, COMPARATORS[comparator].opposite, value), context)
        case t.Contains(inner):
            return f"no line with {_test(inner, context)}"
        case _:
            return f"not ({_test(part, context)})"


def _text(operator: TextOperator, values: tuple[str, ...]) -> str:
    said = either([quoted(value) for value in values])
    return said if operator is TextOperator.ANY_OF else f"that {TEXT_OPERATORS[operator].words} {said}"


def _number(column: str, comparator: Comparator, value: Decimal, context: Context) -> str:
    kind = _kind(column)
    if column in _NAMED and value == value.to_integral_value() and 1 <= value < len(_NAMED[column]):
        shown = _NAMED[column][int(value)]
    elif column == "hour":
        shown = f"{int(value)}:00"
    else:
        shown = amount(value, kind, context)
    words = "" if comparator is Comparator.EQUAL and column in {*_NAMED, "hour", "day_of_month"} else COMPARATORS[comparator].words
    if column in {*_NAMED, "hour", "day_of_month"} and words:
        words = _CALENDAR_WORDS[comparator]
    return " ".join(part for part in (column_label(column), words, shown) if part)


_NAMED = {"weekday": ("", *day_name), "month": tuple(month_name)}
_CALENDAR_WORDS = {
    Comparator.ABOVE: "after",
    Comparator.AT_LEAST: "from",
    Comparator.BELOW: "before",
    Comparator.AT_MOST: "up to",
    Comparator.EQUAL: "",
    Comparator.UNEQUAL: "other than",
}


def _kind(column: str) -> ValueKind | None:
    for columns in ROW_COLUMNS.values():
        if column in columns:
            return columns[column].kind
    return None


def column_label(column: str) -> str:
    """The noun of a row's column."""
    for columns in ROW_COLUMNS.values():
        if column in columns:
            return columns[column].label
    return column.replace("_", " ")


def _around(around: t.Around, quantity: Callable[[t.Quantity], str]) -> str:
    anchor = quantity(around.anchor)
    low, high = around.earliest, around.latest
    after = "strictly after" if around.strictly else "at or after"
    if high is None:
        if low is None:
            return f"at any time around the {anchor}"
        return f"{figure(low)} days or more after the {anchor}" if low else f"{after} the {anchor}"
    if low is None:
        return f"up to {figure(high)} days after the {anchor}" if high else f"up to the {anchor}"
    if low == 0:
        return f"{after} the {anchor} and within {figure(high)} days of it"
    return f"{figure(low)} to {figure(high)} days after the {anchor}"
