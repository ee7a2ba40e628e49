"""What must hold whatever the data: laws of scoring, checked on made-up orders through the whole pipeline."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import regulars

_START = datetime(2023, 1, 1)
_ORDERS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 400), st.integers(0, 50_000)),
    min_size=2,
    max_size=60,
).filter(lambda rows: len({customer for customer, _, _ in rows}) > 1)
_SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def _table(rows: list[tuple[int, int, int]], factor: int = 1) -> pa.Table:
    return pa.table(
        {
            "order_id": [f"o{place}" for place in range(len(rows))],
            "customer_id": [f"c{customer}" for customer, _, _ in rows],
            "ordered_at": pa.array([_START + timedelta(days=day) for _, day, _ in rows], pa.timestamp("us")),
            "total": pa.array([Decimal(cents * factor) / 100 for _, _, cents in rows], pa.decimal128(18, 2)),
        }
    )


def _scores(orders: Any, **options: Any) -> dict[str, tuple[Any, ...]]:
    with regulars.score(orders, **options) as result:
        columns = ("r", "f", "m", "pattern", "segment")
        return {row["customer_id"]: tuple(row[column] for column in columns) for row in result.customers.to_dicts()}


@_SLOW
@given(_ORDERS, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(rows: list[tuple[int, int, int]], chance: Any) -> None:
    table = _table(rows)
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert _scores(table) == _scores(table.take(order))


@_SLOW
@given(_ORDERS, st.integers(0, 2**40), st.sampled_from([1, 10**9]))
def test_how_customers_are_numbered_changes_nothing(
    tmp_path: Path, rows: list[tuple[int, int, int]], first: int, step: int
) -> None:
    file, table = tmp_path / "orders.parquet", _table(rows)
    numbered = pa.array([first + step * customer for customer, _, _ in rows], pa.int64())
    pq.write_table(table.set_column(1, "customer_id", numbered), file)
    named = {str(first + step * int(customer[1:])): scores for customer, scores in _scores(table).items()}
    assert _scores(file) == named


def test_amounts_that_add_up_to_more_than_18_digits_are_added_up_to_the_cent(tmp_path: Path) -> None:
    largest, count = Decimal("999999999999.99"), 10_002
    customers = pa.array([place % 2 for place in range(count)], pa.int64())
    days = pa.array([_START + timedelta(minutes=place) for place in range(count)], pa.timestamp("us"))
    totals = pa.array([largest] * count, pa.decimal128(18, 2))
    orders = {"order_id": pa.array(range(count), pa.int64()), "customer_id": customers, "ordered_at": days, "total": totals}
    pq.write_table(pa.table(orders), tmp_path / "orders.parquet")
    with regulars.score(tmp_path / "orders.parquet") as result:
        assert result.summary.revenue == largest * count
        assert result.summary.quality.reconciles


@pytest.mark.parametrize("amount", ["1000000000000.00", "-1000000000000.00"])
def test_a_typed_amount_that_is_none_is_left_out_and_counted(tmp_path: Path, amount: str) -> None:
    table = _table([(1, 0, 500), (2, 3, 700), (2, 9, 900)])
    totals = pa.array([Decimal(amount), Decimal("7.00"), Decimal("9.00")], pa.decimal128(18, 2))
    again = table.set_column(3, "total", totals)
    pq.write_table(pa.concat_tables([table, again.set_column(0, "order_id", [["a", "b", "c"]])]), tmp_path / "orders.parquet")
    with regulars.score(tmp_path / "orders.parquet") as result:
        assert (result.summary.orders, result.summary.revenue) == (5, Decimal("37.00"))
        assert [(part.reason, part.rows) for part in result.summary.quality.excluded] == [("unreadable_amount", 1)]


@_SLOW
@given(_ORDERS, st.integers(2, 1000))
def test_scaling_money_changes_no_score(rows: list[tuple[int, int, int]], factor: int) -> None:
    assert _scores(_table(rows)) == _scores(_table(rows, factor))


@_SLOW
@given(_ORDERS, st.integers(2, 10))
def test_equal_values_get_equal_scores_and_scores_are_monotone(rows: list[tuple[int, int, int]], levels: int) -> None:
    scorecard = _quantiles(levels)
    with regulars.score(_table(rows), scorecard=scorecard) as result:
        customers = result.customers.to_dicts()
    for value, score, sign in (("recency_days", "r", 1), ("orders", "f", -1), ("revenue", "m", -1)):
        ranked = sorted((sign * row[value], row[score]) for row in customers)
        for (low, better), (high, worse) in pairwise(ranked):
            assert better == worse if low == high else better <= worse


@_SLOW
@given(_ORDERS)
def test_everyone_is_in_exactly_one_segment_and_the_books_close(rows: list[tuple[int, int, int]]) -> None:
    with regulars.score(_table(rows)) as result:
        summary = result.summary
        assert sum(segment.customers for segment in summary.segments) == summary.customers == len({row[0] for row in rows})
        assert sum(segment.orders for segment in summary.segments) == summary.orders == len(rows)
        assert sum((segment.revenue or 0 for segment in summary.segments), Decimal(0)) == summary.revenue
        assert summary.quality.reconciles
        assert summary.quality.input_revenue == sum((Decimal(cents) / 100 for _, _, cents in rows), Decimal(0))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(5_000)]
    assert _scores(_table(rows), threads=threads) == _scores(_table(rows))


def test_formats_and_splitting_change_nothing(tmp_path: Path) -> None:
    import pandas as pd
    import polars as pl
    import pyarrow.parquet as pq

    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(500)]
    table = _table(rows)
    frame = table.to_pandas()
    pq.write_table(table, tmp_path / "orders.parquet")
    frame.to_csv(tmp_path / "orders.csv", index=False)
    frame.to_csv(tmp_path / "orders.tsv.gz", index=False, sep="\t")
    frame.to_json(tmp_path / "orders.jsonl", orient="records", lines=True, date_format="iso", default_handler=str)
    frame.assign(total=frame["total"].astype(float)).to_excel(tmp_path / "orders.xlsx", index=False)
    (tmp_path / "split").mkdir()
    for part in range(3):
        frame.iloc[part::3].to_csv(tmp_path / "split" / f"part{part}.csv", index=False)
    expected = _scores(table)
    assert _scores(frame) == expected
    assert _scores(pl.from_arrow(table)) == expected
    assert _scores(pd.DataFrame(frame).astype({"total": float})) == expected
    for name in ("orders.parquet", "orders.csv", "orders.tsv.gz", "orders.jsonl", "orders.xlsx", "split", "split/part*.csv"):
        assert _scores(tmp_path / name) == expected, name


def test_frozen_cuts_score_one_customer_alone(tmp_path: Path) -> None:
    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(500)]
    with regulars.score(_table(rows)) as result:
        everyone = {row["customer_id"]: row["pattern"] for row in result.customers.to_dicts()}
        result.save(tmp_path)
        as_of = result.as_of
    alone = _table([row for row in rows if row[0] == 5])
    assert _scores(alone, cuts=tmp_path / "run.json", as_of=as_of)["c5"][3] == everyone["c5"]


def test_one_customer_alone_is_refused_without_cuts() -> None:
    with pytest.raises(regulars.RegularsError, match="one customer"):
        regulars.score(_table([(1, 5, 100), (1, 9, 200)]))


def test_best_5_turns_the_digits_around_and_nothing_else() -> None:
    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(500)]
    one, five = _scores(_table(rows)), _scores(_table(rows), best=5)
    for customer, (r, f, m, _, segment) in one.items():
        assert five[customer][:3] == (6 - r, 6 - f, 6 - m)
        assert five[customer][4] == segment


def test_a_window_leaves_earlier_orders_out_and_counts_them() -> None:
    table = _table([(1, 0, 100), (1, 300, 200), (2, 310, 300), (3, 10, 400)])
    with regulars.score(table, window_days=90) as result:
        parts = {part.reason: part for part in result.summary.quality.excluded}
        assert result.summary.customers == 2
        assert parts["outside_window"].rows == 2
        assert parts["outside_window"].revenue == Decimal("5.00")
        assert result.quality.reconciles


def test_orders_after_the_as_of_are_left_out_and_counted() -> None:
    table = _table([(1, 0, 100), (1, 300, 200), (2, 5, 300)])
    with regulars.score(table, as_of="2023-01-31") as result:
        parts = {part.reason: part for part in result.summary.quality.excluded}
        assert (result.summary.orders, parts["after_as_of"].rows) == (2, 1)
        assert {row["recency_days"] for row in result.customers.to_dicts()} == {30, 25}


def _quantiles(levels: int) -> Any:
    from regulars.scoring.results import Axis
    from regulars.scoring.scorecards import AxisSpec, Scorecard

    axes = tuple(AxisSpec(axis, levels) for axis in (Axis.RECENCY, Axis.FREQUENCY, Axis.MONETARY))
    return Scorecard("test", "Test", "a test", axes)


def test_somebody_scored_again_alone_keeps_pattern_segment_and_fifth(tmp_path: Path) -> None:
    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(500)]
    with regulars.score(_table(rows)) as result:
        result.save(tmp_path)
        columns = ("recency_days", "pattern", "segment", "composite_rank", "fifth")
        everyone = {row["customer_id"]: [row[column] for column in columns] for row in result.customers.to_dicts()}
        kept = result.frozen_cuts
    for source in (tmp_path / "run.json", kept):
        for customer in (3, 17):
            with regulars.score(_table([row for row in rows if row[0] == customer]), cuts=source) as alone:
                row = alone.customers.to_dicts()[0]
                assert [row[column] for column in columns] == everyone[f"c{customer}"]


def test_a_window_begins_after_its_first_instant_and_ends_with_the_as_of() -> None:
    table = _table([(1, 0, 100), (1, 1, 200), (2, 2, 300), (3, 3, 400)])
    with regulars.score(table, as_of="2023-01-04", window_days=2) as result:
        assert {row["customer_id"] for row in result.customers.to_dicts()} == {"c2", "c3"}
        assert {str(part.reason): part.rows for part in result.summary.quality.excluded} == {"outside_window": 2}


def test_cuts_of_other_levels_than_the_scorecards_are_refused(tmp_path: Path) -> None:
    rows = [(place % 37, (place * 7919) % 400, (place * 104_729) % 9_999) for place in range(500)]
    with regulars.score(_table(rows)) as result:
        kept = result.frozen_cuts
    with pytest.raises(regulars.RegularsError, match="5 levels of recency, the scorecard has 3"):
        regulars.score(_table(rows), cuts=kept, scorecard="rfm-3")


def test_not_a_time_is_no_as_of() -> None:
    import pandas as pd

    with pytest.raises(regulars.RegularsError, match="NaT"):
        regulars.score(_table([(1, 0, 100), (2, 5, 200)]), as_of=pd.NaT)
