"""Hillstrom's randomised e-mail test, as arrays per arm."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray


@pytest.fixture(scope="session")
def hillstrom(real_data: Path) -> dict[str, dict[str, NDArray[np.float64]]]:
    """By arm: spend, history (spend of the year before) and conversion of each customer."""
    columns: dict[str, dict[str, list[float]]] = {}
    with gzip.open(real_data / "hillstrom_email.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            arm = columns.setdefault(row["segment"], {"spend": [], "history": [], "conversion": []})
            for name, values in arm.items():
                values.append(float(row[name]))
    return {arm: {name: np.array(values) for name, values in each.items()} for arm, each in columns.items()}
