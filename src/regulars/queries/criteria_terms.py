"""The small change of criteria in SQL: where fields and columns are, literals, comparisons, windows and parts of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlglot import exp

from regulars.criteria.columns import EVENT_COLUMNS, LINE_COLUMNS, ORDER_COLUMNS, ValueKind, customer_fields
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.terms import Comparator, DatePart, TextOperator, Window
from regulars.criteria.tree import Condition
from regulars.criteria.windows import Bounds, bounds
from regulars.queries.lake_views import STORED_AT
from regulars.queries.trees import Tree, call, number, template, text

CUSTOMERS, ORDERS, LINES, EVENTS = "customers", "orders", "order_lines", "events"
# a return that names no order: it takes from what was spent, and is no order
RETURN_STATUS = "return"
UNCOUNTED = ("cancelled", "draft", "failed", "pending", "test")

_PLAIN_NAMES = frozenset(
    {
        *(column.name for column in (*ORDER_COLUMNS, *LINE_COLUMNS, *EVENT_COLUMNS)),
        *customer_fields(),
        "customer_id", "order_id", "ordered_at", "occurred_at", STORED_AT, "place", "value", "under", "ahead", "customers",
        "moment",
    }
)  # fmt: skip
_COMPARISONS: Mapping[str, type[exp.Binary]] = {">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE, "=": exp.EQ, "<>": exp.NEQ}
_PARTS = {
    DatePart.YEAR: "X_YEAR",
    DatePart.MONTH: "X_MONTH_OF_YEAR",
    DatePart.DAY_OF_MONTH: "X_DAY_OF_MONTH",
    DatePart.WEEKDAY: "X_WEEKDAY",
    DatePart.HOUR: "X_HOUR",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a shop's data lie in the engine, and from when they are looked at.

    The tables are `customers`, `orders`, `order_lines` and `events`, with UTC times; `homes` names the table of each customer's
    field that is not in `customers`. `days` are the fields that are calendar days without a time. `uncounted` are the statuses of
    orders that do not count, as far as the data have any; `has_returns`, whether some rows of `orders` are returns of their own.
    `lifetime` names a table of the customers' totals over all counted orders, where it was made beforehand: customer_id, orders,
    sum_net, first_at, last_at. `has_stored_times`: orders and events have their time as it is stored, too (`stored_at`), by which
    the rows of a window are found without reading all. `saved` are the criteria that `InSegment` names; `sql_condition` reads and
    guards a SQL condition. `kinds` are those of the customers' fields.
    """

    as_of: datetime
    zone: ZoneInfo
    homes: Mapping[str, str] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    uncounted: tuple[str, ...] = UNCOUNTED
    has_returns: bool = True
    saved: Mapping[str, Condition] = field(default_factory=dict)
    sql_condition: Callable[[str], Tree] | None = None
    kinds: Mapping[str, ValueKind] = field(default_factory=dict)
    lifetime: str | None = None
    has_stored_times: bool = False


def our_table(named: str) -> exp.Table:
    """A table of the shop, or one that was put in front of a query."""
    return exp.Table(this=exp.to_identifier(named))


def column(named: str, of: str) -> exp.Column:
    """A column of a table or alias; quoted unless it is one of ours."""
    identifier = exp.to_identifier(named, quoted=named not in _PLAIN_NAMES and not _is_made(named))
    return exp.column(identifier, table=exp.to_identifier(of))


def _is_made(named: str) -> bool:
    """Whether a name is one that this package makes up for a result: `sum_net`, `value_2`."""
    return named.startswith(("count_", "sum_", "average_", "minimum_", "maximum_", "distinct_", "value_")) or named in {
        "orders", "rows", "first_at", "last_at", "average_gap", "longest_gap", "last_gap", "most_repeated", "longest_run",
        "most_spent",
    }  # fmt: skip


def compared(left: Tree, comparator: Comparator, right: Tree) -> Tree:
    """Two values compared; unknown where one is."""
    return _COMPARISONS[COMPARATORS[comparator].symbol](this=left, expression=right)


def text_test(value: Tree, operator: TextOperator, wanted: tuple[str, ...]) -> Tree:
    """A text compared with the given ones, whatever their case."""
    words = list(dict.fromkeys(word.strip().lower() for word in wanted))
    lower = template("LOWER($v)", v=value)
    match operator:
        case TextOperator.ANY_OF:
            return _one_of(lower, words)
        case TextOperator.TAGGED:  # a blank list of tags has none of them; an unknown one is unknown
            listed = template("CONCAT(',', $v, ',')", v=lower)
            return either([call("X_CONTAINS", _unless_null(value, listed), text(f",{word},")) for word in words])
        case TextOperator.CONTAINS:
            return either([call("X_CONTAINS", lower, text(word)) for word in words])
        case TextOperator.STARTS_WITH:
            return either([template("STARTS_WITH($v, $w)", v=lower, w=text(word)) for word in words])
        case TextOperator.ENDS_WITH:
            return either([call("X_ENDS_WITH", lower, text(word)) for word in words])


def _unless_null(value: Tree, made: Tree) -> Tree:
    return template("CASE WHEN NOT $v IS NULL THEN $m END", v=value, m=made)


def _one_of(value: Tree, words: list[str]) -> Tree:
    if len(words) == 1:
        return exp.EQ(this=value, expression=text(words[0]))
    return exp.In(this=value, expressions=[text(word) for word in words])


def known(value: Tree) -> Tree:
    """Whether a value is there; never unknown."""
    return template("NOT $v IS NULL", v=value)


def both(conditions: Sequence[Tree]) -> Tree:
    """All of them; true where there is none."""
    return exp.and_(*conditions, copy=False) if conditions else exp.true()


def either(conditions: Sequence[Tree]) -> Tree:
    """One of them; false where there is none."""
    return exp.or_(*conditions, copy=False) if conditions else exp.false()


def negated(condition: Tree) -> Tree:
    """The opposite; unknown stays unknown."""
    return exp.Not(this=exp.Paren(this=condition) if isinstance(condition, exp.Connector | exp.Binary) else condition)


def constant(value: Decimal) -> Tree:
    """A number as it was given, without the zeros at its end."""
    return number(value if value == 0 else value.normalize())


def moment(value: datetime) -> Tree:
    """An instant as a literal in UTC; microseconds only where it has some."""
    return local_moment(value.astimezone(UTC).replace(tzinfo=None))


def local_moment(value: datetime) -> Tree:
    """A time without a zone as a literal."""
    return call("X_TS", text(value.isoformat(sep=" ")))


def in_window(value: Tree, window: Window, layout: Layout, *, is_day: bool = False, is_zoned: bool = False) -> list[Tree]:
    """The conditions under which a time lies in a window; a calendar day is compared with the shop's days."""
    limits: Bounds = bounds(window, layout.as_of, layout.zone)

    def literal(instant: datetime) -> Tree:
        if is_zoned:
            return call("X_TS_ZONED", text(f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}+00"))
        return local_moment(instant.astimezone(layout.zone).replace(tzinfo=None)) if is_day else moment(instant)

    found: list[Tree] = []
    if limits.low is not None:
        lower = exp.GTE if limits.low_included else exp.GT
        found.append(lower(this=value.copy(), expression=literal(limits.low)))
    if limits.high is not None:
        upper = exp.LTE if limits.high_included else exp.LT
        found.append(upper(this=value.copy(), expression=literal(limits.high)))
    return found


def is_utc(layout: Layout) -> bool:
    """Whether the shop's clock is UTC, so that nothing has to be converted."""
    return layout.zone.key == "UTC"


def local_time(value: Tree, layout: Layout) -> Tree:
    """A UTC time on the shop's clock."""
    return value if is_utc(layout) else call("X_LOCALTIME", value, text(layout.zone.key))


def local_date(value: Tree, layout: Layout) -> Tree:
    """The shop's day of a UTC time."""
    if is_utc(layout):
        return template("CAST($v AS DATE)", v=value)
    return call("X_LOCALDATE", value, text(layout.zone.key))


def midnight(day: Tree, layout: Layout) -> Tree:
    """The UTC time at which one of the shop's days begins."""
    start = template("CAST($d AS TIMESTAMP)", d=day)
    return start if is_utc(layout) else call("X_TO_UTC", start, text(layout.zone.key))


def part_of(local: Tree, part: DatePart) -> Tree:
    """A calendar part of a local time or day."""
    return call(_PARTS[part], local)


def days_between(earlier: Tree, later: Tree) -> Tree:
    """Elapsed days with their fraction."""
    return call("X_ELAPSED_DAYS", earlier, later)


def whole_years(day: Tree, as_of_day: date) -> Tree:
    """Whole years from a day to the as-of day."""
    return template(
        "($y - $d - CASE WHEN $m * 100 + $n > $t THEN 1 ELSE 0 END)",
        y=number(as_of_day.year),
        d=call("X_YEAR", day),
        m=call("X_MONTH_OF_YEAR", day),
        n=call("X_DAY_OF_MONTH", day),
        t=number(as_of_day.month * 100 + as_of_day.day),
    )


def days_to_anniversary(day: Tree, as_of_day: date) -> Tree:
    """Days from the as-of day to the next yearly return of a day; 29 February returns on the 28th in other years."""
    today = template("CAST($d AS DATE)", d=text(as_of_day.isoformat()))
    years = template("$y - $d", y=number(as_of_day.year), d=call("X_YEAR", day))
    this_year = call("X_ADD_YEARS", day, years)
    next_year = call("X_ADD_YEARS", day, template("$y + 1", y=years))
    return template(
        "CASE WHEN $a >= $t THEN $x ELSE $y END",
        a=this_year,
        t=today,
        x=call("X_DAYS", today, this_year),
        y=call("X_DAYS", today, next_year),
    )
