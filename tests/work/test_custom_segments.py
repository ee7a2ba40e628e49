"""Segments of one's own: what a new version changes is told, SQL stays locked in, and files in git say the same as the workspace."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.errors import DataError, DefinitionError
from regulars.work.custom_segments import custom_segment, delete_segment, list_segments, rename_segment, set_state
from regulars.work.doctor import examine
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.segment_files import Step, plan_push, pull, push
from regulars.work.segment_proposals import Proposed, keep_segment, propose_former, propose_segment
from regulars.work.undo import undo_import
from regulars.work.workspace import Workspace
from regulars.work.workspace_audience import named_segment

NOW = datetime(2024, 6, 15, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def shop(make_workspace: MakeWorkspace, tmp_path: Path) -> Workspace:
    """Thirty customers; customer n has n orders of 10 each, and lives in France, Spain or Italy."""
    file = tmp_path / "orders.csv"
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("order_id", "customer_id", "order_date", "total", "country"))
        for customer in range(1, 31):
            place = ("France", "Spain", "Italy")[customer % 3]
            rows.writerows(
                (f"{customer}-{n}", f"C{customer}", f"2024-0{n % 5 + 1}-{n % 27 + 1:02}", "10.00", place) for n in range(customer)
            )
    workspace = make_workspace()
    import_files(workspace, ImportRequest(requested([str(file)])), actor="tester", now=NOW)
    return workspace


def keep(workspace: Workspace, name: str, **definition: object) -> Proposed:
    made = propose_segment(workspace, name, now=NOW, author="anna", **definition)  # type: ignore[arg-type]
    keep_segment(workspace, made, actor="anna", now=NOW)
    return made


def test_a_new_version_says_which_conditions_changed_and_who_enters_and_leaves(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100 and live in France")
    changes = keep(shop, "Spenders", words="customers who spent more than 200").segment.changes
    assert changes["removed"] == ["whose country is “France”"]
    assert [each["to"] for each in changes["changed"]] == ["whose net spend is more than 200"]
    assert changes["added"] == []
    # more than 100: customers 11 to 30, of whom 12, 15 ... 30 in France; more than 200: 21 to 30
    assert (changes["entering"], changes["leaving"]) == (6, 3)
    assert [each.version for each in shop.ledger.segment_versions("Spenders")] == [1, 2]


def test_saying_the_same_again_makes_no_version(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    again = keep(shop, "Spenders", words="customers who spent more than 100")
    assert not again.is_changed
    described = keep(
        shop, "Spenders", words="customers who spent more than 100", description="for the catalogue", playbook="Champions"
    )
    assert described.is_changed
    assert len(shop.ledger.segment_versions("Spenders")) == 1
    kept = custom_segment(shop, "Spenders")
    assert (kept.description, kept.playbook) == ("for the catalogue", "Champions")
    with pytest.raises(DefinitionError, match="playbook"):
        keep(shop, "Spenders", words="customers who spent more than 100", playbook="Chumpions")


def test_sql_becomes_criteria_where_they_can_say_it_and_is_flagged_where_not(shop: Workspace) -> None:
    plain = keep(shop, "Frequent", sql="orders_ever > 25")
    assert (plain.customers, plain.is_sql) == (5, False)
    raw = keep(
        shop, "Raw", sql="SELECT customer_id FROM orders GROUP BY 1 HAVING COUNT(DISTINCT EXTRACT(DOY FROM ordered_at)) > 26"
    )
    assert (raw.customers, raw.is_sql) == (4, True)
    refresh(shop, actor="tester", now=NOW)
    listed = {row["name"]: (row["customers"], row["is_sql"]) for row in list_segments(shop) if row["kind"] == "custom"}
    assert listed == {"Frequent": (5, False), "Raw": (4, True)}
    with pytest.raises(DefinitionError):
        keep(shop, "Thief", sql="SELECT customer_id FROM read_csv('/etc/passwd')")


def test_two_who_change_a_segment_at_once_do_not_overwrite_each_other(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    first = propose_segment(shop, "Spenders", now=NOW, author="anna", words="customers who spent more than 200")
    second = propose_segment(shop, "Spenders", now=NOW, author="bert", words="customers who spent more than 250")
    keep_segment(shop, first, actor="anna", now=NOW)
    with pytest.raises(DataError, match="meanwhile"):
        keep_segment(shop, second, actor="bert", now=NOW)
    with pytest.raises(DataError, match="version 2 meanwhile"):
        propose_segment(shop, "Spenders", now=NOW, author="bert", words="customers who spent more than 250", base_version=1)
    assert [each.author for each in shop.ledger.segment_versions("Spenders")] == ["anna", "anna"]


def test_a_segment_is_renamed_with_its_versions_unless_another_is_defined_by_it(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    keep(shop, "Others", wire={"version": 1, "criteria": {"node": "in_segment", "names": ["Spenders"]}})
    with pytest.raises(DefinitionError, match="Others"):
        rename_segment(shop, "Spenders", "Buyers", actor="anna", now=NOW)
    with pytest.raises(DataError, match="already"):
        rename_segment(shop, "Others", "Spenders", actor="anna", now=NOW)
    rename_segment(shop, "Others", "Rest", actor="anna", now=NOW)
    assert [each.name for each in shop.ledger.segments()] == ["Rest", "Spenders"]


def test_what_was_pulled_pushes_nothing_and_an_edit_is_planned_before_it_is_applied(shop: Workspace, tmp_path: Path) -> None:
    keep(shop, "Big spenders", words="customers who spent more than 100")
    keep(shop, "Raw", sql="SELECT customer_id FROM orders GROUP BY 1 HAVING COUNT(DISTINCT EXTRACT(DOY FROM ordered_at)) > 26")
    folder = tmp_path / "segments"
    assert {each.step for each in pull(shop, folder)} == {Step.NEW}
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(texts) == ["big-spenders.json", "raw.json"]
    assert {each.step for each in pull(shop, folder)} == {Step.UNCHANGED}
    assert {each.step for each in plan_push(shop, folder, author="ci", now=NOW)} == {Step.UNCHANGED}

    file = folder / "big-spenders.json"
    file.write_text(file.read_text().replace("more than 100", "more than 290"))  # a person edits the words alone
    plan = plan_push(shop, folder, author="ci", now=NOW)
    assert [(each.name, each.step, each.customers) for each in plan] == [
        ("Big spenders", Step.CHANGED, 1), ("Raw", Step.UNCHANGED, None),
    ]  # fmt: skip
    assert plan[0].changes is not None
    assert (plan[0].changes["entering"], plan[0].changes["leaving"]) == (0, 19)
    assert len(shop.ledger.segment_versions("Big spenders")) == 1  # a plan writes nothing
    assert push(shop, plan, actor="ci", now=NOW) == 1
    kept = custom_segment(shop, "Big spenders")
    assert (kept.version, kept.author, json.loads(file.read_text())["version"]) == (2, "ci", 2)
    assert {each.step for each in plan_push(shop, folder, author="ci", now=NOW)} == {Step.UNCHANGED}


def test_files_that_a_push_could_not_bring_up_to_date_push_the_same_again(shop: Workspace, tmp_path: Path) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    folder = tmp_path / "segments"
    pull(shop, folder)
    file = folder / "spenders.json"
    checked_out = file.read_text().replace("more than 100", "more than 290")
    file.write_text(checked_out)
    push(shop, plan_push(shop, folder, author="ci", now=NOW), actor="ci", now=NOW)
    file.write_text(checked_out)  # the next run of CI begins with what is in git
    assert [each.step for each in plan_push(shop, folder, author="ci", now=NOW)] == [Step.UNCHANGED]
    file.write_text(checked_out.replace("more than 290", "more than 280"))
    plan = plan_push(shop, folder, author="ci", now=NOW)
    assert [each.step for each in plan] == [Step.CHANGED]
    assert push(shop, plan, actor="ci", now=NOW) == 1


def test_what_changed_on_both_sides_is_a_conflict_that_is_told_and_left_alone(shop: Workspace, tmp_path: Path) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    folder = tmp_path / "segments"
    pull(shop, folder)
    file = folder / "spenders.json"
    keep(shop, "Spenders", words="customers who spent more than 200")
    assert [each.step for each in plan_push(shop, folder, author="ci", now=NOW)] == [Step.BEHIND]
    file.write_text(file.read_text().replace("more than 100", "more than 290"))
    plan = plan_push(shop, folder, author="ci", now=NOW)
    assert [each.step for each in plan] == [Step.CONFLICT]
    assert "anna" in plan[0].says
    with pytest.raises(DataError, match="Spenders"):
        push(shop, plan, actor="ci", now=NOW)
    edited = file.read_text()
    assert [each.step for each in pull(shop, folder)] == [Step.CONFLICT]
    assert file.read_text() == edited
    assert push(shop, plan_push(shop, folder, author="ci", now=NOW, force=True), actor="ci", now=NOW) == 1
    assert custom_segment(shop, "Spenders").words == "customers who spent more than 290"


def test_a_file_that_a_person_wrote_makes_a_segment_and_those_it_names_come_first(shop: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "segments"
    folder.mkdir()
    rest = {"version": 1, "criteria": {"node": "in_segment", "names": ["Spenders"]}}
    (folder / "a.json").write_text(json.dumps({"format": 1, "name": "Again", "criteria": rest}))
    (folder / "b.json").write_text(json.dumps({"format": 1, "name": "Spenders", "words": "customers who spent more than 200"}))
    raw = "SELECT customer_id FROM orders GROUP BY 1 HAVING COUNT(DISTINCT EXTRACT(DOY FROM ordered_at)) > 26"
    (folder / "c.json").write_text(json.dumps({"format": 1, "name": "Raw", "sql": raw}))
    plan = plan_push(shop, folder, author="ci", now=NOW)
    assert [(each.name, each.step, each.customers) for each in plan] == [
        ("Again", Step.NEW, 10), ("Raw", Step.NEW, 4), ("Spenders", Step.NEW, 10),
    ]  # fmt: skip
    assert push(shop, plan, actor="ci", now=NOW) == 3
    (folder / "b.json").unlink()
    (folder / "a.json").unlink()
    assert [each.step for each in plan_push(shop, folder, author="ci", now=NOW)] == [Step.MISSING, Step.UNCHANGED, Step.MISSING]
    push(shop, plan_push(shop, folder, author="ci", now=NOW, prune=True), actor="ci", now=NOW)
    assert {each.name: each.state for each in shop.ledger.segments()} == {
        "Again": "archived",
        "Raw": "active",
        "Spenders": "archived",
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "line 1"),
        ('{"format": 1,\n<<<<<<< HEAD\n"name": "A"\n=======\n"name": "B"\n>>>>>>> theirs\n}', "line 2: git has left"),
        ("[" * 100_000, "a.json is nested too deeply"),
        ('{"format": 1, "name": "A", "words": "x", "colour": 1}', "colour"),
        ('{"format": 1, "name": "A"}', "no definition"),
        ('{"format": 2, "name": "A", "words": "x"}', "format 1"),
        ('{"format": 1, "name": "A", "words": "customers who like the sea"}', "a.json"),
        ('{"format": 1, "name": "A", "state": "live", "words": "customers who spent more than 5"}', "state"),
        ('{"format": 1, "name": "A", "criteria": {"version": 1, "criteria": {"node": "alll"}}}', "a.json"),
    ],
)
def test_a_file_without_meaning_is_named_and_nothing_is_pushed(shop: Workspace, tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(DefinitionError) as refused:
        plan_push(shop, tmp_path, author="ci", now=NOW)
    assert says in str(refused.value)
    assert shop.ledger.segments() == ()


def test_an_archived_segment_keeps_its_versions(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    set_state(shop, "Spenders", "archived", actor="tester", now=NOW)
    assert custom_segment(shop, "Spenders").state == "archived"
    assert len(shop.ledger.segment_versions("Spenders")) == 1


def test_what_moves_with_the_day_is_kept_without_the_dates_of_one_day(shop: Workspace) -> None:
    made = keep(shop, "Lately", words="customers who spent more than 20 in the last 90 days")
    assert made.segment.sentence == "Customers whose net spend in the last 90 days is more than 20."
    changes = keep(shop, "Lately", words="customers who spent more than 20 in the last 30 days").segment.changes
    assert [each["to"] for each in changes["changed"]] == ["whose net spend in the last 30 days is more than 20"]


def test_what_an_earlier_version_meant_can_be_the_newest_again(shop: Workspace) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    keep(shop, "Spenders", sql="revenue > 200")
    back = propose_former(shop, "Spenders", 1, now=NOW, author="bo")
    keep_segment(shop, back, actor="bo", now=NOW)
    first, _, newest = shop.ledger.segment_versions("Spenders")
    assert (newest.version, newest.author, newest.words, newest.sql) == (3, "bo", first.words, "")
    assert newest.criteria == first.criteria
    assert newest.changes["entering"] == 10
    assert not propose_former(shop, "Spenders", 1, now=NOW, author="bo").is_changed
    with pytest.raises(DataError, match="no version 7"):
        propose_former(shop, "Spenders", 7, now=NOW, author="bo")


def test_a_deleted_segment_leaves_nothing_of_what_it_said(shop: Workspace) -> None:
    keep(shop, "Her", words="customers who spent more than 100")
    keep(shop, "Her", sql="customer_id = 'C7-and-only'")
    keep(shop, "Others", wire={"version": 1, "criteria": {"node": "in_segment", "names": ["Her"]}})
    with pytest.raises(DefinitionError, match="Others"):
        delete_segment(shop, "Her", actor="anna", now=NOW)
    delete_segment(shop, "Others", actor="anna", now=NOW)
    delete_segment(shop, "Her", actor="anna", now=NOW)
    assert shop.ledger.segments() == ()
    assert not [path for path in shop.folder.glob("regulars.sqlite3*") if b"C7-and-only" in path.read_bytes()]


@pytest.mark.parametrize("name", ["Spenders ", "Spen\nders", "\u202eSpenders", "Spen\u00adders", "spenders", "\uff33penders"])
def test_a_name_that_another_would_be_taken_for_is_refused(shop: Workspace, name: str) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    with pytest.raises(DefinitionError):
        propose_segment(shop, name, now=NOW, author="anna", words="customers who spent more than 200")
    assert rename_segment(shop, "Spenders", "SPENDERS", actor="anna", now=NOW).name == "SPENDERS"


def test_files_have_names_in_every_script_that_no_disk_takes_for_one(shop: Workspace, tmp_path: Path) -> None:
    for name in ("\u05e7\u05d1\u05d5\u05e6\u05d4", "../a/b", "\U0001f600", "Ł" * 120, "\U0001f468\u200d\U0001f469"):
        keep(shop, name, words="customers who spent more than 100")
    pull(shop, tmp_path / "here")
    files = {path.name for path in (tmp_path / "here").iterdir()}
    assert files == {
        "\u05e7\u05d1\u05d5\u05e6\u05d4.json", "a-b.json", "segment.json", "segment-2.json", f"{'ł' * 50}.json",
    }  # fmt: skip
    assert {each.step for each in plan_push(shop, tmp_path / "here", author="ci", now=NOW)} == {Step.UNCHANGED}


def test_a_segment_that_was_renamed_here_keeps_its_file_and_is_not_made_again_by_it(shop: Workspace, tmp_path: Path) -> None:
    keep(shop, "Spenders", words="customers who spent more than 100")
    folder = tmp_path / "segments"
    pull(shop, folder)
    file = folder / "spenders.json"
    rename_segment(shop, "Spenders", "Buyers", actor="anna", now=NOW)
    rename_segment(shop, "Buyers", "Big buyers", actor="anna", now=NOW)
    behind, missing = plan_push(shop, folder, author="ci", now=NOW)
    assert (behind.step, behind.name, missing.step, missing.name) == (Step.MISSING, "Big buyers", Step.BEHIND, "Spenders")
    assert [(each.step, each.name) for each in pull(shop, folder)] == [(Step.CHANGED, "Big buyers")]
    assert json.loads(file.read_text())["name"] == "Big buyers"
    assert [each.step for each in plan_push(shop, folder, author="ci", now=NOW)] == [Step.UNCHANGED]
    file.write_text(file.read_text().replace("Big buyers", "Spenders").replace("more than 100", "more than 290"))
    assert [each.step for each in plan_push(shop, folder, author="ci", now=NOW)] == [Step.MISSING, Step.CONFLICT]
    assert [each.step for each in pull(shop, folder)] == [Step.CONFLICT]
    assert push(shop, plan_push(shop, folder, author="ci", now=NOW, force=True), actor="ci", now=NOW) == 1
    assert {each.name for each in shop.ledger.segments()} == {"Big buyers", "Spenders"}


def test_a_segment_that_the_refresh_does_not_know_is_told_and_not_sent_as_nobody(shop: Workspace, tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text("customer_id,occurred_at,type\nC3,2024-06-01 10:00:00,email_open\n")
    import_files(shop, ImportRequest(requested([str(events)])), actor="tester", now=NOW)
    refresh(shop, actor="tester", now=NOW)
    keep(shop, "Openers", words="customers who opened an email in the last 60 days")
    latest = shop.ledger.latest("refresh")
    assert latest is not None
    with pytest.raises(DefinitionError, match="newer than the last refresh"):
        named_segment(shop, latest, "Openers")
    known = shop.refresh_number(refresh(shop, actor="tester", now=NOW).publication)
    assert named_segment(shop, known, "openers").name == "Openers"
    undo_import(shop, None, actor="tester", now=NOW)
    done = refresh(shop, actor="tester", now=NOW)
    assert done.warnings == ("The segment 'Openers' was left out: the data have no events.",)
    (listed,) = (each for each in list_segments(shop) if each["name"] == "Openers")
    assert (listed["left_out"], listed["customers"]) == ("the data have no events.", None)
    with pytest.raises(DefinitionError, match="no events"):
        named_segment(shop, shop.refresh_number(done.publication), "Openers")
    found = {each.check: each for each in examine(shop, NOW)}["segments"]
    assert not found.ok
    assert "Openers: the data have no events" in found.says
