"""A budget as the text of its file, every setting with what it means: what the page keeps and the command reads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from regulars.playbooks.budget_files import BudgetFile, WrittenOffer, WrittenTest
from regulars.scoring.sections import toml_text

_HEADING = "# The retention budget. Change it on the page Budget or here: regulars plan reads this file."
_PLAN = {
    "budget": "for the period",
    "currency": "",
    "starts": "the first day of the period",
    "days": "how long the period is",
    "margin": "the share of an order's money that is left",
    "evidence": "an offer has to gain with this chance",
    "for_tests": "at most this share of the budget goes into tests",
    "most_per_customer": "most money for one customer",
}
_OFFER = {
    "customers": "in place of the segment's size",
    "base": "share that buys in the period anyway, in place of what was measured",
    "order": "money of one order, in place of the segment's average",
    "contacts": "in the period",
    "contact": "cost of one contact, in place of the channel's",
    "incentive": "cost of one redemption",
    "redeemed": "share of buyers who redeem it",
    "lift": "a belief of your own, in place of tests and prior",
    "error": "its standard error",
    "bend": "how much the first customers respond more than the last; 0: all alike",
    "fixed": "spent once if anybody is treated",
    "least": "treat so many or none",
    "today": "what it gets at present",
}
# what a file leaves out where it says nothing else
_UNSAID = {"contacts": 1, "incentive": 0.0, "redeemed": 1.0, "bend": 1.0, "fixed": 0.0, "least": 0, "today": 0.0}


def written_budget(file: BudgetFile) -> str:
    """The text of a budget file (TOML); `parse_budget` reads the same budget from it."""
    lines = [_HEADING, "", "[plan]"]
    lines += [_line(key, value, said) for key, said in _PLAN.items() if (value := getattr(file, key)) not in (None, "")]
    lines += ["", "# believed of a lift that nothing is known of", "[prior]"]
    lines += [_line("lift", file.prior[0]), _line("error", file.prior[1])]
    for name, contact in file.contacts.items():
        lines += ["", "[[channel]]", _line("name", name), _line("contact", contact, "what one contact costs")]
        if name in file.most:
            lines.append(_line("most", file.most[name], "most money for the channel"))
    for offer in file.offers:
        lines += ["", "[[offer]]", *_offer(offer)]
    for test in file.tests:
        lines += ["", "[[test]]", *_test(test)]
    return "\n".join(lines) + "\n"


def _offer(offer: WrittenOffer) -> Iterator[str]:
    for key in ("segment", "treatment", "channel"):
        yield _line(key, getattr(offer, key))
    for key, said in _OFFER.items():
        value = getattr(offer, key)
        if value is not None and value != _UNSAID.get(key):
            yield _line(key, value, said)


def _test(test: WrittenTest) -> Iterator[str]:
    for key in ("segment", "treatment", "lift", "error", "days", "ended"):
        value = getattr(test, key)
        if value not in ("", 0) or key == "lift":
            yield _line(key, value)


def _line(key: str, value: object, said: str = "") -> str:
    text = f"{key} = {_number(value) if isinstance(value, int | float) else toml_text(str(value))}"
    return f"{text:<28} # {said}" if said else text


def _number(value: float) -> str:
    """A number as it was typed: 5000 and not 5000.0, 0.00001 and not 1e-05."""
    plain = f"{Decimal(repr(value)):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
