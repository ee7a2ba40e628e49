"""The vocabulary of an opened shop: what words can be about, read from its tables once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Source
from regulars.criteria.tree import Condition
from regulars.criteria.vocabulary import Place, Value, Vocabulary
from regulars.exports.countries import country_names
from regulars.queries import render, vocabulary
from regulars.queries.render import Tree
from regulars.queries.vocabulary import Asked
from regulars.work.data import ShopData
from regulars.work.offered import names_of
from regulars.work.options import local_day

MOST_VALUES = 50_000
# what tells one customer from another is no group of customers
_PERSONAL = frozenset({"customer_id", "email", "phone", "first_name", "last_name"})
_ORDER_COLUMNS = ("channel", "coupon_code", "status")
_LINE_COLUMNS = ("category", "product_title", "product_id")
_EVENT_COLUMNS = ("type", "campaign")


def make_vocabulary(data: ShopData, saved: Mapping[str, Condition] | None = None) -> tuple[Vocabulary, tuple[str, ...]]:
    """The values of a shop's tables, and notes about columns of which not every value was taken."""
    return _Maker(data, dict(saved or {})).made()


class _Maker:
    def __init__(self, data: ShopData, saved: Mapping[str, Condition]) -> None:
        self._data = data
        self._saved = saved
        self._values: dict[str, tuple[Value, ...]] = {}
        self._notes: list[str] = []

    def made(self) -> tuple[Vocabulary, tuple[str, ...]]:
        shape, homes = self._data.shape, self._data.homes
        texts = [name for name, kind in shape.fields.items() if kind is ValueKind.TEXT and name not in homes]
        self._read(Asked("customers", tuple(name for name in texts if name not in _PERSONAL), MOST_VALUES))
        for tags in (name for name, kind in shape.fields.items() if kind is ValueKind.TAGS and name not in homes):
            found = self._rows(vocabulary.tags(tags, MOST_VALUES))
            self._values[tags] = tuple(Value(str(text), int(customers)) for text, customers in found)
        self._read(Asked("orders", self._present(Source.ORDERS, _ORDER_COLUMNS), MOST_VALUES))
        lines = self._present(Source.LINES, _LINE_COLUMNS)
        self._read(Asked("order_lines", lines, MOST_VALUES))
        self._read(Asked("events", self._present(Source.EVENTS, _EVENT_COLUMNS), MOST_VALUES))
        self._computed()
        made = Vocabulary(
            shape=shape,
            values=self._values,
            places=self._places(),
            products=self._products(lines),
            saved=self._saved,
            currency=self._data.currency,
            first_order=self._first("orders", "ordered_at"),
            first_event=self._first("events", "occurred_at") if shape.has(Source.EVENTS) else None,
            country_names=self._country_names(),
        )
        return made, tuple(self._notes)

    def _rows(self, tree: Tree) -> list[tuple[Any, ...]]:
        return self._data.engine.rows(render.sql(tree, self._data.engine.dialect))

    def _present(self, source: Source, columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column for column in columns if self._data.shape.has(source, column))

    def _read(self, asked: Asked) -> None:
        if not asked.columns:
            return
        found: dict[int, list[Value]] = {place: [] for place in range(len(asked.columns))}
        different: dict[int, int] = {}
        for place, text, rows, values in self._rows(vocabulary.values(asked)):
            found[int(place)].append(Value(str(text), int(rows)))
            different[int(place)] = int(values)
        for place, column in enumerate(asked.columns):
            self._values[column] = tuple(found[place])
            if different.get(place, 0) > asked.most:
                self._notes.append(f"Words know the {asked.most:,} commonest of the {different[place]:,} values of {column!r}.")

    def _computed(self) -> None:
        """Names of what is worked out only when it is asked for; nobody has been counted yet."""
        for field in self._data.homes:
            names = names_of(field, self._data.options)
            if names:
                self._values[field] = tuple(Value(name, 0) for name in names)

    def _places(self) -> tuple[Place, ...]:
        there = [name for name in ("city", "region", "country") if name in self._data.shape.fields]
        if not there:
            return ()
        found = self._rows(vocabulary.places(there, MOST_VALUES))
        return tuple(Place(str(city), str(region), str(country), int(people)) for city, region, country, people in found)

    def _country_names(self) -> dict[str, tuple[str, ...]]:
        return {value.text: names for value in self._values.get("country", ()) if (names := country_names(value.text))}

    def _products(self, lines: tuple[str, ...]) -> dict[str, str]:
        if not {"product_title", "category"} <= set(lines):
            return {}
        return {str(title): str(category) for title, category in self._rows(vocabulary.products(MOST_VALUES))}

    def _first(self, table: str, column: str) -> date | None:
        moment = self._data.engine.rows(render.sql(vocabulary.first_moment(table, column), self._data.engine.dialect))[0][0]
        return None if moment is None else local_day(moment, self._data.zone)
