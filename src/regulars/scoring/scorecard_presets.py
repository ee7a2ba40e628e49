"""Scorecards that ship with Regulars, each with its source."""

from __future__ import annotations

from regulars.errors import DefinitionError, near_names
from regulars.records import replace
from regulars.scoring.composite import FIFTHS_MAP_NAME
from regulars.scoring.map_presets import DEFAULT_MAP_NAME, ENGAGEMENT_MAP_NAME, RF_MAP_NAME
from regulars.scoring.results import Axis, CutMethod
from regulars.scoring.scorecards import DEFAULT_EVENT_WEIGHTS, AxisSpec, Scorecard

DEFAULT_SCORECARD_NAME = "rfm"
ENGAGEMENT_SCORECARD_NAME = "rfe"

_R, _F, _M, _E = Axis.RECENCY, Axis.FREQUENCY, Axis.MONETARY, Axis.ENGAGEMENT


def _quantiles(axes: tuple[Axis, ...], levels: int, weights: tuple[int, ...] = (1, 1, 1)) -> tuple[AxisSpec, ...]:
    return tuple(AxisSpec(axis, levels, weight=weight) for axis, weight in zip(axes, weights, strict=False))


RFM_QUINTILES = Scorecard(
    DEFAULT_SCORECARD_NAME,
    "Recency, frequency, monetary in fifths",
    "The classic RFM scorecard: fifths of the shop's own customers on each axis.",
    _quantiles((_R, _F, _M), 5),
    map_name=DEFAULT_MAP_NAME,
)

RFE_QUINTILES = Scorecard(
    ENGAGEMENT_SCORECARD_NAME,
    "Recency, visits, engagement in fifths",
    "RFE as Mapp describes it, in fifths; the points per event are ours.",
    _quantiles((_R, _F, _E), 5),
    map_name=ENGAGEMENT_MAP_NAME,
    event_weights=DEFAULT_EVENT_WEIGHTS,
)

RF_QUINTILES = Scorecard(
    "rf",
    "Recency and frequency in fifths",
    "The RFM scorecard without money.",
    _quantiles((_R, _F), 5),
    map_name=RF_MAP_NAME,
)

RFM_TERTILES = Scorecard(
    "rfm-3",
    "Recency, frequency, monetary in thirds",
    "Thirds on each axis: for maps on three levels, here Klaviyo's groups.",
    _quantiles((_R, _F, _M), 3),
    map_name="klaviyo",
)

RFM_QUARTILES = Scorecard(
    "rfm-4",
    "Recency, frequency, monetary in quarters",
    "Quarters on each axis: for maps on four levels, such as Braze's.",
    _quantiles((_R, _F, _M), 4),
    map_name=DEFAULT_MAP_NAME,
)

RFM_FIXED = Scorecard(
    "rfm-fixed",
    "Recency, frequency, monetary with typed limits",
    "Regulars: 30, 90, 180, 365 days; 8, 5, 3, 2 orders; 1000, 500, 250, 100 in the shop's currency. Edit them to your shop.",
    (
        AxisSpec(_R, 5, CutMethod.FIXED, (30, 90, 180, 365)),
        AxisSpec(_F, 5, CutMethod.FIXED, (8, 5, 3, 2)),
        AxisSpec(_M, 5, CutMethod.FIXED, (1000, 500, 250, 100)),
    ),
    map_name=DEFAULT_MAP_NAME,
)

RFM_NATURAL = Scorecard(
    "rfm-natural",
    "Recency, frequency, monetary at natural breaks",
    "Fisher-Jenks natural breaks on each axis.",
    tuple(AxisSpec(axis, 5, CutMethod.NATURAL) for axis in (_R, _F, _M)),
    map_name=DEFAULT_MAP_NAME,
)

RFM_CYCLE = Scorecard(
    "rfm-cycle",
    "Recency by the shop's purchase cycle",
    "Recency ends its levels at 1, 2, 3 and 5 typical gaps between orders; frequency and monetary in fifths.",
    (AxisSpec(_R, 5, CutMethod.CYCLE), *_quantiles((_F, _M), 5)),
    map_name=DEFAULT_MAP_NAME,
)

KLAVIYO = Scorecard(
    "klaviyo",
    "Klaviyo's RFM groups",
    "Klaviyo: R 3 up to 180 days, R 2 up to 365; F and M in thirds of the account's own buyers.",
    (AxisSpec(_R, 3, CutMethod.FIXED, (180, 365)), *_quantiles((_F, _M), 3)),
    map_name="klaviyo",
)

MAPP = Scorecard(
    "mapp",
    "Mapp's RFM on 360 days",
    "Mapp: thirds of the buyers of the last 360 days.",
    _quantiles((_R, _F, _M), 3),
    window_days=360,
    map_name="mapp",
)

MAPP_VISITORS = Scorecard(
    "mapp-visitors",
    "Mapp's RFE on 180 days",
    "Mapp: thirds of the visitors of the last 180 days; the points per event are ours.",
    _quantiles((_R, _F, _E), 3),
    window_days=180,
    map_name="mapp-visitors",
    event_weights=DEFAULT_EVENT_WEIGHTS,
)


def _weighted(name: str, title: str, weights: tuple[int, int, int]) -> Scorecard:
    total = f"{weights[0]} x R + {weights[1]} x F + {weights[2]} x M"
    source = f"Regulars: the composite is {total} with 5 as best; its fifths are the segments."
    return replace(
        RFM_QUINTILES, name=name, title=title, source=source, axes=_quantiles((_R, _F, _M), 5, weights), map_name=FIFTHS_MAP_NAME
    )


BALANCED = _weighted("balanced", "RFM with equal weights", (1, 1, 1))
RECENCY_BIAS = _weighted("recency-bias", "RFM that favours recent customers", (3, 1, 1))
FREQUENCY_BIAS = _weighted("frequency-bias", "RFM that favours frequent customers", (1, 3, 1))
MONETARY_BIAS = _weighted("monetary-bias", "RFM that favours customers who spend most", (1, 1, 3))

_ALL = (
    RFM_QUINTILES,
    RFE_QUINTILES,
    RF_QUINTILES,
    RFM_TERTILES,
    RFM_QUARTILES,
    RFM_FIXED,
    RFM_NATURAL,
    RFM_CYCLE,
    BALANCED,
    RECENCY_BIAS,
    FREQUENCY_BIAS,
    MONETARY_BIAS,
    KLAVIYO,
    MAPP,
    MAPP_VISITORS,
)

PRESETS: dict[str, Scorecard] = {card.name: card for card in _ALL}


def get_scorecard(name: str) -> Scorecard:
    """The preset of that name. Raises DefinitionError, with the nearest names, when there is none."""
    if name not in PRESETS:
        raise DefinitionError(f'There is no scorecard "{name}".', near_names(name, PRESETS))
    return PRESETS[name]
