# ruff: noqa: B019 - the few instances live as long as the tests
"""Random criteria that mean something on a shop's data: what passes `criteria.check` for a `Shape`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from regulars.criteria import tree as t
from regulars.criteria.check_rows import own_columns_of_lines
from regulars.criteria.columns import CALENDAR_PERIODS, ROW_COLUMNS, Shape, ValueKind
from regulars.criteria.operators import AGGREGATES
from regulars.criteria.terms import (
    Aggregate,
    Comparator,
    DatePart,
    Dates,
    End,
    Past,
    Period,
    RankBy,
    Source,
    Statistic,
    TextOperator,
    Unit,
    Window,
)

_NUMERIC = frozenset({ValueKind.NUMBER, ValueKind.MONEY})
_CALENDAR = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
_TEXTS = ("a", "Berlin", "web", "O'Brien", 'say "x"', "100%", "under_score", "back\\slash", "café", "-- ; drop")


@dataclass(frozen=True, eq=False)
class Trees:
    """Strategies for one shape. `values` are texts that occur in the data, by column; `saved` the names of segments.

    `heavy` lets in what needs a table of its own over all customers for every use: ranks and figures about the base.
    """

    shape: Shape
    values: Mapping[str, Sequence[str]]
    saved: Sequence[str] = ()
    heavy: bool = True

    # conditions

    @cache
    def conditions(self, depth: int = 2) -> st.SearchStrategy[t.Condition]:
        leaf = self._leaves(depth)
        if depth == 0:
            return leaf
        deeper = st.deferred(lambda: self.conditions(depth - 1))
        parts = st.lists(deeper, max_size=3).map(tuple)
        return st.one_of(leaf, leaf, st.builds(t.All, parts), st.builds(t.Any, parts), st.builds(t.Not, deeper))

    @cache
    def _leaves(self, depth: int) -> st.SearchStrategy[t.Condition]:
        inner = max(depth - 1, 0)
        made: list[st.SearchStrategy[t.Condition]] = [
            st.builds(t.Compare, self.amounts(inner), comparators, self.amounts(inner)),
            st.builds(t.Compare, self.numbers(inner), comparators, constants),
            st.builds(t.Compare, self.money(inner), comparators, constants),
            st.builds(t.Compare, self.times(), comparators, self.times()),
            st.builds(_between, self.numbers(inner), constants, constants),
            st.builds(t.Within, self.times(), windows),
            st.builds(t.Known, st.one_of(self.numbers(inner), self.times())),
            st.builds(t.Known, st.sampled_from(sorted(self.shape.fields)).map(t.FieldValue)),
            st.builds(t.Followed, self.rows(), self.rows(), st.none() | positive),
            st.builds(t.EachPeriod, self.rows(window=bounded_windows), st.sampled_from(_CALENDAR[2:]), st.integers(1, 3)),
            self._some_rows(),
        ]
        made += [self._text(field, operator) for field, operator in self._text_fields()]
        flags = self._fields(ValueKind.FLAG)
        if flags:
            made.append(st.builds(t.FieldTrue, st.sampled_from(flags)))
        if self.saved:
            made.append(
                st.lists(st.sampled_from(sorted(self.saved)), min_size=1, max_size=2).map(lambda names: t.InSegment(tuple(names)))
            )
        if self.heavy and depth:
            made.append(self._ranks(inner))
        return st.one_of(made)

    def _text_fields(self) -> list[tuple[str, st.SearchStrategy[TextOperator]]]:
        plain = st.sampled_from([TextOperator.ANY_OF, TextOperator.CONTAINS, TextOperator.STARTS_WITH, TextOperator.ENDS_WITH])
        tags = st.sampled_from([TextOperator.TAGGED, TextOperator.CONTAINS])
        return [(name, plain) for name in self._fields(ValueKind.TEXT)] + [(name, tags) for name in self._fields(ValueKind.TAGS)]

    def _text(self, field: str, operator: st.SearchStrategy[TextOperator]) -> st.SearchStrategy[t.Condition]:
        return st.builds(t.FieldText, st.just(field), operator, self.texts(field))

    @cache
    def _some_rows(self) -> st.SearchStrategy[t.Condition]:
        count = self.rows().map(lambda rows: t.Measure(Aggregate.COUNT, rows))
        return st.builds(
            t.Compare,
            count,
            comparators,
            st.sampled_from([t.Constant(Decimal(0)), t.Constant(Decimal(1)), t.Constant(Decimal(2))]),
        )

    @cache
    def _ranks(self, depth: int) -> st.SearchStrategy[t.Condition]:
        among = st.none() | st.deferred(lambda: self.conditions(0))
        ends = st.sampled_from(End)
        quantity = st.one_of(self.numbers(depth), self.money(depth))
        return st.one_of(
            st.builds(t.Rank, quantity, ends, st.sampled_from([RankBy.SHARE, RankBy.BEYOND, RankBy.MAKING]), shares, among),
            st.builds(t.Rank, quantity, ends, st.just(RankBy.COUNT), st.integers(1, 50).map(Decimal), among),
            st.builds(t.Rank, self.times(), ends, st.sampled_from([RankBy.SHARE, RankBy.BEYOND]), shares, among),
        )

    # quantities

    def amounts(self, depth: int) -> st.SearchStrategy[t.Quantity]:
        """Amounts of money, which go with one another."""
        return self.money(depth)

    @cache
    def numbers(self, depth: int = 1) -> st.SearchStrategy[t.Quantity]:
        made: list[st.SearchStrategy[t.Quantity]] = [
            self._measures(ValueKind.NUMBER),
            st.builds(t.DaysSince, self.times()),
            st.builds(t.DaysBetween, self.times(), self.times()),
            st.builds(t.YearsSince, self.times()),
            st.builds(t.DaysToAnniversary, self.times()),
            st.builds(t.PartOf, self.times(), st.sampled_from(DatePart)),
        ]
        fields = self._fields(ValueKind.NUMBER)
        if fields:
            made.append(st.builds(t.FieldValue, st.sampled_from(fields)))
        if depth:
            deeper = st.deferred(lambda: self.numbers(depth - 1))
            made += [
                st.builds(t.Ratio, self.money(0), self.money(0)),
                st.builds(t.Ratio, deeper, deeper),
                st.builds(t.Sum, st.tuples(deeper, deeper)),
                st.builds(t.Scaled, decimals, deeper),
            ]
            made += [self._of_base(deeper)] if self.heavy else []
        return st.one_of(made)

    @cache
    def money(self, depth: int = 1) -> st.SearchStrategy[t.Quantity]:
        made: list[st.SearchStrategy[t.Quantity]] = [self._measures(ValueKind.MONEY)]
        if depth:
            deeper = st.deferred(lambda: self.money(depth - 1))
            made += [
                st.builds(t.Ratio, deeper, self._measures(ValueKind.NUMBER)),
                st.builds(t.Sum, st.tuples(deeper, deeper)),
                st.builds(t.Scaled, decimals, deeper),
            ]
            made += [self._of_base(deeper)] if self.heavy else []
        return st.one_of(made)

    @cache
    def times(self) -> st.SearchStrategy[t.Quantity]:
        made: list[st.SearchStrategy[t.Quantity]] = [
            st.builds(t.Measure, st.sampled_from([Aggregate.FIRST, Aggregate.LAST]), self.rows(around=False))
        ]
        fields = self._fields(ValueKind.TIME)
        if fields:
            made.append(st.builds(t.FieldValue, st.sampled_from(fields)))
        return st.one_of(made)

    @cache
    def _of_base(self, quantity: st.SearchStrategy[t.Quantity]) -> st.SearchStrategy[t.Quantity]:
        among = st.none() | st.deferred(lambda: self.conditions(0))
        return st.one_of(
            st.builds(t.OfBase, st.sampled_from([Statistic.AVERAGE, Statistic.MEDIAN]), quantity, st.none(), among),
            st.builds(t.OfBase, st.just(Statistic.PERCENTILE), quantity, st.integers(1, 100).map(Decimal), among),
        )

    @cache
    def _measures(self, kind: ValueKind) -> st.SearchStrategy[t.Quantity]:
        return st.one_of([self._measures_of(source, kind) for source in sorted(self.shape.rows)])

    @cache
    def _measures_of(self, source: Source, kind: ValueKind) -> st.SearchStrategy[t.Quantity]:
        choices: list[tuple[Aggregate, str | None]] = []
        for aggregate, row in AGGREGATES.items():
            if not row.takes and row.gives is kind:
                choices.append((aggregate, None))
            for column in self._columns(source, row.takes):
                added_up = aggregate in {Aggregate.SUM, Aggregate.AVERAGE} and source is Source.LINES
                if added_up and column not in own_columns_of_lines(self.shape):
                    continue
                if aggregate is Aggregate.LONGEST_RUN and column not in CALENDAR_PERIODS:
                    continue
                if aggregate is Aggregate.MOST_SPENT and not _has_money(self.shape, source):
                    continue
                if (row.gives or ROW_COLUMNS[source][column].kind) is kind:
                    choices.append((aggregate, column))
        if not choices:
            return st.nothing()
        rows = self.rows(source)
        return st.builds(lambda choice, of: t.Measure(choice[0], of, choice[1]), st.sampled_from(choices), rows)

    # rows

    @cache
    def rows(
        self, source: Source | None = None, window: st.SearchStrategy[Window | None] | None = None, *, around: bool = True
    ) -> st.SearchStrategy[t.Rows]:
        if source is None:
            return st.one_of([self.rows(each, window, around=around) for each in sorted(self.shape.rows)])
        position = st.none()
        if source is not Source.EVENTS:
            position = st.sampled_from([None, None, None, t.Position(1), t.Position(2), t.Position(1, from_end=True)])
        return st.builds(
            t.Rows,
            st.just(source),
            st.none() | self.row_conditions(source),
            window if window is not None else st.none() | windows,
            position,
            st.none() | self._around() if around else st.none(),
            st.booleans() if source is not Source.EVENTS else st.just(False),
        )

    @cache
    def _around(self) -> st.SearchStrategy[t.Around]:
        sides = st.tuples(st.none() | small, st.none() | small).filter(lambda pair: pair != (None, None)).map(_in_order)
        return st.builds(lambda anchor, pair, strictly: t.Around(anchor, *pair, strictly), self.times(), sides, st.booleans())

    def _lines_numbers(self, where: st.SearchStrategy[t.RowCondition]) -> list[st.SearchStrategy[t.RowCondition]]:
        own = own_columns_of_lines(self.shape)
        sums = [column for column in self._columns(Source.LINES, _NUMERIC) if column in own]
        names = [column for column in self._columns(Source.LINES, frozenset({ValueKind.TEXT})) if column in own]
        return [
            st.builds(t.LinesNumber, st.just(aggregate), st.sampled_from(columns), comparators, decimals, st.none() | where)
            for aggregate, columns in ((Aggregate.SUM, sums), (Aggregate.DISTINCT, names))
            if columns
        ]

    @cache
    def row_conditions(self, source: Source, depth: int = 1, *, inside: bool = False) -> st.SearchStrategy[t.RowCondition]:
        numeric = self._columns(source, _NUMERIC)
        texts = self._columns(source, frozenset({ValueKind.TEXT}))
        plain = st.sampled_from([TextOperator.ANY_OF, TextOperator.CONTAINS, TextOperator.STARTS_WITH, TextOperator.ENDS_WITH])
        made: list[st.SearchStrategy[t.RowCondition]] = [
            st.builds(t.RowNumber, st.sampled_from(numeric), comparators, decimals),
            st.builds(t.RowKnown, st.sampled_from(numeric + texts)),
        ]
        made += [st.builds(t.RowText, st.just(column), plain, self.texts(column)) for column in texts]
        if source is Source.ORDERS and not inside and self.shape.has(Source.LINES):
            inside_it = st.deferred(lambda: self.row_conditions(Source.LINES, 0, inside=True))
            made += [st.builds(t.Contains, inside_it), *self._lines_numbers(inside_it)]
        if depth:
            deeper = st.deferred(lambda: self.row_conditions(source, depth - 1, inside=inside))
            parts = st.lists(deeper, min_size=1, max_size=2).map(tuple)
            made += [st.builds(t.RowAll, parts), st.builds(t.RowAny, parts), st.builds(t.RowNot, deeper)]
        return st.one_of(made)

    @cache
    def texts(self, column: str) -> st.SearchStrategy[tuple[str, ...]]:
        known = [*self.values.get(column, ()), *_TEXTS]
        return st.lists(st.sampled_from(known), min_size=1, max_size=2).map(tuple)

    def _fields(self, kind: ValueKind) -> list[str]:
        return sorted(name for name, other in self.shape.fields.items() if other is kind)

    def _columns(self, source: Source, kinds: frozenset[ValueKind]) -> list[str]:
        there = self.shape.rows[source]
        return sorted(name for name, column in ROW_COLUMNS[source].items() if column.kind in kinds and name in there)


def _has_money(shape: Shape, source: Source) -> bool:
    return source is not Source.EVENTS and shape.has(source, "net" if source is Source.ORDERS else "line_total")


def _between(quantity: t.Quantity, one: t.Constant, other: t.Constant) -> t.Between:
    low, high = sorted((one, other), key=lambda constant: constant.value)
    return t.Between(quantity, low, high)


def _in_order(pair: tuple[Decimal | None, Decimal | None]) -> tuple[Decimal | None, Decimal | None]:
    low, high = pair
    return (high, low) if low is not None and high is not None and low > high else pair


def _past(newer: int, more: int, unit: Unit) -> Past:
    return Past(newer + more, newer, unit)


def _period(unit: Unit, last: int, more: int) -> Period:
    return Period(unit, last - more, last)


def _days(first: date, last: date) -> Dates:
    return Dates(min(first, last), max(first, last))


comparators = st.sampled_from(Comparator)
decimals = st.sampled_from([Decimal(text) for text in ("0", "1", "2", "5", "6", "12", "50", "100", "-1", "0.5", "19.99", "1E+3")])
positive = st.sampled_from([Decimal(text) for text in ("1", "7", "30", "0.5")])
small = st.sampled_from([Decimal(text) for text in ("-30", "0", "1", "30", "90.5")])
shares = st.sampled_from([Decimal(text) for text in ("0.1", "0.25", "0.5", "0.8", "0.333")])
constants = st.builds(t.Constant, decimals)
bounded_windows = st.one_of(
    st.builds(_past, st.integers(0, 6), st.integers(1, 12), st.sampled_from(_CALENDAR[2:])),
    st.builds(_period, st.sampled_from(_CALENDAR[2:]), st.integers(-4, 0), st.integers(0, 3)),
    st.builds(_days, st.dates(date(2022, 1, 1), date(2026, 1, 1)), st.dates(date(2022, 1, 1), date(2026, 1, 1))),
)
windows = st.one_of(
    bounded_windows,
    st.builds(_past, st.integers(0, 90), st.integers(1, 400), st.sampled_from(Unit)),
    st.builds(Past, st.none(), st.integers(1, 200), st.sampled_from(Unit)),
    st.builds(Dates, st.dates(date(2022, 1, 1), date(2026, 1, 1)), st.none()),
    st.builds(Dates, st.none(), st.dates(date(2022, 1, 1), date(2026, 1, 1))),
)
