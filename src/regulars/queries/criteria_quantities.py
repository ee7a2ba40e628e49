"""Quantities of a customer in SQL, and the tables in front of a query (`WITH ...`) that they are read from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.nodes import walk
from regulars.queries import criteria_ranks
from regulars.queries.criteria_measures import (
    Group,
    Totals,
    column_name,
    expression,
    group_of,
    is_lifetime,
    is_zero_without_rows,
    source_of,
    totals_query,
)
from regulars.queries.criteria_terms import (
    CUSTOMERS,
    Layout,
    column,
    constant,
    days_between,
    days_to_anniversary,
    local_date,
    local_time,
    midnight,
    moment,
    our_table,
    part_of,
    whole_years,
)
from regulars.queries.trees import Tree, alias, aliased, call, template


@dataclass(slots=True)
class Scope:
    """One SELECT over customers, as `c`, and the tables joined to it."""

    joined: dict[str, None] = field(default_factory=dict)

    def column(self, named: str, of: str) -> Tree:
        """A column of a table with one row per customer, which is joined when it is not yet."""
        self.joined[of] = None
        return column(named, of)

    def select(self, columns: Sequence[Tree], condition: Tree | None) -> exp.Select:
        """The whole SELECT."""
        query = exp.select(*columns, copy=False).from_(aliased(our_table(CUSTOMERS), "c"), copy=False)
        for name in self.joined:
            on = column("customer_id", name).eq(column("customer_id", "c"))
            query = query.join(our_table(name), on=on, join_type="left", copy=False)
        return query if condition is None else query.where(condition, copy=False)


class Quantities(ABC):
    """Reads quantities, and collects the tables they need in the order in which they build on each other."""

    def __init__(self, layout: Layout, measures: Counter[Group]) -> None:
        self.layout = layout
        self._measures = measures
        self._tables: dict[str, Totals | Tree] = {}
        self._totals: dict[Group, Totals] = {}
        self._values: dict[tuple[tuple[t.Quantity, ...], t.Condition | None], str] = {}

    @abstractmethod
    def condition(self, node: t.Condition, scope: Scope) -> Tree:
        """A condition on `c`."""

    def finished(self, query: exp.Select) -> exp.Select:
        """The query with its tables in front."""
        for name, made in self._tables.items():
            tree = totals_query(made, self.layout) if isinstance(made, Totals) else made
            query = query.with_(exp.to_identifier(name), as_=tree, copy=False)
        return query

    def add_table(self, prefix: str, made: Totals | Tree) -> str:
        """Put a table in front of the query under a name that no other has."""
        name, number = prefix, 1
        while name in self._tables:
            number += 1
            name = f"{prefix}_{number}"
        self._tables[name] = made
        return name

    def values(self, quantities: tuple[t.Quantity, ...], among: t.Condition | None) -> str:
        """A table of customer_id, value (and value_2...) for the customers for whom `among` is true."""
        key = (quantities, among)
        if key not in self._values:
            scope = Scope()
            found = [self.value(quantity, scope) for quantity in quantities]
            named = ["value", *(f"value_{place}" for place in range(2, len(found) + 1))]
            columns = [column("customer_id", "c"), *map(alias, found, named)]
            condition = None if among is None or among == t.All(()) else self.condition(among, scope)
            self._values[key] = self.add_table("customer_values", scope.select(columns, condition))
        return self._values[key]

    def value(self, node: t.Quantity, scope: Scope) -> Tree:
        """A quantity of `c`; times are in UTC."""
        match node:
            case t.Constant(value):
                return constant(value)
            case t.FieldValue(named):
                stored = self.field(named, scope)
                return midnight(stored, self.layout) if named in self.layout.days else stored
            case t.Measure():
                return self._measure(node, scope)
            case t.Ratio(over, under):
                return call("X_RATIO", self.value(over, scope), self.value(under, scope))
            case t.Sum(parts):
                total = self.value(parts[0], scope)
                for part in parts[1:]:
                    total = exp.Add(this=total, expression=self.value(part, scope))
                return exp.Paren(this=total)
            case t.Scaled(factor, inner):
                return call("X_TIMES", self.value(inner, scope), constant(factor))
            case t.DaysSince(time):
                return days_between(self.value(time, scope), moment(self.layout.as_of))
            case t.DaysBetween(earlier, later):
                return days_between(self.value(earlier, scope), self.value(later, scope))
            case t.YearsSince(time):
                return whole_years(self._day(time, scope), self._as_of_day())
            case t.DaysToAnniversary(time):
                return days_to_anniversary(self._day(time, scope), self._as_of_day())
            case t.PartOf(time, part):
                return part_of(self._local(time, scope), part)
            case t.OfBase():
                return criteria_ranks.of_base(node, self)
            case _:
                assert_never(node)

    def field(self, named: str, scope: Scope) -> Tree:
        """A customer's field as it is stored."""
        home = self.layout.homes.get(named)
        return column(named, "c") if home is None else scope.column(named, home)

    def _measure(self, node: t.Measure, scope: Scope) -> Tree:
        named = column_name(node)
        if self.layout.lifetime is not None and is_lifetime(node):
            found = scope.column(named, self.layout.lifetime)
            return template("COALESCE($f, 0)", f=found) if is_zero_without_rows(node) else found
        group = group_of(node, self.layout)
        if group not in self._totals:
            source = source_of(group, self)
            totals = Totals("", group, source)
            totals.name = self.add_table(f"{node.rows.source}_totals", totals)
            self._totals[group] = totals
        totals = self._totals[group]
        totals.columns.setdefault(named, expression(node, self.layout))
        found = scope.column(named, totals.name)
        return template("COALESCE($f, 0)", f=found) if is_zero_without_rows(node) else found

    def _as_of_day(self) -> date:
        return self.layout.as_of.astimezone(self.layout.zone).date()

    def _day(self, time: t.Quantity, scope: Scope) -> Tree:
        if isinstance(time, t.FieldValue) and time.field in self.layout.days:
            return self.field(time.field, scope)
        return local_date(self.value(time, scope), self.layout)

    def _local(self, time: t.Quantity, scope: Scope) -> Tree:
        if isinstance(time, t.FieldValue) and time.field in self.layout.days:
            return template("CAST($d AS TIMESTAMP)", d=self.field(time.field, scope))
        return local_time(self.value(time, scope), self.layout)


def measures_in(conditions: Iterable[t.Condition], layout: Layout) -> Counter[Group]:
    """How often each pass over rows is asked for, in conditions and the segments they name."""
    counts: Counter[Group] = Counter()
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, t.Measure):
            counts[group_of(node, layout)] += 1
        if isinstance(node, t.InSegment):
            counts += measures_in([layout.saved[name] for name in node.names if name in layout.saved], layout)
    return counts
