"""How canonical tables that Regulars has written itself are read: columns are what they are called, values are what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.queries import probes
from regulars.queries.scans import literal
from regulars.tables import AmountRule, ColumnUse, Mapping, Status, TimeFormat, TimeKind

_LINE_COLUMNS = ("order_id", "product_id", "product_title", "category", "quantity", "unit_price", "line_total")
_EVENT_COLUMNS = ("customer_id", "occurred_at", "type", "session_id", "campaign", "channel", "value")
_ORDER_COLUMNS = (
    "order_id", "customer_id", "ordered_at", "currency", "total", "discount", "shipping", "tax", "refunded", "cost", "channel",
    "coupon_code", "status", "is_return",
)  # fmt: skip
# columns that are always filled, and what they say where they tell nothing
_NOTHING = {"status": str(Status.PAID), "is_return": False, "refunded": 0, "total": 0}
_LITERALS = {"status": literal(str(Status.PAID)), "is_return": "FALSE", "refunded": "0", "total": "0"}
_FIRST_ROWS = 2048


def canonical_orders(engine: Engine, view: str, columns: Sequence[str]) -> Mapping:
    """The columns of orders that tell something.

    Raises:
        DataError: there are no orders.
    """
    told = _told(engine, view, [column for column in _ORDER_COLUMNS if column in columns])
    if "ordered_at" not in told:
        raise DataError("There are no orders yet.", "Import some first: regulars import FILE.")
    return _mapping(told, AmountRule.TOTAL if "total" in told else AmountRule.NONE, ("customer_id",))


def canonical_lines(engine: Engine, view: str, columns: Sequence[str]) -> Mapping:
    """The columns of order lines that tell something."""
    told = _told(engine, view, [column for column in _LINE_COLUMNS if column in columns])
    if "line_total" in told:
        return _mapping(told, AmountRule.LINE_TOTAL, ())
    rule = AmountRule.QUANTITY_TIMES_PRICE if {"quantity", "unit_price"} <= set(told) else AmountRule.NONE
    return _mapping(told, rule, ())


def canonical_events(engine: Engine, view: str, columns: Sequence[str]) -> Mapping:
    """The columns of events that tell something."""
    told = _told(engine, view, [column for column in _EVENT_COLUMNS if column in columns])
    return _mapping(told, AmountRule.NONE, ("customer_id",))


def _told(engine: Engine, view: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that are filled, and with more than what says nothing.

    Some rows tell of most columns; of the others the rest is asked, since it takes longer to count what is there.
    """
    constant = [name for name in columns if name in _NOTHING]
    facts = engine.record(probes.filled(view, columns, constant, _FIRST_ROWS))
    told = {name for name in columns if facts[f"n_{name}"] and name not in _NOTHING}
    told |= {name for name in constant if {facts[f"least_{name}"], facts[f"most_{name}"]} - {_NOTHING[name], None}}
    doubtful = [name for name in columns if name not in told and name not in _NOTHING]
    if doubtful:
        counts = engine.record(probes.filled(view, doubtful, ()))
        told |= {name for name in doubtful if counts[f"n_{name}"]}
    same = {name: _LITERALS[name] for name in constant if name not in told}
    if same:
        told |= {name for name, is_other in engine.record(probes.any_other(view, same)).items() if is_other}
    return tuple(name for name in columns if name in told)


def _mapping(columns: Sequence[str], rule: AmountRule, identity: tuple[str, ...]) -> Mapping:
    zoned = TimeFormat(TimeKind.NATIVE_ZONED)
    times = {"ordered_at", "occurred_at"}
    uses = tuple(ColumnUse(name, name, zoned if name in times else None, why="the canonical column") for name in columns)
    return Mapping(rule, uses, identity, is_canonical=True)
