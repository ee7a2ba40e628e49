"""What a platform export is: the headers that give it away, its columns by role, and the rules its rows follow."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.records import dataclass
from regulars.tables import AmountRule, ColumnUse, InnerMoney

ORDERS, CUSTOMERS, LINES = "orders", "customers", "lines"


@dataclass(frozen=True, slots=True)
class Platform:
    """An export of a platform, recognised by its headers whatever their case and order.

    `requires`: of each group one header must be there. `roles`: role and the columns that may play it, first present wins.
    `packed`: roles whose column holds amounts inside a text. `line_columns`: how the columns begin that each hold an order line.
    `day_first` is the platform's own order of day and month, where it writes them with slashes.
    """

    name: str
    table: str
    requires: tuple[tuple[str, ...], ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    amount: AmountRule = AmountRule.NONE
    identity: tuple[str, ...] = ("customer_id", "email", "phone")
    anonymous: tuple[str, ...] = ()
    day_first: bool | None = None
    notes: tuple[str, ...] = ()
    packed: tuple[tuple[str, InnerMoney], ...] = ()
    line_columns: str = ""

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether a file with these columns is this export."""
        present = {plain(column) for column in columns}
        return all(any(plain(name) in present for name in group) for group in self.requires)

    def uses(self, columns: Sequence[str]) -> tuple[ColumnUse, ...]:
        """The roles whose columns are there."""
        present = {plain(column): column for column in reversed(columns)}
        found: list[ColumnUse] = []
        for role, names in self.roles:
            column = next((present[plain(name)] for name in names if plain(name) in present), None)
            if column is not None:
                found.append(ColumnUse(role, column, dict(self.packed).get(role), 1.0, f"a column of the {self.name} export"))
        return tuple(found)


def plain(header: str) -> str:
    """A header as it is compared: case and surrounding blanks do not matter."""
    return " ".join(header.replace("\ufeff", "").split()).lower()
