"""Folds that a customer keeps: by a hash of its identifier, so that neither row order nor other customers move it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from regulars.validation.outcomes import Floats, Ints, Keys, mean_ranks


def stable_keys(identifiers: Iterable[str]) -> Keys:
    """A 64-bit number per identifier, the same on every machine and in every run."""
    digests = b"".join(blake2b(identifier.encode(), digest_size=8).digest() for identifier in identifiers)
    return np.frombuffer(digests, dtype=">u8").astype(np.uint64)


def folds_of(keys: Keys, folds: int) -> Ints:
    """The fold 0..folds - 1 of each key."""
    return (keys % np.uint64(folds)).astype(np.int64)


def sample_of(keys: Keys, folds: int, most: int) -> NDArray[np.int64]:
    """Positions of at most `most` customers, ascending by key: always the same customers, whatever else is in the data.

    The order makes sums over the sample independent of the order of rows. Keys that differ by their fold alone are as likely as
    not to be chosen together: the choice is by what the fold leaves of the key.
    """
    order = np.lexsort((keys, keys // np.uint64(folds)))
    return order[:most].astype(np.int64)


def percentile_within(values: Floats, fold: Ints) -> Floats:
    """The place of each value in its own fold, from 0 to 1.

    Predictions of different folds come from different models: places can be compared, their levels only nearly.
    """
    places = np.empty(len(values))
    for number in np.unique(fold):
        inside = fold == number
        places[inside] = mean_ranks(values[inside]) / (int(inside.sum()) + 1)
    return places
