"""Fields that Regulars works out about a customer, as far as a shop's data have what they need; `shop_scores` makes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from regulars.criteria.columns import ValueKind, customer_fields
from regulars.criteria.terms import Source
from regulars.fields import CATALOGUE, FieldType, Group, Need
from regulars.scoring.composite import FIFTHS_MAP_NAME, fifth_name
from regulars.scoring.flags import FLAGS
from regulars.scoring.lifecycle import Stage
from regulars.scoring.map_presets import get_map
from regulars.work.options import ScoreOptions

SCORES, PROFILE = "scores", "profile"


def offered(rows: Mapping[Source, frozenset[str]], taken: Collection[str]) -> tuple[dict[str, ValueKind], dict[str, str]]:
    """The fields beside those `taken` by the customers' own columns: their kinds, and the table each will be in."""
    known = customer_fields()
    kinds: dict[str, ValueKind] = {}
    homes: dict[str, str] = {}
    for made in CATALOGUE:
        if made.name in taken or made.group is Group.IDENTITY or not _is_met(made.need, rows):
            continue
        # the names of several flags stand in one text, as tags do
        kinds[made.name] = ValueKind.TAGS if made.name == "flags" else known[made.name].kind
        homes[made.name] = SCORES if made.group is Group.SCORES else PROFILE
    return kinds, homes


def calendar_days(fields: Collection[str]) -> frozenset[str]:
    """Which of some worked-out fields are calendar days without a time."""
    return frozenset(made.name for made in CATALOGUE if made.name in fields and made.type is FieldType.DATE)


def _is_met(need: Need, rows: Mapping[Source, frozenset[str]]) -> bool:
    orders, lines = rows.get(Source.ORDERS, frozenset()), rows.get(Source.LINES, frozenset())
    met = {
        Need.ORDERS: bool(orders),
        Need.MONEY: "total" in orders,
        Need.DISCOUNT: bool(orders & {"discount", "coupon_code"}),
        Need.DISCOUNT_MONEY: "discount" in orders,
        Need.COUPON: "coupon_code" in orders,
        Need.CHANNEL: "channel" in orders,
        Need.COST: "cost" in orders and "total" in orders,
        Need.LINES: bool(lines),
        Need.CATEGORY: "category" in lines,
        Need.UNITS: "quantity" in lines,
        Need.RETURNS: "total" in orders,
        Need.EVENTS: Source.EVENTS in rows,
        Need.EVENT_KIND: Source.EVENTS in rows,
        Need.MODEL: bool(orders),
        Need.LEAVING: bool(orders),
        Need.VALUE_MODEL: "total" in orders,
    }
    return met.get(need, False)


def names_of(field: str, options: ScoreOptions) -> tuple[str, ...]:
    """The values that a worked-out field of names can have."""
    match field:
        case "segment":
            return _segments(options)
        case "lifecycle":
            return tuple(str(stage) for stage in Stage if stage is not Stage.PROSPECT)
        case "flags":
            return tuple(flag.name for flag in FLAGS)
        case "fifth":
            return _fifths()
        case _:
            return ()


def _segments(options: ScoreOptions) -> tuple[str, ...]:
    name = options.scorecard.map_name
    if options.by_fifths or (options.map is None and name == FIFTHS_MAP_NAME):
        return _fifths()
    return tuple(segment.name for segment in (options.map or get_map(name)).segments)


def _fifths() -> tuple[str, ...]:
    return tuple(fifth_name(number) for number in range(1, 6))
