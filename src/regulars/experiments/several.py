"""Several segments or arms at once: correction for looking at many, one figure for all of them, and how much they truly differ."""

from __future__ import annotations

import math
from collections.abc import Sequence

from regulars.errors import DefinitionError
from regulars.records import dataclass
from regulars.validation.distributions import chi_square_tail, normal_reach
from regulars.validation.estimates import Estimate, Reason, Refusal

# the spread between effects is looked for from a thousandth of an error on, in steps and then in thirds of what is left
_LEAST_SPREAD, _STEPS, _THIRDS = 1e-3, 120, 40
_NOTHING = Refusal(Reason.TOO_FEW, "There is no segment with an effect and its error.")


@dataclass(frozen=True, slots=True)
class Effect:
    """One segment's (or test's) effect, its standard error, and how many customers it stands for."""

    name: str
    value: float
    error: float
    customers: int = 0


@dataclass(frozen=True, slots=True)
class Between:
    """How much effects differ beyond chance: Cochran's Q with its p-value, I^2, and the variance of the true effects (tau^2)."""

    statistic: float
    degrees: int
    p_value: float
    i_squared: float
    variance: float


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What is believed about each effect after seeing all of them, in the order given, and the mean effect they are drawn to.

    `variance` is that of the true effects (tau^2) by which they are drawn.
    """

    mean: Estimate
    between: Between
    effects: tuple[Estimate, ...]
    variance: float


def simultaneous_level(level: float, comparisons: int) -> float:
    """The level of each of so many intervals that hold all at once at `level` (Bonferroni)."""
    if comparisons < 1 or not 0 < level < 1:
        raise DefinitionError(
            f"{comparisons} comparisons at the level {level} cannot be corrected for.",
            "Give at least one, and a level such as 0.95.",
        )
    return 1 - (1 - level) / comparisons


def false_discoveries(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given: of those at or under q, at most q are expected to be false.

    Benjamini and Hochberg 1995, for long lists of segments. Where one false finding is one too many, use Holm's
    (`validation.distributions.holm`).
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda place: p_values[place], reverse=True)
    adjusted, least = [0.0] * count, 1.0
    for behind, place in enumerate(order):
        least = min(least, p_values[place] * count / (count - behind))
        adjusted[place] = least
    return tuple(adjusted)


def pooled(effects: Sequence[Effect], level: float = 0.95) -> Estimate | Refusal:
    """The effect over all customers of the segments: each weighs as many as it has, so that unequal splits do not distort it."""
    whole = sum(effect.customers for effect in effects)
    if whole <= 0:
        return _NOTHING
    shares = [effect.customers / whole for effect in effects]
    value = sum(share * effect.value for share, effect in zip(shares, effects, strict=True))
    error = math.sqrt(sum((share * effect.error) ** 2 for share, effect in zip(shares, effects, strict=True)))
    return _around(value, error, level)


def between(effects: Sequence[Effect]) -> Between | Refusal:
    """Do the effects differ? Cochran 1954; the variance of the true effects by DerSimonian and Laird 1986.

    Refused with fewer than two effects, or where one has no error.
    """
    if len(effects) < 2 or any(effect.error <= 0 for effect in effects):
        return _NOTHING
    weights = [effect.error**-2 for effect in effects]
    whole = sum(weights)
    mean = _weighted(effects, weights)
    statistic = sum(weight * (effect.value - mean) ** 2 for weight, effect in zip(weights, effects, strict=True))
    degrees = len(effects) - 1
    variance = max(0.0, (statistic - degrees) / (whole - sum(weight**2 for weight in weights) / whole))
    i_squared = max(0.0, 1 - degrees / statistic) if statistic > 0 else 0.0
    return Between(statistic, degrees, chi_square_tail(statistic, degrees), i_squared, variance)


def spread_above_zero(effects: Sequence[Effect]) -> float:
    """The standard deviation of the true effects (tau) as it is used to draw them together: never 0.

    Chung, Rabe-Hesketh and Choi 2013, "Avoiding zero between-study variance estimates in random-effects meta-analysis": the mode
    of likelihood x tau. That few effects differ no more than by chance does not show that they are all the same; taken for that, a
    segment that hardly knows itself would be believed as surely as all of them together. Each effect needs an error above 0.
    """
    scale = max(effect.error for effect in effects)
    reach = scale + max(effect.value for effect in effects) - min(effect.value for effect in effects)
    low, high = math.log(_LEAST_SPREAD * min(effect.error for effect in effects)), math.log(reach)
    steps = [low + (high - low) * place / _STEPS for place in range(_STEPS + 1)]
    best = max(range(_STEPS + 1), key=lambda place: _log_mode(effects, math.exp(steps[place])))
    low, high = steps[max(0, best - 1)], steps[min(_STEPS, best + 1)]
    for _ in range(_THIRDS):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        is_right = _log_mode(effects, math.exp(first)) < _log_mode(effects, math.exp(second))
        low, high = (first, high) if is_right else (low, second)
    return math.exp((low + high) / 2)


def _log_mode(effects: Sequence[Effect], spread: float) -> float:
    """The logarithm of likelihood x spread, at the mean that is likeliest with it."""
    weights = [1 / (effect.error**2 + spread**2) for effect in effects]
    mean = _weighted(effects, weights)
    away = sum(weight * (effect.value - mean) ** 2 for weight, effect in zip(weights, effects, strict=True))
    return (sum(map(math.log, weights)) - away) / 2 + math.log(spread)


def shrunk(effects: Sequence[Effect], level: float = 0.95) -> Shrunk | Refusal:
    """What to believe of each effect: its own figure drawn to the mean of all, the more the less it knows itself.

    Random effects, empirical Bayes, with `spread_above_zero`; the intervals count the error of the mean as well. Refused as
    `between` is.
    """
    found = between(effects)
    if isinstance(found, Refusal):
        return found
    return drawn_to_mean(effects, found, spread_above_zero(effects) ** 2, level)


def drawn_to_mean(effects: Sequence[Effect], found: Between, variance: float, level: float = 0.95) -> Shrunk:
    """`shrunk` with a variance of the true effects that is given; `found` is what `between` says of them."""
    weights = [1 / (effect.error**2 + variance) for effect in effects]
    mean, mean_variance = _weighted(effects, weights), 1 / sum(weights)
    drawn = []
    for effect in effects:
        pull = effect.error**2 / (effect.error**2 + variance)
        value = pull * mean + (1 - pull) * effect.value
        drawn.append(_around(value, math.sqrt((1 - pull) * effect.error**2 + pull**2 * mean_variance), level))
    return Shrunk(_around(mean, math.sqrt(mean_variance), level), found, tuple(drawn), variance)


def _weighted(effects: Sequence[Effect], weights: Sequence[float]) -> float:
    return sum(weight * effect.value for weight, effect in zip(weights, effects, strict=True)) / sum(weights)


def _around(value: float, error: float, level: float) -> Estimate:
    half = normal_reach(level) * error
    return Estimate(value, value - half, value + half, level)
