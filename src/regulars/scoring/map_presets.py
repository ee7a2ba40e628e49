"""Segment maps that ship with Regulars, each with its source. Every one is an exact cover with every name reachable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regulars.errors import DefinitionError, near_names
from regulars.scoring.map_presets_adapted import BRAZE, MAPP, MAPP_VISITORS, PUTLER, PYPI_RFM, R_RFM
from regulars.scoring.map_rules import ACQUIRE, LTV, MONITOR, NURTURE, REACTIVATE, RETAIN, WrittenMap
from regulars.scoring.maps import RF, RFE, RFM, Notation, SegmentMap
from regulars.scoring.results import Axis

DEFAULT_MAP_NAME = "default"
RF_MAP_NAME = "rf-grid"
ENGAGEMENT_MAP_NAME = "engagement"


DEFAULT = WrittenMap(
    DEFAULT_MAP_NAME,
    "Regulars: 12 lifecycle segments",
    "Regulars. On public shop data the share that buys again falls from Champions to Lost.",
    Notation(RFM, 5, best=1),
    (
        ("Champions", "r<=2 f<=2 m<=2", LTV, "VIP/Loyalty"),
        ("Can't Lose Them", "r>=4 f<=2 m<=2", RETAIN, "Win-back"),
        ("Loyal Customers", "r<=3 f<=2", RETAIN, "Loyalty"),
        ("Big Spenders", "r<=3 m<=2", LTV, "Upsell"),
        ("At Risk", "r>=4 f<=3 m<=3", RETAIN, "Win-back"),
        ("New Customers", "r=1 f=5", ACQUIRE, "Welcome"),
        ("Potential Loyalists", "r<=2 f<=4", NURTURE, "Nurture"),
        ("Promising", "r=2", LTV, "Nurture"),
        ("Need Attention", "r=3 f<=4 m<=4", RETAIN, "Re-engage"),
        ("About to Sleep", "r=3", RETAIN, "Re-engage"),
        ("Hibernating", "r=4 or r=5 m<=3", REACTIVATE, "Reactivation"),
        ("Lost", "rest", MONITOR, "Sunset"),
    ),
    first_match=True,
    rescales=True,
)

ENGAGEMENT = WrittenMap(
    ENGAGEMENT_MAP_NAME,
    "Regulars: 12 engagement segments for R, F and E",
    "Regulars. The rules of the default map, with visits for orders and engagement points for money.",
    Notation(RFE, 5, best=1),
    (
        ("Most Engaged", "r<=2 f<=2 e<=2", LTV, "VIP/Loyalty"),
        ("Fading Fans", "r>=4 f<=2 e<=2", RETAIN, "Win-back"),
        ("Regular Visitors", "r<=3 f<=2", RETAIN, "Loyalty"),
        ("Deep Explorers", "r<=3 e<=2", LTV, "Upsell"),
        ("Drifting Away", "r>=4 f<=3 e<=3", RETAIN, "Win-back"),
        ("New Visitors", "r=1 f=5", ACQUIRE, "Welcome"),
        ("Warming Up", "r<=2 f<=4", NURTURE, "Nurture"),
        ("Curious", "r=2", LTV, "Nurture"),
        ("Cooling Down", "r=3 f<=4 e<=4", RETAIN, "Re-engage"),
        ("Nearly Inactive", "r=3", RETAIN, "Re-engage"),
        ("Inactive", "r=4 or r=5 e<=3", REACTIVATE, "Reactivation"),
        ("Gone", "rest", MONITOR, "Sunset"),
    ),
    first_match=True,
    rescales=True,
)

KLAVIYO = WrittenMap(
    "klaviyo",
    "Klaviyo: 6 groups on 27 codes",
    "Klaviyo's RFM groups: the 27 codes as published. Objectives and campaign types are ours.",
    Notation(RFM, 3, best=3),
    (
        ("Champions", "333 332 323", LTV, "VIP/Loyalty"),
        ("Loyal", "331 322 321 233 232", RETAIN, "Loyalty"),
        ("Recent", "313 312 311 223 222", NURTURE, "Nurture"),
        ("Needs attention", "221 213 133 132 123", RETAIN, "Re-engage"),
        ("At risk", "231 212 211 131 122", RETAIN, "Win-back"),
        ("Inactive", "121 113 112 111", REACTIVATE, "Reactivation"),
    ),
)

SPOTLER_125 = WrittenMap(
    "spotler-125",
    "The widely copied list of 125 codes: 11 segments",
    "Spotler Activate publishes it, many copy it: the 125 codes as listed. Objectives and campaign types are ours.",
    Notation(RFM, 5, best=5),
    (
        ("Champions", "555 554 544 545 454 455 445", LTV, "VIP/Loyalty"),
        ("Loyal", "543 444 435 355 354 345 344 335", RETAIN, "Loyalty"),
        (
            "Potential loyalist",
            "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323",
            NURTURE,
            "Nurture",
        ),
        ("New customers", "512 511 422 421 412 411 311", ACQUIRE, "Welcome"),
        ("Promising", "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313", LTV, "Nurture"),
        ("Need attention", "535 534 443 434 343 334 325 324", RETAIN, "Re-engage"),
        ("About to sleep", "331 321 312 221 213 231 241 251", RETAIN, "Re-engage"),
        (
            "At risk",
            "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
            RETAIN,
            "Win-back",
        ),
        ("Cannot lose", "155 154 144 214 215 115 114 113", RETAIN, "Win-back"),
        ("Hibernating", "332 322 233 232 223 222 132 123 122 212 211", REACTIVATE, "Reactivation"),
        ("Lost", "111 112 121 131 141 151", MONITOR, "Sunset"),
    ),
)

RF_GRID = WrittenMap(
    RF_MAP_NAME,
    "The R x F grid: 10 segments without money",
    "The most copied map of Python tutorials; CleverTap and Pushwoosh show the same ten names. Objectives, campaign types and "
    "its use on other than 5 levels are ours.",
    Notation(RF, 5, best=5),
    (
        ("Champions", "r=5 f=4-5", LTV, "VIP/Loyalty"),
        ("Loyal customers", "r=3-4 f=4-5", RETAIN, "Loyalty"),
        ("Potential loyalists", "r=4-5 f=2-3", NURTURE, "Nurture"),
        ("New customers", "r=5 f=1", ACQUIRE, "Welcome"),
        ("Promising", "r=4 f=1", LTV, "Nurture"),
        ("Need attention", "r=3 f=3", RETAIN, "Re-engage"),
        ("About to sleep", "r=3 f=1-2", RETAIN, "Re-engage"),
        ("Can't lose", "r=1-2 f=5", RETAIN, "Win-back"),
        ("At risk", "r=1-2 f=3-4", RETAIN, "Win-back"),
        ("Hibernating", "r=1-2 f=1-2", REACTIVATE, "Reactivation"),
    ),
    rescales=True,
)

ELEVEN = WrittenMap(
    "eleven",
    "11 segments on R and F + M, 1 is best",
    "A published map in 1-is-best notation on R and s = F + M. Objectives and campaign types are ours.",
    Notation(RFM, 5, best=1),
    (
        ("Champions", "r=1 s<=4", LTV, "VIP/Loyalty"),
        ("Potential loyalists", "r=1 s=5-6 or r=2 s=5-8", NURTURE, "Nurture"),
        ("Recent customers", "r=1 s=7-8", ACQUIRE, "Welcome"),
        ("Price sensitive", "r=1 s=9-10", ACQUIRE, "Offer"),
        ("Loyal customers", "r=2-3 s<=4", RETAIN, "Loyalty"),
        ("Promising", "r=2 s=9-10", LTV, "Nurture"),
        ("Needs attention", "r=3 s=5-6", RETAIN, "Re-engage"),
        ("About to sleep", "r=3 s=7-10", RETAIN, "Re-engage"),
        ("Can't lose", "r=4-5 s<=2", RETAIN, "Win-back"),
        ("Hibernating", "r=4-5 s=3-6", REACTIVATE, "Reactivation"),
        ("Lost", "r=4-5 s=7-10", MONITOR, "Sunset"),
    ),
)

SHOPIFY = WrittenMap(
    "shopify",
    "Shopify's group names on R and (F + M) / 2: 10 groups",
    "A third party's guess at Shopify's borders, which Shopify does not publish. It rounds (F + M) / 2 and says nothing of R 3 "
    "with 2.5: ours keeps halves and gives those four patterns to Needs attention. Prospects (no order) are never scored. "
    "Objectives are ours.",
    Notation(RFM, 5, best=5),
    (
        ("Champions", "r=5 fm>3", LTV, "VIP/Loyalty"),
        ("Loyal", "r=3-4 fm>3", RETAIN, "Loyalty"),
        ("Active", "r=4-5 1<fm<=3", NURTURE, "Nurture"),
        ("New", "r=5 fm<=1", ACQUIRE, "Welcome"),
        ("Promising", "r=4 fm<=1", LTV, "Nurture"),
        ("Needs attention", "r=3 2<fm<=3", RETAIN, "Re-engage"),
        ("Almost lost", "r=3 fm<=2", RETAIN, "Re-engage"),
        ("Previously loyal", "r<=2 fm>4", RETAIN, "Win-back"),
        ("At risk", "r<=2 2<fm<=4", RETAIN, "Win-back"),
        ("Dormant", "r<=2 fm<=2", REACTIVATE, "Reactivation"),
    ),
)

_ALL = (
    DEFAULT,
    ENGAGEMENT,
    RF_GRID,
    KLAVIYO,
    SPOTLER_125,
    ELEVEN,
    SHOPIFY,
    PUTLER,
    BRAZE,
    PYPI_RFM,
    R_RFM,
    MAPP,
    MAPP_VISITORS,
)


class _Presets(Mapping[str, SegmentMap]):
    """The presets by name; each is read when it is first asked for, since a run needs one of them."""

    def __init__(self, written: Sequence[WrittenMap]) -> None:
        self._written = {preset.name: preset for preset in written}
        self._read: dict[str, SegmentMap] = {}

    def __getitem__(self, name: str) -> SegmentMap:
        if name not in self._read:
            self._read[name] = self._written[name].read()
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._written

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


PRESETS: Mapping[str, SegmentMap] = _Presets(_ALL)


def get_map(name: str) -> SegmentMap:
    """The preset of that name. Raises DefinitionError, with the nearest names, when there is none."""
    if name not in PRESETS:
        raise DefinitionError(f'There is no segment map "{name}".', near_names(name, PRESETS))
    return PRESETS[name]


def default_map_name(axes: tuple[Axis, ...]) -> str:
    """The map a scorecard on these axes uses unless it names one."""
    if Axis.ENGAGEMENT in axes:
        return ENGAGEMENT_MAP_NAME
    return DEFAULT_MAP_NAME if Axis.MONETARY in axes else RF_MAP_NAME
