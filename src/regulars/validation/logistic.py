"""Logistic regression with a small ridge, by Newton's method (IRLS): deterministic, and finite on separable data too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.validation.outcomes import Flags, Floats

# A normal prior of variance 1 on each coefficient of a standardised column: felt on a few hundred customers, not on thousands.
RIDGE = 1.0

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_TINY = 1e-9
# In units of log-likelihood, where a difference of 2 begins to matter: Newton's next step would gain about the square of this.
_ENOUGH = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients, intercept first, the penalised log-likelihood they reach, and the information (k x k) on the way there."""

    coefficients: Floats
    log_likelihood: float
    information: Floats


def standardised(columns: Floats) -> Floats:
    """Columns (n x k) with mean 0 and standard deviation 1; constant columns become 0."""
    centred = columns - columns.mean(axis=0)
    spread = centred.std(axis=0)
    scaled: Floats = centred / np.where(spread > _TINY, spread, np.inf)
    return scaled


def with_intercept(columns: Floats) -> Floats:
    """The design matrix: a first column of ones, then the columns."""
    return np.column_stack((np.ones(len(columns)), columns))


def fit(design: Floats, events: Flags, start: Floats | None = None, ridge: float = RIDGE) -> Fit:
    """The coefficients that maximise the log-likelihood less ridge / 2 times the squared coefficients (intercept unpenalised).

    `design` is n x k with the intercept first. The target is strictly concave where there are both events and non-events, so
    Newton steps, halved until they improve, always arrive.
    """
    outcome = events.astype(np.float64)
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    beta = np.zeros(design.shape[1]) if start is None else start.copy()
    reached = _target(design, outcome, beta, penalty)
    information = np.eye(len(beta))
    for _ in range(_MOST_STEPS):
        step, information = _newton_step(design, outcome, beta, penalty)
        beta, now = _improved(design, outcome, beta, step, penalty, reached)
        gained, reached = now - reached, now
        if gained <= _ENOUGH:
            break
    return Fit(beta, reached, information)


def refit(design: Floats, events: Flags, fitted: Fit, kept: Flags, counted: Flags, ridge: float = RIDGE) -> Fit:
    """The same maximum with the coefficients that are not `kept` at 0, over the customers that are `counted`.

    `fitted` is the maximum over all columns and the same customers. Where the columns left out say little, its information leads
    there in two or three steps of n x k operations each, where Newton's own take n x k x k.
    """
    outcome, there = events.astype(np.float64), counted.astype(np.float64)
    inside, outside = np.flatnonzero(kept), np.flatnonzero(~kept)
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    inverse = np.linalg.inv(fitted.information[np.ix_(inside, inside)])
    beta = np.zeros(design.shape[1])
    # the maximum of the quadratic through `fitted` under the constraint
    moved = inverse @ (fitted.information[np.ix_(inside, outside)] @ fitted.coefficients[outside])
    beta[inside] = fitted.coefficients[inside] + moved
    linear = design @ beta
    reached = _weighed(linear, outcome, there, beta, penalty)
    for _ in range(_MOST_STEPS):
        slope = design.T @ ((outcome - _logistic(linear)) * there) - penalty * beta
        step = np.zeros(len(beta))
        step[inside] = inverse @ slope[inside]
        along = design @ step
        for _ in range(_MOST_HALVINGS):
            now = _weighed(linear + along, outcome, there, beta + step, penalty)
            if now >= reached:
                break
            step, along = step / 2, along / 2
        else:
            break
        beta, linear = beta + step, linear + along
        gained, reached = now - reached, now
        if gained <= _ENOUGH:
            break
    return Fit(beta, reached, fitted.information)


def _weighed(linear: Floats, outcome: Floats, there: Floats, beta: Floats, penalty: Floats) -> float:
    return float((outcome * linear - np.logaddexp(0.0, linear)) @ there - penalty @ (beta * beta) / 2)


def _logistic(linear: Floats) -> Floats:
    chance: Floats = 0.5 * (1.0 + np.tanh(0.5 * linear))  # without overflow
    return chance


def _target(design: Floats, outcome: Floats, beta: Floats, penalty: Floats) -> float:
    linear = design @ beta
    return float(outcome @ linear - np.logaddexp(0.0, linear).sum() - penalty @ (beta * beta) / 2)


def _newton_step(design: Floats, outcome: Floats, beta: Floats, penalty: Floats) -> tuple[Floats, Floats]:
    """The step, and the information it was taken with."""
    chance = _logistic(design @ beta)
    gradient = design.T @ (outcome - chance) - penalty * beta
    weighted = design * np.sqrt(chance * (1 - chance))[:, None]
    information = weighted.T @ weighted + np.diag(penalty + _TINY)
    return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64), information


def _improved(design: Floats, outcome: Floats, beta: Floats, step: Floats, penalty: Floats, reached: float) -> tuple[Floats, float]:
    """Go along the step, half as far each time, until the target is no worse."""
    for _ in range(_MOST_HALVINGS):
        now = _target(design, outcome, beta + step, penalty)
        if now >= reached:
            return beta + step, now
        step = step / 2
    return beta, reached
