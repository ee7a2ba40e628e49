"""Columns get their roles from names and values together; what only the owner knows is asked for by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError, SourceError, UndecidedError
from regulars.ingest.detect import Answers, detect_orders
from regulars.queries import reading, render
from regulars.tables import AmountRule, Mapping, NumberFormat, TimeFormat, TimeKind

Mapped = Callable[..., Mapping]
Write = Callable[..., Path]


def columns(mapping: Mapping) -> dict[str, str]:
    return {use.role: use.column for use in mapping.uses}


def form(mapping: Mapping, role: str) -> object:
    use = mapping.use(role)
    assert use is not None
    return use.format


HEADERS = {
    "English": ("Order ID", "Customer ID", "Order Date", "Total"),
    "English, squeezed": ("orderId", "customerNo", "purchasedAt", "orderTotal"),
    "English, database": ("fact_order_id", "cust_id", "order_created_at", "amount_paid"),
    "German": ("Bestellnummer", "Kundennummer", "Bestelldatum", "Gesamtbetrag"),
    "German, abbreviated": ("Rechnungs-Nr.", "Kd-Nr", "Rechnungsdatum", "Umsatz"),
    "French": ("N° commande", "Code client", "Date de commande", "Montant TTC"),
    "Spanish": ("Número de pedido", "ID cliente", "Fecha de compra", "Importe total"),
    "Italian": ("Numero ordine", "Codice cliente", "Data ordine", "Importo totale"),
    "Portuguese": ("Número do pedido", "Código do cliente", "Data do pedido", "Valor total"),
    "Dutch": ("Bestelnummer", "Klantnummer", "Besteldatum", "Totaalbedrag"),
    "Polish": ("Numer zamówienia", "ID klienta", "Data zamówienia", "Wartość zamówienia"),
}


@pytest.mark.parametrize("language", sorted(HEADERS))
def test_headers_of_many_languages_are_understood(language: str, orders_csv: Write, mapped: Mapped) -> None:
    header = HEADERS[language]
    rows = [(f"A{i}", f"K{i % 7}", f"2024-01-{i % 28 + 1:02}", f"{i}.50") for i in range(30)]
    mapping = mapped(orders_csv(header, rows))
    assert columns(mapping) == dict(zip(("order_id", "customer_id", "ordered_at", "total"), header, strict=True))
    assert mapping.amount is AmountRule.TOTAL
    assert mapping.unused == ()


def test_a_column_called_date_without_dates_is_not_the_date(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 5}", "soon", f"2024-01-{i + 1:02}", "1.5") for i in range(20)]
    assert columns(mapped(orders_csv(("customer_id", "date", "bought", "total"), rows)))["ordered_at"] == "bought"


def test_a_column_called_total_without_numbers_is_not_the_amount(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 5}", f"2024-01-{i + 1:02}", "many", "1.5") for i in range(20)]
    assert columns(mapped(orders_csv(("customer_id", "date", "total", "amount"), rows)))["total"] == "amount"


def test_the_order_date_is_preferred_to_later_dates(orders_csv: Write, mapped: Mapped) -> None:
    header = ("customer_id", "paid_at", "updated_at", "created_at", "shipped_at", "total")
    rows = [(f"c{i % 5}", *(f"2024-0{month}-{i + 1:02}" for month in (2, 3, 1, 4)), "1.5") for i in range(20)]
    mapping = mapped(orders_csv(header, rows))
    assert columns(mapping)["ordered_at"] == "created_at"
    assert any("paid_at" in note for note in mapping.notes)


def test_a_lone_shipping_date_is_taken_and_two_are_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 5}", f"2024-01-{i + 1:02}", f"2024-02-{i + 1:02}") for i in range(20)]
    assert (
        columns(mapped(orders_csv(("customer_id", "shipped", "x"), [(a, b, "z") for a, b, _ in rows])))["ordered_at"] == "shipped"
    )
    with pytest.raises(UndecidedError, match="Several columns hold dates: shipped, delivered") as question:
        mapped(orders_csv(("customer_id", "shipped", "delivered"), rows))
    assert "--map-columns ordered_at=shipped or ordered_at=delivered" in question.value.remedy


# dates

DATES = {
    "2024-01-{d:02}": TimeFormat(TimeKind.ISO),
    "2024/1/{d}": TimeFormat(TimeKind.ISO),
    "2024-01-{d:02} 10:15": TimeFormat(TimeKind.ISO),
    "2024-01-{d:02}T10:15:30.123": TimeFormat(TimeKind.ISO),
    "2024-01-{d:02}T10:15:30Z": TimeFormat(TimeKind.ISO_ZONED),
    "2024-01-{d:02} 10:15:30+01:00": TimeFormat(TimeKind.ISO_ZONED),
    "2024-01-{d:02} 10:15:30 +0100": TimeFormat(TimeKind.ISO_ZONED),
    "{d:02}.01.2024": TimeFormat(TimeKind.PATTERN, ("%d.%m.%Y",)),
    "{d}.1.24 10:15": TimeFormat(TimeKind.PATTERN, ("%d.%m.%y %H:%M",)),
    "{d:02}/01/2024": TimeFormat(TimeKind.PATTERN, ("%d/%m/%Y",)),
    "01/{d:02}/2024 10:15 AM": TimeFormat(TimeKind.PATTERN, ("%m/%d/%Y %I:%M %p",)),
    "1/{d}/24": TimeFormat(TimeKind.PATTERN, ("%m/%d/%y",)),
    "{d}-Jan-24": TimeFormat(TimeKind.PATTERN, ("%d-%b-%y",)),
    "{d:02} January 2024": TimeFormat(TimeKind.PATTERN, ("%d %B %Y",)),
    "Jan {d}, 2024 10:15:00 PM": TimeFormat(TimeKind.PATTERN, ("%b %d, %Y %I:%M:%S %p",)),
    "202401{d:02}": TimeFormat(TimeKind.PATTERN, ("%Y%m%d",)),
    "202401{d:02} 101530": TimeFormat(TimeKind.PATTERN, ("%Y%m%d %H%M%S",)),
}
EXPECTED_DAYS = {f"2024-01-{day:02}" for day in range(1, 29)}


def days_read(engine: DuckDBEngine, mapping: Mapping, zone: str = "UTC") -> set[str]:
    use = mapping.use("ordered_at")
    assert use is not None
    value = render.sql(reading.time_value(use, engine.columns("v")[use.column], zone), "duckdb")
    return {str(row[0])[:10] for row in engine.rows(f"SELECT CAST({value} AS VARCHAR) FROM v")}


@pytest.mark.parametrize("style", sorted(DATES))
def test_dates_of_every_style_are_read(style: str, engine: DuckDBEngine, orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{day % 5}", style.format(d=day), "1.5") for day in range(1, 29)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert form(mapping, "ordered_at") == DATES[style]
    assert days_read(engine, mapping) == EXPECTED_DAYS


@pytest.mark.parametrize(
    ("first", "kind"),
    [(45292.34789, TimeKind.EXCEL), (45292, TimeKind.EXCEL), (1704103200, TimeKind.EPOCH_S), (1704103200000, TimeKind.EPOCH_MS)],
)
def test_dates_written_as_numbers_are_read(
    first: float, kind: TimeKind, engine: DuckDBEngine, orders_csv: Write, mapped: Mapped
) -> None:
    step = {TimeKind.EXCEL: 1, TimeKind.EPOCH_S: 86_400, TimeKind.EPOCH_MS: 86_400_000}[kind]
    rows = [(f"c{day % 5}", first + day * step, "1.5") for day in range(28)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert form(mapping, "ordered_at") == TimeFormat(kind)
    assert days_read(engine, mapping) == EXPECTED_DAYS


def test_several_styles_in_one_column_are_all_read(engine: DuckDBEngine, orders_csv: Write, mapped: Mapped) -> None:
    styles = ["2024-01-{d:02}", "{d:02}.01.2024", "{d:02}.01.24", "{d:02} Jan 2024"]
    rows = [(f"c{day % 5}", styles[day % 4].format(d=day), "1.5") for day in range(1, 29)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert days_read(engine, mapping) == EXPECTED_DAYS


def test_a_style_that_begins_far_down_is_found(engine: DuckDBEngine, orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 50}", f"2024-01-{i % 28 + 1:02}", "1.5") for i in range(150_000)] + [("c1", "31.01.2024 09:30", "1.5")] * 3
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.ISO, ("%d.%m.%Y %H:%M",))
    assert days_read(engine, mapping) == EXPECTED_DAYS | {"2024-01-31"}


def test_one_row_anywhere_settles_day_and_month(orders_csv: Write, mapped: Mapped) -> None:
    open_rows = [(f"c{i % 50}", f"0{i % 9 + 1}/0{i % 7 + 1}/2024", "1.5") for i in range(150_000)]
    by_day = mapped(orders_csv(("customer_id", "date", "total"), [*open_rows, ("c1", "25/04/2024", "1.5")]))
    by_month = mapped(orders_csv(("customer_id", "date", "total"), [*open_rows, ("c1", "04/25/2024", "1.5")]))
    assert form(by_day, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%d/%m/%Y",))
    assert form(by_month, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%m/%d/%Y",))


def test_day_and_month_that_no_row_settles_are_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(("customer_id", "date", "total"), [(f"c{i % 5}", f"0{i % 9 + 1}/04/2024", "1.5") for i in range(30)])
    with pytest.raises(UndecidedError, match=r"day/month or month/day, such as '0\d/04/2024'") as question:
        mapped(path)
    assert "--date-order dmy" in question.value.remedy
    assert form(mapped(path, Answers(day_first=True)), "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%d/%m/%Y",))
    assert form(mapped(path, Answers(day_first=False)), "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%m/%d/%Y",))


def test_dates_that_contradict_each_other_are_shown(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(
        ("customer_id", "date", "total"), [("c1", "25/04/2024", "1"), ("c2", "04/26/2024", "2"), ("c1", "01/02/2024", "3")]
    )
    with pytest.raises(UndecidedError, match="contradict each other: '25/04/2024' has the day first, '04/26/2024' the month"):
        mapped(path)


def test_months_in_other_languages_are_refused_with_an_example(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(("client id", "date de commande", "total"), [(f"c{i}", f"{i + 1} janvier 2024", "1.5") for i in range(20)])
    with pytest.raises(DataError, match=r"months in another language than English, such as '\d+ janvier 2024'"):
        mapped(path)


def test_values_that_are_no_dates_are_counted(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 50}", "never" if i % 40 == 0 else f"2024-01-{i % 28 + 1:02}", "1.5") for i in range(400)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert any("10 values of the column 'date' cannot be read as a date (such as 'never')" in note for note in mapping.notes)


def test_date_and_time_in_two_columns_belong_together(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 5}", f"2024-01-{i + 1:02}", f"{i}:15", "1.5") for i in range(20)]
    assert columns(mapped(orders_csv(("customer_id", "date", "time", "total"), rows)))["time_of_day"] == "time"


# numbers

NUMBERS = {
    "1234.50": NumberFormat(),
    "-7": NumberFormat(),
    "1,234.50": NumberFormat(plain=False),
    "$1,234.50": NumberFormat(plain=False),
    "(1,234.50)": NumberFormat(plain=False),
    "1,234,567": NumberFormat(plain=False),
    "1'234.50": NumberFormat(plain=False),
    "1234.50-": NumberFormat(plain=False),
    "GBP 12": NumberFormat(plain=False),
    "1234,50": NumberFormat(plain=False, decimal=","),
    "1.234,50": NumberFormat(plain=False, decimal=","),
    "1.234,50 €": NumberFormat(plain=False, decimal=","),
    "1\u00a0234,50": NumberFormat(plain=False, decimal=","),
    "1 234,5": NumberFormat(plain=False, decimal=","),
    "1.234.567": NumberFormat(plain=False, decimal=","),
    "R$ 1.234,50": NumberFormat(plain=False, decimal=","),
}
WORTH = {
    "-7": "-7", "(1,234.50)": "-1234.5", "1,234,567": "1234567", "1234.50-": "-1234.5", "GBP 12": "12", "1.234.567": "1234567",
}  # fmt: skip


@pytest.mark.parametrize("written", sorted(NUMBERS))
def test_amounts_of_every_style_are_read(written: str, engine: DuckDBEngine, orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 5}", f"2024-01-{i + 1:02}", written) for i in range(20)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), rows))
    assert form(mapping, "total") == NUMBERS[written]
    use = mapping.use("total")
    assert use is not None
    value = render.sql(reading.money_value(use, "VARCHAR"), "duckdb")
    assert engine.rows(f"SELECT DISTINCT {value} FROM v") == [(Decimal(WORTH.get(written, "1234.5")),)]


@pytest.mark.parametrize("written", ["1,234", "1.234"])
def test_a_mark_that_could_be_either_is_asked_about(written: str, orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(("customer_id", "date", "total"), [("c1", "2024-01-05", written), ("c2", "2024-01-06", "950")] * 10)
    with pytest.raises(UndecidedError, match=re.escape(f"decimals or thousands, such as {written!r}")) as question:
        mapped(path)
    assert "--decimal" in question.value.remedy
    assert form(mapped(path, Answers(decimal=",")), "total") == NumberFormat(plain=False, decimal=",")


def test_one_row_anywhere_settles_the_decimal_mark(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 50}", "2024-01-05", "1.234") for i in range(150_000)]
    mapping = mapped(orders_csv(("customer_id", "date", "total"), [*rows, ("c1", "2024-01-05", "12,50")]))
    assert form(mapping, "total") == NumberFormat(plain=False, decimal=",")


def test_thousands_that_begin_far_down_are_not_taken_for_decimals(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 50}", "2024-01-05", str(i % 900)) for i in range(150_000)]
    with pytest.raises(UndecidedError, match="decimals or thousands"):
        mapped(orders_csv(("customer_id", "date", "total"), [*rows, ("c1", "2024-01-05", "1.234")]))


def test_decimal_commas_among_decimal_points_are_refused(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"c{i % 50}", "2024-01-05", "$12.50") for i in range(150_000)]
    with pytest.raises(UndecidedError, match="contradict each other"):
        mapped(orders_csv(("customer_id", "date", "total"), [*rows, ("c1", "2024-01-05", "$12,50")]))


# which amount, and how rows add up


def test_two_amounts_of_equal_claim_are_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(("customer_id", "date", "Net", "Gross"), [(f"c{i}", "2024-01-05", f"{i}.00", f"{i}.20") for i in range(20)])
    with pytest.raises(UndecidedError, match="could be what was charged: Net, Gross") as question:
        mapped(path)
    assert "--map-columns total=Net or total=Gross" in question.value.remedy
    assert columns(mapped(path, Answers(columns={"total": "gross"})))["total"] == "Gross"


def test_the_total_is_preferred_to_its_parts(orders_csv: Write, mapped: Mapped) -> None:
    header = ("customer_id", "date", "Subtotal", "Shipping", "Tax", "Discount", "Grand Total")
    mapping = mapped(orders_csv(header, [(f"c{i}", "2024-01-05", "8.00", "1.00", "1.50", "0.50", "10.00") for i in range(20)]))
    assert columns(mapping)["total"] == "Grand Total"
    assert {"shipping", "tax", "discount"} <= columns(mapping).keys()


def lines(total: Callable[[int, int], str]) -> list[tuple[object, ...]]:
    return [
        (f"o{order}", f"c{order % 7}", "2024-01-05", f"sku{line}", line + 1, "2.50", total(order, line))
        for order in range(30)
        for line in range(3)
    ]


LINE_HEADER = ("order_id", "customer_id", "date", "sku", "quantity", "unit_price", "total")


def test_a_total_that_repeats_over_an_order_counts_once(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv(LINE_HEADER, lines(lambda order, line: f"{order + 20}.00")))
    assert mapping.amount is AmountRule.REPEATED_TOTAL
    assert any("once per order" in note for note in mapping.notes)


def test_a_total_on_the_first_row_only_counts_once(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv(LINE_HEADER, lines(lambda order, line: f"{order + 20}.00" if line == 0 else "")))
    assert mapping.amount is AmountRule.FIRST_ROW_TOTAL


def test_a_total_that_is_quantity_times_price_adds_up(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv(LINE_HEADER, lines(lambda order, line: f"{(line + 1) * 2.5:.2f}")))
    assert mapping.amount is AmountRule.LINE_TOTAL
    assert columns(mapping)["line_total"] == "total"


def test_totals_that_differ_inside_an_order_add_up(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"o{i // 3}", f"c{i % 7}", "2024-01-05", f"{i}.10") for i in range(90)]
    mapping = mapped(orders_csv(("order_id", "customer_id", "date", "amount"), rows))
    assert mapping.amount is AmountRule.LINE_TOTAL
    assert any("different 'amount'" in note for note in mapping.notes)


def test_quantity_and_unit_price_are_multiplied(orders_csv: Write, mapped: Mapped) -> None:
    rows = [row[:-1] for row in lines(lambda order, line: "")]
    assert mapped(orders_csv(LINE_HEADER[:-1], rows)).amount is AmountRule.QUANTITY_TIMES_PRICE


def test_order_lines_far_apart_are_recognised_in_a_large_table(engine: DuckDBEngine) -> None:
    engine.table(
        "big",
        "SELECT (i % 200000) AS order_id, (i % 200000) % 999 AS customer_id, DATE '2024-01-05' AS order_date, "
        "(i % 97)::DECIMAL(10, 2) AS amount FROM range(400000) t(i)",
    )
    mapping = detect_orders(engine, "big", tuple(engine.columns("big")))
    assert mapping.amount is AmountRule.LINE_TOTAL
    engine.table(
        "big",
        "SELECT i AS order_id, i % 999 AS customer_id, DATE '2024-01-05' AS order_date, 1.5 AS amount FROM range(400000) t(i)",
    )
    assert detect_orders(engine, "big", tuple(engine.columns("big"))).amount is AmountRule.TOTAL
    engine.drop("big")


def test_data_without_money_say_so(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv(("customer_id", "date"), [(f"c{i % 5}", f"2024-01-{i + 1:02}") for i in range(20)]))
    assert mapping.amount is AmountRule.NONE
    assert any("money is not" in note for note in mapping.notes)


def test_an_answered_rule_is_followed(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(
        ("order_id", "customer_id", "date", "total"), [(f"o{i}", f"c{i % 5}", "2024-01-05", "5.00") for i in range(20)]
    )
    mapping = mapped(path, Answers(amount_rule=AmountRule.LINE_TOTAL))
    assert (mapping.amount, columns(mapping)["line_total"]) == (AmountRule.LINE_TOTAL, "total")
    with pytest.raises(UndecidedError, match="needs a column for quantity"):
        mapped(path, Answers(amount_rule=AmountRule.QUANTITY_TIMES_PRICE))


def test_cancellation_documents_are_told_by_their_prefix(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(5000 + i // 2, f"c{i % 7}", "2024-01-05", 2, "2.50") for i in range(100)]
    cancelled = [(f"CN{6000 + i}", f"c{i % 7}", "2024-01-06", -1, "2.50") for i in range(5)]
    header = ("invoice no", "customer_id", "date", "quantity", "unit price")
    assert mapped(orders_csv(header, [*rows, *cancelled])).cancel_prefix == "CN"
    positive = [(order, who, day, abs(count), price) for order, who, day, count, price in cancelled]
    assert mapped(orders_csv(header, [*rows, *positive])).cancel_prefix is None
    prefixed = [(f"CN{order}", *rest) for order, *rest in rows]
    assert mapped(orders_csv(header, prefixed)).cancel_prefix is None


# who


def test_email_alone_names_the_customer(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"p{i % 5}@example.com", f"Person {i % 5}", f"2024-01-{i + 1:02}", "5.00") for i in range(20)]
    mapping = mapped(orders_csv(("Email", "Customer name", "Date", "Total"), rows))
    assert mapping.identity == ("email",)
    assert columns(mapping)["last_name"] == "Customer name"


def test_a_name_alone_is_taken_with_a_warning(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"Ann Person{i % 5}", f"2024-01-{i + 1:02}", "5.00") for i in range(20)]
    mapping = mapped(orders_csv(("Customer name", "Date", "Total"), rows))
    assert mapping.identity == ("customer_id",)
    assert any("two people of one name" in note for note in mapping.notes)


def test_customer_zero_is_nobody_only_where_it_stands_for_many(orders_csv: Write, mapped: Mapped) -> None:
    guests = [(0 if i % 3 else i, f"2024-01-{i % 28 + 1:02}", "5.00") for i in range(300)]
    assert "0" in mapped(orders_csv(("customer_id", "date", "total"), guests)).anonymous
    counted = [(i % 30, f"2024-01-{i % 28 + 1:02}", "5.00") for i in range(300)]
    assert "0" not in mapped(orders_csv(("customer_id", "date", "total"), counted)).anonymous


def test_customer_zero_of_a_large_file_is_told_by_all_rows_and_not_by_some(orders_csv: Write, mapped: Mapped) -> None:
    dated = [(900_000 + i, f"2024-01-{i % 28 + 1:02}", "5.00") for i in range(3_000)]
    rare = [*dated[:50], (0, "2024-01-05", "5.00"), *dated[50:]]
    assert "0" in mapped(orders_csv(("customer_id", "date", "total"), rare)).anonymous
    # the detector's sample ends before this customer, who shows that numbers begin at the beginning
    assert "0" not in mapped(orders_csv(("customer_id", "date", "total"), [*rare, (7, "2024-01-06", "5.00")])).anonymous


def test_a_table_without_names_is_read_by_its_values(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"K-{i % 9:03}", f"2024-01-{i % 28 + 1:02}", f"{i}.50", i % 3 + 1) for i in range(60)]
    mapping = mapped(orders_csv(None, rows))
    assert columns(mapping) == {"customer_id": "c1", "ordered_at": "c2", "total": "c3"}
    assert all(use.sure < 0.8 for use in mapping.uses)


def test_a_table_without_names_that_stays_open_is_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(f"K-{i % 9:03}", f"S-{i % 8:03}", f"2024-01-{i % 28 + 1:02}", f"{i}.50") for i in range(60)]
    with pytest.raises(UndecidedError, match="could name the customer: c1, c2"):
        mapped(orders_csv(None, rows))


def test_answers_win_and_wrong_ones_are_told_with_near_names(orders_csv: Write, mapped: Mapped) -> None:
    path = orders_csv(("a", "b", "c"), [(f"x{i % 5}", f"2024-01-{i + 1:02}", f"{i}.5") for i in range(20)])
    mapping = mapped(path, Answers(columns={"customer_id": "A", "ordered_at": "b", "total": "c"}))
    assert columns(mapping) == {"customer_id": "a", "ordered_at": "b", "total": "c"}
    with pytest.raises(SourceError, match="no field 'custmer_id'") as wrong_role:
        mapped(path, Answers(columns={"custmer_id": "a"}))
    assert "customer_id" in wrong_role.value.remedy
    with pytest.raises(SourceError, match="no column 'z'"):
        mapped(path, Answers(columns={"customer_id": "z"}))
    with pytest.raises(DataError, match="'a' are no dates"):
        mapped(path, Answers(columns={"customer_id": "b", "ordered_at": "a"}))


def test_native_types_need_no_formats(engine: DuckDBEngine) -> None:
    engine.table("typed", "SELECT 1 AS customer_id, TIMESTAMPTZ '2024-01-05 10:00:00+01' AS order_date, 1.5::DOUBLE AS total")
    mapping = detect_orders(engine, "typed", tuple(engine.columns("typed")))
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.NATIVE_ZONED)
    assert form(mapping, "total") is None
    assert mapping.anonymous == ()
    engine.drop("typed")


def test_a_table_without_rows_is_refused(engine: DuckDBEngine) -> None:
    engine.table("none", "SELECT 1 AS customer_id, DATE '2024-01-05' AS order_date WHERE false")
    with pytest.raises(DataError, match="no rows"):
        detect_orders(engine, "none", ("customer_id", "order_date"))
    engine.drop("none")
