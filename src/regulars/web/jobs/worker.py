"""The worker: takes up what was handed in, one piece at a time, each in a process of its own that can be stopped.

`python -m regulars.web.jobs.worker PIPE`, as `regulars serve` starts it. Several may run for one workspace; one at a time works.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import IO

from regulars.errors import Interrupted, RegularsError

LOCK_FILE = ".regulars.worker.lock"
LOOKS_EVERY = 0.3
CLEARS_EVERY = 6 * 3600.0
# a job that is to end gets this long to clear up before it is ended
CLEARS_UP_WITHIN = 15.0
AGAIN_AFTER = timedelta(seconds=5)
# the exit status of a job that found the workspace in use
BUSY = 75
KEPT_FOR = timedelta(days=7)

_LOG = logging.getLogger("regulars.worker")


def main() -> None:
    """Work until told to stop."""
    from regulars.web.serving import end_with_parent
    from regulars.web.setup import start

    signal.signal(signal.SIGTERM, _stop)
    if len(sys.argv) > 1:
        end_with_parent(int(sys.argv[1]))
    workspace = Path(os.environ["REGULARS_WORKSPACE"])
    start(workspace, is_lasting=True)
    try:
        with _only_one(workspace):
            Worker(workspace).work()
    except KeyboardInterrupt:
        pass


class Worker:
    """Takes up jobs in the order in which they were handed in."""

    def __init__(self, workspace: Path) -> None:
        from regulars.web.jobs.scheduled import Rounds

        self._workspace = workspace
        self._rounds, self._said = Rounds(), ""
        # whoever has the other end sees when this process is gone, however it went
        self._alive, self._writing_end = os.pipe()

    def work(self) -> None:
        """Take up jobs for ever."""
        self.mark_lost()
        clears = time.monotonic()
        while True:
            if time.monotonic() >= clears:
                self.clear_old(datetime.now(UTC))
                clears += CLEARS_EVERY
            if not self.work_once() and not self.keep_schedule(datetime.now(UTC)):
                time.sleep(LOOKS_EVERY)

    def keep_schedule(self, now: datetime) -> bool:
        """Hand in what the workspace's schedule says is due; whether there was anything."""
        from regulars.web.jobs.scheduled import is_switched_off
        from regulars.web.shop import shop

        if is_switched_off(os.environ):
            return False
        try:
            is_handed_in = self._rounds.hand_in(shop(), now)
        except (RegularsError, OSError) as error:  # settings that are being edited, say: tried again at the next look
            if str(error) != self._said:
                _LOG.warning("the schedule waits: %s", error)
            self._said = str(error)
            return False
        self._said = ""
        return is_handed_in

    def mark_lost(self) -> int:
        """Mark what a former worker did not finish, which nobody is at any more; how many there were."""
        from regulars.web.jobs.models import Job, State

        return int(
            Job.objects.filter(state=State.RUNNING).update(
                state=State.INTERRUPTED,
                finished=datetime.now(UTC),
                problem="The server ended before this did.",
                remedy="Nothing is half done. Run it again.",
            )
        )

    def clear_old(self, now: datetime) -> None:
        """Delete uploads and results that are older than a week with the rows of their jobs, and sessions that are over."""
        from django.contrib.sessions.backends.db import SessionStore

        from regulars.web.jobs.jobs import folder
        from regulars.web.jobs.models import OVER, Job
        from regulars.web.jobs.uploads import clear_uploads

        for job in Job.objects.filter(state__in=OVER, finished__lt=now - KEPT_FOR):
            shutil.rmtree(folder(self._workspace, job.pk), ignore_errors=True)
            job.delete()
        clear_uploads(self._workspace, now - KEPT_FOR)
        SessionStore.clear_expired()

    def work_once(self) -> bool:
        """Do the next job; whether there was one."""
        from django.db.models import Q

        from regulars.web.jobs.models import Job, State

        now = datetime.now(UTC)
        waiting = Job.objects.filter(state=State.QUEUED).filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("pk")
        job = waiting.first()
        if job is None or not waiting.filter(pk=job.pk).update(state=State.RUNNING, started=now, problem="", remedy=""):
            return False
        command = [sys.executable, "-m", "regulars.web.jobs.process", str(job.pk), str(self._alive)]
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=[self._alive]
        )
        try:
            self._watch(job.pk, process)
        except BaseException:
            _end(process)
            self._close(
                job.pk, State.INTERRUPTED, "The server was stopped before this was done.", "Nothing is half done. Run it again."
            )
            raise
        return True

    def _watch(self, number: int, process: subprocess.Popen[bytes]) -> None:
        from regulars.web.jobs.models import Job, State

        while process.poll() is None:
            time.sleep(LOOKS_EVERY)
            if process.poll() is None and Job.objects.filter(pk=number, cancel_asked=True).exists():
                _end(process)
                self._close(number, State.CANCELLED)
                return
        if process.returncode == BUSY:
            later = datetime.now(UTC) + AGAIN_AFTER
            Job.objects.filter(pk=number, state=State.RUNNING).update(state=State.QUEUED, not_before=later)
        elif process.returncode:
            _LOG.error("job %s ended with status %s", number, process.returncode)
            self._close(number, State.FAILED, "The work was ended from outside, perhaps for want of memory.", "Run it again.")

    def _close(self, number: int, state: str, problem: str = "", remedy: str = "") -> None:
        from regulars.web.jobs.models import Job, State

        Job.objects.filter(pk=number, state=State.RUNNING).update(
            state=state, finished=datetime.now(UTC), problem=problem, remedy=remedy
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(CLEARS_UP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _only_one:  # noqa: N801 - used as a word
    """Holds the workspace's lock for workers; waits for it as long as another one has it."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / LOCK_FILE

    def __enter__(self) -> None:
        self._file: IO[str] = self._path.open("a", encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise Interrupted


if __name__ == "__main__":
    main()
