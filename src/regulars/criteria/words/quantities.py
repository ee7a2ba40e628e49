"""Frames as rows and quantities of the tree."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source, TextOperator, Window
from regulars.criteria.tree import (
    Compare,
    Condition,
    Constant,
    Contains,
    DaysSince,
    LinesNumber,
    Measure,
    Quantity,
    Ratio,
    RowAll,
    RowAny,
    RowCondition,
    RowKnown,
    RowNot,
    RowNumber,
    Rows,
    RowText,
    Sum,
    YearsSince,
)
from regulars.criteria.tree import FieldValue as Field
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group, event_types, status_values
from regulars.criteria.words.state import State

ONE = Constant(Decimal(1))
ZERO = Decimal(0)
LINE_NOUNS = frozenset({"unit", "product", "products", "category"})
REFUNDED = RowNumber("refunded", Comparator.ABOVE, ZERO)
DISCOUNTED = RowNumber("discount", Comparator.ABOVE, ZERO)
COUPON = RowKnown("coupon_code")


def either(group: Group) -> RowCondition:
    """One test that is true when any of the group's is."""
    merged = _merged(group.parts)
    return merged[0] if len(merged) == 1 else RowAny(merged)


def _merged(parts: tuple[RowCondition, ...]) -> tuple[RowCondition, ...]:
    """Equalities of one column as one list of values."""
    texts: dict[str, tuple[str, ...]] = {}
    others: list[RowCondition] = []
    for part in parts:
        if isinstance(part, RowText) and part.operator is TextOperator.ANY_OF:
            texts[part.column] = tuple(dict.fromkeys((*texts.get(part.column, ()), *part.values)))
        else:
            others.append(part)
    return (*(RowText(column, TextOperator.ANY_OF, values) for column, values in texts.items()), *others)


def joined(parts: list[RowCondition]) -> RowCondition | None:
    """All of the tests; None when there are none."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else RowAll(tuple(parts))


def source(f: Frame) -> Source:
    """The rows that a frame is about."""
    if f.is_event:
        return Source.EVENTS
    line_count = (f.noun in LINE_NOUNS and f.head in ("buy", "use")) or f.measure in (
        "units",
        "products",
        "categories",
        "units_per_order",
    )
    if line_count or (f.goods and _sums_money(f)):
        return Source.LINES
    return Source.ORDERS


def _sums_money(f: Frame) -> bool:
    return f.head == "spend" or f.measure in ("spend", "gross")


def rows(p: State, f: Frame, window: Window | None, of: Source | None = None) -> Rows:
    """The rows of a frame in one window."""
    kind = of or source(f)
    parts: list[RowCondition] = []
    every_status = False
    if kind is Source.EVENTS:
        parts.append(_event_test(p, f))
    if f.head == "return" or f.measure in ("returns",):
        parts.append(REFUNDED)
    if f.head == "cancel" or f.measure == "cancels":
        parts.append(RowText("status", TextOperator.ANY_OF, status_values(p, "cancelled") or ("cancelled",)))
        every_status = True
    if f.measure == "coupons":
        parts.append(COUPON)
    if f.measure == "full_price":
        parts.append(RowNot(DISCOUNTED))
    if f.size is not None:
        parts.extend(RowNumber("total", comparator, amount.value) for comparator, amount in f.size.parts)
    parts.extend(either(group) for group in f.filters)
    if kind is Source.LINES and any(isinstance(part, LinesNumber | Contains) for test in parts for part in flat_tests(test)):
        p.object(
            f.start,
            f.start + 1,
            "is about goods of orders that hold others, which cannot be told together",
            "ask for the orders alone",
        )
    goods = [either(group) for group in f.goods]
    if kind is Source.ORDERS and goods:
        parts.extend(Contains(test) for test in goods)
    else:
        parts.extend(goods)
    return Rows(kind, joined(parts), window, f.position, f.around, every_status)


def flat_tests(test: RowCondition) -> tuple[RowCondition, ...]:
    """A test, or those that it is made of."""
    if isinstance(test, RowAll | RowAny):
        return tuple(inner for part in test.parts for inner in flat_tests(part))
    return flat_tests(test.part) if isinstance(test, RowNot) else (test,)


def _event_test(p: State, f: Frame) -> RowCondition:
    key = {"opens": "open", "clicks": "click", "sends": "send", "visits": "visit", "views": "view", "carts": "cart"}.get(
        f.measure, f.head
    )
    types = (*event_types(p, "open"), *event_types(p, "click")) if key == "engage" else event_types(p, key)
    if not types:
        p.object(
            f.start, f.start + 1, "no event of that kind is in the data", "ask about e-mails, visits or orders that the data has"
        )
        types = (key,)
    return RowText("type", TextOperator.ANY_OF, types)


def windows_of(f: Frame) -> list[Window | None]:
    """The windows of a frame; one of None when it has none."""
    return list(f.windows) or [None]


def added(parts: list[Quantity]) -> Quantity:
    """Quantities added up."""
    return parts[0] if len(parts) == 1 else Sum(tuple(parts))


def _over(p: State, f: Frame, aggregate: Aggregate, column: str | None = None, of: Source | None = None) -> Quantity:
    return added([Measure(aggregate, rows(p, f, window, of), column) for window in windows_of(f)])


def counted(p: State, f: Frame) -> Quantity:
    """What the frame's `count` is compared with."""
    noun = f.noun
    if noun == "unit" and not f.is_event:
        return _over(p, f, Aggregate.SUM, "quantity", Source.LINES)
    if noun in ("product", "products") and not f.is_event:
        column = "product_id" if p.index.has(Source.LINES, "product_id") else "product_title"
        return _over(p, f, Aggregate.DISTINCT, column, Source.LINES)
    if noun == "category" and not f.is_event:
        return _over(p, f, Aggregate.DISTINCT, "category", Source.LINES)
    if noun == "channel":
        return _over(p, f, Aggregate.DISTINCT, "channel")
    if noun == "coupon":
        return _over(p, f, Aggregate.DISTINCT, "coupon_code")
    if noun == "campaign":
        return _over(p, f, Aggregate.DISTINCT, "campaign")
    return _over(p, f, Aggregate.COUNT)


def spent(p: State, f: Frame) -> Quantity:
    """Net spend of the frame's orders, or what its lines were charged."""
    if f.goods:
        return _over(p, f, Aggregate.SUM, "line_total", Source.LINES)
    return _over(p, f, Aggregate.SUM, "net", Source.ORDERS)


def _with(f: Frame, **changes: object) -> Frame:
    other = f.copy()
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def unfiltered(f: Frame) -> Frame:
    """The same rows without tests of goods, channels and the like: what a share is a share of."""
    return _with(f, goods=[], filters=[], size=None)


def _rate(p: State, f: Frame, over: str, under: str) -> Quantity:
    return Ratio(_over(p, _with(f, measure=over), Aggregate.COUNT), _over(p, _with(f, measure=under), Aggregate.COUNT))


def _with_test(f: Frame, test: RowCondition) -> Frame:
    return _with(f, filters=[*f.filters, Group((test,))])


def measured(p: State, f: Frame) -> Quantity:
    """The quantity that a measure's name stands for, over the frame's rows."""
    name = f.measure
    if name in ("spend", "gross"):
        return spent(p, f) if name == "spend" else _over(p, f, Aggregate.SUM, "total")
    if name == "aov":
        if f.goods:
            p.note("spend of the orders that contain the goods, by their number")
        return Ratio(_over(p, f, Aggregate.SUM, "net", Source.ORDERS), _over(p, f, Aggregate.COUNT, None, Source.ORDERS))
    if name in ("max_order", "min_order"):
        return _over(p, f, Aggregate.MAXIMUM if name == "max_order" else Aggregate.MINIMUM, "total")
    if name in ("max_price", "min_price"):
        return _over(p, f, Aggregate.MAXIMUM if name == "max_price" else Aggregate.MINIMUM, "unit_price", Source.LINES)
    if name == "units":
        return _over(p, f, Aggregate.SUM, "quantity", Source.LINES)
    if name == "units_per_order":
        return Ratio(_over(p, f, Aggregate.SUM, "quantity", Source.LINES), _over(p, f, Aggregate.COUNT, None, Source.ORDERS))
    if name in ("products", "categories"):
        return counted(p, _with(f, noun="product" if name == "products" else "category"))
    if name == "average_discount":
        return Ratio(
            _over(p, f, Aggregate.SUM, "discount"), _over(p, p.choose(_DISCOUNT_KEY + f.start, _discounted(f)), Aggregate.COUNT)
        )
    if name == "discount_share":
        p.note("the average discount in per cent is all discounts by what the orders would have cost without them")
        taken = _over(p, f, Aggregate.SUM, "discount")
        return Ratio(taken, Sum((_over(p, f, Aggregate.SUM, "total"), taken)))
    if name in ("discounts", "refund_total"):
        return _over(p, f, Aggregate.SUM, "discount" if name == "discounts" else "refunded")
    return _rhythm(p, f) or _rates(p, f) or _over(p, f, Aggregate.COUNT)


# apart from the keys of other choices, which are places of the request or far from these
_DISCOUNT_KEY = 190_000


def _discounted(f: Frame) -> list[tuple[str, Frame]]:
    """The orders that an average discount can be taken over."""
    return [("over all orders", f), ("over the orders with a discount", _with_test(f, DISCOUNTED))]


def _rhythm(p: State, f: Frame) -> Quantity | None:
    gaps = {"average_gap": Aggregate.AVERAGE_GAP, "longest_gap": Aggregate.LONGEST_GAP, "last_gap": Aggregate.LAST_GAP}
    if f.measure in gaps:
        return _over(p, f, gaps[f.measure])
    if f.measure == "days_since":
        return DaysSince(_over(p, f, Aggregate.LAST))
    if f.measure == "age":
        return YearsSince(Field("birth_date"))
    return None


def _rates(p: State, f: Frame) -> Quantity | None:
    pairs = {"open_rate": ("opens", "sends"), "click_rate": ("clicks", "sends"), "click_to_open": ("clicks", "opens")}
    if f.measure in pairs:
        p.note(
            {"open_rate": "open rate is opens by e-mails sent", "click_rate": "click rate is clicks by e-mails sent"}.get(
                f.measure, "clicks by opens"
            )
        )
        return _rate(p, f, *pairs[f.measure])
    tests: dict[str, RowCondition] = {"refund_rate": REFUNDED, "coupon_rate": COUPON, "discount_rate": DISCOUNTED}
    base = _with(f, measure="count")
    if f.measure in tests:
        return Ratio(_over(p, _with_test(base, tests[f.measure]), Aggregate.COUNT), _over(p, base, Aggregate.COUNT))
    if f.measure == "refund_money_rate":
        return Ratio(_over(p, base, Aggregate.SUM, "refunded"), _over(p, base, Aggregate.SUM, "total"))
    if f.measure == "cancel_rate":
        cancelled = _over(p, _with(f, measure="cancels"), Aggregate.COUNT)
        every = added([Measure(Aggregate.COUNT, Rows(Source.ORDERS, None, window, every_status=True)) for window in windows_of(f)])
        p.note("the cancellation rate is cancelled orders by all orders, cancelled ones included")
        return Ratio(cancelled, every)
    return None


def exists(p: State, f: Frame) -> Condition:
    """Whether the frame has a row in any of its windows."""
    kind = Source.ORDERS if source(f) is Source.LINES else source(f)
    parts = [Compare(Measure(Aggregate.COUNT, rows(p, f, window, kind)), Comparator.AT_LEAST, ONE) for window in windows_of(f)]
    from regulars.criteria.tree import Any

    return parts[0] if len(parts) == 1 else Any(tuple(parts))
