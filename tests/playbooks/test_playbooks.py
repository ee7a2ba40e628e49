"""Playbooks: one for every segment, discounts that the margin carries, and files of a shop's own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.playbooks.files import format_playbook, parse_playbooks
from regulars.playbooks.plays import Incentive, Suppress, deepest_discount, playbook_for
from regulars.scoring.map_presets import get_map
from regulars.work.playbooks import read_playbooks, shipped_playbooks


def test_every_segment_of_the_default_map_has_one_with_its_objective() -> None:
    found = {each.segment: each for each in shipped_playbooks()}
    segments = get_map("default").segments
    assert set(found) == {segment.name for segment in segments}
    assert {name: each.objective for name, each in found.items()} == {segment.name: segment.objective for segment in segments}
    for each in found.values():
        assert all(
            (each.message, each.needs, each.motivations, each.churn_drivers, each.offer, each.channel, each.cadence, each.measure)
        )


@given(st.sampled_from(Incentive), st.decimals(min_value=-1, max_value=1, places=4))
def test_no_discount_costs_more_than_its_part_of_the_margin(incentive: Incentive, margin: Decimal) -> None:
    discount = deepest_discount(incentive, margin)
    assert discount is not None
    assert 0 <= discount <= max(margin, Decimal(0)) / 2
    assert discount <= (deepest_discount(Incentive.DEEP, margin) or 0)


def test_without_a_margin_no_depth_is_named() -> None:
    assert deepest_discount(Incentive.DEEP, None) is None
    assert deepest_discount(Incentive.NONE, None) == 0
    assert deepest_discount(Incentive.DEEP, Decimal("0.45")) == Decimal("0.22")


def test_what_is_printed_as_a_file_is_read_back_as_the_same() -> None:
    text = "\n".join(map(format_playbook, shipped_playbooks()))
    assert parse_playbooks(text, "mine.toml") == shipped_playbooks()


def test_a_file_changes_what_it_names_and_adds_segments_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "playbooks:\n- segment: champions\n  message: Hello\n- segment: Espresso lovers\n  based_on: Loyal Customers\n  incentive: none\n"
    )
    found = read_playbooks(path)
    assert len(found) == 13
    changed, added, base = (playbook_for(found, name) for name in ("Champions", "espresso lovers", "Loyal Customers"))
    assert changed is not None
    assert added is not None
    assert base is not None
    assert (changed.message, changed.objective) == ("Hello", "Maximize LTV")
    assert (added.incentive, added.message, added.suppress) == (Incentive.NONE, base.message, Suppress.NOWHERE)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[playbook]]\nsegment = "Lost"\nincentive = "huge"\n', 3, "none, low, deep"),
        ('[[playbook]]\nsegment = "Lost"\nincentiv = "none"\n', 3, "incentive"),
        ('[[playbook]]\nsegment = "Mine"\n', 1, "lacks objective"),
        ('[[playbook]]\nsegment = "Mine"\nbased_on = "Losst"\n', 3, "Lost"),
        ('[[playbook]]\nsegment = "Lost"\n[[playbook]]\nsegment = "LOST"\n', 4, "two playbooks"),
        ('[[playbook]]\nsegment = "Lost"\nneeds = {a = 1}\n', 3, "needs"),
    ],
)
def test_a_mistake_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(DefinitionError, match=f"mine.toml, line {line}:") as caught:
        parse_playbooks(text, "mine.toml", shipped_playbooks())
    assert said in f"{caught.value.problem} {caught.value.remedy}"
