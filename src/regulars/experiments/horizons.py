"""A lift that was seen over some days, in a plan of other days.

What came of customers between two horizons is not known from the lift at one of them. Where an experiment can be read as of the
plan's days, that is done, and nothing here applies. Else the least is claimed, and what is not known is added to the error.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot, sqrt

from regulars.records import dataclass

_UNIFORM = sqrt(12)  # the range of a uniform distribution over its standard deviation


@dataclass(frozen=True, slots=True)
class Carried:
    """A lift in a plan of other days: what it is multiplied by, and what is added to its error as a part of the lift."""

    factor: float
    more_error: float

    def lift(self, lift: float) -> float:
        """The lift over the plan's days."""
        return self.factor * lift

    def error(self, lift: float, error: float) -> float:
        """Its standard error."""
        return hypot(self.factor * error, self.more_error * lift)


def carried(seen_over: int, wanted: int) -> Carried:
    """From the days a lift was seen over to those of a plan; 0 days are not known and taken to be the plan's.

    A longer plan: the lift stays as it was seen. Of what the later share u = 1 - seen / wanted of the days does to it nothing is
    known, from losing that share (customers only came earlier than they would have) to gaining it (the treatment goes on working):
    uniform over twice u. A shorter plan: of the lift anything between the days' share of it (it came evenly) and all of it (it came
    at once) is there by then; uniform, so that the middle is believed.
    """
    if not seen_over or seen_over == wanted:
        return Carried(1.0, 0.0)
    if seen_over < wanted:
        return Carried(1.0, 2 * (1 - seen_over / wanted) / _UNIFORM)
    share = wanted / seen_over
    return Carried((1 + share) / 2, (1 - share) / _UNIFORM)


def sentences(tests: Iterable[tuple[str, int, int]], wanted: int) -> tuple[str, ...]:
    """How tests of other days are counted in a plan of `wanted` days; each is (name, days its lift was seen over, days it ran)."""
    return tuple(dict.fromkeys(said for test in tests if (said := _sentence(*test, wanted))))


def _sentence(name: str, seen_over: int, ran: int, wanted: int) -> str:
    called = name or "A test written by hand"
    over = carried(seen_over, wanted)
    if not seen_over:
        return f"{called} does not say over how many days its lift was seen; it is taken to be the plan's {wanted}."
    if seen_over == wanted:
        return f"{called} ran {ran} days; what had come by day {wanted} counts, as long as the plan is." if ran > wanted else ""
    if seen_over < wanted:
        return (
            f"{called} tells of {seen_over} days, and the plan has {wanted}: its lift is taken to stay as it was, and its error to "
            f"be larger by {over.more_error:.0%} of it, since nothing is known of the days after."
        )
    return (
        f"{called} tells of {seen_over} days, and the plan has {wanted}: {over.factor:.0%} of its lift is believed to have come by "
        f"then, give or take {over.more_error:.0%}."
    )
