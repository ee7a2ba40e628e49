"""What all tests share: where real data lies, and an engine to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from regulars.engines.duckdb import DuckDBEngine

# how long an example takes says more about the machine than about the code
settings.register_profile("regulars", deadline=None)
settings.load_profile("regulars")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the checkout."""
    if not (REAL_DATA / "expected.json").exists():
        pytest.skip("the real data (../shared/data) is not on this machine")
    return REAL_DATA


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    """A real DuckDB of one's own."""
    spill = tmp_path / "spill"
    spill.mkdir()
    opened = DuckDBEngine(spill)
    yield opened
    opened.close()
