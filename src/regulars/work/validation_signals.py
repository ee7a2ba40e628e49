"""The fields of the profile as signals: what each says beyond recency, frequency and money about who comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.fields import HIGH, LOW, Field, FieldType, Group, field_named
from regulars.queries import outcomes, render
from regulars.validation.estimates import Refusal
from regulars.validation.folds import sample_of, stable_keys
from regulars.validation.signal_models import signal_columns
from regulars.validation.signals import (
    FOLDS,
    MOST_CUSTOMERS,
    SignalColumn,
    SignalReport,
    rfm_columns,
    signals_that_add,
)
from regulars.work.validation_split import Watched

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# a kind (of channel, category...) with fewer customers than this says nothing about anybody but them
FEWEST_OF_A_KIND = 30
LEAST_SHARE_OF_A_KIND = 0.01
MOST_KINDS = 8

# whole numbers that count nothing: the fourth weekday is not twice the second
_KINDS = frozenset({"main_weekday", "main_month", "main_hour"})
# identifiers and titles of single products, and what flags say in words
_PRODUCTS = ("main_product", "main_product_title", "favourite_product", "favourite_product_title")
_LEFT_OUT = frozenset({*_PRODUCTS, "flag_reasons", "flags"})
# without a window these are the values that are scored
_SCORED = frozenset({"orders_ever", "revenue_ever"})


def signals_at(
    watched: Watched, most: int = MOST_CUSTOMERS, *, in_doubt: bool = False, tell: Callable[[str], None] | None = None
) -> tuple[SignalReport | Refusal, SignalReport | Refusal] | None:
    """What each field of the profile adds, and what each layer adds with all its fields; None where the profile has none.

    Judged on the first outcome. Above `most` customers the same sample is taken every time. `in_doubt`: nothing else that was
    looked at shows a signal; `tell` hears how far it is.
    """
    import numpy as np

    known = watched.known
    keys = stable_keys(known.customer_id.to_pylist())
    chosen = np.sort(sample_of(keys, FOLDS, most))
    found = list(_signals(watched, chosen))
    if not found:
        return None
    base = rfm_columns(known.recency_days, known.orders, known.value)[chosen]
    returned = watched.after[0].returned[chosen]

    def report(columns: list[SignalColumn], what: str) -> SignalReport | Refusal:
        def heard(done: int, of: int) -> None:
            if tell is not None:
                tell(f"{what} as signals, {done} of {of} comparisons")

        made = signals_that_add(base, columns, returned, keys[chosen], most=most, in_doubt=in_doubt, heard=heard)
        return made if isinstance(made, Refusal) else replace(made, available=len(keys))

    fields = [column for _, column in found]
    return report(fields, "fields"), report(_layers(found), "layers")


def _signals(watched: Watched, chosen: NDArray[np.int64]) -> Iterator[tuple[Group, SignalColumn]]:
    """Every field that differs among the chosen customers, with its group."""
    import pyarrow

    run = watched.run
    scored = _SCORED if run.options.window is None else frozenset()
    # the ends of a range say nothing that its middle does not
    names = [name for name in run.profile.fields if name not in scored and not name.endswith((LOW, HIGH))]
    fields = [field_named(name) for name in names]
    some = pyarrow.table({"customer_id": watched.known.customer_id.take(pyarrow.array(chosen))})
    run.engine.register("signal_customers", some)
    try:
        query = outcomes.profile_values([field.name for field in fields], "signal_customers")
        table = run.engine.arrow(render.sql(query, run.engine.dialect))
    finally:
        run.engine.drop("signal_customers")
    labels = {flag.name: flag.label for flag in run.profile.flags}
    for field in fields:
        for column in _columns(field, table[field.name], run.population.as_of, labels):
            if _says_something(column.values):
                yield field.group, column


def _columns(field: Field, column: Any, as_of: datetime, flag_labels: dict[str, str]) -> Iterator[SignalColumn]:
    import numpy as np

    if field.name == "flags":
        raised = [set((names or "").split("; ")) for names in column.to_pylist()]
        for name, label in flag_labels.items():
            yield SignalColumn(f"flag {name}", np.array([float(name in names) for names in raised]), f"Flag: {label.lower()}")
    elif field.name in _LEFT_OUT:
        return
    elif field.type is FieldType.TEXT or field.name in _KINDS:
        yield SignalColumn(field.name, _kinds(column.to_pylist()), field.label)
    elif field.type is FieldType.TIME:
        moments = column.to_pylist()
        waited = [np.nan if moment is None else (as_of - _utc(moment)).total_seconds() for moment in moments]
        yield SignalColumn(field.name, np.array(waited), f"{field.label} (how long ago)")
    else:
        yield SignalColumn(field.name, column.cast("double").to_numpy(zero_copy_only=False), field.label)


def _kinds(values: Sequence[Any]) -> NDArray[np.float64]:
    """One column per frequent kind but the most frequent, to which the others are compared; the rare ones stay with it."""
    import numpy as np

    least = max(FEWEST_OF_A_KIND, LEAST_SHARE_OF_A_KIND * len(values))
    ranked = sorted(Counter(values).items(), key=lambda pair: (-pair[1], str(pair[0])))
    kinds = [kind for kind, count in ranked[1 : MOST_KINDS + 1] if count >= least]
    return np.array([[float(value == kind) for kind in kinds] for value in values]).reshape(len(values), len(kinds))


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _says_something(values: NDArray[np.float64]) -> bool:
    """Whether the values tell anybody from anybody."""
    import numpy as np

    if values.ndim > 1:
        return bool(values.shape[1])
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool(len(known) < len(values) or known.min() < known.max())


def _layers(found: Sequence[tuple[Group, SignalColumn]]) -> list[SignalColumn]:
    """The fields of each group side by side as one signal."""
    import numpy as np

    groups = list(dict.fromkeys(group for group, _ in found))
    return [
        SignalColumn(str(group), np.column_stack([signal_columns(column.values) for other, column in found if other is group]))
        for group in groups
    ]
