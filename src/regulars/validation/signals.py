"""Which signals earn their place: what each adds to recency, frequency and monetary value in telling who comes back.

Two comparisons per signal: R, F, M with the signal against R, F, M alone; and R, F, M with all signals against all but this one.
Where fewer come back than such a model needs, it holds the signals that say most alone, as many as can be told apart.
The gain in AUC (DeLong, paired) and in top-10 % capture (infinitesimal jackknife, paired) is measured out of fold. A signal
earns its place when its coefficients pass the likelihood-ratio test, corrected by Holm over all comparisons, and the interval of
its gain in AUC lies above 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np

from regulars.errors import DataError, DefinitionError
from regulars.validation import words
from regulars.validation.concentration import Capture, capture
from regulars.validation.discrimination import Auc
from regulars.validation.distributions import holm
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.folds import folds_of, sample_of
from regulars.validation.outcomes import Flags, Floats, Ints, Keys, Values, finite, flags, mean_ranks, same_length
from regulars.validation.signal_models import Comparison, Model, Task, compared, model, task_of, without

# Enough for a gain of .003 in AUC to show; all of a larger base would cost minutes and say the same.
MOST_CUSTOMERS = 50_000
FOLDS = 5
FEWEST_EVENTS = 50
# Below ten events per column a model learns its columns by heart (Peduzzi et al. 1996).
EVENTS_PER_COLUMN = 10

# A column of noise costs out of fold up to about 3 / events of AUC where the base predicts (measured on made-up shops of 400 to
# 10,000 customers): a loss within 5 / events per column, or under .002, is no harm.
_IN_DOUBT = 0.1  # of the error that may be made
_NOISE_COST = 5.0
_SMALLEST_HARM = 0.002


Heard = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class SignalColumn:
    """A number per customer, known before the split; NaN where it is not known (its absence is then a signal, too).

    What is no number (a channel, a stage) or several things at once (a layer) has columns of its own, n x k, without NaN. `label`
    is what a sentence calls it, by default the name.
    """

    name: str
    values: Floats
    label: str = ""


class Verdict(StrEnum):
    """What a signal does."""

    ADDS = "earns its place"
    NO_GAIN = "no gain shown"
    HURTS = "hurts"


@dataclass(frozen=True, slots=True)
class Gain:
    """With the signal less without it, out of fold: AUC and top-10 % capture, each with its interval.

    `p_value` is the likelihood-ratio test's, corrected by Holm over all comparisons of the report.
    """

    auc: Estimate
    capture: Estimate
    p_value: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SignalGain:
    """One signal: gain over R, F, M; gain over R, F, M and all other signals; and the share of customers for whom it is known.

    It earns its place when either gain says so.
    """

    name: str
    label: str
    known: float
    over_base: Gain
    over_all_others: Gain
    verdict: Verdict
    sentence: str

    @property
    def said(self) -> str:
        """The verdict in words, with what the other signals leave of it."""
        alone = self.verdict is Verdict.ADDS and self.over_all_others.verdict is not Verdict.ADDS
        return f"{self.verdict} alone" if alone else str(self.verdict)


@dataclass(frozen=True, slots=True)
class SignalReport:
    """Signals ranked, most useful first, with the AUC and capture of R, F, M alone and with all signals, out of fold.

    `customers` were used, of `available`; `events` of them came back. `together` is the number of signals in the model with all:
    fewer than there are where not enough customers came back (or did not) to tell so many apart.
    """

    customers: int
    available: int
    events: int
    together: int
    base_auc: Auc | Refusal
    full_auc: Auc | Refusal
    base_capture: Capture | Refusal
    full_capture: Capture | Refusal
    signals: tuple[SignalGain, ...]


def rfm_columns(recency_days: Values, orders: Values, revenue: Values | None) -> Floats:
    """The base (n x 2 per axis): each of R, F and M as logarithm and as rank, so that no signal gains by being R, F or M bent.

    M keeps its sign, for customers who returned more than they bought. Raises DataError on missing values.
    """
    axes = [finite("recency", recency_days), finite("orders", orders)]
    if revenue is not None:
        axes.append(finite("revenue", revenue))
    same_length(**{str(number): axis for number, axis in enumerate(axes)})
    bent = [column for axis in axes for column in (np.sign(axis) * np.log1p(np.abs(axis)), mean_ranks(axis))]
    return np.column_stack(bent)


def signals_that_add(
    base: Floats,
    signals: Sequence[SignalColumn],
    returned: Values,
    keys: Keys,
    *,
    folds: int = FOLDS,
    fold: Ints | None = None,
    most: int = MOST_CUSTOMERS,
    level: float = 0.95,
    in_doubt: bool = False,
    heard: Heard | None = None,
) -> SignalReport | Refusal:
    """What each signal adds to the base in telling who came back (`returned`).

    `base` comes from `rfm_columns`, `keys` from `stable_keys`; they decide the folds unless `fold` gives each customer's (0 to
    `folds` - 1), such as one per country, to see what carries over from one to another. Above `most` customers the same sample
    is taken every time. `in_doubt`: the scores and groups show no signal at all; harm is then not claimed, as there is no order to
    spoil, and a gain only at a tenth of the error, so that a back-test of chance claims nothing more often than it may as a whole.
    `heard` is told before each comparison how many are done, of how many.

    Refused with fewer than 50 customers who came back, or who did not. Raises DataError on arrays of
    different lengths or a signal that is infinite or known of nobody, DefinitionError without signals or with fewer than two
    folds.
    """
    _check(signals, folds)
    columns = {f"signal {signal.name}": signal.values for signal in signals}
    same_length(base=base, outcomes=returned, keys=keys, fold=keys if fold is None else fold, **columns)
    chosen = sample_of(keys, folds, most)
    events = flags("outcomes", returned)[chosen]
    part = (folds_of(keys, folds) if fold is None else fold)[chosen]
    refusal = _too_few(events, part, folds)
    if refusal is not None:
        return refusal
    task = task_of(base[chosen], [signal.values[chosen] for signal in signals], events, part)
    return _report(task, signals, len(keys), level, heard, in_doubt=in_doubt)


def _check(signals: Sequence[SignalColumn], folds: int) -> None:
    if not signals:
        raise DefinitionError("There are no signals to judge.", "Give one column or more.")
    if len({signal.name for signal in signals}) < len(signals):
        raise DefinitionError("Two signals have the same name.", "Give each its own.")
    if folds < 2:
        raise DefinitionError(f"{folds} folds leave nothing to test on.", "Ask for two folds or more.")
    for signal in signals:
        if np.isinf(signal.values).any() or np.isnan(signal.values).all():
            raise DataError(
                f"The signal {signal.name} is infinite or known of nobody.", "Leave it out, or give finite numbers and NaN."
            )


def _too_few(events: Flags, fold: Ints, folds: int) -> Refusal | None:
    fewer = min(int(events.sum()), int((~events).sum()))
    trained = all(events[fold != number].any() and (~events[fold != number]).any() for number in range(folds))
    if fewer < FEWEST_EVENTS or not trained:
        sentence = f"Only {fewer} customers came back, or did not: {FEWEST_EVENTS} of each are needed to judge signals."
        return Refusal(Reason.TOO_FEW, sentence)
    return None


def _report(
    task: Task, signals: Sequence[SignalColumn], available: int, level: float, heard: Heard | None, *, in_doubt: bool
) -> SignalReport:
    def numbers(done: int) -> Iterator[int]:
        for place in range(len(signals)):
            if heard is not None:
                heard(done + place, 2 * len(signals))
            yield place + 1

    fewer = min(int(task.events.sum()), int((~task.events).sum()))
    base = model(task, task.part == 0, level)
    over_base = [compared(task, model(task, np.isin(task.part, (0, number)), level), base, level) for number in numbers(0)]
    chosen = _carried(task, over_base, fewer / EVENTS_PER_COLUMN)
    full = model(task, np.isin(task.part, (0, *chosen)), level)
    over_others = [_beside(task, full, chosen, number, level) for number in numbers(len(signals))]
    gains = _gains([*over_base, *over_others], fewer, level, in_doubt=in_doubt)
    pairs = zip(signals, gains[: len(signals)], gains[len(signals) :], strict=True)
    judged = [_judged(signal, alone, beside) for signal, alone, beside in pairs]
    return SignalReport(
        customers=len(task.events),
        available=available,
        events=int(task.events.sum()),
        together=len(chosen),
        base_auc=base.auc,
        full_auc=full.auc,
        base_capture=capture(base.places, task.events, level=level),
        full_capture=capture(full.places, task.events, level=level),
        signals=tuple(sorted(judged, key=_rank)),
    )


def _carried(task: Task, alone: Sequence[Comparison], room: float) -> tuple[int, ...]:
    """The signals of the model with all: those that say most alone, until there are as many columns as the events can carry."""
    left = room - int((task.part == 0).sum())
    chosen: list[int] = []
    for number in sorted(range(1, len(alone) + 1), key=lambda place: (alone[place - 1].p_value, place)):
        columns = int((task.part == number).sum())
        if columns <= left or not chosen:
            chosen.append(number)
            left -= columns
    return tuple(sorted(chosen))


def _beside(task: Task, full: Model, chosen: Sequence[int], number: int, level: float) -> Comparison:
    """The signal beside the others: taken out of the model with all, or put into it."""
    inside = np.isin(task.part, (0, *chosen))
    if number in chosen:
        return compared(task, full, without(task.of(inside), full, number, level), level)
    more = inside | (task.part == number)
    start = np.zeros(int(more.sum()))
    start[inside[more]] = full.whole.coefficients
    return compared(task, model(task, more, level, start), full, level)


def _gains(comparisons: Sequence[Comparison], fewer: int, level: float, *, in_doubt: bool) -> list[Gain]:
    """`fewer` is the number of customers who came back, or of those who did not, whichever is smaller."""
    helped = holm([comparison.p_value for comparison in comparisons])
    harmed = [1.0 if in_doubt else p for p in holm([comparison.auc.p_value for comparison in comparisons])]
    alpha = (1 - level) * (_IN_DOUBT if in_doubt else 1.0)
    return [
        Gain(pair.auc.estimate, pair.capture.estimate, p, _verdict(pair, p, p_harm, fewer, alpha))
        for pair, p, p_harm in zip(comparisons, helped, harmed, strict=True)
    ]


def _verdict(pair: Comparison, p_value: float, p_harm: float, fewer: int, alpha: float) -> Verdict:
    """Harm is claimed only where there was some order to spoil, DeLong's test agrees, and a column of noise does not cost as
    much.
    """
    gain = pair.auc.estimate
    if p_value <= alpha and gain.low > 0:
        return Verdict.ADDS
    if pair.against_chance and p_harm <= alpha and gain.value < -max(_SMALLEST_HARM, _NOISE_COST * pair.columns / fewer):
        return Verdict.HURTS
    return Verdict.NO_GAIN


def _judged(signal: SignalColumn, alone: Gain, beside: Gain) -> SignalGain:
    known = float((~np.isnan(signal.values)).mean())
    said = {alone.verdict, beside.verdict}
    verdict = next(word for word in (Verdict.ADDS, Verdict.HURTS, Verdict.NO_GAIN) if word in said)
    shown = signal.label or signal.name
    return SignalGain(signal.name, shown, known, alone, beside, verdict, _sentence(shown, alone, beside, verdict))


def _rank(judged: SignalGain) -> tuple[int, float, float, str]:
    """Verdicts in their order; within one by what the signal adds beside all others, then by what it adds alone."""
    place = list(Verdict).index(judged.verdict)
    return place, -judged.over_all_others.auc.value, -judged.over_base.auc.value, judged.name


def _sentence(name: str, alone: Gain, beside: Gain, verdict: Verdict) -> str:
    figures = (
        f"AUC gain over R, F and M {words.number_interval(alone.auc)}, beside the other signals {words.number_interval(beside.auc)}"
    )
    match verdict:
        case Verdict.ADDS:
            shared = "" if beside.verdict is Verdict.ADDS else ", but no gain is shown beside the other signals"
            return f"{name} earns its place{shared}: {figures}."
        case Verdict.NO_GAIN:
            return f"{name}: no gain shown. {figures}."
        case Verdict.HURTS:
            return f"{name} hurts: customers are ordered worse with it. {figures}."
        case _:
            assert_never(verdict)
