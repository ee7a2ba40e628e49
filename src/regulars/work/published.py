"""What pages read: the publication in force, opened once per process and shared by its threads.

Everything here is bounded: one engine per workspace (two while a newer publication takes over), a few sessions of it, and as many
remembered answers as `ANSWERS_KEPT`. A publication never changes, so an answer about it never goes stale; when a newer one is in
force, the old one is closed as soon as nobody reads it any more.
"""

from __future__ import annotations

import shutil
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from typing import Any, TypeVar

from regulars.engines.base import Engine
from regulars.errors import DataError, RegularsError
from regulars.lake.pinned import pinned_files
from regulars.queries import lake
from regulars.queries.judged_contacts import is_judgement
from regulars.work.ledger import PublicationRecord
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

T = TypeVar("T")

SESSIONS = 4
ANSWERS_KEPT = 256
# seconds for which those who ask wait for a newer publication before being given the former one
PATIENCE = 1.0
# a publication's files may go (an erasure, retention) between asking which one is in force and reading it
_ATTEMPTS = 3


class Published:
    """The publication in force, as views of an engine.

    `publication` is what is in force, `refresh` the refresh whose scores and segments it has (None before the first), `refreshes`
    all up to that one, oldest first; `columns` are those of every table that is there, by name: canonical ones (customers, orders,
    order_lines, events) and those worked out (profile, memberships, segment_metrics, top_products, history, moves).
    """

    def __init__(self, workspace: Workspace, publication: PublicationRecord, refreshes: Sequence[PublicationRecord]) -> None:
        self.workspace = workspace
        self.publication = publication
        self.refreshes = tuple(each for each in refreshes if each.number <= publication.number)
        self.refresh = self.refreshes[-1] if self.refreshes else None
        self._views = _view_queries(workspace, publication.versions)
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._spill = make_folder("regulars-pages-")
        try:
            self._root = (workspace.make_page_engine or workspace.make_engine)(self._spill)
            for name, query in self._views.items():
                self._root.view(name, query)
            self.columns: Mapping[str, Mapping[str, str]] = {name: self._shown(name) for name in self._views}
        except BaseException:
            shutil.rmtree(self._spill, ignore_errors=True)
            raise
        # sessions are made when they are first needed; the one given back last is the warmest
        self._idle: LifoQueue[Engine | None] = LifoQueue()
        for _ in range(SESSIONS):
            self._idle.put(None)
        # nobody who still reads finds it closed: that happens when the last reference is gone, or the process ends
        weakref.finalize(self, _close, self._root, self._idle, self._spill)

    def _shown(self, table: str) -> Mapping[str, str]:
        """The columns of a table, but for what is noted for exports."""
        return {column: kind for column, kind in self._root.columns(table).items() if not is_judgement(column)}

    @property
    def number(self) -> int:
        """The publication's number."""
        return self.publication.number

    @property
    def scored(self) -> PublicationRecord:
        """The refresh, for pages that are about scored customers.

        Raises:
            DataError: there is none yet.
        """
        if self.refresh is None:
            raise DataError("Nothing has been refreshed yet.", "Refresh first.")
        return self.refresh

    @contextmanager
    def session(self) -> Iterator[Engine]:
        """An engine with all tables as views, for this thread alone while inside; asked for again inside, it is the same one.

        Waits while all sessions are lent.
        """
        mine: Engine | None = getattr(self._mine, "engine", None)
        if mine is not None:
            yield mine
            return
        engine = self._idle.get()
        try:
            engine = engine or self._new_session()
            self._mine.engine = engine
            yield engine
        finally:
            self._mine.engine = None
            self._idle.put(engine)

    def remembered(self, key: Hashable, work_out: Callable[[Engine], T]) -> T:
        """What `work_out` answers in a session; worked out once per key, even if many threads ask at the same time.

        `key` names the question with its arguments, such as ("members", segment). Only for answers of bounded size.
        """
        found = self._answer(key)
        if found is not None and found.done():
            return found.result()  # type: ignore[no-any-return]
        # whoever works an answer out has a session already, so that waiting for it never waits for whoever waits for a session
        with self.session() as engine:
            with self._lock:
                found = self._answers.get(key)
                is_first = found is None
                if found is None:
                    found = self._answers[key] = Future()
                    if len(self._answers) > ANSWERS_KEPT:
                        self._answers.popitem(last=False)
            if is_first:
                try:
                    found.set_result(work_out(engine))
                except BaseException as error:
                    with self._lock:
                        self._answers.pop(key, None)
                    found.set_exception(error)
                    raise
            return found.result()  # type: ignore[no-any-return]

    def knows(self, key: Hashable) -> bool:
        """Whether the answer to a question is remembered."""
        found = self._answer(key)
        return found is not None and found.done()

    def forget_answers(self) -> None:
        """Work everything out anew from now on."""
        with self._lock:
            self._answers.clear()

    def _answer(self, key: Hashable) -> Future[Any] | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def _new_session(self) -> Engine:
        with self._lock:
            made = self._root.sibling()
        for name, query in self._views.items():
            made.view(name, query)
        return made


def _close(root: Engine, idle: LifoQueue[Engine | None], spill: Path) -> None:
    while not idle.empty():
        engine = idle.get_nowait()
        if engine is not None:
            engine.close()
    root.close()
    shutil.rmtree(spill, ignore_errors=True)


def _view_queries(workspace: Workspace, versions: Mapping[str, int]) -> dict[str, str]:
    found = {}
    for table in versions:
        files = pinned_files(workspace.lake, versions, table)
        if files:
            found[table] = lake.files_sql([str(path) for path in files])
    return found


@dataclass(frozen=True, slots=True)
class _Coming:
    """A publication that is being opened: its number, when that began, and itself as soon as it can be read."""

    number: int
    began: float
    made: Future[Published]


_opened: dict[Path, Published] = {}
_newer: dict[Path, _Coming] = {}
_changing = threading.Lock()


def published(workspace: Workspace) -> Published | None:
    """The publication in force; None where nothing has been imported.

    While a newer one is being opened and what many pages need of it worked out, those who ask in the first moment (`PATIENCE`) wait
    that long for it; others are given the former one, unless that had no refresh yet and the newer one has.

    Raises:
        SourceError: its files cannot be read.
    """
    return _current(workspace, is_patient=True)


def _current(workspace: Workspace, *, is_patient: bool) -> Published | None:
    """See `published`; who is not patient is never given the former one."""
    latest = workspace.ledger.latest()
    if latest is None:
        return None
    key = workspace.folder.resolve()
    there = _opened.get(key)
    if there is not None and _is_current(there, latest):
        return there
    coming = _coming(workspace, key, latest)
    patience = None
    # orders that are not scored yet are nothing to look at while the first refresh is being opened
    is_first_refresh = there is not None and there.refresh is None and latest.kind == "refresh"
    if is_patient and there is not None and there.number < latest.number and not is_first_refresh:
        patience = max(coming.began + PATIENCE - time.monotonic(), 0)
    try:
        return coming.made.result(patience)
    except TimeoutError:
        return there


def _coming(workspace: Workspace, key: Path, latest: PublicationRecord) -> _Coming:
    """The publication as it is being opened, by a thread of its own: once for all who wait."""
    with _changing:
        there, opened = _newer.get(key), _opened.get(key)
        if there is not None and there.number >= latest.number:
            return there
        coming = _Coming(latest.number, time.monotonic(), Future())
        if opened is not None and _is_current(opened, latest):  # meanwhile
            coming.made.set_result(opened)
            return coming
        _newer[key] = coming
    try:
        # the application database is asked by this thread: its connections belong to threads
        refreshes = workspace.ledger.publications("refresh")
        # one that the end of the process overtakes in the middle of a query takes it down with an error
        threading.Thread(target=_open, args=(workspace, key, latest, refreshes, coming)).start()
    except BaseException as error:
        coming.made.set_exception(error)
        with _changing:
            _newer.pop(key, None)
        raise
    return coming


def _open(
    workspace: Workspace, key: Path, latest: PublicationRecord, refreshes: Sequence[PublicationRecord], coming: _Coming
) -> None:
    from regulars.work.pages import warm  # pages are made of what is opened here

    try:
        made = Published(workspace, latest, refreshes)
        if key not in _opened:
            # nobody has anything to look at yet
            _opened[key] = made
            coming.made.set_result(made)
        warm.warm(made)
        with _changing:
            there = _opened.get(key)
            if there is None or there.number <= made.number:
                _opened[key] = made
        if not coming.made.done():
            coming.made.set_result(made)
    except BaseException as error:  # noqa: BLE001 - raised where the publication is asked for
        if not coming.made.done():
            coming.made.set_exception(error)
    finally:
        with _changing:
            if _newer.get(key) is coming:
                del _newer[key]


def _is_current(there: Published, latest: PublicationRecord) -> bool:
    """Whether what is open is at least as new; the time tells a workspace apart that was made anew in the same folder."""
    return there.number > latest.number or (there.number, there.publication.at) == (latest.number, latest.at)


def read(workspace: Workspace, page: Callable[[Published], T]) -> T | None:
    """What `page` makes of the publication in force; None where nothing has been imported.

    If its files go while it is read because a newer one has taken over, the newer one is read instead.

    Raises:
        SourceError: its files cannot be read.
    """
    for attempt in range(_ATTEMPTS):
        opened = None
        try:
            # a former publication that cannot be read any more is not given a second time
            opened = _current(workspace, is_patient=attempt == 0)
            return page(opened) if opened is not None else None
        except RegularsError:
            latest = workspace.ledger.latest()
            is_newest = opened is not None and latest is not None and latest.number == opened.number
            if is_newest or attempt == _ATTEMPTS - 1:
                raise
    return None


def forget_opened(workspace: Workspace) -> None:
    """Close what is open of a workspace, such as before its folder is removed."""
    with _changing:
        _opened.pop(workspace.folder.resolve(), None)
        _newer.pop(workspace.folder.resolve(), None)
