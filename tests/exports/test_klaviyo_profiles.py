"""Rows of a Klaviyo file as profiles: valid by the vendor's own schema."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regulars.exports.destinations.klaviyo import import_job, profile_object

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "klaviyo-openapi-2026-07-15.json"
GOLDEN = Path(__file__).parent / "golden" / "klaviyo-plain.csv"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    if not CONTRACT.exists():
        pytest.skip("the vendor's contract (../shared/contracts) is not on this machine")
    document: dict[str, Any] = json.loads(CONTRACT.read_text())
    return Draft202012Validator({"$ref": "#/components/schemas/ProfileImportJobCreateQuery", "components": document["components"]})


def _rows() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_body_of_an_import_is_valid(validator: Draft202012Validator) -> None:
    profiles = [profile_object({**row, "lifecycle": "active"}, f"C{n}") for n, row in enumerate(_rows())]
    errors = [error.message for error in validator.iter_errors(import_job(profiles, "Y6nRLr"))]
    assert not errors
    assert len(profiles) == len(_rows()) > 2


def test_the_schema_refuses_what_is_wrong(validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(import_job([{"type": "person", "attributes": {}}])))
    assert list(validator.iter_errors({"data": {"type": "profile-bulk-import-job"}}))


def test_a_blank_is_left_out_and_further_columns_are_properties() -> None:
    made = profile_object({"Email": "a@b.co", "Phone Number": "", "City": None, "Country": "GB", "clv": "12.00", "Source": ""})
    assert made == {
        "type": "profile",
        "attributes": {"email": "a@b.co", "location": {"country": "GB"}, "properties": {"clv": "12.00"}},
    }
