"""What customers like, from files: found where it was planted, silent where there is nothing, and the same for every way to write a shop."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import regulars
from regulars.demo.shop import Shop, make_shop
from regulars.scoring.affinity import Affinity, ItemKind, Preference
from regulars.work import affinity as making
from regulars.work import purchases
from regulars.work.score_wire import AFFINITY_COLUMNS, PAIR_COLUMNS

CATEGORIES = ("Bread", "Cheese", "Fish", "Fruit", "Tea")
FIELDS = (
    "favourite_category", "favourite_category_lift", "next_category",
    "favourite_product", "favourite_product_title", "favourite_product_lift",
)  # fmt: skip


def drawn(seed: int, customers: int = 400, love: float = 0.0, *, of_one_product: bool = False) -> dict[str, list[Any]]:
    """Lines of made-up orders: every customer draws from the same shares, or with the chance `love` from a category of their own,
    or `of_one_product` of it, which is the same for all who love the category.
    """
    rng = np.random.default_rng(seed)
    shares = np.array([0.35, 0.25, 0.2, 0.12, 0.08])
    found: dict[str, list[Any]] = {
        name: [] for name in ("order_id", "customer_id", "ordered_at", "product_id", "category", "total")
    }
    for customer in range(customers):
        own = int(rng.integers(5))
        for order in range(1 + rng.poisson(5)):
            day = f"2024-{1 + rng.integers(12):02}-{1 + rng.integers(28):02}"
            for product in range(1 + rng.poisson(1.5)):
                is_loved = rng.random() < love
                category = own if is_loved else int(rng.choice(5, p=shares))
                product_of_it = int(rng.integers(6))
                which = 3 if is_loved and of_one_product else product_of_it
                found["order_id"].append(f"o{customer}-{order}")
                found["customer_id"].append(f"c{customer:03}")
                found["ordered_at"].append(day)
                found["product_id"].append(f"{CATEGORIES[category]}{which}")
                found["category"].append(CATEGORIES[category])
                found["total"].append(f"{5 + product}.00")
    return found


def liked(orders: pa.Table, **options: Any) -> tuple[dict[str, dict[str, Any]], Affinity | None]:
    with regulars.score(orders, **options) as result:
        affinity = result.layers.affinity
        return {row["customer_id"]: row for row in result.profile.to_dicts()}, affinity


def as_rows(lines: dict[str, list[Any]]) -> pa.Table:
    """A shop whose order rows are lines."""
    names = {"total": "line_total"}
    return pa.table({names.get(name, name): values for name, values in lines.items()})


def as_files(lines: dict[str, list[Any]]) -> tuple[pa.Table, pa.Table]:
    """The same shop as orders and order lines."""
    totals: Counter[tuple[str, str, str]] = Counter()
    for order, customer, day, total in zip(
        *(lines[name] for name in ("order_id", "customer_id", "ordered_at", "total")), strict=True
    ):
        totals[order, customer, day] += int(float(total) * 100)
    orders = pa.table(
        {
            "order_id": [key[0] for key in totals],
            "customer_id": [key[1] for key in totals],
            "ordered_at": [key[2] for key in totals],
            "total": [f"{cents / 100:.2f}" for cents in totals.values()],
        }
    )
    return orders, pa.table({name: lines[name] for name in ("order_id", "product_id", "category")})


def taken(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in FIELDS)


@pytest.fixture(scope="module")
def loving() -> tuple[dict[str, dict[str, Any]], Affinity | None]:
    return liked(as_rows(drawn(7, love=0.6)))


def test_rows_and_files_of_lines_say_the_same(loving: tuple[dict[str, dict[str, Any]], Affinity | None]) -> None:
    orders, lines = as_files(drawn(7, love=0.6))
    rows, affinity = liked(orders, lines=lines)
    assert {customer: taken(row) for customer, row in rows.items()} == {customer: taken(row) for customer, row in loving[0].items()}
    assert affinity == loving[1]


def test_the_order_of_rows_changes_nothing(loving: tuple[dict[str, dict[str, Any]], Affinity | None]) -> None:
    table = as_rows(drawn(7, love=0.6))
    rows, affinity = liked(table.take(np.random.default_rng(2).permutation(table.num_rows)))
    assert {customer: taken(row) for customer, row in rows.items()} == {customer: taken(row) for customer, row in loving[0].items()}
    assert affinity == loving[1]


def test_other_names_of_categories_change_nothing_but_the_names(loving: tuple[dict[str, dict[str, Any]], Affinity | None]) -> None:
    # another alphabetical order, so that nothing can hang on it
    names = {"Bread": "Z, the best", "Cheese": "茶", "Fish": "A", "Fruit": "it's", "Tea": 'm "q"', None: None}
    lines = drawn(7, love=0.6)
    lines["category"] = [names[category] for category in lines["category"]]
    rows, affinity = liked(as_rows(lines))
    before, first = loving
    assert {c: taken(row)[1:2] for c, row in rows.items()} == {c: taken(row)[1:2] for c, row in before.items()}
    assert [row["next_category"] for row in rows.values()] == [names[row["next_category"]] for row in before.values()]
    assert affinity is not None
    assert first is not None

    def renamed(part: Preference) -> Preference:
        return replace(part, item=names[part.item], title=names[part.title]) if part.kind is ItemKind.CATEGORY else part

    assert set(affinity.preferences) == {renamed(part) for part in first.preferences}


def test_favourites_that_were_planted_are_found_and_few_others(loving: tuple[dict[str, dict[str, Any]], Affinity | None]) -> None:
    rng_truth = favourites_of(7)
    found = {customer: row["favourite_category"] for customer, row in loving[0].items() if row["favourite_category"]}
    assert len(found) > 0.6 * len(loving[0])
    right = sum(rng_truth[customer] == category for customer, category in found.items())
    assert right / len(found) > 0.93
    assert all(row["favourite_category_lift"] >= 1.1 for row in loving[0].values() if row["favourite_category"])


def test_favourite_products_that_were_planted_are_found_and_few_others() -> None:
    truth = favourites_of(7, love=0.5)
    rows, _ = liked(as_rows(drawn(7, love=0.5, of_one_product=True)))
    found = {customer: row["favourite_product"] for customer, row in rows.items() if row["favourite_product"]}
    assert len(found) > 0.6 * len(rows)
    assert sum(product == f"{truth[customer]}3" for customer, product in found.items()) / len(found) > 0.93
    assert all(row["favourite_product_lift"] >= 1.1 for row in rows.values() if row["favourite_product"])


def test_a_shop_without_categories_has_favourite_products_all_the_same() -> None:
    lines = drawn(7, love=0.5, of_one_product=True)
    with_categories, _ = liked(as_rows(lines))
    del lines["category"]
    rows, _ = liked(as_rows(lines))
    assert "favourite_category" not in next(iter(rows.values()))
    assert {c: row["favourite_product"] for c, row in rows.items()} == {
        c: row["favourite_product"] for c, row in with_categories.items()
    }


def favourites_of(seed: int, love: float = 0.6) -> dict[str, str]:
    """The categories of their own in `drawn(seed, love=love)`, by drawing the same numbers again."""
    rng = np.random.default_rng(seed)
    shares = np.array([0.35, 0.25, 0.2, 0.12, 0.08])
    truth = {}
    for customer in range(400):
        own = int(rng.integers(5))
        truth[f"c{customer:03}"] = CATEGORIES[own]
        for _ in range(1 + rng.poisson(5)):
            rng.integers(12), rng.integers(28)
            for _ in range(1 + rng.poisson(1.5)):
                if rng.random() >= love:
                    rng.choice(5, p=shares)
                rng.integers(6)
    return truth


@pytest.mark.parametrize("seed", range(6))
def test_purchases_drawn_alike_for_all_are_nobodys_favourite(seed: int) -> None:
    rows, affinity = liked(as_rows(drawn(seed)))
    assert affinity is not None
    assert sum(row["favourite_category"] is not None for row in rows.values()) <= 0.02 * len(rows)
    assert sum(row["favourite_product"] is not None for row in rows.values()) <= 0.02 * len(rows)
    assert sum(part.is_above_chance for part in affinity.preferences) <= 0.02 * len(affinity.preferences)
    assert len(affinity.pairs) <= 0.02 * 30 * 29 / 2


def test_the_next_category_is_one_they_have_not_bought(loving: tuple[dict[str, dict[str, Any]], Affinity | None]) -> None:
    lines = drawn(7, love=0.6)
    bought: dict[str, set[str]] = {}
    for customer, category in zip(lines["customer_id"], lines["category"], strict=True):
        bought.setdefault(customer, set()).add(category)
    for customer, row in loving[0].items():
        assert row["next_category"] not in bought[customer]
        assert (row["next_category"] is None) == (len(bought[customer]) == 5)


def test_counts_by_hand() -> None:
    shop = pa.table(
        {
            "order_id": ["1", "1", "1", "2", "3", "3", "4", "5"],
            "customer_id": ["a", "a", "a", "a", "b", "b", "c", "d"],
            "ordered_at": ["2024-01-01"] * 3 + ["2024-02-01", "2024-03-01", "2024-03-01", "2024-04-01", "2024-05-01"],
            "product_id": ["x", "x", "y", "x", "x", "y", "z", None],
            "category": ["L", "L", "M", "L", "L", "M", "L", None],
            "line_total": ["1.00"] * 8,
        }
    )
    rows, affinity = liked(shop)
    assert affinity is not None
    by_item: Counter[tuple[str, str]] = Counter()
    buyers: Counter[tuple[str, str]] = Counter()
    for part in affinity.preferences:
        by_item[part.kind, part.item] += part.purchases
        buyers[part.kind, part.item] += part.buyers
    # a product counts once per order, a category once per product of it
    assert by_item == {("product", "x"): 3, ("product", "y"): 2, ("product", "z"): 1, ("category", "L"): 4, ("category", "M"): 2}
    assert buyers == {("product", "x"): 2, ("product", "y"): 2, ("product", "z"): 1, ("category", "L"): 3, ("category", "M"): 2}
    assert affinity.pairs == ()
    assert (affinity.limits.orders, affinity.limits.all_products, affinity.limits.all_categories) == (5, 3, 2)
    assert [rows[customer]["next_category"] for customer in "abcd"] == [None, None, "M", None]


def test_without_categories_products_are_still_liked() -> None:
    lines = drawn(7, love=0.6)
    del lines["category"]
    rows, affinity = liked(as_rows(lines))
    assert affinity is not None
    assert {part.kind for part in affinity.preferences} == {ItemKind.PRODUCT}
    assert affinity.interests == ()
    assert {name for name in FIELDS if "category" in name}.isdisjoint(rows["c000"])


def test_without_products_there_is_no_affinity() -> None:
    orders, _ = as_files(drawn(7))
    rows, affinity = liked(orders)
    assert affinity is None
    assert set(FIELDS).isdisjoint(rows["c000"])


def test_a_column_of_categories_that_is_empty_is_no_error() -> None:
    lines = drawn(7, customers=30)
    lines["category"] = [None] * len(lines["category"])
    rows, affinity = liked(as_rows(lines), columns={"category": "category"})
    assert affinity is not None
    assert all(taken(row)[:3] == (None, None, None) for row in rows.values())


def test_a_window_looks_at_the_scored_customers() -> None:
    rows, affinity = liked(as_rows(drawn(7, love=0.6)), window_days=30)
    assert affinity is not None
    assert {part.segment for part in affinity.preferences} <= {row["segment"] for row in rows.values()}
    assert set(FIELDS) <= set(next(iter(rows.values())))


def test_large_shops_are_searched_in_their_latest_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purchases, "SAMPLE_ORDERS", 500)
    lines = drawn(7, love=0.6)
    _, affinity = liked(as_rows(lines))
    assert affinity is not None
    days = dict(zip(lines["order_id"], lines["ordered_at"], strict=True))
    by_day = sorted(Counter(days.values()).items(), reverse=True)
    counted = 0
    for _, orders in by_day:  # whole days, until there are enough
        counted += orders
        if counted >= 500:
            break
    assert (affinity.limits.orders, affinity.limits.all_orders) == (counted, len(days))
    assert all(pair.item_orders <= counted for pair in affinity.pairs)


def test_where_pairs_would_be_too_many_fewer_items_are_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_PAIR_ROWS", 300)
    rows, affinity = liked(as_rows(drawn(7, love=0.6)))
    assert affinity is not None
    products = [part.buyers for part in affinity.preferences if part.kind is ItemKind.PRODUCT]
    assert products
    assert len({item for pair in affinity.pairs if pair.kind is ItemKind.PRODUCT for item in (pair.item, pair.with_item)}) <= 10
    assert any(row["favourite_category"] for row in rows.values())


@pytest.fixture(scope="module")
def made_up() -> tuple[Shop, dict[str, dict[str, Any]], Affinity]:
    shop = make_shop(1200, seed=11)
    rows, affinity = liked(shop.orders, lines=shop.order_lines, as_of=date(2026, 6, 30))
    assert affinity is not None
    return shop, rows, affinity


def test_the_planted_pair_is_among_the_surest(made_up: tuple[Shop, dict[str, dict[str, Any]], Affinity]) -> None:
    shop, _, affinity = made_up
    truth = shop.truth("bought_together")
    planted = {truth.parameter("product_id"), truth.parameter("added_product_id")}
    products = [pair for pair in affinity.pairs if pair.kind is ItemKind.PRODUCT]
    place, pair = next((at, part) for at, part in enumerate(products) if {part.item, part.with_item} == planted)
    assert place < 10
    assert pair.low > 5
    assert pair.orders / pair.with_orders > 0.5 or pair.confidence > 0.5


def test_gift_buyers_favourite_are_gifts(made_up: tuple[Shop, dict[str, dict[str, Any]], Affinity]) -> None:
    shop, rows, _ = made_up
    planted = [
        rows[c] for c in shop.truth("december_gift_buyers").customer_ids("members") if c in rows and rows[c]["orders_ever"] >= 3
    ]
    told = [row["favourite_category"] for row in planted if row["favourite_category"]]
    assert len(told) > 0.8 * len(planted)
    assert told.count("Gifts & Cards") > 0.95 * len(told)


def test_interests_are_those_of_the_profile(made_up: tuple[Shop, dict[str, dict[str, Any]], Affinity]) -> None:
    _, rows, affinity = made_up
    favourites, following = (Counter(row[name] for row in rows.values()) for name in ("favourite_category", "next_category"))
    for part in affinity.interests:
        assert part.favourite == favourites[part.category]
        assert part.next_best == following[part.category]
    assert sum(part.next_best for part in affinity.interests) == sum(n for name, n in following.items() if name)


def test_files_and_json_have_what_the_layer_has(tmp_path: Path) -> None:
    from regulars.work.outputs import dumps
    from regulars.work.score_wire import affinity_object

    with regulars.score(as_rows(drawn(7, love=0.6))) as result:
        result.save(tmp_path / "out")
        affinity = result.layers.affinity
    assert affinity is not None
    head, *rows = csv.reader((tmp_path / "out" / "affinity.csv").read_text().splitlines())
    assert tuple(head) == AFFINITY_COLUMNS
    assert len(rows) == len(affinity.preferences)
    head, *rows = csv.reader((tmp_path / "out" / "pairs.csv").read_text().splitlines())
    assert tuple(head) == PAIR_COLUMNS
    assert len(rows) == len(affinity.pairs)
    read = json.loads(dumps(affinity_object(affinity)))
    assert len(read["pairs"]) == len(affinity.pairs)
    assert all(part["above_chance"] for part in read["preferences"])
    assert sum(part["next_best"] for part in read["categories"]) == sum(part.next_best for part in affinity.interests)
    orders, _ = as_files(drawn(7, customers=30))
    with regulars.score(orders) as result:
        result.save(tmp_path / "plain")
    assert not (tmp_path / "plain" / "affinity.csv").exists()
