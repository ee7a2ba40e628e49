"""Looking every day: intervals that hold at all times at once, so that a test may be read and stopped whenever one likes.

Asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, "Time-uniform central limit theory and
asymptotic confidence sequences", Robbins's normal mixture) for differences, and the beta-binomial mixture (Howard, Ramdas,
McAuliffe and Sekhon 2021) for a rate. Both are narrowest about a size given in advance and hold at every other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from regulars.errors import DefinitionError
from regulars.experiments.srm import log_bayes_factor
from regulars.records import dataclass
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments

_HALVINGS = 80
_TUNED_FOR = 0.05
_LEAST_CONCENTRATION = 0.001
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when (any text, such as a day), the interval of that look alone, and the running intersection of all so far."""

    when: str
    interval: Estimate
    running: Estimate


def always_valid_reach(fraction: float, level: float = 0.95) -> float:
    """How many standard errors the interval reaches when `fraction` of the information that was planned for is in.

    At the planned size it is 3.04 for 95 %, against 1.96 for a single look. `fraction` is customers so far / customers planned
    where outcomes come in customer by customer; where everybody started on one day and outcomes add up, it is the variance of
    the difference so far / the one expected at the end. Raises DefinitionError when it is not positive.
    """
    if not fraction > 0:
        raise DefinitionError(f"{fraction} of the information cannot be looked at.", "Give a positive fraction.")
    if not 0 < level < 1:
        raise DefinitionError(f"{level} is no confidence level.", "Give a number between 0 and 1, such as 0.95.")
    alpha = 1 - level
    # n rho^2 of their equation 9, with rho as their section on tuning chooses it for the planned n
    weight = fraction * _tuning(alpha)
    return math.sqrt((weight + 1) / weight * (math.log1p(weight) - 2 * math.log(alpha)))


def mean_sequence(sample: Moments, planned: float, level: float = 0.95) -> Estimate | Refusal:
    """A mean with its interval at this look; `planned` is the number of values expected at the end."""
    if sample.count < _FEWEST or sample.variance == 0:
        return Refusal(Reason.TOO_FEW, "Too few different values so far for an interval.")
    half = always_valid_reach(sample.count / planned, level) * math.sqrt(sample.variance / sample.count)
    return Estimate(sample.mean, sample.mean - half, sample.mean + half, level)


def difference_sequence(first: Moments, second: Moments, fraction: float, level: float = 0.95) -> Estimate | Refusal:
    """First mean minus second with its interval at this look; rates are means of 0 and 1. `fraction` as in `always_valid_reach`.

    Refused until both arms have two different outcomes.
    """
    if min(first.count, second.count) < _FEWEST or min(first.variance, second.variance) == 0:
        return Refusal(Reason.TOO_FEW, "Too few outcomes in one of the arms so far for an interval.")
    half = always_valid_reach(fraction, level) * math.sqrt(first.variance / first.count + second.variance / second.count)
    difference = first.mean - second.mean
    return Estimate(difference, difference - half, difference + half, level)


def rate_sequence(successes: int, of: int, planned: float, level: float = 0.95) -> Estimate | Refusal:
    """A rate with its interval at this look, exact at any size; narrowest about `planned` customers."""
    if of == 0:
        return Refusal(Reason.NOBODY, "There is nobody in the group.")
    if not 0 <= successes <= of or planned <= 0:
        raise DefinitionError(f"{successes} of {of} is no part of a whole.", "Give counts with 0 <= part <= whole.")
    concentration = max(planned / _tuning(_TUNED_FOR) - 1, _LEAST_CONCENTRATION)
    limit = -math.log(1 - level)
    share = successes / of

    def is_outside(rate: float) -> bool:
        return log_bayes_factor((successes, of - successes), (rate, 1 - rate), concentration) >= limit

    low = 0.0 if successes == 0 else _border(0.0, share, is_outside)
    high = 1.0 if successes == of else _border(1.0, share, is_outside)
    return Estimate(share, low, high, level)


def looks(intervals: Sequence[tuple[str, Estimate | Refusal]]) -> tuple[Look, ...]:
    """The looks so far, oldest first, each with the running intersection; those without an interval are left out.

    All of them hold at once, so what any look has ruled out stays ruled out. Where they no longer meet (the effect itself has
    moved), the running interval is the last look's.
    """
    found: list[Look] = []
    low, high = -math.inf, math.inf
    for when, interval in intervals:
        if isinstance(interval, Refusal):
            continue
        low, high = max(low, interval.low), min(high, interval.high)
        if low > high:
            low, high = interval.low, interval.high
        found.append(Look(when, interval, Estimate(interval.value, low, high, interval.level)))
    return tuple(found)


def _tuning(alpha: float) -> float:
    """n rho^2 that makes the interval after n values nearly as narrow as it can be."""
    doubled = -2 * math.log(alpha)
    return doubled + math.log(doubled + 1)


def _border(outside: float, inside: float, is_outside: Callable[[float], bool]) -> float:
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        if middle in (0.0, 1.0):
            break
        outside, inside = (middle, inside) if is_outside(middle) else (outside, middle)
    return inside
