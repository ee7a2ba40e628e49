"""The commands about a workspace, run as a person runs them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.commands import run as command

from regulars.work.workspace_settings import ASKED_FIRST, QUESTIONS


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return command(*arguments, *(("--workspace", folder) if folder else ()))


def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "regulars", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "orders.csv"
    rows = [f"O{number},C{number % 13},2024-0{number % 6 + 1}-1{number % 9},{number * 7 % 90 + 5}.00" for number in range(90)]
    path.write_text("\n".join(["order_id,customer_id,order_date,total", *rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, orders: Path) -> Path:
    folder = tmp_path_factory.mktemp("workspaces") / "shop"
    made = run_alone("init", str(folder), "--yes", "--set", "time_zone=Europe/Paris", "--set", "purchase_cycle_days=20")
    assert made.returncode == 0, made.stderr
    imported = run_alone("import", str(orders), "--workspace", str(folder))
    assert imported.returncode == 0, imported.stderr
    assert "Refresh 2" in imported.stdout
    assert "The newest order is of 2024-06-1" in imported.stdout
    return folder


def test_init_writes_settings_that_say_what_they_mean(shop: Path) -> None:
    text = (shop / "regulars.toml").read_text()
    assert tomllib.loads(text)["shop"]["time_zone"] == "Europe/Paris"
    assert "# The shop's time zone" in text
    assert run("init", str(shop)).returncode == 0  # brings it up to date
    refused = run("init", str(shop), "--set", "best=5")
    assert refused.returncode == 1
    assert "regulars.toml" in refused.stderr


@pytest.mark.parametrize(
    "wrong", ["time_zone=Moon/Base", "best=high", "colour=red", "scorecard=rfx", "cuts=often", "cadence=monthly"]
)
def test_init_refuses_answers_without_meaning_and_makes_nothing(tmp_path: Path, wrong: str) -> None:
    done = run("init", str(tmp_path / "new"), "--yes", "--set", wrong)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 2
    assert not (tmp_path / "new").exists()


def test_every_question_that_is_asked_has_an_option(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    answers = ("--time-zone", "Europe/Paris", "--business-model", "b2b", "--budget-channels", "email=12, ads=3", "--watch", "inbox")
    assert run("init", str(folder), "--yes", *answers, "--set", "best=5").returncode == 0
    said = tomllib.loads((folder / "regulars.toml").read_text())
    assert (said["shop"]["time_zone"], said["shop"]["business_model"], said["scoring"]["best"]) == ("Europe/Paris", "b2b", 5)
    assert (said["retention"]["budget_channels"], said["import"]["watch"]) == ({"email": 12, "ads": 3}, ["inbox"])
    asked = {question.flag for question in QUESTIONS if question.key in ASKED_FIRST}
    assert all(f"{flag} ANSWER" in run("init", "--help").stdout for flag in asked)
    again = run("init", str(folder), "--time-zone", "UTC")
    assert (again.returncode, "is there already" in again.stderr) == (1, True)


def test_of_two_that_make_a_workspace_at_once_one_is_told_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "regulars", "init", str(tmp_path / "new"), "--yes"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in both]
    # the second may come when the first is done, and then brings the workspace up to date
    assert 0 in [process.returncode for process in both]
    for process, errors in zip(both, said, strict=True):
        assert process.returncode == 0 or "has been running init since" in errors or "is there already" in errors
    assert run("doctor", folder=tmp_path / "new").stdout.startswith("ok    settings")


def test_a_segmentation_that_cannot_be_read_leaves_a_workspace_and_says_how_to_bring_it_in(tmp_path: Path) -> None:
    labels = tmp_path / "labels of old.csv"
    labels.write_text("customer,group,level\n1,a,b\n")
    done = run("init", str(tmp_path / "new"), "--yes", "--segmentation", str(labels))
    assert done.returncode == 1
    assert "The workspace" in done.stderr
    assert "several columns could be the label: group, level" in done.stderr
    asked = shlex.split(done.stderr.partition("Then: regulars ")[2])
    assert run(*asked, "--map-columns", "label=group").returncode == 0


def test_segments_are_listed_as_the_contract_says(shop: Path) -> None:
    listed = run("segments", "list", "--json", folder=shop)
    rows = json.loads(listed.stdout)
    assert len(rows) == 12
    assert {"name", "kind", "customers", "share", "revenue", "aov"} <= rows[0].keys()
    assert sum(row["customers"] for row in rows) == 13
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_importing_again_refreshes_nothing(shop: Path, orders: Path) -> None:
    done = run("import", str(orders), "--json", folder=shop)
    assert json.loads(done.stdout)["changed"] is False
    assert "refresh" not in json.loads(done.stdout)


def test_an_import_is_listed_and_taken_back(shop: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "orders.csv"
    wrong.write_text("order_id,customer_id,order_date,total\nO1,C1,2024-02-11,9999.00\nNEW,C1,2024-02-12,1.00\n")
    made = json.loads(run("import", str(wrong), "--no-refresh", "--json", folder=shop).stdout)
    before = json.loads(run("import", "--list", "--json", folder=shop).stdout)
    assert (before[0]["import"], before[0]["undone"]) == (made["import"], False)
    assert run("import", "--undo=-1", folder=shop).stderr.startswith("regulars: There is no import -1.")
    would = run("import", "--undo", "--dry-run", folder=shop)
    assert "orders: 1 would be removed, 1 would be put back as they were" in would.stdout
    done = json.loads(run("import", "--undo", str(made["import"]), "--no-refresh", "--json", folder=shop).stdout)
    assert (done["undone"], done["tables"]["orders"]) == (made["import"], {"removed": 1, "restored": 1})
    assert json.loads(run("import", "--list", "--json", folder=shop).stdout)[0]["undone"] is True
    again = run("import", "--undo", str(made["import"]), folder=shop)
    assert (again.returncode, "taken back already" in again.stderr) == (1, True)


def test_a_folder_that_is_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("segments", "list", folder=tmp_path)
    assert done.returncode == 1
    assert "regulars init" in done.stderr


def test_a_setting_without_meaning_is_refused_with_its_file(shop: Path) -> None:
    path = shop / "regulars.toml"
    good = path.read_text()
    try:
        path.write_text(good.replace('cuts = "recalibrated"', 'cuts = "sometimes"'))
        done = run("doctor", folder=shop)
        assert done.returncode == 1
        assert "regulars.toml" in done.stderr
        assert "sometimes" in done.stderr
        path.write_text(good.replace("Europe/Paris", "Mars"))
        assert "regulars.toml: time_zone: There is no time zone called 'Mars'" in run("doctor", folder=shop).stderr
    finally:
        path.write_text(good)


def test_forgetting_has_to_be_meant(shop: Path) -> None:
    asked = run("forget", "C1", folder=shop)
    assert asked.returncode == 1
    assert "--yes" in asked.stderr
    shown = json.loads(run("show", "C1", folder=shop).stdout)
    assert len(shown["orders"]) == 7
    assert run("forget", "nobody", "--yes", folder=shop).returncode == 1


def test_movement_needs_two_refreshes(shop: Path, tmp_path: Path) -> None:
    one = run("segments", "movement", folder=shop)
    assert one.returncode == 1
    assert run("refresh", "--as-of", "2024-05-01", folder=shop).returncode == 0
    two = json.loads(run("segments", "movement", "--json", "--out", str(tmp_path / "moves.csv"), folder=shop).stdout)
    assert two["moved"] == two["causes"]["behaviour"] + two["causes"]["border"]
    header = (tmp_path / "moves.csv").read_text().splitlines()[0]
    assert header == "customer_id,from_segment,to_segment,cause,act,axes,revenue,order_id,ordered_at"
