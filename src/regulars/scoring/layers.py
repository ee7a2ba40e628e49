"""What the layers over the scores say about a shop as a whole: frozen values, read by the library, the command line and the report.

Money is Decimal in the shop's currency (None without amounts), shares are floats from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regulars.scoring.affinity import Affinity
from regulars.scoring.lifecycle import LifecycleBorders, Stage
from regulars.scoring.prediction import Prediction


@dataclass(frozen=True, slots=True)
class StageTotal:
    """Everybody in one lifecycle stage. `share` is of all customers listed, prospects among them; `rule` says who is in it."""

    stage: Stage
    rule: str
    customers: int
    share: float
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class FlagTotal:
    """Everybody with one flag. `share` is of the scored customers; `rule` says when it is raised, thresholds filled in."""

    name: str
    label: str
    rule: str
    thresholds: tuple[tuple[str, Decimal], ...]
    customers: int
    share: float
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class ChannelTotal:
    """The customers whose main channel this is. `exclusive` of them used no other."""

    channel: str
    customers: int
    exclusive: int
    share: float
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Habit:
    """One share about the shop as a whole, such as the part of the orders that had a discount; `label` says of what."""

    label: str
    share: float


class Corner(StrEnum):
    """The telling corners of the plane of money and engagement."""

    STOPPED_VISITING = "buyers who stopped visiting"
    STOPPED_BUYING = "heavy visitors who stopped buying"
    NEVER_BOUGHT = "heavy visitors who never bought"
    UNVISITED = "bought lately without visiting before"


@dataclass(frozen=True, slots=True)
class CornerTotal:
    """Everybody in one corner; `revenue` is their net revenue ever, `rule` says who is in it."""

    corner: Corner
    rule: str
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class PlaneCell:
    """Customers by worth (a fifth by composite, 1 = top; 0 = never bought) and visits (0 none, 1 some, 2 heavy)."""

    worth: int
    visits: int
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Plane:
    """Money and engagement side by side: `heavy` visits or more in `days` days are heavy visiting."""

    heavy: int
    days: int
    cells: tuple[PlaneCell, ...]
    corners: tuple[CornerTotal, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers of one run; what the data does not have is empty."""

    borders: LifecycleBorders | None
    stages: tuple[StageTotal, ...]
    flags: tuple[FlagTotal, ...]
    channels: tuple[ChannelTotal, ...] = ()
    habits: tuple[Habit, ...] = ()
    plane: Plane | None = None
    prediction: Prediction | None = None
    affinity: Affinity | None = None
    notes: tuple[str, ...] = ()
