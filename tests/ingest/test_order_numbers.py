"""Whether whole order numbers are all different is counted, not estimated."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.engines.duckdb import DuckDBEngine
from regulars.ingest.order_numbers import different_numbers

_NUMBERS = st.lists(st.one_of(st.none(), st.integers(-40, 40), st.integers(-2_000_000, 2_000_000)), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(_NUMBERS)
def test_numbers_are_counted_unless_they_lie_too_far_apart(engine: DuckDBEngine, numbers: list[int | None]) -> None:
    values = ", ".join(f"({'NULL' if number is None else number})" for number in numbers)
    engine.table("orders_here", f'SELECT CAST(x AS BIGINT) AS "the number" FROM (VALUES {values}) AS v (x)')
    there = [number for number in numbers if number is not None]
    is_far = not there or max(there) - min(there) >= 1_000_000
    assert different_numbers(engine, "orders_here", "the number") == (None if is_far else (len(there), len(set(there))))
