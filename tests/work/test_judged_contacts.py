"""Contacts are judged once, where customers are scored; exports believe it of the very file that was scored, and of no other."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "exports"))

from audiences_made import NOW, exporting, ugly_people, write_scored

from regulars.errors import SourceError
from regulars.exports.destinations import DESTINATIONS
from regulars.work import judged_contacts
from regulars.work.audience import scored_folder
from regulars.work.engines import engine_maker
from regulars.work.export_files import write_export


def _judge(folder: Path) -> str:
    """Write the customers as `regulars score --out` does; returns the name of the column that it adds."""
    engine = engine_maker("duckdb", None, None)(folder)
    (folder / "customers.parquet").replace(folder / "raw.parquet")
    sql = f"SELECT * FROM read_parquet('{folder / 'raw.parquet'}')"
    judged_contacts.copy_customers(engine, sql, folder / "customers.parquet")
    engine.close()
    _sign(folder)
    (column,) = set(pq.read_schema(folder / "customers.parquet").names) - set(pq.read_schema(folder / "raw.parquet").names)
    return str(column)


def _sign(folder: Path) -> None:
    run = json.loads((folder / "run.json").read_text())
    checksum = hashlib.sha256((folder / "customers.parquet").read_bytes()).hexdigest()
    (folder / "run.json").write_text(json.dumps(run | {"outputs": {"customers.parquet": {"sha256": checksum}}}))


def _export(folder: Path, place: Path, **wanted: Any) -> tuple[bytes, dict[str, Any]]:
    with exporting(folder, place / "work", **wanted) as (made, engine):
        done = write_export(made, engine, place / "out.csv", NOW)
        return done.files[0].read_bytes(), {key: done.receipt[key] for key in ("sent", "left_out", "values_left_out")}


@pytest.mark.parametrize("destination", [name for name in DESTINATIONS if name != "standard"])
def test_files_are_the_same_whether_contacts_were_judged_beforehand_or_not(tmp_path: Path, destination: str) -> None:
    folder = write_scored(tmp_path / "scored", ugly_people())
    before = _export(folder, tmp_path / "before", destination=destination)
    column = _judge(folder)
    with exporting(folder, tmp_path / "looked", destination=destination) as (made, _):
        assert made.form.is_judged
        assert column not in made.columns
    assert _export(folder, tmp_path / "after", destination=destination) == before


def test_what_is_known_of_contacts_is_a_small_number_and_standard_files_leave_it_out(tmp_path: Path) -> None:
    people = [
        {"customer_id": f"C{n}", "email": email, "phone": phone}
        for n, (email, phone) in enumerate((("a@b.co", "+14155550123"), ("A@b.co", "x")))
    ]
    folder = write_scored(tmp_path / "scored", people)
    column = _judge(folder)
    said = pq.read_table(folder / "customers.parquet").column(column)
    assert said.type == pa.int8()
    small, large = said.to_pylist()
    assert small > large > 0  # a plain address in small letters and a whole number; a plain address alone
    written, _ = _export(folder, tmp_path / "made", destination="standard")
    assert column not in written.decode()


def test_a_file_that_somebody_has_edited_is_judged_anew(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": f"C{n}", "email": f"c{n}@example.com"} for n in range(3)])
    column = _judge(folder)
    table = pq.read_table(folder / "customers.parquet")
    edited = pc.replace_with_mask(table.column("email"), pa.array([False, True, False]), pa.array(["no address, but a comma"]))
    pq.write_table(table.set_column(table.schema.get_field_index("email"), "email", edited), folder / "customers.parquet")
    assert column in pq.read_schema(folder / "customers.parquet").names
    written, told = _export(folder, tmp_path / "made", destination="google", is_hashed=False)
    assert [line.split(",")[0] for line in written.decode().splitlines()] == ["Email", "c0@example.com", "c2@example.com"]
    assert told["values_left_out"] == {"email": {"not an e-mail address": 1}}


def test_a_judgement_by_other_rules_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": "C1", "email": "c@example.com"}])
    monkeypatch.setattr(judged_contacts, "present_rules", lambda: "contact_forms_00000000")
    assert _judge(folder) == "contact_forms_00000000"
    monkeypatch.undo()
    with exporting(folder, tmp_path / "work", destination="google") as (made, _):
        assert not made.form.is_judged
        assert not any(column.startswith("contact_forms") for column in made.columns)


def test_customers_without_contacts_get_no_such_column(tmp_path: Path) -> None:
    engine = engine_maker("duckdb", None, None)(tmp_path)
    judged_contacts.copy_customers(engine, "SELECT 'C1' AS customer_id, 'US' AS country", tmp_path / "customers.parquet")
    engine.close()
    assert pq.read_schema(tmp_path / "customers.parquet").names == ["customer_id", "country"]


def test_customer_numbers_that_are_no_text_are_sent_all_the_same(tmp_path: Path) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": str(n), "email": f"c{n}@example.com"} for n in range(3)])
    before = _export(folder, tmp_path / "before", destination="google")
    table = pq.read_table(folder / "customers.parquet")
    numbers = table.column("customer_id").cast(pa.int64())
    pq.write_table(
        table.set_column(table.schema.get_field_index("customer_id"), "customer_id", numbers), folder / "customers.parquet"
    )
    assert _export(folder, tmp_path / "after", destination="google") == before


@pytest.mark.parametrize("text", ["[]", '{"outputs": 3}', '{"outputs": {"customers.parquet": 1}}', "{"])
def test_a_run_that_is_other_json_is_refused_in_words(tmp_path: Path, text: str) -> None:
    folder = write_scored(tmp_path / "scored", [{"customer_id": "C1", "email": "c@example.com"}])
    (folder / "run.json").write_text(text)
    with pytest.raises(SourceError, match=r"run\.json is damaged"):
        scored_folder(folder)
