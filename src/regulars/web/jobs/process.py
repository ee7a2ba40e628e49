"""The process that does one job: `python -m regulars.web.jobs.process NUMBER PIPE`, as the worker starts it."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from regulars.errors import BusyError, Interrupted, RegularsError

if TYPE_CHECKING:
    from regulars.web.jobs.models import Job

_LOG = logging.getLogger("regulars.worker")
AGAIN_AFTER_SECONDS = 0.5


def main() -> None:
    """Do the job and write down how it went."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _stop)
    from regulars.web.serving import end_with_parent
    from regulars.web.setup import start

    end_with_parent(int(sys.argv[2]))
    start(Path(os.environ["REGULARS_WORKSPACE"]))
    from regulars.web.jobs.models import Job

    try:
        sys.exit(do(Job.objects.get(pk=int(sys.argv[1]))))
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.exit(130)


def do(job: Job) -> int:
    """Do a job; the exit status."""
    from regulars.web.data.wording import for_page
    from regulars.web.jobs.jobs import folder
    from regulars.web.jobs.kinds import Task, kind_of
    from regulars.web.jobs.models import Job as Jobs
    from regulars.web.jobs.models import State
    from regulars.web.jobs.worker import BUSY
    from regulars.web.shop import shop

    kept = Jobs.objects.filter(pk=job.pk, state=State.RUNNING)
    workspace = shop()
    task = Task(
        workspace=replace(workspace, ledger=_watched(job.pk)),
        arguments=job.arguments,
        actor=job.actor,
        now=datetime.now(UTC),
        folder=folder(workspace.folder, job.pk),
        job=job.pk,
    )
    try:
        result = json.loads(_plain(kind_of(job.kind).does(task)))
    except BusyError as error:
        kept.update(problem=error.problem, remedy="It begins by itself as soon as that is over.")
        return BUSY
    except RegularsError as error:
        said = {"problem": for_page(error.problem), "remedy": for_page(error.remedy)}
        kept.update(state=State.FAILED, finished=datetime.now(UTC), **said)
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is, the job says so, and the log has it
        _LOG.exception("job %s failed", job.pk)
        kept.update(
            state=State.FAILED,
            finished=datetime.now(UTC),
            problem=f"Regulars itself failed ({type(error).__name__}).",
            remedy="Nothing is half done. The server's output has the details; please report them.",
        )
        return 0
    kept.update(state=State.DONE, finished=datetime.now(UTC), result=result, problem="", remedy="")
    return 0


def _plain(result: Any) -> str:
    from regulars.work.outputs import dumps

    return dumps(result)


def _watched(number: int) -> Any:
    """A ledger that notes which run the job is at, so that its page can show the run's steps."""
    from regulars.web.jobs.models import Job as Jobs
    from regulars.web.workspace.ledger import DjangoLedger

    class WatchedLedger(DjangoLedger):
        def begin_run(self, kind: str, actor: str, at: datetime) -> int:
            run = super().begin_run(kind, actor, at)
            _join_steps(number)
            Jobs.objects.filter(pk=number).update(run=run)
            return run

    return WatchedLedger()


def _join_steps(number: int) -> None:
    """Work that is several runs, an import and then a refresh, keeps the steps of the former ones."""
    from regulars.web.jobs.models import Job as Jobs
    from regulars.web.workspace.models import Step

    job = Jobs.objects.get(pk=number)
    if job.run is not None:
        former = list(Step.objects.filter(run_id=job.run).order_by("pk").values("name", "rows", "seconds"))
        Jobs.objects.filter(pk=number).update(steps=[*job.steps, *former])


def _stop(number: int, frame: FrameType | None) -> None:
    """End the work, and once more a little later should Python have swallowed it: what a destructor raises is lost."""
    del number, frame
    found = sys.exception()
    while found is not None:
        if isinstance(found, KeyboardInterrupt):
            return  # it is being cleared up
        found = found.__context__
    signal.setitimer(signal.ITIMER_REAL, AGAIN_AFTER_SECONDS)
    raise Interrupted


if __name__ == "__main__":
    main()
