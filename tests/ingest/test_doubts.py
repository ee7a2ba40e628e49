"""Columns that claim a role and cannot play it are spoken about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.errors import DataError, UndecidedError
from regulars.ingest.detect import Answers
from regulars.tables import AmountRule, Mapping

Write = Callable[..., Path]
Mapped = Callable[..., Mapping]
HEADER = ("order_id", "customer_id", "order_date", "total")


def rows_of(*further: str, count: int = 12) -> list[tuple[object, ...]]:
    return [(i, f"c{i % 3}", f"2024-01-{i + 1:02}", *further) for i in range(count)]


def roles(mapping: Mapping) -> dict[str, str]:
    return {use.role: use.column for use in mapping.uses}


@pytest.mark.parametrize("value", ["1.2K", "12 abc", "$2.5M"])
def test_an_amount_that_cannot_be_read_is_refused_by_name(orders_csv: Write, mapped: Mapped, value: str) -> None:
    with pytest.raises(DataError) as caught:
        mapped(orders_csv(HEADER, rows_of(value)))
    assert "'total'" in caught.value.problem
    assert value in caught.value.problem
    assert "--map-columns total=" in caught.value.remedy


def test_a_few_unreadable_amounts_are_noted_and_not_refused(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv(HEADER, [*rows_of("5.00", count=30), (99, "c1", "2024-01-02", "20 CR")]))
    assert roles(mapping)["total"] == "total"
    assert any("1 value of the column 'total'" in note and "20 CR" in note for note in mapping.notes)


def test_an_amount_without_and_with_tax_is_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    header = (*HEADER[:3], "amount_excl_tax", "amount_incl_tax")
    with pytest.raises(UndecidedError, match="amount_excl_tax, amount_incl_tax"):
        mapped(orders_csv(header, rows_of("10.00", "12.00")))
    answered = mapped(orders_csv(header, rows_of("10.00", "12.00")), Answers({"total": "amount_incl_tax"}))
    assert roles(answered)["total"] == "amount_incl_tax"


def test_two_amounts_with_unusual_endings_are_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    with pytest.raises(UndecidedError, match="could be the amount"):
        mapped(orders_csv((*HEADER[:3], "amount_foo", "amount_bar"), rows_of("10.00", "12.00")))


def test_one_amount_with_an_unusual_ending_is_pointed_out(orders_csv: Write, mapped: Mapped) -> None:
    mapping = mapped(orders_csv((*HEADER[:3], "amount_foo"), rows_of("10.00")))
    assert mapping.amount is AmountRule.NONE
    assert any("'amount_foo' may be the amount" in note for note in mapping.notes)


def test_cents_are_asked_about(orders_csv: Write, mapped: Mapped) -> None:
    with pytest.raises(UndecidedError, match="cents"):
        mapped(orders_csv((*HEADER[:3], "amount_cents"), rows_of("1050")))


def test_a_quantity_that_cannot_be_read_is_refused(orders_csv: Write, mapped: Mapped) -> None:
    with pytest.raises(DataError, match="'quantity' is named like a quantity"):
        mapped(orders_csv((*HEADER[:3], "quantity", "unit_price"), rows_of("3 boxes", "2.50")))


@pytest.mark.parametrize("name", ["order_date", "date"])
def test_a_date_that_cannot_be_read_is_shown(orders_csv: Write, mapped: Mapped, name: str) -> None:
    header = ("order_id", "customer_id", name, "ship_date", "total")
    rows = [(i, f"c{i % 3}", f"week {i} of 2024", f"2024-01-{i + 1:02}", 5) for i in range(12)]
    with pytest.raises(DataError, match="are no dates, such as 'week 0 of 2024'"):
        mapped(orders_csv(header, rows))


def test_a_customer_number_with_fractions_is_shown(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(i, f"{i}.25", f"2024-01-{i + 1:02}", 5) for i in range(12)]
    with pytest.raises(DataError, match=r"no identifiers, such as '0.25'"):
        mapped(orders_csv(HEADER, rows))


@pytest.mark.parametrize("name", ["total", "customer_id"])
def test_two_columns_of_one_name_with_different_values_are_asked_about(orders_csv: Write, mapped: Mapped, name: str) -> None:
    with pytest.raises(UndecidedError, match=f"Two columns are called '{name}'"):
        mapped(orders_csv((*HEADER, name), rows_of("10.00", "11.00")))


def test_two_columns_of_one_name_are_noted(orders_csv: Write, opened: Callable[..., object]) -> None:
    source = opened(orders_csv((*HEADER, "comment", "Comment"), rows_of("10.00", "x", "y")))
    assert any("columns of one name: comment" in note for note in source.notes)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "values", "role"),
    [
        ("is_cancelled", ("true", "false"), "cancelled"),
        ("storniert", ("ja", "nein"), "cancelled"),
        ("Cancelled", ("0", "1"), "cancelled"),
        ("is_refunded", ("yes", "no"), "is_refunded"),
        ("refunded", ("0", "1"), "is_refunded"),
        ("refunded", ("0.00", "12.50"), "refunded"),
        ("is_return", ("Y", "N"), "is_return"),
        ("transaction_type", ("sale", "refund"), "row_type"),
        ("document_type", ("Invoice", "CREDIT_MEMO"), "row_type"),
        ("Belegart", ("Rechnung", "Gutschrift"), "row_type"),
    ],
)
def test_a_column_of_flags_or_kinds_plays_its_role(
    orders_csv: Write, mapped: Mapped, name: str, values: tuple[str, str], role: str
) -> None:
    rows = [(i, f"c{i % 3}", f"2024-01-{i + 1:02}", "5.00", values[i % 4 == 0]) for i in range(12)]
    assert roles(mapped(orders_csv((*HEADER, name), rows)))[role] == name


@pytest.mark.parametrize(
    ("name", "value"), [("type", "gold member"), ("is_cancelled", "customer changed mind"), ("document_type", "PDF")]
)
def test_other_words_play_no_such_role(orders_csv: Write, mapped: Mapped, name: str, value: str) -> None:
    mapping = mapped(orders_csv((*HEADER, name), rows_of("5.00", value)))
    assert not {"cancelled", "row_type"} & roles(mapping).keys()


def test_refunds_of_0_and_1_at_first_are_money_if_other_numbers_follow(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(i, f"c{i % 9}", "2024-01-05", "5.00", i % 2) for i in range(1500)] + [(5000, "c1", "2024-01-05", "25.00", "25.00")]
    assert roles(mapped(orders_csv((*HEADER, "refunded"), rows)))["refunded"] == "refunded"


def test_equal_rows_of_an_order_are_asked_about_where_nothing_tells(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(i // 2, f"c{i % 3}", "2024-01-05", 10 + i // 2) for i in range(8)]
    header = ("order_id", "customer_id", "order_date", "amount")
    with pytest.raises(UndecidedError, match="4 orders have several rows with the same 'amount'"):
        mapped(orders_csv(header, rows))
    assert mapped(orders_csv(header, rows), Answers({"total": "amount"})).amount is AmountRule.REPEATED_TOTAL
    assert mapped(orders_csv(header, rows), Answers({"line_total": "amount"})).amount is AmountRule.LINE_TOTAL


@pytest.mark.parametrize("header", [("sku", "amount"), ("note", "order_total"), ("note", "Grand Total")])
def test_one_order_with_equal_rows_is_counted_once_where_the_columns_tell(
    orders_csv: Write, mapped: Mapped, header: tuple[str, str]
) -> None:
    rows = [(max(i, 1), f"c{max(i, 1)}", "2024-01-05", f"p{i}", 10 + max(i, 1)) for i in range(6)]
    mapping = mapped(orders_csv(("order_id", "customer_id", "order_date", *header), rows))
    assert mapping.amount is AmountRule.REPEATED_TOTAL
    assert not any("different" in note for note in mapping.notes)


@pytest.mark.parametrize(
    ("ids", "mixed"), [(("17", "17.0"), True), (("17.0", "18.0"), False), (("17", "18"), False), (("a1.0", "a1"), False)]
)
def test_numbers_with_and_without_a_fraction_are_one_customer(
    orders_csv: Write, mapped: Mapped, ids: tuple[str, str], mixed: bool
) -> None:
    rows = [(i, ids[i % 2], f"2024-01-{i + 1:02}", "5.00") for i in range(12)]
    mapping = mapped(orders_csv(HEADER, rows))
    assert mapping.strip_id_fraction is mixed
    assert any("end in .0" in note for note in mapping.notes) is mixed


def test_days_that_stand_for_no_date_are_counted(orders_csv: Write, mapped: Mapped) -> None:
    rows = [*rows_of("5.00"), (50, "c1", "1970-01-01", "5.00"), (51, "c1", "1900-01-01", "5.00"), (52, "c2", "1970-01-01", "5.00")]
    mapping = mapped(orders_csv(HEADER, rows))
    assert any("1900-01-01 on 1 row, 1970-01-01 on 2 rows" in note for note in mapping.notes)
    assert not any("unknown date" in note for note in mapped(orders_csv(HEADER, rows_of("5.00"))).notes)


@pytest.mark.parametrize("nobody", ["#N/A", "#REF!", "undefined", "(blank)", "\\N", "Grand Total", "Summe"])
def test_placeholders_are_nobody(orders_csv: Write, mapped: Mapped, nobody: str) -> None:
    assert nobody.lower() in mapped(orders_csv(HEADER, [*rows_of("5.00"), (50, nobody, "2024-01-02", "5.00")])).anonymous


@pytest.mark.parametrize(("others", "is_nobody"), [(("1", "2"), False), (("c1", "c2"), True), (("10423", "10424"), True)])
def test_customer_0_is_nobody_unless_numbers_are_small(
    orders_csv: Write, mapped: Mapped, others: tuple[str, str], is_nobody: bool
) -> None:
    rows = [(i, others[i % 2], f"2024-01-{i + 1:02}", "5.00") for i in range(12)] + [(50, "0", "2024-01-02", "5.00")]
    assert ("0" in mapped(orders_csv(HEADER, rows)).anonymous) is is_nobody


def test_the_decimal_question_names_the_flag_as_it_is_typed(orders_csv: Write, mapped: Mapped) -> None:
    with pytest.raises(UndecidedError) as caught:
        mapped(orders_csv(HEADER, rows_of("1,234")))
    assert "--decimal comma or --decimal point" in caught.value.remedy
