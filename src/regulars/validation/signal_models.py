"""The models behind the judgement of signals: R, F, M with and without each signal, out of fold and on all customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regulars.validation.concentration import TOP_SHARE, CaptureDifference, paired_capture
from regulars.validation.discrimination import Auc, AucDifference, auc, paired_difference
from regulars.validation.distributions import chi_square_tail
from regulars.validation.estimates import Refusal
from regulars.validation.folds import percentile_within
from regulars.validation.logistic import Fit, fit, refit, standardised, with_intercept
from regulars.validation.outcomes import Flags, Floats, Ints, mean_ranks


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Customers in a fixed order: an intercept and standardised columns, the part each column belongs to (0 = intercept and base,
    1... = signals), outcome, fold.
    """

    columns: Floats
    part: Ints
    events: Flags
    fold: Ints

    def of(self, used: Flags) -> Task:
        """The same with the columns `used` alone."""
        return Task(self.columns[:, used], self.part[used], self.events, self.fold)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A set of columns: each customer's place by a model that never saw its fold, that place's AUC, the fit on all customers,
    and those without each fold.
    """

    places: Floats
    auc: Auc | Refusal
    whole: Fit
    parts: tuple[Fit, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model with a signal against the same without it.

    `p_value` is the likelihood-ratio test's of the signal's coefficients, not corrected. The AUC difference of two models of
    which one holds the other has no such test: its z is far from normal where the signal adds nothing (Pepe et al. 2013, Demler
    et al. 2012). `against_chance` tells whether the model without the signal orders customers at all, so that there is
    something to make worse; `columns` is how many columns the signal brings.
    """

    auc: AucDifference
    capture: CaptureDifference
    p_value: float
    against_chance: bool
    columns: int


def task_of(base: Floats, signals: Sequence[Floats], events: Flags, fold: Ints) -> Task:
    """The columns of the base and of each signal, side by side."""
    blocks = [base, *(signal_columns(values) for values in signals)]
    part = np.repeat(np.arange(len(blocks)), [block.shape[1] for block in blocks])
    return Task(with_intercept(standardised(np.column_stack(blocks))), np.append(0, part), events, fold)


def signal_columns(values: Floats) -> Floats:
    """A signal's rank among those known (0 elsewhere, their mean), and where some are unknown a column that says so.

    What has columns of its own (n x k) keeps them.
    """
    if values.ndim > 1:
        return values
    known = ~np.isnan(values)
    ranks = np.zeros(len(values))
    if known.any():
        ranks[known] = mean_ranks(values[known]) / (int(known.sum()) + 1) - 0.5
    return ranks[:, None] if known.all() else np.column_stack((ranks, ~known))


def model(task: Task, used: Flags, level: float, start: Floats | None = None) -> Model:
    """Fit the columns `used`: once on all customers (from `start`), and once per fold without it."""
    design = task.columns[:, used]
    whole = fit(design, task.events, start)
    linear = np.empty(len(design))
    parts = []
    for number in np.unique(task.fold):
        inside = task.fold == number
        parts.append(fit(design[~inside], task.events[~inside], whole.coefficients))
        linear[inside] = design[inside] @ parts[-1].coefficients
    return _placed(task, used, linear, whole, tuple(parts), level)


def without(task: Task, full: Model, signal: int, level: float) -> Model:
    """The model of all columns less those of one signal, from the fits with them."""
    kept = task.part != signal
    everybody = np.ones(len(task.events), dtype=np.bool_)
    whole = refit(task.columns, task.events, full.whole, kept, everybody)
    linear = np.empty(len(task.events))
    parts = []
    for number, fitted in zip(np.unique(task.fold), full.parts, strict=True):
        inside = task.fold == number
        parts.append(refit(task.columns, task.events, fitted, kept, ~inside))
        linear[inside] = task.columns[inside] @ parts[-1].coefficients
    return _placed(task, kept, linear, whole, tuple(parts), level)


def _placed(task: Task, used: Flags, linear: Floats, whole: Fit, parts: tuple[Fit, ...], level: float) -> Model:
    places = percentile_within(linear, task.fold)
    varying = int(task.columns[:, used].any(axis=0).sum())
    return Model(places, auc(places, task.events, level), whole, parts, varying)


def compared(task: Task, with_signal: Model, less: Model, level: float) -> Comparison:
    """What the signal changes, on the same customers."""
    orders = isinstance(less.auc, Auc) and less.auc.estimate.low > 0.5
    return Comparison(
        paired_difference(with_signal.places, less.places, task.events, level),
        paired_capture(with_signal.places, less.places, task.events.astype(np.float64), TOP_SHARE, level),
        _likelihood_ratio_p(with_signal, less),
        orders,
        with_signal.columns - less.columns,
    )


def _likelihood_ratio_p(with_signal: Model, less: Model) -> float:
    """Wilks 1938. The ridge takes a little off the ratio, so that it errs on the side of no gain."""
    degrees = with_signal.columns - less.columns
    if degrees == 0:
        return 1.0
    return chi_square_tail(max(0.0, 2 * (with_signal.whole.log_likelihood - less.whole.log_likelihood)), degrees)
