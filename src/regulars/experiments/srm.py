"""Sample-ratio mismatch: did the arms get the shares that were planned? If not, no outcome of the test can be believed.

Pearson's chi-square; the exact test where an arm expects fewer than five customers; and, for looking at any time, the Bayes
factor of Lindon and Malek 2020, "Anytime-valid inference for multinomial count data", which stays a valid p-value under daily
looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log

from regulars.errors import DataError
from regulars.records import dataclass
from regulars.validation.distributions import chi_square_tail

# so strict because the check is made each time and a true mismatch is never near
ALARM = 0.001
CONCENTRATION = 100.0
_SMALLEST_EXPECTED = 5.0
_DRAWS = 99_999
_SEED = 20_110_831
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """How far the arms' sizes are from plan: chi-square, degrees of freedom, p-value, and whether it was found exactly.

    `is_mismatch`: p below 0.001, so that something other than chance decided who got into which arm (or into the data).
    """

    statistic: float
    degrees: int
    p_value: float
    is_exact: bool

    @property
    def is_mismatch(self) -> bool:
        """Whether the verdict has to wait until the cause is known."""
        return self.is_mismatch_of(1)

    def is_mismatch_of(self, checks: int) -> bool:
        """The same where it is one of so many checks, such as of every segment of a test (Bonferroni)."""
        return self.p_value * checks < ALARM


def check_ratio(counts: Sequence[int], shares: Sequence[float]) -> RatioCheck:
    """Compare the customers of each arm with the planned shares (any positive weights; an arm of share 0 must be empty).

    Raises DataError when counts and shares do not belong together, or nobody is in any arm.
    """
    shares = _weights(counts, shares)
    if any(count and not share for count, share in zip(counts, shares, strict=True)):
        return RatioCheck(float("inf"), len(counts) - 1, 0.0, True)
    kept = [(count, share) for count, share in zip(counts, shares, strict=True) if share]
    total = sum(counts)
    statistic = _chi_square((count for count, _ in kept), [total * share for _, share in kept])
    degrees = len(kept) - 1
    if degrees == 0:
        return RatioCheck(0.0, 0, 1.0, True)
    if total * min(share for _, share in kept) >= _SMALLEST_EXPECTED:
        return RatioCheck(statistic, degrees, chi_square_tail(statistic, degrees), False)
    return RatioCheck(statistic, degrees, _exact([count for count, _ in kept], [share for _, share in kept], statistic), True)


def sequential_ratio_p(counts: Sequence[int], shares: Sequence[float], concentration: float = CONCENTRATION) -> float:
    """A p-value that may be looked at as often as one likes, as customers come in.

    The running minimum over all looks is valid, too. `concentration` is how many customers the guess of the shares is worth: higher
    for small mismatches. Raises DataError as `check_ratio` does.
    """
    shares = _weights(counts, shares)
    if any(count and not share for count, share in zip(counts, shares, strict=True)):
        return 0.0
    kept = [(count, share) for count, share in zip(counts, shares, strict=True) if share]
    evidence = log_bayes_factor([count for count, _ in kept], [share for _, share in kept], concentration)
    return exp(-evidence) if evidence > 0 else 1.0


def log_bayes_factor(counts: Sequence[int], shares: Sequence[float], concentration: float) -> float:
    """The logarithm of how much better some shares near `shares` (a Dirichlet around them) explain the counts than `shares` do."""
    from scipy.special import gammaln  # type: ignore[import-untyped]

    total = sum(counts)
    found = gammaln(concentration) - gammaln(concentration + total)
    for count, share in zip(counts, shares, strict=True):
        found += gammaln(concentration * share + count) - gammaln(concentration * share) - count * log(share)
    return float(found)


def _weights(counts: Sequence[int], shares: Sequence[float]) -> list[float]:
    whole = sum(shares)
    if len(counts) != len(shares) or any(share < 0 for share in shares) or whole <= 0:
        raise DataError(f"{len(counts)} arms and {len(shares)} shares do not belong together.", "Give one share for each arm.")
    if any(count < 0 for count in counts) or not sum(counts):
        raise DataError("There is nobody in any arm.", "Give the customers of each arm.")
    return [share / whole for share in shares]


def _chi_square(counts: Iterable[int], expected: Sequence[float]) -> float:
    return sum((count - value) ** 2 / value for count, value in zip(counts, expected, strict=True))


def _exact(counts: Sequence[int], shares: Sequence[float], statistic: float) -> float:
    """Two arms: the binomial test. More: as many seeded draws as tell 0.001 apart, the observed one among them."""
    total = sum(counts)
    if len(counts) == 2:
        from scipy.stats import binomtest  # type: ignore[import-untyped]

        return float(binomtest(counts[0], total, shares[0]).pvalue)
    import numpy as np

    draws = np.random.default_rng(_SEED).multinomial(total, shares, size=_DRAWS)
    expected = total * np.asarray(shares)
    as_far = int((((draws - expected) ** 2 / expected).sum(axis=1) >= statistic * (1 - _ROUNDING)).sum())
    return (1 + as_far) / (1 + _DRAWS)
