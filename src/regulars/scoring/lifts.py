"""What is bought more than chance: observed by expected purchases, shrunk so that two purchases do not look like love.

Purchases N, of which chance explains E, are Poisson with mean E x lift, and the lifts of one kind follow a mixture of two gammas
with mean 1: most items differ little, some a lot. What is believed of a lift after N was seen is then a mixture of the gammas (a
+ N) / (a + E): its mean is the *shrunk lift*, always between 1 and the raw N / E, and its 5 % quantile says what it is at least.
The prior comes from the shop's own data. The gamma-Poisson shrinker: DuMouchel 1999, "Bayesian data mining in large frequency
tables", The American Statistician 53, here with both means held at 1 and the mean, not the geometric mean, of what is believed.

Purchases of one customer are not independent. Counts are divided by their design effect first, the variance between customers by
the Poisson variance: Rao and Scott 1999, "A simple method for analysing overdispersion in clustered Poisson data", Statistics in
Medicine 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# the ends of an interval, and the standard normal's quantile there
TAIL = 0.05
TAIL_Z = 1.6448536269514722
SHAPES = (0.05, 1e6)
# half of the 95 % quantile of chi square with three degrees of freedom
LIKELIHOOD_GAIN = 3.907
_HALVINGS, _ROUNDS = 30, 500


@dataclass(frozen=True, slots=True)
class LiftPrior:
    """How lifts are spread before anything is counted: `wide` of them by a gamma of shape `far`, the others by one of shape `near`.

    Both have mean 1. Where the data do not differ from chance both shapes are a million and nothing can be claimed.
    """

    near: float
    far: float
    wide: float


NO_DIFFERENCES = LiftPrior(SHAPES[1], SHAPES[1], 0.0)


def fitted_prior(counts: Floats, expected: Floats) -> LiftPrior:
    """The prior of most likelihood for the mixture of negative binomials that counts then follow.

    NO_DIFFERENCES unless it is likelier than that by a likelihood ratio test at 5 %. Counts may be fractions, as design effects
    make them.
    """
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    known = expected > 0
    n, e = counts[known], expected[known]
    if not len(n):
        return NO_DIFFERENCES

    def prior(point: Floats) -> LiftPrior:
        near, far = np.exp(np.clip(point[:2], *np.log(SHAPES)))
        return LiftPrior(float(near), float(far), float(1 / (1 + np.exp(-np.clip(point[2], -30, 30)))))

    def minus_likelihood(point: Floats) -> float:
        return -float(np.logaddexp(*_likelihoods(n, e, prior(point))).sum())

    start = np.log([30.0, 1.5, 0.1])
    best = minimize(minus_likelihood, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3, "maxfev": 400})
    without = -float(np.logaddexp(*_likelihoods(n, e, NO_DIFFERENCES)).sum())
    return prior(best.x) if without - float(best.fun) > LIKELIHOOD_GAIN else NO_DIFFERENCES


def _likelihoods(n: Floats, e: Floats, prior: LiftPrior) -> tuple[Floats, Floats]:
    """Logarithms of the weighted likelihoods under both gammas, less what does not depend on them."""
    import numpy as np
    from scipy.special import gammaln  # type: ignore[import-untyped]

    seen = n > 0

    def of(shape: float, weight: float) -> Floats:
        found = -shape * np.log1p(e / shape)
        found[seen] += gammaln(shape + n[seen]) - gammaln(shape) - n[seen] * np.log(shape + e[seen])
        return np.asarray(found + np.log(max(weight, 1e-300)))

    return of(prior.near, 1 - prior.wide), of(prior.far, prior.wide)


def shrunk_lifts(counts: Floats, expected: Floats, prior: LiftPrior) -> tuple[Floats, Floats, Floats]:
    """Mean, 5 % and 95 % quantile of what is believed of each lift."""
    import numpy as np
    from scipy.special import expit, gammainc, gammaincinv

    near, far = _likelihoods(counts, expected, prior)
    weights = expit(far - near)
    sizes = (prior.near + counts, prior.far + counts)
    rates = (prior.near + expected, prior.far + expected)
    mean = (1 - weights) * sizes[0] / rates[0] + weights * sizes[1] / rates[1]

    def quantile(level: float) -> Floats:
        ends = [gammaincinv(size, level) / rate for size, rate in zip(sizes, rates, strict=True)]
        low, high = np.minimum(*ends), np.maximum(*ends)
        if not prior.wide:
            return np.asarray(ends[0])
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = (1 - weights) * gammainc(sizes[0], middle * rates[0]) + weights * gammainc(sizes[1], middle * rates[1])
            low, high = np.where(below < level, middle, low), np.where(below < level, high, middle)
        return np.asarray((low + high) / 2)

    return mean, quantile(TAIL), quantile(1 - TAIL)


def design_effects(counts: Floats, variances: Floats) -> Floats:
    """How many times the Poisson variance counts vary, at least 1; `variances` are sums over customers of squared deviations."""
    import numpy as np

    return np.asarray(np.maximum(np.divide(variances, counts, out=np.ones_like(counts), where=counts > 0), 1.0))


@dataclass(frozen=True, slots=True)
class ClusteredCounts:
    """Purchases of one item by one group of customers: each customer made x_c of their n_c purchases in it.

    `purchases` is the sum of x, `squares` of x^2, `crossed` of x n; `group` and `group_squares` are the sums of n and n^2 over
    the whole group, and `share` is the item's share of all purchases of the shop.
    """

    purchases: Floats
    squares: Floats
    crossed: Floats
    group: Floats
    group_squares: Floats
    share: Floats


def group_lifts(cells: ClusteredCounts) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected purchases, shrunk lift, 5 % and 95 % quantile of every cell, all cells sharing one prior."""
    import numpy as np

    expected = cells.group * cells.share
    rate = np.divide(cells.purchases, cells.group, out=np.zeros_like(expected), where=cells.group > 0)
    # the variance of a ratio: deviations of every customer's x from what the group's rate gives for their n
    varied = cells.squares - 2 * rate * cells.crossed + rate * rate * cells.group_squares
    effect = design_effects(cells.purchases, varied)
    counts, fair = cells.purchases / effect, expected / effect
    return expected, *shrunk_lifts(counts, fair, fitted_prior(counts, fair))


@dataclass(frozen=True, slots=True)
class PairCounts:
    """All pairs of some items in the same order: `first` and `second` are places of items, `both` the orders with both, `squares`
    the sum over customers of the squares of their number. Every pair is given once, those that never met too.
    """

    first: Ints
    second: Ints
    both: Floats
    squares: Floats


def pair_lifts(pairs: PairCounts) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected orders with both, shrunk lift, 5 % and 95 % quantile; NaN for pairs that never met."""
    import numpy as np

    expected = paired_at_random(pairs)
    effect = design_effects(pairs.both, pairs.squares)
    counts, fair = pairs.both / effect, expected / effect
    prior = fitted_prior(counts, fair)
    met = pairs.both > 0
    found = np.full((3, len(expected)), np.nan)
    found[:, met] = shrunk_lifts(counts[met], fair[met], prior)
    return expected, found[0], found[1], found[2]


def paired_at_random(pairs: PairCounts) -> Floats:
    """Orders with both of two items, if each item met as many others as it did, but any of them.

    Quasi-independence (Goodman 1968, JASA 63): E = u v for different items, with the observed sum for every item. So large
    baskets, which pair everything with everything, are no affinity, and that nothing is paired with itself makes no other pair
    look like one.
    """
    import numpy as np

    if not len(pairs.both):
        return np.zeros(0)
    size = int(max(pairs.first.max(), pairs.second.max())) + 1
    ends = np.bincount(pairs.first, pairs.both, size) + np.bincount(pairs.second, pairs.both, size)
    weight = ends / np.sqrt(max(ends.sum(), 1.0))
    for _ in range(_ROUNDS):
        others = weight.sum() - weight
        fitted = np.divide(ends, others, out=np.zeros_like(ends), where=others > 0)
        # halfway, as the whole step swings to and fro
        moved = np.sqrt(weight * fitted)
        if np.abs(moved - weight).max(initial=0.0) <= 1e-9 * max(weight.max(initial=0.0), 1e-300):
            break
        weight = moved
    return np.asarray(weight[pairs.first] * weight[pairs.second])
