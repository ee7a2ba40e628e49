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
from regulars.validation.logistic import fit, standardised, with_intercept
from regulars.validation.outcomes import Flags, Floats, Ints, mean_ranks


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Customers in a fixed order: standardised columns, the part each column belongs to (0 = base, 1... = signals), outcome,
    fold.
    """

    columns: Floats
    part: Ints
    events: Flags
    fold: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A set of columns: each customer's place by a model that never saw its fold, that place's AUC, and the fit on all
    customers.
    """

    places: Floats
    auc: Auc | Refusal
    log_likelihood: float
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
    blocks = [base, *(_signal_columns(values) for values in signals)]
    part = np.repeat(np.arange(len(blocks)), [block.shape[1] for block in blocks])
    return Task(standardised(np.column_stack(blocks)), part, events, fold)


def _signal_columns(values: Floats) -> Floats:
    """A signal's rank among those known (0 elsewhere, their mean), and where some are unknown a column that says so."""
    known = ~np.isnan(values)
    ranks = np.zeros(len(values))
    if known.any():
        ranks[known] = mean_ranks(values[known]) / (int(known.sum()) + 1) - 0.5
    return ranks[:, None] if known.all() else np.column_stack((ranks, ~known))


def model(task: Task, used: Flags, level: float) -> Model:
    """Fit the columns `used`: once on all customers, and once per fold without it."""
    design = with_intercept(task.columns[:, used])
    whole = fit(design, task.events)
    linear = np.empty(len(design))
    for number in np.unique(task.fold):
        inside = task.fold == number
        trained = fit(design[~inside], task.events[~inside], whole.coefficients)
        linear[inside] = design[inside] @ trained.coefficients
    places = percentile_within(linear, task.fold)
    varying = int(task.columns[:, used].any(axis=0).sum())
    return Model(places, auc(places, task.events, level), whole.log_likelihood, varying)


def compared(task: Task, with_signal: Model, without: Model, level: float) -> Comparison:
    """What the signal changes, on the same customers."""
    orders = isinstance(without.auc, Auc) and without.auc.estimate.low > 0.5
    return Comparison(
        paired_difference(with_signal.places, without.places, task.events, level),
        paired_capture(with_signal.places, without.places, task.events.astype(np.float64), TOP_SHARE, level),
        _likelihood_ratio_p(with_signal, without),
        orders,
        with_signal.columns - without.columns,
    )


def _likelihood_ratio_p(with_signal: Model, without: Model) -> float:
    """Wilks 1938. The ridge takes a little off the ratio, so that it errs on the side of no gain."""
    degrees = with_signal.columns - without.columns
    if degrees == 0:
        return 1.0
    return chi_square_tail(max(0.0, 2 * (with_signal.log_likelihood - without.log_likelihood)), degrees)
