"""The budget's pages: a plan begun, changed a part at a time, taken back; and who may do what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from regulars.playbooks.budget_files import parse_budget
from regulars.work.budget_kept import BUDGET_FILE, FORMER_FILE, kept_budget
from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]
START = {"budget": "600", "starts": "2024-06-20", "days": "30", "margin": "40"}


@pytest.fixture
def planned(own_workspace: Workspace, own_client_as: ClientAs) -> Any:
    """A marketer's client in a workspace with a first plan."""
    client = own_client_as("marketer")
    assert client.post("/budget/start", START).status_code == 302
    return client


def text(client: Any, path: str = "/budget/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def offer_form(client: Any, place: int) -> dict[str, str]:
    """The fields of an offer's form as a browser would send them."""
    form = client.get(f"/budget/offers/{place}").context["form"]
    return {name: str(form[name].value() if form[name].value() is not None else "") for name in form.fields}


def mark(client: Any) -> str:
    found = re.search(r'name="mark" value="([^"]*)"', client.get("/budget/plan").content.decode())
    assert found is not None
    return found[1]


def test_before_there_is_a_plan_the_page_says_what_one_is_for_and_asks_four_things(client_as: ClientAs) -> None:
    page = text(client_as("marketer"))
    assert "would have bought anyway" in page
    assert len(re.findall(r'<input type="(?:number|date)"', page)) == 4
    assert "Marketers, analysts and admins can" in text(client_as("viewer"))
    assert client_as("marketer").get("/budget/plan").status_code == 404
    assert client_as("marketer").get("/budget/budget.toml").status_code == 404


def test_a_first_plan_is_a_file_that_the_command_reads(planned: Any, own_workspace: Workspace) -> None:
    page = text(planned)
    kept = kept_budget(own_workspace.folder)
    assert kept is not None
    assert kept.file.budget == 600
    for offer in kept.file.offers:
        assert f">{offer.segment}</a>" in page
    assert page.count("Spend nothing here") + page.count("who respond most") >= 1
    answer = planned.get("/budget/budget.toml")
    assert parse_budget(answer.content.decode(), BUDGET_FILE) == kept.file
    assert planned.post("/budget/start", START).status_code >= 400  # not twice
    assert _audited() == ["made"]


def _audited() -> list[str]:
    from regulars.web.workspace.models import AuditEntry

    return [entry.about["what"] for entry in AuditEntry.objects.filter(action="budget changed").order_by("pk")]


def test_a_belief_of_ones_own_moves_the_money_and_going_back_brings_the_former_plan(planned: Any, own_workspace: Workspace) -> None:
    before = (own_workspace.folder / BUDGET_FILE).read_text()
    sent = offer_form(planned, 1) | {"lift": "8", "error": "1", "today": "50", "incentive": "2.5", "mark": mark(planned)}
    assert planned.post("/budget/offers/1", sent).status_code == 302
    kept = kept_budget(own_workspace.folder)
    assert kept is not None
    changed = kept.file.offers[1]
    assert (changed.lift, changed.error, changed.today, changed.incentive) == (0.08, 0.01, 50.0, 2.5)
    page = text(planned)
    assert "The plan is changed." in page
    assert re.search(r"Spend \$?[\d,.]+ of ", page)
    assert "As it is split today" in page
    assert planned.post("/budget/undo").status_code == 302
    assert (own_workspace.folder / BUDGET_FILE).read_text() == before
    assert _audited()[-2:] == [f"changed {changed.treatment} for {changed.segment}", "went back to the one before"]


def test_two_people_at_once_do_not_overwrite_each_other(planned: Any, own_workspace: Workspace) -> None:
    old = mark(planned)
    sent = offer_form(planned, 0)
    assert planned.post("/budget/offers/0", sent | {"today": "10", "mark": old}).status_code == 302
    answer = planned.post("/budget/offers/0", sent | {"today": "99", "mark": old})
    assert answer.status_code == 400
    assert "changed meanwhile" in answer.content.decode()
    assert 'value="99"' in answer.content.decode()  # what was typed is still there
    kept = kept_budget(own_workspace.folder)
    assert kept is not None
    assert kept.file.offers[0].today == 10


def test_offers_come_and_go_and_the_last_one_stays(planned: Any, own_workspace: Workspace) -> None:
    kept = kept_budget(own_workspace.folder)
    assert kept is not None
    segment = kept.file.offers[0].segment
    hostile = '<script>alert(1)</script> "x" \\ \N{SNOWMAN}'
    new = offer_form(planned, 0) | {"segment": segment, "treatment": hostile}
    assert planned.post("/budget/offers/new", new | {"mark": mark(planned)}).status_code == 302
    page = planned.get("/budget/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    twice = planned.post("/budget/offers/new", new | {"mark": mark(planned)})
    assert "There is this offer already" in twice.content.decode()
    wrong = planned.post(
        "/budget/offers/new", new | {"mark": mark(planned), "treatment": "Another", "today": "many"}
    ).content.decode()
    assert "Not saved yet." in wrong
    assert wrong.index("Enter a number") < wrong.index("<section")
    count = len(kept.file.offers) + 1
    for _ in range(count - 1):
        assert planned.post("/budget/offers/0/remove", {"mark": mark(planned)}).status_code == 302
    assert "Take this offer out" not in text(planned, "/budget/offers/0")
    assert planned.post("/budget/offers/0/remove", {"mark": mark(planned)}).status_code == 400
    assert planned.get("/budget/offers/1").status_code == 404


def test_channels_are_renamed_with_their_offers_and_not_taken_from_under_them(planned: Any, own_workspace: Workspace) -> None:
    form = planned.get("/budget/plan").context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields} | {"mark": mark(planned), "margin": "45"}
    gone = planned.post("/budget/plan", sent | {"name0": ""})
    assert "Offers go through email" in gone.content.decode()
    without = planned.post("/budget/plan", sent | {"name1": "post"})
    assert "Say what a contact costs" in without.content.decode()
    assert "Ensure this value is less than" in planned.post("/budget/plan", sent | {"margin": "140"}).content.decode()
    moved = sent | {"name0": "newsletter", "most0": "200", "name1": "post", "contact1": "1.2"}
    assert planned.post("/budget/plan", moved).status_code == 302
    kept = kept_budget(own_workspace.folder)
    assert kept is not None
    assert kept.file.margin == 0.45
    assert (kept.file.contacts, kept.file.most) == ({"newsletter": 0.01, "post": 1.2}, {"newsletter": 200.0})
    assert {offer.channel for offer in kept.file.offers} == {"newsletter"}


def test_a_file_spoiled_by_hand_is_told_with_its_line_and_a_way_back(planned: Any, own_workspace: Workspace) -> None:
    path = own_workspace.folder / BUDGET_FILE
    (own_workspace.folder / FORMER_FILE).write_text(path.read_text())
    path.write_text("[plan]\nbudget = many\n")
    page = text(planned)
    assert "budget.toml, line 2" in page
    assert planned.post("/budget/undo").status_code == 302
    assert "The split" in text(planned)
    path.write_text(path.read_text().replace('segment = "Champions"', 'segment = "Gone"'))
    assert "there is no segment 'Gone'" in text(planned)


def test_a_viewer_sees_everything_and_changes_nothing(planned: Any, own_client_as: ClientAs) -> None:
    del planned
    viewer = own_client_as("viewer")
    page = text(viewer)
    assert "The split" in page
    assert "Change" not in page
    assert "Go back to the plan before" not in page
    for path in ("/budget/plan", "/budget/offers/0", "/budget/offers/new"):
        assert viewer.get(path).status_code == 404
        assert viewer.post(path).status_code == 404
    for path in ("/budget/start", "/budget/undo", "/budget/offers/0/remove"):
        assert viewer.post(path).status_code == 404
    assert own_client_as(None).get("/budget/").status_code == 302


def test_the_overview_has_what_to_look_at_with_links_to_where_one_acts(planned: Any) -> None:
    page = text(planned, "/")
    review = page.split('id="review"')[1].split("</section>")[0]
    assert "The budget was for the time until 19 July 2024." in review
    assert 'href="/budget/"' in review
    assert 'href="/data/"' in review
    alone = text(planned, "/review")
    assert "<h1>What to look at, and when</h1>" in re.sub(r"\s+", " ", alone)
    part = planned.get("/review", headers={"hx-request": "true"}).content.decode()
    assert part.startswith("<section")
