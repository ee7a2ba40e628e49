"""What a test says, in a sentence that a marketer can act on; "no effect seen" always says how large an effect is ruled out.

`sign` is what stands before an amount of money (`$`), empty where the figure is none or its currency is not known.
"""

from __future__ import annotations

from regulars.experiments.differences import Comparison
from regulars.experiments.srm import RatioCheck
from regulars.validation import words
from regulars.validation.estimates import Estimate, Refusal

_MOST_PERCENT = 1000
_DIFFER = 0.05


def effect(arm: str, metric: str, found: Comparison, *, is_rate: bool, p_value: float, sign: str = "") -> str:
    """The finding on one arm and metric; `p_value` is the one corrected for the number of comparisons."""
    alpha = 1 - found.difference.level
    if not found.is_seen:
        return no_effect(arm, metric, found, is_rate=is_rate, sign=sign)
    if p_value > alpha:
        return among_many(arm, metric, found, is_rate=is_rate, p_value=p_value, sign=sign)
    verb = "raised" if found.difference.value > 0 else "lowered"
    figures = f"from {level(found.control, is_rate, sign)} to {level(found.treated, is_rate, sign)}"
    lift = "" if isinstance(found.lift, Refusal) else f"; relative {relative(found.lift)}"
    return f"{arm} {verb} {metric} {figures}: {difference(found.difference, is_rate, sign)}{lift}; {words.p_value(p_value)}."


def no_effect(arm: str, metric: str, found: Comparison, *, is_rate: bool, sign: str = "") -> str:
    """What the data speak against, when they do not speak for an effect."""
    told = f"No effect of {arm} on {metric} seen: {difference(found.difference, is_rate, sign)}."
    return f"{told} {_ruled_out(found, is_rate, sign)} A smaller effect may be there."


def among_many(arm: str, metric: str, found: Comparison, *, is_rate: bool, p_value: float, sign: str = "") -> str:
    """An effect that would count as seen on its own, and does not among as many comparisons as were made."""
    told = f"Not sure of {arm} on {metric}: {difference(found.difference, is_rate, sign)} on its own"
    chance = f"but among so many comparisons it may be chance ({words.p_value(p_value)} when all are counted)"
    return f"{told}, {chance}. {_ruled_out(found, is_rate, sign)} Test it again if it matters."


def _ruled_out(found: Comparison, is_rate: bool, sign: str) -> str:
    parts = []
    if found.difference.high > 0:
        parts.append(f"a rise of more than {_amount(found.difference.high, is_rate, sign)}")
    if found.difference.low < 0:
        parts.append(f"a fall of more than {_amount(-found.difference.low, is_rate, sign)}")
    return f"Ruled out ({100 * found.difference.level:.4g} %): {' and '.join(parts)}."


def mismatch(check: RatioCheck) -> str:
    """Why there is no verdict."""
    return (
        f"No verdict: the arms are not as large as planned ({words.p_value(check.p_value)}), so something other than chance "
        "decided who is in which arm or whose outcome was kept. Find the cause first: customers lost from one arm, bots, a filter "
        "after assignment."
    )


def sizes_as_planned(check: RatioCheck) -> str:
    """That the arms may be compared."""
    return f"The arms are as large as planned ({words.p_value(check.p_value)})."


def level(value: float, is_rate: bool, sign: str = "") -> str:
    """A rate or a mean per head; a rate that what is taken off for the past brings a little beyond 0 or 1 is shown as that."""
    if not is_rate:
        return money(value, sign)
    return f"{100 * min(max(value, 0.0), 1.0):.2f} %"


def money(value: float, sign: str = "") -> str:
    """An amount, with the sign of its currency where that is known."""
    return with_sign(words.money(value), sign)


def with_sign(shown: str, sign: str) -> str:
    """The sign of a currency before an amount, behind its minus or plus."""
    return f"{shown[0]}{sign}{shown[1:]}" if shown[:1] in ("\N{MINUS SIGN}", "+", "-") else f"{sign}{shown}"


def _amount(value: float, is_rate: bool, sign: str) -> str:
    return f"{100 * value:.2f} points" if is_rate else money(value, sign)


def difference(found: Estimate, is_rate: bool, sign: str = "") -> str:
    """A difference with its interval: in percentage points, or as an amount."""
    factor, unit, digits = (100, " points", 2) if is_rate else (1, "", 2 if abs(found.high) < 1000 else 0)
    value, low, high = (with_sign(_signed(part * factor, digits), sign) for part in (found.value, found.low, found.high))
    return f"{value}{unit} [{low}, {high}]"


def relative(found: Estimate) -> str:
    """A difference as a part of the control, with its interval; beyond ten times of it the figure says no more."""
    value, low, high = (f"> {_signed(_MOST_PERCENT, 0)}" if part > _MOST_PERCENT else _signed(part, 0) for part in _percents(found))
    return f"{value} % [{low}, {high}]"


def _percents(found: Estimate) -> tuple[float, float, float]:
    return 100 * found.value, 100 * found.low, 100 * found.high


def segments_differ(p_value: float) -> str:
    """Whether a treatment works alike in all segments (`p_value`: that it does)."""
    said = "The segments react differently" if p_value < _DIFFER else "No sign that the segments react differently"
    return f"{said} ({words.p_value(p_value)})"


def _signed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    if not any(digit in text for digit in "123456789"):
        return text.lstrip("-")
    return "\N{MINUS SIGN}" + text[1:] if value < 0 else f"+{text}"
