"""How figures read in a finding's sentence."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.validation.estimates import Estimate

_DASH = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"


def count(number: float) -> str:
    """A whole number with thousands marks."""
    return _signed(f"{number:,.0f}")


def money(amount: float) -> str:
    """An amount in the shop's currency, to the cent below 1,000."""
    return _signed(f"{amount:,.2f}" if abs(amount) < 1000 else f"{amount:,.0f}")


def percent(share: float) -> str:
    """A share of 1 as a percentage, with one decimal below 10 %."""
    shown = 100 * share
    return _signed(f"{shown:.1f} %" if abs(shown) < 9.95 else f"{shown:.0f} %")


def number(value: float) -> str:
    """A statistic between -1 and 1, three decimals."""
    return _signed(f"{value:.3f}")


def points(difference: Estimate) -> str:
    """A difference of two shares in percentage points with its interval."""
    value, low, high = (_signed(f"{100 * part:.1f}") for part in (difference.value, difference.low, difference.high))
    return f"{value} points [{low}, {high}]"


def number_interval(estimate: Estimate) -> str:
    """A statistic with its interval, three decimals."""
    return f"{number(estimate.value)} [{number(estimate.low)}, {number(estimate.high)}]"


def money_interval(estimate: Estimate, sign: str = "") -> str:
    """An amount with its interval, all to the cent or all whole; `sign` is that of the currency, for amounts of 0 and more."""
    value, low, high = (
        money(part) if abs(estimate.high) < 100 else count(part) for part in (estimate.value, estimate.low, estimate.high)
    )
    return f"{sign}{value} [{sign}{low} {_DASH} {sign}{high}]"


def listed(names: Sequence[str]) -> str:
    """Names as a phrase: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def p_value(p: float) -> str:
    """A probability as `p = 0.031`, never as 0 or 1."""
    if p < 0.001:
        return "p < 0.001"
    return "p > 0.999" if p > 0.999 else f"p = {p:.3f}"


def _signed(text: str) -> str:
    if text.startswith("-"):
        # "-0.0" is a rounded nothing
        return text[1:] if not any(digit in text for digit in "123456789") else _MINUS + text[1:]
    return text
