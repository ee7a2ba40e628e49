"""A segment of one's own that was made or changed is counted for all pages without a refresh."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regulars.errors import DataError
from regulars.work.custom_segments import read_table
from regulars.work.refresh import refresh
from regulars.work.segment_counts import count_segments
from regulars.work.segment_proposals import propose_segment
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 21, tzinfo=UTC)
ClientAs = Callable[..., Any]


def keep(workspace: Workspace, name: str, words: str) -> None:
    made = propose_segment(workspace, name, now=NOW, author="tester", words=words)
    workspace.ledger.save_segment(made.segment)


def table(workspace: Workspace, name: str) -> list[tuple[Any, ...]]:
    latest = workspace.ledger.latest("refresh")
    assert latest is not None
    return sorted((tuple(row.values()) for row in read_table(workspace, latest.versions, name)), key=repr)


@pytest.mark.long
def test_counting_gives_what_a_refresh_of_the_same_instant_gives(own_workspace: Workspace) -> None:
    before = own_workspace.ledger.latest("refresh")
    assert before is not None
    keep(own_workspace, "French", "customers from FR")
    keep(own_workspace, "Big spenders", "customers who spent more than 500 in the last 180 days")
    done = count_segments(own_workspace, actor="tester", now=NOW)
    assert set(done.customers) == {"French", "Big spenders"}
    assert done.customers["French"] > 0
    after = own_workspace.ledger.latest("refresh")
    assert after is not None
    known = before.facts | {"own_segments": ["Big spenders", "French"]}
    assert (after.number, after.as_of, after.facts) == (done.publication, before.as_of, known)
    assert after.at == before.at  # nobody was scored since
    assert after.versions["profile"] == before.versions["profile"]
    counted = {name: table(own_workspace, name) for name in ("memberships", "segment_metrics")}
    products = table(own_workspace, "top_products")
    assert {row[0] for row in products}.isdisjoint(done.customers)  # their members are others now
    refresh(own_workspace, actor="tester", now=NOW, as_of=before.as_of)
    assert {name: table(own_workspace, name) for name in counted} == counted
    assert set(products) < set(table(own_workspace, "top_products"))
    # of segments that are as they were nothing is left out
    with_all = table(own_workspace, "top_products")
    count_segments(own_workspace, actor="tester", now=NOW)
    assert table(own_workspace, "top_products") == with_all


def test_where_data_came_since_the_refresh_it_takes_a_refresh(own_workspace: Workspace) -> None:
    latest = own_workspace.ledger.latest("refresh")
    assert latest is not None
    with_more = {**latest.versions, "orders": latest.versions["orders"] + 1}
    run = own_workspace.ledger.begin_run("import", "tester", NOW)
    own_workspace.ledger.publish(run, "data", NOW, None, with_more, {}, {})
    with pytest.raises(DataError, match="imported since"):
        count_segments(own_workspace, actor="tester", now=NOW + timedelta(hours=1))


def test_a_segment_that_is_kept_is_counted_once_and_its_page_waits_for_it(
    own_workspace: Workspace, own_client_as: ClientAs
) -> None:
    from regulars.web.jobs.models import Job
    from regulars.web.jobs.process import do

    client = own_client_as("marketer")
    asked = {"do": "save", "name": "French", "face": "words", "words": "customers from FR", "state": "active"}
    answer = client.post("/segments/new", asked, follow=True)
    page = answer.content.decode()
    assert "The other pages show it in a moment." in page
    assert "are being counted" in page
    assert "Being counted" in client.get("/segments/").content.decode()
    client.post("/segments/state", {"name": "Big spenders", "state": "archived"})
    (job,) = Job.objects.filter(kind="count-segments")
    assert b"are being counted" in client.get("/segments/counting").content
    Job.objects.filter(pk=job.pk).update(state="running")
    do(Job.objects.get(pk=job.pk))
    job.refresh_from_db()
    assert (job.state, job.problem) == ("done", "")
    assert list(job.result["segments"]) == ["French"]
    after = client.get("/segments/counting")
    assert (after.status_code, after["HX-Trigger"]) == (286, "page-is-old")
    shown = client.get("/segments/named/French").content.decode()
    assert "are being counted" not in shown
    assert re.search(rf"<dt>Customers</dt><dd>{job.result['segments']['French']}<", shown)
    assert "of the definition before" not in shown
    edited = asked | {"words": "customers from DE"}
    client.post("/segments/edit/French", edited)
    assert "of the definition before" in client.get("/segments/named/French").content.decode()


def test_counting_can_be_asked_for_by_who_may_change_segments(client_as: ClientAs) -> None:
    assert client_as("viewer").post("/segments/count", {"segment": "Big spenders"}).status_code == 404
    client = client_as("marketer")
    assert client.post("/segments/count", {"segment": "Nobody"}).status_code == 404
    assert client.post("/segments/count", {"segment": "Big spenders"}).status_code == 302
    assert b"Count now" in client.get("/data/update?segment=Big spenders").content
    assert b"Count now" not in client.get("/data/update?segment=Champions").content
