"""Numbers, money, dates and fixed words as people read them. Every function returns plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from regulars.scoring.results import AtRisk, Axis, AxisCuts, CutMethod, SegmentSummary, Summary

NOTHING = "\u2013"
MINUS = "\u2212"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$", "CAD": "CA$", "AUD": "A$",
    "NZD": "NZ$", "MXN": "MX$", "TRY": "₺", "ILS": "₪", "PHP": "₱", "NGN": "₦", "UAH": "₴", "VND": "₫",
}  # fmt: skip
# ISO 4217 currencies without, or with three, decimal digits
_NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "PYG", "RWF", "GNF", "KMF", "DJF", "BIF"})
_THREE_DECIMALS = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"})
_LONGEST_CODE = 8
_WIN_BACK = frozenset({"winback", "reactivation", "reactivate"})
_YEAR = Decimal("365.25")
_ABSOLUTE = re.compile(r"[\\/]|[A-Za-z]:[\\/]")
_SEPARATORS = re.compile(r"[\\/]+")
_MAGNITUDES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def count(number: Decimal | int | None) -> str:
    """`12,345`; a dash when unknown. Decimals keep the digits they have."""
    if number is None:
        return NOTHING
    plain = f"{abs(number):,f}" if isinstance(number, Decimal) else f"{abs(number):,}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return _signed(number < 0 and plain != "0", plain)


def money(amount: Decimal | None, currency: str | None, places: int | None = None) -> str:
    """`£1,234.50`, `CHF 1,234.50`, or `1,234.50` without a currency; a dash when unknown.

    `places` overrides the currency's own number of digits.
    """
    if amount is None:
        return NOTHING
    digits = f"{abs(amount):,.{decimals(currency) if places is None else places}f}"
    negative = amount < 0 and any(digit in "123456789" for digit in digits)
    return _signed(negative, _prefix(currency) + digits)


def money_sign(currency: str | None) -> str:
    """What stands before an amount: its currency's sign, or the code and a space; nothing where none is known."""
    return _prefix(currency)


def compact_money(amount: Decimal | float | None, currency: str | None) -> str:
    """`£1.2M`: for axes and small cells."""
    if amount is None:
        return NOTHING
    return _signed(amount < 0, _prefix(currency) + compact(abs(float(amount))))


def compact(number: float) -> str:
    """`1.2K`, `15M`, `0.5`: at most three significant digits up to a thousand trillion."""
    size = abs(number)
    for magnitude, letter in _MAGNITUDES:
        # 999,950 would print as 1000K
        if size >= magnitude * 0.9995:
            return _signed(number < 0, _three_digits(size / magnitude) + letter)
    return _signed(number < 0 and size > 0, _three_digits(size))


def percent(share: float | None) -> str:
    """`12.3%`; parts too small or too near the whole to show are `<0.1%` and `>99.9%`; a dash when unknown."""
    if share is None:
        return NOTHING
    size = abs(share)
    if 0 < size < 0.0005:
        return "<0.1%" if share > 0 else f"{MINUS}<0.1%"
    if 0.9995 <= size < 1:
        return _signed(share < 0, ">99.9%")
    return _signed(share < 0, f"{size * 100:,.1f}%")


def plural(number: int, one: str, many: str = "") -> str:
    """`1 customer`, `2 customers`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def number(value: float) -> str:
    """A measured number with at most one decimal: `7`, `7.5`, `1,234`."""
    return _signed(value < 0, f"{abs(value):,.1f}".removesuffix(".0"))


def days(value: float) -> str:
    """`1 day`, `7.5 days`."""
    return f"{number(value)} {'day' if value == 1 else 'days'}"


def words(items: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def date(moment: datetime | None, zone: str) -> str:
    """`10 December 2011` in the shop's zone; a dash when unknown."""
    if moment is None:
        return NOTHING
    local = _local(moment, zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def instant(moment: datetime, zone: str) -> str:
    """`10 December 2011, 00:00 (Europe/London)`."""
    return f"{date(moment, zone)}, {_local(moment, zone):%H:%M} ({zone})"


def month_under_way(moment: datetime, zone: str) -> str | None:
    """The month, as `2011-12`, that has begun but not ended at `moment`; None at the very start of a month."""
    local = _local(moment, zone)
    begun = local.day > 1 or bool(local.hour or local.minute or local.second)
    return f"{local.year:04d}-{local.month:02d}" if begun else None


def month_begun_late(moment: datetime, zone: str) -> str | None:
    """The month, as `2010-12`, of a `moment` after its first day; None on a first day."""
    local = _local(moment, zone)
    return f"{local.year:04d}-{local.month:02d}" if local.day > 1 else None


def month(label: str) -> str:
    """`Dec 2011` for `2011-12`; a year or any other label stays as it is."""
    year, dash, digits = label.partition("-")
    if not dash or not digits.isdigit() or not 1 <= int(digits) <= 12:
        return label
    return f"{_MONTHS[int(digits) - 1][:3]} {year}"


def window(window_days: int | None) -> str:
    """What the run looked at."""
    return "all history" if window_days is None else f"the last {plural(window_days, 'day')}"


def shown_score(score: int, levels: int, best: int) -> int:
    """The digit a person sees for `score` (1 = best): the same, or mirrored where the highest is best."""
    return score if best == 1 else levels + 1 - score


def best_words(best: int, levels: int) -> str:
    """`1 is best, 5 is lowest`."""
    return f"{shown_score(1, levels, best)} is best, {shown_score(levels, levels, best)} is lowest"


def extremes(axis: Axis) -> tuple[str, str]:
    """The words at the best and the other end of an axis."""
    from regulars.scoring.results import Axis  # whoever has an axis has loaded it; the terminal output starts faster without

    match axis:
        case Axis.RECENCY:
            return "most recent", "longest ago"
        case Axis.FREQUENCY:
            return "most often", "least often"
        case Axis.MONETARY:
            return "highest spend", "lowest spend"
        case Axis.ENGAGEMENT:
            return "most engaged", "least engaged"
        case _:
            assert_never(axis)


def method(cut_method: CutMethod) -> str:
    """How the borders were found, as a phrase."""
    from regulars.scoring.results import CutMethod

    match cut_method:
        case CutMethod.QUANTILE:
            return "equal shares of customers (quantiles)"
        case CutMethod.FIXED:
            return "fixed borders typed by a person"
        case CutMethod.NATURAL:
            return "natural breaks (Jenks)"
        case CutMethod.CYCLE:
            return "multiples of the purchase cycle"
        case CutMethod.FROZEN:
            return "borders kept from an earlier run"
        case _:
            assert_never(cut_method)


def border(cuts: AxisCuts, value: Decimal | int, currency: str | None) -> str:
    """One cut as people read it: money on the monetary axis, a number elsewhere."""
    if cuts.axis.value == "m" and currency is not None:
        return money(Decimal(value), currency)
    return count(value)


def has_engagement(summary: Summary) -> bool:
    """Whether the run scored engagement (RFE), so that recency means the last visit and not the last order."""
    return any(axis.cuts.axis.value == "e" for axis in summary.axes)


def occasion(summary: Summary) -> str:
    """What frequency counts, in the singular."""
    return "visit" if has_engagement(summary) else "order"


def occasions(summary: Summary) -> str:
    """What frequency counts, as a heading."""
    return f"{occasion(summary).capitalize()}s"


def again(summary: Summary) -> str:
    """What a customer with more than one of them did."""
    return "came again" if has_engagement(summary) else "ordered again"


def again_verb(summary: Summary) -> str:
    """What a customer does each time."""
    return "come" if has_engagement(summary) else "buy"


def to_win_back(summary: Summary) -> tuple[SegmentSummary, ...]:
    """The segments with customers that the map wants won back or reactivated, besides those called out as at risk."""
    called = summary.at_risk.segments if summary.at_risk else ()
    return tuple(
        part
        for part in summary.segments
        if part.customers and part.name not in called and _plain_word(part.campaign_type) in _WIN_BACK
    )


def win_back_words(summary: Summary, name: Callable[[str], str]) -> tuple[str, ...]:
    """Each segment to win back with its customers and money: `At Risk 199 customers, $52,965`; `name` writes names."""
    return tuple(
        f"{name(part.name)} {plural(part.customers, 'customer')}"
        + (f", {rounded_money(part.revenue, summary.currency)}" if summary.has_money else "")
        for part in to_win_back(summary)
    )


def yearly(summary: Summary, risk: AtRisk) -> tuple[str, str] | None:
    """What a customer at risk spent in a year on average, and over how many years; None with less than a year of history."""
    first = summary.quality.first_order_at
    if first is None or not summary.has_money or not risk.customers:
        return None
    history = (_local(summary.as_of, summary.zone) - _local(first, summary.zone)).days
    span = history if summary.window_days is None else min(history, summary.window_days)
    if span < _YEAR:
        return None
    years = Decimal(span) / _YEAR
    return rounded_money(risk.revenue / risk.customers / years, summary.currency), _years(float(years))


def rounded_money(amount: Decimal | None, currency: str | None) -> str:
    """Money without decimals from a hundred up: for sentences."""
    return money(amount, currency, 0 if amount is not None and abs(amount) >= 100 else None)


def short_paths(names: Sequence[str]) -> tuple[str, ...]:
    """Absolute paths without the folders that all of them share; other names as they were given."""
    absolute = [name for name in names if _ABSOLUTE.match(name)]
    parts = [_SEPARATORS.split(name) for name in absolute]
    shared = _shared([part[:-1] for part in parts])
    short = {name: "/".join(part[shared:]) for name, part in zip(absolute, parts, strict=True)}
    return tuple(short.get(name, name) for name in names)


def campaigns(summary: Summary, risk: AtRisk) -> tuple[str, ...]:
    """The campaign types that the segment map names for the customers at risk, in lower case; `win-back` where it names none."""
    named = (part.campaign_type.strip().lower() for part in summary.segments if part.name in risk.segments)
    return tuple(dict.fromkeys(name for name in named if name)) or ("win-back",)


def decimals(currency: str | None) -> int:
    """Decimal digits of a currency; two where it is unknown."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def places_needed(amounts: Iterable[Decimal], currency: str | None) -> int:
    """Decimal digits that show every one of `amounts` without rounding, at least the currency's own."""
    needed = (-int(amount.normalize().as_tuple().exponent) for amount in amounts if amount.is_finite())
    return max(decimals(currency), *needed, 0)


def _years(span: float) -> str:
    said = number(round(span, 1))
    return "year" if said == "1" else f"{said} years"


def _shared(folders: Sequence[Sequence[str]]) -> int:
    """How many first parts are the same in all."""
    return next(
        (at for at, column in enumerate(zip(*folders, strict=False)) if len(set(column)) > 1),
        min((len(folder) for folder in folders), default=0),
    )


def _plain_word(said: str) -> str:
    return "".join(letter for letter in said.lower() if letter.isalpha())


def _prefix(currency: str | None) -> str:
    if currency is None:
        return ""
    code = "".join(letter for letter in currency if letter.isalnum())[:_LONGEST_CODE]
    return _SYMBOLS.get(code) or (f"{code}\u00a0" if code else "")


def _three_digits(size: float) -> str:
    if size >= 1000:
        return f"{size:,.0f}"
    text = f"{size:.{0 if size >= 99.95 else 1 if size >= 9.995 else 2}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(negative: bool, text: str) -> str:
    return MINUS + text if negative else text


def _local(moment: datetime, zone: str) -> datetime:
    """`moment` on the shop's clock; naive instants are UTC."""
    from datetime import UTC

    shop = _zone(zone)
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known if shop is None else known.astimezone(shop)


def _zone(zone: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo  # costs more to import than the rest of the terminal output

    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None
