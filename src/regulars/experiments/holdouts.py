"""Held out of everything: a share of all customers who get no campaign at all, taking turns so that nobody is held out for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from regulars.errors import DefinitionError
from regulars.experiments.assignment import HASHES, Hasher, check_salt, exact_share
from regulars.records import dataclass

HELD_OUT = "held out of everything"


@dataclass(frozen=True, slots=True)
class Holdout:
    """A share of all customers, chosen by `salt`; every `days` days from `since` on others take their turn (never, when 0)."""

    salt: str
    share: Fraction
    since: date
    days: int = 0

    def turn(self, day: date) -> int:
        """Which turn a day belongs to, from 0; before `since` it is 0 as well."""
        return max(0, (day - self.since).days // self.days) if self.days else 0

    def ends(self, day: date) -> date | None:
        """The first day on which others are held out, or None when that never comes."""
        return self.since + timedelta(days=(self.turn(day) + 1) * self.days) if self.days else None

    def on(self, day: date) -> HeldOut:
        """Who is held out on a day."""
        width = int(self.share * HASHES)
        return HeldOut(Hasher(self.salt), self.turn(day) * width % HASHES, width)


def holdout(salt: str, share: Decimal | Fraction | str | float, since: date, days: int = 0) -> Holdout:
    """A global holdout of at most half of the customers.

    Each turn holds out those whose hashes follow upon the last turn's, once around all customers: with a share of 1/10 everybody is
    held out in one turn of ten, and (up to half) never in two on end.
    Raises DefinitionError for an unusable salt, share or number of days.
    """
    check_salt(salt)
    exact = exact_share(share)
    if exact > Fraction(1, 2):
        raise DefinitionError(
            f"A holdout of {float(exact):.0%} would stop most campaigns.", "Give a share of at most 0.5, such as 0.05."
        )
    if days < 0:
        raise DefinitionError(f"{days} days are no length of a turn.", "Give a number of days such as 90, or 0 to never change.")
    return Holdout(salt, exact, since, days)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Those held out on one day."""

    hash_of: Hasher
    start: int
    width: int

    def is_held_out(self, customer: str) -> bool:
        """Whether no campaign may reach this customer."""
        return (self.hash_of(customer) - self.start) % HASHES < self.width


@dataclass(frozen=True, slots=True)
class Period:
    """What an experiment takes hold of: its name, its first and last day, and what it changes (such as "e-mail", "discount").

    `lasts_until` includes the days on which outcomes are still counted.
    """

    experiment: str
    starts: date
    lasts_until: date
    changes: frozenset[str]

    def conflicts_with(self, other: Period) -> bool:
        """Whether nobody may take part in both: their days overlap and they change the same thing."""
        overlap = self.starts <= other.lasts_until and other.starts <= self.lasts_until
        return self.experiment != other.experiment and overlap and not self.changes.isdisjoint(other.changes)


@dataclass(frozen=True, slots=True)
class Available:
    """Who can take part, in the order given, and how many cannot, by reason."""

    customers: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def available(
    customers: Iterable[str], period: Period, running: Sequence[tuple[Period, frozenset[str]]], held_out: HeldOut | None = None
) -> Available:
    """Who of `customers` is neither held out of everything nor in a running experiment that conflicts with `period`."""
    taken = [(f"in the experiment {other.experiment}", members) for other, members in running if period.conflicts_with(other)]
    free: list[str] = []
    left_out: dict[str, int] = {}
    for customer in customers:
        reason = _reason(customer, taken, held_out)
        if reason is None:
            free.append(customer)
        else:
            left_out[reason] = left_out.get(reason, 0) + 1
    return Available(tuple(free), left_out)


def _reason(customer: str, taken: Sequence[tuple[str, frozenset[str]]], held_out: HeldOut | None) -> str | None:
    if held_out is not None and held_out.is_held_out(customer):
        return HELD_OUT
    return next((reason for reason, members in taken if customer in members), None)
