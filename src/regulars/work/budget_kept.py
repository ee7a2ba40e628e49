"""The budget that a workspace keeps: `budget.toml` in its folder, the one before beside it, and the record of who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from regulars.errors import BusyError, DataError
from regulars.playbooks.budget_files import BudgetFile, parse_budget
from regulars.playbooks.budget_written import written_budget
from regulars.work.request import read_text
from regulars.work.settings_file import write_at_once
from regulars.work.workspace import Workspace, holding

BUDGET_FILE, FORMER_FILE = "budget.toml", "budget.previous.toml"
_LOCK = ".budget.lock"


@dataclass(frozen=True, slots=True)
class KeptBudget:
    """The budget as it is in the folder. `mark` tells one text from another; `has_former` whether there is one to go back to."""

    file: BudgetFile
    mark: str
    has_former: bool


def kept_budget(folder: Path) -> KeptBudget | None:
    """The budget of a workspace; None where it has none.

    Raises:
        DefinitionError: the file is not valid. SourceError: it cannot be read.
    """
    path = folder / BUDGET_FILE
    if not path.is_file():
        return None
    text = read_text(path)
    return KeptBudget(parse_budget(text, BUDGET_FILE), _mark(text), (folder / FORMER_FILE).is_file())


def keep_budget(
    workspace: Workspace, file: BudgetFile, mark: str | None, *, what: str, actor: str, now: datetime
) -> KeptBudget:  # fmt: skip
    """Keep a budget in the place of the one with this `mark` (None: there was none); that one can be gone back to.

    Raises:
        BusyError: it was changed meanwhile. DefinitionError: the budget makes no sense. OutputError: it cannot be written.
    """
    text = written_budget(file)
    made = parse_budget(text, BUDGET_FILE)
    with holding(workspace.folder / _LOCK, "budget", actor, now):
        path = workspace.folder / BUDGET_FILE
        there = read_text(path) if path.is_file() else None
        if (None if there is None else _mark(there)) != mark:
            raise BusyError("The budget was changed meanwhile.", "Look at it again, and change what is there now.")
        if there is not None:
            write_at_once(workspace.folder / FORMER_FILE, there)
        write_at_once(path, text)
    workspace.ledger.audit(now, actor, "budget changed", {"what": what, "budget": str(file.budget), "offers": len(file.offers)})
    return KeptBudget(made, _mark(text), there is not None)


def back_to_former(workspace: Workspace, *, actor: str, now: datetime) -> KeptBudget:
    """Put the budget of before in force again; the present one becomes the one before, so that this can be taken back, too.

    Raises:
        DataError: there is none. DefinitionError: it is not valid. OutputError: it cannot be written.
    """
    path, former_path = workspace.folder / BUDGET_FILE, workspace.folder / FORMER_FILE
    with holding(workspace.folder / _LOCK, "budget", actor, now):
        if not former_path.is_file() or not path.is_file():
            raise DataError("There is no earlier budget.", "Change the one that there is.")
        present, former = read_text(path), read_text(former_path)
        made = parse_budget(former, FORMER_FILE)
        write_at_once(former_path, present)
        write_at_once(path, former)
    workspace.ledger.audit(now, actor, "budget changed", {"what": "went back to the one before"})
    return KeptBudget(made, _mark(former), has_former=True)


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
