"""The contract of a model of repeat buying, and which class is which model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, assert_never

from regulars.clv.arrays import Floats
from regulars.clv.bg_nbd import BgNbd
from regulars.clv.histories import Histories, Pairs
from regulars.clv.mbg_nbd import MbgNbd
from regulars.clv.nbd import Nbd
from regulars.clv.pareto_nbd import ParetoNbd
from regulars.clv.results import Fit, Model


class OrderProcess(Protocol):
    """A model with its parameters: what it says about given histories. "If alive" is per pair (x, T)."""

    def log_likelihood(self, given: Histories) -> Floats:
        """The log-likelihood of one customer of each row."""
        ...

    def gradient(self, given: Histories) -> Floats | None:
        """The derivative of the weighted total log-likelihood by the logarithms of the parameters, where there is a closed form."""
        ...

    def p_alive(self, given: Histories) -> Floats:
        """P(alive) at T of a customer of each row."""
        ...

    def orders_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """Expected orders in (T, T + horizon]."""
        ...

    def order_chance_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """P(at least one order in (T, T + horizon])."""
        ...

    def order_pairs_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """E[Y (Y - 1)] of the orders Y in (T, T + horizon]."""
        ...

    def share_leaving(self, span: float) -> float:
        """How much leaving the parameters mean: per order, or within a time `span`."""
        ...


ProcessClass = type[BgNbd] | type[MbgNbd] | type[ParetoNbd] | type[Nbd]


def process_class(model: Model) -> ProcessClass:
    """The class of a model."""
    match model:
        case Model.MBG_NBD:
            return MbgNbd
        case Model.BG_NBD:
            return BgNbd
        case Model.PARETO_NBD:
            return ParetoNbd
        case Model.NBD:
            return Nbd
        case _:
            assert_never(model)


def process(model: Model, values: Sequence[float] | Floats) -> OrderProcess:
    """A model with the given parameter values, in the order of its NAMES."""
    return process_class(model)(*(float(value) for value in values))


def fitted_process(fit: Fit) -> OrderProcess:
    """The model with its estimates."""
    return process(fit.model, fit.estimate.values)
