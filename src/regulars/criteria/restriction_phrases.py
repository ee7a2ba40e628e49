"""Restrictions on rows in English: "in the mobile app", "worth more than 50 USD", "including something from “Tops”"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.calendar_phrases import calendar_phrase, calendar_range, months_named, weekdays
from regulars.criteria.columns import ROW_COLUMNS, ValueKind
from regulars.criteria.operators import COMPARATORS, TEXT_OPERATORS
from regulars.criteria.phrases import Context, amount, article, either, quoted
from regulars.criteria.terms import Aggregate, Comparator, TextOperator

# codes of channels that read as words, each with its preposition; no two may read the same
_CHANNELS = {
    "web": ("on", "the website"),
    "mobile_app": ("in", "the mobile app"),
    "retail_store": ("in", "a retail store"),
    "marketplace": ("on", "a marketplace"),
}
# {0} are the values
_IS = {
    "category": "from {0}",
    "product_title": "called {0}",
    "channel": "in the channel {0}",
    "campaign": "of the campaign {0}",
    "type": "of the type {0}",
}
_IS_OTHER = {
    "category": "from a category other than {0}",
    "product_title": "other than {0}",
    "channel": "in a channel other than {0}",
    "campaign": "of a campaign other than {0}",
    "type": "of a type other than {0}",
}
# restrictions on goods that follow each other without brackets
_PLAIN_OF_GOODS = ("from ", "called ", "other than ", "priced at ")


def as_verb(rest: str, are: str, have: str, include: str) -> str:
    """What is left to say about rows after a verb: "was in the mobile app", "had a coupon", "included something from “Tops”"."""
    if rest.startswith("including "):
        return f"{include} {rest.removeprefix('including ')}"
    if rest.startswith("with ") and " and with" not in rest:
        return f"{have} {rest.removeprefix('with ')}"
    return f"{are} {rest}"


def parts_of(where: t.RowCondition | None) -> list[t.RowCondition]:
    """The tests that all hold."""
    return list(where.parts) if isinstance(where, t.RowAll) else [] if where is None else [where]


def contained(where: t.RowCondition | None) -> tuple[t.RowCondition, t.RowCondition | None] | None:
    """What orders contain, and what else is true of them; None where that is nothing, or several things."""
    parts = parts_of(where)
    found = [part for part in parts if isinstance(part, t.Contains)]
    if len(found) != 1 or any(isinstance(part, t.LinesNumber) for part in parts):
        return None
    rest = tuple(part for part in parts if part is not found[0])
    return found[0].where, (rest[0] if len(rest) == 1 else t.RowAll(rest)) if rest else None


def goods_said(test: t.RowCondition, context: Context, *, some: bool) -> str:
    """Goods for which a test is true: something from “Tops”; after a negation, anything from “Tops”."""
    said = goods([test], context)
    return f"anything{said.removeprefix('something')}" if not some and said.startswith("something") else said


def goods(tests: Sequence[t.RowCondition], context: Context) -> str:
    """What a line holds: “Sneaker”; something from “Tops”; anything."""
    match tests:
        case []:
            return "anything"
        case [t.RowText("product_title", TextOperator.ANY_OF, values)]:
            return either([quoted(value) for value in values])
        case [t.RowAll(parts)] if len(parts) > 1:
            return goods(parts, context)
        case [one]:
            return f"something {restriction(one, context)}"
    said = [restriction(test, context) for test in tests]
    if all(words.startswith(_PLAIN_OF_GOODS) for words in said):
        return f"something {' '.join(said)}"
    return f"something ({' and '.join(said)})"


def restrictions(tests: Sequence[t.RowCondition], context: Context) -> str:
    """Restrictions that all hold, one after the other."""
    said: list[str] = []
    for part in _ranges_together(tests):
        words = part if isinstance(part, str) else restriction(part, context)
        alike = any(
            words.startswith(lead) and said and said[-1].removeprefix("and ").startswith(lead)
            for lead in ("with", "including", "worth")
        )
        said.append(f"and {words}" if alike else words)
    return " ".join(said)


def _ranges_together(tests: Sequence[t.RowCondition]) -> list[t.RowCondition | str]:
    """The tests, those of a lower and an upper limit of the hour, the month or the day made one phrase."""
    found: list[t.RowCondition | str] = []
    for test in tests:
        match (found[-1] if found else None), test:
            case t.RowNumber(one, Comparator.AT_LEAST, low), t.RowNumber(
                other, Comparator.AT_MOST | Comparator.BELOW as end, high
            ) if one == other and (said := calendar_range(one, low, high, included=end is Comparator.AT_MOST)) is not None:
                found[-1] = said
            case _:
                found.append(test)
    return found


def restriction(where: t.RowCondition, context: Context) -> str:
    """One restriction: "with a coupon"; several in round brackets."""
    days = weekdays(where)
    if days is not None:
        return days
    months = months_named(where)
    if months is not None:
        return f"in {either(months)}"
    match where:
        case t.RowNumber(column, comparator, value):
            return _number(column, comparator, value, context)
        case t.RowText(column, operator, values):
            return _text(column, operator, values)
        case t.RowKnown(column):
            return f"with {article(column_label(column))}" if column == "coupon_code" else f"with a known {column_label(column)}"
        case t.Contains(inner):
            return f"including {goods_said(inner, context, some=True)}"
        case t.LinesNumber():
            return _lines_number(where, context)
        case t.RowAll(parts):
            is_one = len(_ranges_together(parts)) == 1
            return restrictions(parts, context) if is_one else f"({restrictions(parts, context) or 'of any kind'})"
        case t.RowAny(parts):
            said = [restriction(part, context) for part in parts]
            return said[0] if len(said) == 1 else f"({' or '.join(said) or 'of no kind'})"
        case t.RowNot(part):
            return _denied(part, context)


def _denied(part: t.RowCondition, context: Context) -> str:
    months = months_named(part)
    if months is not None:
        return f"in a month other than {either(months)}"
    match part:
        case t.RowText(column, TextOperator.ANY_OF, values):
            named = [_CHANNELS[value][1] if column == "channel" and value in _CHANNELS else quoted(value) for value in values]
            return _IS_OTHER.get(column, f"with {article(column_label(column))} other than {{0}}").replace("{0}", either(named))
        case t.RowText(column, operator, values):
            said = either([quoted(value) for value in values])
            return f"with {article(column_label(column))} that {TEXT_OPERATORS[operator].denied} {said}"
        case t.RowKnown("coupon_code"):
            return "without a coupon"
        case t.RowKnown(column):
            return f"without a known {column_label(column)}"
        case t.RowNumber(column, comparator, value):
            return restriction(t.RowNumber(column, COMPARATORS[comparator].opposite, value), context)
        case t.Contains(inner):
            return f"without {goods_said(inner, context, some=False)}"
        case t.LinesNumber(comparator=comparator):
            return _lines_number(replace(part, comparator=COMPARATORS[comparator].opposite), context)
        case t.RowNot(same):  # unknown stays unknown: nothing is lost
            return restriction(same, context)
        case t.RowAny(parts) if parts:
            return restriction(t.RowAll(tuple(t.RowNot(each) for each in parts)), context)
        case t.RowAll(parts) if parts:
            return restriction(t.RowAny(tuple(t.RowNot(each) for each in parts)), context)
    return f"for which this is not true: ({restriction(part, context)})"


def _lines_number(test: t.LinesNumber, context: Context) -> str:
    """ "with at least 3 different products", "with at least 5 items from “Tops”": what the lines of an order come to."""
    words = COMPARATORS[test.comparator].words
    what = "" if test.where is None else goods([test.where], context)
    what = what.removeprefix("something ") if what.startswith("something ") else f"of {what}" if what else ""
    one = test.value == 1
    if test.aggregate is Aggregate.DISTINCT:
        label = {"product_id": "product"}.get(test.column, column_label(test.column))
        several = f"{label[:-1]}ies" if label.endswith("y") else f"{label}s"
        return " ".join(
            filter(None, (f"with {words} {amount(test.value, None, context)} different", label if one else several, what))
        )
    many = counted_words(test.comparator)
    if test.column == "quantity":
        return " ".join(filter(None, (f"with {many} {amount(test.value, None, context)}", "item" if one else "items", what)))
    total = f"{words} {amount(test.value, _kind(test.column), context)}"
    return " ".join(filter(None, (f"with a {column_label(test.column)} added up", what and f"over goods {what}", f"of {total}")))


def counted_words(comparator: Comparator) -> str:
    """The words of a comparison before a number of things: fewer than, not less than."""
    return "fewer than" if comparator is Comparator.BELOW else COMPARATORS[comparator].words


def _text(column: str, operator: TextOperator, values: tuple[str, ...]) -> str:
    if operator is not TextOperator.ANY_OF:
        said = either([quoted(value) for value in values])
        return f"with {article(column_label(column))} that {TEXT_OPERATORS[operator].words} {said}"
    known = [" ".join(_CHANNELS[value]) for value in values if value in _CHANNELS] if column == "channel" else []
    rest = [quoted(value) for value in values if not known or value not in _CHANNELS]
    shown = _IS.get(column, f"with the {column_label(column)} {{0}}").replace("{0}", either(rest))
    return either([*known, *([shown] if rest else [])]) if known else shown


def _number(column: str, comparator: Comparator, value: Decimal, context: Context) -> str:
    calendar = calendar_phrase(column, comparator, value)
    if calendar is not None:
        return calendar
    label = column_label(column)
    if value == 0 and column in {"discount", "refunded"} and comparator in {Comparator.ABOVE, Comparator.AT_MOST}:
        return f"with{'' if comparator is Comparator.ABOVE else 'out'} {article(label)}"
    said = f"{COMPARATORS[comparator].words} {amount(value, _kind(column), context)}"
    match column:
        case "total":
            return f"worth {said}"
        case "unit_price":
            return f"priced at {said}"
        case "quantity":
            return f"with {said} {'unit' if value == 1 else 'units'}"
    return f"with {article(label)} of {said}"


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
