"""Work that is handed in: done by a process of its own, watched, taken back, and never left half done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regulars.work.workspace import Workspace


def hand_in(kind: str, arguments: dict[str, Any] | None = None, role: str = "marketer") -> Any:
    from regulars.web.accounts.models import User
    from regulars.web.jobs import jobs

    return jobs.start(kind, arguments or {}, User.objects.get(email=f"{role}@example.org"))


def work_once(folder: Path) -> None:
    """What the worker does with the next job, in this process; the job itself is in its own."""
    from regulars.web.jobs.worker import Worker

    os.environ["REGULARS_WORKSPACE"] = str(folder)
    Worker(folder).work_once()


def test_a_refresh_is_done_by_the_worker_and_its_steps_are_shown(
    own_workspace: Workspace, own_client_as: Callable[..., Any]
) -> None:
    before = own_workspace.ledger.latest("refresh")
    job = hand_in("refresh", {"as_of": "2024-07-01"})
    client = own_client_as("marketer")
    waiting = client.get(f"/jobs/{job.pk}")
    assert b"Waiting for its turn" in waiting.content
    work_once(own_workspace.folder)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("done", "")
    after = own_workspace.ledger.latest("refresh")
    assert before is not None
    assert after is not None
    assert after.number > before.number
    done = client.get(f"/jobs/{job.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "Segment metrics" in done
    assert "hx-trigger" not in done  # it asks no more


def test_work_that_is_refused_says_why(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    job = hand_in("refresh", {"cuts": "bent"})
    work_once(own_workspace.folder)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "bent" in job.problem
    answer = own_client_as("marketer").get(f"/jobs/{job.pk}").content.decode()
    assert job.remedy in answer
    assert "Run it again" in answer


def test_work_is_seen_by_its_owner_and_admins_and_by_nobody_else(client_as: Callable[..., Any]) -> None:
    job = hand_in("refresh")
    for role, status in (("marketer", 200), ("admin", 200), ("analyst", 404), ("viewer", 404)):
        client = client_as(role)
        assert client.get(f"/jobs/{job.pk}").status_code == status, role
        if status == 404:
            assert client.post(f"/jobs/{job.pk}/cancel").status_code == 404
            assert client.get(f"/jobs/{job.pk}/files/any.csv").status_code == 404
    job.refresh_from_db()
    assert job.state == "queued"


def test_what_waits_can_be_taken_back_and_asked_for_again(client_as: Callable[..., Any]) -> None:
    from regulars.web.jobs.models import Job

    job, client = hand_in("refresh", {"cuts": "frozen"}), client_as("marketer")
    part = client.post(f"/jobs/{job.pk}/cancel", headers={"HX-Request": "true"}).content.decode()
    assert "Cancelled" in part
    assert "<html" not in part
    client.post(f"/jobs/{job.pk}/again")
    newest = Job.objects.first()
    assert newest is not None
    assert (newest.pk > job.pk, newest.state, newest.arguments) == (True, "queued", {"cuts": "frozen"})


def started_worker(folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"REGULARS_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "regulars.web.settings"}
    return subprocess.Popen([sys.executable, "-m", "regulars.web.jobs.worker"], env=environment)


def wait_for(job: Any, *states: str, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.state in states:
            return
        time.sleep(0.1)
    raise AssertionError(f"the job is {job.state}, not {states}: {job.problem}")


@pytest.mark.long
def test_running_work_is_stopped_and_leaves_nothing_half_done(own_workspace: Workspace) -> None:
    from regulars.web.jobs import jobs

    before = own_workspace.published()
    worker = started_worker(own_workspace.folder)
    try:
        job = hand_in("refresh")
        wait_for(job, "running")
        jobs.cancel(job)
        wait_for(job, "cancelled", "done")
        assert job.state == "cancelled"
        assert own_workspace.published() == before
        assert own_workspace.ledger.unfinished() == ()
        again = jobs.again(job, job.owner)
        wait_for(again, "done", "failed")
        assert again.state == "done"
    finally:
        worker.terminate()
        worker.wait(60)


@pytest.mark.long
def test_what_a_killed_worker_did_not_finish_is_marked_and_can_be_run_again(own_workspace: Workspace) -> None:
    from regulars.web.jobs import jobs

    before = own_workspace.published()
    worker = started_worker(own_workspace.folder)
    job = hand_in("refresh")
    wait_for(job, "running")
    worker.kill()
    worker.wait(10)
    job.refresh_from_db()
    assert job.state == "running"  # nobody could say otherwise
    following = started_worker(own_workspace.folder)
    try:
        wait_for(job, "interrupted", "done")
        assert job.state == "interrupted"
        again = jobs.again(job, job.owner)
        wait_for(again, "done", "failed")
        assert again.state == "done", again.problem
        newest = own_workspace.ledger.latest("refresh")
        assert newest is not None
        assert newest.run == again.run  # what was killed published nothing
        assert dict(newest.versions) != before
    finally:
        following.terminate()
        following.wait(60)


def test_work_waits_while_somebody_else_writes_the_workspace(own_workspace: Workspace) -> None:
    from datetime import UTC, datetime

    from regulars.work.workspace import writing

    job = hand_in("refresh")
    with writing(own_workspace, "import", "somebody", datetime.now(UTC)):
        work_once(own_workspace.folder)
        job.refresh_from_db()
        assert job.state == "queued"
        assert "somebody" in job.problem
        assert job.not_before is not None


@pytest.mark.long
def test_an_uploaded_file_is_imported_refreshed_and_deleted(own_workspace: Workspace) -> None:
    from regulars.web.jobs.uploads import FOLDER

    token = "a" * 32
    folder = own_workspace.folder / FOLDER / token
    folder.mkdir(parents=True)
    rows = "order_id,customer_id,order_date,total\n" + "".join(f"N{n},C9{n % 7},2024-06-1{n % 9},{n + 10}.00\n" for n in range(40))
    (folder / "new orders.csv").write_text(rows)
    uploads = [{"key": f"{token}/new orders.csv", "table": "orders"}]
    tried = hand_in("try-import", {"uploads": uploads})
    work_once(own_workspace.folder)
    tried.refresh_from_db()
    assert (tried.state, tried.problem) == ("done", "")
    assert tried.result["tables"]["orders"]["added"] == 40
    job = hand_in("import", {"uploads": uploads})
    work_once(own_workspace.folder)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("done", "")
    assert job.result["tables"]["orders"]["added"] == 40
    assert job.result["refresh"]["orders"] > 40
    assert not folder.exists()
    again = hand_in("import", {"uploads": uploads})
    work_once(own_workspace.folder)
    again.refresh_from_db()
    assert (again.state, again.remedy) == ("failed", "Upload it again.")


def test_results_and_uploads_go_after_a_week(own_workspace: Workspace) -> None:
    from datetime import UTC, datetime, timedelta

    from regulars.web.jobs.jobs import folder
    from regulars.web.jobs.models import Job
    from regulars.web.jobs.uploads import FOLDER
    from regulars.web.jobs.worker import Worker

    now = datetime.now(UTC)
    old, young = hand_in("refresh"), hand_in("refresh")
    for job, days in ((old, 8), (young, 6)):
        made = folder(own_workspace.folder, job.pk)
        made.mkdir(parents=True)
        (made / "file.csv").write_text("x")
        Job.objects.filter(pk=job.pk).update(state="done", finished=now - timedelta(days=days))
    for name, days in (("b" * 32, 8), ("c" * 32, 6)):
        upload = own_workspace.folder / FOLDER / name
        upload.mkdir(parents=True)
        os.utime(upload, ((now - timedelta(days=days)).timestamp(),) * 2)
    Worker(own_workspace.folder).clear_old(now)
    assert [each.pk for each in Job.objects.all()] == [young.pk]
    assert not folder(own_workspace.folder, old.pk).exists()
    assert folder(own_workspace.folder, young.pk).exists()
    assert [each.name for each in (own_workspace.folder / FOLDER).iterdir()] == ["c" * 32]
