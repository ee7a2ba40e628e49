"""Questions that the column detector puts to a whole source: one pass for as many as possible, small answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regulars.queries import reading
from regulars.queries.render import Tree, sql
from regulars.queries.scans import identifier, literal
from regulars.queries.written_money import misplaced_mark
from regulars.records import dataclass
from regulars.tables import ColumnUse, NumberFormat, TimeFormat, TimeKind

# an offset after a time of day: a reader of local times would drop it and say nothing
_OFFSET = r":\d{2}(\.\d+)?\s*(Z|\(?[A-Z]{3,5}\)?|[+-]\d{2}(:?\d{2})?)$"
_DECISIVE_NUMBER = r"[.,]\d{1,2}\D*$|[.,]\d{4,}|[.,].*[.,]|(^|\D)0[.,]"
_HASH_PARTS = 64
PLACEHOLDER_DAYS = ("0001-01-01", "1900-01-01", "1970-01-01")
_AFTER_PLACEHOLDERS = "1970-01-02"
# up to this many rows all orders are looked at, beyond it a part of them
SMALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: its name and the engine's type."""

    name: str
    type: str


def sample_sql(view: str, columns: Sequence[str], limit: int) -> str:
    """Some rows, every value as text."""
    values = ", ".join(f"CAST({identifier(name)} AS VARCHAR)" for name in columns)
    return f"SELECT {values} FROM {identifier(view)} LIMIT {int(limit)}"


def filled(view: str, columns: Sequence[str], bounded: Sequence[str], rows: int | None = None) -> str:
    """One row: how many values each column has as `n_NAME`, and of those in `bounded` the least and most; of some `rows` alone."""
    counts = [f"count({identifier(name)}) AS {identifier(f'n_{name}')}" for name in columns]
    for name in bounded:
        ends = (("min", f"least_{name}"), ("max", f"most_{name}"))
        counts += [f"{end}({identifier(name)}) AS {identifier(called)}" for end, called in ends]
    source = identifier(view) if rows is None else f"(SELECT * FROM {identifier(view)} LIMIT {int(rows)}) AS f"
    return f"SELECT {', '.join(counts)} FROM {source}"


def any_other(view: str, nothing: Mapping[str, str]) -> str:
    """One row: whether a column has a value other than the literal that `nothing` has for it, by its name.

    One question each, which the statistics of a file answer for most rows.
    """
    asked = [
        f"EXISTS (SELECT 1 FROM {identifier(view)} WHERE {identifier(name)} <> {said}) AS {identifier(name)}"
        for name, said in nothing.items()
    ]
    return f"SELECT {', '.join(asked)}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A format that is put to all values of a column. `whole`: so far only whole numbers were seen, so a mark is news."""

    use: ColumnUse
    column: Column
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """Something else to count in the same pass: `name`, an aggregate `sql` over the source's own columns."""

    name: str
    sql: str


def survey_sql(view: str, readings: Sequence[Reading], measures: Sequence[Measure] = ()) -> str:
    """One row: `misfits_0`... are the values of each reading that are not blank and not read, then the measures by name."""
    # read once in a query of its own: conditions evaluate what they mention again and again
    inner = [f"{part} AS {name}_{place}" for place, each in enumerate(readings) for name, part in _parts(each).items()]
    counts = [f"count(*) FILTER (WHERE {_misfit(each, place)}) AS misfits_{place}" for place, each in enumerate(readings)]
    counts += [f"{_sharing(measure, readings)} AS {identifier(measure.name)}" for measure in measures]
    return f"SELECT {', '.join(counts)} FROM (SELECT *, {', '.join(inner)} FROM {identifier(view)})"


def _sharing(measure: Measure, readings: Sequence[Reading]) -> str:
    """A measure that takes what a reading of text has read already, instead of reading it again."""
    shared = measure.sql
    for place, each in enumerate(readings):
        if reading.is_text(each.column.type):
            shared = shared.replace(_parts(each)["read"], f"read_{place}")
    return shared


def misfit_examples_sql(view: str, each: Reading, limit: int = 200) -> str:
    """Some distinct values that a format does not read."""
    inner = ", ".join(f"{part} AS {name}_0" for name, part in _parts(each).items())
    return f"SELECT DISTINCT text_0 FROM (SELECT {inner} FROM {identifier(view)}) WHERE {_misfit(each, 0)} LIMIT {int(limit)}"


def _parts(each: Reading) -> dict[str, str]:
    """A value as text and as what its format makes of it."""
    is_time = isinstance(each.use.format, TimeFormat)
    read = reading.time_value(each.use, each.column.type, "UTC") if is_time else reading.money_value(each.use, each.column.type)
    return {"text": _text(each.column), "read": _rendered(read)}


def _misfit(each: Reading, place: int) -> str:
    """The condition that a value is not blank and not read, or read as what it cannot be."""
    text, read, form = f"text_{place}", f"read_{place}", each.use.format
    if isinstance(form, TimeFormat):
        # a two-digit year read as four digits is no date of a shop
        first, last = reading.YEARS
        wrong = f"{read} < TIMESTAMP '{first}-01-01' OR {read} >= TIMESTAMP '{last}-01-01'{_hidden_offset(form, text)}"
    else:
        wrong = _mark_misfit(form, text, each.whole)
    return f"{text} IS NOT NULL AND ({read} IS NULL OR {wrong})"


def _hidden_offset(form: TimeFormat, text: str) -> str:
    """An offset where the format expects none: it would be dropped."""
    if form.kind not in (TimeKind.ISO, TimeKind.PATTERN):
        return ""
    # the two most frequent shapes need no search
    plain = f"length({text}) = 10 OR (length({text}) = 19 AND {text}[17] = ':')"
    return f" OR CASE WHEN {plain} THEN false ELSE regexp_matches({text}, {literal(_OFFSET)}) END"


def _mark_misfit(form: object, text: str, whole: bool) -> str:
    """A mark where none was seen yet, or a decimal mark where the format expects the thousands one: 12,50 would be read as 1250."""
    if whole:
        # a mark at the very end ("20.") says nothing
        return f"contains(rtrim({text}, '.,'), '.') OR contains(rtrim({text}, '.,'), ',')"
    if not isinstance(form, NumberFormat) or form.plain:
        return "false"
    return f"regexp_matches({text}, {literal(misplaced_mark(form.decimal))})"


def decisive_numbers_sql(view: str, column: Column) -> str:
    """Some distinct values that tell the decimal mark from the thousands mark."""
    value = _text(column)
    return f"SELECT DISTINCT {value} FROM {identifier(view)} WHERE regexp_matches({value}, {literal(_DECISIVE_NUMBER)}) LIMIT 200"


def date_order_sql(view: str, column: Column, day_first: Sequence[str], month_first: Sequence[str], *, zoned: bool) -> str:
    """One row: how many values only the day-first patterns read, how many only the others, and an example of each.

    `zoned`: values have more around them than the patterns say.
    """
    text = reading.text_value(column.name, column.type)
    value = _rendered(reading.local_text(text) if zoned else text)
    by_day, by_month = _read_by(value, day_first), _read_by(value, month_first)
    only_day = f"FILTER (WHERE {by_day} IS NOT NULL AND {by_month} IS NULL)"
    only_month = f"FILTER (WHERE {by_month} IS NOT NULL AND {by_day} IS NULL)"
    return (
        f"SELECT count(*) {only_day} AS only_day, count(*) {only_month} AS only_month, "
        f"min({value}) {only_day} AS day_example, min({value}) {only_month} AS month_example FROM {identifier(view)}"
    )


def _read_by(value: str, patterns: Sequence[str]) -> str:
    return f"try_strptime({value}, [{', '.join(literal(pattern) for pattern in patterns)}])"


def units_sql(view: str, column: Column) -> str:
    """What stands beside the digits of a column's written numbers ("€", "$usd", "") and on how many rows, most first."""
    unit, shape = _rendered(reading.money_unit(column.name)), _rendered(reading.is_written_number(column.name))
    return f"SELECT {unit} AS unit, count(*) AS n FROM {identifier(view)} WHERE {shape} GROUP BY 1 ORDER BY n DESC, unit LIMIT 100"


def unit_measure(column: Column) -> Measure:
    """`lettered_NAME`: values with anything but digits, blanks and marks, such as a currency."""
    return Measure(f"lettered_{column.name}", f"count(*) FILTER (WHERE regexp_matches({identifier(column.name)}, '[^0-9.,+() -]'))")


def begins_early_sql(view: str, column: str) -> str:
    """Whether a column of a date type holds a day not after the latest of PLACEHOLDER_DAYS."""
    return f"SELECT coalesce(min({identifier(column)}) < DATE '{max(PLACEHOLDER_DAYS)}' + 1, false) FROM {identifier(view)}"


def placeholder_measures(use: ColumnUse, kind: str) -> tuple[Measure, ...]:
    """`placeholder_DAY`: rows dated on a day that systems write where they know none."""
    read = _rendered(reading.time_value(use, kind, "UTC"))

    def condition(day: str) -> str:
        is_day = f"CAST({read} AS DATE) = DATE {literal(day)}"
        if not reading.is_text(kind):
            return is_day
        # few values are so early, and a survey has read them all (see `_sharing`)
        return f"CASE WHEN {read} < TIMESTAMP {literal(_AFTER_PLACEHOLDERS)} THEN {is_day} ELSE false END"

    return tuple(Measure(f"placeholder_{day}", f"count(*) FILTER (WHERE {condition(day)})") for day in PLACEHOLDER_DAYS)


def fraction_measures(column: Column) -> tuple[Measure, Measure, Measure]:
    """`fraction_ids`: identifiers that end in .0; `whole_ids`: those that are digits only; `ids`: all of them."""
    value = _text(column)
    return (
        # '[0-9]+[.]0' without a search, which takes three times as long
        Measure("fraction_ids", f"count(*) FILTER (WHERE ltrim({value}, '0123456789') = '.0' AND {value} <> '.0')"),
        Measure("whole_ids", f"count(*) FILTER (WHERE TRY_CAST({value} AS HUGEINT) IS NOT NULL AND NOT contains({value}, '.'))"),
        Measure("ids", f"count({value})"),
    )


def small_numbers_sql(view: str, column: str) -> str:
    """How many rows have a 0 in a column, and how many a whole number from 1 to 10."""
    value = f"TRY_CAST({identifier(column)} AS DOUBLE)"
    small = f"{value} BETWEEN 1 AND 10 AND {value} = floor({value})"
    return f"SELECT count(*) FILTER (WHERE {value} = 0), count(*) FILTER (WHERE {small}) FROM {identifier(view)}"


def odd_flags_sql(view: str, column: Column) -> str:
    """How many values are no words of a flag."""
    flag = _rendered(reading.flag_value(column.name, column.type))
    return f"SELECT count(*) FROM {identifier(view)} WHERE {_text(column)} IS NOT NULL AND {flag} IS NULL"


def order_measures(order: Column) -> tuple[Measure, Measure, Measure]:
    """`rows` of the source; `part_rows` and `part_orders` in the part of the orders that a hash of their number picks."""
    key = _rendered(reading.key_value(order.name, order.type))
    # a list of hashes: several times faster than a distinct count with a filter
    hashes = f"list(hash({key})) FILTER (WHERE {_in_part(key)})"
    return (
        Measure("rows", "count(*)"),
        Measure("part_rows", f"coalesce(len({hashes}), 0)"),
        Measure("part_orders", f"coalesce(list_unique({hashes}), 0)"),
    )


def prefix_measures(order: Column, prefix: str, amount: ColumnUse, amount_type: str) -> tuple[Measure, Measure]:
    """`marked_X`: rows whose order number is the prefix X and a digit; `negative_X`: those of them without a positive amount."""
    key, value = identifier(order.name), _rendered(reading.money_value(amount, amount_type))
    # CASE: only the few rows that begin so are looked at closely
    begins, numbered = f"starts_with({key}, {literal(prefix)})", f"regexp_matches({key}, {literal('^' + prefix + '[0-9]')})"
    return (
        Measure(f"marked_{prefix}", f"count(*) FILTER (WHERE CASE WHEN {begins} THEN {numbered} ELSE false END)"),
        Measure(
            f"negative_{prefix}", f"count(*) FILTER (WHERE CASE WHEN {begins} THEN {numbered} AND ({value}) <= 0 ELSE false END)"
        ),
    )


def measures_sql(view: str, measures: Sequence[Measure]) -> str:
    """One row: the measures by name."""
    return f"SELECT {', '.join(f'{each.sql} AS {identifier(each.name)}' for each in measures)} FROM {identifier(view)}"


def orders_sql(view: str, order: Column, total: ColumnUse, total_type: str, *, whole: bool) -> str:
    """One row about a part of the orders (all of them with `whole`), chosen by a hash of the order number.

    `repeated`: orders of several rows; `differing`: those of them whose rows carry different totals; `blank_totals`: rows of
    repeated orders without a total.
    """
    key = _rendered(reading.key_value(order.name, order.type))
    money = _rendered(reading.money_value(total, total_type))
    where = f"{key} IS NOT NULL" if whole else _in_part(key)
    return f"""
        WITH of_order AS (
            SELECT count(*) AS n, min(money) <> max(money) AS differs, count(*) - count(money) AS blank
            FROM (SELECT {key} AS id, {money} AS money FROM {identifier(view)} WHERE {where}) GROUP BY id
        )
        SELECT count(*) AS repeated, count(*) FILTER (WHERE differs) AS differing, coalesce(sum(blank), 0)::BIGINT AS blank_totals
        FROM of_order WHERE n > 1"""


def row_count_sql(view: str) -> str:
    """The number of rows: free where the source keeps it, one pass elsewhere."""
    return f"SELECT count(*) FROM {identifier(view)}"


def _in_part(key: str) -> str:
    return f"{key} IS NOT NULL AND hash({key}) % {_HASH_PARTS} = 0"


def _text(column: Column) -> str:
    return _rendered(reading.text_value(column.name, column.type))


def _rendered(tree: Tree) -> str:
    return sql(tree, "duckdb")
