"""Treatments compared with the same control: their differences err together, since the control's luck is in each of them.

Gleser and Olkin 2009, "Stochastically dependent effect sizes": the covariance of two differences from one control is the
variance of that control's mean, and generalized least squares weighs them with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regulars.records import dataclass

if TYPE_CHECKING:
    import numpy as np

# a control is never all of what a difference errs by
_MOST_OF_AN_ERROR = 0.999


@dataclass(frozen=True, slots=True)
class Difference:
    """A treatment less its control, with its standard error.

    `control` names the control, where others have it, too; `control_error` is the standard error of its mean.
    """

    treatment: str
    value: float
    error: float
    control: str = ""
    control_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Together:
    """What differences say together of each of `treatments`, with their covariance.

    `statistic` is how far the differences are from one effect per treatment: chi-square with `degrees` of freedom where they have
    one each.
    """

    treatments: tuple[str, ...]
    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    statistic: float
    degrees: int


def covariance(differences: Sequence[Difference]) -> np.ndarray:
    """The covariance matrix of differences: variances, and beside them the variance of a control where two have the same."""
    import numpy as np

    of_control = np.array([min(each.control_error, _MOST_OF_AN_ERROR * each.error) for each in differences])
    is_shared = np.array([[bool(one.control) and one.control == other.control for other in differences] for one in differences])
    found = np.where(is_shared, np.outer(of_control, of_control), 0.0)
    np.fill_diagonal(found, [each.error**2 for each in differences])
    return found


def together(differences: Sequence[Difference]) -> Together:
    """One effect per treatment, in the order in which they come first; a fixed effect each (generalized least squares)."""
    import numpy as np

    treatments = tuple(dict.fromkeys(each.treatment for each in differences))
    of_treatment = np.array([[float(each.treatment == name) for name in treatments] for each in differences])
    values = np.array([each.value for each in differences])
    precision = np.linalg.inv(covariance(differences))
    spread = np.linalg.inv(of_treatment.T @ precision @ of_treatment)
    found = spread @ of_treatment.T @ precision @ values
    left = values - of_treatment @ found
    return Together(
        treatments,
        tuple(map(float, found)),
        tuple(tuple(map(float, row)) for row in spread),
        float(left @ precision @ left),
        len(differences) - len(treatments),
    )
