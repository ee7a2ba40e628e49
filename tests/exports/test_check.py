"""The validator: what a destination would reject of any file, and never a failure of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from audiences_made import TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.exports.check import Weight
from regulars.exports.destinations import DESTINATIONS
from regulars.exports.outcomes import HASH_OF_NOTHING
from regulars.work.check_file import Checked, check_file

HASH = "855f96e983f1f8e8be944692b6f719fd54329826cb62e98015efee8e2e071dd4"


def _checked(tmp_path: Path, destination: str, text: str | bytes) -> Checked:
    path = tmp_path / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_file(path, DESTINATIONS[destination], TODAY)


def _rejected(checked: Checked) -> set[tuple[str, str | None, tuple[int, ...]]]:
    return {(problem.reason, problem.column, problem.rows) for problem in checked.problems if problem.weight is Weight.REJECTED}


@pytest.mark.parametrize(
    ("destination", "text", "reason", "column", "rows"),
    [
        ("google", "Email\njohn\n", "not an e-mail address", "Email", (2,)),
        ("google", "Email,Phone\na@b.co,4155552671\n", "a national phone number without a country", "Phone", (2,)),
        ("google", f"Email\n{HASH_OF_NOTHING}\n", "the hash of an empty text", "Email", (2,)),
        ("google", f"Email\n{HASH[:32]}\n", "hashed by another method than SHA-256", "Email", (2,)),
        ("google", f"Email,Zip\na@b.co,{HASH}\n", "hashed, and the destination wants it plain", "Zip", (2,)),
        ("google", f"Email\na@b.co\n{HASH}\n", "plain and hashed values in one column", "Email", ()),
        ("google", f"Email,Phone\na@b.co,{HASH}\n", "some columns are hashed and others are not", None, ()),
        ("google", "Email,First Name\na@b.co,Ann\n", "an address needs first name, last name, country and zip", None, (2,)),
        ("google", "E-mail\na@b.co\n", "not a header that the destination knows", "E-mail", (1,)),
        ("google", "Email;Phone\na@b.co;+14155552671\n", "not separated by commas", None, (1,)),
        ("google", "Email,Phone\na@b.co\n", "1 cells under 2 headers", None, (2,)),
        ("google", "Email\n\n", "no rows", None, ()),
        ("google", "", "an empty file", None, ()),
        ("google", b"\xff\xfeE\x00m\x00", "not UTF-8 text: UTF-16, or no text at all", None, ()),
        ("google", b"\x1f\x8b\x08\x00\x00Email", "not text: a compressed file, a workbook or Parquet", None, ()),
        ("google", b"Email,First Name\na@b.co,Jos\xe9\n", "not UTF-8, or damaged before", None, (2,)),
        ("meta", "email,email,email,email\na@b.co,,,\n", "there 4 times", "email", (1,)),
        ("meta", "email,country\na@b.co,Atlantis\n", "an unknown country", "country", (2,)),
        ("meta", "fn,ln\nAnn,Lee\n", "nothing by which the person can be found", None, (2,)),
        ("meta", "email,value\na@b.co,-5\n", "not a number of zero or more", "value", (2,)),
        ("google", "Email,Phone,Country\na@b.co,4155552671,US\n", "a phone number without its country code", "Phone", (2,)),
        ("google", "Email,Country\na@b.co,Germany\n", "a country that is not a code of 2 or 3 letters", "Country", (2,)),
        ("meta", "email,country\na@b.co,deu\n", "a country that is not a code of 2 letters", "country", (2,)),
        ("meta", "email,value\na@b.co,$12\n", "letters, currency signs or commas in a value", "value", (2,)),
        ("meta", "email,dob\na@b.co,31/31/1980\n", "not a birth date", "dob", (2,)),
        ("meta", "email,age\na@b.co,old\n", "not an age in years", "age", (2,)),
        (
            "klaviyo",
            "Email,SMS Marketing Consent\na@b.co,Yes\n",
            "neither Subscribe nor Unsubscribed nor Never subscribed",
            "SMS Marketing Consent",
            (2,),
        ),
        (
            "klaviyo",
            "Email,SMS Marketing Timestamp\na@b.co,31-12-2026\n",
            "not a date as YYYY-MM-DD or MM/DD/YYYY",
            "SMS Marketing Timestamp",
            (2,),
        ),
        ("klaviyo", "Email,Phone Number\na@b.co,12\n", "not a phone number: the whole row is skipped", "Phone Number", (2,)),
        ("klaviyo", f"Email\n{HASH}\n", "hashed, and the destination wants it plain", "Email", (2,)),
        ("klaviyo", "Email\na@b.co\nA@B.co\n", "an address that is in the file already", None, (3,)),
        ("klaviyo", "City,Email\nRome,a@b.co\n", "the first column is neither Email nor Phone Number", "City", (1,)),
        ("klaviyo", "Email,consent\na@b.co,yes\n", "a column that Klaviyo says not to include", "consent", (1,)),
        ("standard", "name\n=cmd()\n", "a spreadsheet runs it as a formula", "name", (2,)),
    ],
)
def test_what_would_be_rejected_is_said_by_reason_column_and_row(
    tmp_path: Path, destination: str, text: str | bytes, reason: str, column: str | None, rows: tuple[int, ...]
) -> None:
    assert (reason, column, rows) in _rejected(_checked(tmp_path, destination, text))


@pytest.mark.parametrize(
    ("destination", "text"),
    [
        ("google", "Email,First Name,Last Name,Country,Zip,Email,Zip,Phone,Phone\na@b.co,Ann,Lee,us,94303,,,+14155552671,\n"),
        ("google", f"Email,Country\n{HASH},US\n"),
        ("meta", "email,phone,fn,country\na@b.co,442079460958,Ann,us\n"),
        ("meta", "email,phone,country\na@b.co,447911120185,de\n"),
        ("klaviyo", "Email Address,Phone Number,Country,Favourite\na@b.co,020 7946 0958,GB,tea\n"),
        ("standard", "customer_id,phone\nC1,+14155552671\n"),
    ],
)
def test_what_the_documents_allow_is_accepted(tmp_path: Path, destination: str, text: str) -> None:
    assert not _rejected(_checked(tmp_path, destination, text))


def test_a_number_of_another_country_that_may_also_lack_its_code_is_remarked_on(tmp_path: Path) -> None:
    (problem, *_) = _checked(tmp_path, "meta", "phone,country\n447911120185,de\n447911120185,gb\n").problems
    assert (problem.reason, problem.weight, problem.rows) == (
        "a phone number of another country, or one without its country code", Weight.REMARK, (2,),
    )  # fmt: skip


@pytest.mark.parametrize("destination", ["google", "meta"])
def test_hashes_in_capitals_are_taken_with_a_remark(tmp_path: Path, destination: str) -> None:
    header = DESTINATIONS[destination].columns[0].header
    remarks = [
        problem for problem in _checked(tmp_path, destination, f"{header}\n{HASH}\n{HASH.upper()}\n").problems if problem.column
    ]
    assert [(each.weight, each.rows) for each in remarks] == [(Weight.REMARK, (3,))]
    assert "not lower-case hexadecimal" in remarks[0].reason


@given(st.sampled_from(sorted(DESTINATIONS)), st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_junk_is_read_to_its_end(tmp_path: Path, destination: str, data: bytes) -> None:
    checked = _checked(tmp_path, destination, data)
    assert checked.rows >= 0


@given(st.sampled_from(sorted(DESTINATIONS)), st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=6))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_junk_below_a_right_header_is_read_to_its_end(tmp_path: Path, destination: str, rows: list[list[str]]) -> None:
    header = ",".join(column.header for column in DESTINATIONS[destination].columns) or "a,b"
    body = "\n".join(",".join(row) for row in rows)
    assert _checked(tmp_path, destination, f"{header}\n{body}\n").rows >= 0


def test_a_quotation_mark_that_is_never_closed_ends_the_reading(tmp_path: Path) -> None:
    checked = _checked(tmp_path, "google", 'Email\n"a@b.co\n' + "x@y.co\n" * 200_000)
    assert any(problem.reason.startswith("cannot be read further") for problem in checked.problems)


def test_the_command_says_so_with_its_exit_status(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Email\njohn\n")
    command = [sys.executable, "-m", "regulars", "export", "check", str(path), "--format", "google", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["accepted"] is False
    assert found["problems"][0]["reason"] == "not an e-mail address"


@pytest.mark.parametrize(
    ("destination", "text"),
    [
        ("google", "Email,Phone,First Name,Last Name,Country,Zip\n,1-800-888-8888,Ann,Lee,usa,94303-5300\n"),
        ("google", "Phone\n+44 (0)20 7946 0958\n"),
        ("meta", "email,phone,country,dob,age,value\na@b.co,1 415 555 2671,us,1980-12-31,45,12.50\n"),
        ("meta", f"email,dob\n{HASH},{HASH}\n"),
        ("meta", "email,dob\na@b.co,19801231\n"),
        ("klaviyo", "Email,SMS Marketing Consent,SMS Marketing Timestamp\na@b.co,Subscribe,2026-01-05 10:00:00\n"),
        ("klaviyo", "Email,Country\na@b.co,Germany\n"),
    ],
)
def test_what_the_documents_allow_is_taken(tmp_path: Path, destination: str, text: str) -> None:
    assert not _rejected(_checked(tmp_path, destination, text))


def test_a_date_that_may_be_read_in_two_ways_is_remarked_on(tmp_path: Path) -> None:
    said = [
        (problem.reason, problem.rows)
        for problem in _checked(tmp_path, "meta", "email,dob\na@b.co,03/04/1980\nb@b.co,3/13/1980\n").problems
    ]
    assert ("day and month may be taken for each other: write YYYY-MM-DD", (2,)) in said
