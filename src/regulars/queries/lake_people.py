"""Who the customers of a lake are: what files about customers say, and what their orders say of them.

A customers file is right about what it says. Of orders the latest is right, whichever comes in first; where somebody lives is taken
from one order as a whole, never the city of one and the region of another, and so is a name. It fills what a file leaves open where
the two agree on the rest. So a lake's customers remember in BY_FILE which columns a file said, and for each group of columns the
latest order that said it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from regulars.queries.lake import stored
from regulars.queries.reading import text_value
from regulars.queries.render import Tree, alias, aliased, all_of, any_of, call, case, name, null, select, table, template, text
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.queries.rows import PEOPLE_ROLES
from regulars.tables import Mapping

BY_FILE = "said_by_file"
# what is taken from one order, and the column with that order
GROUPS = {
    "email_by_order": ("email",),
    "phone_by_order": ("phone",),
    "name_by_order": ("first_name", "last_name"),
    "place_by_order": ("country", "region", "city", "postal_code"),
}
WHO_SAID = (BY_FILE, *GROUPS)
_GROUP_OF = {column: by_order for by_order, group in GROUPS.items() for column in group}


def buyers_of_orders(raw: RawTable, mapping: Mapping, rules: ReadingRules) -> Tree:
    """The view `all_buyers`: customer_id, what each row of orders says of them, its time (`said_at`) and order (`said_in`)."""
    reader = RowReader(raw, mapping, rules)
    uses = [(role, use) for role in PEOPLE_ROLES if (use := mapping.use(role))]
    said = [alias(template("CAST($v AS VARCHAR)", v=text_value(use.column, raw.types[use.column])), role) for role, use in uses]
    return select(
        alias(template("CAST($c AS VARCHAR)", c=reader.customer()), "customer_id"),
        *said,
        alias(template("COALESCE($a, TIMESTAMP '0001-01-01 00:00:00')", a=reader.ordered_at()), "said_at"),
        alias(template("CAST($k AS VARCHAR)", k=reader.order_key()), "said_in"),
    ).from_(table(raw.view))


def latest_times(fields: Sequence[str]) -> Tree:
    """The table `latest_times`: when each customer's latest order that has any of a group of columns was made."""
    times = [
        alias(template("MAX($t)", t=case([(_any_known(group), name("said_at"))], null())), by_order)
        for by_order, group in _groups(fields).items()
    ]
    named = template("NOT customer_id IS NULL")
    return select(name("customer_id"), *times).from_("all_buyers").where(named).group_by(name("customer_id"))


def buyers(fields: Sequence[str]) -> Tree:
    """One row per customer of `latest_times`: each group of the columns `fields` as the latest order that has any of it says.

    Only the rows of those times are put in order, since rows by the million as text take several times as long.
    """
    columns: list[Tree] = []
    # as text the earlier order is the smaller one: years have four digits
    order = template("CONCAT(CAST(b.said_at AS VARCHAR), ' ', COALESCE(b.said_in, ''))")
    for by_order, group in _groups(fields).items():
        is_latest = all_of(_any_known(group, "b"), name("said_at", "b").eq(name(by_order, "t")))
        said = [template("COALESCE($c, '')", c=name(each, "b")) for each in group]
        # of several rows of one order that with the largest values
        key = case([(is_latest, call("CONCAT", order, *[part for each in said for part in (text(" "), each)]))], null())
        latest = [template("NULLIF($v, '')", v=call("X_ARG_MAX", each, key)) for each in said]
        columns += [alias(value, field) for field, value in zip(group, latest, strict=True)]
        columns.append(alias(template("MAX($o)", o=case([(is_latest, order)], null())), by_order))
    is_one_of = any_of(*[name("said_at", "b").eq(name(by_order, "t")) for by_order in _groups(fields)])
    on = all_of(name("customer_id", "b").eq(name("customer_id", "t")), is_one_of)
    times = select(name("customer_id", "t"), *columns).from_("latest_times AS t")
    return times.join(aliased(table("all_buyers"), "b"), on=on, join_type="left").group_by(name("customer_id", "t"))


def _groups(fields: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The groups that have any of `fields`, with those."""
    found = {by_order: tuple(field for field in group if field in fields) for by_order, group in GROUPS.items()}
    return {by_order: group for by_order, group in found.items() if group}


def filled_people(staged: Dictionary[str, str], there: Dictionary[str, str], *, from_orders: bool) -> Tree:
    """Everybody in `staged_people` (s) and, where there are any, `lake_customers` (l), with all that is known of them.

    `staged` and `there` are the types of their columns. `from_orders`: it is orders that say what is staged.
    """
    lake, new = _Side("l", there), _Side("s", staged)
    columns = [
        alias(_value(column, new, lake, from_orders=from_orders), column)
        for column in dict.fromkeys((*there, *staged))
        if column not in ("customer_id", *WHO_SAID)
    ]
    shared = [column for column in PEOPLE_ROLES if column in there or column in staged]
    columns.append(alias(_said_by_file(shared, new, lake, from_orders=from_orders), BY_FILE))
    for by_order in GROUPS:
        known = [side.value(by_order) for side in (new, lake) if by_order in side.columns]
        columns += [alias(call("GREATEST", *known) if len(known) > 1 else known[0], by_order)] if known else []
    both = select(template("COALESCE(s.customer_id, l.customer_id) AS customer_id"), *columns)
    return both.from_("staged_people AS s").join(
        Tree("lake_customers AS l", is_closed=True), on=template("l.customer_id = s.customer_id"), join_type="full"
    )


def other_people(columns: Sequence[str], there: Sequence[str]) -> Tree:
    """How many of `people_now`, which has `columns`, are not in `lake_customers` as they are (`others`), how many of these apart
    from who said it (`told_otherwise`), and how many each table has."""
    told = [column for column in columns if column not in WHO_SAID]
    return template(
        "SELECT $others AS others, $told AS told_otherwise, (SELECT COUNT(*) FROM people_now) AS everybody, "
        "(SELECT COUNT(*) FROM lake_customers) AS before",
        others=_others(columns, there),
        told=_others(told, there),
    )


def _others(columns: Sequence[str], there: Sequence[str]) -> Tree:
    if not set(columns) <= set(there):
        return template("(SELECT COUNT(*) FROM people_now)")
    named = ", ".join(name(column).text for column in columns)
    return Tree(
        f"(SELECT COUNT(*) FROM (SELECT {named} FROM people_now EXCEPT SELECT {named} FROM lake_customers) AS d)", is_closed=True
    )


class _Side:
    """One of the two tables that are joined: what stands in its columns, and what a file said there."""

    def __init__(self, known_as: str, columns: Dictionary[str, str]) -> None:
        self.known_as, self.columns = known_as, columns

    def value(self, column: str) -> Tree:
        return name(column, self.known_as) if column in self.columns else template("CAST(NULL AS VARCHAR)")

    def has_any(self, of: Sequence[str]) -> Tree:
        return _any_known([column for column in of if column in self.columns], self.known_as)

    def by_file(self, column: str) -> Tree:
        """Whether a file said it. Before a lake remembered that, what it has is taken to be a file's."""
        if column not in self.columns:
            return template("FALSE")
        if BY_FILE not in self.columns:
            return template("NOT $c IS NULL", c=self.value(column))
        return template("COALESCE($f LIKE $c, FALSE)", f=self.value(BY_FILE), c=text(f"%,{column},%"))


def _value(column: str, new: _Side, lake: _Side, *, from_orders: bool) -> Tree:
    """What is known in `column` from now on."""
    sides = [side for side in ((lake, new) if from_orders else (new, lake)) if column in side.columns]
    kinds = {stored(side.columns[column]) for side in sides}
    kind = kinds.pop() if len(kinds) == 1 else "VARCHAR"
    first, *rest = (template(f"CAST($c AS {kind})", c=side.value(column)) for side in sides)
    either = call("COALESCE", first, *rest) if rest else first
    if column not in PEOPLE_ROLES:
        return either
    staged, known = (template(f"CAST($c AS {kind})", c=side.value(column)) for side in (new, lake))
    by_order = _GROUP_OF[column]
    group, by_file = GROUPS[by_order], lake.by_file(column)
    if from_orders:
        is_later = template("COALESCE($s >= $l, NOT $s IS NULL)", s=new.value(by_order), l=lake.value(by_order))
        fits = template("NOT $o", o=any_of(*[all_of(lake.by_file(each), _differ(each, new, lake)) for each in group]))
        return case([(by_file, known), (all_of(is_later, fits), staged), (is_later, null())], known)
    agree = [any_of(lake.by_file(each), template("NOT $d", d=_differ(each, new, lake))) for each in group]
    return case([(any_of(by_file, all_of(*agree)), either)], staged)


def _differ(column: str, one: _Side, other: _Side) -> Tree:
    """Whether both say something else; what only one of them says fills the gap of the other."""
    if column not in one.columns or column not in other.columns:
        return template("FALSE")
    return template("COALESCE($o <> $t, FALSE)", o=one.value(column), t=other.value(column))


def _said_by_file(columns: Sequence[str], new: _Side, lake: _Side, *, from_orders: bool) -> Tree:
    """The names of the columns that a file said, each between commas; NULL where none did."""
    parts = []
    for column in columns:
        said = lake.by_file(column)
        if not from_orders:
            said = any_of(said, new.has_any((column,)))
        parts.append(case([(said, text(f"{column},"))], text("")))
    return template("NULLIF($c, ',')", c=call("CONCAT", text(","), *parts)) if parts else template("CAST(NULL AS VARCHAR)")


def _any_known(columns: Sequence[str], of: str | None = None) -> Tree:
    known = [template("NOT $c IS NULL", c=name(column, of)) for column in columns]
    return any_of(*known) if known else template("FALSE")
