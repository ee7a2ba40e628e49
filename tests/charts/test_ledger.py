from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from summaries import shop, unbalanced

from regulars.charts.ledger import balances, differences, duplicate_words, places
from regulars.charts.quality import TIME_WORDS, amount_words, sure_words
from regulars.tables import AmountRule, TimeKind


def test_a_balanced_ledger_has_no_differences() -> None:
    assert balances(shop().quality)
    assert differences(shop()) == ()


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_a_ledger_balances_exactly_when_nothing_is_unaccounted_for(rows: int, cents: int, net: int) -> None:
    plain = shop()
    quality = replace(
        plain.quality, rows=plain.quality.rows + rows, input_revenue=plain.quality.input_revenue + Decimal(cents) / 100,
        gross=plain.quality.gross + Decimal(net) / 100,
    )  # fmt: skip
    assert balances(quality) == (rows == cents == net == 0)
    assert len(differences(replace(plain, quality=quality))) == sum(1 for part in (rows, cents, net) if part)


def test_gross_less_returned_must_be_net() -> None:
    quality = replace(shop().quality, returned=shop().quality.returned + 1)
    assert quality.reconciles
    assert not balances(quality)


def test_differences_are_told_to_the_last_digit() -> None:
    assert differences(unbalanced())[:2] == ("7 rows unaccounted for", "£12.340 unaccounted for")
    assert places(shop().quality) == 3


def test_duplicates_not_looked_for_are_not_none() -> None:
    quality = shop().quality
    said = [duplicate_words(replace(quality, duplicate_rows=rows)) for rows in (None, 0, 1, 5268)]
    assert said[:2] == ["not looked for", "none"]
    assert said[2].startswith("1 row identical")
    assert said[3].startswith("5,268 rows identical")


def test_every_rule_and_kind_of_time_has_words() -> None:
    assert len({amount_words(rule) for rule in AmountRule}) == len(AmountRule)
    assert set(TIME_WORDS) == set(TimeKind)


def test_how_sure_is_told_in_words_and_percent() -> None:
    assert [sure_words(sure) for sure in (1.0, 0.86, 0.7, 0.2)] == [
        "certain (100%)", "likely (86%)", "fairly likely (70%)", "a guess, please check (20%)",
    ]  # fmt: skip
