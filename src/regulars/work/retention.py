"""How long the tables of earlier refreshes are kept.

Figures of segments, memberships, history and moves are small and stay for ever: who was in a segment at a refresh can always be
asked. The profiles of refreshes, which are large, and rows that imports have replaced go once no refresh that is kept needs them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from regulars.errors import SourceError
from regulars.lake.pinned import pinned_files
from regulars.queries import lake
from regulars.queries.versions import UPDATES
from regulars.work.ledger import PublicationRecord
from regulars.work.workspace import Workspace

LARGE = (*lake.CANONICAL, UPDATES.name, "profile")
# movement compares the last refresh with the one before
_LEAST = 2


def kept_publications(workspace: Workspace, now: datetime) -> tuple[PublicationRecord, ...]:
    """The publications whose tables stay: those in force, the last refreshes, and all of the last days (settings `keep_refreshes`
    and `keep_days`; 0 days: for ever)."""
    everything = workspace.ledger.publications()
    days, least = workspace.settings.count("keep_days"), max(_LEAST, int(workspace.settings.values["keep_refreshes"]))
    if days is None:
        return everything
    refreshes = [each for each in everything if each.kind == "refresh"]
    since = now - timedelta(days=days)
    kept = [each for each in refreshes[:-least] if each.at >= since] + refreshes[-least:]
    return (*kept, *everything[-1:])


def kept_imports(workspace: Workspace) -> tuple[PublicationRecord, ...]:
    """The publications of the last imports, and the one before them: what they replaced stays, for whoever takes them back."""
    least = int(workspace.settings.values["keep_refreshes"])
    return workspace.ledger.publications("data", last=least + 1)


def forget_old(workspace: Workspace, now: datetime) -> int:
    """Delete the files that only refreshes of before need; how many went. Only the one who writes the workspace may.

    What is deleted is told by the publications that stay, so that a process that is killed here leaves nothing wrong.
    """
    kept = kept_publications(workspace, now)
    if len(kept) >= len(workspace.ledger.publications()):
        return 0
    gone, imports = 0, kept_imports(workspace)
    for table in set(LARGE) & set(workspace.lake.tables()):
        needed: set[Path] = set()
        for each in kept if table == "profile" else (*kept, *imports):
            if table not in each.versions:
                continue
            try:
                needed |= set(pinned_files(workspace.lake, each.versions, table))
            except SourceError:  # an erasure has made it unreadable before
                needed |= set(workspace.lake.named(table, each.versions[table]))
        for path in (workspace.lake.folder / table).glob("*.parquet"):
            if path not in needed:
                path.unlink(missing_ok=True)
                gone += 1
    return gone
