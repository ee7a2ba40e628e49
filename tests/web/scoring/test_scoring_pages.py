"""Scoring in the browser of Django's tests: who sees it, what a draft shows, and what saving does."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from regulars.work.validate_workspace import validate_workspace

if TYPE_CHECKING:
    from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]
DRAFT = "?r=20&r=45&r=90&r=150"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_shows_scorecard_map_and_thresholds(client_as: ClientAs) -> None:
    answer = client_as("viewer").get("/scoring/")
    assert answer.status_code == 200
    found = text(answer)
    assert found.count('role="slider"') == 12
    assert "Regulars: 12 lifecycle segments" in found
    assert "Move a threshold to see who would change segment" in found
    assert "style=" not in found


def test_a_draft_in_the_address_shows_what_it_would_change(client_as: ClientAs) -> None:
    found = text(client_as("viewer").get(f"/scoring/{DRAFT}"))
    assert "would be in another segment" in found
    assert 'value="45"' in found
    # a refresh of today looks from years after the figures of the fixture
    assert re.search(r"The next refresh looks from [^,]+, [\d,]+ days later than these figures", found)
    # somebody who may only look is not offered to save it
    assert 'action="/scoring/save"' not in found
    assert "Recency then has these fixed limits" in text(client_as("marketer").get(f"/scoring/{DRAFT}"))
    assert 'action="/scoring/save"' in text(client_as("marketer").get(f"/scoring/{DRAFT}"))


def test_only_what_changes_is_sent_where_the_page_is_there_already(client_as: ClientAs) -> None:
    answer = client_as("marketer").get(f"/scoring/{DRAFT}", headers={"HX-Request": "true"})
    found = text(answer)
    assert "<html" not in found
    assert 'id="changes"' in found
    assert found.count("hx-swap-oob") == 15
    assert "HX-Request" in answer["Vary"]


def test_a_mistake_is_said_and_offers_what_would_do(client_as: ClientAs) -> None:
    found = text(client_as("marketer").get("/scoring/?r=20&r=10&r=90&r=150"))
    assert "each threshold has to be more than the one before it" in found
    assert "20, 21, 90, 150" in found
    assert 'action="/scoring/save"' not in found


@pytest.mark.parametrize(
    "query", ["?r=", "?r=1&r=2", "?scorecard=" + "x" * 999, "?map=%00", "?f=9e99&f=3&f=2&f=1", "?m=<b>&m=1&m=1&m=1"]
)
def test_nonsense_in_the_address_is_no_error_of_ours(client_as: ClientAs, query: str) -> None:
    answer = client_as("viewer").get(f"/scoring/{query}")
    assert answer.status_code == 200
    assert "<b>" not in text(answer)


def test_saving_writes_a_scorecard_and_offers_the_refresh(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    from regulars.web.jobs.models import Job
    from regulars.web.workspace.models import AuditEntry

    client = own_client_as("marketer")
    answer = client.post("/scoring/save", {"r": ["20", "45", "90", "150"]}, follow=True)
    found = text(answer)
    assert "Saved. It is in force from the next refresh on." in found
    assert "Changed, not yet in force." in found
    files = list((own_workspace.folder / "scorecards").iterdir())
    assert len(files) == 1
    assert "at_most = [20, 45, 90, 150]" in files[0].read_text()
    assert f'scorecard = "scorecards/{files[0].name}"' in (own_workspace.folder / "regulars.toml").read_text()
    entry = AuditEntry.objects.get(action="change scoring")
    assert (entry.actor, entry.about["thresholds"]) == ("marketer@example.org", {"recency": ["20", "45", "90", "150"]})
    answer = client.post("/data/refresh", {"cuts": "recalibrated"})
    job = Job.objects.get(kind="refresh")
    assert (answer.status_code, answer["Location"], job.arguments) == (302, f"/jobs/{job.pk}", {"cuts": "recalibrated"})
    back = client.post("/scoring/save", {"scorecard": "rfm", "map": ""}, follow=True)
    assert "Changed, not yet in force" not in text(back)
    assert files[0].exists()


def test_a_mistake_is_not_saved(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    answer = own_client_as("admin").post("/scoring/save", {"r": ["20", "10", "90", "150"]})
    assert answer.status_code == 400
    assert "each threshold has to be more" in text(answer)
    assert not (own_workspace.folder / "scorecards").exists()


def test_a_viewer_saves_and_tests_nothing(client_as: ClientAs) -> None:
    client = client_as("viewer")
    assert client.post("/scoring/save", {"r": ["20", "45", "90", "150"]}).status_code == 404
    assert client.post("/scoring/validation").status_code == 404


def test_the_last_test_of_the_scores_is_shown_with_its_date(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    assert "Not tested yet" in text(client.get("/scoring/"))
    result = validate_workspace(own_workspace, datetime(2024, 6, 20, tzinfo=UTC))
    found = text(client.get("/scoring/"))
    assert result["sentence"].split(":")[0] in found.replace("&#x27;", "'")
    assert "Tested 20 June 2024" in found
    for row in result["segments"]:
        assert row["name"].replace("'", "&#x27;") in found
    (own_workspace.folder / "validation.json").write_text("{not json")
    assert "Not tested yet" in text(client.get("/scoring/"))


def test_testing_the_scores_is_handed_to_the_worker(client_as: ClientAs) -> None:
    from regulars.web.jobs.models import Job

    client = client_as("marketer")
    assert client.post("/scoring/validation").status_code == 302
    assert client.post("/scoring/validation").status_code == 302
    assert [job.kind for job in Job.objects.all()] == ["validate"]


def test_a_workspace_without_data_says_what_comes_next(tmp_path: Path, django_tests: None) -> None:
    del django_tests
    from django.test import Client
    from made_workspace import make_people, open_folder

    from regulars.web.accounts.models import User
    from regulars.web.setup import stop
    from regulars.work.workspace_settings import defaults, written

    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "regulars.toml").write_text(written(defaults()))
    open_folder(folder, create=True)
    make_people()
    client = Client()
    client.force_login(User.objects.get(email="admin@example.org"))
    pages = {"/scoring/": "Nobody has been scored yet", "/movement/": "Nothing to compare yet", "/data/": "Or look around first"}
    for address, words in pages.items():
        answer = client.get(address)
        assert (answer.status_code, words in text(answer)) == (200, True), address
    assert "No imports yet" in text(client.get("/data/?tab=imports"))
    assert client.get("/data/update").status_code == 200
    stop()
