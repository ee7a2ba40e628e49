"""Ugly identifiers, and what each destination's documents make of them: the tables beside this file name their source per row."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from regulars.exports.destinations import DESTINATIONS
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import prepare

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent


def vectors(destination: str) -> list[dict[str, str]]:
    with (HERE / f"vectors_{destination}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("destination", ["google", "meta", "klaviyo"])
def test_every_identifier_has_the_form_and_hash_of_its_source(destination: str) -> None:
    rows = vectors(destination)
    assert len(rows) >= 150
    wrong = []
    for row in rows:
        made = prepare(DESTINATIONS[destination], FieldName(row["field"]), row["raw"], About(row["country"] or None, TODAY))
        found = (
            "send" if made.is_sent else "drop",
            made.normalized or "",
            made.sha256 or "",
            made.reason.name if made.reason else "",
        )
        expected = (row["outcome"], row["normalized"], row["sha256"], row["reason"])
        if found != expected:
            wrong.append((row["field"], row["raw"], row["country"], expected, found))
        assert row["source"]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("destination", ["google", "meta", "klaviyo"])
def test_the_tables_hold_every_field_that_the_destination_takes(destination: str) -> None:
    sent = {row["field"] for row in vectors(destination) if row["outcome"] == "send"}
    assert {field.value for field in DESTINATIONS[destination].rules} <= sent
