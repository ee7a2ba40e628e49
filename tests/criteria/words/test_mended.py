"""Requests that were once misread, or refused without need: what each of them is read as, or which words refuse it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regulars.criteria.wire import to_wire
from regulars.criteria.words import Status

from .shop import understood

_REQUESTS = [json.loads(line) for line in (Path(__file__).parent / "requests_mended.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", _REQUESTS, ids=lambda case: case["request"])
def test_each_request_has_the_readings_it_means_or_names_the_words_in_the_way(case: dict[str, Any]) -> None:
    found = understood(case["request"])
    assert found.status == case["status"]
    if found.status is Status.REFUSED:
        assert [each.text for each in found.unplaced] == case["named"]
    else:
        assert [to_wire(reading.condition) for reading in found.readings] == case["trees"]


def test_a_long_request_with_many_meanings_is_refused_rather_than_worked_through() -> None:
    found = understood(" or ".join(["spent over $500 within 30 days"] * 18))
    assert found.status is Status.REFUSED
    assert "18 parts" in found.unplaced[0].reason
