"""Which column plays which role, and how its values are written: from names, confirmed by values."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.ingest.amounts import Ruled
from regulars.ingest.answers import Answers, checked_columns
from regulars.ingest.canonical_tables import canonical_events, canonical_lines, canonical_orders
from regulars.ingest.formats import settle
from regulars.ingest.inner_lines import inner_lines, unread_lists
from regulars.ingest.names import SURE_NAME, event_roles, order_roles
from regulars.ingest.orders import OrdersDetector
from regulars.ingest.people import anonymous_words, is_display_name, zero_is_nobody
from regulars.ingest.platforms import platform_of
from regulars.ingest.platforms.base import CUSTOMERS, ORDERS, Platform
from regulars.ingest.roles import Claim, as_use, assigned, claims, date_by_values, no_customer
from regulars.ingest.samples import Sample, take_sample
from regulars.ingest.units import units_of_amounts
from regulars.records import replace
from regulars.tables import EVENT_ROLES, ORDER_ROLES, AmountRule, ColumnUse, Mapping, Role

__all__ = ["Answers", "detect_customers", "detect_events", "detect_lines", "detect_orders", "roles_of"]

_ORDER_KINDS = {role.name: role.kind for role in ORDER_ROLES}
_EVENT_KINDS = {role.name: role.kind for role in EVENT_ROLES}
_PERSON_ROLES = (
    "customer_id", "email", "phone", "first_name", "last_name", "country", "region", "city", "postal_code",
)  # fmt: skip
_LINE_ROLES = ("order_id", "product_id", "product_title", "category", "quantity", "discount", "tax", "cost")
_LINE_AMOUNTS = ("unit_price", "line_total")
_IDENTITY = ("customer_id", "email", "phone")


def roles_of(table: str) -> tuple[Role, ...]:
    """The roles that columns of a file of such a table can play."""
    if table == "events":
        return EVENT_ROLES
    wanted = {"customers": _PERSON_ROLES, "order_lines": (*_LINE_ROLES, *_LINE_AMOUNTS)}.get(table)
    return tuple(role for role in ORDER_ROLES if wanted is None or role.name in wanted)


def detect_orders(engine: Engine, view: str, columns: Sequence[str], answers: Answers | None = None) -> Mapping:
    """How the engine's `view` is read as orders or order lines.

    Raises UndecidedError where only the owner knows what is meant, DataError where customer, date or rows are missing, SourceError
    where an answer names a role or column that is not there.
    """
    answers = answers or Answers()
    if answers.is_canonical:
        return canonical_orders(engine, view, columns)
    given = checked_columns(answers, columns, ORDER_ROLES)
    platform = platform_of(columns)
    if platform is not None and platform.table == CUSTOMERS and not given:
        raise DataError(f"This is a {platform.name} export: it has customers and no orders.", "Give it with --customers FILE.")
    sample = take_sample(engine, view, columns)
    detector = OrdersDetector(engine, sample, answers, given)
    if platform is None or platform.table != ORDERS:
        platform = None
    mapping = detector.by_platform(platform, columns) if platform else detector.by_names(columns)
    return _with_inner_lines(engine, sample, mapping, platform)


def _with_inner_lines(engine: Engine, sample: Sample, mapping: Mapping, platform: Platform | None) -> Mapping:
    """The mapping, with the order lines inside its rows where products are not told otherwise, and lists that stay unread named."""
    told = mapping.use("order_id") is None or mapping.use("product_id") or mapping.use("product_title")
    lines = None if told else inner_lines(engine, sample, platform)
    read = lines.columns if lines else ()
    found = replace(mapping, inner_lines=lines, unused=tuple(name for name in mapping.unused if name not in read))
    return replace(found, notes=(*mapping.notes, *unread_lists(sample, found)))


def detect_customers(engine: Engine, view: str, columns: Sequence[str], answers: Answers | None = None) -> Mapping:
    """How the engine's `view` is read as customers. Raises DataError when nothing names them."""
    answers = answers or Answers()
    given = checked_columns(answers, columns, roles_of(CUSTOMERS))
    platform = platform_of(columns)
    sample = take_sample(engine, view, columns)
    if platform is not None and platform.table == CUSTOMERS:
        uses = _with_given(platform.uses(columns), given)
        return _people(engine, uses, platform, columns, sample, platform.notes, answers)
    found = [claim for claim in claims(sample, order_roles) if claim.role in _PERSON_ROLES]
    uses = _chosen(found, given, sample)
    if not any(use.role in _IDENTITY for use in uses):
        # in a table of customers "id" is theirs, and "name" is all there may be
        uses = (*uses, *_plain_id(sample, {use.column for use in uses}))
    return _people(engine, uses, None, columns, sample, (), answers)


def _plain_id(sample: Sample, used: set[str]) -> tuple[ColumnUse, ...]:
    for name in sample.types:
        if name not in used and name.strip().lower() in ("id", "no", "number", "nr", "code"):
            return (ColumnUse("customer_id", name, None, 0.8, "the identifier of a table of customers"),)
    return ()


def _people(
    engine: Engine,
    uses: tuple[ColumnUse, ...],
    platform: Platform | None,
    columns: Sequence[str],
    sample: Sample,
    notes: tuple[str, ...],
    answers: Answers,
) -> Mapping:
    identity = tuple(role for role in _IDENTITY if any(use.role == role for use in uses))
    if not identity:
        raise no_customer(columns)
    zero = zero_is_nobody(engine, sample, uses, platform, answers)
    return Mapping(
        amount=AmountRule.NONE,
        uses=uses,
        identity=identity,
        platform=platform.name if platform else None,
        anonymous=anonymous_words(sample, uses, platform, zero),
        zero_is_nobody=zero,
        notes=notes,
        unused=_unused(columns, uses),
    )


def detect_lines(engine: Engine, view: str, columns: Sequence[str], answers: Answers | None = None) -> Mapping:
    """How the engine's `view` is read as order lines kept in a file of their own. Raises DataError without an order number."""
    answers = answers or Answers()
    if answers.is_canonical:
        return canonical_lines(engine, view, columns)
    given = checked_columns(answers, columns, roles_of("order_lines"))
    sample = take_sample(engine, view, columns)
    detector = OrdersDetector(engine, sample, answers, given)
    found = [claim for claim in claims(sample, order_roles) if claim.role in _LINE_ROLES]
    uses = _chosen(found, given, sample, skip=frozenset(_LINE_AMOUNTS))
    if not any(use.role == "order_id" for use in uses):
        raise DataError("The order lines have no column with the order's number.", "Give it: --map-columns order_id=COLUMN.")
    amounts = detector.amounts(uses)
    settled = settle(engine, sample, (*uses, *amounts.uses), _ORDER_KINDS, answers)
    ruled = _line_rule(settled.uses)
    units = units_of_amounts(engine, sample, ruled.uses)
    notes = (*settled.notes, *ruled.notes, *units.notes)
    return Mapping(ruled.rule, ruled.uses, (), currency=units.currency, notes=notes, unused=_unused(columns, ruled.uses))


def _line_rule(uses: tuple[ColumnUse, ...]) -> Ruled:
    by_role = {use.role: use for use in uses}
    if "total" in by_role and "line_total" not in by_role:
        # in a file of lines, what is called a total is the line's
        total = by_role["total"]
        line = ColumnUse("line_total", total.column, total.format, total.sure, total.why)
        uses = tuple(line if use is total else use for use in uses)
        return Ruled(AmountRule.LINE_TOTAL, uses)
    if "line_total" in by_role:
        return Ruled(AmountRule.LINE_TOTAL, uses)
    rule = AmountRule.QUANTITY_TIMES_PRICE if {"quantity", "unit_price"} <= by_role.keys() else AmountRule.NONE
    return Ruled(rule, uses)


def detect_events(engine: Engine, view: str, columns: Sequence[str], answers: Answers | None = None) -> Mapping:
    """How the engine's `view` is read as engagement events: roles are EVENT_ROLES, the amount rule is NONE.

    Raises DataError when the customer or the time is missing, UndecidedError where the values allow two readings.
    """
    answers = answers or Answers()
    if answers.is_canonical:
        return canonical_events(engine, view, columns)
    given = checked_columns(answers, columns, EVENT_ROLES)
    sample = take_sample(engine, view, columns)
    uses = _chosen(claims(sample, event_roles), given, sample)
    roles = {use.role: use.column for use in uses}
    if not roles.keys() & {"customer_id", "email"}:
        raise no_customer(columns)
    if "occurred_at" not in roles:
        uses = (*uses, date_by_values(sample, roles, "occurred_at"))
    settled = settle(engine, sample, uses, _EVENT_KINDS, answers)
    notes = settled.notes
    if "type" not in roles:
        notes = (*notes, "The events have no type: each counts as a visit.")
    identity = tuple(role for role in ("customer_id", "email") if role in roles)
    zero = zero_is_nobody(engine, sample, settled.uses, None, answers)
    anonymous = anonymous_words(sample, settled.uses, None, zero)
    unused = _unused(columns, settled.uses)
    return Mapping(AmountRule.NONE, settled.uses, identity, anonymous=anonymous, zero_is_nobody=zero, notes=notes, unused=unused)


def _chosen(found: list[Claim], given: dict[str, str], sample: Sample, skip: frozenset[str] = frozenset()) -> tuple[ColumnUse, ...]:
    taken = {role: column for role, column in given.items() if role not in skip}
    sure = assigned([claim for claim in found if claim.score >= SURE_NAME], taken)
    if not (sure.keys() | taken.keys()) & set(_IDENTITY):
        people = [claim for claim in found if claim.role == "customer_id"]
        sure |= assigned(people[:1], taken | {role: claim.column for role, claim in sure.items()})
    known = taken | {role: claim.column for role, claim in sure.items()}
    rest = [claim for claim in found if not (claim.role == "customer_id" and is_display_name(sample, claim.column))]
    chosen = list(sure.values()) + list(assigned(rest, known).values())
    return _with_given(tuple(as_use(claim, sample) for claim in chosen), taken)


def _with_given(uses: tuple[ColumnUse, ...], given: dict[str, str]) -> tuple[ColumnUse, ...]:
    kept = tuple(use for use in uses if use.role not in given and use.column not in given.values())
    return (*(ColumnUse(role, column, None, 1.0, "you said so") for role, column in given.items()), *kept)


def _unused(columns: Sequence[str], uses: Sequence[ColumnUse]) -> tuple[str, ...]:
    used = {use.column for use in uses}
    return tuple(name for name in columns if name not in used)
