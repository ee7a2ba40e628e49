"""The category that a customer is most likely to buy for the first time next, from what they bought and what they did not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# association is drawn to none as if so many more customers had been seen
RIDGE = 20.0
_BLOCK = 100_000


def owned(masks: Ints, categories: int) -> NDArray[np.bool_]:
    """Which categories each mask has: shape (masks, categories); bit k is category k."""
    return np.asarray((masks[:, None] >> np.arange(categories)[None, :]) & 1, dtype=bool)


def evidence(masks: Ints, customers: Ints, categories: int) -> tuple[Floats, Floats]:
    """How probable every category is, given the others: a base per category and weights (owned, scored) to add for what is owned.

    `masks` are the different sets of categories bought, `customers` how many have each. Every category is regressed on all others
    (least squares with a ridge), in one closed form: Steck 2019, "Embarrassingly shallow autoencoders for sparse data" (WWW),
    here around the mean, so that with nothing to learn the most popular comes first.
    """
    both = np.zeros((categories, categories))
    for start in range(0, len(masks), _BLOCK):
        has = owned(masks[start : start + _BLOCK], categories).astype(np.float64)
        both += has.T @ (has * customers[start : start + _BLOCK, None])
    people = max(float(customers.sum()), 1.0)
    popular = np.diag(both) / people
    precision = np.linalg.inv(both - people * np.outer(popular, popular) + RIDGE * np.eye(categories))
    weights = -precision / np.diag(precision)[None, :]
    np.fill_diagonal(weights, 0)
    return popular - popular @ weights, weights


def ranked(masks: Ints, base: Floats, weights: Floats, most: int) -> Ints:
    """For every mask the `most` categories not in it with the highest scores, the best first; -1 where there are fewer."""
    categories = len(base)
    most = min(most, categories)
    found = np.full((len(masks), most), -1, dtype=np.int64)
    for start in range(0, len(masks), _BLOCK):
        has = owned(masks[start : start + _BLOCK], categories)
        # rounded, so that the last digit of a sum never decides between equals; the first of equals wins
        scores = np.where(has, -np.inf, np.round(base + has.astype(np.float64) @ weights, 9))
        order = scores.argmax(axis=1)[:, None] if most == 1 else np.argsort(-scores, axis=1, kind="stable")[:, :most]
        there = np.isfinite(np.take_along_axis(scores, order, axis=1))
        found[start : start + _BLOCK] = np.where(there, order, -1)
    return found
