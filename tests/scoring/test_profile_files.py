"""Profile rules as a person writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.errors import DefinitionError
from regulars.scoring.flags import FLAGS
from regulars.scoring.prediction import PredictionTerms
from regulars.scoring.profile_files import ProfileRules, parse_profile_rules

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "profile.md").read_text()


def test_the_example_of_the_docs_is_valid_and_means_what_it_says() -> None:
    rules = parse_profile_rules(re.findall(r"```\n(.*?)```", PAGE, flags=re.DOTALL)[0], "rules.toml")
    assert (rules.lifecycle.typical_gap, rules.lifecycle.lapsed, rules.lifecycle.new_days) == (45, 5, None)
    flag = next(flag for flag in rules.flags if flag.name == "high_return_rate")
    assert (flag.limit("share"), flag.limit("orders")) == (Decimal("0.5"), 4)
    assert {weight.type: weight.points for weight in rules.event_weights} == {"site_visit": 1, "email_click": 3}
    assert rules.prediction == PredictionTerms(margin=Decimal("0.4"))


def test_an_empty_section_changes_nothing() -> None:
    assert parse_profile_rules("[lifecycle]", "rules.toml") == ProfileRules()


def test_every_flag_is_on_the_page() -> None:
    assert [flag.name for flag in FLAGS if f"`{flag.name}`" not in PAGE] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[livecycle]\nlapsed = 3", 'no setting "livecycle"'),
        ("[lifecycle]\nlapsd = 3", "Did you mean lapsed"),
        ("[lifecycle]\nlapsed = 0", "line 2: lapsed is 0"),
        ("[lifecycle]\nnew_days = 1.5", "whole number"),
        ("[lifecycle]\nnew_days = -1", "line 2: new_days is -1"),
        ("[lifecycle]\nestablished_orders = 1", "line 2: established_orders is 1"),
        ("[lifecycle]\ntypical_gap = 1e300", "line 2: typical_gap is"),
        ("[flags.slipping]\noverdue = 5", "overdue is 5, at_most 4"),
        ("[event_weights]\nsite_visit = -1", "line 2: site_visit has -1 points"),
        ("[flags.high_return]\nshare = 0.5", "high_return_rate"),
        ("[flags.high_return_rate]\nshare = 40", "1 at most"),
        ("[prediction]\nmargin = 40", "line 2: margin is 40"),
        ("[prediction]\nyears = 0", "years is 0"),
        ("[prediction]\nyearly_discount = -1", "yearly_discount is -1"),
        ('[prediction]\nmodel = "mbg"', "Did you mean mbg_nbd"),
    ],
)
def test_mistakes_are_named_with_the_file(text: str, words: str) -> None:
    with pytest.raises(DefinitionError, match=words) as caught:
        parse_profile_rules(text, "rules.toml")
    assert "rules.toml" in str(caught.value)
