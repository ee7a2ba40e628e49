"""A segment read back as one English sentence that means exactly its tree, with the actual dates of every window.

SQL that stays SQL is put into words by whoever can read SQL (`Context.say_sql`); without them it stands as it is.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.calendar_phrases import calendar_phrase, calendar_range
from regulars.criteria.columns import ValueKind
from regulars.criteria.kinds import kind_of
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.phrases import Context, amount, article, either, figure, percent, quoted, span, window_words
from regulars.criteria.quantity_phrases import Quantities, field_label, is_part, kept_to
from regulars.criteria.row_phrases import as_verb, contained, goods_said, joined, rows_said
from regulars.criteria.said_together import all_of, denied_of, in_time_only, same_unit
from regulars.criteria.terms import Aggregate, Comparator, DatePart, Dates, End, RankBy, Source, Unit
from regulars.criteria.text_phrases import extreme, none_of, text_denied, text_denied_or_none, text_said

__all__ = ["Context", "clause", "field_label", "sentence"]

_SOME = {(Comparator.AT_LEAST, Decimal(1)), (Comparator.ABOVE, Decimal(0)), (Comparator.UNEQUAL, Decimal(0))}
_NONE = {(Comparator.EQUAL, Decimal(0)), (Comparator.BELOW, Decimal(1)), (Comparator.AT_MOST, Decimal(0))}
_AGED = {
    Comparator.ABOVE: "who are aged over {0}",
    Comparator.AT_LEAST: "who are aged {0} or over",
    Comparator.BELOW: "who are aged under {0}",
    Comparator.AT_MOST: "who are aged {0} or under",
    Comparator.EQUAL: "who are aged {0}",
    Comparator.UNEQUAL: "whose age is known and is not {0}",
}
_DENIED = {"was": "was not", "had": "did not have", "included": "did not include"}
_AGE = t.YearsSince(t.FieldValue("birth_date"))
# what customers did at a time, where a verb says it better than a noun
_DONE = {"created_at": "who signed up", "birth_date": "who were born"}
_CALENDAR = {
    DatePart.YEAR: "year",
    DatePart.MONTH: "month",
    DatePart.DAY_OF_MONTH: "day_of_month",
    DatePart.WEEKDAY: "weekday",
    DatePart.HOUR: "hour",
}


def sentence(condition: t.Condition, context: Context) -> str:
    """One sentence, beginning with a capital and ending with a full stop."""
    match condition:
        case t.All(()):
            return "All customers."
        case t.Any(()):
            return "No customers."
    return f"Customers {clause(condition, context)}."


def clause(condition: t.Condition, context: Context) -> str:
    """A condition as a relative clause: "whose country is “Canada”"."""
    return _Speaker(context).clause(condition)


class _Speaker:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._quantity = Quantities(context, self._among)

    def clause(self, condition: t.Condition) -> str:
        match condition:
            case t.All(parts):
                return self._as_one(condition) or self._joined(parts, "and", "who are any customer")
            case t.Any(parts):
                return self._as_one(condition) or self._joined(parts, "or", "who are no customer")
            case t.Not(part):
                return self._denied(part)
            case t.Compare(left, comparator, right):
                return self._compare(left, comparator, right)
            case t.Between(quantity, low, high):
                return self._between(quantity, low, high)
            case t.Within(time, window):
                return self._at(time, window_words(window, self._context))
            case t.FieldText(field, operator, values):
                return text_said(field, operator, [quoted(value) for value in values])
            case t.FieldTrue(field):
                return (
                    "who are subscribed to marketing"
                    if field == "accepts_marketing"
                    else f"for whom “{field_label(field)}” is true"
                )
            case t.Known(quantity):
                return "with a tag" if quantity == t.FieldValue("tags") else f"whose {self._quantity(quantity)} is known"
            case t.Rank():
                return self._rank(condition)
            case t.Followed():
                return self._followed(condition, some=True)
            case t.EachPeriod():
                return self._each_period(condition, some=True)
            case t.InSegment(names):
                return f"in the segment {either([quoted(name) for name in names])}"
            case t.SqlCondition(sql):
                said = self._context.say_sql(sql) if self._context.say_sql is not None else None
                return said or f"for whom this SQL is true: {' '.join(sql.split())}"

    def _as_one(self, condition: t.All | t.Any) -> str | None:
        """Conditions that together say one thing: a day of the year, the day of something else, another value or none."""
        match condition:
            case t.All((t.Compare(t.PartOf(one, DatePart.MONTH), Comparator.EQUAL, t.Constant(month)), second)):
                match second:
                    case t.Compare(t.PartOf(other, DatePart.DAY_OF_MONTH), Comparator.EQUAL, t.Constant(day)) if one == other:
                        said = (
                            calendar_phrase("month", Comparator.EQUAL, month),
                            calendar_phrase("day_of_month", Comparator.EQUAL, day),
                        )
                        if None not in said:
                            return self._at(one, f"on {figure(day)} {(said[0] or '').removeprefix('in ')} of any year")
            case t.All(parts):
                times = same_unit(parts)
                if times is not None:
                    return self._same_unit(times, "")
            case t.Any((t.Not(t.FieldText(field, operator, values)), t.Not(t.Known(t.FieldValue(same))))) if field == same:
                return text_denied_or_none(field, operator, [quoted(value) for value in values])
        return None

    def _same_unit(self, times: tuple[t.Quantity, t.Quantity, str], denied: str) -> str:
        one, two, unit = times
        return f"whose {self._quantity(one)} is {denied}{'on' if unit == 'day' else 'in'} the {unit} of their {self._quantity(two)}"

    def _joined(self, parts: tuple[t.Condition, ...], word: str, empty: str) -> str:
        if not parts:
            return empty
        if len(parts) == 1:
            return self.clause(parts[0])
        said: list[str] = []
        at = 0
        while at < len(parts):
            pair = self._pair(parts[at], parts[at + 1]) if word == "and" and at + 1 < len(parts) else None
            said.append(pair or self._bracketed(parts[at]))
            at += 2 if pair else 1
        return f", {word} ".join(said)

    def _pair(self, one: t.Condition, two: t.Condition) -> str | None:
        """Two conditions that say one thing: the first order, which was not in store; orders, all of which are in store."""
        failed = denied_of(one, two)
        if failed is not None:
            noun, _, rest = self._quantity.rows(failed, plural=False).partition(" that ")
            verb, _, what = rest.partition(" ")
            if verb in _DENIED and " and " not in what:
                return f"whose {noun} {_DENIED[verb]} {none_of(what)}"
        kept = all_of(one, two)
        if kept is None:
            return None
        rows, every = kept
        if in_time_only(rows, every) and rows.window is not None:
            return f"with {self._quantity.rows(every)}, all of which are {window_words(rows.window, self._context)}"
        test = self._kept_to(rows, every)
        return None if test is None else f"with {self._quantity.rows(every)}, all of which {test}"

    def _bracketed(self, part: t.Condition) -> str:
        if isinstance(part, t.All | t.Any) and len(part.parts) > 1:
            return self._as_one(part) or f"({self.clause(part)})"
        denied = part.part if isinstance(part, t.Not) else None
        if isinstance(denied, t.All | t.Any) and len(denied.parts) > 1:
            return f"({self.clause(part)})"
        return self.clause(part)

    def _denied(self, part: t.Condition) -> str:
        match part:
            case t.FieldText(field, operator, values):
                return text_denied(field, operator, [quoted(value) for value in values])
            case t.FieldTrue("accepts_marketing"):
                return "who are known not to be subscribed to marketing"
            case t.FieldTrue(field):
                return f"for whom “{field_label(field)}” is known and false"
            case t.Not(same):  # unknown stays unknown: nothing is lost
                return self._bracketed(same)
            case t.Known(quantity):
                return "without tags" if quantity == t.FieldValue("tags") else f"whose {self._quantity(quantity)} is not known"
            case t.Compare(left, comparator, right):
                return self._compare(left, COMPARATORS[comparator].opposite, right)
            case t.Between(quantity, t.Constant() as low, t.Constant() as high):
                below, above = (self._right(limit, quantity) for limit in (low, high))
                return f"whose {self._quantity(quantity)} is less than {below} or more than {above}"
            case t.Within(time, Dates(first, None)) if first is not None:
                return self._at(time, window_words(Dates(first, None), self._context).replace("on or after", "before", 1))
            case t.Within(time, Dates(None, last)) if last is not None:
                return self._at(time, window_words(Dates(None, last), self._context).replace("on or before", "after", 1))
            case t.Within(time, window):
                return f"whose {self._quantity(time)} is known and was not {window_words(window, self._context)}"
            case t.InSegment(names):
                return f"not in the segment {either([quoted(name) for name in names])}"
            case t.Rank(by=RankBy.SHARE | RankBy.COUNT | RankBy.MAKING):
                return f"not {self._rank(part)}"
            case t.Followed():
                return self._followed(part, some=False)
            case t.EachPeriod():
                return self._each_period(part, some=False)
            case t.All(parts) if (times := same_unit(parts)) is not None:
                return self._same_unit(times, "known and is not ")
            case t.All(parts) if len(parts) > 1:
                return self._joined(tuple(t.Not(each) for each in parts), "or", "")
            case t.Any(parts) if len(parts) > 1:
                return self._joined(tuple(t.Not(each) for each in parts), "and", "")
        return f"for whom this is not true: [{self.clause(part)}]"

    def _compare(self, left: t.Quantity, comparator: Comparator, right: t.Quantity) -> str:
        if isinstance(right, t.Constant):
            said = self._measured(left, comparator, right.value)
            if said is not None:
                return said
        match left, comparator, right:
            case t.Measure(Aggregate.COUNT, rows), Comparator.EQUAL, t.Measure(Aggregate.COUNT, every):
                test = self._kept_to(rows, every)
                if test is not None:
                    return f"all of whose {self._quantity.rows(every)}, if any, {test}"
        words = COMPARATORS[comparator].time_words if kind_of(left) is ValueKind.TIME else COMPARATORS[comparator].words
        is_field = isinstance(left, t.FieldValue) and isinstance(right, t.Constant)
        words = "" if is_field and comparator is Comparator.EQUAL else f"{words} "
        return f"whose {self._quantity(left)} is {words}{self._right(right, left)}"

    def _measured(self, left: t.Quantity, comparator: Comparator, value: Decimal) -> str | None:
        """A comparison with a number that has a way of its own to be said."""
        match left:
            case t.Measure(Aggregate.COUNT, rows):
                return self._counted(rows, comparator, value)
            case t.PartOf(time, part):
                column = _CALENDAR[part]
                said = calendar_phrase(column, comparator, value)
                return None if said is None else self._at(time, said)
            case t.YearsSince() if left == _AGE:
                return _AGED[comparator].format(figure(value))
            case t.DaysSince(time) if value >= 0:
                known = "" if comparator is not Comparator.UNEQUAL else "not exactly "
                return self._at(time, f"{known or COMPARATORS[comparator].words + ' '}{span(value)} ago")
            case t.Ratio(t.Measure(Aggregate.COUNT, rows), t.Measure(Aggregate.COUNT, every)) if value == 1:
                test = self._kept_to(rows, every)
                if test is not None and comparator in {Comparator.AT_LEAST, Comparator.EQUAL}:
                    return f"with {self._quantity.rows(every)}, all of which {test}"
        return None

    def _kept_to(self, rows: t.Rows, every: t.Rows) -> str | None:
        """What all of some rows are when as many as there are pass one test more: "with a coupon"."""
        test = kept_to(rows, every)
        return None if test is None else as_verb(self._quantity.rows(test).partition(" ")[2], "are", "have", "include")

    def _counted(self, rows: t.Rows, comparator: Comparator, value: Decimal) -> str:
        test, goods = (comparator, value), contained(rows.where)
        if goods is not None and rows.position is None and not rows.every_status and test in {*_NONE, (Comparator.AT_LEAST, 1)}:
            some = test not in _NONE
            rest = rows_said(replace(rows, where=goods[1]), self._context, self._quantity).rest
            return joined(("who ordered" if some else "who did not order", goods_said(goods[0], self._context, some=some), rest))
        if test in _NONE:
            return f"with no {self._quantity.rows(rows, plural=False)}"
        if rows.position is not None and test in _SOME:
            return self._placed(rows)
        words = "fewer than" if comparator is Comparator.BELOW else COMPARATORS[comparator].words
        return f"with {words} {figure(value)} {self._quantity.rows(rows, plural=value != 1)}"

    def _placed(self, rows: t.Rows) -> str:
        """Whose first order was in channel “web”; with a first order."""
        noun, _, rest = self._quantity.rows(rows, plural=False).partition(" that ")
        if not rest:
            return f"with {article(noun)}"
        if rows.where is None and rows.source is not Source.LINES:
            rest = rest.replace("was ", "was made ", 1)
        return f"whose {noun} {rest}"

    def _between(self, quantity: t.Quantity, low: t.Quantity, high: t.Quantity) -> str:
        if isinstance(low, t.Constant) and isinstance(high, t.Constant):
            match quantity:
                case t.PartOf(time, part):
                    said = calendar_range(_CALENDAR[part], low.value, high.value)
                    if said is not None:
                        return self._at(time, said)
                case t.YearsSince() if quantity == _AGE:
                    return f"who are aged {figure(low.value)} to {figure(high.value)}"
                case t.DaysSince(time) if low.value >= 0:
                    return self._at(time, f"at least {span(low.value)} and at most {span(high.value)} ago")
        return f"whose {self._quantity(quantity)} is from {self._right(low, quantity)} to {self._right(high, quantity)}"

    def _at(self, time: t.Quantity, when: str) -> str:
        done = _DONE.get(time.field) if isinstance(time, t.FieldValue) else None
        return f"{done} {when}" if done else f"whose {self._quantity(time)} was {when}"

    def _right(self, quantity: t.Quantity, left: t.Quantity) -> str:
        """What `left` is compared with."""
        match quantity:
            case t.Constant(value):
                return percent(value) if is_part(left) else amount(value, kind_of(left), self._context)
            case t.OfBase():
                return self._quantity(quantity)
            case t.Scaled(factor, t.OfBase() as inner):
                return f"{figure(factor)} times {self._quantity(inner)}"
            case t.Scaled(factor, inner):
                return f"{figure(factor)} times their {self._quantity(inner)}"
        return f"their {self._quantity(quantity)}"

    def _followed(self, condition: t.Followed, *, some: bool) -> str:
        first = self._quantity.rows(condition.first, plural=False)
        then = self._quantity.rows(condition.then, plural=False)
        within = "" if condition.days is None else f" within {span(condition.days)}"
        if condition.first.position is not None:
            noun, _, told = first.partition(" that ")
            first = f"{noun} (which {told})" if told else noun
            first = f"their {first}" if some else f"no {first}"
        else:
            first = article(first) if some else f"no {first}"
        then = f"their {then}" if condition.then.position is not None else article(then)
        link = "" if condition.first.position is not None else "that was "
        return f"with {first} {link}followed{within} by {then}"

    def _each_period(self, condition: t.EachPeriod, *, some: bool) -> str:
        count = condition.count
        if some:
            each, many = f"every calendar {condition.unit}", f"at least {count:,}"
        else:
            each, many = f"at least one calendar {condition.unit}", "no" if count == 1 else f"fewer than {count:,}"
        each = f"{'on' if condition.unit is Unit.DAY else 'in'} {each}"
        return f"with {many} {self._quantity.rows(condition.rows, plural=count != 1, each=each)}"

    def _rank(self, rank: t.Rank) -> str:
        quantity = self._quantity(rank.quantity)
        among = self._among(rank.among)
        share = percent(rank.amount)
        match rank.by:
            case RankBy.SHARE:
                return f"in the {rank.end} {share} by {quantity} (among {among})"
            case RankBy.COUNT:
                return f"among the {figure(rank.amount)} with the {extreme(rank.end)} {quantity} (of {among})"
            case RankBy.BEYOND:
                more = "higher" if rank.end is End.TOP else "lower"
                return f"whose {quantity} is {more} than that of {share} (of {among})"
            case RankBy.MAKING:
                return f"among the fewest that together make {share} of the {quantity} (of {among}, {extreme(rank.end)} first)"

    def _among(self, among: t.Condition | None) -> str:
        return "the customers with an order" if among is None else f"the customers {self.clause(among)}"
