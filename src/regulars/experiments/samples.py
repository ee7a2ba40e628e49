"""An arm's outcome in a few sums: two values per customer with their means, variances and covariance.

SQL adds the sums up over any number of customers; everything else here works on them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from regulars.errors import DataError
from regulars.records import dataclass
from regulars.validation.intervals import Moments
from regulars.validation.outcomes import Values, finite, same_length


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values per customer: how many customers, means, variances and covariance (n - 1 in the denominator).

    `outcome` is what is read; `beside` what is known from before the test (CUPED), or what the outcome costs.
    """

    outcome: Moments
    beside: Moments
    covariance: float

    @property
    def count(self) -> int:
        """Customers."""
        return self.outcome.count

    @property
    def correlation(self) -> float:
        """Pearson's correlation of the two values; 0 where either does not vary."""
        product = self.outcome.variance * self.beside.variance
        return float(self.covariance / product**0.5) if product > 0 else 0.0


def pair(outcome: Values, beside: Values) -> Pair:
    """The sums of one arm from one value each per customer.

    Raises DataError when a value is missing or infinite, or when they do not speak of the same customers.
    """
    first, second = finite("outcomes", outcome), finite("values beside them", beside)
    same_length(outcome=first, beside=second)
    count = len(first)
    if count < 2:
        return Pair(Moments(count, float(first.sum()), 0.0), Moments(count, float(second.sum()), 0.0), 0.0)
    # in an order of their own, so that sums do not depend on the order of rows
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    covariance = float(((first - first.mean()) * (second - second.mean())).sum() / (count - 1))
    moments = [Moments(count, float(each.mean()), float(each.var(ddof=1))) for each in (first, second)]
    return Pair(moments[0], moments[1], covariance)


def pair_from_sums(
    count: int,
    sums: tuple[Decimal | float, Decimal | float],
    squares: tuple[Decimal | float, Decimal | float],
    products: Decimal | float,
) -> Pair:
    """The same from what SQL adds up: customers, both sums, both sums of squares, the sum of products. Exact where the sums are."""
    if count == 0:
        return Pair(Moments(0, 0.0, 0.0), Moments(0, 0.0, 0.0), 0.0)
    first, second = (Fraction(total) for total in sums)
    rest = max(count - 1, 1)
    variances = [
        max(Fraction(0), Fraction(square) - total * total / count) / rest
        for square, total in zip(squares, (first, second), strict=True)
    ]
    covariance = (Fraction(products) - first * second / count) / rest
    means = (float(first / count), float(second / count))
    outcome, beside = (Moments(count, mean, float(variance)) for mean, variance in zip(means, variances, strict=True))
    return Pair(outcome, beside, float(covariance))


def rate_sample(successes: int, of: int) -> Moments:
    """A count of yes and no as the moments of ones and zeros. Raises DataError when it is no part of a whole."""
    if not 0 <= successes <= of:
        raise DataError(f"{successes} of {of} is no part of a whole.", "Give counts with 0 <= part <= whole.")
    if of == 0:
        return Moments(0, 0.0, 0.0)
    share = successes / of
    return Moments(of, share, successes * (1 - share) / max(of - 1, 1))


def together(pairs: Sequence[Pair]) -> Pair:
    """Several arms as one sample, what lies between their means included."""
    count = sum(each.count for each in pairs)
    if count == 0:
        return Pair(Moments(0, 0.0, 0.0), Moments(0, 0.0, 0.0), 0.0)
    means = [sum(part.mean * part.count for part in parts) / count for parts in _columns(pairs)]
    rest = max(count - 1, 1)
    variances = [
        sum((part.count - 1) * part.variance + part.count * (part.mean - mean) ** 2 for part in parts if part.count) / rest
        for parts, mean in zip(_columns(pairs), means, strict=True)
    ]
    covariance = sum(
        (each.count - 1) * each.covariance + each.count * (each.outcome.mean - means[0]) * (each.beside.mean - means[1])
        for each in pairs
        if each.count
    )
    return Pair(Moments(count, means[0], variances[0]), Moments(count, means[1], variances[1]), covariance / rest)


def _columns(pairs: Sequence[Pair]) -> tuple[list[Moments], list[Moments]]:
    return [each.outcome for each in pairs], [each.beside for each in pairs]
