"""What the person has already answered, checked against the columns there are."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from regulars.errors import SourceError, near_names
from regulars.records import dataclass, field
from regulars.tables import AmountRule, Role


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person has already answered.

    `columns` maps a role to the source column that plays it (`--map-columns role=column`), `day_first` settles 03/04/2024
    (`--date-order`), `decimal` is "." or "," (`--decimal`), `amount_rule` how rows add up. `day_first_so_far` and `decimal_so_far`
    are the same by column, as earlier files of the source were read: they hold where values do not tell, and what tells otherwise
    is refused. `zero_is_nobody`: what earlier data of the shop showed the customer number 0 to mean. `is_canonical`: the tables are
    canonical ones that Regulars has written itself, so that there is nothing to find out.
    """

    columns: Map[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    decimal: str | None = None
    day_first_so_far: Map[str, bool] = field(default_factory=dict)
    decimal_so_far: Map[str, str] = field(default_factory=dict)
    amount_rule: AmountRule | None = None
    zero_is_nobody: bool | None = None
    is_canonical: bool = False


def beside(answers: Answers) -> Answers:
    """What answers about orders say of the tables beside them."""
    return Answers(is_canonical=answers.is_canonical)


def checked_columns(answers: Answers, columns: Sequence[str], roles: Sequence[Role]) -> dict[str, str]:
    """The answered roles with the columns as the source spells them. Raises SourceError for an unknown role or column."""
    known = {role.name for role in roles}
    spelled = {name.lower(): name for name in columns}
    found: dict[str, str] = {}
    for role, column in answers.columns.items():
        if role not in known:
            raise SourceError(f"--map-columns {role}={column}: there is no field {role!r}.", near_names(role, known))
        actual = column if column in columns else spelled.get(column.strip().lower())
        if actual is None:
            raise SourceError(f"--map-columns {role}={column}: the data have no column {column!r}.", near_names(column, columns))
        found[role] = actual
    return found
