"""How much customers differ in what they like, told from the clumping of purchases in one basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.scoring.lifts import SHAPES


@dataclass(frozen=True, slots=True)
class Taste:
    """How much customers differ in one category: its share of purchases, the prior's shape, and the design effect of baskets.

    `shape` is None where customers do not differ by more than chance, and no favourite can be claimed.
    """

    share: float
    shape: float | None
    effect: float


@dataclass(frozen=True, slots=True)
class TasteSums:
    """Sums over customers c with n_c purchases in orders o of n_o, x of them in the category.

    `apart` is the sum of (x_c^2 - sum x_o^2) / n_c, `apart_crossed` of (x_c n_c - sum x_o n_o) / n_c; `within` is the sum over
    orders of x_o^2 / n_o, `purchases` of x_o.
    """

    purchases: float
    apart: float
    apart_crossed: float
    within: float


@dataclass(frozen=True, slots=True)
class TasteTotals:
    """The same over all categories: orders, purchases n, sum of n_o^2, and the sum over customers of (n_c^2 - sum n_o^2) / n_c."""

    orders: float
    purchases: float
    order_squares: float
    apart: float


def tastes(sums: Sequence[TasteSums], totals: TasteTotals) -> tuple[Taste, ...]:
    """Moment estimates of what customers' purchases in a category have in common, across their orders and within an order.

    Two purchases of one customer in different orders agree more than chance only by taste; two in one order, by taste and by the
    basket. Each correlation is the mean product of deviations by the binomial variance (as Kleinman 1973 for one level, JASA 68).
    """
    return tuple(_taste(part, totals) for part in sums)


def _taste(part: TasteSums, totals: TasteTotals) -> Taste:
    share = part.purchases / totals.purchases if totals.purchases else 0.0
    spread = share * (1 - share)
    if spread <= 0:
        return Taste(share, None, 1.0)
    apart = part.apart - 2 * share * part.apart_crossed + share * share * totals.apart
    by_taste = apart / (spread * totals.apart) if totals.apart > 0 else 0.0
    inside = part.within - 2 * share * part.purchases + share * share * totals.purchases
    pairs = totals.purchases - totals.orders
    by_order = (inside / spread - totals.orders) / pairs if pairs > 0 else 0.0
    basket = max(by_order - max(by_taste, 0.0), 0.0)
    effect = 1 + basket * (totals.order_squares / totals.purchases - 1)
    variance = by_taste * (1 - share) / share
    return Taste(share, min(max(1 / variance, SHAPES[0]), SHAPES[1]) if variance > 1 / SHAPES[1] else None, effect)
