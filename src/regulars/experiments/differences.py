"""Treatment against control: the difference and the relative lift, each with its interval, and the p-value of the difference.

Rates: Newcombe's interval, Katz's for the lift. Amounts per head, zeros included: Welch's, and Fieller's for the lift. The
p-value is that of the absolute difference; the interval of the lift is shown beside it and decides nothing.
"""

from __future__ import annotations

import math

from regulars.experiments.fieller import ratio_of_means
from regulars.records import dataclass
from regulars.validation.distributions import normal_reach
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments, mean_difference, rate_difference, rate_difference_p, rate_ratio


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a treatment changed.

    `control` and `treated` are the rates or means per head; `difference` treated minus control; `lift` the difference as a part of
    the control (0.1: a tenth more); `p_value` that of no difference, two-sided. `control_error` is the standard error of `control`.
    """

    control: float
    treated: float
    customers: tuple[int, int]
    difference: Estimate
    lift: Estimate | Refusal
    p_value: float
    control_error: float = 0.0

    @property
    def is_seen(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return not self.difference.covers(0.0)


def compare_rates(treated: tuple[int, int], control: tuple[int, int], level: float = 0.95) -> Comparison | Refusal:
    """Compare how many of how many had the outcome. Refused when an arm is empty.

    Raises DataError when the counts are no part of a whole.
    """
    difference = rate_difference(*treated, *control, level)
    if isinstance(difference, Refusal):
        return difference
    lift = _less_one(rate_ratio(*treated, *control, level))
    rates = control[0] / control[1], treated[0] / treated[1]
    p_value, error = rate_difference_p(*treated, *control), math.sqrt(rates[0] * (1 - rates[0]) / control[1])
    return Comparison(*rates, (control[1], treated[1]), difference, lift, p_value, error)


def compare_means(treated: Moments, control: Moments, level: float = 0.95) -> Comparison | Refusal:
    """Compare amounts per head, those of nothing included. Refused when an arm has fewer than two customers, or nothing varies."""
    difference = mean_difference(treated, control, level)
    if isinstance(difference, Refusal):
        return difference
    lift = _less_one(ratio_of_means(treated, control, level))
    customers, error = (control.count, treated.count), math.sqrt(control.variance / control.count)
    return Comparison(control.mean, treated.mean, customers, difference, lift, welch_p(treated, control), error)


def welch_p(first: Moments, second: Moments) -> float:
    """The two-sided p-value of equal means, variances unequal; both must hold two values and one of them vary."""
    from scipy.special import stdtr  # type: ignore[import-untyped]

    t, degrees = welch_t(first, second)
    # the lower tail, since 1 - the upper one loses small p-values
    return float(min(1.0, 2 * stdtr(degrees, -abs(t))))


def welch_t(first: Moments, second: Moments) -> tuple[float, float]:
    """Welch's t and its degrees of freedom (Satterthwaite)."""
    parts = [sample.variance / sample.count for sample in (first, second)]
    degrees = sum(parts) ** 2 / (parts[0] ** 2 / (first.count - 1) + parts[1] ** 2 / (second.count - 1))
    return (first.mean - second.mean) / math.sqrt(sum(parts)), degrees


def log_ratio_of_means(first: Moments, second: Moments, level: float = 0.95) -> Estimate | Refusal:
    """First mean as a multiple of the second by the delta method on the log scale: always finite, for pictures on a log scale."""
    if min(first.count, second.count) < 2 or first.mean <= 0 or second.mean <= 0:
        return Refusal(Reason.NO_VALUE, "A ratio needs two customers and something spent in each arm.")
    ratio = first.mean / second.mean
    spread = sum(sample.variance / sample.count / sample.mean**2 for sample in (first, second))
    factor = math.exp(normal_reach(level) * math.sqrt(spread))
    return Estimate(ratio, ratio / factor, ratio * factor, level)


def _less_one(ratio: Estimate | Refusal) -> Estimate | Refusal:
    if isinstance(ratio, Refusal):
        return ratio
    return Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, ratio.level)
