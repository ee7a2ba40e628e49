"""What stands inside an order's row: lists of lines, packed lines, packed refunds, fields of nested objects."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import regulars
from regulars.tables import LinePacking

ORDERS = 40


def shopify_order(n: int) -> dict[str, Any]:
    refunds = [{"transactions": [{"amount": "2.50", "kind": "refund"}, {"amount": "1.00", "kind": "refund"}]}] if n == 7 else []
    return {
        "id": 5_000_000_000 + n,
        "name": f"#{n}",
        "email": f"c{n % 5}@example.com",
        "created_at": f"2024-0{1 + n % 6}-{1 + n % 28:02}T10:00:00+01:00",
        "total_price": "25.00",
        "subtotal_price": "20.00",
        "currency": "EUR",
        "financial_status": "partially_refunded" if refunds else "paid",
        "cancelled_at": None,
        "test": n == 11,
        "refunds": refunds,
        "tax_lines": [{"title": "VAT", "price": "1.00"}],
        "customer": {"id": 100 + n % 5, "first_name": "Ann", "default_address": {"country_code": "DE"}},
        "line_items": [
            {"id": 1, "title": "Hat", "sku": "H1", "quantity": 2, "price": "5.00"},
            {"id": 2, "title": "Shoe, left", "sku": "S1", "quantity": 1, "price": "10.00"},
        ],
    }


def products(result: Any) -> dict[str, tuple[str, Decimal, Decimal]]:
    return {p.product: (p.title, p.quantity, p.revenue) for segment in result.summary.segments for p in segment.top_products}


@pytest.mark.parametrize("form", ["lines", "wrapped", "array"])
def test_orders_of_shopifys_api_are_read_with_their_nested_parts(tmp_path: Path, form: str) -> None:
    orders = [shopify_order(n) for n in range(ORDERS)]
    path = tmp_path / "orders.json"
    texts = {"lines": "\n".join(map(json.dumps, orders)), "wrapped": json.dumps({"orders": orders}), "array": json.dumps(orders)}
    path.write_text(texts[form])
    with regulars.score(path) as result:
        quality = result.summary.quality
        assert quality.mapping.platform == "Shopify API orders"
        assert {row["customer_id"] for row in result.customers.to_dicts()} == {"100", "101", "102", "103", "104"}
        # one test order, one with 3.50 given back
        assert (result.summary.orders, result.summary.revenue) == (ORDERS - 1, Decimal("25.00") * (ORDERS - 1) - Decimal("3.50"))
        assert quality.returned == Decimal("3.50")
        found = products(result)
        assert found["H1"][0] == "Hat"
        assert found["S1"][0] == "Shoe, left"
        assert any("tax_lines" in note for note in quality.mapping.notes)


def test_every_inner_line_is_sold_once(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(json.dumps(shopify_order(n) | {"test": False}) for n in range(ORDERS)))
    with regulars.score(path) as result:
        totals = {row["main_product"] for row in result.profile.to_dicts()}
        assert totals <= {"H1", "S1"}
        assert sum(row["units_per_line"] is not None for row in result.profile.to_dicts()) == 5
        assert result.summary.quality.reconciles


def test_lists_in_parquet_are_order_lines_as_well(tmp_path: Path) -> None:
    lines = [[{"sku": "a", "qty": 2, "price": 1.5}, {"sku": "b", "qty": 1, "price": 4.0}]] * ORDERS
    table = pa.table(
        {
            "order_id": [f"o{n}" for n in range(ORDERS)],
            "customer_id": [f"c{n % 5}" for n in range(ORDERS)],
            "order_date": [f"2024-01-{1 + n % 28:02}" for n in range(ORDERS)],
            "total": [7.0] * ORDERS,
            "items": lines,
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    with regulars.score(tmp_path / "orders.parquet") as result:
        assert result.summary.quality.mapping.inner_lines is not None
        assert result.summary.quality.mapping.inner_lines.packing is LinePacking.NATIVE
        assert result.summary.revenue == 7 * ORDERS
        assert products(result).keys() == {"a", "b"}


def test_lists_that_name_no_product_are_left_out_and_named(tmp_path: Path) -> None:
    rows = [
        {"order_id": n, "customer_id": n % 3, "order_date": "2024-01-05", "total": 5, "discounts": [{"code": "X", "amount": 1}]}
        for n in range(9)
    ]
    (tmp_path / "o.json").write_text(json.dumps(rows))
    with regulars.score(tmp_path / "o.json") as result:
        assert not result.summary.segments[0].top_products
        assert any("discounts" in note for note in result.summary.quality.mapping.notes)


WEBTOFFEE = (
    "order_id", "order_number", "order_date", "order_total", "customer_email", "customer_user", "status", "refund_items",
    "line_item_1", "line_item_2",
)  # fmt: skip
HAT = "name:Hat|product_id:|sku:H1|quantity:2|total:10.00|sub_total:12.00"
PIPED = "name:Salt | Pepper|product_id:7|sku:SP|quantity:1|total:4.00|sub_total:4.00"


def test_packed_refunds_and_lines_of_webtoffee_are_read(orders_csv: Callable[..., Path]) -> None:
    refunds = {3: "amount:1.50", 4: "amount:1.00|reason:late; damaged|date:2024-02-01;amount:2.00|reason:"}
    rows = [
        (n, n, f"2024-01-{n + 1:02} 10:00:00", "14.00", f"c{n % 4}@example.com", n % 4, "completed", refunds.get(n, ""), HAT, PIPED)
        for n in range(20)
    ]
    rows.append((90, 90, "2024-01-30 10:00:00", "8.00", "c1@example.com", 1, "refunded", "", HAT, ""))
    with regulars.score(orders_csv(WEBTOFFEE, rows)) as result:
        quality = result.summary.quality
        assert quality.reconciles
        assert (quality.gross, quality.returned) == (Decimal("288.00"), Decimal("12.50"))
        found = products(result)
        assert found["7"][0] == "Salt | Pepper"
        assert found["Hat"][0] == "Hat"


def test_the_real_webtoffee_export_is_scored_net_with_its_products(real_data: Path) -> None:
    with regulars.score(real_data / "platform" / "woocommerce_orders_webtoffee.csv") as result:
        summary = result.summary
        # the sum of the fourteen refund_items, the wholly refunded order among them
        assert (summary.quality.gross, summary.quality.returned) == (Decimal("32115.29"), Decimal("1132.08"))
        assert summary.revenue == Decimal("30983.21")
        assert summary.segments[0].top_products[0].title == "REGENCY CAKESTAND 3 TIER"
