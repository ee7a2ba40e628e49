"""The second half of an erasure: former versions get files without somebody, and those that still have them are deleted.

Their names are published with the tables, so that whoever writes next does it where the process ended before it did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import OutputError
from regulars.lake.store import Lake
from regulars.work.ledger import Ledger, RunRecord

KIND = "forget"
_TO_DELETE = "to_delete"
# how notes and problems of imports quote a cell of a file
_QUOTED = re.compile(r"(?<=such as )('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")


def erasure_report(folder: Path, files: Mapping[Path, Sequence[Path]], about: Mapping[str, Any]) -> dict[str, Any]:
    """What a run that forgets somebody reports when it publishes: `about`, and the files below `folder` that are yet to go, each
    with those that versions of before get in its place."""
    return {**about, _TO_DELETE: {path.relative_to(folder).as_posix(): [each.name for each in new] for path, new in files.items()}}


def waiting_erasure(ledger: Ledger) -> RunRecord | None:
    """The erasure whose files are still to be deleted; None where there is none."""
    last = next(iter(ledger.runs(1, KIND)), None)
    return last if last is not None and _TO_DELETE in last.report else None


def finish_erasure(folder: Path, lake: Lake, ledger: Ledger, now: datetime) -> RunRecord | None:
    """Take the files that the last erasure published as to be deleted out of the versions of before, delete them, and write it
    into the audit trail; None where all are gone. Only the one who writes the workspace may.

    Raises:
        OutputError: a file cannot be deleted, or put in place.
    """
    found = waiting_erasure(ledger)
    if found is None:
        return None
    about = dict(found.report)
    names = about.pop(_TO_DELETE)
    for table, instead in _by_table(folder, lake, names).items():
        lake.put_in_place(table, instead)
    for name in names:
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            problem = f"{folder / name} has somebody who was forgotten, and cannot be deleted: {error.strerror or error}."
            raise OutputError(problem, "Mend that; the next import, refresh or erasure deletes it.") from error
    done = {**about, "old_files": len(names)}
    ledger.erase_quoted(without_quotes)
    ledger.audit(now, found.actor, KIND, {key: value for key, value in done.items() if key != "exported_to"})
    ledger.end_run(found.number, found.state, found.finished or now, done)
    return found


def _by_table(folder: Path, lake: Lake, names: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Sequence[str]]]:
    """By table of the lake, what takes the place of which of its files."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name, instead in names.items():
        path = folder / name
        if instead and path.parent.parent == lake.folder:
            found.setdefault(path.parent.name, {})[path.name] = instead
    return found


def without_quotes(said: str) -> str:
    """A note or problem without the cell that it quotes from a file, which may be anybody's."""
    return _QUOTED.sub("…", said)
