"""A segment read back as one English sentence that means exactly its tree, with the actual dates of every window.

SQL that stays SQL is put into words by whoever can read SQL (`Context.say_sql`); without them it stands as it is.
"""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria import tree as t
from regulars.criteria.calendar_phrases import calendar_phrase, months_named, weekdays
from regulars.criteria.comparison_phrases import CALENDAR, Comparisons
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.phrases import (
    Context,
    article,
    dated_once,
    either,
    figure,
    percent,
    quoted,
    span,
    window_noun,
    window_words,
)
from regulars.criteria.quantity_phrases import Quantities, field_label
from regulars.criteria.said_together import (
    alike_in_windows,
    all_of,
    all_of_counted,
    denied_of,
    in_time_only,
    only_one_of,
    same_unit,
    some_rows,
)
from regulars.criteria.terms import Comparator, DatePart, Dates, End, RankBy, Unit
from regulars.criteria.text_phrases import extreme, none_of, text_denied, text_denied_or_none, text_said

__all__ = ["Context", "clause", "field_label", "sentence"]

_DENIED = {"was": "was not", "had": "did not have", "included": "did not include"}


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
    return dated_once(_Speaker(replace(context, marked=True)).clause(condition))


class _Speaker:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._quantity = Quantities(context, self._among)
        self._compared = Comparisons(context, self._quantity)

    def clause(self, condition: t.Condition) -> str:
        match condition:
            case t.All(parts):
                return self._as_one(condition) or self._joined(parts, "and", "who are any customer")
            case t.Any(parts):
                return self._as_one(condition) or self._joined(parts, "or", "who are no customer")
            case t.Not(part):
                return self._denied(part)
            case t.Compare(left, comparator, right):
                return self._compared.compared(left, comparator, right)
            case t.Between(quantity, low, high):
                return self._compared.between(quantity, low, high)
            case t.Within(time, window):
                return self._compared.at(time, window_words(window, self._context))
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
                            return self._compared.at(one, f"on {figure(day)} {(said[0] or '').removeprefix('in ')} of any year")
            case t.All(parts):
                times = same_unit(parts)
                if times is not None:
                    return self._same_unit(times, "")
                pair = only_one_of(parts)
                if pair is not None:
                    return f"either {self._bracketed(pair[0])}, or {self._bracketed(pair[1])}, but not both"
            case t.Any((t.Not(t.FieldText(field, operator, values)), t.Not(t.Known(t.FieldValue(same))))) if field == same:
                return text_denied_or_none(field, operator, [quoted(value) for value in values])
            case t.Any((t.Compare(t.PartOf(time, part)), _, *_)):
                return self._parts_of(time, part, condition.parts)
        return None

    def _parts_of(self, time: t.Quantity, part: DatePart, parts: tuple[t.Condition, ...]) -> str | None:
        """Several months or weekdays of one time: "who were born in November or December"."""
        tests: list[t.RowCondition] = []
        for each in parts:
            match each:
                case t.Compare(t.PartOf(same, unit), Comparator.EQUAL as equal, t.Constant(value)) if (same, unit) == (time, part):
                    tests.append(t.RowNumber(CALENDAR[part], equal, value))
                case _:
                    return None
        months = months_named(t.RowAny(tuple(tests)))
        said = f"in {either(months)}" if months is not None else weekdays(t.RowAny(tuple(tests)))
        return None if said is None else self._compared.at(time, said)

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
            words, at = self._next(parts, at, word)
            said.append(words)
        if word == "and" and len(said) > 1 and self._is_choice(parts[-1]):
            said[-1] = f"either {said[-1].removeprefix('(').removesuffix(')')}"
        # "A, B, or C" could be taken for "A and B, or C"
        if word == "or" or len(said) < 3 or any(", all of which" in words for words in said):
            return f", {word} ".join(said)
        return f"{', '.join(said[:-1])}, {word} {said[-1]}"

    def _next(self, parts: tuple[t.Condition, ...], at: int, word: str) -> tuple[str, int]:
        """What is said next of conditions that all stand in one list, and the place after it."""
        end = len(parts)
        while end - at > 2:
            alike = alike_in_windows(parts[at:end])
            nouns = [window_noun(window, self._context) for window in alike[1]] if alike is not None else [None]
            if alike is not None and None not in nouns:
                which = "each" if word == "and" else "at least one"
                periods = either([noun for noun in nouns if noun is not None], "and")
                return f"{self.clause(alike[0])} in {which} of these periods ({periods})", end
            end -= 1
        pair = self._pair(parts[at], parts[at + 1]) if word == "and" and at + 1 < len(parts) else None
        return (pair, at + 2) if pair else (self._bracketed(parts[at]), at + 1)

    def _is_choice(self, part: t.Condition) -> bool:
        """Whether a part reads as alternatives in brackets, which the end of the list can stand for."""
        return isinstance(part, t.Any) and len(part.parts) > 1 and self._as_one(part) is None

    def _pair(self, one: t.Condition, two: t.Condition) -> str | None:
        """Two conditions that say one thing: the first order, which was not in store; orders, all of which are in store."""
        failed = denied_of(one, two)
        if failed is not None:
            noun, _, rest = self._quantity.rows(failed, plural=False).partition(" that ")
            verb, _, what = rest.partition(" ")
            if verb in _DENIED and " and " not in what:
                return f"whose {noun} {_DENIED[verb]} {none_of(what)}"
        counted = all_of_counted(one, two)
        if counted is not None:
            return f"{self.clause(one)}, all of which {self._compared.kept_to(*counted)}"
        kept = all_of(one, two)
        if kept is None:
            return None
        rows, every = kept
        if in_time_only(rows, every) and rows.window is not None:
            return f"with {self._quantity.rows(every)}, all of which are {window_words(rows.window, self._context)}"
        test = self._compared.kept_to(rows, every)
        return None if test is None else f"with {self._quantity.rows(every)}, all of which {test}"

    def _bracketed(self, part: t.Condition) -> str:
        if isinstance(part, t.All | t.Any) and len(part.parts) > 1:
            one = self._as_one(part)
            return f"({one})" if one is not None and one.startswith("either ") else one or f"({self.clause(part)})"
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
                return "without tags" if quantity == t.FieldValue("tags") else f"whose {self._quantity(quantity)} is unknown"
            case t.Compare(left, comparator, right):
                return self._none_placed(part) or self._compared.compared(left, COMPARATORS[comparator].opposite, right)
            case t.Between(quantity, t.Constant() as low, t.Constant() as high):
                below, above = (self._compared.right(limit, quantity) for limit in (low, high))
                return f"whose {self._quantity(quantity)} is less than {below} or more than {above}"
            case t.Within(time, Dates(first, None)) if first is not None:
                return self._compared.at(time, window_words(Dates(first, None), self._context).replace("on or after", "before", 1))
            case t.Within(time, Dates(None, last)) if last is not None:
                return self._compared.at(time, window_words(Dates(None, last), self._context).replace("on or before", "after", 1))
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
            case t.All((only,)) | t.Any((only,)):
                return self._denied(only)
            case t.All(parts) if len(parts) > 1:
                return self._joined(tuple(t.Not(each) for each in parts), "or", "")
            case t.Any(parts) if len(parts) > 1:
                return self._joined(tuple(t.Not(each) for each in parts), "and", "")
        return f"for whom this is not true: ({self.clause(part)})"

    def _none_placed(self, part: t.Compare) -> str | None:
        """ "whose first order, if any, was not in the mobile app"; None where it is not one order that is denied something."""
        rows = some_rows(part)
        if rows is None or rows.position is None:
            return None
        noun, _, rest = self._quantity.rows(rows, plural=False).partition(" that ")
        verb, _, what = rest.partition(" ")
        is_plain = verb in _DENIED and " and " not in what
        return f"whose {noun}, if any, {_DENIED[verb]} {none_of(what)}" if is_plain else None

    def _followed(self, condition: t.Followed, *, some: bool) -> str:
        first = self._quantity.rows(condition.first, plural=False)
        then = self._quantity.rows(condition.then, plural=False)
        then = f"their {then}" if condition.then.position is not None else article(then)
        within = "" if condition.days is None else f" within {span(condition.days)}"
        if condition.first.position is None:
            return f"with {article(first) if some else f'no {first}'} that was followed{within} by {then}"
        noun, _, told = first.partition(" that ")
        if some:
            return f"whose {noun}{f' (which {told})' if told else ''} was followed{within} by {then}"
        if not told:
            return f"whose {noun}, if any, was not followed{within} by {then}"
        return f"with no {noun} (which {told}) followed{within} by {then}"

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
                return f"among the {rank.end} {figure(rank.amount)} by {quantity} (of {among})"
            case RankBy.BEYOND:
                more = "higher" if rank.end is End.TOP else "lower"
                return f"whose {quantity} is {more} than that of {share} (of {among})"
            case RankBy.MAKING:
                return f"among the fewest that together make {share} of the {quantity} (of {among}, {extreme(rank.end)} first)"

    def _among(self, among: t.Condition | None) -> str:
        return "the customers with an order" if among is None else f"the customers {self.clause(among)}"
