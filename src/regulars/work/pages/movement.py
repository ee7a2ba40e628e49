"""The movement page: who changed segment between two refreshes, by what they did or because the borders moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, pages_movement, render
from regulars.queries.pages_movement import HIGHEST_REVENUE, PAGE_ROWS, SORTS, Which
from regulars.work.ledger import PublicationRecord
from regulars.work.moves import CAUSES, Flow, is_published_again, movement
from regulars.work.pages.scoring_basis import basis_in_force
from regulars.work.population import cents
from regulars.work.published import Published
from regulars.work.workspace import Workspace

# to choose from; with one an hour, four days
MOST_REFRESHES = 100
ACTS = ("order", "return", "silence", "correction")


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh to choose. `publication` is what is in force of it (an erasure publishes it anew); `run` wrote its moves, and
    `last_run` published it last."""

    publication: PublicationRecord
    run: int
    last_run: int

    @property
    def number(self) -> int:
        """What people call it."""
        return self.publication.number

    @property
    def as_of(self) -> datetime | None:
        """The instant it looked from."""
        return self.publication.as_of

    @property
    def customers(self) -> int | None:
        """Customers scored."""
        found = self.publication.facts.get("customers")
        return int(found) if found is not None else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Customers who went from one segment to another (None: entered from outside, or left), and why, in customers each.

    `revenue` is what they are worth at the later refresh.
    """

    from_segment: str | None
    to_segment: str | None
    customers: int
    revenue: Decimal | None
    causes: Mapping[str, int]
    acts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """A segment before and after, and what came and went between; the net revenue of who came less that of who went."""

    name: str
    before: int
    came: int
    went: int
    entered: int
    left: int
    after: int
    revenue_came: Decimal | None
    revenue_went: Decimal | None

    @property
    def change(self) -> int:
        """Customers more (or fewer)."""
        return self.after - self.before

    @property
    def net_revenue(self) -> Decimal | None:
        """What came less what went."""
        if self.revenue_came is None or self.revenue_went is None:
            return None
        return self.revenue_came - self.revenue_went


@dataclass(frozen=True, slots=True)
class MovementPage:
    """Two refreshes compared. Everybody of either stayed or is in exactly one passage."""

    refreshes: tuple[Refresh, ...]
    earlier: Refresh
    later: Refresh
    currency: str | None
    passages: tuple[Passage, ...]
    balances: tuple[Balance, ...]
    causes: Mapping[str, int]
    stayed: int
    is_kept: bool

    @property
    def moved(self) -> int:
        """Customers who changed segment."""
        return self.causes["behaviour"] + self.causes["border"]


@dataclass(frozen=True, slots=True)
class Person:
    """A customer who moved, entered or left."""

    customer_id: str
    from_segment: str | None
    to_segment: str | None
    cause: str
    act: str | None
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of them. `total` is how many there are in all, `sort` how they are sorted (`queries.pages_movement.SORTS`)."""

    people: tuple[Person, ...]
    total: int
    page: int
    sort: str

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_ROWS))


def refreshes(opened: Published) -> tuple[Refresh, ...]:
    """The last refreshes that can be compared, newest first; what an erasure published anew counts as the refresh it was."""
    return opened.remembered("refreshes to compare", lambda _: _comparable(opened.refreshes[-MOST_REFRESHES:]))


def _comparable(publications: Sequence[PublicationRecord]) -> tuple[Refresh, ...]:
    found: list[Refresh] = []
    for each in publications:
        last = found[-1] if found else None
        if last and is_published_again(last.publication, each):
            found[-1] = Refresh(each, last.run, each.run)
        else:
            found.append(Refresh(each, each.run, each.run))
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Choice:
    """Two refreshes to compare. `is_quick` where the answer is there: it was written with the later one, or asked for before."""

    refreshes: tuple[Refresh, ...]
    earlier: Refresh
    later: Refresh
    is_quick: bool


def choose(opened: Published, earlier: int | None, later: int | None) -> Choice | None:
    """Two refreshes by number (by default the last two); None where there are no two.

    Raises:
        DataError: there is no such refresh.
    """
    known = refreshes(opened)
    if len(known) < 2:
        return None
    first, last = _pair(known, earlier, later)
    is_quick = _is_kept(opened, known, first, last) or opened.knows(_key(first, last))
    return Choice(known, first, last, is_quick)


def movement_page(opened: Published, earlier: int | None, later: int | None) -> MovementPage | None:
    """The page for two refreshes by number (by default the last two); None where there are no two.

    Raises:
        DataError: there is no such refresh, or they cannot be compared. SourceError: what one of them knew is gone.
    """
    chosen = choose(opened, earlier, later)
    if chosen is None:
        return None
    return opened.remembered(_key(chosen.earlier, chosen.later), lambda engine: _made(opened, engine, chosen))


def _key(first: Refresh, last: Refresh) -> Hashable:
    return ("movement", first.number, last.number)


def _is_kept(opened: Published, known: Sequence[Refresh], first: Refresh, last: Refresh) -> bool:
    return known.index(first) == known.index(last) + 1 and "moves" in opened.columns


def movers_page(opened: Published, shown: MovementPage, which: Which, page: int) -> PeoplePage:
    """Who they are, as `which` sorts them; those of the highest revenue first where it names no order that there is.

    Raises:
        SourceError: what one of the refreshes knew is gone.
    """
    if not shown.is_kept and which.cause in {"behaviour", "border"}:
        which = replace(which, cause=None)  # told apart only where it was written down with a refresh
    if which.sort.removeprefix("-") not in SORTS:
        which = replace(which, sort=HIGHEST_REVENUE)
    total = sum(_count(passage, which) for passage in shown.passages)
    page = min(max(page, 1), max(1, -(-total // PAGE_ROWS)))
    offset = (page - 1) * PAGE_ROWS
    with opened.session() as engine:
        if shown.is_kept:
            query = pages_movement.kept_movers(shown.later.run, shown.earlier.last_run, which, offset)
        else:
            query = _compared(engine, opened.workspace, shown, which, offset)
        rows = engine.rows(render.sql(query, engine.dialect))
    people = tuple(
        Person(str(who), source, target, cause, act, _money(revenue)) for who, source, target, cause, act, revenue in rows
    )
    return PeoplePage(people, total, page, which.sort)


def _pair(known: Sequence[Refresh], earlier: int | None, later: int | None) -> tuple[Refresh, Refresh]:
    last = _called(known, later) if later is not None else known[0]
    before = known[known.index(last) + 1 :]
    first = _called(known, earlier) if earlier is not None else (before[0] if before else known[1])
    if first.number == last.number:
        raise DataError(f"Refresh {first.number} cannot be compared with itself.", "Choose two different refreshes.")
    return (first, last) if first.number < last.number else (last, first)


def _called(known: Sequence[Refresh], number: int) -> Refresh:
    found = next((each for each in known if each.number == number), None)
    if found is None:
        # the refresh itself may have been published anew since
        found = next((each for each in reversed(known) if each.number > number), None)
    if found is None:
        raise DataError(f"There is no refresh {number}.", "Choose one of the list.")
    return found


def _made(opened: Published, engine: Engine, chosen: Choice) -> MovementPage:
    known, first, last = chosen.refreshes, chosen.earlier, chosen.later
    is_kept = _is_kept(opened, known, first, last)
    if is_kept:
        query = pages_movement.kept_flows(last.run, first.last_run)
        rows = engine.rows(render.sql(query, engine.dialect))
        flows = tuple(Flow(source, target, cause, act, int(n), _money(money)) for source, target, cause, act, n, money in rows)
    else:
        flows = movement(opened.workspace, first.number, last.number).flows
    sizes = _sizes(opened.workspace, engine, last)
    order = basis_in_force(opened.workspace, last.publication).names
    balances = _balances(flows, {name: sizes[name] for name in (*order, *sizes) if name in sizes})
    causes = {cause: sum(flow.customers for flow in flows if flow.cause == cause) for cause in CAUSES}
    after = sum(balance.after for balance in balances)
    return MovementPage(
        refreshes=known,
        earlier=first,
        later=last,
        currency=last.publication.facts.get("currency"),
        passages=_passages(flows),
        balances=balances,
        causes=causes,
        stayed=after - causes["behaviour"] - causes["border"] - causes["entered"],
        is_kept=is_kept,
    )


def _passages(flows: Sequence[Flow]) -> tuple[Passage, ...]:
    parts: dict[tuple[str | None, str | None], list[Flow]] = defaultdict(list)
    for flow in flows:
        parts[flow.from_segment, flow.to_segment].append(flow)
    made = [
        Passage(
            source,
            target,
            sum(flow.customers for flow in found),
            _sum([flow.revenue for flow in found]),
            {cause: n for cause in CAUSES if (n := sum(flow.customers for flow in found if flow.cause == cause))},
            {act: n for act in ACTS if (n := sum(flow.customers for flow in found if flow.act == act))},
        )
        for (source, target), found in parts.items()
    ]
    return tuple(sorted(made, key=lambda each: (-each.customers, each.from_segment or "", each.to_segment or "")))


def _balances(flows: Sequence[Flow], sizes: Mapping[str, int]) -> tuple[Balance, ...]:
    names = dict.fromkeys([*sizes, *(name for flow in flows for name in (flow.from_segment, flow.to_segment) if name)])
    return tuple(_balance(name, flows, sizes.get(name, 0)) for name in names)


def _balance(name: str, flows: Sequence[Flow], after: int) -> Balance:
    arriving = [flow for flow in flows if flow.to_segment == name]
    leaving = [flow for flow in flows if flow.from_segment == name]
    came, entered = _split(arriving, "entered")
    went, left = _split(leaving, "left")
    return Balance(
        name=name,
        before=after - came - entered + went + left,
        came=came,
        went=went,
        entered=entered,
        left=left,
        after=after,
        revenue_came=_sum([flow.revenue for flow in arriving]),
        revenue_went=_sum([flow.revenue for flow in leaving]),
    )


def _split(flows: Sequence[Flow], outside: str) -> tuple[int, int]:
    """Customers of flows between segments, and of those from or to outside."""
    beyond = sum(flow.customers for flow in flows if flow.cause == outside)
    return sum(flow.customers for flow in flows) - beyond, beyond


def _sizes(workspace: Workspace, engine: Engine, refresh: Refresh) -> dict[str, int]:
    files = [str(path) for path in pinned_files(workspace.lake, refresh.publication.versions, "segment_metrics")]
    if not files:
        return {}
    engine.view("sized_metrics", lake.files_sql(files))
    rows = engine.rows(render.sql(pages_movement.sizes(), engine.dialect))
    return {name: int(customers) for name, customers, _ in rows}


def _count(passage: Passage, which: Which) -> int:
    if which.from_segment is not None and passage.from_segment != which.from_segment:
        return 0
    if which.to_segment is not None and passage.to_segment != which.to_segment:
        return 0
    return passage.customers if which.cause is None else passage.causes.get(which.cause, 0)


def _compared(engine: Engine, workspace: Workspace, shown: MovementPage, which: Which, offset: int) -> render.Tree:
    for name, refresh in (("profile_before", shown.earlier), ("profile_after", shown.later)):
        files = pinned_files(workspace.lake, refresh.publication.versions, "profile")
        engine.view(name, lake.files_sql([str(path) for path in files]))
    value = str(shown.later.publication.facts["names"]["value"])
    return pages_movement.compared_movers("profile_before", "profile_after", value, which, offset)


def _sum(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known or not parts else None


def _money(value: Any) -> Decimal | None:
    return cents(Decimal(value)) if value is not None else None
