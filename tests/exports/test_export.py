"""Audiences as files: who is sent, what is remembered, and that nothing is ever half there."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from audiences_made import TODAY, exporting, normal_forms, write_scored
from tests.commands import run

from regulars.errors import DataError, DefinitionError, OutputError
from regulars.exports.audiences import Mode
from regulars.exports.check import FEWEST_PEOPLE
from regulars.exports.destinations import DESTINATIONS
from regulars.work.check_file import check_file
from regulars.work.export import Export
from regulars.work.export_memory import receipt_path
from regulars.work.suppressions import read_suppressions

GOLDEN = Path(__file__).parent / "golden"
HEADERS = {
    "google": "Email,Phone,First Name,Last Name,Country,Zip",
    "meta": "email,email,email,phone,phone,phone,madid,fn,ln,zip,ct,st,country,dob,doby,gen,age,uid,value",
    "klaviyo": "Email,Phone Number,First Name,Last Name,Organization,Title,Address,Address 2,City,State / Region,Country,Zip Code,"
    "Latitude,Longitude,Source",
}
ANN: dict[str, Any] = {
    "customer_id": "A1",
    "email": "Ann.Lee+x@Gmail.com",
    "phone": "(415) 555-2671",
    "first_name": "Ann",
    "country": "US",
}
UGLY: list[dict[str, Any]] = [
    {
        **ANN,
        "last_name": "O'Brien",
        "postal_code": "94303-5300",
        "region": "California",
        "city": "Palo Alto",
        "gender": "Female",
        "clv": 12,
    },
    {
        "customer_id": "A2",
        "email": "jo@müller.de; jo@example.de",
        "phone": "0151 23456789",
        "country": "Deutschland",
        "city": "Köln",
    },
    {
        "customer_id": "A3",
        "first_name": "=cmd()",
        "last_name": "Ray",
        "email": "ray@example.com",
        "country": "UK",
        "postal_code": "M1 1AE",
    },
    {"customer_id": "A4", "first_name": "Zoë", "last_name": "de la Cruz", "country": "ES", "postal_code": "28013", "phone": "12"},
    {"customer_id": "A5", "email": hashlib.sha256(b"kim@example.com").hexdigest(), "first_name": 'Kim "K", Jr.', "country": "KR"},
    {"customer_id": "A6", "first_name": "Nobody"},
    {"customer_id": "A7", "email": "no@example.com", "accepts_marketing": False},
    {"customer_id": "A8", "email": "unknown@example.com", "accepts_marketing": None},
    {"customer_id": "A9", "email": "gone@example.com", "unsubscribed_at": datetime(2026, 1, 5)},
    {"customer_id": "B1", "email": "RAY@example.com", "first_name": "Ray again"},
    {"customer_id": "B2", "email": "other@example.com", "segment": "Lost"},
]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("destination", list(DESTINATIONS))
@pytest.mark.parametrize("form", ["hashed", "plain"])
def test_the_files_are_those_that_were_looked_at(tmp_path: Path, export: Any, destination: str, form: str) -> None:
    if form == "hashed" and not DESTINATIONS[destination].can_hash:
        pytest.skip("it takes no hashes")
    folder = write_scored(tmp_path / "scored", UGLY)
    written = export(folder, tmp_path / "out.csv", destination=destination, is_hashed=form == "hashed")
    golden = GOLDEN / f"{destination}-{form}.csv"
    if os.environ.get("REGULARS_GOLDEN"):
        golden.write_bytes(written.files[0].read_bytes())
    assert written.files[0].read_bytes() == golden.read_bytes()


@pytest.mark.parametrize("destination", list(HEADERS))
def test_the_header_is_that_of_the_reference(destination: str) -> None:
    for path in GOLDEN.glob(f"{destination}-*.csv"):
        assert path.read_text(encoding="utf-8").splitlines()[0] == HEADERS[destination]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.csv")), ids=lambda path: path.stem)
def test_nothing_that_we_write_would_be_rejected(path: Path) -> None:
    checked = check_file(path, DESTINATIONS[path.stem.split("-")[0]], TODAY)
    assert checked.is_accepted, checked.problems
    assert all(problem.reason.startswith(f"fewer than {FEWEST_PEOPLE}") for problem in checked.problems), checked.problems


def test_consent_comes_first_and_every_reason_is_counted(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    with exporting(folder, tmp_path / "work", destination="klaviyo") as (made, _):
        assert made.counts.members == 10
        assert made.counts.left_out == {
            "without address": 3, "without consent": 1, "unsubscribed": 1, "consent unknown": 1, "address of another member": 1,
        }  # fmt: skip
        assert made.counts.sent == made.counts.members - sum(made.counts.left_out.values())
        assert made.counts.values["first_name"] == {"begins like a spreadsheet formula": 1}


@pytest.mark.parametrize("destination", list(DESTINATIONS))
def test_who_has_no_customer_id_could_not_be_remembered_and_is_left_out(tmp_path: Path, export: Any, destination: str) -> None:
    people = [{"customer_id": number, "email": "twin@example.com"} for number in (None, None, "")]
    folder = write_scored(tmp_path / "scored", [*people, {"customer_id": "C1", "email": "twin@example.com"}])
    first = export(folder, tmp_path / "out.csv", destination=destination)
    assert (first.receipt["sent"], first.receipt["left_out"]) == (1, {"without customer_id": 3})
    write_scored(folder, [*people, *({"customer_id": f"C{n}", "email": f"c{n}@example.com"} for n in (2, 3))])
    done = export(folder, tmp_path / "out.csv", destination=destination, mode=Mode.CHANGES)
    assert [len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in done.files] == [
        file["rows"] for file in done.receipt["files"]
    ]
    assert done.receipt["changes"]["added"] == 2


def test_customers_with_several_rows_are_refused_since_one_may_have_no_consent(tmp_path: Path, export: Any) -> None:
    rows = [{"customer_id": "C2", "email": "c2@example.com", "accepts_marketing": agrees} for agrees in (True, False)]
    folder = write_scored(tmp_path / "scored", [{"customer_id": "C1", "email": "c1@example.com"}, *rows])
    with pytest.raises(
        DataError, match=r"customers\.parquet has 1 row too many: one customer_id stands on several, such as C2"
    ) as caught:
        export(folder, tmp_path / "out.csv", destination="klaviyo")
    assert caught.value.remedy == "Keep one row for each customer."
    assert not list(tmp_path.glob("out*"))


def test_ignoring_consent_sends_everybody_reachable_and_is_written_down(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    written = export(folder, tmp_path / "out.csv", destination="google", ignores_consent=True)
    assert written.receipt["sent"] == 9
    assert written.receipt["consent"] == {"needed_for": "advertising", "ignored": True}


def test_without_a_column_of_consent_nobody_is_sent_and_the_way_out_is_said(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", [ANN], leave_out=("accepts_marketing",))
    with pytest.raises(DataError, match="1 consent unknown") as caught:
        export(folder, tmp_path / "out.csv", destination="google")
    assert "accepts_marketing" in caught.value.remedy
    assert not list(tmp_path.glob("out*"))


def test_the_suppressed_are_left_out_however_they_are_named(tmp_path: Path) -> None:
    people = [{"customer_id": f"C{n}", "email": f"c{n}@example.com", "phone": f"+1415555267{n}"} for n in range(6)]
    folder = write_scored(tmp_path / "scored", people)
    digest = hashlib.sha256(b"c2@example.com").hexdigest().upper()
    (tmp_path / "never.csv").write_text(f"identifier\nC0\n C1@Example.com\n{digest}\n+1 (415) 555-2673\n")
    given = read_suppressions(tmp_path / "never.csv")
    for destination in ("google", "meta", "klaviyo"):
        with exporting(folder, tmp_path / destination, given, destination=destination) as (made, _):
            assert made.counts.left_out == {"suppressed": 4}, destination
            assert made.counts.sent == 2
    with exporting(folder, tmp_path / "standard", given, destination="standard") as (made, _):
        assert made.counts.left_out == {"suppressed": 4}


def test_standard_files_are_for_spreadsheets_and_run_nothing(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    written = export(folder, tmp_path / "out.csv", destination="standard", fields=("customer_id", "first_name"), is_for_excel=True)
    data = written.files[0].read_bytes()
    assert data.startswith(b"\xef\xbb\xbfcustomer_id,first_name\r\n")
    assert b"A3,'=cmd()\r\n" in data
    assert data.count(b"\r\n") == 11


def test_an_export_without_change_writes_nothing_and_says_so(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    out = tmp_path / "out.csv"
    first = export(folder, out, destination="google")
    before = out.stat().st_mtime_ns
    again = export(folder, out, destination="google")
    changes = export(folder, out, destination="google", mode=Mode.CHANGES)
    assert again.is_unchanged
    assert changes.is_unchanged
    assert out.stat().st_mtime_ns == before
    assert json.loads(receipt_path(out).read_text()) == json.loads(json.dumps(first.receipt, default=str)) | {
        "made_at": json.loads(receipt_path(out).read_text())["made_at"]
    }


def test_changes_are_who_is_new_who_changed_and_who_has_left(tmp_path: Path, export: Any) -> None:
    people = [{"customer_id": f"C{n}", "email": f"c{n}@example.com"} for n in range(6)]
    out = tmp_path / "out.csv"
    folder = write_scored(tmp_path / "scored", people)
    export(folder, out, destination="klaviyo")
    people[0]["segment"] = "Lost"  # has left
    people[1]["accepts_marketing"] = False  # took consent back: must be taken off all the same
    people[2]["email"] = "new@example.com"
    del people[3]  # erased: nobody can name them any more
    people.append({"customer_id": "C9", "email": "c9@example.com"})
    folder = write_scored(tmp_path / "scored", people)
    written = export(folder, out, destination="klaviyo", mode=Mode.CHANGES)
    assert written.receipt["changes"] == {"added": 1, "changed": 1, "gone": 3, "not_in_the_data": 1}
    adds, removes = written.files
    assert [row[0] for row in _rows(adds)[1:]] == ["new@example.com", "c9@example.com"]
    assert [row[0] for row in _rows(removes)[1:]] == ["c0@example.com", "c1@example.com"]
    assert export(folder, out, destination="klaviyo", mode=Mode.CHANGES).is_unchanged


def test_changes_of_another_segment_are_refused(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    export(folder, tmp_path / "out.csv", destination="google")
    with pytest.raises(DefinitionError, match="made with the segment 'Champions'"):
        export(folder, tmp_path / "out.csv", destination="google", segment="Lost", mode=Mode.CHANGES)


def test_what_another_version_remembered_is_not_compared_with(tmp_path: Path, export: Any) -> None:
    folder, out = write_scored(tmp_path / "scored", UGLY), tmp_path / "out.csv"
    export(folder, out, destination="google")
    receipt = json.loads(receipt_path(out).read_text())
    receipt_path(out).write_text(json.dumps({key: value for key, value in receipt.items() if key != "fingerprints"}))
    with pytest.raises(DataError, match="remembered by another version"):
        export(folder, out, destination="google", mode=Mode.CHANGES)
    assert not export(folder, out, destination="google").is_unchanged
    assert export(folder, out, destination="google", mode=Mode.CHANGES).is_unchanged


def test_of_an_emptied_segment_everybody_has_left(tmp_path: Path, export: Any) -> None:
    people = [{"customer_id": f"C{n}", "email": f"c{n}@example.com"} for n in range(3)]
    out = tmp_path / "out.csv"
    export(write_scored(tmp_path / "scored", people), out, destination="google", is_hashed=False)
    folder = write_scored(tmp_path / "scored", [person | {"segment": "Lost"} for person in people])
    with pytest.raises(DefinitionError, match="made with the segment 'Champions', not 'champs'"):
        export(folder, out, destination="google", is_hashed=False, segment="champs", mode=Mode.CHANGES)
    with pytest.raises(DataError, match="Nobody is in champions"):
        export(folder, tmp_path / "another.csv", destination="google", segment="champions", mode=Mode.CHANGES)
    written = export(folder, out, destination="google", is_hashed=False, segment="champions", mode=Mode.CHANGES)
    assert (written.receipt["segment"], written.receipt["changes"]["gone"]) == ("Champions", 3)
    assert [row[0] for row in _rows(written.files[0])[1:]] == [person["email"] for person in people]


def test_a_file_that_no_export_wrote_is_not_replaced(tmp_path: Path, export: Any) -> None:
    folder, out = write_scored(tmp_path / "scored", UGLY), tmp_path / "out.csv"
    out.write_text("customer_id,note\nA1,precious\n")
    with pytest.raises(OutputError, match="no export wrote it"):
        export(folder, out, destination="google")
    assert out.read_text().endswith("precious\n")
    assert sorted(path.name for path in tmp_path.glob("*out*")) == ["out.csv"]
    out.write_text("")
    export(folder, out, destination="google")
    receipt_path(out).unlink()
    assert export(folder, out, destination="google").files


def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path, export: Any) -> None:
    folder, pipe = write_scored(tmp_path / "scored", UGLY), tmp_path / "pipe"
    os.mkfifo(pipe)
    for out in (pipe, tmp_path / "scored"):
        with pytest.raises(OutputError, match="no ordinary file"):
            export(folder, out, destination="google")
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.glob("*")) == ["pipe", "scored", "work0", "work1"]


def test_addresses_beyond_those_that_a_destination_takes_are_counted(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": "C1", "email": "; ".join(f"a{n}@example.com" for n in range(5))}])
    for name, further in (("google", 4), ("meta", 2), ("klaviyo", 4)):
        with exporting(folder, tmp_path / name, destination=name) as (made, _):
            assert made.counts.values == {"email": {"beyond those that the destination takes of one person": further}}


def test_files_are_cut_at_the_limit_each_with_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: Any) -> None:
    people = [{"customer_id": f"C{n:04}", "email": f"c{n}@example.com"} for n in range(500)]
    folder = write_scored(tmp_path / "scored", people)
    monkeypatch.setitem(DESTINATIONS, "klaviyo", replace(DESTINATIONS["klaviyo"], most_bytes=4_000))
    written = export(folder, tmp_path / "out.csv", destination="klaviyo")
    assert len(written.files) > 3
    assert all(path.stat().st_size <= 4_000 for path in written.files)
    rows = [_rows(path) for path in written.files]
    assert all(",".join(part[0]) == HEADERS["klaviyo"] for part in rows)
    assert [row[0] for part in rows for row in part[1:]] == [f"c{n}@example.com" for n in range(500)]
    assert sum(part["rows"] for part in written.receipt["files"]) == 500


def test_the_receipt_tells_the_files_by_their_checksum(tmp_path: Path, export: Any) -> None:
    written = export(write_scored(tmp_path / "scored", UGLY), tmp_path / "out.csv", destination="meta")
    (part,) = written.receipt["files"]
    assert part["sha256"] == hashlib.sha256((tmp_path / "out.csv").read_bytes()).hexdigest()
    assert written.receipt["scored"]["as_of"] == "2026-11-20T00:00:00+00:00"
    assert written.receipt["members"] == written.receipt["sent"] + sum(written.receipt["left_out"].values())


def test_unknown_segments_and_fields_are_refused_with_what_is_near(tmp_path: Path, export: Any) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    with pytest.raises(DefinitionError, match="Champions"):
        export(folder, tmp_path / "out.csv", destination="google", segment="Champinos")
    with pytest.raises(DefinitionError, match="cannot be sent the field 'lifecycle'"):
        export(folder, tmp_path / "out.csv", destination="google", fields=("lifecycle",))


@pytest.mark.long
def test_a_killed_export_leaves_the_former_one_whole(tmp_path: Path, export: Any) -> None:
    out = tmp_path / "out.csv"
    people = [{"customer_id": f"C{n:06}", "email": f"c{n}@example.com", "first_name": "Ann"} for n in range(60_000)]
    folder = write_scored(tmp_path / "scored", people[:100])
    export(folder, out, destination="google")
    before = {path.name: path.read_bytes() for path in tmp_path.glob("out.csv*")}
    write_scored(tmp_path / "scored", people)
    command = [
        sys.executable,
        "-m",
        "regulars",
        "export",
        "Champions",
        "--format",
        "google",
        "--from",
        str(folder),
        "--out",
        str(out),
    ]
    for moment in (0.3, 0.6, 0.9, 1.2, 1.5, 1.8):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        running.send_signal(signal.SIGKILL)
        running.wait()
        receipt = json.loads(receipt_path(out).read_text())
        if receipt["sent"] == 100:  # killed before the receipt: the data file may be the new one, and then it is a whole one
            assert out.read_bytes() == before["out.csv"] or len(_rows(out)) == 60_001
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    receipt = json.loads(receipt_path(out).read_text())
    assert receipt["sent"] == 60_000
    assert hashlib.sha256(out.read_bytes()).hexdigest() == receipt["files"][0]["sha256"]
    assert not list(tmp_path.glob(".regulars-*"))


@pytest.mark.parametrize("destination", ["standard", "google", "klaviyo"])
def test_a_file_of_many_rows_is_the_same_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: Any, destination: str
) -> None:
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 10)
    people: list[dict[str, Any]] = [{"customer_id": f"C{n:06}", "email": f"c{n}@example.com"} for n in range(30_000)]
    for person in people[::7]:  # these need a second look
        person |= {"email": f"{person['email']} ", "first_name": "Jean  Luc"}
    folder = write_scored(tmp_path / "scored", people)
    fields = ("customer_id", "email") if destination == "standard" else ()
    export(folder, tmp_path / "out.csv", destination=destination, is_hashed=None, fields=fields)
    assert export(folder, tmp_path / "out.csv", destination=destination, fields=fields).is_unchanged
    if destination != "google":
        found = [row[0 if destination == "klaviyo" else 1].strip() for row in _rows(tmp_path / "out.csv")[1:]]
        plain = [f"c{n}@example.com" for n in range(30_000)]
        kept = plain if destination == "standard" else [each for n, each in enumerate(plain) if n % 7] + plain[::7]
        assert found == kept


def test_a_segment_is_found_as_people_type_it(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", [{**ANN, "segment": "Can't Lose Them"}])
    with exporting(folder, tmp_path / "work", destination="google", segment="cant lose-them") as (made, _):
        assert isinstance(made, Export)
        assert made.segment == "Can't Lose Them"


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run("export", *arguments)


def test_a_preview_shows_who_would_be_sent_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", [{**person, "segment": "Lost"} for person in UGLY])
    done = _run("lost", "--format", "meta", "--plain", "--from", folder, "--out", tmp_path / "out.csv", "--preview")
    assert done.returncode == 0, done.stderr
    assert "11 → 6 sent: 2 without address, 1 consent unknown, 1 unsubscribed, 1 without consent" in done.stdout
    assert "The playbook of Lost would rather not" in done.stdout
    assert "ann.lee+x@gmail.com" in done.stdout
    assert list(tmp_path.iterdir()) == [folder]


def test_the_command_writes_the_receipt_as_json(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", UGLY)
    done = _run(
        "Champions", "--format", "klaviyo", "--from", folder, "--out", tmp_path / "out.csv", "--json", "--fields", "email,lifecycle"
    )
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)
    assert receipt == json.loads((tmp_path / "out.csv.receipt.json").read_text())
    assert _rows(tmp_path / "out.csv")[0][-1] == "lifecycle"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Champions", "--from", "x"), "Whom is the file for?"),
        (("Champions", "--format", "google"), "Which customers?"),
        (("Champions", "--format", "google", "--from", "nowhere"), "has no customers.parquet"),
        (("Champions", "--format", "klaviyo", "--from", "nowhere", "--hashed"), "has no customers.parquet"),
        (("Champions", "--format", "google", "--from", "nowhere", "--rule", "gmail=yes"), "There is no rule called 'gmail'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = _run(*arguments)
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[0]


def test_a_folder_of_tables_is_scored_first(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    rows = [f"o{n},c{n % 40},2024-{1 + n % 12:02}-{1 + n % 28:02},{n % 90}.50" for n in range(400)]
    (shop / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *rows]) + "\n")
    people = [f"c{n},c{n}@example.com,{'true' if n % 2 else 'false'}" for n in range(40)]
    (shop / "customers.csv").write_text("\n".join(["customer_id,email,accepts_marketing", *people]) + "\n")
    done = _run("Hibernating", "--format", "klaviyo", "--data", shop, "--out", tmp_path / "out.csv", "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)
    assert receipt["sent"] + receipt["left_out"]["without consent"] == receipt["members"] > 0
    assert all(int(row[0].removeprefix("c").partition("@")[0]) % 2 for row in _rows(tmp_path / "out.csv")[1:])


def test_a_whole_name_in_one_column_is_taken_apart(tmp_path: Path) -> None:
    whole = {
        "Anna Schmidt": ("anna", "schmidt"), "Schmidt, Anna Maria": ("anna maria", "schmidt"), " José  García Márquez ": ("josé", "garcía márquez"),
        "van der Berg": (None, "van der berg"), "O'Brien": (None, "o'brien"), "de la Cruz": (None, "de la cruz"), "Łukasz Nowak": ("łukasz", "nowak"),
    }  # fmt: skip
    people = [{"customer_id": f"C{n}", "email": f"a{n}@x.de", "last_name": each} for n, each in enumerate(whole)]
    # a first name of its own decides, and then nothing is taken apart
    people.append({"customer_id": "C9", "email": "eva@x.de", "first_name": "Eva", "last_name": "Garcia Lopez"})
    folder = write_scored(tmp_path / "scored", people)
    with exporting(folder, tmp_path / "work", destination="google") as (made, engine):
        found = [(each["first_name"], each["last_name"]) for each in normal_forms(made, engine)]
    assert found == [*whole.values(), ("eva", "garcia lopez")]
    folder = write_scored(tmp_path / "without", people[:1], leave_out=("first_name",))
    with exporting(folder, tmp_path / "work2", destination="meta") as (made, engine):
        assert [(each["first_name"], each["last_name"]) for each in normal_forms(made, engine)] == [("anna", "schmidt")]
