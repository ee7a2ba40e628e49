"""What experiments ask of a workspace's application database. Who is in which arm is in the audience tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

EVERYTHING = "everything"


class ExperimentState(StrEnum):
    """How an experiment stands; one that runs is over after its days."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ArmRecord:
    """What a part of the customers gets: its planned share as it was written, and how many got it.

    `contact_cost` is what reaching one of them costs, `coupon` the code by which redeemed orders are known, `redemption_cost` what
    one of those costs (None: the order's own discount).
    """

    name: str
    share: str
    customers: int = 0
    contact_cost: Decimal = Decimal(0)
    redemption_cost: Decimal | None = None
    coupon: str = ""

    @property
    def has_costs(self) -> bool:
        """Whether anything is known of what it costs."""
        return bool(self.contact_cost or self.coupon)


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """An experiment. `arms` begins with the control.

    `segments` are those it draws from, `metrics` what it is judged by (the first decides) and watched for, `days` how long outcomes
    count from `started`. `changes` is what its treatments change ("email", "discount", or everything): nobody is in two at a time
    that change the same. `facts` are what was known at the start: who was left out and why, mean and variance of each metric.
    `seen` is what the last reading said, in short; empty before the first.
    """

    number: int
    name: str
    state: ExperimentState
    hypothesis: str
    segments: tuple[str, ...]
    metrics: tuple[str, ...]
    days: int
    salt: str
    changes: frozenset[str]
    arms: tuple[ArmRecord, ...]
    actor: str
    started: datetime
    stopped: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)

    @property
    def control(self) -> str:
        """The arm that gets nothing."""
        return self.arms[0].name

    @property
    def ends(self) -> datetime:
        """When the last outcome counts."""
        over = self.started + timedelta(days=self.days)
        return over if self.stopped is None else min(over, self.stopped)

    def is_running(self, now: datetime) -> bool:
        """Whether customers are held out for it."""
        return self.state is ExperimentState.RUNNING and now < self.ends

    def conflicts_with(self, changes: frozenset[str]) -> bool:
        """Whether it changes something of these."""
        return EVERYTHING in self.changes | changes or not self.changes.isdisjoint(changes)


class ExperimentLedger(Protocol):
    """The experiments of a workspace."""

    def begin(self, made: ExperimentRecord) -> ExperimentRecord:
        """A new experiment, which does not run before `run`; with its number.

        Raises:
            DataError: there is one of that name.
        """

    def run(self, made: ExperimentRecord, versions: Mapping[str, int]) -> None:
        """From now on it runs: its arms and facts, and the audience tables with its assignments, are in force at once."""

    def stop(self, number: int, at: datetime) -> None:
        """It runs no longer."""

    def keep_seen(self, number: int, seen: Mapping[str, Any]) -> None:
        """Remember what a reading said, in short."""

    def keep_reached(self, number: int, reached: Mapping[str, Any], at: datetime, versions: Mapping[str, int]) -> None:
        """Remember that a file said who was reached (the fact `reached`); the audience tables with them are in force at once."""

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All that have run, newest first."""

    def holdout(self, salt: str, at: datetime) -> tuple[str, datetime]:
        """The salt of the global holdout and since when there is one; those given, where there is none yet."""
