"""Everybody as compact arrays, so that other thresholds are tried in one pass over memory, at a million customers as well.

Every axis is held as a place among its distinct values: a threshold then only decides about the distinct values, and each customer
is looked up. Values, limits and money are whole numbers (of a ten-thousandth, of a cent): nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from regulars.engines.base import Engine
from regulars.queries import pages_scoring, render
from regulars.scoring.results import Axis, AxisCuts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# what values are counted in: exact_value has four decimals
_SCALE = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The published customers, those of the highest revenue first.

    `places` has each customer's place in `values`, the distinct values of the axis, ascending; `segment` the place in `segments`;
    `cents` the net revenue (None without money). `ids` is a pyarrow array of customer_id, that of a customer at `row`.
    """

    places: Mapping[Axis, NDArray[np.int32]]
    values: Mapping[Axis, NDArray[np.int64]]
    segment: NDArray[np.int32]
    segments: tuple[str, ...]
    cents: NDArray[np.float64] | None
    row: NDArray[np.int64]
    ids: Any

    def extent(self, axis: Axis) -> tuple[Decimal, Decimal]:
        """Smallest and largest value of an axis."""
        found = self.values[axis]
        return Decimal(int(found[0])) / _SCALE, Decimal(int(found[-1])) / _SCALE

    def levels(self, cuts: AxisCuts) -> NDArray[np.int64]:
        """Each customer's score on an axis by its cuts, 1 = best, less one."""
        import numpy as np

        rounding = ROUND_FLOOR if cuts.inclusive_upper else ROUND_CEILING
        borders = np.array([int((Decimal(each) * _SCALE).to_integral_value(rounding)) for each in cuts.boundaries], dtype=np.int64)
        ascending = np.searchsorted(borders, self.values[cuts.axis], side="left" if cuts.inclusive_upper else "right")
        levels = ascending if cuts.lower_is_better else cuts.levels - 1 - ascending
        return levels.astype(np.int64)[self.places[cuts.axis]]


def people(engine: Engine, axes: Sequence[Axis]) -> People:
    """The view `population` as arrays."""
    import numpy as np

    table = engine.arrow(render.sql(pages_scoring.people(axes), engine.dialect))
    has_money = table["cents"].null_count < table.num_rows
    cents = table["cents"].fill_null(0).to_numpy()
    row = np.argsort(-cents, kind="stable")
    places, values = {}, {}
    for axis in axes:
        values[axis], place = np.unique(table[axis.value].to_numpy(), return_inverse=True)
        places[axis] = place.astype(np.int32)[row]
    segments = table["segment"].combine_chunks().dictionary_encode()
    return People(
        places=places,
        values=values,
        segment=segments.indices.to_numpy(zero_copy_only=False).astype(np.int32)[row],
        segments=tuple(segments.dictionary.to_pylist()),
        cents=cents[row].astype(np.float64) if has_money else None,
        row=row,
        ids=table["customer_id"].combine_chunks(),
    )
