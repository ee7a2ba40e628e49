"""The application database of a command that shows how far it is: steps are told to what watches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from regulars.cli.progress import Watch
    from regulars.work.ledger import Ledger


class _Watched:
    """Does what the ledger does, and says so."""

    def __init__(self, ledger: Ledger, watch: Watch) -> None:
        self._ledger = ledger
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def begin_run(self, kind: str, actor: str, at: datetime) -> int:
        """A new run; the last one of its kind tells how long it may take."""
        from regulars.work.running import usual_of

        self._watch.expect(usual_of(self._ledger, kind))
        return self._ledger.begin_run(kind, actor, at)

    def begin_step(self, run: int, name: str) -> int:
        """A step that has begun."""
        self._watch.begin(name)
        return self._ledger.begin_step(run, name)

    def end_step(self, step: int, rows: int, seconds: float) -> None:
        """A step that is done."""
        self._watch.end(rows, seconds)
        self._ledger.end_step(step, rows, seconds)


def watched(ledger: Ledger, watch: Watch) -> Ledger:
    """The ledger, with `watch` told of every run and step."""
    return cast("Ledger", _Watched(ledger, watch))
