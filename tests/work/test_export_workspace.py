"""Exports from a workspace: who is left out and why, what is remembered, and what survives."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from regulars.errors import BusyError, DataError, DefinitionError
from regulars.exports.audiences import Mode, Wanted
from regulars.exports.choices import Choices
from regulars.exports.destinations import DESTINATIONS, destination
from regulars.web.setup import stop
from regulars.work.audience import score_for_export
from regulars.work.audience_tables import MEMBERS, AudienceTables, changing
from regulars.work.doctor import Finding, examine
from regulars.work.engines import engine_maker
from regulars.work.export import Export
from regulars.work.export_files import Written, write_export
from regulars.work.export_ledger import ExportState
from regulars.work.export_workspace import ExportPreview, preview_export, workspace_export
from regulars.work.people import forget_customer
from regulars.work.request import make_options
from regulars.work.segment_proposals import keep_segment, propose_segment
from regulars.work.sent_to import where_exported
from regulars.work.suppression_list import suppress, suppressed_entries, unsuppress
from regulars.work.workspace import Workspace, writing

sys.path.insert(0, str(Path(__file__).parent))

from shops_made import NOW, again, bring, copied, email, everybody, made_workspace

FORMATS = tuple(DESTINATIONS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of the made-up shop, refreshed."""
    return made_workspace(tmp_path_factory.mktemp("exports"), customers=60)


@pytest.fixture
def opened(shop: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace, as if it were new."""
    yield copied(shop, tmp_path / "shop")
    stop()


def wanted(segment: str, format_: str = "klaviyo", **more: Any) -> Wanted:
    return Wanted(segment, destination(format_), **more)


def export(workspace: Workspace, segment: str, format_: str = "klaviyo", now: datetime = NOW, **more: Any) -> Written:
    return workspace_export(workspace, wanted(segment, format_, **more), actor="tester", now=now)


def preview(workspace: Workspace, segment: str, format_: str = "klaviyo", now: datetime = NOW, **more: Any) -> ExportPreview:
    return preview_export(workspace, wanted(segment, format_, **more), now=now)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_is_that_of_scoring_the_same_tables(opened: Workspace, tmp_path: Path) -> None:
    for name in FORMATS:
        fields = ("customer_id", "orders", "revenue", "segment", "email") if name == "standard" else ()
        ours = export(opened, "Champions", name, fields=fields)
        workdir = tmp_path / f"work-{name}"
        workdir.mkdir()
        maker = engine_maker("duckdb", "500MB", 2)
        scored = score_for_export(opened.folder / "data", make_options(now=NOW, as_of=NOW), maker, workdir)
        engine = engine_maker("duckdb", "500MB", 2, in_order=True)(workdir)
        theirs = Export(engine, workdir, wanted("Champions", name, fields=fields), scored, NOW.date())
        out = tmp_path / f"theirs-{name}.csv"
        write_export(theirs, engine, out, NOW)
        engine.close()
        assert ours.files[0].read_bytes() == out.read_bytes(), name
        assert ours.receipt["left_out"] == theirs.counts.left_out
        assert ours.receipt["sent"] > 3


def test_the_receipt_names_refresh_and_version_and_the_history_has_it(opened: Workspace) -> None:
    name = everybody(opened)
    done = export(opened, name)
    latest = opened.ledger.latest("refresh")
    assert latest is not None
    assert done.receipt["scored"]["refresh"] == latest.number
    assert done.receipt["scored"]["segment_version"] == 1
    assert done.files[0].parent == opened.folder / "exports"
    (record,) = opened.ledger.exports.history()
    assert (record.segment, record.destination, record.state, record.actor) == (name, "klaviyo", ExportState.DONE, "tester")
    checksum = hashlib.sha256(done.files[0].read_bytes()).hexdigest()
    assert [part["sha256"] for part in record.receipt["files"]] == [checksum]
    assert json.loads(done.receipt_path.read_text())["sent"] == record.receipt["sent"] == len(rows(done.files[0]))
    with pytest.raises(DefinitionError, match="no segment"):
        export(opened, "Nobody knows")
    with pytest.raises(DataError, match="Nobody of Lost"):
        export(opened, "Lost")
    assert opened.ledger.exports.history(limit=1)[0].problem.startswith("Nobody of Lost")


def test_a_custom_segment_says_where_its_members_are_on_the_map(opened: Workspace) -> None:
    found = rows(export(opened, everybody(opened), "standard").files[0])
    assert len(found) == 60
    assert {"Champions", "Lost"} < {row["segment"] for row in found}


def test_who_takes_back_consent_is_left_out_without_a_refresh(opened: Workspace, tmp_path: Path) -> None:
    name = everybody(opened)
    before = preview(opened, name, ignores_playbook=True).counts.left_out
    (tmp_path / "customers.csv").write_text(f"customer_id,email,accepts_marketing\n1,{email(1)},no\n2,new@example.org,yes\n")
    (tmp_path / "events.csv").write_text("customer_id,occurred_at,type\n5,2024-08-31 08:00:00,Unsubscribed\n")
    bring(opened, tmp_path / "customers.csv", tmp_path / "events.csv")
    done = export(opened, name, ignores_playbook=True)
    assert done.receipt["left_out"]["without consent"] == before["without consent"] + 1
    assert done.receipt["left_out"]["unsubscribed"] == before["unsubscribed"] + 1
    sent = {row["Email"] for row in rows(done.files[0])}
    assert "new@example.org" in sent
    assert not sent & {email(1), email(2), email(5)}


@pytest.mark.parametrize("how", ["7", "PERSON.7@example.org", "+1 415 555 2007", hashlib.sha256(email(7).encode()).hexdigest()])
def test_the_suppressed_reach_no_destination(opened: Workspace, how: str) -> None:
    name = everybody(opened)
    before = {each: preview(opened, name, each, ignores_playbook=True).counts.sent for each in FORMATS}
    assert suppress(opened, [how], actor="tester", now=NOW).changed == 1
    assert suppress(opened, [how], actor="tester", now=NOW).unchanged == 1
    for each in FORMATS:
        if each == "standard" and how.startswith("+"):
            continue  # phone numbers are compared as the data have them there
        counts = preview(opened, name, each, ignores_playbook=True).counts
        assert (counts.sent, counts.left_out["suppressed"]) == (before[each] - 1, 1), each
    assert [entry.added_by for entry in suppressed_entries(opened)] == ["tester"]
    assert unsuppress(opened, [how.lower()], actor="tester", now=NOW).total == 0
    assert preview(opened, name, "google", ignores_playbook=True).counts.sent == before["google"]


def test_a_file_of_people_is_suppressed_and_nobody_can_be_read_from_the_list(opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / "never.csv").write_text("email\n" + "\n".join(email(customer) for customer in range(20)))
    assert suppress(opened, [str(tmp_path / "never.csv")], actor="tester", now=NOW).total == 20
    content = b"".join(path.read_bytes() for path in (opened.folder / "audiences").glob("**/*") if path.is_file())
    assert b"example.org" not in content


def test_the_playbook_leaves_out_whom_it_would_rather_not_send(opened: Workspace) -> None:
    name = everybody(opened)
    with pytest.raises(DataError) as refused:
        export(opened, "Lost", "google")
    assert "--despite-playbook" in refused.value.remedy
    counts = preview(opened, name).counts
    assert counts.left_out["left out by the playbook"] > 0
    found = preview(opened, name, ignores_playbook=True)
    assert found.counts.sent == counts.sent + counts.left_out["left out by the playbook"]
    assert found.receipt["ignored"] == ["playbook"]
    assert "left out by the playbook" not in preview(opened, name, "standard").counts.left_out


def test_a_playbook_of_ones_own_decides(opened: Workspace) -> None:
    name = everybody(opened)
    (opened.folder / "mine.toml").write_text(
        '[[playbook]]\nsegment = "Lost"\nsuppress = "nowhere"\n'
        '[[playbook]]\nsegment = "Champions"\nsuppress = "everywhere"\nsuppression = "let them be"\n'
    )
    own = replace(opened, settings=replace(opened.settings, values=dict(opened.settings.values) | {"playbooks": "mine.toml"}))
    assert preview(own, "Lost").counts.sent > 0
    found = preview(own, "Champions")
    assert (found.counts.sent, found.advice) == (0, "let them be")
    (opened.folder / "mine.toml").write_text(f'[[playbook]]\nsegment = "{name}"\nbased_on = "Champions"\nsuppress = "nowhere"\n')
    assert "left out by the playbook" not in preview(own, name).counts.left_out


def test_who_was_sent_to_the_channel_lately_waits(opened: Workspace) -> None:
    workspace = replace(opened, settings=replace(opened.settings, values=dict(opened.settings.values) | {"contact_gap_days": 7}))
    name = everybody(workspace)
    first = export(workspace, "Champions").receipt["sent"]
    soon, later = NOW + timedelta(days=3), NOW + timedelta(days=8)
    counts = preview(workspace, name, now=soon).counts
    assert counts.left_out["contacted lately"] == first
    assert preview(workspace, name, now=soon, ignores_contact_gap=True).counts.sent == counts.sent + first
    for case in (
        preview(workspace, "Champions", now=soon),  # the same audience anew
        preview(workspace, name, "google", now=soon),  # another channel
        preview(workspace, name, "standard", now=soon),  # for one's own use
        preview(workspace, name, now=later),
    ):
        assert "contacted lately" not in case.counts.left_out
    # who was in the last full file was contacted then; a later file of changes does not contact them again
    export(workspace, "Champions", now=soon, mode=Mode.CHANGES)
    assert "contacted lately" not in preview(workspace, name, now=later).counts.left_out


def test_changes_are_told_from_what_was_sent_last(opened: Workspace, tmp_path: Path) -> None:
    first = export(opened, "Champions")
    assert export(opened, "Champions").is_unchanged
    assert export(opened, "Champions", mode=Mode.CHANGES).is_unchanged
    sent = sorted(row["Email"] for row in rows(first.files[0]))
    leaver, renamed = sent[0], sent[1]
    number = renamed.split("@")[0].split(".")[1]
    (tmp_path / "customers.csv").write_text(
        f"customer_id,email,accepts_marketing\n{leaver.split('@')[0].split('.')[1]},{leaver},no\n{number},other@example.org,yes\n"
    )
    bring(opened, tmp_path / "customers.csv")
    adds = export(opened, "Champions", mode=Mode.ADDS)
    assert adds.receipt["changes"] == {"added": 0, "changed": 1, "gone": 1}
    assert [row["Email"] for row in rows(adds.files[0])] == ["other@example.org"]
    changes = export(opened, "Champions", mode=Mode.CHANGES)  # who had left was not taken off by the adds
    assert changes.receipt["changes"] == {"added": 0, "changed": 0, "gone": 1, "not_in_the_data": 0}
    assert [row["Email"] for row in rows(changes.files[0])] == [leaver]
    assert changes.files[0].name == "champions-klaviyo-003-remove.csv"
    assert export(opened, "Champions", mode=Mode.CHANGES).is_unchanged
    export(opened, "Champions", "google")
    with pytest.raises(DefinitionError, match="hashed"):
        export(opened, "Champions", "google", is_hashed=False, mode=Mode.CHANGES)


def test_destinations_and_segments_are_remembered_apart(opened: Workspace) -> None:
    export(opened, "Champions", "google")
    sent = export(opened, "Champions", "meta", mode=Mode.CHANGES).receipt
    assert sent["changes"]["added"] == sent["sent"]
    assert export(opened, "Champions", "google", mode=Mode.CHANGES).is_unchanged


def test_an_export_that_is_stopped_leaves_the_former_in_force(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rows(export(opened, "Champions").files[0])
    before = dict(opened.ledger.exports.versions())
    suppress(opened, [first[0]["Email"]], actor="tester", now=NOW)
    kind = type(opened.ledger.exports)

    def killed(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(kind, "finish", killed)
        broken.setattr(kind, "fail", killed)  # as if the process had been killed: nothing is said about it
        with pytest.raises(KeyboardInterrupt):
            export(opened, "Champions", mode=Mode.CHANGES)
    assert opened.ledger.exports.versions()[MEMBERS] == before[MEMBERS]
    done = export(opened, "Champions", mode=Mode.CHANGES)
    assert done.receipt["changes"]["gone"] == 1
    assert [each.state for each in opened.ledger.exports.history()] == [
        ExportState.DONE, ExportState.INTERRUPTED, ExportState.DONE,
    ]  # fmt: skip


def test_only_one_export_at_a_time_and_no_refresh_is_waited_for(opened: Workspace) -> None:
    with changing(opened, "export", "anna", NOW), pytest.raises(BusyError, match="anna"):
        export(opened, "Champions")
    with writing(opened, "refresh", "anna", NOW):
        assert export(opened, "Champions").files


def test_a_refresh_that_fails_touches_nothing_about_people(opened: Workspace) -> None:
    suppress(opened, ["3"], actor="tester", now=NOW)
    export(opened, "Champions")
    with pytest.raises(RuntimeError), writing(opened, "refresh", "tester", NOW):
        raise RuntimeError("stopped")
    again(opened)
    assert len(suppressed_entries(opened)) == 1
    assert export(opened, "Champions").is_unchanged


def test_the_forgotten_are_forgotten_by_exports_too(opened: Workspace) -> None:
    sent = rows(export(opened, "Champions", "standard", fields=("customer_id",)).files[0])
    export(opened, "Champions", ignores_consent=True)
    customer = sent[0]["customer_id"]
    assert [(each.segment, each.destination) for each in where_exported(opened, customer)] == [
        ("Champions", "standard"), ("Champions", "klaviyo"),
    ]  # fmt: skip
    done = forget_customer(opened, customer, actor="tester", now=NOW)
    assert [each.destination for each in done.exported_to if each.is_still_in] == ["standard", "klaviyo"]
    assert done.rows[MEMBERS] == 2
    assert where_exported(opened, customer) == ()
    tables = AudienceTables(opened)
    on_disk = set((opened.folder / "audiences" / MEMBERS).glob("*.parquet"))
    assert on_disk == set(tables.files(MEMBERS))


def test_a_forgotten_customer_is_in_no_file_that_an_export_wrote(opened: Workspace, tmp_path: Path) -> None:
    # the same person as four tools know them, plain and hashed, under another rule, in changes, and once outside of the workspace
    standard = export(opened, "Champions", "standard", fields=("customer_id", "orders", "email"))
    address = rows(export(opened, "Champions", "klaviyo").files[0])[0]["Email"]
    one = next(row["customer_id"] for row in rows(standard.files[0]) if row["email"].lower() == address)
    for name, more in (
        ("google", {"is_hashed": True}),
        ("meta", {"is_hashed": False, "choices": Choices(meta_name_spaces=True)}),
    ):
        export(opened, "Champions", name, **more)
    elsewhere = tmp_path / "elsewhere" / "champions.csv"
    workspace_export(opened, wanted("Champions", "google", is_hashed=False), actor="tester", now=NOW, out=elsewhere)
    folder = opened.folder / "exports"
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    unsaid = folder / "mine.csv"
    unsaid.write_text(f"note\nask {address} again\n", encoding="utf-8")

    for name, words in (("Named", f"customers whose email is {address}"), ("Others", "customers with more than 2 orders")):
        keep_segment(opened, propose_segment(opened, name, now=NOW, author="anna", words=words), actor="anna", now=NOW)

    done = forget_customer(opened, one, actor="tester", now=NOW)

    assert done.segments == ("Named",)
    assert {Path(path).name: count for path, count in done.files.mended.items()} == dict.fromkeys(before, 1)
    assert set(done.files.left) == {str(elsewhere), str(unsaid)}
    known = [address.encode(), *(hashlib.sha256(form.encode()).hexdigest().encode() for form in (address, one))]
    for name, content in before.items():
        now = (folder / name).read_bytes()
        assert not any(form in now for form in known)
        # and nobody else is touched
        assert len(set(content.splitlines()) - set(now.splitlines())) == 1
        said = json.loads((folder / f"{name}.receipt.json").read_text())["files"][0]
        assert said["sha256"] == hashlib.sha256(now).hexdigest()
        assert (said["rows"], said["bytes"]) == (len(now.splitlines()) - 1, len(now))
    kept = opened.ledger.exports.in_force("Champions", "klaviyo")
    assert kept is not None
    assert kept.receipt["files"][0]["sha256"] == hashlib.sha256((folder / "champions-klaviyo.csv").read_bytes()).hexdigest()


def test_a_forgotten_customer_is_not_remembered_beside_files_of_scored_folders(opened: Workspace, tmp_path: Path) -> None:
    scored = score_for_export(opened.folder / "data", make_options(now=NOW, as_of=NOW), engine_maker("duckdb", None, 2), tmp_path)
    engine = engine_maker("duckdb", "500MB", 2, in_order=True)(tmp_path)
    made = Export(engine, tmp_path, wanted("Champions", "standard", fields=("customer_id", "email")), scored, NOW.date())
    outs = [opened.folder / "exports" / "by-hand.csv", opened.folder / "lists" / "friends.csv"]
    states = [out.with_name(write_export(made, engine, out, NOW).receipt["state"]) for out in outs]
    engine.close()
    one, *others = [row["customer_id"] for row in rows(outs[0])]
    done = forget_customer(opened, one, actor="tester", now=NOW)
    assert dict(done.files.mended) == dict.fromkeys(map(str, [*outs, *states]), 1)
    for out, state in zip(outs, states, strict=True):
        assert [row["customer_id"] for row in rows(out)] == others
        fingerprints = {row["member"] for row in pq.read_table(state).to_pylist()}
        assert fingerprints == {hashlib.md5(each.encode(), usedforsecurity=False).digest() for each in others}
        said = json.loads((out.parent / f"{out.name}.receipt.json").read_text())["files"][0]
        assert (said["rows"], said["sha256"]) == (len(others), hashlib.sha256(out.read_bytes()).hexdigest())
    states[0].write_bytes(b"damaged")
    assert set(forget_customer(opened, others[0], actor="tester", now=NOW).files.left) == {str(states[0])}


def test_the_doctor_looks_at_who_was_sent_and_who_is_suppressed(opened: Workspace) -> None:
    def audiences() -> Finding:
        return next(each for each in examine(opened, NOW) if each.check == "audiences")

    assert audiences() == Finding("audiences", True, "Nobody was sent anywhere yet.")
    suppress(opened, [email(1)], actor="tester", now=NOW)
    export(opened, "Champions")
    assert audiences().ok
    assert audiences().says.startswith("2 tables, 2 files, ")
    opened.ledger.exports.begin("Champions", "google", "full", "tester", NOW)  # and its process was killed
    assert "1 export ended before being done (last: Champions to google)" in audiences().says
    export(opened, "Champions", "google")
    assert audiences().ok
    damaged = AudienceTables(opened).files(MEMBERS)[0]
    damaged.write_bytes(damaged.read_bytes()[:-20])
    assert (audiences().ok, damaged.name in audiences().says, "backup" in audiences().remedy) == (False, True, True)
    damaged.unlink()
    assert f"{damaged.name} is gone" in audiences().says


def test_the_application_database_knows_nobody(opened: Workspace) -> None:
    suppress(opened, [email(1), "2"], actor="tester", now=NOW)
    for name in FORMATS:
        export(opened, "Champions", name)
    forget_customer(opened, "5", actor="tester", now=NOW)
    with sqlite3.connect(opened.folder / "regulars.sqlite3") as database:
        dump = "\n".join(database.iterdump())
    assert "example.org" not in dump
    assert hashlib.sha256(email(1).encode()).hexdigest() not in dump
