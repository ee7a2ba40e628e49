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


def length_sentence(days: int, plan: Plan, is_rate: bool) -> str:
    """What an experiment of that length would see."""
    return f"In {days} days: from {level_words(plan.baseline, is_rate=is_rate)} on, {detectable_words(plan, is_rate=is_rate)}."
