"""What the worker can do. Each app's `job_kinds.py` says so in KINDS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings

from regulars.errors import DefinitionError
from regulars.web.access import Permission
from regulars.web.jobs.models import Job
from regulars.work.workspace import Workspace


@dataclass(slots=True)
class Task:
    """What a kind's function is given: the workspace, what was asked for, by whom and when, and a folder for the files it makes.

    Whoever may see the job can fetch the files of that folder.
    """

    workspace: Workspace
    arguments: Mapping[str, Any]
    actor: str
    now: datetime
    folder: Path
    job: int
    _steps: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int], None]]:
        """A part of the work that is no step of a run already; call what it yields with the number of rows."""
        entry: dict[str, Any] = {"name": name, "rows": None, "seconds": None}
        self._steps.append(entry)
        self._keep()
        started = monotonic()

        def rows(number: int) -> None:
            entry["rows"] = number

        yield rows
        entry["seconds"] = round(monotonic() - started, 3)
        self._keep()

    def _keep(self) -> None:
        Job.objects.filter(pk=self.job).update(steps=self._steps)


@dataclass(frozen=True, slots=True)
class Kind:
    """Work of one kind: its name and title, who may ask for it, and the function that does it, in a process of its own.

    The function returns what the page shows of it, as JSON has it, without personal data. `expected` are the steps that it goes
    through, for a page to show them beforehand. `leads_to` makes of a job that is done the address of the page to look at next,
    which `leads_to_words` name.
    """

    name: str
    title: str
    permission: Permission
    does: Callable[[Task], Mapping[str, Any]]
    expected: tuple[str, ...] = ()
    leads_to: Callable[[Job], str] | None = None
    leads_to_words: str = "Look at it"
    template: str = "jobs/result.html"


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    found: dict[str, Kind] = {}
    for name in settings.PAGES:
        module = f"regulars.web.{name}.job_kinds"
        if find_spec(module) is not None:
            found |= {kind.name: kind for kind in import_module(module).KINDS}
    return found


def kind_of(name: str) -> Kind:
    """The kind of a name.

    Raises:
        DefinitionError: there is none.
    """
    found = kinds().get(name)
    if found is None:
        raise DefinitionError(f"There is no work called {name!r}.", "This version may not know it any more.")
    return found
