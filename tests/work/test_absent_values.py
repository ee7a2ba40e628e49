"""A value that nobody has is said, with what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import regulars


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shop")
    (made / "customers.csv").write_text("customer_id,country,city\na,FR,Paris\nb,DE,Berlin\n", encoding="utf-8")
    (made / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,total,channel\n1,a,2024-01-05,10.00,web\n2,b,2024-02-05,20.00,app\n", encoding="utf-8"
    )
    return made


@pytest.mark.parametrize(
    ("condition", "note"),
    [
        ("country = 'France'", "No country of the data is “France”. It is written FR."),
        ("city IN ('Paris', 'Berln')", "No city of the data is “Berln”. Did you mean Berlin?"),
        ("main_channel = 'phone'", None),
    ],
)
def test_a_value_that_nobody_has_is_said(folder: Path, condition: str, note: str | None) -> None:
    found = regulars.sql(condition, data=folder).answer
    said = [each for each in found.assumptions if each.startswith("No ")]
    assert said == ([note] if note else [])


def test_values_that_are_there_are_no_news(folder: Path) -> None:
    assert regulars.sql("country = 'fr'", data=folder).answer.assumptions == ("Text is compared whatever its case.",)
