"""Reading a test: first whether the arms are as planned, then each treatment against the control, corrected for their number."""

from __future__ import annotations

import math
from collections.abc import Mapping

from regulars.errors import DataError
from regulars.experiments import words
from regulars.experiments.cuped import adjust
from regulars.experiments.differences import Comparison, compare_means, compare_rates
from regulars.experiments.samples import Pair
from regulars.experiments.several import Between, Effect, between, pooled
from regulars.experiments.srm import RatioCheck, check_ratio
from regulars.records import dataclass
from regulars.validation.distributions import holm, normal_reach
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.intervals import Moments

# of a rate: customers with and without the outcome in each arm; with fewer Newcombe's interval of the plain rates is shown
_FEWEST_ADJUSTED = 10


@dataclass(frozen=True, slots=True)
class ArmOutcome:
    """One arm's outcome on one metric: its sample, how many had it (rates only), and the pair with earlier data, if any.

    Everybody assigned counts, whether reached or not (intention to treat).
    """

    sample: Moments
    successes: int | None = None
    with_earlier: Pair | None = None


@dataclass(frozen=True, slots=True)
class ArmReading:
    """One treatment against the control.

    `raw` is the plain comparison, `adjusted` the one after CUPED (None without earlier data, or where too little happened in an
    arm), `gain` the part of the variance that it took off, `p_value` corrected by Holm for all comparisons of the reading;
    `is_seen` the verdict, of `adjusted` where there is one.
    """

    arm: str
    raw: Comparison | Refusal
    adjusted: Comparison | None
    gain: float | None
    p_value: float | None
    is_seen: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one metric of a test says.

    `is_blocked`: the arms' sizes are off, so that no treatment is read and `arms` is empty. `sign` stands before amounts: that of
    the currency, where the metric is money and it is known.
    """

    metric: str
    is_rate: bool
    counts: Mapping[str, int]
    ratio: RatioCheck
    is_blocked: bool
    arms: tuple[ArmReading, ...]
    sentence: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """A treatment over several segments: `pooled` weighs them by their customers, `between` tells whether they differ."""

    arm: str
    pooled: Estimate | Refusal
    between: Between | Refusal


def read(
    metric: str,
    arms: Mapping[str, ArmOutcome],
    shares: Mapping[str, float],
    control: str,
    level: float = 0.95,
    comparisons: int = 0,
    subject: str = "",
    sign: str = "",
) -> Reading:
    """Read one metric.

    `subject` is what sentences call the metric, where that is not its name, `sign` stands before its amounts. `arms` and `shares`
    have the same names. `comparisons` is how many are made in all when that is more than there are treatments here (segments, say):
    the correction is Bonferroni's then, of the check of the arms' sizes as well. Raises DataError when the names do not match.
    """
    if set(arms) != set(shares) or control not in arms or len(arms) < 2:
        raise DataError(
            f"Arms {', '.join(arms)} are not those planned ({', '.join(shares)}).", "Name the control and give each arm its share."
        )
    is_rate = all(arm.successes is not None for arm in arms.values())
    counts = {name: arm.sample.count for name, arm in arms.items()}
    check = check_ratio([counts[name] for name in arms], [shares[name] for name in arms])
    if check.is_mismatch_of(max(1, comparisons // (len(arms) - 1))):
        return Reading(metric, is_rate, counts, check, True, (), words.mismatch(check), sign)
    readings = _arms(subject or metric, arms, control, level, comparisons, sign)
    return Reading(metric, is_rate, counts, check, False, readings, words.sizes_as_planned(check), sign)


def over_segments(arm: str, readings: Mapping[str, Reading], level: float = 0.95) -> SegmentReading:
    """One treatment over the readings of several segments; a segment that is blocked or refused is left out."""
    effects = []
    for segment, reading in readings.items():
        for found in reading.arms:
            shown = found.raw if found.adjusted is None else found.adjusted
            if found.arm == arm and isinstance(shown, Comparison):
                effects.append(Effect(segment, shown.difference.value, standard_error(shown), sum(shown.customers)))
    return SegmentReading(arm, pooled(effects, level), between(effects))


def standard_error(found: Comparison) -> float:
    """The error of a difference, from how far its interval reaches."""
    return (found.difference.high - found.difference.low) / (2 * normal_reach(found.difference.level))


def _arms(
    subject: str, arms: Mapping[str, ArmOutcome], control: str, level: float, comparisons: int, sign: str
) -> tuple[ArmReading, ...]:
    treatments = [name for name in arms if name != control]
    raw = {name: _compared(arms[name], arms[control], level) for name in treatments}
    earlier = {name: arm.with_earlier for name, arm in arms.items() if arm.with_earlier is not None}
    adjusted: dict[str, Comparison | None] = dict.fromkeys(treatments)
    gain = None
    if len(earlier) == len(arms):
        after = adjust(earlier)
        gain = after.gain
        able = [name for name in treatments if _is_adjustable(arms[name]) and _is_adjustable(arms[control])]
        compared = {name: compare_means(after.samples[name], after.samples[control], level) for name in able}
        # where all of an arm did and none of the other, nothing varies: the plain comparison of rates still tells
        adjusted |= {name: None if isinstance(found, Refusal) else found for name, found in compared.items()}
    shown = {name: raw[name] if adjusted[name] is None else adjusted[name] for name in treatments}
    corrected = _corrected({name: found.p_value for name, found in shown.items() if isinstance(found, Comparison)}, comparisons)
    return tuple(
        _arm(
            subject,
            name,
            (raw[name], adjusted[name], None if adjusted[name] is None else gain),
            corrected.get(name),
            is_rate=arms[name].successes is not None,
            sign=sign,
        )
        for name in treatments
    )


def _is_adjustable(arm: ArmOutcome) -> bool:
    """Whether an arm's outcome bears Welch's interval: that of a rare rate in unequal arms holds the truth far too seldom."""
    return arm.successes is None or min(arm.successes, arm.sample.count - arm.successes) >= _FEWEST_ADJUSTED


def _arm(
    subject: str,
    name: str,
    found: tuple[Comparison | Refusal, Comparison | None, float | None],
    p_value: float | None,
    *,
    is_rate: bool,
    sign: str,
) -> ArmReading:
    raw, adjusted, gain = found
    shown = raw if adjusted is None else adjusted
    if isinstance(shown, Refusal) or p_value is None:
        told = shown.sentence if isinstance(shown, Refusal) else ""
        return ArmReading(name, raw, adjusted, gain, None, False, f"{name}: {told}")
    is_seen = shown.is_seen and p_value <= 1 - shown.difference.level + math.ulp(1.0)
    sentence = words.effect(name, subject, shown, is_rate=is_rate, p_value=p_value, sign=sign)
    return ArmReading(name, raw, adjusted, gain, p_value, is_seen, sentence)


def _compared(treated: ArmOutcome, control: ArmOutcome, level: float) -> Comparison | Refusal:
    if treated.successes is not None and control.successes is not None:
        return compare_rates((treated.successes, treated.sample.count), (control.successes, control.sample.count), level)
    return compare_means(treated.sample, control.sample, level)


def _corrected(p_values: Mapping[str, float], comparisons: int) -> dict[str, float]:
    if comparisons > len(p_values):
        return {name: min(1.0, p * comparisons) for name, p in p_values.items()}
    return dict(zip(p_values, holm(list(p_values.values())), strict=True))
