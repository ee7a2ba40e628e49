"""The pages about experiments: planned before started, read in plain words, stopped only when asked twice."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_workspace import LATER

from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.trial_request import TrialRequest
from regulars.work.trials import start_experiment
from regulars.work.workspace import Workspace

ASKED = {
    "name": "Win back",
    "hypothesis": "A voucher brings some back",
    "segments": ["Lost", "Hibernating"],
    "control": "control",
    "arm_1": "voucher",
    "share_1": "50",
    "contact_1": "0.05",
    "coupon_1": "BACK",
    "metric": "retained",
    "watched": ["revenue", "unsubscribed"],
    "days": "30",
    "effect": "5",
    "reached_by": "standard",
    "changes": "",
}


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def done(workspace: Workspace, job: Any) -> Any:
    """A job as the worker does it."""
    from regulars.web.jobs.kinds import Task, kind_of
    from regulars.web.jobs.models import Job, State

    task = Task(workspace, job.arguments, job.actor, datetime.now(UTC), workspace.folder / "results" / str(job.pk), job.pk)
    result = dict(kind_of(job.kind).does(task))
    Job.objects.filter(pk=job.pk).update(state=State.DONE, result=result, finished=datetime.now(UTC))
    return Job.objects.get(pk=job.pk)


def last_job() -> Any:
    from regulars.web.jobs.models import Job

    return Job.objects.order_by("-pk").first()


def started(workspace: Workspace, name: str = "Spring", now: datetime | None = None, **more: Any) -> ExperimentRecord:
    asked = {"segments": ("Champions", "Loyal Customers"), "treatments": {"mail": "0.5"}, "days": 30, **more}
    return start_experiment(workspace, TrialRequest(name, **asked), actor="marketer@example.org", now=now or datetime.now(UTC))


def test_without_any_the_page_says_what_they_are_for(client_as: Callable[..., Any]) -> None:
    assert "Plan an experiment" in text_of(client_as("marketer").get("/experiments/"))
    viewer = text_of(client_as("viewer").get("/experiments/"))
    assert "Nothing is being tested yet" in viewer
    assert "/experiments/new" not in viewer


def test_an_experiment_is_planned_then_started_as_planned(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    marketer = own_client_as("marketer")
    answer = marketer.post("/experiments/new", ASKED)
    assert answer.status_code == 302
    plan = done(own_workspace, last_job())
    assert own_workspace.ledger.experiments.experiments() == ()
    page = text_of(marketer.get(answer.headers["Location"]))
    assert "Start it like this" in page
    assert "Too small" in page or "Large enough" in page
    assert f"{plan.result['customers']:,}: <span" in page
    assert all(f'<th scope="row">{days}' in page for days in (30, 60))
    again = text_of(marketer.get(f"/experiments/new?plan={plan.pk}"))
    assert 'value="voucher"' in again
    assert 'value="0.05"' in again
    assert re.search(r'value="Lost"[^>]* checked', again)
    assert re.search(r'name="effect" value="5(\.00)?"', again)
    # nobody starts another's plan, or what is no plan
    assert own_client_as("analyst").post("/experiments/start", {"plan": plan.pk}).status_code == 404
    assert marketer.post("/experiments/start", {"plan": "x"}).status_code == 404
    marketer.post("/experiments/start", {"plan": plan.pk})
    done(own_workspace, last_job())
    (made,) = own_workspace.ledger.experiments.experiments()
    assert (made.name, made.segments, made.days) == ("Win back", ("Lost", "Hibernating"), 30)
    assert made.metrics == ("retained", "revenue", "unsubscribed")
    assert str(made.arms[1].contact_cost) == "0.0500"
    assert made.arms[1].coupon == "BACK"
    assert made.facts["effect"] == pytest.approx(0.05)
    assert made.facts["baseline"] == plan.result["baseline"]
    assert made.actor == "marketer@example.org"
    shown = text_of(marketer.get(f"/experiments/{made.number}"))
    assert "Export <span" in shown
    assert "30 days left" in shown
    assert "Export <span" not in text_of(own_client_as("viewer").get(f"/experiments/{made.number}"))
    assert audited()[0] == ("experiment started", {"experiment": "Win back", "customers": plan.result["customers"]})


def audited() -> list[tuple[str, Any]]:
    """The audit log, newest first."""
    from regulars.web.workspace.models import AuditEntry

    return list(AuditEntry.objects.order_by("-pk").values_list("action", "about"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"share_1": "100"}, "less than or equal to 99.9"),
        ({"segments": []}, "This field is required"),
        ({"arm_2": "letter", "share_2": "50"}, "leave nobody for the control"),
        ({"arm_2": "voucher", "share_2": "10"}, "a name of its own"),
        ({"arm_2": "letter"}, "needs a name and a share"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"segments": ["Nobody at all"]}, "not one of the available choices"),
        ({"effect": "-1"}, "greater than or equal to 0.01"),
        ({"effect": "500"}, "No share of customers can rise by 100 points or more"),
        ({"name": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_used_is_said_beside_it(client_as: Callable[..., Any], wrong: dict[str, Any], said: str) -> None:
    answer = client_as("marketer").post("/experiments/new", ASKED | wrong)
    assert answer.status_code == 400
    assert said in text_of(answer)
    part = client_as("marketer").post("/experiments/new", ASKED | wrong, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.headers["HX-Retarget"] == "#experiment"
    assert said in text_of(part)


def test_a_reading_is_shown_with_its_pictures_and_kept_for_the_list(
    shop: Workspace, client_as: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # where nothing was done, one deal in twenty still shows an effect: this one does not
    monkeypatch.setattr("regulars.work.trial_request.secrets.token_hex", lambda _: "dealt once")
    made = started(shop, now=LATER - timedelta(days=40), hypothesis="<b>Mail</b>")
    viewer = client_as("viewer")
    page = text_of(viewer.get(f"/experiments/{made.number}"))
    assert 'hx-get="?read=1"' in page
    assert "Not read yet" in text_of(viewer.get("/experiments/"))
    part = text_of(viewer.get(f"/experiments/{made.number}?read=1", headers={"HX-Request": "true"}))
    assert "<html" not in part
    for said in (
        "The arms are as large as planned",
        "Day by day",
        "By segment",
        "Customers by orders",
        "Watched",
        "No effect seen",
    ):
        assert said in part, said
    assert "<polygon" in part
    whole = text_of(viewer.get(f"/experiments/{made.number}?read=1"))
    assert "<polygon" in whole
    assert "Anna Marketer" in whole
    assert "marketer@example.org" not in whole
    assert "Report to print" in whole
    assert "<b>Mail</b>" not in viewer.get(f"/experiments/{made.number}").content.decode()
    listed = text_of(viewer.get("/experiments/"))
    assert "No effect seen" in listed
    assert "read just now" in listed
    report = viewer.get(f"/experiments/{made.number}/report")
    assert report.headers["Content-Disposition"] == 'attachment; filename="spring.html"'
    assert "It could see" in text_of(report)


def test_where_no_order_is_known_yet_that_is_said(shop: Workspace, client_as: Callable[..., Any]) -> None:
    made = started(shop)
    page = text_of(client_as("viewer").get(f"/experiments/{made.number}?read=1"))
    assert "No order since the start" in page
    assert "Report to print" not in page
    assert client_as("viewer").get(f"/experiments/{made.number}/report").status_code == 400
    assert client_as("viewer").get("/experiments/999").status_code == 404


def test_stopping_is_asked_twice_and_frees_the_control(shop: Workspace, client_as: Callable[..., Any]) -> None:
    made = started(shop)
    marketer = client_as("marketer")
    dialog = text_of(marketer.get(f"/experiments/{made.number}/stop", headers={"HX-Request": "true"}))
    assert "may be reached again" in dialog
    assert shop.ledger.experiments.experiments()[0].is_running(datetime.now(UTC))
    assert client_as("viewer").post(f"/experiments/{made.number}/stop").status_code == 404
    answer = marketer.post(f"/experiments/{made.number}/stop", follow=True)
    assert "is stopped" in text_of(answer)
    assert not shop.ledger.experiments.experiments()[0].is_running(datetime.now(UTC))
    assert audited()[0] == ("experiment stopped", {"experiment": "Spring"})
    assert marketer.post(f"/experiments/{made.number}/stop").status_code == 400
    assert "It is over already" in text_of(marketer.get(f"/experiments/{made.number}/stop"))


def test_an_arm_leads_to_the_export_of_that_arm(
    shop: Workspace, client_as: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = started(shop)
    marketer = client_as("marketer")
    page = text_of(marketer.get(f"/experiments/{made.number}"))
    address = re.search(r'href="(/exports/new\?segment=Spring&arm=mail)"', page)
    assert address is not None
    dialog = text_of(marketer.get(address[1]))
    assert "Spring: mail" in dialog
    assert '<input type="hidden" name="arm" value="mail">' in dialog
    # the experiment is in this test's transaction, which no other thread sees
    monkeypatch.setattr("regulars.web.exports.views.background.answer", lambda _, count: SimpleNamespace(value=count()))
    counted = text_of(marketer.post("/exports/preview", {"segment": "Spring", "arm": "mail", "format": "standard"}))
    assert f"of {made.arms[1].customers:,} customers" in counted
    refused = text_of(marketer.post("/exports/preview", {"segment": "Spring", "arm": "control", "format": "standard"}))
    assert "gets nothing" in refused


def test_files_of_assignments_and_of_the_reached_are_brought_in(
    own_workspace: Workspace, own_client_as: Callable[..., Any], tmp_path: Path
) -> None:
    rows = "".join(f"C{number:07d},{'mail' if number % 2 else 'none'}\n" for number in range(1, 301))
    (tmp_path / "dealt.csv").write_text(f"who,group\n{rows}")
    marketer = own_client_as("marketer")
    began = (LATER - timedelta(days=40)).date().isoformat()
    asked = {**ASKED, "name": "Elsewhere", "control": "none", "arm_1": "mail", "started": began}
    asked |= {"customer_column": "who", "arm_column": "group"}
    with (tmp_path / "dealt.csv").open("rb") as file:
        assert marketer.post("/experiments/upload", {**asked, "started": "soon", "file": file}).status_code == 400
    with (tmp_path / "dealt.csv").open("rb") as file:
        assert marketer.post("/experiments/upload", {**asked, "file": file}).status_code == 302
    job = done(own_workspace, last_job())
    (made,) = own_workspace.ledger.experiments.experiments()
    assert {arm.name: arm.customers for arm in made.arms} == {"none": 150, "mail": 150}
    assert made.started.astimezone(UTC).isoformat() == f"{(LATER - timedelta(days=41)).date()}T22:00:00+00:00"  # midnight in Paris
    assert "Look at it" in text_of(marketer.get(f"/jobs/{job.pk}"))
    (tmp_path / "reached.csv").write_text("id\n" + "".join(f"C{number:07d}\n" for number in range(1, 200, 2)) + "C999999\n")
    with (tmp_path / "reached.csv").open("rb") as file:
        marketer.post(f"/experiments/{made.number}/reached", {"file": file, "column": "id"})
    job = done(own_workspace, last_job())
    assert "not in the experiment" in text_of(marketer.get(f"/jobs/{job.pk}"))
    page = text_of(marketer.get(f"/experiments/{made.number}?read=1"))
    assert "67 % of the treated were reached, and nobody of the control" in page
    assert not list((own_workspace.folder / "uploads").glob("*/*"))
    assert own_client_as("viewer").post(f"/experiments/{made.number}/reached").status_code == 404


def test_names_that_hide_something_are_only_shown(shop: Workspace, client_as: Callable[..., Any]) -> None:
    evil = "<img src=x onerror=alert(1)> \u202e"
    made = started(shop, evil, treatments={"<script>x</script>": "0.5"}, now=LATER - timedelta(days=40))
    for address in (f"/experiments/{made.number}?read=1", "/experiments/", f"/experiments/{made.number}/report"):
        page = client_as("marketer").get(address).content.decode()
        assert "<img src=x" not in page
        assert "<script>x" not in page
