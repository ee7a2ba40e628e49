"""Flags are a table of data: thresholds can be changed, and sentences follow them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from regulars.errors import DefinitionError
from regulars.fields import CATALOGUE
from regulars.scoring.flags import FLAGS, Flag, UsualUnits, edited, in_shop


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_every_flag_says_when_and_why(flag: Flag) -> None:
    assert "{" not in flag.rule
    assert all(threshold.shown in flag.rule for threshold in flag.thresholds)
    fields = {field.name for field in CATALOGUE} | {"unreachable_because"}
    assert set(flag.needs) <= fields
    assert {field for _, field, _ in flag.pieces if field} <= set(flag.needs)


def test_a_changed_threshold_changes_the_rule_and_nothing_else() -> None:
    changed = edited(FLAGS, {"high_return_rate": {"share": Decimal("0.55")}})
    rules = {flag.name: flag.rule for flag in changed}
    assert "at least 55 %" in rules.pop("high_return_rate")
    assert all(rules[flag.name] == flag.rule for flag in FLAGS if flag.name in rules)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hight_return_rate": {"share": Decimal(1)}}, "high_return_rate"),
        ({"high_return_rate": {"shares": Decimal(1)}}, "share"),
        ({"high_return_rate": {"share": Decimal(40)}}, "1 at most"),
        ({"slipping": {"overdue": Decimal(-1)}}, "above 0"),
        ({"unreachable": {"share": Decimal(1)}}, "nothing to change"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_the_way_out(changes: dict[str, dict[str, Decimal]], words: str) -> None:
    with pytest.raises(DefinitionError, match=words):
        edited(FLAGS, changes)


def test_what_is_usual_in_the_shop_is_said_where_it_decides() -> None:
    flags = {flag.name: flag for flag in in_shop(FLAGS, UsualUnits(median=Decimal("2.5"), most=Decimal(40)))}
    assert flags["reseller"].rule.endswith("among the 10 % of the customers with most units per line (the shop's median is 2.5)")
    assert "(the shop's median is 2.5)" in flags["reseller"].pieces[-1][0]
    assert all(flags[flag.name] == flag for flag in FLAGS if flag.name != "reseller")
