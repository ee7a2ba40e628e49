"""Files of large audiences are written as the rows come; they hold what the staged ones hold, and are remembered alike."""

from __future__ import annotations

import random
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "exports"))

from audiences_made import NOW, exporting, write_scored

from regulars.errors import OutputError
from regulars.exports.audiences import Mode
from regulars.queries.primitives import PRIMITIVES
from regulars.work.export_files import Written, write_export
from regulars.work.suppressions import read_suppressions

EMAILS = (
    "c{}@example.com", "Ann.Lee{}+shop@Gmail.com", " max{}@Example.COM", "jürgen{}@example.de", "broken{}",
    "c{}@example.com;d{}@example.org", "same{}@example.com", None,
)  # fmt: skip
PHONES = ("+1415555{:04}", "(415) 555-{:04}", "0151 2345{:04}", "12", None)
NAMES = ("Anna", "Jean  Luc", "Mr. Bob", "null", "O'Brien", '"Kim", Jr.', None)
COUNTRIES = ("US", "DE", "Deutschland", None)
KINDS: list[tuple[str, bool, tuple[str, ...]]] = [
    ("google", True, ()),
    ("google", False, ()),
    ("meta", True, ()),
    ("meta", False, ()),
    ("klaviyo", False, ()),
    ("klaviyo", False, ("email", "lifecycle")),
]


def _people(many: int) -> list[dict[str, Any]]:
    """Plain and ugly ones; one of eight has an address that others have, too, spelled otherwise."""
    dice = random.Random(8)  # noqa: S311 - made-up people
    people = []
    for n in range(many):
        email, phone = dice.choice(EMAILS), dice.choice(PHONES)
        address = email and (email.format(n % 40) if email.startswith("same") else email.format(n, n))
        people.append(
            {
                "customer_id": f"C{(n * 7919) % many:05}",
                "email": address.upper() if address and n % 3 == 0 and address.startswith("same") else address,
                "phone": phone and phone.format(n),
                "first_name": dice.choice(NAMES),
                "last_name": dice.choice(NAMES),
                "country": dice.choice(COUNTRIES),
                "postal_code": dice.choice(("94303", "10115", "n/a", None)),
                "accepts_marketing": dice.choice((True, True, True, False)),
                "lifecycle": dice.choice(("active", 'says "no",\nand goes')),
            }
        )
    return people


def _written(folder: Path, place: Path, **wanted: Any) -> Written:
    with exporting(folder, place / "work", **wanted) as (made, engine):
        return write_export(made, engine, place / "out.csv", NOW)


def _remembered(done: Written) -> set[tuple[bytes, int]]:
    state = pq.read_table(done.files[0].with_name(done.receipt["state"]))
    return set(zip(state.column("member").to_pylist(), state.column("mark").to_pylist(), strict=True))


def _records(path: Path) -> tuple[str, list[str]]:
    header, *rows = path.read_text(encoding="utf-8").replace(",\nand", ",\0and").split("\n")
    assert rows.pop() == ""
    return header, sorted(rows)


@pytest.mark.parametrize(("destination", "is_hashed", "fields"), KINDS)
def test_a_streamed_file_holds_and_remembers_what_a_staged_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, destination: str, is_hashed: bool, fields: tuple[str, ...]
) -> None:
    folder = write_scored(tmp_path / "scored", _people(600))
    wanted = {"destination": destination, "is_hashed": is_hashed, "fields": fields}
    staged = _written(folder, tmp_path / "staged", **wanted)
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 10)
    streamed = _written(folder, tmp_path / "streamed", **wanted)

    assert _records(streamed.files[0]) == _records(staged.files[0])
    assert _remembered(streamed) == _remembered(staged)
    told = ("members", "sent", "left_out", "values_left_out")
    assert {key: streamed.receipt[key] for key in told} == {key: staged.receipt[key] for key in told}
    assert streamed.receipt["files"][0]["rows"] == streamed.receipt["sent"] == len(_records(streamed.files[0])[1])
    if destination == "klaviyo":
        assert streamed.receipt["left_out"]["address of another member"] > 10
    # changes compare with what the stream remembered
    assert _written(folder, tmp_path / "streamed", mode=Mode.CHANGES, **wanted).is_unchanged
    assert _written(folder, tmp_path / "streamed", **wanted).is_unchanged


def test_addresses_whose_hashes_are_equal_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_scored(tmp_path / "scored", _people(600))
    staged = _written(folder, tmp_path / "staged", destination="klaviyo")
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 10)
    monkeypatch.setattr("regulars.work.export_twins._HASHES_AT_ONCE", 50)  # in parts
    monkeypatch.setitem(PRIMITIVES["X_ROW_HASH"], "duckdb", "(HASH({*}) % 40)")
    streamed = _written(folder, tmp_path / "streamed", destination="klaviyo")

    assert streamed.receipt["left_out"] == staged.receipt["left_out"]
    assert _records(streamed.files[0]) == _records(staged.files[0])


def test_a_streamed_file_of_a_joined_audience_is_sorted_and_without_the_suppressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_scored(tmp_path / "scored", _people(400))
    listed = tmp_path / "never.txt"
    listed.write_text("email\nC00007\nsame4@example.com\nc24@example.com\n")
    never = read_suppressions(listed)
    for destination, is_hashed in (("google", True), ("klaviyo", False)):
        wanted = {"destination": destination, "is_hashed": is_hashed, "suppressions": never}
        staged = _written(folder, tmp_path / f"{destination}-staged", **wanted)
        with monkeypatch.context() as within:
            within.setattr("regulars.work.export._SORTED_ROWS", 10)
            streamed = _written(folder, tmp_path / f"{destination}-streamed", **wanted)
        assert streamed.receipt["left_out"] == staged.receipt["left_out"]
        assert streamed.receipt["left_out"]["suppressed"] >= 2
        header, *plain = staged.files[0].read_text().splitlines()
        assert streamed.files[0].read_text().splitlines()[0] == header
        # by customer_id as the staged one, but for those who needed a second look: they follow
        made = streamed.files[0].read_text().splitlines()[1:]
        places = {line: n for n, line in enumerate(plain)}
        ranks = [places[line] for line in made]
        assert len(made) == len(plain)
        assert sum(later < rank for rank, later in pairwise(ranks)) <= 1
        assert _remembered(streamed) == _remembered(staged)


def test_the_first_rows_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [{"customer_id": f"C{9 - n}", "email": f"same{n // 2}@example.com"} for n in range(8)]
    folder = write_scored(tmp_path / "scored", people)
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 1)
    with exporting(folder, tmp_path / "work", destination="klaviyo") as (made, engine):
        header, *rows = made.sample(3)
        done = write_export(made, engine, tmp_path / "out.csv", NOW)
    assert header[0] == "Email"
    assert [row[0] for row in rows] == ["same0@example.com", "same1@example.com", "same2@example.com"]
    assert [line.split(",")[0] for line in done.files[0].read_text().splitlines()[1:]] == [f"same{n}@example.com" for n in range(4)]


def test_fewer_than_are_sorted_are_sorted_whoever_might_have_been_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [{"customer_id": f"C{n:02}", "email": f"c{n}@example.com" if n > 6 else None} for n in reversed(range(10))]
    folder = write_scored(tmp_path / "scored", people)
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 5)
    done = _written(folder, tmp_path / "made", destination="google", is_hashed=False)
    assert [line.split(",")[0] for line in done.files[0].read_text().splitlines()[1:]] == [f"c{n}@example.com" for n in (7, 8, 9)]
    assert done.receipt["left_out"] == {"without address": 7}


def test_a_stream_that_finds_no_room_says_so_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": f"C{n}", "email": f"c{n}@example.com"} for n in range(9)])
    monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 5)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "lines.csv").symlink_to("/dev/full")
    monkeypatch.setattr("regulars.work.export_stream.make_folder", lambda prefix, within: tmp_path / "full")
    with (
        pytest.raises(OutputError, match=r"cannot be written: No space left on device"),
        exporting(folder, tmp_path / "work", destination="google"),
    ):
        pass
