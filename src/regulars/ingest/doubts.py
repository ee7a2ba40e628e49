"""Columns whose name claims a role that their values cannot play, or that two columns share: said and asked, never passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from regulars.engines.base import Engine
from regulars.errors import DataError, UndecidedError
from regulars.ingest.amounts import Amounts
from regulars.ingest.name_lists import ORDER_NAMES
from regulars.ingest.names import SURE_NAME, order_roles, words
from regulars.ingest.roles import SAID, Claim
from regulars.ingest.samples import Sample
from regulars.ingest.values import agrees, is_date_column, is_number_column, misfits
from regulars.queries import probes
from regulars.records import replace
from regulars.tables import ColumnUse

_LIKELY = 0.65
_NEAR = 0.03
_MONEY = ("total", "line_total", "unit_price")
_CENTS = frozenset({"cent", "cents", "pence", "minor", "centimes", "centavos", "centesimi", "grosze", "kopeks"})
_DATES = frozenset({"date", "datetime", "timestamp", "datum", "fecha", "data"})
_NUMBERED = re.compile(r"(.+)_([2-9])")
_ASKED_TWICE = frozenset({*_MONEY, "customer_id", "email", "order_id", "ordered_at", "quantity", "refunded"})

Uses = tuple[ColumnUse, ...]


def unfit(sample: Sample, roles: Collection[str], used: Collection[str]) -> Iterator[Claim]:
    """Columns named like one of `roles` whose values are something else, best names first."""
    found = [
        Claim(role, column, score)
        for column in sample.types
        for role, score in order_roles(column).items()
        if role in roles and column not in used and score >= _LIKELY and not agrees(role, sample, column)
    ]
    yield from sorted(found, key=lambda claim: -claim.score)


def refuse_unfit_date(sample: Sample, role: str, used: Collection[str]) -> None:
    """Raise DataError where a column is named like the date and its values are none."""
    claim = next((claim for claim in unfit(sample, ("ordered_at",), used) if _says_date(sample, claim)), None)
    if claim is not None:
        count, example = misfits("ordered_at", sample, claim.column)
        problem = f"The column {claim.column!r} is named like the order's date, but {_of(count, sample, claim.column)} no dates"
        raise DataError(
            f"{problem}, such as {_short(example)}.", f"Correct it, or give the date column: --map-columns {role}=COLUMN."
        )


def _says_date(sample: Sample, claim: Claim) -> bool:
    """Whether a name is surely a date's, or is just "date" above values that could be meant as such."""
    return claim.score >= SURE_NAME or (not _DATES.isdisjoint(words(claim.column)) and _looks_numeric(sample, claim, alone=False))


def refuse_unfit_customer(sample: Sample, used: Collection[str]) -> None:
    """Raise DataError where a column is named like the customer and its values are no identifiers."""
    claim = next(unfit(sample, ("customer_id", "email"), used), None)
    if claim is not None:
        what, role = ("e-mail addresses", "email") if claim.role == "email" else ("identifiers", "customer_id")
        _, example = misfits(claim.role, sample, claim.column)
        problem = (
            f"The column {claim.column!r} is named like the customer, but its values are no {what}, such as {_short(example)}."
        )
        raise DataError(problem, f"Give the customer's column: --map-columns {role}=COLUMN.")


def refuse_unfit_amounts(sample: Sample, amounts: Amounts, uses: Uses) -> None:
    """Raise DataError or UndecidedError where a column named like the amount cannot be read and would be passed over."""
    chosen = max((use.sure for use in (amounts.total, amounts.line_total) if use), default=0.0)
    if any(use.why == SAID for use in amounts.uses):
        return
    used = {use.column for use in (*uses, *amounts.uses)}
    for claim in unfit(sample, _MONEY, used):
        count, example = misfits(claim.role, sample, claim.column)
        if (
            claim.score >= chosen - _NEAR
            and _looks_numeric(sample, claim, alone=not chosen)
            and not is_date_column(sample, claim.column, bare_numbers=False)
        ):
            problem = f"The column {claim.column!r} is named like an amount, but {_of(count, sample, claim.column)} no numbers"
            remedy = f"Correct them, or name the amount's column: --map-columns {claim.role}=COLUMN."
            raise DataError(f"{problem} that can be read, such as {_short(example)}.", remedy)
    _refuse_unfit_quantity(sample, amounts, uses, used)
    if chosen < SURE_NAME - _NEAR:
        _ask_about_cents(sample, used, chosen)


def _refuse_unfit_quantity(sample: Sample, amounts: Amounts, uses: Uses, used: Collection[str]) -> None:
    by_price = amounts.unit_price or (amounts.total and "unit_price" in order_roles(amounts.total.column))
    if not by_price or amounts.line_total or any(use.role == "quantity" for use in uses):
        return
    for claim in unfit(sample, ("quantity",), used):
        count, example = misfits("quantity", sample, claim.column)
        if claim.score >= SURE_NAME and _looks_numeric(sample, claim, alone=False):
            problem = f"The column {claim.column!r} is named like a quantity, but {_of(count, sample, claim.column)} no numbers"
            raise DataError(f"{problem} that can be read, such as {_short(example)}.", "Write the number of units only.")


def _ask_about_cents(sample: Sample, used: Collection[str], chosen: float) -> None:
    for column in sample.types:
        parts = words(column)
        plain = " ".join(part for part in parts if part not in _CENTS and part != "in")
        score = max((order_roles(plain).get(role, 0.0) for role in _MONEY), default=0.0) if plain else 0.0
        if (
            column not in used
            and not _CENTS.isdisjoint(parts)
            and score >= max(_LIKELY, chosen)
            and is_number_column(sample, column)
        ):
            problem = f"The column {column!r} is named like amounts in cents."
            raise UndecidedError(problem, f"Divide it by 100 first, or count it as it stands with --map-columns total={column}.")


def unnamed_amounts(sample: Sample, uses: Uses) -> tuple[str, ...]:
    """Where no amount was found: sentences about the one column that may be it. Raises UndecidedError with several."""
    used = {use.column for use in uses}
    found = [name for name in sample.types if name not in used and _speaks_of_money(name) and is_number_column(sample, name)]
    if len(found) > 1:
        choices = " or ".join(f"total={name}" for name in found[:4])
        raise UndecidedError(
            f"Several columns could be the amount: {', '.join(found[:8])}.", f"Say which with --map-columns {choices}."
        )
    return tuple(f"{name!r} may be the amount; it was left out (--map-columns total={name})." for name in found)


def _speaks_of_money(column: str) -> bool:
    parts = words(column)
    against = ORDER_NAMES["total"].never.replace(",", " ").split()
    return not set(parts) & set(against) and any(order_roles(part).get("total", 0.0) >= _LIKELY for part in parts)


def refuse_twins(sample: Sample, uses: Uses) -> None:
    """Raise UndecidedError where a role's column has a namesake with other values: a header that says one name twice."""
    for name in sample.types:
        match = _NUMBERED.fullmatch(name)
        first = next((use for use in uses if match and use.column == match[1] and use.why != SAID), None)
        if first is not None and first.role in _ASKED_TWICE and sample.cells[first.column] != sample.cells[name]:
            problem = f"Two columns are called {first.column!r}, with different values; the second was named {name!r}."
            choices = f"{first.role}={first.column} or {first.role}={name}"
            raise UndecidedError(problem, f"Say which is meant with --map-columns {choices}.")


def checked_flags(engine: Engine, sample: Sample, uses: Uses) -> Uses:
    """`uses`, where a refund column of 0 and 1 in the sampled rows is money if other numbers follow."""
    use = next((use for use in uses if use.role == "is_refunded" and use.why != SAID), None)
    if use is None or sample.whole or any(other.role == "refunded" for other in uses):
        return uses
    odd = int(engine.rows(probes.odd_flags_sql(sample.view, sample.column(use.column)))[0][0])
    return tuple(replace(other, role="refunded") if other is use and odd else other for other in uses)


def _looks_numeric(sample: Sample, claim: Claim, *, alone: bool) -> bool:
    """Whether values are at least meant as numbers; a sure name is enough where it is `alone`."""
    values = sample.values(claim.column)
    return (alone and claim.score >= SURE_NAME) or sum(any(map(str.isdigit, value)) for value in values) * 2 > len(values)


def _of(count: int, sample: Sample, column: str) -> str:
    total = len(sample.values(column))
    return "its values are" if count == total else f"{count:,} of its first {total:,} values are"


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:37] + "...")
