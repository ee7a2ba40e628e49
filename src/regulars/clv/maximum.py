"""Maximum likelihood on the logarithms of the parameters: several starts, a quasi-Newton search, a Newton finish, a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from regulars.clv.arrays import Floats

Value = Callable[[Floats], float]
Slope = Callable[[Floats], Floats]

# On data scaled to 1 a parameter outside e^-6 .. e^6 says that the maximum lies at infinity.
LARGEST_LOG = 6.0
_STEP = 1e-4
_ROUGH_STEP = 1e-6
_SECOND_STEP = 1e-3
_ROUNDS = 25
_SEARCH_ROUNDS = 200
# A step that could add less than this to the whole log-likelihood ends the search.
_TOLERANCE = 1e-12
# A search that stopped with more than this to gain has not converged.
_SETTLED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Objective:
    """A total log-likelihood of `count` observations to maximise over log-parameters; `slope` None takes differences."""

    value: Value
    slope: Slope | None
    count: float

    def loss(self, point: Floats) -> float:
        """Minus the mean log-likelihood; infinite where it is not a number."""
        with np.errstate(all="ignore"):
            value = self.value(point)
        return -value / self.count if np.isfinite(value) else np.inf

    def loss_slope(self, point: Floats) -> Floats:
        """The gradient of `loss`."""
        if self.slope is None:
            return self._differences(point)
        with np.errstate(all="ignore"):
            return -self.slope(point) / self.count

    def rough_slope(self, point: Floats) -> Floats:
        """The gradient of `loss` to about six digits, at half the price where it takes differences."""
        if self.slope is not None:
            return self.loss_slope(point)
        centre = self.loss(point)
        return np.array([(self.loss(point + step) - centre) / _ROUGH_STEP for step in np.eye(len(point)) * _ROUGH_STEP])

    def loss_hessian(self, point: Floats) -> Floats:
        """The matrix of second derivatives of `loss`, by central differences."""
        if self.slope is None:
            return self._second_differences(point)
        rows = [self.loss_slope(point + step) - self.loss_slope(point - step) for step in np.eye(len(point)) * _STEP]
        matrix = np.array(rows) / (2.0 * _STEP)
        return (matrix + matrix.T) / 2.0

    def _differences(self, point: Floats) -> Floats:
        steps = np.eye(len(point)) * _STEP
        return np.array([(self.loss(point + step) - self.loss(point - step)) / (2.0 * _STEP) for step in steps])

    def _second_differences(self, point: Floats) -> Floats:
        steps, size = np.eye(len(point)) * _SECOND_STEP, len(point)
        matrix, centre = np.empty((size, size)), self.loss(point)
        ahead = [self.loss(point + step) for step in steps]
        behind = [self.loss(point - step) for step in steps]
        for i in range(size):
            matrix[i, i] = ahead[i] + behind[i] - 2.0 * centre
            for j in range(i):
                both = self.loss(point + steps[i] + steps[j]) + self.loss(point - steps[i] - steps[j])
                matrix[i, j] = matrix[j, i] = (both - ahead[i] - ahead[j] - behind[i] - behind[j] + 2.0 * centre) / 2.0
        return matrix / _SECOND_STEP**2


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where the search ended: log-parameters, total log-likelihood, Hessian of minus the total, and the verdict.

    `gain_left` is what one more Newton step promises to add to the log-likelihood: near 0 when converged.
    """

    point: Floats
    value: float
    hessian: Floats
    curved: bool
    gain_left: float

    @property
    def converged(self) -> bool:
        """Whether the search stands on a maximum."""
        return self.curved and self.gain_left < _SETTLED

    def at_border(self) -> tuple[int, ...]:
        """The places of parameters that ran to the border of the search."""
        return tuple(int(place) for place in np.flatnonzero(np.abs(self.point) > LARGEST_LOG - 0.01))


def best_start(objective: Objective, starts: Sequence[Sequence[float]]) -> Floats:
    """The best log-parameters that a rough quasi-Newton search reaches from any of `starts` (parameters, not logarithms)."""
    ends = [_search(objective, np.log(np.array(start)), 1e-7) for start in starts]
    return min(ends, key=objective.loss)


def maximum(objective: Objective, start: Floats) -> Maximum:
    """The maximum near `start` (log-parameters), by safeguarded Newton steps to rounding."""
    point, loss = start, objective.loss(start)
    hessian = objective.loss_hessian(point)
    gain = np.inf
    for _ in range(_ROUNDS):
        slope = objective.loss_slope(point)
        if _leaving(point, slope):
            break
        step = _newton_step(hessian, slope)
        before, gain = gain, float(step @ slope) * objective.count / 2.0
        if gain < _TOLERANCE:
            break
        # The matrix is kept while the steps converge quickly; it costs much more than the gradient.
        if gain > before / 100.0:
            hessian = objective.loss_hessian(point)
            step = _newton_step(hessian, slope)
        moved = _shortened(objective, point, loss, step)
        if moved is None:
            break
        point, loss = moved
    hessian = objective.loss_hessian(point)
    return _verdict(objective, point, hessian)


def _verdict(objective: Objective, point: Floats, hessian: Floats) -> Maximum:
    value = -objective.loss(point) * objective.count
    finite = bool(np.isfinite(hessian).all()) and np.isfinite(value)
    curved = finite and bool(np.linalg.eigvalsh(hessian).min() * objective.count > 1e-6)
    slope = objective.loss_slope(point)
    gain = float(slope @ np.linalg.solve(hessian, slope)) * objective.count / 2.0 if curved else np.inf
    return Maximum(point, value, hessian * objective.count, curved, gain)


def _leaving(point: Floats, slope: Floats) -> bool:
    """Whether the likelihood still grows across a border that the search has come to."""
    return bool(((np.abs(point) > LARGEST_LOG - 0.01) & (slope * point <= 0.0)).any())


def _search(objective: Objective, start: Floats, tolerance: float) -> Floats:
    """BFGS (Nocedal & Wright 2006, algorithm 6.1) until a step lowers the loss by less than `tolerance`.

    For four parameters the linear algebra is nothing; scipy's minimizer hands it to a threaded library, which on a busy machine
    costs ten times the likelihood.
    """
    point, loss, slope = start, objective.loss(start), objective.rough_slope(start)
    inverse = np.eye(len(start))
    for _ in range(_SEARCH_ROUNDS):
        found = _shortened(objective, point, loss, inverse @ slope)
        if found is None:
            return point
        before, (moved, loss) = loss, found
        # On a ridge to infinity the search would creep along the border for long; that it got there is the answer.
        if _leaving(moved, slope):
            return moved
        turned = objective.rough_slope(moved)
        inverse = _updated(inverse, moved - point, turned - slope)
        point, slope = moved, turned
        if before - loss < tolerance * max(abs(loss), 1.0):
            break
    return point


def _updated(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """The inverse Hessian after a step that changed the gradient by `change`; unchanged where the curvature is not positive."""
    curvature = float(step @ change)
    if not curvature > 1e-14:
        return inverse
    turn = np.eye(len(step)) - np.outer(step, change) / curvature
    result: Floats = turn @ inverse @ turn.T + np.outer(step, step) / curvature
    return result


def _newton_step(hessian: Floats, slope: Floats) -> Floats:
    """A descent direction (to be subtracted): Newton's, with negative or tiny curvature turned into mild positive one."""
    if not np.isfinite(hessian).all():
        return slope
    curvature, axes = np.linalg.eigh(hessian)
    curvature = np.maximum(np.abs(curvature), 1e-8)
    result: Floats = axes @ ((axes.T @ slope) / curvature)
    return result


def _shortened(objective: Objective, point: Floats, before: float, step: Floats) -> tuple[Floats, float] | None:
    """The point after as much of `step` as lowers the loss (`before` at `point`), and the loss there; None when none of it does."""
    step = step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-300))
    for _ in range(20):
        moved = np.clip(point - step, -LARGEST_LOG, LARGEST_LOG)
        loss = objective.loss(moved)
        if loss < before:
            return moved, loss
        step = step / 2.0
    return None
