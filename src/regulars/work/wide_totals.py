"""What orders and what lines say of each customer in one row, so that nobody is looked up twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow

from regulars.queries import profile, render
from regulars.queries.profile_columns import WIDE_TOTALS

if TYPE_CHECKING:
    from regulars.engines.base import Engine

_FRAME = "wide_frame"


def make_wide_totals(engine: Engine, totals: Any, purchases: Any, stored: str) -> bool:
    """Make the view WIDE_TOTALS of two Arrow tables, customers kept as the type `stored`; False, and no view, where their rows are
    not the same customers. It has the columns of `totals`, and `p`, those of a `purchases_table`: NULL for who has no line."""
    if not purchases["customer"].equals(totals["customer"]):
        return False
    wide = totals.append_column("p", _fields(purchases))
    engine.register(_FRAME, wide)
    engine.view(WIDE_TOTALS, render.sql(profile.kept_totals(_FRAME, stored, wide.column_names), engine.dialect))
    return True


def drop_wide_totals(engine: Engine) -> None:
    """Give up the view and what is behind it, if they were made."""
    engine.drop(WIDE_TOTALS)
    engine.drop(_FRAME)


def _fields(purchases: Any) -> Any:
    names = [name for name in purchases.column_names if name != "customer"]
    none = _whole(purchases["lines"]).to_numpy(zero_copy_only=False) == 0
    mask = pyarrow.array(none) if np.any(none) else None
    return pyarrow.StructArray.from_arrays([_whole(purchases[name]) for name in names], names, mask=mask)


def _whole(column: Any) -> Any:
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pyarrow.ChunkedArray) else found
