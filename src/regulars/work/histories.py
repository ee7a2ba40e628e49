"""The histories of the customers as the models see them: the different ones, and whose each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.queries import histories as queries
from regulars.queries import render

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regulars.clv.arrays import Floats, Ints
    from regulars.clv.histories import Histories
    from regulars.engines.base import Engine

_WORD = 63


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody who ever ordered.

    `given` are the different histories, `scored` the scored customers of each, `of_scored` an Arrow table of these in that order:
    customer_id and value. `repeats` and `values` are those of all returning customers with a value.
    """

    given: Histories
    scored: Ints
    of_scored: Any
    repeats: Floats
    values: Floats

    def scored_histories(self) -> Histories:
        """The histories that scored customers have, weighted with them alone."""
        import numpy as np

        from regulars.clv.histories import part_of

        kept = np.flatnonzero(self.scored)
        return part_of(self.given, kept, self.scored[kept].astype(np.float64))

    def table(self, columns: Mapping[str, NDArray[Any]]) -> Any:
        """An Arrow table of the scored customers with `columns` of each of their histories, and repeats."""
        import numpy as np
        import pyarrow

        kept = np.flatnonzero(self.scored)
        times = self.scored[kept]
        every = {"repeats": self.given.repeats[kept].astype(np.int32), **columns}
        # what the model has no figure for is NULL there, not NaN
        found = {name: pyarrow.array(np.repeat(column, times), from_pandas=True) for name, column in every.items()}
        return pyarrow.table({"customer_id": self.of_scored["customer_id"], "value": self.of_scored["value"], **found})


def read_people(engine: Engine) -> People:
    """Everybody in the table `profile_histories`."""
    import numpy as np

    from regulars.clv.histories import Unit, histories

    table = engine.arrow(render.sql(queries.everybody(), engine.dialect))
    keys = [table[column].to_numpy().astype(np.int64) for column in queries.HISTORY]
    order = _by_history(keys)
    keys = [column[order] for column in keys]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = np.any([column[1:] != column[:-1] for column in keys], axis=0)
    row, first = np.cumsum(is_first) - 1, np.flatnonzero(is_first)
    repeats, last, age = (column[first] for column in keys)
    given = histories(repeats, last, age, Unit.DAYS, np.diff(first, append=len(order)))
    is_scored = table["customer_id"].is_valid().to_numpy()[order]
    scored = np.bincount(row[is_scored], minlength=len(first))
    of_scored = table.select(["customer_id", "value"]).combine_chunks().take(order[is_scored])
    times, values = numbers(table, "repeats"), numbers(table, "value")
    returning = np.flatnonzero((times > 0) & ~np.isnan(values))
    return People(given, scored, of_scored, times[returning], values[returning])


def _by_history(keys: Sequence[Ints]) -> Ints:
    """The places of customers in the order of their histories."""
    import numpy as np

    bits = [int(column.max(initial=0)).bit_length() for column in keys]
    if sum(bits) > _WORD or any(int(column.min(initial=0)) < 0 for column in keys):
        return np.lexsort(keys[::-1])
    repeats, last, age = keys
    return np.argsort((((repeats << bits[1]) | last) << bits[2]) | age)


def numbers(table: Any, column: str) -> Floats:
    """A column of an Arrow table as doubles, NaN where it is NULL."""
    found: Floats = table[column].cast("double").to_numpy()
    return found
