"""Some rows of a source, as the detector looks at them."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.queries.probes import Column, sample_sql
from regulars.records import dataclass, field

_ROWS = 1_000
_CELLS = 160_000
_LEAST_ROWS = 100

# what people write where there is nothing
BLANKS = frozenset(
    {
        "",
        "null",
        "none",
        "nan",
        "nat",
        "n/a",
        "na",
        "#n/a",
        "-",
        "--",
        "\\n",
        "(null)",
        "undefined",
        "0000-00-00",
        "0000-00-00 00:00:00",
    }
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A view's columns with types, and some rows: `values` without blanks, `cells` with None for them, in row order."""

    view: str
    types: Map[str, str]
    cells: Map[str, tuple[str | None, ...]]
    rows: int
    whole: bool
    _values: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def values(self, column: str) -> tuple[str, ...]:
        """The column's values, blanks left out."""
        if column not in self._values:
            self._values[column] = tuple(value for value in self.cells[column] if value is not None)
        return self._values[column]

    def column(self, name: str) -> Column:
        """A column with its type."""
        return Column(name, self.types[name])

    def is_time(self, column: str) -> bool:
        """Whether the column's type is a date or timestamp."""
        return self.types[column].upper().startswith(("DATE", "TIMESTAMP"))

    def is_number(self, column: str) -> bool:
        """Whether the column's type is a number."""
        kind = self.types[column].upper()
        return (
            kind.startswith(("DECIMAL", "FLOAT", "DOUBLE", "REAL")) or kind.removeprefix("U").endswith("INT") or "INTEGER" in kind
        )

    def is_text(self, column: str) -> bool:
        """Whether the column's type is text."""
        return self.types[column].upper().startswith(("VARCHAR", "ENUM"))


def take_sample(engine: Engine, view: str, columns: Sequence[str]) -> Sample:
    """Some rows of `view`. Raises DataError when it has none."""
    limit = max(_LEAST_ROWS, min(_ROWS, _CELLS // max(len(columns), 1)))
    rows = engine.rows(sample_sql(view, columns, limit))
    if not rows:
        raise DataError("The data have columns and no rows.", "Export them again with their rows.")
    types = engine.columns(view)
    cells = {name: tuple(_cell(value) for value in values) for name, values in zip(columns, zip(*rows, strict=True), strict=True)}
    return Sample(view, types, cells, len(rows), len(rows) < limit)


def _cell(value: str | None) -> str | None:
    text = value.strip() if value is not None else ""
    return None if text.lower() in BLANKS else text
