"""The files and objects of a back-test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from regulars.validation.backtest import Validation
from regulars.work.outputs import dumps, write_aside


def write_validation(validation: Validation, out: Path, title: str) -> tuple[Path, ...]:
    """Write validation.html and validation.json into the folder `out`.

    Raises:
        OutputError: the folder cannot be written; what was there before is untouched.
    """
    from regulars.charts.validation_page import validation_html

    writers: dict[str, Callable[[Path], None]] = {
        "validation.html": lambda path: _write(path, validation_html(validation, title)),
        "validation.json": lambda path: _write(path, validation_json(validation)),
    }
    return write_aside(out, writers)


def validation_json(validation: Validation) -> str:
    """Everything as one JSON object."""
    return dumps(asdict(validation))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
