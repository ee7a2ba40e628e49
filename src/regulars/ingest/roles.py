"""Which column plays which role: the best names first, where the values agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map

from regulars.errors import DataError, UndecidedError
from regulars.ingest.names import SURE_NAME
from regulars.ingest.samples import Sample
from regulars.ingest.values import agrees, has_fractions, is_date_column, is_number_column
from regulars.records import dataclass
from regulars.tables import ColumnUse

# below this a name says too little
_LEAST = 0.5
_NAMELESS = re.compile(r"c\d+|col(umn)?[ _]?\d+|field[ _]?\d+|var\d+|_c\d+|f\d+|unnamed: \d+", re.IGNORECASE)
SAID = "you said so"
_MONEY_ROLES = frozenset({"total", "line_total", "unit_price"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A column that could play a role, and how well its name fits."""

    role: str
    column: str
    score: float


def claims(sample: Sample, names: Callable[[str], Map[str, float]]) -> list[Claim]:
    """All columns with the roles that their names and values allow, best first."""
    found = [
        Claim(role, column, score)
        for column in sample.types
        for role, score in names(column).items()
        if score >= _LEAST and agrees(role, sample, column)
    ]
    return sorted(found, key=lambda claim: -claim.score)


def assigned(found: Iterable[Claim], taken: Map[str, str], skip: frozenset[str] = frozenset()) -> dict[str, Claim]:
    """One column per role and one role per column, best claims first; `taken` roles and columns are not given again."""
    roles: dict[str, Claim] = {}
    used = set(taken.values())
    for claim in found:
        if claim.role not in roles and claim.role not in taken and claim.role not in skip and claim.column not in used:
            roles[claim.role] = claim
            used.add(claim.column)
    return roles


def money_claims(found: Iterable[Claim]) -> list[Claim]:
    """The claims to amounts, which are weighed together."""
    return [claim for claim in found if claim.role in _MONEY_ROLES]


def as_use(claim: Claim, sample: Sample) -> ColumnUse:
    """The use that a claim stands for, with the reason in words."""
    role = _MEANT.get(claim.role) or f"{_article(claim.role)} {claim.role.replace('_', ' ')}"
    how = "named like" if claim.score >= SURE_NAME else "its name suggests"
    values = "" if sample.values(claim.column) else "; the sampled rows leave it blank"
    return ColumnUse(claim.role, claim.column, None, round(min(claim.score, 1.0), 2), f"{how} {role}{values}")


# roles whose name alone is no noun with an article
_MEANT = {
    "ordered_at": "the date of an order",
    "occurred_at": "the time of an event",
    "shipping": "a shipping cost",
    "tax": "tax",
    "refunded": "money given back",
    "cancelled_at": "the date of a cancellation",
    "test": "a mark of tests",
    "captured": "a mark of payments taken",
    "cancelled": "a mark of cancelled orders",
    "is_refunded": "a mark of refunded orders",
    "is_return": "a mark of returns",
    "row_type": "a kind of document",
    "time_of_day": "a time of day",
    "zone": "a time zone",
    "unit_price": "a unit price",
}


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeio" else "a"


def is_nameless(columns: Iterable[str]) -> bool:
    """Whether no column has a name that a person gave."""
    return all(_NAMELESS.fullmatch(column) for column in columns)


def date_by_values(sample: Sample, taken: Map[str, str], role: str) -> ColumnUse:
    """The only column that holds dates, where no name tells. Raises DataError without one, UndecidedError with several."""
    used = set(taken.values())
    dates = [name for name in sample.types if name not in used and is_date_column(sample, name, bare_numbers=False)]
    if not dates:
        found = _listed(sample.types)
        raise DataError(f"The data have no column with dates; found: {found}.", f"Give it: --map-columns {role}=COLUMN.")
    if len(dates) > 1:
        choices = " or ".join(f"{role}={name}" for name in dates[:4])
        raise UndecidedError(f"Several columns hold dates: {', '.join(dates[:8])}.", f"Say which with --map-columns {choices}.")
    return ColumnUse(role, dates[0], None, 0.6, "the only column with dates")


def customer_by_values(sample: Sample, taken: Map[str, str]) -> ColumnUse | None:
    """In a table without names: the only column of identifiers that come again. Raises UndecidedError with several."""
    used = set(taken.values())
    free = [name for name in sample.types if name not in used]
    emails = [name for name in free if sample.values(name) and all("@" in value for value in sample.values(name))]
    repeated = emails or [name for name in free if _is_repeated_key(sample, name)]
    if not repeated:
        return None
    if len(repeated) > 1:
        choices = " or ".join(f"customer_id={name}" for name in repeated[:4])
        problem = f"Several columns could name the customer: {', '.join(repeated[:8])}."
        raise UndecidedError(problem, f"Say which with --map-columns {choices}.")
    role = "email" if emails else "customer_id"
    return ColumnUse(role, repeated[0], None, 0.5, "the only column of identifiers that come again")


def _is_repeated_key(sample: Sample, column: str) -> bool:
    values = sample.values(column)
    distinct = len(set(values))
    is_key = agrees("customer_id", sample, column) and all(" " not in value for value in values)
    return is_key and 1 < distinct < len(values) and distinct > len(values) * 0.02 and not _is_small_count(sample, column)


def _is_small_count(sample: Sample, column: str) -> bool:
    """Whether a column holds small whole numbers, as quantities are."""
    values = sample.values(column)
    return is_number_column(sample, column) and all(re.fullmatch(r"-?\d{1,2}(\.0+)?", value) for value in values)


def money_by_values(sample: Sample, taken: Map[str, str]) -> ColumnUse | None:
    """In a table without names: the only column of numbers with decimals. Raises UndecidedError with several."""
    used = set(taken.values())
    found = [name for name in sample.types if name not in used and is_number_column(sample, name) and has_fractions(sample, name)]
    if len(found) > 1:
        choices = " or ".join(f"total={name}" for name in found[:4])
        raise UndecidedError(
            f"Several columns could be the amount: {', '.join(found[:8])}.", f"Say which with --map-columns {choices}."
        )
    return ColumnUse("total", found[0], None, 0.5, "the only column of numbers with decimals") if found else None


def _listed(columns: Iterable[str], most: int = 12) -> str:
    names = list(columns)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def no_customer(columns: Iterable[str]) -> DataError:
    """The refusal of data in which nothing names the customer."""
    problem = f"The data have no column that names the customer; found: {_listed(columns)}."
    return DataError(problem, "Give it: --map-columns customer_id=COLUMN.")
