"""Quantities in English: "net spend in the last 90 days (...)", "number of days since the latest order"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from regulars.criteria import tree as t
from regulars.criteria.columns import CALENDAR_PERIODS, customer_fields
from regulars.criteria.kinds import is_share, kind_of
from regulars.criteria.operators import AGGREGATES, DATE_PARTS
from regulars.criteria.phrases import Context, amount, figure, ordinal
from regulars.criteria.restriction_phrases import column_label
from regulars.criteria.row_phrases import goods_phrase, joined, rows_phrase, rows_said
from regulars.criteria.terms import Aggregate, Source, Statistic
from regulars.fields import CATALOGUE, FieldType

SHARES = frozenset(field.name for field in CATALOGUE if field.type is FieldType.SHARE)
# where a field's label does not read as a noun
_FIELDS = {
    "r": "recency score",
    "f": "frequency score",
    "m": "monetary score",
    "orders_ever": "number of orders ever",
    "revenue_ever": "revenue ever",
    "probability_alive": "chance to be an active customer",
    "unsubscribed_at": "unsubscribing",
    "main_weekday": "main weekday (1 is Monday)",
    "main_hour": "main hour",
    "main_month": "main month",
    "tags": "tags",
}
_COUNTED = (
    "orders",
    "sends_",
    "opens_",
    "clicks_",
    "visits_",
    "views_",
    "coupons",
    "channels",
    "products",
    "repeat_",
    "categories",
)
_LAST = {"messages sent, last": "last message sent", "opens, last": "last open", "clicks, last": "last click"}
_LAST |= {"visits, last": "last visit", "views, last": "last view"}
_SEVERAL = {"category": "categories", "product": "products", "product id": "products", "channel": "channels"}
_SEVERAL |= {"coupon": "coupons", "campaign": "campaigns", "currency": "currencies", "type": "types", "status": "statuses"}
_DIVIDED = " divided by "
_SUMS = {"net": ("net spend", "on"), "total": ("sum of order totals", "of")}
_GAPS = {
    Aggregate.AVERAGE_GAP: "average number of days between consecutive",
    Aggregate.LONGEST_GAP: "largest number of days between consecutive",
    Aggregate.LAST_GAP: "number of days between the last two",
}


def field_label(field: str) -> str:
    """The noun of a customer's field, as a form calls it."""
    known = customer_fields().get(field)
    return known.label if known is not None else field.replace("_", " ")


def field_noun(field: str) -> str:
    """The noun of a customer's field in a sentence: "number of orders in 90 days", "monetary score"."""
    label = field_label(field)
    if field in _FIELDS:
        return _FIELDS[field]
    if field not in customer_fields():
        return label
    if field in {"order_days", "units"} or (field.startswith(_COUNTED) and field not in SHARES):
        return f"number of {label}"
    if field.endswith("_days"):
        return f"{label} in days"
    if field in SHARES and field.endswith("_share") and "share" not in label:
        return f"share of {label}"
    return _LAST.get(label, label)


def is_part(quantity: t.Quantity) -> bool:
    """Whether a quantity is a part of a whole, which reads as a percentage: a share of the orders, a chance."""
    match quantity:
        case t.FieldValue(field):
            return field in SHARES
        case t.Ratio(t.Measure(Aggregate.COUNT, t.Rows(some)), t.Measure(Aggregate.COUNT, t.Rows(every))):
            return some is every or Source.EVENTS not in {some, every}
    return is_share(quantity)


@dataclass(frozen=True, slots=True)
class Quantities:
    """Says quantities. `among` says over whom a figure about the customers as a whole is taken."""

    context: Context
    among: Callable[[t.Condition | None], str]

    def __call__(self, quantity: t.Quantity) -> str:
        """A quantity as a noun."""
        match quantity:
            case t.Constant(value):
                return figure(value)
            case t.FieldValue(field):
                return field_noun(field)
            case t.Measure():
                return self._measure(quantity)
            case t.Ratio(over, under):
                return self._ratio(over, under)
            case t.Sum(parts):
                return self._sum(parts)
            case t.Scaled(factor, inner):
                return f"{figure(factor)} times {self.within(inner)}"
            case t.DaysSince(time):
                return f"number of days since the {self(time)}"
            case t.DaysBetween(earlier, later):
                return f"number of days from the {self(earlier)} to the {self(later)}"
            case t.YearsSince(time):
                return "age in years" if time == t.FieldValue("birth_date") else f"whole years since the {self(time)}"
            case t.DaysToAnniversary(time):
                birthday = time == t.FieldValue("birth_date")
                return f"number of days to the next {'birthday' if birthday else f'anniversary of the {self(time)}'}"
            case t.PartOf(time, part):
                return f"{DATE_PARTS[part]} of the {self(time)}"
            case t.OfBase(statistic, of, percent, among):
                is_percentile = statistic is Statistic.PERCENTILE
                name = f"{ordinal(int(percent or 0))} percentile of" if is_percentile else statistic.value
                noun = self.within(of)
                name = name if is_percentile or not noun.startswith(("average", "the ")) else f"{name} of the"
                return f"the {name} {noun} (over {self.among(among)})"

    def within(self, quantity: t.Quantity) -> str:
        """A quantity inside another: in brackets where it is made of several."""
        said = self(quantity)
        is_made = isinstance(quantity, t.Sum | t.Scaled) or (isinstance(quantity, t.Ratio) and _DIVIDED in said)
        return f"({said})" if is_made else said

    def _sum(self, parts: tuple[t.Quantity, ...]) -> str:
        """What is added up, a number taken away as "less 200 USD"."""
        if not parts:
            return ""
        kind = kind_of(parts[0])
        said = [self.within(parts[0])]
        for part in parts[1:]:
            if isinstance(part, t.Constant):
                said.append(f"{'less' if part.value < 0 else 'plus'} {amount(abs(part.value), kind, self.context)}")
            elif isinstance(part, t.Scaled) and part.factor == -1:
                said.append(f"less the {self.within(part.quantity)}")
            else:
                said.append(f"plus {self.within(part)}")
        return " ".join(said)

    def rows(self, rows: t.Rows, *, plural: bool = True, each: str = "") -> str:
        """Rows as the orders or events that they are."""
        return rows_phrase(rows, self.context, self, plural=plural, each=each)

    def _ratio(self, over: t.Quantity, under: t.Quantity) -> str:
        match over, under:
            case t.Measure(Aggregate.COUNT, some), t.Measure(Aggregate.COUNT, every) if is_part(t.Ratio(over, under)):
                return f"share of {self.rows(some)} among all {self.rows(every)}"
            case t.Measure(Aggregate.SUM, rows, "net"), t.Measure(Aggregate.COUNT, same) if rows == same and _is_plain(rows):
                is_plain = rows.where is None and not rows.every_status
                times = rows_said(rows, self.context, self).rest if is_plain else f"of {self.rows(rows)}"
                return joined(("average net order value", times))
            case t.Measure(Aggregate.SUM, lines, "quantity"), t.Measure(Aggregate.COUNT, rows) if (
                lines.source is Source.LINES and rows == replace(lines, source=Source.ORDERS) and _is_plain(rows)
            ):
                return f"average number of items per {self.rows(rows, plural=False)}"
        if is_part(t.Ratio(over, under)) and isinstance(over, t.Measure):
            return f"share of {self(over)} in all {self(under)}"
        return f"{self.within(over)}{_DIVIDED}{self.within(under)}"

    def _measure(self, measure: t.Measure) -> str:
        rows, aggregate = measure.rows, measure.aggregate
        if aggregate in {Aggregate.FIRST, Aggregate.LAST}:
            first = "" if rows.position is not None else AGGREGATES[aggregate].words
            return joined((first, self.rows(rows, plural=False)))
        if aggregate in _GAPS:
            return f"{_GAPS[aggregate]} {self.rows(rows)}"
        if measure.column is None:
            return f"{AGGREGATES[aggregate].words} {self.rows(rows)}"
        if aggregate in {Aggregate.DISTINCT, Aggregate.MOST_REPEATED, Aggregate.LONGEST_RUN}:
            return self._values(measure, measure.column)
        if aggregate is Aggregate.MOST_SPENT:
            return self._most_spent(rows, column_label(measure.column))
        if rows.source is Source.LINES:
            return self._of_goods(measure, measure.column)
        label = column_label(measure.column)
        if rows.position is not None:
            noun, _, told = self.rows(rows, plural=False).partition(" that ")
            return f"{label} of the {noun} that {told}" if told else f"{noun}'s {label.removeprefix('order ')}"
        link = "among" if aggregate in {Aggregate.MINIMUM, Aggregate.MAXIMUM} else "of"
        noun = f"{AGGREGATES[aggregate].words} {label}"
        if aggregate is Aggregate.SUM and rows.source is Source.ORDERS and measure.column in _SUMS:
            noun, link = _SUMS[measure.column]
        if rows.source is Source.ORDERS and rows.where is None and not rows.every_status:
            return joined((noun, rows_said(rows, self.context, self).rest))
        return f"{noun} {link} {self.rows(rows)}"

    def _of_goods(self, measure: t.Measure, column: str) -> str:
        goods = goods_phrase(measure.rows, self.context, self)
        if measure.aggregate is Aggregate.SUM and column in {"line_total", "quantity"}:
            if column == "line_total":
                return f"spend on {goods}"
            return f"number of items{goods.removeprefix('goods') if goods.startswith('goods') else f' of {goods}'}"
        link = "among" if measure.aggregate in {Aggregate.MINIMUM, Aggregate.MAXIMUM} else "of"
        return f"{AGGREGATES[measure.aggregate].words} {column_label(column)} {link} {goods}"

    def _most_spent(self, rows: t.Rows, label: str) -> str:
        """ "largest net spend in one calendar month"."""
        within = "on one day" if label == "day" else f"in one {label}"
        if rows.source is Source.LINES:
            return f"largest spend {within} on {goods_phrase(rows, self.context, self)}"
        if rows.where is None and not rows.every_status and rows.position is None:
            return joined((f"largest net spend {within}", rows_said(rows, self.context, self).rest))
        return f"largest net spend {within} of {self.rows(rows)}"

    def _values(self, measure: t.Measure, column: str) -> str:
        label, of = column_label(column), measure.rows
        rows = self.rows(of)
        if of.source is Source.LINES and of.where is None:
            rows = rows.replace(" of anything", "", 1)
            if of.position is None and measure.aggregate is Aggregate.DISTINCT and column not in CALENDAR_PERIODS:
                return joined((f"number of different {_several(label)} ordered", rows.partition(" ")[2]))
        if measure.aggregate is Aggregate.MOST_REPEATED:
            same = f"in the same {label}" if column in CALENDAR_PERIODS else f"with the same {label}"
            return f"largest number of {rows} {'on the same day' if column == 'year_month_day' else same}"
        if measure.aggregate is Aggregate.LONGEST_RUN:
            return f"largest number of {label}s in a row with {rows}"
        if column in CALENDAR_PERIODS:
            return f"number of different {label}s with {rows}"
        return f"number of different {_several(label)} in {rows}"


def _several(label: str) -> str:
    return _SEVERAL.get(label, f"values of {label}")


def _is_plain(rows: t.Rows) -> bool:
    return rows.source is Source.ORDERS and rows.position is None


def kept_to(rows: t.Rows, every: t.Rows) -> t.Rows | None:
    """Where `rows` are those of `every` that pass one test more: that test, as rows without the rest; None where they are not."""
    if every.source is not Source.ORDERS or every.position is not None or rows.source is Source.EVENTS or rows == every:
        return None
    if replace(rows, source=every.source, where=every.where) != every:
        return None
    wanted = every.where.parts if isinstance(every.where, t.RowAll) else () if every.where is None else (every.where,)
    found = rows.where.parts if isinstance(rows.where, t.RowAll) else () if rows.where is None else (rows.where,)
    rest = tuple(test for test in found if test not in wanted)
    if not rest or len(rest) + len(wanted) != len(found):
        return None
    return t.Rows(rows.source, rest[0] if len(rest) == 1 else t.RowAll(rest))
