"""How an experiment's plan reads: what it sees after a number of days, as a difference and as a part of what there is."""

from __future__ import annotations

from regulars.experiments.sizing import Plan
from regulars.validation import words


def level_words(value: float, *, is_rate: bool) -> str:
    """What there is without treatment."""
    return words.percent(value) if is_rate else words.money(value)


def detectable_words(plan: Plan, *, is_rate: bool) -> str:
    """The smallest difference that is found, and how much that is of what there is."""
    if plan.detectable is None:
        return "no rise at all"
    found = f"{100 * plan.detectable:.3g} points" if is_rate else words.money(plan.detectable)
    return f"{found} ({100 * plan.detectable / plan.baseline:,.0f} % more)" if plan.baseline > 0 else found


def anyway_words(days: int, plan: Plan, outcome: str, seen: str, *, is_rate: bool) -> str:
    """What there was without treatment in so many days; `outcome` is the metric in words, `seen` of whom and when."""
    return f"In {days} days: {level_words(plan.baseline, is_rate=is_rate)} {outcome} without it ({seen})"


def length_sentence(days: int, plan: Plan, outcome: str, since: str, *, is_rate: bool) -> str:
    """What an experiment of that length would see, by the days from `since` on."""
    found = detectable_words(plan, is_rate=is_rate)
    smallest = f"the smallest rise it finds is {found}" if plan.detectable is not None else f"it finds {found}"
    return f"{anyway_words(days, plan, outcome, f'from {since} on', is_rate=is_rate)}; {smallest}."
