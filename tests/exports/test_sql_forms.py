"""What SQL writes without a second look is what the normalisers write, for every vector and for numbers of every country."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from audiences_made import TODAY, exporting, normal_forms, write_scored

from regulars.exports.choices import Choices
from regulars.exports.countries import country_code
from regulars.exports.destinations import DESTINATIONS
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import prepare
from regulars.queries.export_forms import SOURCES

HERE = Path(__file__).parent
TEXTUAL = tuple(field for field in SOURCES if field not in {FieldName.BIRTH_YEAR, FieldName.VALUE})


def _prepared(tmp_path: Path, destination: str, rows: list[dict[str, Any]], choices: Choices | None = None) -> list[dict[str, Any]]:
    """The normal forms of the rows, in their order."""
    numbered = [{"customer_id": f"C{n:06}", **row} for n, row in enumerate(rows)]
    folder = write_scored(tmp_path / "scored", numbered)
    options = {} if choices is None else {"choices": choices}
    with exporting(folder, tmp_path / "work", destination=destination, **options) as (made, engine):
        return normal_forms(made, engine)


def _expected(destination: str, field: FieldName, raw: str, country: str | None, choices: Choices) -> tuple[str | None, str | None]:
    made = prepare(DESTINATIONS[destination], field, raw, About(country, TODAY, choices))
    return made.normalized, made.sha256 if made.normalized is None else None


def _vectors(destination: str) -> list[tuple[FieldName, str, str | None]]:
    with (HERE / f"vectors_{destination}.csv").open(encoding="utf-8", newline="") as file:
        found = [(FieldName(row["field"]), row["raw"], row["country"] or None) for row in csv.DictReader(file)]
    return [each for each in found if each[0] in TEXTUAL and ";" not in each[1]]


@pytest.mark.parametrize("destination", ["google", "meta", "klaviyo"])
@pytest.mark.parametrize(
    "choices", [Choices(), Choices(False, False, False, False, False, True, False)], ids=["default", "opposite"]
)
def test_sql_and_the_normalisers_agree_on_every_vector(tmp_path: Path, destination: str, choices: Choices) -> None:
    vectors = [each for each in _vectors(destination) if each[0] in DESTINATIONS[destination].rules]
    vectors = [each for each in vectors if each[0] in {column.field for column in DESTINATIONS[destination].columns}]
    # a last name alone might be a whole one
    beside = {FieldName.LAST_NAME: {"first_name": "Anna"}}
    rows = [
        {SOURCES[field]: raw, **beside.get(field, {}), **({"country": country} if country else {})}
        for field, raw, country in vectors
    ]
    found = _prepared(tmp_path, destination, rows, choices)
    assert len(found) == len(vectors) > 100
    for (field, raw, country), made in zip(vectors, found, strict=True):
        expected = _expected(destination, field, raw, country, choices)
        assert (made[field.value], made.get(f"digest_{field.value}")) == expected, (field, raw, country)


def _numbers(seed: int) -> list[tuple[str, str | None]]:
    """Numbers of every country and kind as people write them, right and slightly wrong, with the right country and others."""
    chance = random.Random(seed)  # noqa: S311 - made-up numbers
    regions = [region for region in sorted(phonenumbers.SUPPORTED_REGIONS) if country_code(region)]
    made: list[tuple[str, str | None]] = []
    for region in regions:
        for kind in range(11):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            for change in range(4):
                digits = list(phonenumbers.national_significant_number(example))
                for _ in range(change):
                    digits[chance.randrange(len(digits))] = chance.choice("0123456789")
                if change == 3:
                    digits = [*digits, "7"] if chance.random() < 0.5 else digits[:-1]
                national, code = "".join(digits), example.country_code
                trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix or ""
                made += [
                    (f"+{code}{national}", None),
                    (f"00{code} {national}", region),
                    (national, region),
                    (trunk + national, region),
                    (f"({trunk}{national[:3]}) {national[3:]}", region),
                    (f"{code}{national}", region),
                    (f"+{code} (0) {national}", region),
                    (f"+{code}-{national}", chance.choice(regions)),
                    (national, chance.choice(regions)),
                ]
    return made


@pytest.mark.long
@pytest.mark.parametrize("destination", ["google", "meta"])
def test_sql_and_the_normalisers_agree_on_numbers_of_every_country(tmp_path: Path, destination: str) -> None:
    numbers = _numbers(20261122)
    found = _prepared(tmp_path, destination, [{"phone": raw, "country": country} for raw, country in numbers])
    wrong = [
        (raw, country, made["phone"], expected)
        for (raw, country), made in zip(numbers, found, strict=True)
        if made["phone"] != (expected := _expected(destination, FieldName.PHONE, raw, country, Choices())[0])
    ]
    assert not wrong[:10]


def test_most_ordinary_values_need_no_second_look(tmp_path: Path) -> None:
    rows = [
        {
            "email": f"anna.{n}@gmail.com",
            "phone": f"+4915123456{n:03}",
            "first_name": "Anna",
            "last_name": "Müller",
            "postal_code": "10115",
        }
        for n in range(200)
    ]
    folder = write_scored(tmp_path / "scored", [{"customer_id": f"C{n:03}", **row} for n, row in enumerate(rows)])
    with exporting(folder, tmp_path / "work", destination="google") as (_, engine):
        assert engine.rows("SELECT COUNT(*) FROM ready WHERE is_rough") == [(0,)]


def test_a_word_for_nothing_is_nobodys_first_name_and_may_be_a_last_one(tmp_path: Path) -> None:
    rows = [{"email": "a@x.de", "first_name": raw, "last_name": raw} for raw in ("null", "None", "NULL", "Nan")]
    for name, form in (("klaviyo", str), ("meta", str.lower)):
        found = _prepared(tmp_path / name, name, rows)
        assert [each["first_name"] for each in found] == [None, None, None, form("Nan")]
        assert [each["last_name"] for each in found] == [form(str(row["last_name"])) for row in rows]
