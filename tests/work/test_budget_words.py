"""What a plan is compared with is said so that nobody takes a bet for a better plan."""

from __future__ import annotations

from regulars.playbooks.budget_files import parse_budget
from regulars.work.budget import plan_budget
from regulars.work.budget_words import beside_sentences

_HEAD = """
[plan]
budget = 1000
currency = "EUR"
margin = 0.5
[[channel]]
name = "email"
contact = 0.1
"""


def _offer(segment: str, more: str) -> str:
    return (
        f'[[offer]]\nsegment = "{segment}"\ntreatment = "t"\nchannel = "email"\ncustomers = 1000\nbase = 0.1\norder = 50\n{more}\n'
    )


def test_a_split_that_brings_less_says_how_much() -> None:
    offers = _offer("a", "lift = 0.05\nerror = 0.01\nbend = 0") + _offer("b", "lift = 0.0\nerror = 0.001\ntoday = 100")
    today, even = beside_sentences(plan_budget(parse_budget(_HEAD + offers, "b.toml")))
    assert today == "As it is split today, €100.00 would lose €100.00, €1,250.00 less than the plan."
    assert even == "Spread the same over everyone, €200.00 would bring €1,050.00, €100.00 less than the plan."


def test_a_split_that_looks_better_by_lifts_hardly_known_is_called_a_bet() -> None:
    offers = _offer("a", "lift = 0.05\nerror = 0.01\nbend = 0") + _offer("b", "lift = 0.05\nerror = 0.2\nbend = 0")
    (even,) = beside_sentences(plan_budget(parse_budget(_HEAD.replace("[[", "for_tests = 0\n[[", 1) + offers, "b.toml")))
    assert even.startswith(
        "Spread the same over everyone, €200.00 would bring €2,300.00 if the lifts are as believed, but only €1,150.00"
    )
    assert "The plan does not bet on the others" in even


def test_a_split_that_looks_better_because_it_may_spend_more_says_so() -> None:
    offers = _offer("a", "lift = 0.05\nerror = 0.01\nbend = 0\ntoday = 100")
    (today, _) = beside_sentences(plan_budget(parse_budget(_HEAD.replace("1000", "50") + offers, "b.toml")))
    assert today.startswith("As it is split today, €100.00 would bring €1,150.00, €575.00 more than the plan, which may not")


def test_todays_money_for_several_offers_treats_nobody_twice() -> None:
    offers = "".join(
        _offer("a", f"lift = 0.05\nerror = 0.01\nbend = 0\ntoday = {money}").replace('treatment = "t"', f'treatment = "{money}"')
        for money in (100, 60)
    )
    plan = plan_budget(parse_budget(_HEAD + offers, "b.toml"))
    # their money treats 1,000 and 600 of 1,000 customers, who get one treatment at most
    assert [line.customers for line in plan.present.lines] == [625, 375]
    assert plan.present.net <= plan.proposed.net
    assert plan.unexplained == 160 - 100
