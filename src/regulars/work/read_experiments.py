"""What finished experiments said, kept in a file, so that a page does not read them all again after every import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.errors import OutputError
from regulars.experiments.beliefs import Tested
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.settings_file import write_at_once

READ_FILE = ".experiments_read.json"
# orders of an experiment's days change no more, as far as a lift goes, when they are known so long past its end
_SETTLED = timedelta(days=60)
_FORMAT = 3


@dataclass(frozen=True, slots=True)
class ReadExperiment:
    """What one experiment said: of which version of the orders, known until when; its tests, and why other parts do not count."""

    orders: int
    known_until: datetime
    tests: tuple[Tested, ...]
    not_counted: tuple[str, ...]

    def still_holds(self, made: ExperimentRecord, orders: int) -> bool:
        """Whether reading the experiment again would say the same."""
        return self.orders == orders or self.known_until >= made.ends + _SETTLED


def key_of(made: ExperimentRecord, days: int | None) -> str:
    """What tells an experiment, with its days and arms and over how many days it is read (None: all of them), from every other."""
    over = "all" if days is None or made.started + timedelta(days=days) >= made.ends else f"{days}"
    return f"{made.salt} {made.name} {made.started.isoformat()} {made.ends.isoformat()} {over}"


def kept_readings(folder: Path) -> dict[str, ReadExperiment]:
    """What is kept, by `key_of`; nothing where the file is gone or cannot be read: it may be deleted."""
    try:
        top = json.loads((folder / READ_FILE).read_text(encoding="utf-8"))
        return {key: _read(entry) for key, entry in top["experiments"].items()} if top["format"] == _FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def keep_readings(folder: Path, readings: Mapping[str, ReadExperiment]) -> None:
    """Keep these. Where the folder cannot be written, they are read again the next time."""
    entries = {key: {**asdict(each), "known_until": each.known_until.isoformat()} for key, each in readings.items()}
    try:
        write_at_once(folder / READ_FILE, json.dumps({"format": _FORMAT, "experiments": entries}, ensure_ascii=False))
    except OutputError:
        return


def _read(entry: Mapping[str, Any]) -> ReadExperiment:
    return ReadExperiment(
        int(entry["orders"]),
        datetime.fromisoformat(entry["known_until"]),
        tuple(Tested(**test) for test in entry["tests"]),
        tuple(map(str, entry["not_counted"])),
    )
