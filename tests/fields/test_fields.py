"""The catalogue is the one place where a field is described, and the page says what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.fields import CATALOGUE, Field, FieldType, field_named, fields_page, profile_fields

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


def test_the_page_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text() == fields_page()


def test_names_are_unique() -> None:
    assert len({field.name for field in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("field", CATALOGUE, ids=lambda field: field.name)
def test_every_field_says_what_it_is(field: Field) -> None:
    assert field.label
    assert field.meaning
    assert "|" not in field.meaning + field.label
    assert field_named(field.name) is field
    if field.type is FieldType.SHARE:
        assert field.unit.startswith("of ")


def test_identity_and_scores_are_no_part_of_what_the_profile_adds() -> None:
    names = {field.name for field in profile_fields()}
    assert not names & {"customer_id", "email", "segment", "pattern", "recency_days"}
    assert {"lifecycle", "flags", "flag_reasons", "revenue_ever", "overdue"} <= names
