"""What a scoring run says: frozen values, read by the library, the command line and the report.

Money is Decimal in the shop's currency, shares are floats from 0 to 1, days are whole days.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from regulars.records import dataclass
from regulars.tables import Mapping

if TYPE_CHECKING:
    from regulars.scoring.layers import Layers


class Axis(StrEnum):
    """The axes of a scorecard."""

    RECENCY = "r"
    FREQUENCY = "f"
    MONETARY = "m"
    ENGAGEMENT = "e"


class CutMethod(StrEnum):
    """How the borders between scores are found."""

    QUANTILE = "quantile"
    FIXED = "fixed"
    NATURAL = "natural"
    CYCLE = "cycle"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class AxisCuts:
    """The borders actually used on one axis, ascending.

    A value v is at ascending level 1 + (number of borders < v): a border belongs to the level below it. Where `inclusive_upper`
    is false ("8 orders or more") it belongs to the level above: 1 + (number of borders <= v). `boundaries` are `levels` - 1 and may
    repeat (ties): a repeated border makes an empty level. `usable` is the number of levels that can hold anybody.
    `lower_is_better` is true for recency.
    """

    axis: Axis
    method: CutMethod
    levels: int
    boundaries: tuple[Decimal | int, ...]
    usable: int
    lower_is_better: bool
    note: str = ""
    inclusive_upper: bool = True


@dataclass(frozen=True, slots=True)
class ReasonTotal:
    """Rows left out for one reason, and their money; `customers` are those whom it leaves without any counted row."""

    reason: str
    meaning: str
    rows: int
    revenue: Decimal
    customers: int | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """The proof that nothing was dropped in silence: counted + excluded = input, in rows and to the cent.

    `rows` counts the rows of the source, `input_revenue` is their money net of refunds, `revenue` what was counted (net),
    `gross` counted sales before returns, `returned` counted refunds and returns (positive), so revenue = gross - returned.
    `discounts` are the part of `returned` that rows of their own named as discounts, `discount_rows`.
    `customers_without_order` are identified in the source, and none of their rows is a counted order.
    """

    rows: int
    counted_rows: int
    return_rows: int
    input_revenue: Decimal
    gross: Decimal
    returned: Decimal
    revenue: Decimal
    excluded: tuple[ReasonTotal, ...]
    duplicate_rows: int | None
    files: tuple[str, ...]
    mapping: Mapping
    warnings: tuple[str, ...] = ()
    customers_without_order: int = 0
    discount_rows: int = 0
    discounts: Decimal = Decimal(0)
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None

    @property
    def reconciles(self) -> bool:
        """Whether rows and money add up exactly."""
        rows = self.counted_rows + sum(part.rows for part in self.excluded)
        money = self.revenue + sum((part.revenue for part in self.excluded), Decimal(0))
        return rows == self.rows and money == self.input_revenue


@dataclass(frozen=True, slots=True)
class ProductTotal:
    """One product's part in a segment."""

    product: str
    title: str
    quantity: Decimal
    revenue: Decimal
    customers: int


@dataclass(frozen=True, slots=True)
class SegmentSummary:
    """One segment: its size, money and what the map says to do with it."""

    name: str
    customers: int
    share: float
    orders: int
    revenue: Decimal | None
    revenue_share: float | None
    aov: Decimal | None
    median_recency: int | None
    patterns: tuple[str, ...]
    objective: str
    campaign_type: str
    top_products: tuple[ProductTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """Customers and money at one pair of R and F scores (1 = best)."""

    r: int
    f: int
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """Customers with low <= value < high (the last bin includes high)."""

    low: float
    high: float
    customers: int


@dataclass(frozen=True, slots=True)
class AxisDistribution:
    """How one axis is spread, with its cuts: `level_counts[i]` customers have score i + 1 (1 = best)."""

    cuts: AxisCuts
    label: str
    unit: str
    bins: tuple[HistogramBin, ...]
    level_counts: tuple[int, ...]
    level_ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodTotal:
    """Orders and net revenue of one calendar month in the shop's zone; `label` is YYYY-MM."""

    label: str
    orders: int
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class PurchaseCycle:
    """How often customers come back, and what that recommends.

    `median_gap`, `p75_gap`, `p90_gap`: days between orders, over the `customers` who ordered on two days or more (each
    customer's own mean gap). `refresh_every_days` and `window_days` follow from them; `because` is the sentence that says how.
    """

    customers: int
    median_gap: float
    p75_gap: float
    p90_gap: float
    refresh_every_days: int
    window_days: int | None
    because: str


@dataclass(frozen=True, slots=True)
class AtRisk:
    """High-value customers who have stopped coming, called out first."""

    segments: tuple[str, ...]
    customers: int
    revenue: Decimal
    revenue_share: float
    aov: Decimal | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the report and the terminal show about one run. Pattern digits are in the `best` orientation asked for.

    `outputs` is true where the run's customers.csv is written beside the report, so that the report can point to it.
    """

    as_of: datetime
    zone: str
    window_days: int | None
    scorecard: str
    map_name: str
    best: int
    currency: str | None
    has_money: bool
    customers: int
    orders: int
    revenue: Decimal | None
    repeat_rate: float
    aov: Decimal | None
    axes: tuple[AxisDistribution, ...]
    segments: tuple[SegmentSummary, ...]
    grid: tuple[GridCell, ...]
    months: tuple[PeriodTotal, ...]
    products: tuple[ProductTotal, ...]
    at_risk: AtRisk | None
    cycle: PurchaseCycle | None
    quality: Quality
    made_up: bool = False
    layers: Layers | None = None
    outputs: bool = False
