"""Fisher-Jenks natural breaks: the optimal partition of a line, by dynamic programming."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Partitions whose costs differ by less than this part of the whole variation count as equally good, and the one with the
# lower border wins: rounding errors must not decide, or multiplying all values by a factor could move a border.
_SAME = 1e-12
_BLOCK = 256


def best_partition(values: Floats, counts: Floats, classes: int) -> tuple[int, ...]:
    """The last positions of `classes` runs of ascending distinct `values` with the least sum of weighted squared deviations.

    Fisher 1958, "On grouping for maximum homogeneity": the best partition of the first j values into k runs ends in a run i..j, and
    begins with the best partition of the first i - 1 values into k - 1 runs.
    """
    size = len(values)
    within = _deviations(values, counts)
    slack = _SAME * float(within[0, -1])
    best = within[0].copy()
    starts = np.zeros((classes, size), dtype=np.int64)
    for run in range(1, classes):
        best, starts[run] = _extended(best, within, slack)
    ends = [size - 1]
    for run in range(classes - 1, 0, -1):
        ends.append(int(starts[run, ends[-1]]) - 1)
    return tuple(reversed(ends))


def _deviations(values: Floats, counts: Floats) -> Floats:
    """within[i, j]: the weighted sum of squared deviations of values i..j from their mean; infinite below the diagonal."""
    weights = np.asarray(counts, dtype=np.float64)
    points = np.asarray(values, dtype=np.float64)
    span = float(points[-1] - points[0]) or 1.0
    # On 0..1 around the mean, so that large amounts do not cancel.
    scaled = (points - points[0]) / span
    scaled = scaled - float(np.average(scaled, weights=weights))
    size = len(points)
    weight, first, second = (np.concatenate(([0.0], np.cumsum(part))) for part in (weights, weights * scaled, weights * scaled**2))
    within = np.empty((size, size))
    for start in range(0, size, _BLOCK):
        rows = slice(start, min(start + _BLOCK, size))
        total = weight[None, 1:] - weight[rows, None]
        moment = first[None, 1:] - first[rows, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            within[rows] = second[None, 1:] - second[rows, None] - moment**2 / total
    within[np.tril_indices(size, -1)] = np.inf
    np.fill_diagonal(within, 0.0)
    return np.maximum(within, 0.0, out=within)


def _extended(best: Floats, within: Floats, slack: float) -> tuple[Floats, NDArray[np.int64]]:
    """One run more: the least cost up to each position, and where its last run starts."""
    size = len(best)
    before = np.concatenate(([np.inf], best[:-1]))
    costs, starts = np.empty(size), np.empty(size, dtype=np.int64)
    for start in range(0, size, _BLOCK):
        columns = slice(start, min(start + _BLOCK, size))
        total = before[:, None] + within[:, columns]
        costs[columns] = total.min(axis=0)
        starts[columns] = np.argmax(total <= costs[columns] + slack, axis=0)
    return costs, starts
