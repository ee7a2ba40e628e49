"""What SQL's functions and instants are called in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlglot import exp

from regulars.criteria.columns import ValueKind, customer_fields
from regulars.criteria.phrases import day_words, either, units
from regulars.criteria.terms import Unit
from regulars.criteria.windows import back
from regulars.queries.criteria_read_times import ago_literal
from regulars.queries.criteria_read_values import CannotSay, bare, is_as_of
from regulars.queries.trees import Tree

Say = Callable[[Tree], str]
ROW_TIMES = {"ordered_at": "order time", "occurred_at": "event time"}

_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Sum: "the sum of",
    exp.Avg: "the average",
    exp.Min: "the smallest",
    exp.Max: "the largest",
    exp.Median: "the median",
    exp.Stddev: "the standard deviation of",
}
_OF_TIMES: dict[type[exp.Expr], str] = {exp.Min: "the earliest", exp.Max: "the latest"}
# one value in, words around it
_PLAIN: dict[type[exp.Expr], str] = {
    exp.Abs: "the size of {} without its sign",
    exp.Floor: "{} rounded down",
    exp.Ceil: "{} rounded up",
    exp.Lower: "{} in lower case",
    exp.Upper: "{} in upper case",
    exp.Length: "the length of {}",
    exp.Year: "the year of {}",
    exp.Month: "the month of {}",
    exp.Day: "the day of the month of {}",
    exp.Hour: "the hour of {}",
    exp.Quarter: "the quarter of {}",
    exp.Week: "the week of {}",
    exp.Date: "the day of {}",
    exp.TsOrDsToDate: "the day of {}",
}
_LISTS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "the first known of",
    exp.Greatest: "the largest of",
    exp.Least: "the smallest of",
}
_PLACES: dict[type[exp.Expr], str] = {
    exp.RowNumber: "the row's number",
    exp.Rank: "the rank",
    exp.DenseRank: "the rank without gaps",
}
_TESTS: dict[type[exp.Expr], str] = {exp.StartsWith: "starts with", exp.EndsWith: "ends with", exp.Contains: "contains"}


_PARTS = {
    "ISODOW": "weekday (1 is Monday)",
    "DOW": "weekday (0 is Sunday)",
    "DAYOFWEEK": "weekday (0 is Sunday)",
    "DAY": "day of the month",
}


def is_called(tree: Tree) -> bool:
    """Whether a function's words are a whole condition already."""
    return type(tree) in _TESTS


def aggregate_words(tree: Tree, say: Say, *, is_time: bool) -> str:
    """An aggregate: "the sum of order total", "the number of different coupons"."""
    if isinstance(tree, exp.Count):
        counted = tree.this
        if counted is None or isinstance(counted, exp.Star):
            return "the number of rows"
        return f"the number of {say(counted)}" if isinstance(counted, exp.Distinct) else f"the number of rows with {say(counted)}"
    words = _OF_TIMES.get(type(tree)) if is_time else None
    words = words or _AGGREGATES.get(type(tree))
    return f"{words} {say(tree.this)}" if words is not None else _generic(tree, say)


def function_words(tree: Tree, say: Say) -> str:
    """Any other function: with words of its own, or by its name and what it is called with."""
    kind = type(tree)
    if kind in _PLAIN:
        return _PLAIN[kind].replace("{}", say(tree.this))
    if kind in _LISTS:
        return f"{_LISTS[kind]} ({', '.join([say(tree.this), *map(say, tree.expressions)])})"
    if kind in _PLACES:
        return _PLACES[kind]
    if kind in _TESTS:
        return f"{say(tree.this)} {_TESTS[kind]} {say(tree.expression)}"
    if isinstance(tree, exp.Round):
        digits = tree.args.get("decimals")
        return f"{say(tree.this)} rounded" + (f" to {say(digits)} digits" if digits is not None else "")
    if isinstance(tree, exp.Replace):
        by = tree.args.get("replacement")
        instead = f"replaced by {say(by)}" if by is not None and by.this else "left out"
        return f"({say(tree.this)} with {say(tree.expression)} {instead})"
    if isinstance(tree, exp.SplitPart):
        parts = [say(tree.args[part]) for part in ("part_index", "delimiter")]
        return f"part {parts[0]} of {say(tree.this)} as {parts[1]} divides it"
    if isinstance(tree, exp.Extract):
        return f"the {_PARTS.get(str(tree.this).upper(), str(tree.this).lower())} of {say(tree.expression)}"
    if isinstance(tree, exp.DateDiff):
        return f"the number of {_unit(tree)} boundaries from {say(tree.expression)} to {say(tree.this)}"
    if isinstance(tree, exp.TimestampTrunc | exp.DateTrunc):
        return f"the start of the {_unit(tree)} of {say(tree.this)}"
    return _generic(tree, say)


def _unit(tree: Tree) -> str:
    return str(tree.args.get("unit") or "day").strip("'").lower()


def _generic(tree: Tree, say: Say) -> str:
    """SQL's own name, and what it is called with in English."""
    if isinstance(tree, exp.Anonymous):
        return f"{str(tree.this).upper()}({', '.join(map(say, tree.expressions))})"
    if isinstance(tree, exp.WithinGroup):
        return f"{say(tree.this)} in order of {either([say(each.this) for each in tree.expression.expressions], 'then')}"
    if not isinstance(tree, exp.Func):
        return tree.sql("duckdb")
    inside = [part for value in tree.args.values() for part in (value if isinstance(value, list) else [value])]
    return f"{tree.sql_name()}({', '.join(_argument(part, say) for part in inside if isinstance(part, exp.Expr))})"


def _argument(tree: Tree, say: Say) -> str:
    return tree.sql("duckdb") if isinstance(tree, exp.Var | exp.DataType | exp.Order) else say(tree)


def is_time(tree: object) -> bool:
    """Whether a value is an instant or a day, which comes before or after another."""
    if not isinstance(tree, exp.Expr):
        return False
    tree = bare(tree)
    match tree:
        case exp.Cast():
            return tree.to.is_type("date", "timestamp", "timestampntz")
        case exp.Column():
            field = customer_fields().get(tree.name.lower())
            return tree.name.lower() in ROW_TIMES or (field is not None and field.kind is ValueKind.TIME)
        case exp.Add() | exp.Sub():
            return isinstance(tree.expression, exp.Interval) and is_time(tree.this)
        case exp.Min() | exp.Max() | exp.TimestampTrunc() | exp.DateTrunc():
            return is_time(tree.this)
    return is_as_of(tree) or isinstance(tree, exp.Date | exp.TsOrDsToDate)


def moment_words(moment: datetime) -> str:
    """3 Jul 2026 00:00 UTC."""
    local = moment.astimezone(UTC)
    return f"{day_words(local)} {local:%H:%M} UTC"


def ago_words(tree: Tree, as_of: datetime) -> str | None:
    """So long before the as-of, with when that is; None of anything else."""
    try:
        count, unit = ago_literal(tree)
        return f"{moment_words(back(as_of, count, unit, UTC))} ({units(count, unit)} before the as-of)"
    except (CannotSay, OverflowError, ValueError):
        return None


def interval_words(tree: exp.Interval) -> str:
    """90 days."""
    unit = str(tree.args.get("unit") or "").lower().rstrip("s")
    amount = str(tree.this.this) if isinstance(tree.this, exp.Literal) else ""
    if amount.lstrip("-").isdigit() and unit in {member.value for member in Unit}:
        return units(int(amount), Unit(unit))
    return tree.sql("duckdb").removeprefix("INTERVAL ").replace("'", "").lower()


def cast_words(tree: exp.Cast, say: Say) -> str:
    """A day or an instant as it is written; any other value as its type."""
    if isinstance(tree.this, exp.Literal) and tree.this.is_string and is_time(tree):
        try:
            written = datetime.fromisoformat(str(tree.this.this))
        except ValueError:
            pass
        else:
            clock = f" {written:%H:%M:%S}".removesuffix(":00") if written.time().isoformat() != "00:00:00" else ""
            return day_words(written) + ("" if tree.to.is_type("date") else clock)
    return f"{say(tree.this)} as {tree.to.sql('duckdb')}"
