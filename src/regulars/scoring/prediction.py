"""What is expected of a shop's customers: the terms a person sets, and what the models say of the shop as a whole.

Money is Decimal in the shop's currency (None where no value is predicted), shares and chances are floats from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from regulars.fields import HORIZONS

MODELS = ("mbg_nbd", "bg_nbd", "pareto_nbd", "nbd")
MODEL_LABELS = {"mbg_nbd": "MBG/NBD", "bg_nbd": "BG/NBD", "pareto_nbd": "Pareto/NBD", "nbd": "NBD"}
DAYS_PER_YEAR = 365
# the horizon of the chances and of the figures by segment
CHANCE_DAYS, SEGMENT_DAYS = HORIZONS[1], HORIZONS[-1]
ALIVE_BINS = 10


@dataclass(frozen=True, slots=True)
class PredictionTerms:
    """What a person decides about the prediction.

    `margin` is the part of revenue that is kept, from 0 to 1; None takes it from the data's costs, and all of revenue without
    costs. `yearly_discount` of 0.1 makes money in a year worth 1 / 1.1 of money now; `years` is how far ahead value counts.
    """

    model: str = MODELS[0]
    margin: Decimal | None = None
    yearly_discount: Decimal = Decimal("0.1")
    years: Decimal = Decimal(3)

    @property
    def lifetime_days(self) -> float:
        """How far ahead value counts, in days."""
        return float(self.years) * DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Margin:
    """The part of revenue that lifetime value counts, and in words where it is from."""

    share: float
    because: str


@dataclass(frozen=True, slots=True)
class CountRange:
    """An expected count, and the range in which the count itself lies nine times in ten if the model is right."""

    expected: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """The same of an amount. Without `low` and `high` nothing sensible can be said about the range."""

    expected: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class HorizonTotal:
    """All scored customers within the next `days`: order days, net revenue, and how many of them order at all."""

    days: int
    orders: CountRange
    revenue: MoneyRange | None
    buyers: float


@dataclass(frozen=True, slots=True)
class SegmentExpectation:
    """The customers of one segment within the next SEGMENT_DAYS, and their net revenue in as many days before.

    `alive` is their mean P(alive) (None where the model knows no leaving), `buys` the mean chance to order within CHANCE_DAYS,
    `lifetime_value` the sum of it.
    """

    name: str
    customers: int
    alive: float | None
    buys: float
    revenue_before: Decimal | None
    orders: CountRange
    revenue: MoneyRange | None
    lifetime_value: Decimal | None


@dataclass(frozen=True, slots=True)
class ModelParameter:
    """An estimated parameter with its standard error."""

    name: str
    value: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class ModelFit:
    """A fitted model: its name for people, parameters, log-likelihood, and the customers it was fitted to."""

    label: str
    parameters: tuple[ModelParameter, ...]
    log_likelihood: float
    customers: int
    repeaters: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected of a shop. Without a model (`orders_model` None) `refusal` says why and there is no figure.

    `alive` counts the scored customers by tenths of P(alive); empty where the model knows no leaving. `value_refusal` says why no
    money is predicted though the shop has amounts. `lifetime_value` is the total of clv with the range of its expectation.
    """

    terms: PredictionTerms
    refusal: str | None
    value_refusal: str | None = None
    notes: tuple[str, ...] = ()
    orders_model: ModelFit | None = None
    value_model: ModelFit | None = None
    margin: Margin | None = None
    horizons: tuple[HorizonTotal, ...] = ()
    lifetime_value: MoneyRange | None = None
    segments: tuple[SegmentExpectation, ...] = ()
    alive: tuple[int, ...] = ()
