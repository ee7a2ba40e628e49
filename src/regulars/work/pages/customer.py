"""One customer: who they are, how they score and why, what is expected of them, what happened, and which segments they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from regulars.charts import text
from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Condition, FieldText
from regulars.criteria.wire import from_wire
from regulars.engines.base import Engine
from regulars.fields import CATALOGUE, HIGH, LOW, RANGED, Field, FieldType, Group
from regulars.queries import pages_customer, render
from regulars.queries.flags import SEPARATOR
from regulars.scoring.cuts import display_score, level_ranges
from regulars.scoring.cuts_wire import cuts_from_wire
from regulars.scoring.flags import FLAGS
from regulars.scoring.results import Axis, AxisCuts
from regulars.work.ask import Asking
from regulars.work.ledger import SegmentRecord
from regulars.work.pages.figures import CUSTOM, LIFECYCLE, rows
from regulars.work.preview import Judgement, explain
from regulars.work.published import Published

# who somebody is, beyond a number: not for everybody's eyes
PERSONAL = ("first_name", "last_name", "email", "phone", "postal_code", "birth_date")
_AXIS_FIELDS = {Axis.RECENCY: ("Recency", "recency_days", "days"), Axis.ENGAGEMENT: ("Engagement", "engagement_90d", "points")}
_YEAR = (f"expected_orders_{RANGED}d", f"expected_revenue_{RANGED}d")
_PREDICTED = ("clv", "expected_orders_90d", "expected_revenue_90d", *_YEAR, "probability_buys_90d", "probability_alive")


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """A score and why: the value, what the score stands for, and every range of the axis, best first; `place` of them is theirs."""

    letter: str
    label: str
    score: int
    levels: int
    value: str
    ranges: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A flag with what it means and why this customer has it."""

    label: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A field with its value as people read it; `meaning` is one line."""

    label: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A segment, and whether the customer is in it at the refresh in force (None: it was not part of that refresh)."""

    name: str
    kind: str
    is_in: bool | None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """The page. `identity` is empty for who may not see people; `segment` and scores are blank for a customer without an order."""

    customer_id: str
    name: str
    identity: tuple[Figure, ...]
    has_hidden: bool
    place: str
    tags: str
    agrees: bool | None
    segment: str
    pattern: str
    is_scored: bool
    scores: tuple[ScoreShown, ...]
    composite: Figure | None
    lifecycle: str
    flags: tuple[FlagShown, ...]
    headline: tuple[Figure, ...]
    predictions: tuple[Figure, ...]
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]
    memberships: tuple[Membership, ...]
    as_of: datetime | None


def customer(published: Published, customer_id: str, *, sees_people: bool, currency: str | None, zone: str) -> Customer | None:
    """Everything of one customer but what happened; None where nobody is called so."""
    columns = published.columns
    with published.session() as engine:
        profile = _row(engine, pages_customer.profile_of(columns["profile"], customer_id)) if "profile" in columns else {}
        person = _row(engine, pages_customer.person_of(columns["customers"], customer_id)) if "customers" in columns else {}
        inside = rows(engine, pages_customer.segments_of(customer_id)) if "memberships" in columns else []
    if not (profile or person or is_known(published, customer_id)):
        return None
    known = {**profile, **{key: value for key, value in person.items() if value is not None}}
    formats = _Formats(currency, zone)
    refresh = published.refresh
    return Customer(
        customer_id=customer_id,
        name=" ".join(str(known[each]) for each in ("first_name", "last_name") if known.get(each)) if sees_people else "",
        identity=_identity(known, formats) if sees_people else (),
        has_hidden=not sees_people and any(known.get(each) is not None for each in PERSONAL),
        place=", ".join(str(known[each]) for each in ("city", "region", "country") if known.get(each)),
        tags=str(known.get("tags") or ""),
        agrees=known.get("accepts_marketing"),
        segment=profile.get("segment") or "",
        pattern=profile.get("pattern") or "",
        is_scored=bool(profile),
        scores=_scores(profile, refresh.facts if refresh else {}, formats, published),
        composite=_figure("composite_rank", profile, formats),
        lifecycle=profile.get("lifecycle") or "",
        flags=_flags(profile),
        headline=_headline(profile, formats),
        predictions=tuple(each for name in _PREDICTED if (each := _predicted(name, profile, formats))),
        groups=_groups(profile, formats),
        memberships=_memberships(published.workspace.ledger.segments(), inside, profile, published),
        as_of=refresh.as_of if refresh else None,
    )


def explained(asking: Asking, published: Published, customer_id: str, name: str) -> Judgement | None:
    """Why a customer is in a segment or not, condition by condition, by today's definition; None where there is no such segment.

    Raises:
        DataError: the shop's tables do not have the customer. DefinitionError: the definition has no meaning on the data.
    """
    condition = _condition(published, name)
    return None if condition is None else explain(asking, condition, customer_id)


def _condition(published: Published, name: str) -> Condition | None:
    for each in published.workspace.ledger.segments():
        if each.name == name:
            return from_wire(dict(each.criteria))
    is_of_map = published.refresh is not None and name in {segment for _, segment in published.refresh.facts["cells"]}
    return FieldText("segment", TextOperator.ANY_OF, (name,)) if is_of_map else None


def _row(engine: Engine, query: render.Tree) -> dict[str, Any]:
    found = rows(engine, render.template("SELECT * FROM $q AS q LIMIT 1", q=render.subquery(query)))
    if not found:
        return {}
    return dict(zip(_names(query), found[0], strict=True))


def _names(query: render.Tree) -> tuple[str, ...]:
    columns: tuple[str, ...] = query.columns if isinstance(query, render.Select) else ()
    return tuple(each.rpartition(" AS ")[2].strip('"') for each in columns)


@dataclass(frozen=True, slots=True)
class _Formats:
    currency: str | None
    zone: str

    def value(self, made: Field, value: Any) -> str:
        """A field's value as people read it."""
        written = _WRITTEN.get(made.type)
        if written is not None:
            return written(value)
        if made.type is FieldType.MONEY:
            return text.money(Decimal(value), self.currency)
        return text.date(value.replace(tzinfo=UTC), self.zone) if made.type is FieldType.TIME else str(value)


_WRITTEN: Mapping[FieldType, Callable[[Any], str]] = {
    FieldType.SHARE: lambda value: text.percent(float(value)),
    FieldType.FLAG: lambda value: "yes" if value else "no",
    FieldType.WHOLE: lambda value: text.count(int(value)),
    FieldType.NUMBER: lambda value: text.number(float(value)),
}
_FIELDS = {made.name: made for made in CATALOGUE}


def _figure(name: str, row: Mapping[str, Any], formats: _Formats) -> Figure | None:
    made, value = _FIELDS.get(name), row.get(name)
    if made is None or value is None or value == "":
        return None
    shown = formats.value(made, value)
    return Figure(made.label, _with_unit(shown, made.unit) if made.unit == "days" else shown, made.meaning)


def _predicted(name: str, row: Mapping[str, Any], formats: _Formats) -> Figure | None:
    """What is expected, with the range that holds nine times in ten behind it where there is one."""
    found = _figure(name, row, formats)
    ends = [each for end in (LOW, HIGH) if (each := _figure(f"{name}{end}", row, formats))]
    if found is None or len(ends) < 2:
        return found
    meaning = f"{found.meaning}; in brackets the range that holds nine times in ten if the model is right"
    return Figure(found.label, f"{found.value} ({ends[0].value} to {ends[1].value})", meaning)


def _with_unit(shown: str, unit: str) -> str:
    """`1 day`, `2 days`."""
    return f"{shown} {unit[:-1] if shown == '1' else unit}".rstrip()


def _identity(known: Mapping[str, Any], formats: _Formats) -> tuple[Figure, ...]:
    return tuple(each for name in PERSONAL if (each := _figure(name, known, formats)))


def _scores(
    profile: Mapping[str, Any], facts: Mapping[str, Any], formats: _Formats, published: Published
) -> tuple[ScoreShown, ...]:
    if not profile or "cuts" not in facts:
        return ()
    best = int(published.workspace.settings.values["best"])
    found = []
    for cuts in cuts_from_wire(facts["cuts"], "the refresh"):
        score = profile.get(cuts.axis.value)
        if score is not None:
            found.append(_score(cuts, int(score), profile, facts, formats, best))
    return tuple(found)


def _score(
    cuts: AxisCuts, score: int, profile: Mapping[str, Any], facts: Mapping[str, Any], formats: _Formats, best: int
) -> ScoreShown:
    names = facts["names"]
    label, field, unit = (
        _AXIS_FIELDS.get(cuts.axis)
        or {
            Axis.FREQUENCY: ("Frequency", names["frequency"], "orders"),
            Axis.MONETARY: ("Monetary value", names["value"], ""),
        }[cuts.axis]
    )
    value = profile.get(field)
    shown = text.NOTHING
    if value is not None:
        shown = (
            text.money(Decimal(value), formats.currency)
            if cuts.axis is Axis.MONETARY
            else _with_unit(text.number(float(value)), unit)
        )
    ranges = level_ranges(cuts, unit, lambda amount, places: text.money(amount, formats.currency, places))
    said = tuple(
        (display_score(place, cuts.levels, best), words, display_score(place, cuts.levels, best) == score)
        for place, words in enumerate(ranges, 1)
    )
    return ScoreShown(cuts.axis.value.upper(), label, score, cuts.levels, shown, said)


def _flags(profile: Mapping[str, Any]) -> tuple[FlagShown, ...]:
    names = [each.strip() for each in (profile.get("flags") or "").split(SEPARATOR.strip()) if each.strip()]
    reasons = [each.strip() for each in (profile.get("flag_reasons") or "").split(SEPARATOR.strip())]
    known = {flag.name: flag for flag in FLAGS}
    return tuple(
        FlagShown(known[name].label, known[name].rule, reasons[place] if place < len(reasons) else "")
        for place, name in enumerate(names)
        if name in known
    )


def _headline(profile: Mapping[str, Any], formats: _Formats) -> tuple[Figure, ...]:
    wanted = ("orders_ever", "revenue_ever", "average_order_value", "last_order_at", "first_order_at", "tenure_days")
    return tuple(each for name in wanted if (each := _figure(name, profile, formats)))


def _groups(profile: Mapping[str, Any], formats: _Formats) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    left_out = {"flags", "flag_reasons", *_PREDICTED, *(f"{name}{end}" for name in _PREDICTED for end in (LOW, HIGH))}
    found: dict[str, list[Figure]] = {}
    for made in CATALOGUE:
        if made.group in {Group.IDENTITY} or made.name in left_out:
            continue
        figure = _figure(made.name, profile, formats)
        if figure is not None:
            found.setdefault(str(made.group), []).append(figure)
    return tuple((group, tuple(figures)) for group, figures in found.items())


def _memberships(
    custom: Sequence[SegmentRecord], inside: Sequence[tuple[Any, ...]], profile: Mapping[str, Any], published: Published
) -> tuple[Membership, ...]:
    there = {(str(segment), str(kind)) for segment, kind in inside}
    own = (Membership(profile["segment"], LIFECYCLE, True),) if profile.get("segment") else ()
    known = published.remembered("custom segments", _custom_names) if "memberships" in published.columns else frozenset[str]()
    return own + tuple(
        Membership(each.name, CUSTOM, (each.name, CUSTOM) in there if each.name in known else None, each.sentence)
        for each in custom
        if each.state != "archived"
    )


def _custom_names(engine: Engine) -> frozenset[str]:
    """The custom segments that are part of the refresh."""
    query = render.template("SELECT name FROM segment_metrics WHERE kind = 'custom'")
    return frozenset(str(row[0]) for row in rows(engine, query))


def is_known(published: Published, customer_id: str) -> bool:
    """Whether anybody is called so: in the profile, the customers table or the orders."""
    with published.session() as engine:
        return any(
            rows(engine, pages_customer.is_there(table, customer_id))
            for table in ("profile", "customers", "orders")
            if table in published.columns
        )
