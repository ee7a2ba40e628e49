"""The export dialog: who is sent and who not is shown first, the file keeps the promise, and fetching it is written down."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from regulars.exports.destinations import DESTINATIONS
from regulars.web.exports.asked import asked_for
from regulars.work.workspace import Workspace


def made(workspace: Workspace, **asked: str) -> dict[str, Any]:
    """An export as the worker makes it."""
    from regulars.web.jobs.kinds import Task, kind_of

    task = Task(
        workspace, asked_for({"segment": "Champions", **asked}), "marketer@example.org", datetime.now(UTC), workspace.folder, 0
    )
    return dict(kind_of("export").does(task))


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_the_dialog_counts_who_would_be_sent_and_who_not(client_as: Callable[..., Any]) -> None:
    marketer = client_as("marketer")
    page = text_of(marketer.post("/exports/preview", {"segment": "Champions", "format": "klaviyo"}))
    sent = re.search(r'class="big-count"><strong>([\d,]+)</strong> <span>of ([\d,]+) customers', page)
    assert sent is not None, page[:600]
    left = [
        int(n.replace(",", "")) for n in re.findall(r"<li><strong>([\d,]+)</strong> ", page.split("left-out")[1].split("</ul>")[0])
    ]
    assert int(sent[1].replace(",", "")) + sum(left) == int(sent[2].replace(",", ""))
    assert "without consent" in page


def test_there_is_no_dialog_for_a_segment_that_is_not_there(client_as: Callable[..., Any]) -> None:
    marketer = client_as("marketer")
    assert marketer.get("/exports/new", {"segment": "Champions"}).status_code == 200
    assert marketer.get("/exports/new", {"segment": "Nobody's"}).status_code == 404


def test_a_standard_file_asks_for_no_consent(client_as: Callable[..., Any]) -> None:
    page = text_of(client_as("marketer").post("/exports/preview", {"segment": "Champions", "format": "standard"}))
    assert "without consent" not in page
    assert "Send people who did not agree" not in page
    assert "by which Excel knows accents" in page


def test_what_one_destination_has_is_not_taken_along_to_another() -> None:
    assert "ignores_consent" not in asked_for({"segment": "x", "format": "standard", "ignores_consent": "yes"})
    assert "is_for_excel" not in asked_for({"segment": "x", "format": "google", "is_for_excel": "yes"})
    assert asked_for({"segment": "x", "format": "meta", "hashing": "plain"})["is_hashed"] is False


def test_what_takes_long_to_count_is_asked_for_again(client_as: Callable[..., Any], held_back: Callable[[], Any]) -> None:
    marketer, asked = client_as("marketer"), {"segment": "Champions", "format": "klaviyo", "options_for": "klaviyo"}
    with held_back():
        waiting = text_of(marketer.post("/exports/preview", asked))
    assert 'hx-trigger="load delay' in waiting
    assert "Counting who may be sent" in waiting
    found = text_of(marketer.post("/exports/preview", asked))
    assert "hx-trigger" not in found
    assert "would be sent" in found


def test_counting_takes_nothing_from_under_the_pointer(client_as: Callable[..., Any]) -> None:
    marketer, asked = client_as("marketer"), {"segment": "Champions", "format": "klaviyo"}
    same = text_of(marketer.post("/exports/preview", asked | {"options_for": "klaviyo"}))
    assert not any(each in same for each in ("<fieldset", 'value="export"', "hx-swap-oob"))
    other = text_of(marketer.post("/exports/preview", asked | {"options_for": "standard"}))
    assert "Send people who did not agree" in other
    assert 'value="export"' not in other
    offered_again = text_of(marketer.post("/exports/preview", asked | {"options_for": "klaviyo", "refused": "yes"}))
    assert re.search(r'value="export">Make the file', offered_again)


def test_without_scripts_who_would_be_sent_has_an_address(client_as: Callable[..., Any], held_back: Callable[[], Any]) -> None:
    marketer = client_as("marketer")
    asked = {"segment": "Champions", "format": "google", "hashing": "plain", "ignores_consent": "yes", "do": "preview"}
    address = marketer.post("/exports/new", asked)["Location"]
    with held_back():
        assert '<noscript><meta http-equiv="refresh"' in text_of(marketer.get(address))
    page = text_of(marketer.get(address))
    assert "would be sent" in page
    assert 'http-equiv="refresh"' not in page
    assert re.search(r'id="hashing-plain"[^>]*checked', page)
    assert re.search(r'id="ignores_consent"[^>]*checked', page)


@pytest.mark.parametrize("target", sorted(DESTINATIONS))
def test_every_format_previews(client_as: Callable[..., Any], target: str) -> None:
    answer = client_as("marketer").get("/exports/new", {"segment": "Champions", "format": target})
    assert answer.status_code == 200
    assert "would be sent" in text_of(answer)


def test_nobody_to_send_is_told_and_not_offered(client_as: Callable[..., Any]) -> None:
    page = text_of(client_as("marketer").post("/exports/preview", {"segment": "no such segment", "format": "klaviyo"}))
    assert 'class="note bad"' in page
    assert re.search(r'value="export"[^>]*disabled', page)


def test_the_file_is_what_was_promised_and_fetching_it_is_written_down(
    own_workspace: Workspace, own_client_as: Callable[..., Any]
) -> None:
    from regulars.web.workspace.models import AuditEntry

    marketer = own_client_as("marketer")
    promised = text_of(marketer.post("/exports/preview", {"segment": "Champions", "format": "klaviyo"}))
    done = made(own_workspace, format="klaviyo")
    assert f"<strong>{done['sent']:,}</strong>" in promised
    page = text_of(marketer.get(f"/exports/run/{done['export']}"))
    assert "champions-klaviyo.csv" in page
    file = marketer.get(f"/exports/run/{done['export']}/files/champions-klaviyo.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode())))
    assert len(rows) == done["sent"]
    assert "Email" in rows[0]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor, entry.action) == ("marketer@example.org", "export fetched")
    assert own_client_as("viewer").get(f"/exports/run/{done['export']}/files/champions-klaviyo.csv").status_code == 404
    assert marketer.get(f"/exports/run/{done['export']}/files/regulars.toml").status_code == 404
    assert "Champions" in text_of(marketer.get("/exports/"))


def test_the_same_again_points_to_the_file_that_still_holds(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    first = made(own_workspace, format="klaviyo")
    again = made(own_workspace, format="klaviyo")
    assert again["unchanged"]
    assert (again["export"], again["files"]) == (first["export"], first["files"])
    assert own_client_as("marketer").get(f"/exports/run/{first['export']}/files/{first['files'][0]}").status_code == 200


def test_a_customer_s_page_says_where_they_were_sent(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    made(own_workspace, format="standard")
    marketer = own_client_as("marketer")
    page = text_of(marketer.get("/segments/named/Champions", {"tab": "customers"}))
    address = re.search(r'href="(/customers/of/[^"]+)"', page)
    assert address is not None
    assert "Champions</span> to standard" in text_of(marketer.get(address[1]))


def test_a_job_is_handed_in_by_the_dialog(client_as: Callable[..., Any]) -> None:
    from regulars.web.jobs.models import Job

    answer = client_as("marketer").post(
        "/exports/new", {"segment": "Champions", "format": "google", "do": "export", "hashing": "plain"}
    )
    assert answer.status_code == 302
    job = Job.objects.latest("pk")
    assert (job.kind, job.arguments["format"], job.arguments["is_hashed"]) == ("export", "google", False)
    assert answer["Location"].endswith(f"/jobs/{job.pk}")
