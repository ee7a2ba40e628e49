"""The purchase cycle: how often customers come back, and how often to refresh and how far to look back because of it."""

from __future__ import annotations

import math

from regulars.scoring.results import PurchaseCycle

MIN_RETURNED = 20
REFRESH_DAYS = (1, 7, 14, 30)
WINDOW_DAYS = (90, 180, 365, 730)
GAPS_IN_WINDOW = 3
REFRESHES_PER_GAP = 4


def recommend(customers: int, median_gap: float, p75_gap: float, p90_gap: float, history_days: int) -> PurchaseCycle | None:
    """A refresh cadence and a window, from the gaps between orders (days) of the `customers` who came back.

    The cadence is the longest of REFRESH_DAYS that is at most a quarter of the median gap. The window is the shortest of
    WINDOW_DAYS that holds three median gaps and the gap of nine customers in ten; None means all history, where that is shorter.

    Returns None when fewer than MIN_RETURNED customers came back: their gaps say nothing of the others.
    """
    if customers < MIN_RETURNED or not all(math.isfinite(gap) for gap in (median_gap, p75_gap, p90_gap)):
        return None
    refresh = max((days for days in REFRESH_DAYS if days * REFRESHES_PER_GAP <= median_gap), default=1)
    needed = max(GAPS_IN_WINDOW * median_gap, p90_gap)
    window = next((days for days in WINDOW_DAYS if days >= needed and days <= history_days), None)
    return PurchaseCycle(
        customers=customers,
        median_gap=median_gap,
        p75_gap=p75_gap,
        p90_gap=p90_gap,
        refresh_every_days=refresh,
        window_days=window,
        because=f"{_gaps(customers, median_gap, p75_gap, p90_gap)} {_cadence(refresh)} {_look_back(window, needed, history_days)}",
    )


def _gaps(customers: int, median: float, p75: float, p90: float) -> str:
    return (
        f"{customers:,} customers ordered on two days or more: half of them come back every {_days(median)} or sooner, "
        f"three in four within {_days(p75)}, nine in ten within {_days(p90)}."
    )


def _cadence(refresh: int) -> str:
    if refresh == REFRESH_DAYS[0]:
        return "A daily refresh keeps up with that."
    return f"A refresh every {refresh} days looks at least four times per typical gap."


def _look_back(window: int | None, needed: float, history_days: int) -> str:
    holds = f"the {_days(needed)} that three typical gaps and nine customers in ten need"
    if window is not None:
        return f"A window of {window} days holds {holds}."
    if needed > WINDOW_DAYS[-1]:
        return f"No window up to {WINDOW_DAYS[-1]} days holds {holds}: use all history."
    return f"The history of {_days(history_days)} is shorter than any window that holds {holds}: use all of it."


def _days(days: float) -> str:
    shown = f"{days:,.0f}" if days >= 10 or days == int(days) else f"{days:.1f}"
    return f"{shown} day{'' if shown == '1' else 's'}"
