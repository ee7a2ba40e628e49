"""How the difference between treatment and control has gone, day by day, with the interval that holds on all days at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regulars.experiments.cuped import adjust
from regulars.experiments.samples import Pair
from regulars.experiments.sequential import difference_sequence
from regulars.records import dataclass
from regulars.validation.estimates import Estimate, Refusal

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class DayLook:
    """The difference in what had come by the end of a day since the start (1 is the first).

    Its interval holds on all days at once. Each day has a difference of its own, since outcomes add up: what one day rules out is
    not ruled out for the next.
    """

    day: int
    difference: Estimate


def lift_over_time(
    days: Sequence[tuple[int, Mapping[str, Pair]]],
    treatment: str,
    control: str,
    variance: float | None,
    length: int,
    level: float = 0.95,
    *,
    is_adjusted: bool = True,
) -> tuple[DayLook, ...]:
    """The looks at the end of each day, oldest first; those at which too little has happened are left out.

    `days` are (whole days since the start, each arm's outcomes so far beside what was known before). `variance` is that of one
    customer's outcome expected after `length` days, by which the share of the information that is in is judged; the share of the
    days passed, where it is None or 0. `is_adjusted`: what was known before is taken off (CUPED).
    """
    found = []
    for day, arms in days:
        samples = adjust(arms).samples if is_adjusted else {name: arm.outcome for name, arm in arms.items()}
        fraction = max(_fraction(arms[treatment], arms[control], variance) or day / length, _LEAST)
        look = difference_sequence(samples[treatment], samples[control], fraction, level)
        if not isinstance(look, Refusal):
            found.append(DayLook(day, look))
    return tuple(found)


def _fraction(treated: Pair, control: Pair, variance: float | None) -> float | None:
    if not variance or min(treated.count, control.count) == 0:
        return None
    now = sum(arm.outcome.variance / arm.count for arm in (treated, control))
    return now / (variance / treated.count + variance / control.count)
