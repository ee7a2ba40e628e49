from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.charts import text
from regulars.scoring.results import Axis, CutMethod


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("1234567890123.45", "GBP", "£1,234,567,890,123.45"),
        ("-1234.5", "USD", "\u2212$1,234.50"),
        ("-0.001", "EUR", "€0.00"),
        ("1234.5", None, "1,234.50"),
        ("1234", "JPY", "¥1,234"),
        ("1.5", "KWD", "KWD\u00a01.500"),
        ("1.5", "CHF", "CHF\u00a01.50"),
        ("1.5", "<b>", "b\u00a01.50"),
        ("1.5", " ", "1.50"),
    ],
)
def test_money_is_written_as_people_read_it(amount: str, currency: str | None, said: str) -> None:
    assert text.money(Decimal(amount), currency) == said


def test_unknown_figures_are_a_dash() -> None:
    said = {text.money(None, "EUR"), text.percent(None), text.count(None), text.compact_money(None, None), text.date(None, "UTC")}
    assert said == {text.NOTHING}


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0.0%"), (0.0004, "<0.1%"), (-0.0004, "\u2212<0.1%"), (0.123, "12.3%"), (0.9999, ">99.9%"), (1, "100.0%"),
        (-0.5, "\u221250.0%"), (12.5, "1,250.0%"),
    ],
)  # fmt: skip
def test_shares_never_pretend_to_be_nothing_or_everything(share: float, said: str) -> None:
    assert text.percent(share) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (0.25, "0.25"), (999, "999"), (999.6, "1K"), (1234, "1.23K"), (999_950, "1M"), (15e6, "15M"), (1.2e12, "1.2T"),
        (-2500, "\u22122.5K"), (2e18, "2,000,000T"),
    ],
)  # fmt: skip
def test_compact_numbers_keep_three_digits(number: float, said: str) -> None:
    assert text.compact(number) == said


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15))
def test_money_reads_back_to_the_cent(amount: Decimal) -> None:
    said = text.money(amount, "EUR").replace("€", "").replace(",", "").replace("\u2212", "-")
    assert Decimal(said) == amount


@given(st.integers())
def test_counts_read_back(number: int) -> None:
    assert int(text.count(number).replace(",", "").replace("\u2212", "-")) == number


def test_counts_of_decimals_drop_only_idle_zeros() -> None:
    assert text.count(Decimal("1200.00")) == "1,200"
    assert text.count(Decimal("1.250")) == "1.25"
    assert text.count(Decimal(100)) == "100"


def test_naive_instants_are_utc() -> None:
    known = datetime(2011, 7, 1, 23, 30, tzinfo=UTC)
    assert text.instant(known, "Europe/London") == "2 July 2011, 00:30 (Europe/London)"
    assert text.instant(known.replace(tzinfo=None), "Europe/London") == "2 July 2011, 00:30 (Europe/London)"


def test_an_unknown_zone_leaves_the_instant_as_it_is() -> None:
    assert text.date(datetime(2011, 7, 1, tzinfo=UTC), "Not/A zone\0") == "1 July 2011"


def test_months_are_named_and_other_labels_kept() -> None:
    assert text.month("2011-12") == "Dec 2011"
    assert [text.month(label) for label in ("2011", "2011-13", "x-y", "")] == ["2011", "2011-13", "x-y", ""]


def test_scores_are_mirrored_when_the_highest_is_best() -> None:
    assert [text.shown_score(score, 5, 5) for score in range(1, 6)] == [5, 4, 3, 2, 1]
    assert [text.shown_score(score, 10, 1) for score in (1, 10)] == [1, 10]


def test_every_axis_and_method_has_words() -> None:
    assert len({text.extremes(axis) for axis in Axis}) == len(Axis)
    assert len({text.method(method) for method in CutMethod}) == len(CutMethod)


def test_paths_lose_only_what_they_share() -> None:
    assert text.short_paths(("/a/b/c.csv",)) == ("c.csv",)
    assert text.short_paths(("/a/b/c.csv", "/a/d/c.csv")) == ("b/c.csv", "d/c.csv")
    assert text.short_paths(("C:\\shop\\c.csv", "C:\\shop\\d.csv")) == ("c.csv", "d.csv")
    given = ("data/c.csv", "s3://bucket/c.csv", "(table in memory)")
    assert text.short_paths(given) == given
    assert text.short_paths(()) == ()


def test_sentences_round_money_from_a_hundred_up() -> None:
    assert [text.rounded_money(Decimal(amount), "USD") for amount in ("52964.80", "-120.5", "99.5")] == [
        "$52,965", "\u2212$120", "$99.50",
    ]  # fmt: skip


def test_digits_needed_are_at_least_the_currency_s() -> None:
    assert text.places_needed([Decimal("1.50"), Decimal("2.1234")], "EUR") == 4
    assert text.places_needed([Decimal(100)], "EUR") == 2
    assert text.places_needed([], "JPY") == 0


def test_sentences_count_properly() -> None:
    assert (text.plural(1, "day"), text.plural(2, "day"), text.plural(0, "day")) == ("1 day", "2 days", "0 days")
    assert (text.days(1), text.days(66.5)) == ("1 day", "66.5 days")
    assert text.words(["a", "b", "c"]) == "a, b and c"
    assert text.window(None) == "all history"
