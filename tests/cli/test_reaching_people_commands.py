"""Exports, suppressions and experiments of a workspace, run as a person runs them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.commands import run as command

sys.path.insert(0, str(Path(__file__).parents[1] / "work"))

from shops_made import email, made_workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_workspace(tmp_path_factory.mktemp("reaching"), customers=120)


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """A copy of the workspace, so that no test needs what another one did."""
    return shutil.copytree(made, tmp_path / "shop")


def run(shop: Path | None, *arguments: str) -> CompletedProcess[str]:
    return command(*arguments, *(("--workspace", shop) if shop else ()))


def done(shop: Path, *arguments: str) -> str:
    found = run(shop, *arguments)
    assert found.returncode == 0, (arguments, found.stderr)
    return found.stdout


def test_a_segment_is_previewed_written_and_found_unchanged(shop: Path) -> None:
    shown = done(shop, "export", "champions", "--format", "klaviyo", "--preview")
    assert " sent: " in shown
    assert "Nothing was written." in shown
    written = json.loads(done(shop, "export", "champions", "--format", "klaviyo", "--json"))
    assert written["unchanged"] is False
    assert (shop / "exports" / "champions-klaviyo.csv").read_text().count("\n") == written["sent"] + 1
    assert "Nothing has changed" in done(shop, "export", "Champions", "--format", "klaviyo", "--changes")
    assert "Nothing would be rejected" in run(
        None, "export", "check", str(shop / "exports" / "champions-klaviyo.csv"), "--format", "klaviyo"
    ).stdout  # fmt: skip


def test_what_the_playbook_leaves_out_is_refused_with_what_to_do(shop: Path) -> None:
    refused = run(shop, "export", "Lost", "--format", "google")
    assert refused.returncode == 1
    assert "left out by the playbook" in refused.stderr
    assert "--despite-playbook" in refused.stderr
    assert "playbook was ignored" in done(shop, "export", "Lost", "--format", "google", "--despite-playbook")


def test_people_are_suppressed_and_taken_off_the_list(shop: Path) -> None:
    assert "2 added; 2 entries on the list" in done(shop, "suppress", "add", email(5), "7")
    assert "0 added, 1 were there already" in done(shop, "suppress", "add", email(5).upper())
    assert "1 suppressed" in done(shop, "export", "Champions", "--format", "standard", "--preview")
    listed = json.loads(done(shop, "suppress", "list", "--json"))
    assert [set(entry) for entry in listed] == [{"mark", "added_at", "added_by"}] * 2
    assert "2 removed; 0 entries" in done(shop, "suppress", "remove", email(5), "7")


def test_an_experiment_is_started_shown_exported_and_stopped(shop: Path) -> None:
    design = ("--segment", "Champions", "--arm", "mail=0.5", "--days", "30")
    assert "Champions: 17 customers: control" in done(shop, "experiment", "plan", *design, "--effect", "0.1")
    assert done(shop, "experiment", "list") == "No experiment has been started yet.\n"
    costs = ("--contact-cost", "mail=0.05", "--coupon", "mail=BACK", "--redemption-cost", "mail=4", "--margin", "0.4")
    started = done(shop, "experiment", "start", "Spring", *design, *costs)
    assert "What it can see" in started
    assert run(shop, "experiment", "start", "Wrong", *design, "--contact-cost", "mail=much").returncode == 1
    twice = run(shop, "experiment", "start", "Wrong", "--segment", "Lost", "--arm", "mail=0.5", "--arm", "mail=0.2")
    assert (twice.returncode, "names 'mail' twice" in twice.stderr) == (1, True)
    assert "Spring: Champions; runs since" in done(shop, "experiment", "list")
    about = json.loads(done(shop, "experiment", "status", "spring", "--json"))
    assert [arm["name"] for arm in about["arms"]] == ["control", "mail"]
    held = about["arms"][0]["customers"]
    assert f"{held:,} held out" in done(shop, "export", "Champions", "--format", "standard", "--preview")
    assert "Spring: mail" in done(shop, "export", "Spring", "--arm", "mail", "--format", "standard")
    early = run(shop, "experiment", "read", "Spring")
    assert early.returncode == 1
    assert "No order since the start of Spring" in early.stderr
    assert "is stopped" in done(shop, "experiment", "stop", "Spring")
    assert "held out" not in done(shop, "export", "Champions", "--format", "standard", "--preview")


def test_an_experiment_from_elsewhere_is_read_with_its_early_interval(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "arms.csv"
    file.write_text("customer_id,arm\n" + "".join(f"{n},{'hold' if n % 2 else 'mail'}\n" for n in range(120)))
    arguments = ("--assignments", str(file), "--control", "hold", "--arm", "mail=0.5", "--started", "2024-06-01", "--days", "20000")
    assert run(shop, "experiment", "start", "Old", *arguments).returncode == 1  # longer than anybody waits
    started = done(shop, "experiment", "start", "Old", *arguments[:-1], "60")
    assert "120 customers: hold 60, mail 60" in started
    read = done(shop, "experiment", "read", "Old")
    assert "Old: 60 of 60 days" in read
    assert "retained:" in read
    found = json.loads(done(shop, "experiment", "read", "Old", "--json"))
    assert found["is_over"] is True
    assert found["metrics"][0]["customers"] == {"hold": 60, "mail": 60}
    reached = tmp_path / "reached.csv"
    reached.write_text("customer_id\n" + "".join(f"{n}\n" for n in range(0, 100, 2)))
    assert "50 customers of Old were reached." in done(shop, "experiment", "reached", "Old", str(reached))
    page = tmp_path / "old.html"
    assert "83 % of the treated were reached" in done(shop, "experiment", "read", "Old", "--report", str(page))
    assert "Who was reached" in page.read_text()
    found = json.loads(done(shop, "experiment", "read", "Old", "--json"))
    assert found["reached"][0]["metrics"]["retained"]["treated_share"] == pytest.approx(50 / 60)
    assert found["over_time"][0]["looks"][-1]["day"] == 60


def test_where_there_is_no_workspace_the_ways_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run(None, "export", "Champions", "--format", "google")
    assert refused.returncode == 1
    assert "--from DIR" in refused.stderr
    assert run(None, "experiment", "read", "Nothing").returncode == 1
    both = run(None, "export", "Champions", "--format", "google", "--from", "a", "--arm", "mail")
    assert "workspace" in both.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Champions", "--as-of", "2024-01-01"), "--as-of goes with --data"),
        (("Champions", "--timezone", "Europe/Berlin"), "--timezone goes with --data"),
        (("Champions", "--value", "revenue"), "no column for what a customer is worth"),
        (("Loyal", "Customers"), "What is 'Customers' for?"),
        (("check",), "Which file is to be checked?"),
    ],
)
def test_what_would_be_passed_over_in_silence_is_refused(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    refused = run(shop, "export", *arguments, "--format", "google")
    assert refused.returncode == 1
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


def test_a_workspaces_playbooks_are_shown(shop: Path) -> None:
    assert "Champions" in done(shop, "playbook")


def test_a_budget_is_begun_planned_and_looked_after(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run(shop, "plan")
    assert (missing.returncode, "has no budget yet" in missing.stderr) == (1, True)
    assert "How much money is there?" in run(shop, "plan", "--start").stderr
    plan = json.loads(done(shop, "plan", "--start", "--budget", "900", "--days", "60", "--json"))
    assert (plan["budget"], plan["days"]) == (900, 60)
    assert {line["segment"] for line in plan["lines"]} >= {"Champions", "Hibernating"}
    assert all(line["of"] and line["base"] is not None for line in plan["lines"])
    assert "has a budget.toml" in run(shop, "plan", "--start", "--budget", "900").stderr
    monkeypatch.setenv("REGULARS_WORKSPACE", str(shop))
    again = run(None, "plan", "--budget", "50", "--json")
    assert json.loads(again.stdout)["budget"] == 50
    assert "both say how large" in run(shop, "plan", "--from", "scores").stderr
    looked = json.loads(done(shop, "review", "--json"))
    assert {"area", "due", "day", "says", "why", "about", "command"} == set(looked[0])
    assert "The newest order is of" in done(shop, "review")


def test_what_experiments_taught_is_a_table_and_what_does_not_count_is_named(shop: Path) -> None:
    done(shop, "experiment", "start", "Calls", "--segment", "Hibernating", "--changes", "phone", "--metric", "revenue")
    done(shop, "experiment", "stop", "Calls")
    done(shop, "plan", "--start", "--budget", "900")
    said = done(shop, "experiment", "beliefs")
    assert "No experiment is over that was judged by who ordered" in said
    assert "Not counted: Calls is not judged by who ordered (retained)." in said
    (shop / "budget.toml").write_text(
        (shop / "budget.toml").read_text()
        + '[[test]]\nsegment = "Lost"\ntreatment = "call"\nlift = 0.04\nerror = 0.02\nended = "2026-05-31"\n'
    )
    found = json.loads(done(shop, "experiment", "beliefs", "--json"))
    (belief,) = found["beliefs"]
    assert (belief["segment"], belief["treatment"], belief["lift"], belief["last_tested"]) == ("Lost", "call", 0.02, "2026-05-31")
    assert "2026-05-31" in done(shop, "experiment", "beliefs")
