"""The canonical table of customers: who they are with all their attributes, and everybody who only orders or only does things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.queries import reading
from regulars.queries.render import Tree, alias, any_of, call, is_in, name, select, table, template, text, timestamp
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.records import dataclass
from regulars.tables import NO_WORDS, YES_WORDS, ColumnUse, Kind, Mapping


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of a customers file and what it becomes: a field of a kind. `is_day`: a date without a time of day."""

    field: str
    use: ColumnUse
    kind: Kind
    is_day: bool = False
    is_tags: bool = False


def all_people(raw: RawTable, mapping: Mapping, attributes: Sequence[Attribute], rules: ReadingRules) -> Tree:
    """The view `all_people`: customer_id and the attributes, one row per row of the file."""
    reader = RowReader(raw, mapping, rules)
    customer = template("CAST($c AS VARCHAR)", c=reader.customer())
    columns = [alias(value(raw, each, rules.file_zone), each.field) for each in attributes]
    return select(alias(customer, "customer_id"), *columns).from_(table(raw.view))


def value(raw: RawTable, attribute: Attribute, file_zone: str) -> Tree:
    """A column of a customers file as what it is."""
    use, of_type = attribute.use, raw.types[attribute.use.column]
    match attribute.kind:
        case Kind.FLAG:
            return name(use.column) if of_type.upper() == "BOOLEAN" else reading.flag_value(use.column, of_type)
        case Kind.NUMBER | Kind.MONEY:
            return reading.money_value(use, of_type)
        case Kind.TIME:
            moment = reading.calendar_value(use, of_type, "UTC" if attribute.is_day else file_zone)
            return template("CAST($m AS DATE)", m=moment) if attribute.is_day else moment
        case _:
            value = reading.text_value(use.column, of_type)
            # somebody without tags has none of them, which is known
            return (
                template("COALESCE($t, '')", t=call("X_REWRITE", value, text(r"\s*,\s*"), text(",")))
                if attribute.is_tags
                else value
            )


def facts_of_people() -> Tree:
    """Rows, rows with an identifier, and different identifiers of `all_people`."""
    return template("SELECT COUNT(*) AS n, COUNT(customer_id) AS named, COUNT(DISTINCT customer_id) AS different FROM all_people")


def people(fields: Sequence[str], *, once: bool) -> Tree:
    """The table `people`: one row per customer_id; of several rows of one customer the largest value of each column."""
    query = select(name("customer_id"), *(map(name, fields) if once else [_largest(field) for field in fields]))
    query = query.from_("all_people").where(template("NOT customer_id IS NULL"))
    return query if once else query.group_by(name("customer_id"))


def _largest(field: str) -> Tree:
    return alias(template("MAX($f)", f=name(field)), field)


def customers(fields: Sequence[str], *, has_people: bool, has_events: bool, joined_by: datetime | None) -> Tree:
    """The table `customers`: everybody in `people`, and whoever is only in the orders or the events.

    `joined_by` leaves out people who signed up later and have neither an order nor an event.
    """
    sources = ["SELECT customer_id FROM orders"]
    if has_events:
        sources.append("SELECT customer_id FROM events")
    active = template(" UNION ".join(sources))
    if not has_people:
        return template("SELECT DISTINCT a.customer_id FROM $a AS a ORDER BY 1", a=active)
    columns = ", ".join(["k.customer_id", *(f"p.{name(field).text}" for field in fields)])
    kept = template("TRUE")
    if joined_by is not None:
        kept = any_of(
            template("NOT p.created_at > $j", j=timestamp(joined_by)),
            template("p.created_at IS NULL"),
            template("k.customer_id IN (SELECT a.customer_id FROM $a AS a)", a=active),
        )
    return template(
        f"""
        SELECT {columns}
        FROM (SELECT customer_id FROM people UNION SELECT customer_id FROM $active AS a) AS k
        LEFT JOIN people AS p ON p.customer_id = k.customer_id
        WHERE $kept ORDER BY k.customer_id
        """,
        active=active,
        kept=kept,
    )


def only_active() -> Tree:
    """How many customers no row of `people` knows."""
    return template("SELECT COUNT(*) AS n FROM customers AS c WHERE NOT c.customer_id IN (SELECT p.customer_id FROM people AS p)")


# what is counted of each column: see `tries`
COUNTED = ("values", "numbers", "times", "days", "flags")


def tries(view: str, columns: Sequence[str]) -> Tree:
    """For each text column: how many values it has, and how many can be read as a number, a time, a day, and a yes or no.

    The columns are `values_0`, `numbers_0`... A number with a zero before it is a code.
    """
    flags = [text(word) for word in (*YES_WORDS, *NO_WORDS) if word not in {"0", "1"}]
    parts: list[Tree] = []
    for place, column in enumerate(columns):
        value = template("NULLIF(TRIM($c), '')", c=name(column))
        has_zero = call("X_MATCHES", value, text("^[+-]?0[0-9]"))
        has_date = call("X_MATCHES", value, text("^[0-9]{4}-[0-9]{2}-[0-9]{2}"))
        is_time = template("NOT TRY_CAST($v AS TIMESTAMP) IS NULL AND $d", v=value, d=has_date)
        tests = (
            template("NOT $v IS NULL", v=value),
            template("NOT TRY_CAST($v AS DECIMAL(18, 4)) IS NULL AND NOT $z", v=value, z=has_zero),
            is_time,
            template("$t AND LENGTH($v) = 10", t=is_time, v=value),
            is_in(template("LOWER($v)", v=value), flags),
        )
        for label, test in zip(COUNTED, tests, strict=True):
            parts.append(alias(template("COUNT(CASE WHEN $t THEN 1 END)", t=test), f"{label}_{place}"))
    return select(*parts).from_(table(view))
