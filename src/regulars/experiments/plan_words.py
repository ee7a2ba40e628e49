"""How an experiment's plan reads: what it sees after a number of days, as a difference and as a part of what there is."""

from __future__ import annotations

from regulars.experiments.sizing import Plan
from regulars.experiments.words import money
from regulars.records import dataclass
from regulars.validation import words

_MANY = 10


@dataclass(frozen=True, slots=True)
class Usual:
    """The difference that campaigns of a kind usually bring, in the metric that decides; `source` says how that is known."""

    lift: float
    source: str


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """Whether a test is worth starting, in a sentence; `is_enough` is None where nothing is known to compare it with."""

    is_enough: bool | None
    sentence: str


def verdict(plan: Plan, usual: Usual | None, *, is_rate: bool, sign: str = "") -> PlanVerdict:
    """What a test would see beside what campaigns like its treatments usually bring; `sign` stands before amounts."""
    if plan.detectable is None:
        return PlanVerdict(False, "This test would see nothing at all: there are too few customers, or nobody to win.")
    smallest = _difference(plan.detectable, is_rate=is_rate, sign=sign)
    said = f"This test would very likely see nothing smaller than {smallest}."
    if usual is None:
        return PlanVerdict(None, said)
    if usual.lift <= 0:
        return PlanVerdict(False, f"{said} Such campaigns have brought nothing so far ({usual.source}).")
    times, brings = plan.detectable / usual.lift, _difference(usual.lift, is_rate=is_rate, sign=sign)
    if times > 1:
        shown = f"{times:,.0f}" if times >= _MANY else f"{times:.1f}"
        return PlanVerdict(False, f"{said} That is {shown} times what such campaigns usually bring ({brings}: {usual.source}).")
    sees = f"This test would very likely see {smallest} or more"
    return PlanVerdict(True, f"{sees}, and such campaigns usually bring {brings} ({usual.source}).")


def _difference(value: float, *, is_rate: bool, sign: str) -> str:
    if not is_rate:
        return f"{sign}{words.money(value)}"
    shown = f"{100 * value:.3g}"
    return f"{shown} point{'' if shown == '1' else 's'}"


def level_words(value: float, *, is_rate: bool, sign: str = "") -> str:
    """What there is without treatment."""
    return words.percent(value) if is_rate else money(value, sign)


def detectable_words(plan: Plan, *, is_rate: bool, sign: str = "") -> str:
    """The smallest difference that is found, and how much that is of what there is."""
    if plan.detectable is None:
        return "no rise at all"
    found = f"{100 * plan.detectable:.3g} points" if is_rate else money(plan.detectable, sign)
    return f"{found} ({100 * plan.detectable / plan.baseline:,.0f} % more)" if plan.baseline > 0 else found


def anyway_words(days: int, plan: Plan, outcome: str, seen: str, *, is_rate: bool, sign: str = "") -> str:
    """What there was without treatment in so many days; `outcome` is the metric in words, `seen` of whom and when."""
    return f"In {days} days: {level_words(plan.baseline, is_rate=is_rate, sign=sign)} {outcome} without it ({seen})"


def length_sentence(days: int, plan: Plan, outcome: str, since: str, *, is_rate: bool, sign: str = "") -> str:
    """What an experiment of that length would see, by the days from `since` on."""
    found = detectable_words(plan, is_rate=is_rate, sign=sign)
    smallest = f"the smallest rise it finds is {found}" if plan.detectable is not None else f"it finds {found}"
    return f"{anyway_words(days, plan, outcome, f'from {since} on', is_rate=is_rate, sign=sign)}; {smallest}."
