"""The customers of a segment, of a cell of the grid, or of the whole shop: searched, sorted, a page at a time.

What lists show of a customer is kept in memory per publication (about 200 MB for a million customers), segment by segment: a
page is then found in a tenth of the time that the published files would take. Shops of more than `MOST_KEPT` customers read these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import pages_members, render
from regulars.queries.pages_members import Anchor, Order
from regulars.work.pages.figures import money, rows
from regulars.work.published import Published

PER_PAGE = 25
# up to here a page is found from the beginning
_NEAR = 1_000
# an anchor every so many customers, and never more than so many of them
_EVERY = 1_000
_MOST_ANCHORS = 4_000
MOST_KEPT = 3_000_000
# customers found by a search that are counted and can be paged through; who is behind them is found by a longer word
MOST_FOUND = 10_000
LONGEST_SEARCH = 100
SORTS = ("customer", "name", "orders", "revenue", "last", "pattern", "rank")
DEFAULT_SORT = "-revenue"


@dataclass(frozen=True, slots=True)
class Group:
    """Customers that a page lists: `key` names them, `people` is their profile as a query."""

    key: tuple[object, ...]
    people: render.Tree


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in a list. Name and e-mail are empty for who may not see people, and where they are not known."""

    customer_id: str
    name: str
    email: str
    segment: str
    pattern: str
    orders: int | None
    revenue: Decimal | None
    last_order_at: datetime | None
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of customers: `total` match the search, with `is_more` more than that; `page` is from 1 and at most the last one."""

    members: tuple[Member, ...]
    total: int
    page: int
    sort: str
    sought: str
    has_people: bool
    is_more: bool = False


def segment_group(name: str, kind: str) -> Group:
    """The members of a segment."""
    return Group(("segment", kind, name), pages_members.segment_people(name, kind))


def cell_group(r: int, f: int) -> Group:
    """Those with a recency and a frequency score (1 = best)."""
    return Group(("cell", r, f), pages_members.cell_people(r, f))


def everybody() -> Group:
    """All scored customers."""
    return Group(("everybody",), pages_members.everybody())


def use_list(published: Published, engine: Engine) -> None:
    """Have `member_list` in this session, where queries about members find it."""
    is_kept = published.remembered("member list", lambda first: _keep_list(published, first))
    if not is_kept:
        engine.view("member_list", render.sql(_list(published), engine.dialect))


def _keep_list(published: Published, engine: Engine) -> bool:
    """Keep the list in memory, where it is not too long; whether it is kept."""
    if int(published.scored.facts["customers"]) > MOST_KEPT:
        return False
    rows_sorted = pages_members.sorted_list(_list(published), published.columns["profile"])
    engine.shared_table("member_list", render.sql(rows_sorted, engine.dialect))
    return True


def _list(published: Published) -> render.Tree:
    return pages_members.list_of(published.columns["profile"], str(published.scored.facts["names"]["frequency"]))


def members(
    published: Published,
    group: Group,
    *,
    page: int = 1,
    sort: str = DEFAULT_SORT,
    sought: str = "",
    sees_people: bool,
    per_page: int = PER_PAGE,
) -> MemberPage:
    """A page of a group's customers. `sort` is a key of SORTS, with a - before it for the greatest first, or else the default.

    Without `sees_people` neither names nor addresses are read, and `sought` is looked for in customer_id only.
    """
    columns = published.columns["profile"]
    sought = sought.strip()[:LONGEST_SEARCH]
    order, sort = _order(sort, columns, sees_people=sees_people)
    has_people = sees_people and bool({"email", "first_name", "last_name"} & set(columns))
    condition = pages_members.matching(columns, sought, sees_people=sees_people) if sought else None
    query = _Query(published, group, sought, condition, _shown(columns, sees_people=sees_people), order)
    first = query.first(per_page + 1) if page <= 1 else ()
    if page <= 1 and len(first) <= per_page:
        return MemberPage(first, len(first), 1, sort, sought, has_people)
    total = query.count()
    is_more = bool(sought) and total > MOST_FOUND
    total = MOST_FOUND if is_more else total
    page = min(max(page, 1), max(1, -(-total // per_page)))
    listed = first[:per_page] or (query.page(page, per_page, total) if total else ())
    return MemberPage(listed, total, page, sort, sought, has_people, is_more)


@dataclass(frozen=True, slots=True)
class _Query:
    """Which customers of a publication are listed, what is shown of them, and in which order."""

    published: Published
    group: Group
    sought: str
    condition: render.Tree | None
    shown: tuple[str, ...]
    order: Order

    def count(self) -> int:
        """How many they are; of those who are sought one more than `MOST_FOUND` at most."""

        def counted(engine: Engine) -> int:
            use_list(self.published, engine)
            return int(rows(engine, pages_members.count_members(self.group.people, self.condition, MOST_FOUND + 1))[0][0])

        return self.published.remembered(("count", *self._asked), counted)

    def first(self, most: int) -> tuple[Member, ...]:
        """The first so many, which are what most people look at."""
        return self.published.remembered(("first", *self._asked, self.order, most), lambda _: self._listed(None, 0, most))

    def page(self, page: int, per_page: int, total: int) -> tuple[Member, ...]:
        """A page of all of them."""
        skip = (page - 1) * per_page
        if skip <= _NEAR:
            return self._listed(None, skip, per_page)
        every = max(_EVERY, total // _MOST_ANCHORS)
        found = self.published.remembered(("anchors", *self._asked, self.order), lambda engine: self._anchors(engine, every))
        anchor = found[min(skip // every, len(found) - 1)]
        return self._listed(anchor, skip - anchor.offset, per_page)

    @property
    def _asked(self) -> tuple[object, ...]:
        return self.group.key, self.sought, self.shown

    def _anchors(self, engine: Engine, every: int) -> tuple[Anchor, ...]:
        use_list(self.published, engine)
        found = rows(engine, pages_members.anchors(self.group.people, self.condition, self.order, every))
        return tuple(Anchor(int(place), value, str(who)) for place, value, who in found)

    def _listed(self, anchor: Anchor | None, skip: int, most: int) -> tuple[Member, ...]:
        wanted = pages_members.page_of_members(self.group.people, self.condition, self.shown, self.order, anchor, skip, most)
        with self.published.session() as engine:
            use_list(self.published, engine)
            found = rows(engine, wanted)
        return tuple(_member(dict(zip(self.shown, row, strict=True))) for row in found)


def _order(sort: str, columns: Mapping[str, str], *, sees_people: bool) -> tuple[Order, str]:
    """The order of a sort key, and the key that is in force."""
    sortable = {
        "customer": "customer_id",
        "name": "last_name" if sees_people else "",
        "orders": "times",
        "revenue": "revenue",
        "last": "last_order_at",
        "pattern": "pattern",
        "rank": "composite",
    }
    there = {key: column for key, column in sortable.items() if column in columns or column == "times"}
    wanted = sort if sort.removeprefix("-") in there else DEFAULT_SORT if "revenue" in there else "-rank"
    return Order(there[wanted.removeprefix("-")], wanted.startswith("-")), wanted


def _shown(columns: Mapping[str, str], *, sees_people: bool) -> tuple[str, ...]:
    people = pages_members.PERSON_COLUMNS if sees_people else ()
    wanted = ["customer_id", "segment", "pattern", "revenue", "last_order_at", "city", "country", *people]
    return (*(column for column in wanted if column in columns), "times")


def _member(row: Mapping[str, Any]) -> Member:
    last = row.get("last_order_at")
    return Member(
        customer_id=str(row["customer_id"]),
        name=" ".join(part for part in (row.get("first_name"), row.get("last_name")) if part),
        email=row.get("email") or "",
        segment=row.get("segment") or "",
        pattern=row.get("pattern") or "",
        orders=row["times"],
        revenue=money(row.get("revenue")),
        last_order_at=last.replace(tzinfo=UTC) if last is not None else None,
        city=row.get("city") or "",
        country=row.get("country") or "",
    )
