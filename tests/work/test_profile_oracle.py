"""Cadence, products and engagement of random small shops beside a plain reckoning of the same rows."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regulars

START = datetime(2024, 1, 1, 12)
Order = tuple[int, int, list[int]]  # customer, day, products of the lines

orders = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 40), st.lists(st.integers(1, 4), max_size=5)), min_size=1, max_size=14
)
events = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 120), st.sampled_from(("site_visit", "page_view", "email_open", "wave"))),
    max_size=12,
)


def profiled(folder: Path, shop: list[Order], seen: list[tuple[int, int, str]], prefix: str) -> dict[str, dict[str, Any]]:
    rows = [f"{n},{prefix}{who},{START + timedelta(days=day)},10.00" for n, (who, day, _) in enumerate(shop)]
    lines = [f"{n},P{product},{'odd' if product % 2 else 'even'},1" for n, (_, _, bought) in enumerate(shop) for product in bought]
    happened = [f"{prefix}{who},{START + timedelta(days=day)},{kind}" for who, day, kind in seen]
    tables = {"orders": ("order_id,customer_id,ordered_at,total", rows)}
    tables |= {"order_lines": ("order_id,product_id,category,quantity", lines)} if lines else {}
    tables |= {"events": ("customer_id,occurred_at,type", happened)} if happened else {}
    for name, (head, content) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([head, *content]) + "\n")
    with regulars.score(folder, as_of=START + timedelta(days=60)) as result:
        return {row["customer_id"]: row for row in result.profile.to_dicts()}


def cadence(shop: list[Order], who: int) -> tuple[int, int | None, int | None]:
    days = sorted({day for customer, day, _ in shop if customer == who})
    gaps = [after - before for before, after in pairwise(days)]
    return len(days), sorted(gaps)[(len(gaps) - 1) // 2] if gaps else None, gaps[-1] if gaps else None


def products(shop: list[Order], who: int) -> tuple[int, int, str | None, int]:
    """Different products, those in several orders, the one in most, and categories."""
    in_orders: Counter[int] = Counter()
    for customer, _, bought in shop:
        if customer == who:
            in_orders.update(set(bought))
    main = min(in_orders, key=lambda product: (-in_orders[product], product)) if in_orders else None
    repeated = sum(count > 1 for count in in_orders.values())
    return len(in_orders), repeated, main and f"P{main}", len({product % 2 for product in in_orders})


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "C"])
@settings(max_examples=12, deadline=None)
@given(shop=orders, seen=events)
def test_the_profile_says_what_a_plain_reckoning_says(prefix: str, shop: list[Order], seen: list[tuple[int, int, str]]) -> None:
    shop = [*shop, (1, 0, [1, 1]), (2, 40, [])]  # scores compare customers, and somebody bought a product twice at once
    with tempfile.TemporaryDirectory() as folder:
        found = profiled(Path(folder), shop, seen, prefix)
    last: dict[tuple[int, str], int] = defaultdict(lambda: -1)
    lately: Counter[tuple[int, str]] = Counter()
    for who, day, kind in seen:
        if day <= 60:
            last[who, kind] = max(last[who, kind], day)
            lately[who, kind] += day > 30
    assert set(found) == {f"{prefix}{who}" for who, _, _ in shop}
    for who in {who for who, _, _ in shop}:
        row = found[f"{prefix}{who}"]
        assert (row["order_days"], row["median_gap_days"], row["last_gap_days"]) == cadence(shop, who)
        if any(bought for *_, bought in shop):
            told = tuple(row[name] for name in ("products", "repeat_products", "main_product", "categories"))
            assert told == products(shop, who)
        assert ("opens_30d" in row) == any(kind == "email_open" for _, _, kind in seen)
        if "opens_30d" in row:
            assert row["opens_30d"] == lately[who, "email_open"]
            day = last[who, "email_open"]
            expected = None if day < 0 else START + timedelta(days=day)
            assert row["last_opens_at"] == expected or row["last_opens_at"].replace(tzinfo=None) == expected


moments = st.datetimes(datetime(2022, 1, 1), datetime(2024, 12, 31, 23)).map(lambda moment: moment.replace(microsecond=0))


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(shop=st.lists(st.tuples(st.integers(1, 3), moments), max_size=16))
def test_weekday_hour_and_month_of_most_orders_are_what_counting_them_says(shop: list[tuple[int, datetime]]) -> None:
    shop = [*shop, (1, datetime(2022, 5, 1)), (2, datetime(2023, 5, 31))]  # scores compare customers
    with tempfile.TemporaryDirectory() as folder:
        rows = [f"{n},C{who},{moment},10.00" for n, (who, moment) in enumerate(shop)]
        (Path(folder) / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *rows]) + "\n")
        with regulars.score(Path(folder), as_of=datetime(2025, 1, 1)) as result:
            found = {row["customer_id"]: row for row in result.profile.to_dicts()}
    for who in {who for who, _ in shop}:
        mine = [moment for customer, moment in shop if customer == who]
        row = found[f"C{who}"]
        month, share = commonest([moment.month for moment in mine])
        assert (row["main_month"], row["main_month_share"]) == (month, share)
        assert row["main_month_years"] == len({moment.year for moment in mine if moment.month == month})
        assert (row["main_weekday"], row["main_weekday_share"]) == commonest([moment.isoweekday() for moment in mine])
        assert row["main_hour"] == commonest([moment.hour for moment in mine])[0]


def commonest(values: list[int]) -> tuple[int, float]:
    """The value that occurs most, of equals the smallest, and its share."""
    value, count = min(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return value, round(count / len(values), 4)


# the same product with blanks around it, and products that only a title names
spellings = st.sampled_from((("P1", "One"), (" P1 ", "One"), ("P2", "Two"), ("P2", "Another two"), ("P3", None)))
nameless = st.sampled_from((("", "Nameless"), (None, " Nameless "), ("", None)))
sold = st.tuples(
    st.integers(0, 8), st.one_of(spellings, nameless), st.sampled_from(("odd", "even", " odd", "")), st.integers(-1, 3)
)


@pytest.mark.long
@pytest.mark.parametrize("are_named", [True, False])
@settings(max_examples=15, deadline=None)
@given(lines=st.lists(sold, min_size=1, max_size=20))
def test_typed_lines_say_what_the_same_lines_say_as_text(are_named: bool, lines: list[tuple[int, Any, str, int]]) -> None:
    lines = [*lines, (0, ("P1", "One"), "odd", 1), (1, ("P1", "One"), "even", 2), (1, (" P1 ", "One"), "odd", 1)]
    kept = [line for line in lines if not are_named or (line[1][0] or "").strip()]
    columns = {
        "order_id": [order for order, *_ in kept],
        "product_id": [product for _, (product, _), _, _ in kept],
        "product_title": [title for _, (_, title), _, _ in kept],
        "category": [category for _, _, category, _ in kept],
        "quantity": [quantity for *_, quantity in kept],
    }
    table = pa.table(
        columns, schema=pa.schema([(name, pa.int64() if name in {"order_id", "quantity"} else pa.string()) for name in columns])
    )
    profiles = []
    for form in ("csv", "parquet"):
        with tempfile.TemporaryDirectory() as folder:
            orders = [f"{n},C{n % 3},{START + timedelta(days=n)},10.00" for n in range(9)]
            (Path(folder) / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *orders]) + "\n")
            path = Path(folder) / f"order_lines.{form}"
            pacsv.write_csv(table, path) if form == "csv" else pq.write_table(table, path)
            with regulars.score(Path(folder), as_of=START + timedelta(days=60)) as result:
                profiles.append(sorted(result.profile.to_dicts(), key=lambda row: row["customer_id"]))
    assert profiles[0] == profiles[1]
    assert any(row["products"] for row in profiles[0])
