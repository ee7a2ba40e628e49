"""The CDNOW customers of the papers, condensed as Fader, Hardie and Lee did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from regulars.clv.arrays import Floats
from regulars.clv.histories import Histories, Unit, histories
from regulars.clv.spends import Spends, spends

CALIBRATION_END = date(1997, 9, 30)


@dataclass(frozen=True)
class Cdnow:
    """Customers with their calibration-period history (days), mean repeat spend (NaN without), and orders in the holdout."""

    rows: int
    repeats: Floats
    last: Floats
    age: Floats
    mean_spend: Floats
    holdout: Floats

    def histories(self, unit: Unit = Unit.WEEKS) -> Histories:
        return histories(self.repeats, self.last / unit.days, self.age / unit.days, unit)

    def spends(self) -> Spends:
        return spends(self.repeats, self.mean_spend)


@pytest.fixture(scope="session")
def cdnow_rows(cdnow_files: Path) -> list[tuple[int, date, float]]:
    with (cdnow_files / "CDNOW_master.txt").open() as lines:
        next(lines)
        fields = (line.split() for line in lines)
        return [(int(row[0]), date(int(row[1][:4]), int(row[1][4:6]), int(row[1][6:])), float(row[3])) for row in fields]


@pytest.fixture(scope="session")
def cdnow_sample(cdnow_rows: list[tuple[int, date, float]], cdnow_sample_ids: frozenset[int]) -> Cdnow:
    """The 2,357 customers (1/10) of the papers."""
    return _condensed(cdnow_rows, cdnow_sample_ids)


@pytest.fixture(scope="session")
def cdnow_all(cdnow_rows: list[tuple[int, date, float]]) -> Cdnow:
    """All 23,570 customers."""
    return _condensed(cdnow_rows, {row[0] for row in cdnow_rows})


def _condensed(rows: list[tuple[int, date, float]], wanted: Set[int]) -> Cdnow:
    kept = [row for row in rows if row[0] in wanted]
    spent: defaultdict[int, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
    for customer, day, money in kept:
        spent[customer][day] += money
    found = [_customer(spent[customer]) for customer in sorted(spent)]
    return Cdnow(len(kept), *(np.array(column, dtype=float) for column in zip(*found, strict=True)))


def _customer(spent: dict[date, float]) -> tuple[float, float, float, float, float]:
    days = sorted(day for day in spent if day <= CALIBRATION_END)
    repeat = [spent[day] for day in days[1:]]
    return (
        len(repeat),
        (days[-1] - days[0]).days,
        (CALIBRATION_END - days[0]).days,
        float(np.mean(repeat)) if repeat else float("nan"),
        len(spent) - len(days),
    )
