"""Customers, order lines and events in files of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError
from regulars.ingest.detect import Answers, detect_customers, detect_events, detect_lines
from regulars.ingest.sources import Source, create_view
from regulars.tables import AmountRule, Mapping, TimeFormat, TimeKind

Detect = Callable[[Callable[..., Mapping], Path], Mapping]


@pytest.fixture
def detected(engine: DuckDBEngine, opened: Callable[..., Source]) -> Detect:
    def _detected(detect: Callable[..., Mapping], path: Path, answers: Answers | None = None) -> Mapping:
        source = opened(path)
        create_view(engine, source, "v")
        return detect(engine, "v", source.columns, answers)

    return _detected


def columns(mapping: Mapping) -> dict[str, str]:
    return {use.role: use.column for use in mapping.uses}


def test_customers_are_named_by_number_and_email(orders_csv: Callable[..., Path], detected: Detect) -> None:
    header = ("Customer ID", "E-Mail", "First name", "Last name", "Country", "City", "Postcode", "Newsletter")
    rows = [(i, f"p{i}@example.com", "Ann", "Bo", "DE", "Köln", "01234", "yes") for i in range(10)]
    mapping = detected(detect_customers, orders_csv(header, rows))
    assert mapping.identity == ("customer_id", "email")
    assert columns(mapping)["postal_code"] == "Postcode"
    assert mapping.unused == ("Newsletter",)
    assert mapping.amount is AmountRule.NONE


def test_in_a_table_of_customers_id_is_theirs(orders_csv: Callable[..., Path], detected: Detect) -> None:
    mapping = detected(detect_customers, orders_csv(("id", "country"), [(i, "DE") for i in range(10)]))
    assert columns(mapping)["customer_id"] == "id"
    with pytest.raises(DataError, match="names the customer"):
        detected(detect_customers, orders_csv(("country", "city"), [("DE", "Köln")] * 5))


def test_lines_are_joined_by_order_number(orders_csv: Callable[..., Path], detected: Detect) -> None:
    rows = [(i // 3, f"sku{i}", "A thing", 2, "1.50", "3.00") for i in range(30)]
    header = ("order_id", "sku", "product name", "quantity", "unit price", "total")
    mapping = detected(detect_lines, orders_csv(header, rows))
    assert mapping.amount is AmountRule.LINE_TOTAL
    assert columns(mapping)["line_total"] == "total"
    shorter = detected(detect_lines, orders_csv(header[:-1], [row[:-1] for row in rows]))
    assert shorter.amount is AmountRule.QUANTITY_TIMES_PRICE
    with pytest.raises(DataError, match="order's number"):
        detected(detect_lines, orders_csv(header[1:], [row[1:] for row in rows]))


def test_events_have_a_customer_a_time_and_a_type(orders_csv: Callable[..., Path], detected: Detect) -> None:
    rows = [(f"u{i % 5}", f"s{i}", "email_open", f"2024-01-05T10:00:{i:02}Z", "spring") for i in range(30)]
    mapping = detected(detect_events, orders_csv(("user_id", "session_id", "event", "timestamp", "campaign"), rows))
    assert columns(mapping) == {
        "customer_id": "user_id", "session_id": "session_id", "type": "event", "occurred_at": "timestamp", "campaign": "campaign",
    }  # fmt: skip
    when = mapping.use("occurred_at")
    assert when is not None
    assert when.format == TimeFormat(TimeKind.ISO_ZONED)


def test_events_without_a_type_say_what_they_count_as(orders_csv: Callable[..., Path], detected: Detect) -> None:
    rows = [(f"u{i % 5}", f"2024-01-{i % 28 + 1:02}") for i in range(30)]
    mapping = detected(detect_events, orders_csv(("user_id", "visited"), rows))
    assert columns(mapping) == {"customer_id": "user_id", "occurred_at": "visited"}
    assert any("no type" in note for note in mapping.notes)
    with pytest.raises(DataError, match="no column with dates"):
        detected(detect_events, orders_csv(("user_id", "event"), [("u1", "open"), ("u2", "click")]))
