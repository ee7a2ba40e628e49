"""The detector and the query agree about every written number, and about what its unit is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError
from regulars.ingest.numbers import number_evidence, number_format, sign_of, unit_of
from regulars.queries import reading
from regulars.queries.render import sql
from regulars.queries.scans import literal
from regulars.queries.written_money import CURRENCY_SIGNS, SHARED_SIGNS, different_units, units_of
from regulars.tables import ColumnUse, Mapping, NumberFormat

Write = Callable[..., Path]
Mapped = Callable[..., Mapping]
HEADER = ("order_id", "customer_id", "order_date", "total")


def read_value(engine: DuckDBEngine, value: str, decimal: str) -> Decimal | None:
    money = sql(reading.money_value(ColumnUse("total", "v", NumberFormat(False, decimal)), "VARCHAR"), "duckdb")
    found: Decimal | None = engine.rows(f"SELECT {money} FROM (SELECT {literal(value)} AS v)")[0][0]
    return found


@pytest.mark.parametrize("value", ["1.2K", "$2.5M", "20 CR", "12 abc", "20 kg", "50¢", "20 per cent", "20 €/mo", "$", "20*", "~20"])
def test_a_tail_that_is_no_currency_makes_no_number(engine: DuckDBEngine, value: str) -> None:
    assert sign_of(value) is None
    assert read_value(engine, value, ".") is None


@pytest.mark.parametrize(
    ("value", "decimal", "meant"),
    [
        ("€20", ".", "20"), ("20 EUR", ".", "20"), ("US $20.50", ".", "20.5"), ("$20.00 USD", ".", "20"), ("R$ 1.234,50", ",", "1234.5"),
        ("1 234,50 zł", ",", "1234.5"), ("20 Kč", ".", "20"), ("kr. 20", ".", "20"), ("Rs.-500", ".", "-500"), ("20 лв", ".", "20"),
        ("CHF 1'234.50", ".", "1234.5"), ("(€20.00)", ".", "-20"), ("20.00-", ".", "-20"), ("\u20135.00", ".", "-5"), ("1e3", ".", "1000"),
        ("20,-", ",", "20"), ("20,-", ".", "20"), ("20.-", ".", "20"), ("20.-", ",", "20"), ("1.250,-", ",", "1250"),
        ("20,--", ",", "20"), ("20,- €", ",", "20"), ("-20,-", ",", "-20"),
    ],
)  # fmt: skip
def test_a_currency_and_a_dash_for_nil_cents_do_not_change_the_number(
    engine: DuckDBEngine, value: str, decimal: str, meant: str
) -> None:
    assert sign_of(value) is not None
    assert read_value(engine, value, decimal) == Decimal(meant)


@settings(max_examples=30)
@given(st.lists(st.text(st.sampled_from("0123456789.,-()'€$ kKMEURzł\u2013%"), min_size=1, max_size=9), min_size=20, max_size=60))
def test_what_the_detector_does_not_read_the_query_does_not_read(shared_engine: DuckDBEngine, values: list[str]) -> None:
    money = sql(reading.money_value(ColumnUse("total", "v", NumberFormat(False, ".")), "VARCHAR"), "duckdb")
    listed = ", ".join(literal(value.strip()) for value in values)
    found = shared_engine.rows(f"SELECT v, {money} FROM (SELECT unnest([{listed}]) AS v)")
    assert [value for value, read in found if read is not None and sign_of(value) is None] == []


@pytest.mark.parametrize("sign", [*CURRENCY_SIGNS, *SHARED_SIGNS])
def test_every_listed_sign_is_known_before_and_after_the_digits(engine: DuckDBEngine, sign: str) -> None:
    expected = frozenset({CURRENCY_SIGNS.get(sign, sign)})
    assert unit_of(f"{sign} 20") == unit_of(f"20 {sign.upper()}") == expected
    unit = sql(reading.money_unit("v"), "duckdb")
    assert units_of(str(engine.rows(f"SELECT {unit} FROM (SELECT {literal(sign + ' 20')} AS v)")[0][0])) == expected


def test_a_shared_sign_beside_a_code_it_may_stand_for_is_one_unit() -> None:
    assert different_units(frozenset({"$", "CAD"})) == {"CAD"}
    assert different_units(frozenset({"$", "EUR"})) == {"$", "EUR"}


def test_whole_numbers_with_a_dash_for_nil_cents_keep_their_thousands() -> None:
    assert number_format(number_evidence(["1.250,-", "1.000"]), None) == NumberFormat(False, ",")


@pytest.mark.parametrize("several", [("€100", "$20", "£50"), ("20 EUR", "20 USD"), ("R$ 10", "€ 10")])
def test_amounts_in_several_currencies_are_refused(orders_csv: Write, mapped: Mapped, several: tuple[str, ...]) -> None:
    rows = [(i, f"c{i % 3}", f"2024-01-{i + 1:02}", several[i % len(several)]) for i in range(12)]
    with pytest.raises(DataError, match="several currencies") as caught:
        mapped(orders_csv(HEADER, rows))
    assert f"on {12 // len(several)} rows" in caught.value.problem


def test_one_other_currency_far_below_the_sample_is_found(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(i, f"c{i % 30}", "2024-01-05", "€ 5.00") for i in range(3000)] + [(9999, "c1", "2024-01-06", "$ 7.00")]
    with pytest.raises(DataError, match=r"EUR on 3,000 rows, \$ on 1 row"):
        mapped(orders_csv(HEADER, rows))


@pytest.mark.parametrize(
    ("written", "currency"), [("€ 5.50", "EUR"), ("5.50 CHF", "CHF"), ("$5.50", None), ("$5.50 USD", "USD"), ("5.50", None)]
)
def test_one_currency_in_the_values_is_the_currency_of_the_amounts(
    orders_csv: Write, mapped: Mapped, written: str, currency: str | None
) -> None:
    rows = [(i, f"c{i % 3}", f"2024-01-{i + 1:02}", written) for i in range(9)]
    mapping = mapped(orders_csv(HEADER, rows))
    assert mapping.currency == currency
    assert any("The amounts in 'total' are" in note for note in mapping.notes) is (written != "5.50")


def test_a_currency_column_decides_instead_of_the_signs(orders_csv: Write, mapped: Mapped) -> None:
    rows = [(i, f"c{i % 3}", f"2024-01-{i + 1:02}", *(("€5", "EUR") if i % 2 else ("$5", "USD"))) for i in range(9)]
    mapping = mapped(orders_csv((*HEADER, "currency"), rows))
    assert mapping.use("currency") is not None
    assert mapping.currency is None
