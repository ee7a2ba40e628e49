"""Quantiles and tail probabilities, and Holm's correction. The only file of the package that needs scipy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

from regulars.errors import DefinitionError

_NORMAL = NormalDist()


def normal_reach(level: float) -> float:
    """How many standard errors an interval of this `level` reaches to either side (0.95 -> 1.96).

    Raises DefinitionError when `level` is not between 0 and 1.
    """
    return _NORMAL.inv_cdf(0.5 + _checked(level) / 2)


def t_reach(level: float, degrees: float) -> float:
    """The same for Student's t with `degrees` of freedom (fractions allowed).

    Raises DefinitionError when `level` is not between 0 and 1.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    return float(stdtrit(degrees, 0.5 + _checked(level) / 2))


def two_sided(z: float) -> float:
    """The probability of a normal deviate at least this far from 0 in either direction, exact far out too."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """The probability of a chi-square at least this large."""
    from scipy.special import chdtrc

    return float(chdtrc(degrees, statistic))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given: rejecting those at or under alpha errs anywhere at most alpha of the time.

    Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda index: p_values[index])
    steps = [min(1.0, (count - rank) * p_values[index]) for rank, index in enumerate(order)]
    adjusted = dict(zip(order, accumulate(steps, max), strict=True))
    return tuple(adjusted[index] for index in range(count))


def _checked(level: float) -> float:
    if not 0 < level < 1:
        raise DefinitionError(f"{level} is no confidence level.", "Give a number between 0 and 1, such as 0.95.")
    return level
