"""From a written budget to a plan: what is believed, what is tested, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.errors import DefinitionError, RegularsError, SourceError
from regulars.playbooks.budget_files import parse_budget
from regulars.work.budget import SegmentSize, example, plan_budget, scored_segments

_HEAD = """
[plan]
budget = 1000
margin = 0.5
[[channel]]
name = "email"
contact = 0.1
"""


def _offer(segment: str, more: str = "") -> str:
    return f'[[offer]]\nsegment = "{segment}"\ntreatment = "t"\nchannel = "email"\nbase = 0.1\n{more}\n'


_SIZED = "customers = 5000\norder = 50\n"


def test_the_example_is_a_plan() -> None:
    plan = plan_budget(parse_budget(example(), "example.toml"))
    treated = {line.offer.treatment: line.customers for line in plan.proposed.lines}
    assert treated == {"voucher of 10": 0, "reminder": 1200, "early access": 0}
    assert plan.proposed.spent + sum(test.cost for test in plan.tests) <= plan.file.budget


def test_an_offer_may_say_what_a_contact_of_it_costs_in_place_of_its_channel() -> None:
    told = _SIZED + "contacts = 2\nlift = 0.05\nerror = 0.01\n"
    file = parse_budget(
        _HEAD + _offer("A", told) + _offer("B", told + "contact = 0.9\n") + _offer("C", told + "contact = 0\n"), "b.toml"
    )
    assert [line.offer.contact for line in plan_budget(file).proposed.lines] == [0.2, 1.8, 0.0]
    assert file.own_contacts == (("t", 0.9), ("t", 0.0))
    with pytest.raises(DefinitionError, match="contact is -1"):
        parse_budget(_HEAD + _offer("A", told + "contact = -1\n"), "b.toml")


def test_an_offer_has_to_gain_nineteen_times_in_twenty_where_nothing_else_is_said() -> None:
    # pays from 0.1 / 25 / 1.58 = 0.25 points on
    sure, unsure = (_offer(name, f"{_SIZED}lift = 0.0186\nerror = {error}\n") for name, error in (("A", 0.0095), ("B", 0.0105)))
    plan = plan_budget(parse_budget(_HEAD.replace("1000", "100000") + sure + unsure, "b.toml"))
    assert [round(line.offer.chance, 2) for line in plan.proposed.lines] == [0.95, 0.94]
    assert [bool(line.customers) for line in plan.proposed.lines] == [True, False]
    assert "a gain has a chance of 94%" in plan.proposed.lines[1].why


def test_sizes_and_orders_come_from_the_scored_segments() -> None:
    file = parse_budget(_HEAD + _offer("Champions", "lift = 0.05\nerror = 0.01"), "b.toml")
    plan = plan_budget(file, {"Champions": SegmentSize(700, 30.0)})
    offer = plan.proposed.lines[0].offer
    assert (offer.customers, offer.margin) == (700, 15.0)
    with pytest.raises(DefinitionError, match="has no customers"):
        plan_budget(file)
    with pytest.raises(DefinitionError, match="there is no segment 'Champions'"):
        plan_budget(file, {"Champion": SegmentSize(700, 30.0)})


def test_one_test_updates_the_prior_by_precision() -> None:
    tested = '[[test]]\nsegment = "a"\ntreatment = "t"\nlift = 0.04\nerror = 0.02\nended = "2026-01-31"\n'
    plan = plan_budget(parse_budget(_HEAD + _offer("a", _SIZED) + tested, "b.toml"))
    (found,) = plan.beliefs
    assert (found.lift, found.error) == pytest.approx((0.02, 0.02 / 2**0.5))
    assert (found.source, found.ended) == ("tested here once", "2026-01-31")


def test_a_segment_never_tested_is_believed_less_surely_than_those_that_were() -> None:
    tests = "".join(
        f'[[test]]\nsegment = "{name}"\ntreatment = "t"\nlift = {lift}\nerror = 0.005\n'
        for name, lift in (("a", 0.02), ("b", 0.06))
    )
    offers = "".join(_offer(name, _SIZED) for name in "abc")
    first, second, third = plan_budget(parse_budget(_HEAD + offers + tests, "b.toml")).beliefs
    assert 0.02 < first.lift < third.lift < second.lift < 0.06
    assert third.lift == pytest.approx(0.04)
    assert third.error > max(first.error, second.error)
    assert third.source == "from 2 other segments"


def test_money_is_kept_for_a_test_where_too_little_is_known_and_only_there() -> None:
    unknown = _offer("unknown", "customers = 20000\norder = 50")
    known = _offer("known", "customers = 1000\norder = 50\nlift = 0.05\nerror = 0.005")
    hopeless = _offer("hopeless", "customers = 20000\norder = 50\nlift = -0.05\nerror = 0.005")
    plan = plan_budget(parse_budget(_HEAD.replace("1000", "5000") + unknown + known + hopeless, "b.toml"))
    assert [test.offer.segment for test in plan.tests] == ["unknown"]
    assert 0 < plan.tests[0].cost <= 1000
    assert plan.kept == pytest.approx(5000 - plan.tests[0].cost)
    assert plan.tests[0].worth > plan.tests[0].cost


def test_money_of_today_that_the_costs_do_not_explain_is_said_and_not_counted() -> None:
    more = "customers = 100\norder = 50\nlift = 0.2\nerror = 0.01\ntoday = 500"
    plan = plan_budget(parse_budget(_HEAD + _offer("a", more), "b.toml"))
    assert plan.present.spent == pytest.approx(10)
    assert plan.unexplained == pytest.approx(490)
    less = plan_budget(parse_budget(_HEAD + _offer("a", more.replace("500", "5")), "b.toml"))
    assert (less.present.spent, less.unexplained) == (pytest.approx(5), 0)


def test_the_next_money_brings_nothing_where_all_is_spent_well() -> None:
    more = "customers = 100\norder = 50\nlift = 0.2\nerror = 0.01"
    assert plan_budget(parse_budget(_HEAD + _offer("a", more), "b.toml")).marginal == 0
    tight = plan_budget(parse_budget(_HEAD + _offer("a", more.replace("100", "90000")), "b.toml"))
    assert tight.marginal > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[prior]\nlift = 0\n", r"there is no \[plan\]"),
        ("[plan]\nbudget = 5\nmargin = 0.4\n", "there is no offer"),
        (_HEAD.replace("1000", "-1") + _offer("a", _SIZED), "line 3: budget is -1"),
        (_HEAD.replace("0.5", "40") + _offer("a", _SIZED), "line 4: margin is 40"),
        (_HEAD + _offer("a", _SIZED).replace("email", "mail"), 'there is no channel "mail"'),
        (_HEAD + _offer("a", _SIZED) * 2, "is there twice"),
        (_HEAD + _offer("a", _SIZED + "lift = 0.1"), "lift and error belong together"),
        (_HEAD + _offer("a", _SIZED + "lift = 0.1\nerror = 0"), "error is 0"),
        (_HEAD + _offer("a", _SIZED + "bonus = 1"), 'no setting "bonus"'),
        (_HEAD + _offer("a", "customers = -4\norder = 5"), "customers is -4"),
        (_HEAD + _offer("a", "customers = 4\norder = nan"), "order"),
        (
            _HEAD.replace("margin", 'starts = "31.12.2026"\nmargin') + _offer("a", _SIZED),
            "line 4: starts is '31.12.2026', not a day",
        ),
        (_HEAD.replace("margin", 'starts = "9999-12-31"\nmargin') + _offer("a", _SIZED), "not a day"),
        (_HEAD.replace("margin", "days = 9999\nmargin") + _offer("a", _SIZED), "days is 9999"),
        ("budget = [", "b.toml"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(RegularsError, match=said):
        plan_budget(parse_budget(text, "b.toml"))


def test_a_folder_that_score_did_not_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"has no segments\.csv"):
        scored_segments(tmp_path)
    (tmp_path / "segments.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="not what regulars score writes"):
        scored_segments(tmp_path)


def test_the_error_of_the_gain_counts_a_lift_once_however_many_channels_it_goes_through() -> None:
    believed = "bend = 0\nlift = 0.05\nerror = 0.01\n"
    alone = plan_budget(parse_budget(_HEAD + _offer("a", _SIZED + believed), "b.toml"))
    assert alone.error == pytest.approx(alone.proposed.lines[0].customers * 25.0 * 0.01)
    tested = '[[test]]\nsegment = "a"\ntreatment = "t"\nlift = 0.08\nerror = 0.01\n'
    other = _offer("a", _SIZED + "bend = 0\n").replace('channel = "email"', 'channel = "sms"')
    both = _HEAD.replace("budget = 1000", "budget = 100000") + '[[channel]]\nname = "sms"\ncontact = 0.1\nmost = 300\n'
    plan = plan_budget(parse_budget(both + _offer("a", _SIZED + "bend = 0\n") + other + tested, "b.toml"))
    reached = sum(line.customers for line in plan.proposed.lines)
    assert plan.error == pytest.approx(reached * 25.0 * plan.beliefs[0].error)


def test_a_test_of_other_days_says_how_it_is_counted() -> None:
    tested = '[[test]]\nsegment = "a"\ntreatment = "t"\nlift = 0.08\nerror = 0.01\ndays = 120\n'
    plan = plan_budget(parse_budget(_HEAD + _offer("a", _SIZED) + tested, "b.toml"))
    (said,) = plan.horizons
    assert said.startswith(
        "A test written by hand tells of 120 days, and the plan has 30: 62% of its lift is believed to have come"
    )
    same = plan_budget(parse_budget(_HEAD + _offer("a", _SIZED) + tested.replace("120", "30"), "b.toml"))
    assert same.horizons == ()
    assert plan.beliefs[0].lift < same.beliefs[0].lift
