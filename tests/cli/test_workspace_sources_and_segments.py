"""Where a workspace's data and segments come from: questions, an existing segmentation, files in git, and what doctor says of it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.commands import run as in_this_process


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return in_this_process(*arguments, *(("--workspace", folder) if folder else ()))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    rows = [f"O{number},C{number % 13},2024-0{number % 6 + 1}-1{number % 9},{number * 7 % 90 + 5}.00" for number in range(90)]
    (data / "orders.csv").write_text("\n".join(["order_id,customer_id,order_date,total", *rows]) + "\n")
    (data / "tiers.csv").write_text(
        "\n".join(["customer_id,tier", *(f"C{n},{'gold' if n % 3 else 'silver'}" for n in range(15))]) + "\n"
    )
    folder = tmp_path_factory.mktemp("workspaces") / "shop"
    made = run("init", str(folder), "--yes", "--segmentation", str(data / "tiers.csv"), "--set", "data=orders, events", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["segmentation"]["customers"] == 15
    assert run("import", str(data / "orders.csv"), folder=folder).returncode == 0
    return folder


def test_amounts_and_lists_are_read_back_as_they_were_answered(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    answers = ("budget_yearly=500", "budget_channels=email=120.50, ads=200", "watch=inbox", "channels=email, ads")
    made = run("init", str(folder), "--yes", *(part for each in answers for part in ("--set", each)))
    assert made.returncode == 0, made.stderr
    said = tomllib.loads((folder / "regulars.toml").read_text())
    assert said["retention"]["budget_channels"] == {"email": 120.5, "ads": 200}
    assert said["import"]["watch"] == ["inbox"]
    assert (folder / "inbox").is_dir()
    checks = {each["check"]: each for each in json.loads(run("doctor", "--json", folder=folder).stdout)}
    assert checks["budget"]["ok"]
    text = (folder / "regulars.toml").read_text()
    (folder / "regulars.toml").write_text(
        text.replace("120.50", "1120.50").replace('channels = "email, ads"', 'channels = "email"')
    )
    checks = {each["check"]: each for each in json.loads(run("doctor", "--json", folder=folder).stdout)}
    assert "more than" in checks["budget"]["says"]


@pytest.mark.parametrize(
    "wrong",
    [
        "budget_channels=email",
        "budget_channels=email=-4",
        "at=24:00",
        "weekday=someday",
        "data=orders, shoes",
        "purchase_cycle_days=x",
    ],
)
def test_answers_without_meaning_make_nothing(tmp_path: Path, wrong: str) -> None:
    done = run("init", str(tmp_path / "new"), "--yes", "--set", wrong)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 2
    assert run("init", str(tmp_path / "new"), "--yes", "--segmentation", str(tmp_path / "none.csv")).returncode == 1
    assert not (tmp_path / "new").exists()


def test_settings_of_before_are_still_read(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    assert run("init", str(folder), "--yes").returncode == 0
    (folder / "regulars.toml").write_text('[shop]\ntime_zone = "Europe/Paris"\n[retention]\nbudget = "mostly e-mail"\n')
    assert run("doctor", "--json", folder=folder).returncode == 1  # nothing was imported, which is all that is wrong
    assert run("schedule", "--show", folder=folder).returncode == 0


def test_on_a_terminal_what_matters_is_asked_until_it_is_understood_and_return_takes_the_default(tmp_path: Path) -> None:
    folder = tmp_path / "asked"
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "regulars", "init", str(folder), "--set", "currency=EUR"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(mine, b"Nowhere\nEurope/Paris\n" + b"\n" * 60)
        shown = b""
        while True:
            try:
                shown += os.read(mine, 4096)
            except OSError:
                break
        assert process.wait(60) == 0
    os.close(mine)
    assert b"Business model" in shown
    assert b"a segmentation that exists already" in shown
    assert b"There is no time zone called 'Nowhere'" in shown
    assert b"The currency" not in shown
    assert b"Memory for the engine" not in shown
    said = tomllib.loads((folder / "regulars.toml").read_text())
    assert (said["shop"]["time_zone"], said["shop"]["currency"], said["shop"]["data"]) == ("Europe/Paris", "EUR", ["orders"])


def test_doctor_says_what_is_said_to_be_there_and_is_not(shop: Path) -> None:
    checks = {each["check"]: each for each in json.loads(run("doctor", "--json", folder=shop).stdout)}
    assert (checks["data"]["ok"], "events" in checks["data"]["says"]) == (False, True)
    assert checks["segmentation"]["ok"]


@pytest.mark.parametrize(
    ("setting", "odd", "check", "says"),
    [
        ('memory_limit = ""', 'memory_limit = "lots"', "engine", "'lots' is no amount of memory."),
        ("threads = 0", "threads = 99999", "engine", "99,999 threads"),
        ('playbooks = ""', 'playbooks = "plays.toml"', "playbooks", "There is no file"),
        ('profile_rules = ""', 'profile_rules = "rules.toml"', "profile rules", "There is no file"),
    ],
)
def test_doctor_finds_settings_that_no_refresh_could_follow(tmp_path: Path, setting: str, odd: str, check: str, says: str) -> None:
    assert run("init", str(tmp_path / "new"), "--yes").returncode == 0
    settings = tmp_path / "new" / "regulars.toml"
    settings.write_text(settings.read_text().replace(setting, odd))
    checks = {each["check"]: each for each in json.loads(run("doctor", "--json", folder=tmp_path / "new").stdout)}
    assert (checks[check]["ok"], says in checks[check]["says"]) == (False, True)
    assert checks[check]["remedy"]


def test_an_existing_segmentation_is_compared_in_json_and_in_text(shop: Path) -> None:
    found = json.loads(run("segments", "compare", "--json", folder=shop).stdout)
    assert found["labels"] == ["gold", "silver"]
    assert found["compared"] == 13
    assert found["unscored"] == {"gold": 2}
    assert sum(sum(row["labels"].values()) + row["unlabelled"] for row in found["segments"]) == 13
    text = run("segments", "compare", folder=shop).stdout
    assert "13 customers are in both; 2 have a label and are not scored." in text
    assert run("segments", "compare", "--segmentation", "tears", folder=shop).returncode == 1
    (known,) = json.loads(run("import", "--as", "segmentation", "--list", "--json", folder=shop).stdout)
    assert (known["segmentation"], known["customers"]) == (found["segmentation"], 15)
    wrong = run("import", "--remove", known["segmentation"], folder=shop)
    assert (wrong.returncode, "--as segmentation --remove" in wrong.stderr) == (1, True)
    said = run("import", "--as", "segmentation", "--remove", known["segmentation"], "--dry-run", folder=shop).stdout
    assert "would be taken away with its labels of 15 customers" in said


@pytest.mark.long
def test_a_segment_in_sql_is_versioned_pulled_and_pushed(shop: Path, tmp_path: Path) -> None:
    made = json.loads(
        run(
            "segments", "create", "Frequent", "--sql", "orders_ever > 6", "--description", "for the club", "--json", folder=shop
        ).stdout
    )
    assert (made["kept"], made["sql"], made["description"]) == (True, "orders_ever > 6", "for the club")
    again = json.loads(run("segments", "create", "Frequent", "--sql", "orders_ever > 2", "--json", folder=shop).stdout)
    assert again["changes"]["entering"] == again["customers"] - made["customers"]
    text = run("segments", "versions", "Frequent", folder=shop).stdout
    assert "customers enter" in text
    folder = tmp_path / "segments"
    assert run("segments", "pull", str(folder), folder=shop).returncode == 0
    file = folder / "frequent.json"
    file.write_text(file.read_text().replace('"sql": "orders_ever > 2"', '"sql": "orders_ever > 3"'))
    planned = run("segments", "push", str(folder), folder=shop)
    assert planned.returncode == 0
    assert "1 would be written" in planned.stdout
    assert "changed    Frequent" in planned.stdout
    done = json.loads(run("segments", "push", str(folder), "--yes", "--json", folder=shop).stdout)
    assert (done["applied"], done["written"]) == (True, 1)
    assert run("segments", "push", str(folder), "--yes", folder=shop).stdout.endswith("Nothing to write.\n")
    assert run("segments", "rename", "Frequent", "Club", folder=shop).returncode == 0
    assert run("segments", "archive", "Club", folder=shop).returncode == 0


def test_a_workspace_is_asked_in_words_and_sql_as_its_last_refresh_has_it(shop: Path) -> None:
    run("segments", "create", "Night owls", "--sql", "orders_ever > 6", folder=shop)
    wanted = json.loads(run("segments", "list", "--json", folder=shop).stdout)
    counts = {each["name"]: each["customers"] for each in wanted if each["kind"] == "lifecycle" and each["customers"]}
    name = max(counts, key=lambda each: counts[each])
    found = json.loads(run("ask", f"customers in {name}", "--json", folder=shop).stdout)
    assert (found["status"], found["count"]) == ("ok", counts[name])
    often = json.loads(run("ask", "customers in Night owls", "--json", folder=shop).stdout)
    in_sql = json.loads(run("sql", "orders_ever > 6", "--json", folder=shop).stdout)
    assert often["count"] == in_sql["count"] > 0
    refused = run("ask", "more than 2 orders", "--as-of", "2024-01-01", folder=shop)
    assert (refused.returncode, "--as-of is for files" in refused.stderr) == (1, True)
    assert run("segments", "archive", "Night owls", folder=shop).returncode == 0


def test_what_is_no_workspace_is_told_how_to_be_asked(tmp_path: Path) -> None:
    refused = run("sql", "orders_ever > 2", folder=tmp_path)
    assert (refused.returncode, "is no workspace" in refused.stderr, "--data" in refused.stderr) == (1, True, True)


def test_a_new_version_of_a_draft_is_a_draft_until_it_is_activated(shop: Path) -> None:
    create = ("segments", "create", "Often", "--json", "--sql")
    assert json.loads(run(*create, "orders > 6", "--draft", folder=shop).stdout)["state"] == "draft"
    changed = json.loads(run(*create, "orders > 5", folder=shop).stdout)
    assert (changed["version"], changed["state"]) == (2, "draft")
    assert json.loads(run("segments", "activate", "Often", "--json", folder=shop).stdout)["state"] == "active"
