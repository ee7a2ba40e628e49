"""An orders table's mapping, step by step: who, when, which order, how much."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import DataError, UndecidedError, in_words
from regulars.ingest.amounts import Amounts, Ruled, chosen_amounts, ruled
from regulars.ingest.answers import Answers
from regulars.ingest.doubts import (
    checked_flags,
    refuse_twins,
    refuse_unfit_amounts,
    refuse_unfit_customer,
    refuse_unfit_date,
    unnamed_amounts,
)
from regulars.ingest.formats import settle
from regulars.ingest.names import SURE_NAME, event_roles, order_roles
from regulars.ingest.people import anonymous_words, is_display_name, zero_is_nobody
from regulars.ingest.platforms.base import Platform
from regulars.ingest.roles import (
    SAID,
    Claim,
    as_use,
    assigned,
    claims,
    customer_by_values,
    date_by_values,
    is_nameless,
    money_by_values,
    money_claims,
    no_customer,
)
from regulars.ingest.samples import Sample
from regulars.ingest.units import Units, units_of_amounts, written_amounts
from regulars.ingest.values import is_date_column
from regulars.queries import probes
from regulars.records import replace
from regulars.tables import ORDER_ROLES, AmountRule, ColumnUse, Mapping

_KINDS = {role.name: role.kind for role in ORDER_ROLES}
_IDENTITY = ("customer_id", "email", "phone")
_MONEY = frozenset({"total", "line_total", "unit_price"})
_PREFIXED = re.compile(r"([A-Za-z]{1,3}-?)\d+")

Uses = tuple[ColumnUse, ...]


class OrdersDetector:
    """One table looked at; `given` are the roles that the person answered."""

    def __init__(self, engine: Engine, sample: Sample, answers: Answers, given: dict[str, str]) -> None:
        self._engine = engine
        self._sample = sample
        self._answers = answers
        self._given = given

    def by_platform(self, platform: Platform, columns: Sequence[str]) -> Mapping:
        """The mapping of a recognised export, its formats looked up in the values."""
        given = self._given_uses()
        known = tuple(
            use for use in platform.uses(columns) if use.role not in self._given and use.column not in self._given.values()
        )
        uses = self._without_mute_clock((*given, *known))
        settled = settle(self._engine, self._sample, uses, _KINDS, self._answers, platform.day_first, self._value_measures)
        rule = self._answers.amount_rule or (platform.amount if self._has_money(settled.uses, platform.amount) else AmountRule.NONE)
        identity = tuple(role for role in _IDENTITY if role in platform.identity or role in self._given)
        units = units_of_amounts(self._engine, self._sample, settled.uses, settled.measured)
        notes = (*platform.notes, *settled.notes, *units.notes, *self._placeholder_notes(settled.uses, settled.measured))
        return self._mapping(Ruled(rule, settled.uses), columns, identity, notes, platform=platform, units=units)

    def by_names(self, columns: Sequence[str]) -> Mapping:
        """The mapping of any other table."""
        found = claims(self._sample, order_roles)
        uses = self._people_and_date(found, columns)
        amounts = self.amounts(uses, found)
        self._refuse_events(uses, amounts)
        refuse_twins(self._sample, (*uses, *amounts.uses))
        refuse_unfit_amounts(self._sample, amounts, uses)
        doubtful = () if amounts.uses or is_nameless(columns) else unnamed_amounts(self._sample, uses)
        uses = checked_flags(self._engine, self._sample, uses)
        settled = settle(self._engine, self._sample, (*uses, *amounts.uses), _KINDS, self._answers, measuring=self._measures)
        outcome = self._ruled(settled.uses, settled.measured)
        prefix = self._cancel_prefix(settled.uses, settled.measured)
        units = units_of_amounts(self._engine, self._sample, outcome.uses, settled.measured)
        mixed = self._mixes_fractions(settled.uses, settled.measured)
        numbers = _are_numbers(settled.measured or {})
        notes = (
            *self._name_notes(uses), *self._date_notes(uses), *settled.notes, *outcome.notes, *units.notes, *doubtful,
            *self._placeholder_notes(settled.uses, settled.measured), *self._fraction_notes(settled.uses, mixed),
        )  # fmt: skip
        return self._mapping(
            outcome, columns, _IDENTITY, notes, platform=None, prefix=prefix, units=units, strip=mixed, only_numbers=numbers
        )

    def amounts(self, uses: Uses, found: list[Claim] | None = None) -> Amounts:
        """The amount columns among those that no other role has taken."""
        used = {use.column for use in uses if use.role not in _MONEY}
        free = [claim for claim in money_claims(found or claims(self._sample, order_roles)) if claim.column not in used]
        quantity = next((use.column for use in uses if use.role == "quantity"), None)
        given = {role: column for role, column in self._given.items() if role in _MONEY}
        amounts = chosen_amounts(free, self._sample, given, quantity)
        if not amounts.uses and is_nameless(self._sample.types):
            return Amounts(money_by_values(self._sample, {use.role: use.column for use in uses}), None, None)
        return amounts

    # who and when

    def _given_uses(self) -> Uses:
        return tuple(ColumnUse(role, column, None, 1.0, SAID) for role, column in self._given.items())

    def _people_and_date(self, found: list[Claim], columns: Sequence[str]) -> Uses:
        uses = self._named(found)
        roles = {use.role: use.column for use in uses}
        if "ordered_at" not in roles:
            refuse_unfit_date(self._sample, "ordered_at", set(roles.values()))
        if "ordered_at" not in roles and (roles.keys() & set(_IDENTITY) or is_nameless(columns)):
            uses = (*uses, date_by_values(self._sample, roles, "ordered_at"))
            roles = {use.role: use.column for use in uses}
        if not roles.keys() & set(_IDENTITY):
            customer = customer_by_values(self._sample, roles) if is_nameless(columns) else None
            if customer is None:
                refuse_unfit_customer(self._sample, set(roles.values()))
                raise no_customer(columns)
            uses = (*uses, customer)
        return self._without_mute_clock(uses)

    def _named(self, found: list[Claim]) -> Uses:
        """Sure names first; a display name is the customer only where nothing better is."""
        money = _MONEY - self._given.keys()
        chosen = assigned([claim for claim in found if claim.score >= SURE_NAME], self._given, money)
        if not (chosen.keys() | self._given.keys()) & set(_IDENTITY):
            people = sorted(
                (claim for claim in found if claim.role == "customer_id"),
                key=lambda claim: is_display_name(self._sample, claim.column),
            )
            chosen |= assigned(people[:1], self._given | {role: claim.column for role, claim in chosen.items()})
        taken = self._given | {role: claim.column for role, claim in chosen.items()}
        rest = [claim for claim in found if claim.role != "customer_id" or not is_display_name(self._sample, claim.column)]
        chosen |= assigned(rest, taken, money)
        return (*self._given_uses(), *(as_use(claim, self._sample) for claim in chosen.values()))

    def _without_mute_clock(self, uses: Uses) -> Uses:
        """Leave out a time-of-day column where the date column has the time already."""
        date = next((use for use in uses if use.role == "ordered_at"), None)
        has_time = date is not None and any(":" in value and "00:00:00" not in value for value in self._sample.values(date.column))
        return tuple(use for use in uses if use.role != "time_of_day" or not has_time)

    def _refuse_events(self, uses: Uses, amounts: Amounts) -> None:
        roles = {use.role for use in uses}
        named = [name for name in self._sample.types if "event" in name.lower() and event_roles(name).get("type", 0) >= SURE_NAME]
        if named and not amounts.uses and "order_id" not in roles:
            raise DataError(
                f"This looks like a list of events (column {named[0]!r}), not of orders.",
                "Score it with --scorecard rfe, or give it with --events FILE beside orders.",
            )

    # how much

    def _measures(self, uses: Uses) -> tuple[probes.Measure, ...]:
        """What to count in the pass over the values: whether orders repeat, whether numbers with a prefix are negative."""
        order = next((use for use in uses if use.role == "order_id"), None)
        further = (*self._fraction_measures(uses), *self._value_measures(uses))
        if order is None:
            return further
        repeats = any(use.role == "total" for use in uses)
        measures = probes.order_measures(self._sample.column(order.column)) if repeats else ()
        return (*measures, *self._prefix_measures(uses), *further)

    def _value_measures(self, uses: Uses) -> tuple[probes.Measure, ...]:
        """What to count about the values themselves: dates that stand for none, amounts with anything beside their digits."""
        lettered = (probes.unit_measure(self._sample.column(use.column)) for use in written_amounts(self._sample, uses))
        return (*self._placeholder_measures(uses), *lettered)

    def _placeholder_measures(self, uses: Uses) -> tuple[probes.Measure, ...]:
        use = next((use for use in uses if use.role == "ordered_at"), None)
        return probes.placeholder_measures(use, self._sample.types[use.column]) if use else ()

    def _fraction_measures(self, uses: Uses) -> tuple[probes.Measure, ...]:
        use = next((use for use in uses if use.role == "customer_id"), None)
        numbers = use is not None and any(value[:1].isdigit() for value in self._sample.values(use.column))
        if use is None or not numbers or not self._sample.is_text(use.column):
            return ()
        return probes.fraction_measures(self._sample.column(use.column))

    def _mixes_fractions(self, uses: Uses, measured: Map[str, int] | None) -> bool:
        """Whether some customer numbers end in .0 and others do not: one customer may be written both ways."""
        measures = self._fraction_measures(uses)
        if not measures:
            return False
        found = measured or self._engine.record(probes.measures_sql(self._sample.view, measures))
        return bool(found["fraction_ids"] and found["whole_ids"])

    def _ruled(self, uses: Uses, measured: Map[str, int] | None) -> Ruled:
        by_role = {use.role: use for use in uses}
        if self._answers.amount_rule is not None:
            return _answered(self._answers.amount_rule, uses)
        outcome = ruled(
            self._engine,
            self._sample,
            Amounts(by_role.get("total"), by_role.get("line_total"), by_role.get("unit_price")),
            by_role.get("order_id"),
            by_role.get("quantity"),
            measured,
            has_products=bool(by_role.keys() & {"product_id", "product_title"}),
        )
        others = tuple(use for use in uses if use.role not in _MONEY)
        return replace(outcome, uses=(*others, *outcome.uses))

    def _has_money(self, uses: Uses, rule: AmountRule) -> bool:
        needed = "line_total" if rule is AmountRule.LINE_TOTAL else "total"
        return any(use.role == needed for use in uses)

    def _cancel_prefix(self, uses: Uses, measured: Map[str, int] | None) -> str | None:
        """The letters before the numbers of cancellation documents: their rows are negative."""
        measures = self._prefix_measures(uses)
        if not measures:
            return None
        found = measured or self._engine.record(probes.measures_sql(self._sample.view, measures))
        prefixes = [measure.name.removeprefix("marked_") for measure in measures if measure.name.startswith("marked_")]
        return next((prefix for prefix in prefixes if 0 < found[f"marked_{prefix}"] * 0.9 <= found[f"negative_{prefix}"]), None)

    def _prefix_measures(self, uses: Uses) -> tuple[probes.Measure, ...]:
        by_role = {use.role: use for use in uses}
        order = by_role.get("order_id")
        amount = by_role.get("quantity") or by_role.get("line_total") or by_role.get("total")
        if order is None or amount is None or not self._sample.is_text(order.column):
            return ()
        values = self._sample.values(order.column)
        if sum(value[0].isdigit() for value in values) * 2 < len(values):
            return ()
        seen = Counter(match[1] for value in values if (match := _PREFIXED.fullmatch(value)))
        prefixes = dict.fromkeys(("C", *(prefix for prefix, _ in seen.most_common(3))))
        key, kind = self._sample.column(order.column), self._sample.types[amount.column]
        return tuple(measure for prefix in prefixes for measure in probes.prefix_measures(key, prefix, amount, kind))

    # sentences and the result

    def _fraction_notes(self, uses: Uses, mixed: bool) -> tuple[str, ...]:
        use = next((use for use in uses if use.role == "customer_id"), None)
        return (f"Some numbers in {use.column!r} end in .0 and some do not; they are read without it.",) if use and mixed else ()

    def _dates_reach_back(self, uses: Uses) -> bool:
        """Whether dates of a date type begin so early that they deserve a pass of their own; column statistics tell."""
        use = next((use for use in uses if use.role == "ordered_at"), None)
        return use is not None and bool(self._engine.rows(probes.begins_early_sql(self._sample.view, use.column))[0][0])

    def _placeholder_notes(self, uses: Uses, measured: Map[str, int] | None) -> tuple[str, ...]:
        measures = self._placeholder_measures(uses) if measured is not None or self._dates_reach_back(uses) else ()
        if not measures:
            return ()
        known = measured is not None and measures[0].name in measured
        found = measured if known and measured else self._engine.record(probes.measures_sql(self._sample.view, measures))
        days = [(measure.name.removeprefix("placeholder_"), int(found[measure.name])) for measure in measures]
        shown = ", ".join(f"{day} on {in_words(rows, 'row')}" for day, rows in days if rows)
        return (f"The dates hold days that often stand for an unknown date: {shown}.",) if shown else ()

    def _name_notes(self, uses: Uses) -> tuple[str, ...]:
        use = next((use for use in uses if use.role == "customer_id"), None)
        if use is None or any(other.role in ("email", "phone") for other in uses) or not is_display_name(self._sample, use.column):
            return ()
        return (f"Customers are told apart by {use.column!r}, a name: two people of one name count as one customer.",)

    def _date_notes(self, uses: Uses) -> tuple[str, ...]:
        use = next((use for use in uses if use.role == "ordered_at"), None)
        if use is None or use.why == SAID:
            return ()
        used = {other.column for other in uses}
        others = [
            name for name in self._sample.types if name not in used and is_date_column(self._sample, name, bare_numbers=False)
        ]
        return (f"Orders are dated by {use.column!r}; other dates were left out: {', '.join(others[:6])}.",) if others else ()

    def _mapping(
        self,
        outcome: Ruled,
        columns: Sequence[str],
        identity: Sequence[str],
        notes: tuple[str, ...],
        *,
        platform: Platform | None,
        units: Units,
        prefix: str | None = None,
        strip: bool = False,
        only_numbers: bool = False,
    ) -> Mapping:
        present = {use.role for use in outcome.uses}
        used = {use.column for use in outcome.uses}
        named_by = tuple(role for role in identity if role in present)
        if not named_by:
            raise no_customer(columns)
        if "ordered_at" not in present:
            raise DataError("The data have no column with the order's date.", "Give it: --map-columns ordered_at=COLUMN.")
        zero = zero_is_nobody(self._engine, self._sample, outcome.uses, platform, self._answers)
        return Mapping(
            amount=outcome.rule,
            uses=outcome.uses,
            identity=named_by,
            platform=platform.name if platform else None,
            anonymous=anonymous_words(self._sample, outcome.uses, platform, zero, only_numbers=only_numbers),
            zero_is_nobody=zero,
            cancel_prefix=prefix,
            currency=units.currency,
            strip_id_fraction=strip,
            notes=notes,
            unused=tuple(name for name in columns if name not in used),
        )


def _are_numbers(measured: Map[str, int]) -> bool:
    """Whether a pass over all rows has shown that every customer's identifier is a number."""
    return "ids" in measured and measured["ids"] == measured["fraction_ids"] + measured["whole_ids"]


_NEEDED = {
    AmountRule.TOTAL: ("total",),
    AmountRule.FIRST_ROW_TOTAL: ("total",),
    AmountRule.REPEATED_TOTAL: ("total",),
    AmountRule.LINE_TOTAL: ("line_total",),
    AmountRule.QUANTITY_TIMES_PRICE: ("quantity", "unit_price"),
    AmountRule.NONE: (),
}


def _answered(rule: AmountRule, uses: Uses) -> Ruled:
    """The rule that the person chose; the one amount column there is plays the role that the rule needs."""
    needed, other = _NEEDED[rule], {"total": "line_total", "line_total": "total"}
    present = {use.role for use in uses}
    for role in needed:
        if role not in present and other.get(role) in present:
            uses = tuple(replace(use, role=role) if use.role == other[role] else use for use in uses)
            present = {use.role for use in uses}
        if role not in present:
            raise UndecidedError(f"The amount rule {rule} needs a column for {role}.", f"Give it: --map-columns {role}=COLUMN.")
    return Ruled(rule, uses)
