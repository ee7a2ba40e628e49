import pytest

from regulars.validation import words
from regulars.validation.estimates import Estimate


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.percent(0.0525), "5.2 %"),
        (words.percent(0.62), "62 %"),
        (words.percent(0.0996), "10 %"),
        (words.money(12.5), "12.50"),
        (words.money(-1234.5), "\N{MINUS SIGN}1,234"),
        (words.number(-0.0001), "0.000"),
        (words.number(-0.01), "\N{MINUS SIGN}0.010"),
        (words.p_value(1e-9), "p < 0.001"),
        (words.p_value(0.0312), "p = 0.031"),
        (words.p_value(1.0), "p > 0.999"),
        (words.points(Estimate(0.2, -0.0524, 0.3339)), "20.0 points [\N{MINUS SIGN}5.2, 33.4]"),
        (words.money_interval(Estimate(950.5, 0.0, 2100.4)), "950 [0 \N{EN DASH} 2,100]"),
        (words.money_interval(Estimate(9.5, 0.0, 21.4)), "9.50 [0.00 \N{EN DASH} 21.40]"),
        (words.listed([]), ""),
        (words.listed(["a"]), "a"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_figures_read_as_a_person_writes_them(said, expected):
    assert said == expected
