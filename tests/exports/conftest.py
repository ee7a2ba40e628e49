"""An exporter of a scored folder, as the command line runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regulars.work.export_files import Written, write_export

sys.path.insert(0, str(Path(__file__).parent))

from audiences_made import NOW, exporting

Exporter = Callable[..., Written]


@pytest.fixture
def export(tmp_path: Path) -> Exporter:
    """Export a folder to a file: `export(folder, out, destination="google", ...)`."""
    runs = iter(range(1_000))

    def run(folder: Path, out: Path, **wanted: Any) -> Written:
        with exporting(folder, tmp_path / f"work{next(runs)}", **wanted) as (made, engine):
            return write_export(made, engine, out, NOW)

    return run
