"""The published tables opened to be asked in words, form and SQL, and kept open between requests: once per process.

Opening looks over the orders, lines and events of the refresh in force, which stay in their files, and seals the engine: nothing
that is asked reaches any other file. Scores and profile are those that were published, so that counts are the ones that every page
shows. One question is answered at a time.
"""

from __future__ import annotations

import atexit
import shutil
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from regulars.criteria.tree import Condition
from regulars.errors import BusyError, DataError
from regulars.lake.pinned import pin, pinned_files
from regulars.queries import lake
from regulars.work.ask import Asking
from regulars.work.custom_segments import named_criteria
from regulars.work.data import ShopData
from regulars.work.lake_data import open_lake
from regulars.work.ledger import PublicationRecord
from regulars.work.look_from import looks_from
from regulars.work.refresh import lake_options
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

# how long one question may wait for those before it, and then take
MOST_SECONDS_WAITING = 20.0
MOST_SECONDS = 20.0
# a shop that nobody asks gives its memory back
MOST_SECONDS_IDLE = 1800.0


class OpenedShop:
    """The tables of one publication, ready to be asked."""

    def __init__(self, workspace: Workspace, publication: PublicationRecord, now: datetime) -> None:
        self.publication = publication
        self._files = _files(workspace, publication)
        self._lock = threading.Lock()
        workdir = make_folder("regulars-asking-")
        try:
            data = _opened_data(workspace, publication, now, workdir)
        except BaseException:
            shutil.rmtree(workdir, ignore_errors=True)
            raise
        self._asking = Asking(data, named_criteria(workspace))
        # somebody may still ask when a newer one takes over: it is closed when nobody does any more
        weakref.finalize(self, _close, data, workdir)

    def is_of(self, workspace: Workspace, latest: PublicationRecord) -> bool:
        """Whether this is what a publication is asked by: its own tables, or the same ones published anew."""
        mine = self.publication
        if (mine.number, mine.at) == (latest.number, latest.at):
            return True
        if (mine.kind, mine.as_of) != (latest.kind, latest.as_of) or self._files != _files(workspace, latest):
            return False
        self.publication = latest
        return True

    @contextmanager
    def asked(
        self, saved: Mapping[str, Condition], waiting: float = MOST_SECONDS_WAITING, seconds: float = MOST_SECONDS
    ) -> Iterator[Asking]:
        """The shop for this thread alone; what takes longer than `seconds` inside is stopped.

        Raises:
            BusyError: others ask for longer than `waiting`. EngineError: the question takes too long.
        """
        if not self._lock.acquire(timeout=waiting):
            raise BusyError("Others are asking this shop for longer than expected.", "Try again in a moment.")
        try:
            self._asking.now_saved(saved)
            with self._asking.data.engine.limited(seconds):
                yield self._asking
        finally:
            self._lock.release()


def _files(workspace: Workspace, publication: PublicationRecord) -> tuple[tuple[Path, ...], ...]:
    """The files that are read of a publication; no two ever have the same name."""
    return tuple(pinned_files(workspace.lake, publication.versions, table) for table in (*lake.CANONICAL, "profile"))


def _opened_data(workspace: Workspace, publication: PublicationRecord, now: datetime, workdir: Path) -> ShopData:
    versions = publication.versions
    folder = pin(workspace.lake, versions, lake.CANONICAL, workdir)
    if not (folder / "orders").is_dir():
        raise DataError("The workspace has no orders yet.", "Import some first.")
    options = lake_options(workspace, now, publication.as_of or looks_from(workspace, now), None)
    data = open_lake(folder, options, workspace.make_engine)
    try:
        if publication.kind == "refresh":
            _take_profile(data, pinned_files(workspace.lake, versions, "profile"))
        data.seal()
    except BaseException:
        data.close()
        raise
    return data


def _take_profile(data: ShopData, files: tuple[Path, ...]) -> None:
    """Let the fields that are worked out be those of the published profile, and no others."""
    from pyarrow import parquet

    if not files:
        return
    there = set(parquet.read_schema(files[0]).names)
    gone = {name for name in data.homes if name not in there}
    data.profile_files = files
    data.homes = {name: home for name, home in data.homes.items() if name not in gone}
    data.shape = replace(data.shape, fields={name: kind for name, kind in data.shape.fields.items() if name not in gone})


def _close(data: ShopData, workdir: Path) -> None:
    data.close()
    shutil.rmtree(workdir, ignore_errors=True)


_opened: dict[Path, OpenedShop] = {}
_resting: dict[Path, threading.Timer] = {}
_opening = threading.Lock()


@contextmanager
def asked_shop(workspace: Workspace, now: datetime, seconds: float = MOST_SECONDS) -> Iterator[Asking]:
    """The shop as the refresh in force has it (before the first one: as it was imported), for this thread alone.

    What takes longer than `seconds` inside is stopped.

    Raises:
        DataError: nothing has been imported. BusyError, EngineError: as `OpenedShop.asked`.
    """
    latest = workspace.ledger.latest("refresh") or workspace.ledger.latest()
    if latest is None:
        raise DataError("The workspace has no orders yet.", "Import some first.")
    try:
        with _current(workspace, latest, now).asked(named_criteria(workspace), seconds=seconds) as asking:
            yield asking
    finally:
        _close_later(workspace.folder.resolve())


def _current(workspace: Workspace, latest: PublicationRecord, now: datetime) -> OpenedShop:
    key = workspace.folder.resolve()
    with _opening:
        there = _opened.get(key)
        if there is None or not there.is_of(workspace, latest):
            _opened.pop(key, None)
            del there  # the former one frees its memory before the new one needs it, unless somebody still asks it
            there = _opened[key] = OpenedShop(workspace, latest, now)
        return there


def _close_later(key: Path) -> None:
    """Let go of a shop once nobody has asked it for a while; who asks it just then keeps it until they are done."""
    timer = threading.Timer(MOST_SECONDS_IDLE, _opened.pop, (key, None))
    timer.daemon = True
    with _opening:
        former = _resting.pop(key, None)
        _resting[key] = timer
    if former is not None:
        former.cancel()
    timer.start()


def is_open(workspace: Workspace) -> bool:
    """Whether the shop of the refresh in force is open, so that asking it takes no opening first."""
    latest = workspace.ledger.latest("refresh") or workspace.ledger.latest()
    there = _opened.get(workspace.folder.resolve())
    return there is not None and latest is not None and there.is_of(workspace, latest)


def open_anew(workspace: Workspace, now: datetime) -> None:
    """Open the shop of the refresh in force where a former one is open, so that whoever asks next need not wait."""
    if workspace.folder.resolve() in _opened and not is_open(workspace):
        with asked_shop(workspace, now):
            pass


def forget_opened_shop(workspace: Workspace) -> None:
    """Close what is open of a workspace."""
    with _opening, suppress(KeyError):
        del _opened[workspace.folder.resolve()]


@atexit.register
def _close_all() -> None:
    """Nothing of an engine may be left when the interpreter goes."""
    for timer in _resting.values():
        timer.cancel()
        timer.join(1)
    _resting.clear()
    _opened.clear()
