"""Comparisons in English: "with more than 2 orders", "whose net spend is at least 500 USD", "who are aged over 60"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.calendar_phrases import calendar_phrase, calendar_range
from regulars.criteria.columns import ValueKind
from regulars.criteria.kinds import kind_of
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.phrases import Context, amount, article, figure, percent, span
from regulars.criteria.quantity_phrases import Quantities, is_part, kept_to
from regulars.criteria.restriction_phrases import as_verb, contained, counted_words, goods_said
from regulars.criteria.row_phrases import deed, joined, rows_said
from regulars.criteria.terms import Aggregate, Comparator, DatePart, Source

_SOME = {(Comparator.AT_LEAST, Decimal(1)), (Comparator.ABOVE, Decimal(0)), (Comparator.UNEQUAL, Decimal(0))}
_ONCE = (Comparator.AT_LEAST, Decimal(1))
_NONE = {(Comparator.EQUAL, Decimal(0)), (Comparator.BELOW, Decimal(1)), (Comparator.AT_MOST, Decimal(0))}
_AGED = {
    Comparator.ABOVE: "who are aged over {0}",
    Comparator.AT_LEAST: "who are aged {0} or over",
    Comparator.BELOW: "who are aged under {0}",
    Comparator.AT_MOST: "who are aged {0} or under",
    Comparator.EQUAL: "who are aged {0}",
    Comparator.UNEQUAL: "whose age is known and is not {0}",
}
_AGE = t.YearsSince(t.FieldValue("birth_date"))
# what customers did at a time, where a verb says it better than a noun
_DONE = {"created_at": "who signed up", "birth_date": "who were born"}
CALENDAR = {
    DatePart.YEAR: "year",
    DatePart.MONTH: "month",
    DatePart.DAY_OF_MONTH: "day_of_month",
    DatePart.WEEKDAY: "weekday",
    DatePart.HOUR: "hour",
}
_NUMBER_OF = "number of "


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Says comparisons as relative clauses."""

    context: Context
    quantity: Quantities

    def compared(self, left: t.Quantity, comparator: Comparator, right: t.Quantity) -> str:
        """One quantity against another."""
        if isinstance(right, t.Constant):
            said = self._measured(left, comparator, right.value)
            if said is not None:
                return said
        match left, comparator, right:
            case t.Measure(Aggregate.COUNT, rows), Comparator.EQUAL, t.Measure(Aggregate.COUNT, every):
                test = self.kept_to(rows, every)
                if test is not None:
                    return f"all of whose {self.quantity.rows(every)}, if any, {test}"
        words = COMPARATORS[comparator].time_words if kind_of(left) is ValueKind.TIME else COMPARATORS[comparator].words
        is_field = isinstance(left, t.FieldValue) and isinstance(right, t.Constant)
        words = "" if is_field and comparator is Comparator.EQUAL else f"{words} "
        return f"whose {self.quantity(left)} is {words}{self.right(right, left)}"

    def _measured(self, left: t.Quantity, comparator: Comparator, value: Decimal) -> str | None:
        """A comparison with a number that has a way of its own to be said."""
        match left:
            case t.Measure(Aggregate.COUNT, rows):
                return self._counted(rows, comparator, value)
            case t.PartOf(time, part):
                said = calendar_phrase(CALENDAR[part], comparator, value)
                return None if said is None else self.at(time, said)
            case t.YearsSince() if left == _AGE:
                return _AGED[comparator].format(figure(value))
            case t.DaysSince(time) if value >= 0:
                known = "" if comparator is not Comparator.UNEQUAL else "not exactly "
                return self.at(time, f"{known or COMPARATORS[comparator].words + ' '}{span(value)} ago")
            case t.Ratio(t.Measure(Aggregate.COUNT, rows), t.Measure(Aggregate.COUNT, every)):
                return self._share(left, rows, every, comparator, value)
            case t.Ratio(t.Measure() as over, under) if is_part(left):
                share = f"{COMPARATORS[comparator].words} {percent(value)}"
                return f"whose {self.quantity(over)} is {share} of their {self.quantity(under)}"
            case t.Measure(Aggregate.MOST_REPEATED | Aggregate.LONGEST_RUN) if comparator is Comparator.AT_LEAST and value > 1:
                return self._repeated(left, value)
        return self._numbered(left, f"{counted_words(comparator)} {figure(value)}", is_one=value == 1)

    def _share(self, share: t.Ratio, rows: t.Rows, every: t.Rows, comparator: Comparator, value: Decimal) -> str | None:
        """ "with orders, all of which have a coupon"; "whose orders with a coupon are more than 50 % of all their orders"."""
        if value == 1 and comparator in {Comparator.AT_LEAST, Comparator.EQUAL}:
            test = self.kept_to(rows, every)
            if test is not None:
                return f"with {self.quantity.rows(every)}, all of which {test}"
        if not is_part(share):
            return None
        words = COMPARATORS[comparator].words
        return f"whose {self.quantity.rows(rows)} are {words} {percent(value)} of all their {self.quantity.rows(every)}"

    def _repeated(self, measure: t.Measure, value: Decimal) -> str:
        """ "with at least 2 orders on the same day", "with site visits on at least 5 days in a row"."""
        noun = self.quantity(measure)
        if measure.aggregate is Aggregate.MOST_REPEATED:
            return f"with at least {figure(value)} {noun.removeprefix('largest number of ')}"
        label, _, rows = noun.removeprefix("largest number of ").partition(" in a row with ")
        return f"with {rows} {'on' if label == 'days' else 'in'} at least {figure(value)} {label} in a row"

    def _numbered(self, left: t.Quantity, many: str, *, is_one: bool) -> str | None:
        """How many of something: "with more than 3 different categories ordered"; None for what is no number of things."""
        noun = self.quantity(left)
        if isinstance(left, t.Sum | t.Ratio) or not noun.startswith(_NUMBER_OF):
            return None
        things = noun.removeprefix(_NUMBER_OF)
        if things.startswith("items"):
            return f"who ordered {many} {'item' if is_one else 'items'}{things.removeprefix('items')}"
        return None if is_one or isinstance(left, t.FieldValue) else f"with {many} {things}"

    def kept_to(self, rows: t.Rows, every: t.Rows) -> str | None:
        """What all of some rows are when as many as there are pass one test more: "have a coupon"."""
        test = kept_to(rows, every)
        return None if test is None else as_verb(self.quantity.rows(test).partition(" ")[2], "are", "have", "include")

    def _counted(self, rows: t.Rows, comparator: Comparator, value: Decimal) -> str:
        test, goods = (comparator, value), contained(rows.where)
        if test in _NONE or test == _ONCE:
            some = test == _ONCE
            done = deed(rows, self.context, self.quantity, some=some)
            if done is not None:
                return done
            if goods is not None and rows.position is None and not rows.every_status and rows.source is not Source.EVENTS:
                rest = rows_said(replace(rows, where=goods[1]), self.context, self.quantity).rest
                return joined(("who ordered" if some else "who did not order", goods_said(goods[0], self.context, some=some), rest))
        if test in _NONE:
            return f"with no {self.quantity.rows(rows, plural=False)}"
        if rows.position is not None and test in _SOME:
            return self._placed(rows)
        if test == (Comparator.ABOVE, Decimal(0)):
            return f"with some {self.quantity.rows(rows)}"
        return f"with {counted_words(comparator)} {figure(value)} {self.quantity.rows(rows, plural=value != 1)}"

    def _placed(self, rows: t.Rows) -> str:
        """Whose first order was in the mobile app; with a first order."""
        noun, _, rest = self.quantity.rows(rows, plural=False).partition(" that ")
        if not rest:
            return f"with {article(noun)}"
        if rows.where is None and rows.source is not Source.LINES:
            rest = rest.replace("was ", "was made ", 1)
        return f"whose {noun} {rest}"

    def between(self, quantity: t.Quantity, low: t.Quantity, high: t.Quantity) -> str:
        """A quantity between two limits, both of which are in."""
        if isinstance(low, t.Constant) and isinstance(high, t.Constant):
            match quantity:
                case t.PartOf(time, part):
                    said = calendar_range(CALENDAR[part], low.value, high.value)
                    if said is not None:
                        return self.at(time, said)
                case t.YearsSince() if quantity == _AGE:
                    return f"who are aged {figure(low.value)} to {figure(high.value)}"
                case t.DaysSince(time) if low.value >= 0:
                    return self.at(time, f"at least {span(low.value)} and at most {span(high.value)} ago")
            numbered = self._numbered(quantity, f"{figure(low.value)} to {figure(high.value)}", is_one=False)
            if numbered is not None:
                return numbered
        return f"whose {self.quantity(quantity)} is from {self.right(low, quantity)} to {self.right(high, quantity)}"

    def at(self, time: t.Quantity, when: str) -> str:
        """A time that lies in some stretch of the calendar."""
        done = _DONE.get(time.field) if isinstance(time, t.FieldValue) else None
        return f"{done} {when}" if done else f"whose {self.quantity(time)} was {when}"

    def right(self, quantity: t.Quantity, left: t.Quantity) -> str:
        """What `left` is compared with."""
        match quantity:
            case t.Constant(value):
                return percent(value) if is_part(left) else amount(value, kind_of(left), self.context)
            case t.OfBase():
                return self.quantity(quantity)
            case t.Scaled(factor, t.OfBase() as inner):
                return f"{figure(factor)} times {self.quantity(inner)}"
            case t.Scaled(factor, inner):
                return f"{figure(factor)} times their {self.quantity.within(inner)}"
        return f"their {self.quantity(quantity)}"
