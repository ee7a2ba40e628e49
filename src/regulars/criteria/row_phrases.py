"""Rows in English: "orders in channel “web” in the last 90 days (3 Jul 2026 to 30 Sep 2026)".

Lines are said in two ways: as the orders that they belong to ("orders of something from “Tops”"), or as goods
("goods from “Tops”").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.calendar_phrases import calendar_phrase, calendar_range, months_named, weekdays
from regulars.criteria.columns import LINE_COLUMNS, ROW_COLUMNS, ValueKind
from regulars.criteria.operators import COMPARATORS, TEXT_OPERATORS
from regulars.criteria.phrases import (
    Context,
    amount,
    article,
    either,
    neither,
    ordinal,
    quoted,
    span,
    window_words,
)
from regulars.criteria.terms import Aggregate, Comparator, Source, TextOperator

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
_OF_LINES = frozenset(column.name for column in LINE_COLUMNS)
# {0} are the values
_IS = {
    "category": "from {0}",
    "product_title": "called {0}",
    "channel": "in channel {0}",
    "campaign": "of campaign {0}",
    "type": "of type {0}",
}


@dataclass(frozen=True, slots=True)
class RowsSaid:
    """`noun` for one or several; `goods`, what was bought, where rows are lines; `tests` of orders or events; `times`."""

    one: str
    several: str
    goods: str | None
    tests: str
    times: str

    @property
    def rest(self) -> str:
        """What is left to say after the noun and the goods."""
        return joined((self.tests, self.times))


def rows_said(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, each: str = "") -> RowsSaid:
    """The parts that a phrase about rows is made of. `each` goes before the window: "in every calendar month"."""
    (one, several), tests = _noun(rows)
    goods = None
    if rows.source is Source.LINES:
        of_lines = [test for test in tests if _columns(test) & _OF_LINES]
        goods = _goods(of_lines, context)
        tests = [test for test in tests if test not in of_lines]
    times = [each]
    if rows.window is not None:
        times.append(window_words(rows.window, context))
    if rows.around is not None:
        times.append(_around(rows.around, quantity))
    return RowsSaid(one, several, goods, _adjuncts(tests, context), joined(times))


def rows_phrase(
    rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, plural: bool = True, each: str = ""
) -> str:
    """What the rows are, with every restriction on them. `quantity` says a quantity in words."""
    said = rows_said(rows, context, quantity, each=each)
    rest = joined(("" if said.goods is None else f"of {said.goods}", said.rest))
    if rows.position is not None and rest:
        rest = f"that {as_verb(rest, 'were' if plural else 'was', 'had', 'included')}"
    return joined((said.several if plural else said.one, rest))


def as_verb(rest: str, are: str, have: str, include: str) -> str:
    """What is left to say about rows after a verb: "was in channel “web”", "had a coupon", "included something from “Tops”"."""
    if rest.startswith("including "):
        return f"{include} {rest.removeprefix('including ')}"
    if rest.startswith("with ") and " and with" not in rest:
        return f"{have} {rest.removeprefix('with ')}"
    return f"{are} {rest}"


def contained(where: t.RowCondition | None) -> tuple[t.RowCondition, t.RowCondition | None] | None:
    """What orders contain, and what else is true of them; None where that is nothing, or several things."""
    parts = _parts(where)
    found = [part for part in parts if isinstance(part, t.Contains)]
    if len(found) != 1 or any(isinstance(part, t.LinesNumber) for part in parts):
        return None
    rest = tuple(part for part in parts if part is not found[0])
    return found[0].where, (rest[0] if len(rest) == 1 else t.RowAll(rest)) if rest else None


def goods_said(test: t.RowCondition, context: Context, *, some: bool) -> str:
    """Goods for which a test is true: something from “Tops”; after a negation, anything from “Tops”."""
    goods = _goods([test], context)
    return f"anything{goods.removeprefix('something')}" if not some and goods.startswith("something") else goods


def goods_phrase(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str]) -> str:
    """Lines as what was bought: "goods from “Tops” in the last 90 days (...)"."""
    said = rows_said(rows, context, quantity)
    goods = said.goods or ""
    for unnamed in ("something", "anything"):
        if goods.startswith(unnamed):
            goods = f"goods{goods.removeprefix(unnamed)}"
    if said.one == "order":
        return joined((goods, said.rest))
    return joined(
        (goods, f"in the {said.one}" if rows.position else f"in {said.several}", f"that was {said.rest}" if said.rest else "")
    )


def joined(parts: Sequence[str]) -> str:
    """The parts that are not empty, one after the other."""
    return " ".join(part for part in parts if part)


def _noun(rows: t.Rows) -> tuple[tuple[str, str], list[t.RowCondition]]:
    if rows.source is Source.EVENTS:
        return _event_noun(rows.where)
    named = ("order of any status", "orders of any status") if rows.every_status else ("order", "orders")
    if rows.every_status and rows.position is None:
        parts = _parts(rows.where)
        cancelled = [part for part in parts if part == t.RowText("status", TextOperator.ANY_OF, ("cancelled",))]
        if len(cancelled) == 1:
            return ("cancelled order", "cancelled orders"), [part for part in parts if part not in cancelled]
    if rows.position is not None:
        place = ordinal(rows.position.number, from_end=rows.position.from_end)
        named = f"{place} {named[0]}", f"{place} {named[1]}"
    return named, _parts(rows.where)


def _parts(where: t.RowCondition | None) -> list[t.RowCondition]:
    return list(where.parts) if isinstance(where, t.RowAll) else [] if where is None else [where]


def _event_noun(where: t.RowCondition | None) -> tuple[tuple[str, str], list[t.RowCondition]]:
    """The noun of the event type, where the rows are of one type alone, and what is left to say."""
    parts = _parts(where)
    for at, part in enumerate(parts):
        if isinstance(part, t.RowText) and (part.column, part.operator) == ("type", TextOperator.ANY_OF) and len(part.values) == 1:
            noun = EVENT_NOUNS.get(part.values[0], (f"{quoted(part.values[0])} event", f"{quoted(part.values[0])} events"))
            return noun, [*parts[:at], *parts[at + 1 :]]
    return ("event", "events"), parts


def _columns(test: t.RowCondition) -> frozenset[str]:
    """The columns that a test is about; none of those inside `Contains`, which is about an order."""
    match test:
        case t.RowNumber(column) | t.RowText(column) | t.RowKnown(column):
            return frozenset({column})
        case t.RowAll(parts) | t.RowAny(parts):
            return frozenset().union(*map(_columns, parts))
        case t.RowNot(part):
            return _columns(part)
        case t.Contains() | t.LinesNumber():
            return frozenset()


def _goods(tests: Sequence[t.RowCondition], context: Context) -> str:
    """What a line holds: “Sneaker”; something from “Tops”; anything."""
    match tests:
        case []:
            return "anything"
        case [t.RowText("product_title", TextOperator.ANY_OF, values)]:
            return either([quoted(value) for value in values])
        case [one]:
            return f"something {_test(one, context)}"
    return f"something [{' and '.join(_test(test, context) for test in tests)}]"


def _adjuncts(tests: Sequence[t.RowCondition], context: Context) -> str:
    """Restrictions that all hold, one after the other."""
    said: list[str] = []
    for part in _ranges_together(tests):
        words = part if isinstance(part, str) else _test(part, context)
        alike = any(
            words.startswith(lead) and said and said[-1].removeprefix("and ").startswith(lead) for lead in ("with", "including")
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


def _test(where: t.RowCondition, context: Context) -> str:
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
            return _text(column, operator, [quoted(value) for value in values])
        case t.RowKnown(column):
            return f"with {article(column_label(column))}" if column == "coupon_code" else f"with a known {column_label(column)}"
        case t.Contains(inner):
            return f"including {goods_said(inner, context, some=True)}"
        case t.LinesNumber():
            return _lines_number(where, context)
        case t.RowAll(parts):
            is_one = len(_ranges_together(parts)) == 1
            return _adjuncts(parts, context) if is_one else f"[{_adjuncts(parts, context) or 'of any kind'}]"
        case t.RowAny(parts):
            said = [_test(part, context) for part in parts]
            return said[0] if len(said) == 1 else f"[{' or '.join(said) or 'of no kind'}]"
        case t.RowNot(part):
            return _denied(part, context)


def _denied(part: t.RowCondition, context: Context) -> str:
    months = months_named(part)
    if months is not None:
        return f"in a month other than {either(months)}"
    match part:
        case t.RowText(column, TextOperator.ANY_OF, values):
            return f"with a known {column_label(column)} that is {neither([quoted(value) for value in values])}"
        case t.RowText(column, operator, values):
            said = either([quoted(value) for value in values])
            return f"with a known {column_label(column)} that {TEXT_OPERATORS[operator].denied} {said}"
        case t.RowKnown("coupon_code"):
            return "without a coupon"
        case t.RowKnown(column):
            return f"without a known {column_label(column)}"
        case t.RowNumber(column, comparator, value):
            return _test(t.RowNumber(column, COMPARATORS[comparator].opposite, value), context)
        case t.Contains(inner):
            return f"without {goods_said(inner, context, some=False)}"
        case t.LinesNumber(comparator=comparator):
            return _lines_number(replace(part, comparator=COMPARATORS[comparator].opposite), context)
        case _:
            return f"for which this is not true: [{_test(part, context)}]"


def _lines_number(test: t.LinesNumber, context: Context) -> str:
    """ "with at least 3 different products", "with at least 5 units from “Tops”": what the lines of an order come to."""
    many = f"{COMPARATORS[test.comparator].words} {amount(test.value, None, context)}"
    goods = "" if test.where is None else _goods([test.where], context)
    goods = goods.removeprefix("something ") if goods.startswith("something ") else f"of {goods}" if goods else ""
    one = test.value == 1
    if test.aggregate is Aggregate.DISTINCT:
        label = {"product_id": "product"}.get(test.column, column_label(test.column))
        several = f"{label[:-1]}ies" if label.endswith("y") else f"{label}s"
        return joined((f"with {many} different", label if one else several, goods))
    if test.column == "quantity":
        return joined((f"with {many}", "unit" if one else "units", goods or "of goods"))
    total = f"{COMPARATORS[test.comparator].words} {amount(test.value, _kind(test.column), context)}"
    return joined(("with a", column_label(test.column), "added up", goods and f"over goods {goods}", "of", total))


def _text(column: str, operator: TextOperator, values: list[str]) -> str:
    if operator is not TextOperator.ANY_OF:
        return f"with {article(column_label(column))} that {TEXT_OPERATORS[operator].words} {either(values)}"
    return _IS.get(column, f"with {column_label(column)} {{0}}").replace("{0}", either(values))


def _number(column: str, comparator: Comparator, value: Decimal, context: Context) -> str:
    calendar = calendar_phrase(column, comparator, value)
    if calendar is not None:
        return calendar
    label = column_label(column)
    if value == 0 and column in {"discount", "refunded"} and comparator in {Comparator.ABOVE, Comparator.AT_MOST}:
        return f"with{'' if comparator is Comparator.ABOVE else 'out'} {article(label)}"
    said = f"{COMPARATORS[comparator].words} {amount(value, _kind(column), context)}"
    units = "unit" if value == 1 else "units"
    return f"with {said} {units}" if column == "quantity" else f"with {article(label)} of {said}"


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
    anchor = f"the {quantity(around.anchor)}"
    if _is_restricted(around.anchor):
        anchor = f"[{anchor}]"
    said = _distance(around.earliest, around.latest, anchor, strictly=around.strictly)
    says_so = around.earliest == 0 and around.latest != 0
    return f"{said} (that instant left out)" if around.strictly and not says_so else said


def _is_restricted(anchor: t.Quantity) -> bool:
    if isinstance(anchor, t.Measure):
        rows = anchor.rows
        return (rows.where, rows.window, rows.around) != (None, None, None) or rows.source is Source.LINES
    return not isinstance(anchor, t.FieldValue)


def _distance(low: Decimal | None, high: Decimal | None, anchor: str, *, strictly: bool) -> str:
    after = "strictly after" if strictly else "at or after"
    if high is None:
        if low is None:
            return f"at any time around {anchor}"
        if low < 0:
            return f"from {span(-low)} before {anchor} on"
        return f"{span(low)} or more after {anchor}" if low else f"{after} {anchor}"
    if low is None:
        if high < 0:
            return f"{span(-high)} or more before {anchor}"
        return f"no later than {span(high)} after {anchor}" if high else f"up to {anchor}"
    if low == high == 0:
        return f"at the time of {anchor}"
    if low == 0:
        return f"{after} {anchor} and within {span(high)} of it"
    if high == 0:
        return f"in the {span(-low).removeprefix('1 ')} up to {anchor}"
    if high < 0:
        return f"from {span(-low)} to {span(-high)} before {anchor}"
    if low < 0:
        return f"from {span(-low)} before to {span(high)} after {anchor}"
    return f"from {span(low)} to {span(high)} after {anchor}"
