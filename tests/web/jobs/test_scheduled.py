"""The worker of `regulars serve` sees to the workspace's schedule, unless somebody else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regulars.work.schedule import LOCK_FILE
from regulars.work.workspace import Workspace, holding

NOW = datetime(2024, 9, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def rounds() -> Any:
    from regulars.web.jobs.scheduled import Rounds

    return Rounds()


def handed_in() -> list[Any]:
    from regulars.web.jobs.models import Job

    return list(Job.objects.filter(kind="scheduled"))


def with_settings(workspace: Workspace, **changes: Any) -> Workspace:
    return replace(workspace, settings=replace(workspace.settings, values={**workspace.settings.values, **changes}))


def test_a_refresh_that_is_due_is_handed_in_once(shop: Workspace) -> None:
    here = rounds()
    assert here.hand_in(shop, NOW)
    assert not here.hand_in(shop, NOW + SECOND)
    assert not here.hand_in(shop, NOW + 60 * SECOND)
    assert [(job.state, job.actor, job.owner) for job in handed_in()] == [("queued", "schedule", None)]


def test_what_came_to_nothing_is_tried_again_after_a_while_and_not_at_once(shop: Workspace) -> None:
    from regulars.web.jobs.models import Job

    here = rounds()
    here.hand_in(shop, NOW)
    Job.objects.filter(kind="scheduled").update(state="failed")
    assert not here.hand_in(shop, NOW + 60 * SECOND)
    assert here.hand_in(shop, NOW + timedelta(minutes=11))


def test_nothing_is_handed_in_where_the_settings_say_never_or_the_command_runs(shop: Workspace) -> None:
    assert not rounds().hand_in(with_settings(shop, cadence="never"), NOW)
    with holding(shop.folder / LOCK_FILE, "schedule", "somebody", NOW):
        assert not rounds().hand_in(shop, NOW)
    assert handed_in() == []
    assert rounds().hand_in(shop, NOW)


def test_a_file_of_a_watched_folder_is_handed_in_when_it_has_stopped_growing(shop: Workspace) -> None:
    inbox = shop.folder / "inbox"
    inbox.mkdir()
    try:
        watching = with_settings(shop, cadence="never", watch=["inbox"])
        here = rounds()
        (inbox / "orders.csv").write_text("order_id,customer_id,order_date,total\nN1,C1,2024-06-01,1")
        assert not here.hand_in(watching, NOW)
        (inbox / "orders.csv").write_text("order_id,customer_id,order_date,total\nN1,C1,2024-06-01,12.00\n")
        assert not here.hand_in(watching, NOW + 4 * SECOND)
        assert here.hand_in(watching, NOW + 8 * SECOND)
        (job,) = handed_in()
        assert list(job.arguments["files"]) == [str(inbox / "orders.csv")]
    finally:
        (inbox / "orders.csv").unlink()
        inbox.rmdir()


def test_the_data_page_says_who_sees_to_it(shop: Workspace, client_as: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("viewer")
    said = client.get("/data/?tab=schedule").content.decode()
    assert "this server" in said
    with holding(shop.folder / LOCK_FILE, "schedule", "somebody", NOW):
        assert "which is running" in client.get("/data/?tab=schedule").content.decode()
    monkeypatch.setenv("REGULARS_SCHEDULE", "off")
    assert "nobody" in client.get("/data/?tab=schedule").content.decode()


@pytest.mark.long
def test_what_is_due_is_done_by_the_worker_in_the_name_of_the_schedule(
    own_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.web.jobs.worker import Worker

    monkeypatch.setenv("REGULARS_WORKSPACE", str(own_workspace.folder))
    worker = Worker(own_workspace.folder)
    before = own_workspace.ledger.latest("refresh")
    assert worker.keep_schedule(datetime.now(UTC))
    assert worker.work_once()
    (job,) = handed_in()
    assert (job.state, job.problem, job.result["warnings"]) == ("done", "", [])
    after = own_workspace.ledger.latest("refresh")
    assert before is not None
    assert after is not None
    assert after.number > before.number
    (run,) = own_workspace.ledger.runs(1, kind="refresh")
    assert run.actor == "schedule"
    assert not worker.keep_schedule(datetime.now(UTC) + timedelta(minutes=1))
