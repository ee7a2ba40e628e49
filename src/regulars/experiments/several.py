"""Several segments or arms at once: correction for looking at many, one figure for all of them, and how much they truly differ."""

from __future__ import annotations

import math
from collections.abc import Sequence

from regulars.errors import DefinitionError
from regulars.records import dataclass
from regulars.validation.distributions import chi_square_tail, normal_reach
from regulars.validation.estimates import Estimate, Reason, Refusal

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
    """What is believed about each effect after seeing all of them, in the order given, and the mean effect they are drawn to."""

    mean: Estimate
    between: Between
    effects: tuple[Estimate, ...]


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


def shrunk(effects: Sequence[Effect], level: float = 0.95) -> Shrunk | Refusal:
    """What to believe of each effect: its own figure drawn to the mean of all, the more the less it knows itself.

    Random effects, empirical Bayes; the intervals count the error of the mean as well. Refused as `between` is.
    """
    found = between(effects)
    if isinstance(found, Refusal):
        return found
    weights = [1 / (effect.error**2 + found.variance) for effect in effects]
    mean, mean_variance = _weighted(effects, weights), 1 / sum(weights)
    drawn = []
    for effect in effects:
        pull = effect.error**2 / (effect.error**2 + found.variance)
        value = pull * mean + (1 - pull) * effect.value
        drawn.append(_around(value, math.sqrt((1 - pull) * effect.error**2 + pull**2 * mean_variance), level))
    return Shrunk(_around(mean, math.sqrt(mean_variance), level), found, tuple(drawn))


def _weighted(effects: Sequence[Effect], weights: Sequence[float]) -> float:
    return sum(weight * effect.value for weight, effect in zip(weights, effects, strict=True)) / sum(weights)


def _around(value: float, error: float, level: float) -> Estimate:
    half = normal_reach(level) * error
    return Estimate(value, value - half, value + half, level)
