from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summaries import CASES, HOSTILE, RIGHT_TO_LEFT, WIDE, named, shop, unbalanced, without_money

from regulars.charts.columns import TextColumn, cells_of, clip, fold, one_line, pad, table
from regulars.charts.terminal import summary_text


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_line_is_wider_than_asked(case: str, width: int) -> None:
    lines = summary_text(CASES[case](), width).splitlines()
    assert [line for line in lines if cells_of(line) > width] == []


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60), st.integers(40, 140))
def test_no_name_breaks_the_layout(name: str, width: int) -> None:
    said = summary_text(named(name), width)
    assert all(cells_of(line) <= width for line in said.split("\n"))
    assert not any(ord(letter) < 32 and letter != "\n" for letter in said)


def test_the_customers_at_risk_come_first() -> None:
    first = summary_text(shop(), 160).splitlines()[0]
    at_stake = "495 customers, £760,335.13 spent so far (9.1% of net revenue), in Can't Lose Them and At Risk"
    assert first == f"High value at risk: {at_stake}."


def test_segments_to_be_won_back_follow_those_at_risk() -> None:
    assert "\nAlso to win back: Hibernating 611 customers, £368,453.\n" in summary_text(shop())
    said = summary_text(without_money(), 160)
    assert "\nTo win back: Can't Lose Them 93 customers; At Risk 402 customers; Hibernating 611 customers.\n" in said


def test_returns_say_what_they_count() -> None:
    said = " ".join(summary_text(shop(), 160).split())
    own = "8,743 rows of their own are returns or cancellation documents"
    assert f"{own}; refunds written on the orders are in the refunds and returns above." in said
    assert "No row is a return or cancellation document." in " ".join(summary_text(without_money(), 160).split())


def test_columns_not_used_are_named_up_to_eight() -> None:
    plain = shop()
    many = replace(plain.quality.mapping, unused=tuple(f"c{at}" for at in range(12)))
    assert "  Not used: Description2, Unnamed: 9\n" in summary_text(plain)
    said = summary_text(replace(plain, quality=replace(plain.quality, mapping=many)))
    assert "  Not used: c0, c1, c2, c3, c4, c5, c6, c7 (+4)\n" in said


def test_key_figures_cuts_and_proof_are_told() -> None:
    said = " ".join(summary_text(shop(), 160).split())
    for part in (
        "4,338 customers · 18,532 orders · £8,310,477.05 net revenue", "As of 10 December 2011 (Europe/London)",
        "14 | 34 | 71 | 179 days", "4 of 5 levels usable", "£250.10 | £490.52", "no customer on the row 135,080 £1,447,682.120",
        "✓ Everything adds up: 406,627 counted + 135,282 left out = 541,909 rows",
        "£8,911,407.900 gross \u2212 £600,930.850 refunds and returns = £8,310,477.050 net", "unit_price=UnitPrice (72% sure)",
        "! 5,268 rows are identical",
    ):  # fmt: skip
        assert part in said


def test_a_ledger_that_does_not_add_up_shouts() -> None:
    said = summary_text(unbalanced())
    assert "✗ DOES NOT ADD UP: 7 rows unaccounted for" in said
    assert "Everything adds up" not in said


def heading(said: str) -> str:
    return next(line for line in said.splitlines() if line.startswith("Segment"))


def test_less_important_columns_leave_first() -> None:
    shown = {width: re.split(r"\s{2,}", heading(summary_text(shop(), width))) for width in (160, 80, 60, 40)}
    assert shown[160][-1] == "Patterns"
    assert "Patterns" not in shown[80]
    assert "Net revenue" in shown[60]
    assert set(shown[40]) < set(shown[60]) < set(shown[80]) < set(shown[160])


@pytest.mark.parametrize("name", [WIDE, RIGHT_TO_LEFT])
def test_numbers_line_up_under_wide_and_right_to_left_names(name: str) -> None:
    lines = summary_text(named(name), 120).splitlines()
    top = heading("\n".join(lines))
    at = cells_of(top[: top.index("Customers") + len("Customers")])
    rows = lines[lines.index(top) + 1 :][:12]
    figures = [f"{part.customers:,}" for part in shop().segments]
    for row, figure in zip(rows, figures, strict=True):
        assert cells_of(row[: row.index(f" {figure} ") + 1 + len(figure)]) == at


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = summary_text(shop()), summary_text(shop(), colour=True)
    assert "\x1b" not in plain
    assert coloured != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_data_cannot_send_escape_sequences() -> None:
    assert "\x1b" not in summary_text(named(HOSTILE))
    assert one_line("a\x1b[2J\nb\u202ec") == "a\ufffd[2J bc"


def test_without_money_nothing_is_said_about_amounts() -> None:
    said = summary_text(without_money())
    assert "net revenue" not in said.lower()
    assert "£" not in said
    assert "can't be told without money" in said


def test_made_up_data_says_so() -> None:
    assert "Made-up data" in summary_text(CASES["made_up"]())
    assert "Made-up data" not in summary_text(shop())


def test_text_is_measured_in_cells() -> None:
    assert cells_of("abc") == 3
    assert cells_of("日本") == 4
    assert cells_of("e\u0301") == 1
    assert cells_of(one_line("שלום")) == 4


@given(st.text(max_size=40), st.integers(1, 30))
def test_clipped_and_padded_text_has_its_width(text: str, width: int) -> None:
    shown = one_line(text)
    assert cells_of(clip(shown, width)) <= width
    assert cells_of(pad(clip(shown, width), width)) == width


@given(st.text(max_size=120), st.integers(10, 40))
def test_folding_loses_no_word_that_fits(text: str, width: int) -> None:
    words = one_line(text).split()
    lines = fold(" ".join(words), width, "  ")
    assert all(cells_of(line) <= width for line in lines)
    if all(cells_of(word) <= width - 2 for word in words):
        assert " ".join(lines).split() == words


def test_isolates_stay_closed_when_text_is_clipped() -> None:
    assert clip(one_line(RIGHT_TO_LEFT), 8).count("\u2069") == 1


def test_a_long_first_column_gives_way_before_other_columns() -> None:
    columns = [TextColumn("Name", ["x" * 100], right=False), TextColumn("Number", ["12345"], drop=1)]
    top, row = table(columns, 40)
    assert top.endswith("Number")
    assert row.endswith("12345")
    assert "…" in row


def test_importing_it_loads_no_heavy_module() -> None:
    code = "import sys, regulars.charts.terminal; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "regulars.charts.terminal" in loaded
    heavy = {"duckdb", "sqlglot", "numpy", "pyarrow", "rich", "html", "regulars.scoring.results", "dataclasses", "inspect"}
    assert not heavy & set(loaded)
