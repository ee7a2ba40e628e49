"""`regulars export normalize` answers every line, whatever the line is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.commands import run


def _run(*lines: str) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "regulars", "export", "normalize"],
        input="\n".join(lines).encode(errors="surrogatepass"),
        capture_output=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()], done.stderr.decode()


def _asked(**given: object) -> str:
    return json.dumps({"id": 1, "destination": "google", "field": "email", **given})


def test_every_line_is_answered_in_its_order() -> None:
    status, answers, said = _run(
        _asked(id="a", raw=" John.Doe+x@Gmail.com"),
        "",
        _asked(id=2, destination="meta", field="phone", raw=442079460958, country="GB"),
        _asked(id=None, raw=None),
    )
    assert (status, said) == (0, "")
    assert [(each["id"], each["outcome"], each["normalized"], each["reported"]) for each in answers] == [
        ("a", "send", "johndoe@gmail.com", False),
        (2, "send", "442079460958", False),
        (None, "drop", None, False),
    ]
    assert len(answers[0]["sha256"]) == 64


def test_a_line_that_cannot_be_read_is_dropped_and_the_others_are_answered() -> None:
    status, answers, said = _run(
        "not json",
        "[1]",
        _asked(id=3, destination="goggle", raw="a@b.co"),
        _asked(id=4, field="e-mail", raw="a@b.co"),
        _asked(id=5, raw=["a@b.co"]),
        '{"id": 6, "destination": "meta", "field": "email", "raw": "\\ud800@b.co"}',
        _asked(id=7, raw="a@b.co"),
    )
    assert status == 1
    assert [each["id"] for each in answers] == [None, None, 3, 4, 5, 6, 7]
    assert [each["outcome"] for each in answers] == ["drop"] * 6 + ["send"]
    assert all(each["reported"] for each in answers[:6])
    assert "Did you mean google?" in answers[2]["reason"]
    assert (
        said
        == "regulars: 6 lines could not be read. Line 1: It is not JSON. Give one object a line: {id, destination, field, raw, country}.\n"
    )


def test_a_hostile_id_comes_back_as_it_was() -> None:
    _, answers, _ = _run(
        '{"id": "\\ud800", "destination": "meta", "field": "email", "raw": "a@b.co"}', _asked(id={"x": [1]}, raw="a@b.co")
    )
    assert [each["id"] for each in answers] == ["\ud800", {"x": [1]}]


def test_every_answer_is_json_even_where_a_number_was_none() -> None:
    status, answers, said = _run(
        '{"id": 1e999, "destination": "google", "field": "email", "raw": "a@b.co"}',
        '{"id": 2, "destination": "google", "field": "email", "raw": NaN}',
        _asked(id=3.5, raw="a@b.co"),
    )
    assert (status, [each["id"] for each in answers]) == (1, [None, None, 3.5])
    assert answers[1]["reason"] == "NaN is no number that JSON has. Give it between quotation marks."
    assert "1e999" in said


def test_a_file_is_not_passed_over_in_silence() -> None:
    done = run("export", "normalize", "people.jsonl")
    assert done.returncode == 1
    assert "< people.jsonl" in done.stderr
