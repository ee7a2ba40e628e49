"""What happened to one customer: orders, e-mails and visits, changes of segment; and what an order was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import pages_customer
from regulars.queries.pages_customer import EVENT, MOVE, ORDER
from regulars.work.pages.figures import money, rows
from regulars.work.published import Published

PER_PAGE = 25
MOST_HAPPENED = 500
MOST_LINES = 50
KINDS = (ORDER, EVENT, MOVE)


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened: see `pages_customer.happened`."""

    at: datetime
    kind: str
    what: str
    amount: Decimal | None = None
    status: str = ""
    channel: str = ""
    refunded: Decimal | None = None
    campaign: str = ""
    former: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to a customer, latest first: at most MOST_HAPPENED of each kind; `counts` has how many there are of each."""

    happened: tuple[Happened, ...]
    counts: Mapping[str, int]

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is shown."""
        return any(count > MOST_HAPPENED for count in self.counts.values())

    def page(self, kinds: Sequence[str], page: int) -> tuple[Happened, ...]:
        """A page (from 1) of some kinds of things."""
        chosen = [each for each in self.happened if each.kind in kinds]
        return tuple(chosen[(page - 1) * PER_PAGE : page * PER_PAGE])

    def total(self, kinds: Sequence[str]) -> int:
        """How many of some kinds are shown on all pages."""
        return sum(min(self.counts.get(kind, 0), MOST_HAPPENED) for kind in kinds)


def timeline(published: Published, customer_id: str) -> Timeline:
    """What happened to a customer; the tables are read once for all of its pages."""
    return published.remembered(("happened", customer_id), lambda engine: _timeline(published, engine, customer_id))


def _timeline(published: Published, engine: Engine, customer_id: str) -> Timeline:
    if "orders" not in published.columns:
        return Timeline((), {})
    found = rows(engine, pages_customer.happened(published.columns, customer_id, MOST_HAPPENED))
    return Timeline(tuple(_happened(row[:6]) for row in found), {str(row[1]): int(row[6]) for row in found})


def _happened(row: tuple[Any, ...]) -> Happened:
    at, kind, what, amount, detail, further = row
    made_at = at.replace(tzinfo=UTC)
    if kind == ORDER:
        status, _, channel = detail.partition("|")
        refunded = Decimal(further) if further else None
        return Happened(made_at, kind, what, money(amount), status=status, channel=channel, refunded=money(refunded) or None)
    if kind == EVENT:
        return Happened(made_at, kind, what, amount, campaign=detail, channel=further)
    return Happened(made_at, kind, what, former=detail, pattern=further)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order."""

    title: str
    category: str
    quantity: Decimal | None
    total: Decimal | None


def order_lines(published: Published, customer_id: str, order_id: str) -> tuple[Line, ...] | None:
    """The lines of a customer's order (at most MOST_LINES); None where it is not theirs."""
    with published.session() as engine:
        if not rows(engine, pages_customer.order_of(order_id, customer_id)):
            return None
        if "order_lines" not in published.columns:
            return ()
        found = rows(engine, pages_customer.lines_of(published.columns["order_lines"], order_id, MOST_LINES))
    return tuple(
        Line(title or product or "", category or "", quantity, money(total)) for title, product, category, quantity, total in found
    )
