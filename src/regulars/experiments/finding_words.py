"""What an experiment says beside its effects, in sentences: what it brought in all, what it cost, and who was really reached."""

from __future__ import annotations

from collections.abc import Mapping

from regulars.experiments.costs import incremental
from regulars.experiments.differences import Comparison
from regulars.experiments.exposure import Reached
from regulars.experiments.reading import ArmReading, Reading
from regulars.experiments.results import ArmReached, ArmSpending, ExperimentReading, shown_comparison
from regulars.experiments.words import difference, money, with_sign
from regulars.validation.estimates import Estimate, Refusal


def amount(found: Estimate, digits: int | None = None, sign: str = "") -> str:
    """A total with its interval, with as many digits as its size bears; `sign` is that of the currency."""
    if digits is None:
        digits = 4 if abs(found.high) < 1 else 2 if abs(found.high) < 1000 else 0
    shown = (f"{part:,.{digits}f}".replace("-", "\N{MINUS SIGN}") for part in (found.value, found.low, found.high))
    value, low, high = (with_sign(each, sign) for each in shown)
    return f"{value} [{low}, {high}]"


def hundredfold(back: Estimate) -> Estimate:
    """What each unit spent brought, as what each 100 did."""
    return Estimate(100 * back.value, 100 * back.low, 100 * back.high, back.level)


def brought(arm: ArmReading, reading: Reading) -> str:
    """What a treatment brought over all that got it, in one metric; empty where nothing can be said."""
    shown = shown_comparison(arm)
    if not isinstance(shown, Comparison):
        return ""
    treated = shown.customers[1]
    more = incremental(shown.difference, treated)
    if reading.is_rate:
        return f"Customers more among the {treated:,} treated: {amount(more, 0)}."
    return f"More over the {treated:,} treated: {amount(more, sign=reading.sign)}."


def spent_lines(spent: ArmSpending) -> list[str]:
    """What a treatment cost, per customer kept and against the margin that it brought."""
    sign = spent.sign
    parts = [f"{spent.contacted:,} reached at {money(float(spent.contact_cost), sign)} each"] if spent.contact_cost else []
    if spent.redeemed or spent.redemption_cost:
        orders = "order" if spent.redeemed == 1 else "orders"
        parts.append(f"{spent.redeemed:,} {orders} with its code cost {money(float(spent.redemption_cost), sign)}")
    lines = [f"{spent.arm} cost {money(float(spent.cost), sign)}{': ' + ', '.join(parts) if parts else ''}."]
    if spent.leaked:
        orders = "order" if spent.leaked == 1 else "orders"
        lines.append(
            f"In the control, {spent.leaked:,} {orders} used its code: it has leaked, and the effect looks smaller than it is."
        )
    lines.append(spent.per_retained.sentence)
    if spent.margin is not None:
        lines.append(f"Margin more, by {spent.margin_source}: {amount(spent.margin, sign=sign)}.")
    if spent.net is not None:
        lines.append(f"Margin after cost: {amount(spent.net, sign=sign)}.")
    if isinstance(spent.back, Estimate):
        lines.append(f"Return on each {sign}100 spent: {amount(hundredfold(spent.back), sign=sign)}.")
    return lines


def reached_lines(arm: ArmReached, reading: ExperimentReading, called: Mapping[str, str]) -> list[str]:
    """Who was reached, and what the treatment does to them; the verdict stays that of all assigned. `called`: metrics in words."""
    readings = {metric.overall.metric: metric.overall for metric in reading.metrics}
    lines: list[str] = []
    for metric, found in arm.found.items():
        if isinstance(found, Reached):
            if not lines:
                lines.append(f"{arm.arm}: {found.sentence}")
            said = called.get(metric, metric)
            lines.append(f"{said[:1].upper()}{said[1:]}, of those reached: {effect(found, readings[metric])}")
    return lines


def effect(found: Reached, reading: Reading) -> str:
    """What being reached does."""
    if isinstance(found.effect, Refusal):
        return found.effect.sentence
    return f"{difference(found.effect, reading.is_rate, reading.sign)}."
