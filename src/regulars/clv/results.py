"""What a fit says: estimates with their uncertainty, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from regulars.clv.arrays import Floats
from regulars.clv.histories import Unit


class Model(StrEnum):
    """The models of repeat buying. MBG_NBD is the default: its P(alive) can be acted on, and it has no costly function.

    NBD knows no leaving: it is for shops where the others are refused because NOBODY_LEAVES.
    """

    MBG_NBD = "mbg_nbd"
    BG_NBD = "bg_nbd"
    PARETO_NBD = "pareto_nbd"
    NBD = "nbd"


class Reason(StrEnum):
    """Why there is no fit."""

    TOO_FEW_REPEATERS = "too_few_repeaters"
    NO_CONVERGENCE = "no_convergence"
    NOBODY_LEAVES = "nobody_leaves"
    AT_BORDER = "at_border"
    FLAT = "flat"
    NOT_FINITE = "not_finite"
    NO_POSITIVE_SPEND = "no_positive_spend"
    SPEND_FOLLOWS_FREQUENCY = "spend_follows_frequency"
    NO_FINITE_MEAN = "no_finite_mean"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A model that the data cannot carry: the reason, and a sentence with the figures behind it."""

    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One estimated parameter, its standard error (delta method), and the standard error of its logarithm."""

    name: str
    value: float
    standard_error: float
    log_standard_error: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Maximum likelihood estimates. `covariance` is that of the logarithms of the parameters, from the Hessian."""

    parameters: tuple[Parameter, ...]
    covariance: Floats
    log_likelihood: float
    customers: int
    repeaters: int

    @property
    def values(self) -> tuple[float, ...]:
        """The parameters' values in their order."""
        return tuple(parameter.value for parameter in self.parameters)

    def value(self, name: str) -> float:
        """The value of the parameter called `name`; KeyError when the model has none of that name."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter.value
        raise KeyError(name)

    def draws(self, count: int, generator: np.random.Generator) -> Floats:
        """`count` parameter vectors from the asymptotic distribution: normal in the logarithms. Shape (count, parameters)."""
        centre = np.log(np.array(self.values))
        root = np.linalg.cholesky(self.covariance)
        result: Floats = np.exp(centre + generator.standard_normal((count, len(centre))) @ root.T)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model of repeat buying; times in `unit`."""

    model: Model
    unit: Unit
    estimate: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class SpendFit:
    """A fitted Gamma-Gamma model of order value.

    `correlation` is Pearson's between repeat orders and mean value over the customers fitted (the model assumes none). `left_out`
    counts repeaters whose mean value is not above zero. `warnings` are sentences for the reader.
    """

    estimate: Estimate
    correlation: float
    left_out: int
    warnings: tuple[str, ...]
