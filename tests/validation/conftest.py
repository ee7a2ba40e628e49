"""The CDNOW sample as the validation literature splits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

SPLIT = date(1997, 9, 30)


@dataclass(frozen=True, slots=True, eq=False)
class Cdnow:
    """The published 1/10 sample: what was known on 1997-09-30, and what came until 1998-06-30. Time in days, money in dollars."""

    first_days: np.ndarray  # from the first purchase day to the split
    recency_days: np.ndarray
    orders: np.ndarray  # distinct purchase days
    spend: np.ndarray
    returned: np.ndarray
    revenue: np.ndarray

    @property
    def rfm_sum(self) -> np.ndarray:
        """R + F + M in fifths by the rule of R's rfm package: thresholds are quantiles + 1, half-open."""

        def fifth(values):
            return np.searchsorted(np.quantile(values, [0.2, 0.4, 0.6, 0.8]) + 1, values, side="right")

        return fifth(self.orders) + fifth(self.spend) - fifth(self.recency_days)


@pytest.fixture(scope="session")
def cdnow(cdnow_files: Path, cdnow_sample_ids: frozenset[int]) -> Cdnow:
    purchases: dict[int, list[tuple[date, float]]] = {}
    with (cdnow_files / "CDNOW_master.txt").open() as lines:
        for line in lines:
            words = line.split()
            if words and words[0].isdigit() and int(words[0]) in cdnow_sample_ids:
                day = date(int(words[1][:4]), int(words[1][4:6]), int(words[1][6:]))
                purchases.setdefault(int(words[0]), []).append((day, float(words[3])))
    assert len(purchases) == 2357
    assert sum(len(rows) for rows in purchases.values()) == 6919
    return _split([purchases[customer] for customer in sorted(purchases)])


def _split(histories) -> Cdnow:
    known = [[row for row in rows if row[0] <= SPLIT] for rows in histories]
    later = [[row for row in rows if row[0] > SPLIT] for rows in histories]
    return Cdnow(
        first_days=np.array([(SPLIT - min(day for day, _ in rows)).days for rows in known]),
        recency_days=np.array([(SPLIT - max(day for day, _ in rows)).days for rows in known]),
        orders=np.array([len({day for day, _ in rows}) for rows in known]),
        spend=np.array([round(sum(amount for _, amount in rows), 2) for rows in known]),
        returned=np.array([bool(rows) for rows in later]),
        revenue=np.array([sum(amount for _, amount in rows) for rows in later]),
    )
