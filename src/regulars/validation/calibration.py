"""Does a prediction keep its word? Predicted beside actual, by bin and in total."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from regulars.errors import DefinitionError
from regulars.validation import words
from regulars.validation.distributions import normal_reach
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments, mean, moments, rate
from regulars.validation.outcomes import Floats, Ints, Values, finite, same_length


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Customers whose prediction lies in `low`..`high`: means per customer, in the unit of the prediction.

    `interval` is about the actual mean (Wilson for 0/1 outcomes, Student else). `kept` tells whether it covers the predicted
    mean; None where there is no interval.
    """

    low: float
    high: float
    customers: int
    predicted: float
    actual: float
    interval: Estimate | Refusal

    @property
    def kept(self) -> bool | None:
        """Whether the bin's outcome agrees with its prediction."""
        return self.interval.covers(self.predicted) if isinstance(self.interval, Estimate) else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A prediction against what happened. `ratio` is predicted / actual in total, with the interval that actual's chance gives
    it.
    """

    bins: tuple[CalibrationBin, ...]
    predicted: float
    actual: float
    ratio: Estimate | Refusal
    sentence: str


def calibration(predicted: Values, actual: Values, bins: int = 10, level: float = 0.95) -> Calibration | Refusal:
    """Compare a prediction per customer (orders, money, or the probability of an outcome) with what happened.

    Bins hold equal numbers of customers by nearest rank; equal predictions stay together, so that there may be fewer bins.
    Refused without customers. Raises DataError on missing values, DefinitionError below one bin.
    """
    same_length(predicted=predicted, actual=actual)
    expected, happened = finite("predictions", predicted), finite("outcomes", actual)
    if bins < 1:
        raise DefinitionError(f"{bins} bins cannot hold anybody.", "Ask for one bin or more.")
    if not len(expected):
        return Refusal(Reason.NOBODY, "There are no customers to compare.")
    chance = bool(((happened == 0) | (happened == 1)).all())
    shown = tuple(_bin(expected[part], happened[part], chance, level) for part in _parts(expected, happened, bins))
    ratio = _ratio(expected, happened, level)
    total, outcome = float(np.sort(expected).sum()), float(np.sort(happened).sum())
    return Calibration(shown, total, outcome, ratio, _sentence(total, outcome, ratio))


def _parts(expected: Floats, happened: Floats, bins: int) -> list[Ints]:
    """The positions of each bin's customers: borders at the ranks ceil(i n / bins), each belonging to the bin below."""
    order = np.lexsort((happened, expected))
    ranked = expected[order]
    borders = [ranked[-(-share * len(ranked) // bins) - 1] for share in range(1, bins)]
    ends = np.unique(np.searchsorted(ranked, borders, side="right"))
    return [part for part in np.split(order, ends) if len(part)]


def _bin(expected: Floats, happened: Floats, chance: bool, level: float) -> CalibrationBin:
    size = len(expected)
    interval = rate(int(happened.sum()), size, level) if chance else mean(moments(happened), level)
    return CalibrationBin(
        float(expected.min()), float(expected.max()), size, float(expected.mean()), float(happened.mean()), interval
    )


def _ratio(expected: Floats, happened: Floats, level: float) -> Estimate | Refusal:
    """Predicted / actual with the interval of the actual total on the log scale; the prediction itself is taken as given."""
    sample: Moments = moments(happened)
    predicted = float(np.sort(expected).mean())
    if sample.mean <= 0 or predicted <= 0:
        return Refusal(Reason.NO_EVENT, "Nothing was predicted or nothing happened, so there is no ratio.")
    if sample.count < 2:
        return Refusal(Reason.TOO_FEW, "One customer alone shows no spread, so the ratio has no interval.")
    value = predicted / sample.mean
    spread = math.exp(normal_reach(level) * math.sqrt(sample.variance / sample.count) / sample.mean)
    return Estimate(value, value / spread, value * spread, level)


def _sentence(predicted: float, actual: float, ratio: Estimate | Refusal) -> str:
    told = f"Predicted {words.count(predicted)}, actual {words.count(actual)}"
    if isinstance(ratio, Refusal):
        return f"{told}. {ratio.sentence}"
    off = abs(ratio.value - 1)
    if ratio.covers(1.0):
        return f"{told}: {words.percent(off)} apart, no more than chance explains."
    return f"{told}: {words.percent(off)} too {'high' if ratio.value > 1 else 'low'}, more than chance explains."
