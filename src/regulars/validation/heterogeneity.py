"""Do groups differ at all in how many came back? One test for all of them, before any two are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regulars.errors import DataError
from regulars.validation.distributions import chi_square_tail
from regulars.validation.estimates import Reason, Refusal
from regulars.validation.outcomes import Floats, Ints

SHUFFLES = 9_999

_SEED = 20_110_831
# Cochran 1954: the chi-square approximation holds when every expected count is at least 5.
_SMALLEST_EXPECTED = 5.0
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Pearson's chi-square over groups and its p-value.

    `shuffles` is 0 where the p-value is the chi-square distribution's, else the number of seeded shuffles of the outcome it
    rests on.
    """

    statistic: float
    degrees: int
    p_value: float
    shuffles: int


def heterogeneity(customers: Sequence[int], returned: Sequence[int]) -> Heterogeneity | Refusal:
    """Test whether the share that came back is the same in all groups; empty groups are left out.

    Where a group is so small that the chi-square distribution does not hold, outcomes are shuffled over the groups 9,999 times
    with a fixed seed (as counts, so that its cost does not grow with the customers). Refused with fewer than two groups, or
    when nobody or everybody came back. Raises DataError when `returned` is no part of `customers`.
    """
    if len(customers) != len(returned) or any(not 0 <= part <= whole for part, whole in zip(returned, customers, strict=False)):
        raise DataError(
            "Returned customers are no part of the customers.", "Give both counts for each group, 0 <= returned <= customers."
        )
    sizes = np.array([size for size in customers if size], dtype=np.int64)
    events = np.array([part for part, size in zip(returned, customers, strict=True) if size], dtype=np.int64)
    refusal = _refusal(sizes, events)
    if refusal is not None:
        return refusal
    statistic = float(_chi_square(events[None, :], sizes)[0])
    share = int(events.sum()) / int(sizes.sum())
    if float(sizes.min()) * min(share, 1 - share) >= _SMALLEST_EXPECTED:
        return Heterogeneity(statistic, len(sizes) - 1, chi_square_tail(statistic, len(sizes) - 1), 0)
    return Heterogeneity(statistic, len(sizes) - 1, _shuffled(statistic, sizes, events), SHUFFLES)


def _refusal(sizes: Ints, events: Ints) -> Refusal | None:
    if len(sizes) < 2:
        return Refusal(Reason.TOO_FEW, "There are fewer than two groups with customers, so there is nothing to compare.")
    if not events.sum():
        return Refusal(Reason.NO_EVENT, "Nobody came back after the split, so no group can be told from another.")
    if events.sum() == sizes.sum():
        return Refusal(Reason.ONLY_EVENTS, "Everybody came back after the split, so no group can be told from another.")
    return None


def _chi_square(events: Ints, sizes: Ints) -> Floats:
    """Pearson's statistic of each row of `events`, whose sum is the same in every row."""
    share = events[0].sum() / sizes.sum()
    off = events - sizes * share
    statistic: Floats = (off * off / (sizes * share * (1 - share))).sum(axis=1)
    return statistic


def _shuffled(statistic: float, sizes: Ints, events: Ints) -> float:
    """Phipson and Smyth 2010: the observed outcome counts as one of the shuffles, so that p is never 0."""
    draws = np.random.default_rng(_SEED).multivariate_hypergeometric(sizes, int(events.sum()), size=SHUFFLES, method="marginals")
    as_large = int((_chi_square(draws, sizes) >= statistic * (1 - _ROUNDING)).sum())
    return (1 + as_large) / (1 + SHUFFLES)
