"""Asking a shop for customers: words or criteria in, the segment with its sentence, SQL and count out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from regulars.criteria.check import check
from regulars.criteria.sentence import Context, sentence
from regulars.criteria.terms import Source
from regulars.criteria.tree import Condition
from regulars.criteria.vocabulary import Vocabulary
from regulars.criteria.words import Index, Reading, Status, Understood, Unplaced, read
from regulars.errors import DataError, DefinitionError, OutputError
from regulars.queries import criteria, render, segments, trees
from regulars.queries.criteria_paraphrase import paraphrase
from regulars.work.data import ShopData
from regulars.work.population import cents
from regulars.work.shop_scores import layout_for, scored
from regulars.work.vocabulary import make_vocabulary

_MEMBERS = "asked_members"


@dataclass(frozen=True, slots=True)
class Segment:
    """One meaning with its figures. `share` is of all customers, `revenue` the members' lifetime net revenue (None: no amounts).

    `customer_ids` are there when they were asked for.
    """

    condition: Condition
    label: str
    sentence: str
    sql: str
    count: int
    share: float
    revenue: Decimal | None
    assumptions: tuple[str, ...]
    customer_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: OK has one segment, AMBIGUOUS several to choose from, REFUSED none and why in `unplaced`.

    `ways`: how many readings there are of an ambiguous request, which can be more than there are segments.
    """

    status: Status
    request: str
    segments: tuple[Segment, ...]
    assumptions: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    ways: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """How many customers, their share of all, and their lifetime net revenue (None: no amounts)."""

    count: int
    share: float
    revenue: Decimal | None


class Asking:
    """A shop that can be asked again and again. `saved` are named criteria: the user's own words and custom segments."""

    def __init__(self, data: ShopData, saved: Mapping[str, Condition] | None = None) -> None:
        self.data = data
        self.saved = dict(saved or {})
        self.notes: tuple[str, ...] = data.notes

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self.data.close()

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What words can be about; read from the tables when it is first asked for."""
        vocabulary, notes = make_vocabulary(self.data, self.saved)
        self.notes = (*self.notes, *notes)
        return vocabulary

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.vocabulary)

    def now_saved(self, saved: Mapping[str, Condition]) -> None:
        """Take other named criteria than before; what was read from the tables stays."""
        if saved == self.saved:
            return
        self.saved = dict(saved)
        if "vocabulary" in self.__dict__:
            self.vocabulary = replace(self.vocabulary, saved=self.saved)
            self.__dict__.pop("_index", None)

    @property
    def context(self) -> Context:
        """What sentences about this shop need."""
        plain = Context(self.data.as_of, self.data.zone, self.data.currency, tuple(self.data.shape.fields))
        return replace(plain, say_sql=lambda sql: paraphrase(sql, plain))

    def ask(self, request: str, *, with_ids: bool = False) -> Answer:
        """The segment or segments that a request in words means, or why there is none."""
        understood = self.understood(request)
        found: list[Segment] = []
        refusals: list[Unplaced] = []
        for reading in understood.readings:
            try:
                found.append(self.segment(reading.condition, reading, with_ids=with_ids))
            except (DefinitionError, DataError) as error:
                refusals.append(Unplaced(request, f"{error.problem} {error.remedy}".strip()))
        return _answer(request, understood, found, refusals)

    def understood(self, request: str) -> Understood:
        """What a request means, with what each stretch of it was taken for; nothing is counted."""
        return read(request, self._index, self.data.as_of, self.data.zone)

    def segment(self, condition: Condition, reading: Reading | None = None, *, with_ids: bool = False) -> Segment:
        """The customers for whom a condition is true.

        Raises:
            DefinitionError: the condition has no meaning on this shop's data. DataError: a field cannot be worked out.
        """
        self.make_members(_MEMBERS, condition)
        figures = self.figures(_MEMBERS)
        return Segment(
            condition=condition,
            label=reading.label if reading else "",
            sentence=sentence(condition, self.context),
            sql=self.members_sql(condition),
            count=figures.count,
            share=figures.share,
            revenue=figures.revenue,
            assumptions=reading.assumptions if reading else (),
            customer_ids=self._ids() if with_ids else None,
        )

    def figures(self, members: str) -> Figures:
        """The figures of a table of members."""
        found = self.data.engine.record(self._sql(segments.totals(members, self.lifetime)))
        count, base = int(found["customers"]), self.everybody
        has_money = self.data.shape.has(Source.ORDERS, "total")
        return Figures(count, count / base if base else 0.0, cents(Decimal(found["revenue"])) if has_money else None)

    def members_sql(self, condition: Condition) -> str:
        """The query of a condition's customers over the canonical tables, on lines for people.

        Raises:
            DefinitionError: the condition has no meaning on this shop's data. DataError: a field cannot be worked out.
        """
        return trees.sql(criteria.members(condition, self.layout([condition])), self.data.engine.dialect, pretty=True)

    def make_members(self, table: str, condition: Condition) -> None:
        """Make a table of the customer_id of a condition's customers. Raises as `members_sql` does."""
        layout = self.kept_layout([condition])
        self.data.engine.table(table, trees.sql(criteria.members(condition, layout), self.data.engine.dialect))

    def layout(self, conditions: Sequence[Condition]) -> criteria.Layout:
        """Where the data of some conditions are, once these are found to mean something. Raises as `members_sql` does."""
        for condition in conditions:
            check(condition, self.data.shape, self.saved)
        return layout_for(self.data, conditions, self.saved)

    def kept_layout(self, conditions: Sequence[Condition]) -> criteria.Layout:
        """The same, with what is kept in the engine to answer sooner."""
        return replace(self.layout(conditions), lifetime=self.lifetime, has_stored_times=bool(self.data.read_files))

    @cached_property
    def lifetime(self) -> str:
        """The table of the customers' lifetime totals, made when it is first asked for."""
        self.data.engine.table(segments.LIFETIME, self._sql(segments.lifetime(self.data.uncounted)))
        return segments.LIFETIME

    @cached_property
    def everybody(self) -> int:
        """How many customers there are."""
        return int(self.data.engine.rows(self._sql(segments.count("customers")))[0][0])

    def write_members(self, condition: Condition, path: Path) -> int:
        """Write the customer_id of a condition's customers as CSV; how many there are."""
        self.make_members(_MEMBERS, condition)
        self._write(self._sql(segments.ids(_MEMBERS)), path)
        return int(self.data.engine.rows(self._sql(segments.count(_MEMBERS)))[0][0])

    def write_ids(self, customer_ids: Sequence[str], path: Path) -> None:
        """Write customers' ids as CSV from here: a sealed engine writes no files."""
        aside = path.with_name(f".{path.name}.part")
        try:
            with aside.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file, lineterminator="\n")
                rows.writerow(["customer_id"])
                rows.writerows([each] for each in customer_ids)
            aside.replace(path)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror or error}.", "Give another path.") from error
        finally:
            aside.unlink(missing_ok=True)

    def write_segments(self, path: Path) -> None:
        """Write customer_id and segment of every scored customer as CSV."""
        scored(self.data)
        self._write(self._sql(segments.placed()), path)

    def _write(self, query: str, path: Path) -> None:
        aside = path.with_name(f".{path.name}.part")
        try:
            self.data.engine.copy(query, aside, ("FORMAT CSV", "HEADER"))
            aside.replace(path)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror or error}.", "Give another path.") from error
        finally:
            aside.unlink(missing_ok=True)

    def _ids(self) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self.data.engine.rows(self._sql(segments.ids(_MEMBERS))))

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self.data.engine.dialect)


def _answer(request: str, understood: Understood, found: Sequence[Segment], refusals: Sequence[Unplaced]) -> Answer:
    if not found:
        return Answer(Status.REFUSED, request, (), understood.assumptions, (*understood.unplaced, *refusals))
    status = Status.OK if len(found) == 1 else Status.AMBIGUOUS
    return Answer(status, request, tuple(found), understood.assumptions, understood.unplaced, understood.ways)
