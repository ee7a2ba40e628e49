"""Files that are nearly right are read with a note; pipes are read, devices are refused, and nothing hangs."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regulars.errors import SourceError, UndecidedError
from regulars.ingest.sources import Source
from regulars.ingest.times import written
from regulars.tables import Mapping, TimeKind

Read = Callable[..., list[tuple[str | None, ...]]]
Open = Callable[..., Source]
HEADER = "order_id,customer,date,total\n"
OBJECTS = [{"id": 1, "customer_id": "a", "total": 0.10}, {"id": 2, "customer_id": "b", "total": 12345678901234567.25}]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("around", [{}, {"meta": {"page": 1}, "tags": ["x"]}])
def test_the_one_list_inside_a_json_object_is_read(
    tmp_path: Path, read: Read, opened: Open, indent: int | None, around: Any
) -> None:
    text = json.dumps({**around, "orders": OBJECTS}, indent=indent)
    (tmp_path / "o.json").write_text(text)
    assert [row[0] for row in read(tmp_path / "o.json")] == ["1", "2"]
    assert opened(tmp_path / "o.json").columns == ("id", "customer_id", "total")
    assert any("'orders'" in note for note in opened(tmp_path / "o.json").notes)


def test_numbers_in_an_unwrapped_list_stay_as_written(tmp_path: Path, read: Read) -> None:
    (tmp_path / "o.json").write_text('{"orders": [{"id": 90071992547409931, "total": 0.10}, {"id": 2, "total": 1.005}]}')
    assert read(tmp_path / "o.json") == [("2", "1.005"), ("90071992547409931", "0.10")]


def test_two_lists_inside_a_json_object_are_asked_about(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "o.json").write_text(json.dumps({"orders": OBJECTS, "returns": OBJECTS}))
    with pytest.raises(UndecidedError, match="'orders', 'returns'"):
        opened(tmp_path / "o.json")


def test_a_single_order_with_its_lines_is_not_unwrapped(tmp_path: Path, opened: Open) -> None:
    order = {"id": 1, "customer_id": "a", "created_at": "2024-01-01", "lines": [{"sku": "x"}]}
    (tmp_path / "o.jsonl").write_text(json.dumps(order) + "\n")
    assert "customer_id" in opened(tmp_path / "o.jsonl").columns


def test_one_bad_byte_does_not_change_the_encoding(tmp_path: Path, read: Read, opened: Open) -> None:
    rows = "".join(f"{i},Zoë Łuk,2024-01-05,5.00\n" for i in range(400)).encode()
    path = tmp_path / "o.csv"
    path.write_bytes(HEADER.encode() + rows + b"400,Zo\xeb,2024-01-05,5.00\n")
    customers = {row[1] for row in read(path)}
    assert customers == {"Zoë Łuk", "Zo\ufffd"}
    assert any("UTF-8 with 1 broken character" in note for note in opened(path).notes)


def test_rare_letters_of_another_encoding_are_not_taken_for_damage(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes(
        HEADER.encode() + b"".join(b"%d,Ann,2024-01-05,5.00\n" % i for i in range(400)) + b"400,Zo\xeb,2024-01-05,5.00\n"
    )
    assert "Zoë" in {row[1] for row in read(path)}


def sheets(path: Path, of: dict[str, list[list[Any]]]) -> Path:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in of.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


HEAD = ["order_id", "customer_id", "date", "total"]


def test_sheets_with_one_header_are_read_together(tmp_path: Path, read: Read, opened: Open) -> None:
    jan = [HEAD, *([i, f"c{i}", date(2024, 1, 1 + i), 10.5] for i in range(3))]
    feb = [HEAD, *([i, f"c{i}", date(2024, 2, 1 + i), 10.5] for i in range(3, 8))]
    path = sheets(tmp_path / "o.xlsx", {"Jan": jan, "Feb": feb, "Notes": [["k", "v"], ["a", 1]]})
    assert len(read(path)) == 8
    assert any("Jan, Feb" in note and "Notes" in note for note in opened(path).notes)
    assert len(read(path, "Jan")) == 3


def test_a_title_row_with_a_date_is_above_the_header(tmp_path: Path, opened: Open, read: Read) -> None:
    rows = [
        ["Orders report"],
        ["generated", date(2024, 2, 1)],
        [],
        HEAD,
        *([i, f"c{i}", date(2024, 1, 1 + i), 10.5] for i in range(9)),
    ]
    path = sheets(tmp_path / "o.xlsx", {"Orders": rows})
    assert opened(path).columns == tuple(HEAD)
    assert len(read(path)) == 9


def test_a_table_without_header_keeps_its_first_row(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "".join(f"{i},c{i % 3},2024-01-{i + 1:02},{'' if i == 0 else '5.00'},{'' if i == 0 else 'x'}\n" for i in range(9))
    )
    assert len(read(path)) == 9


def test_a_pipe_is_read_to_its_end(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        time.sleep(0.3)
        with path.open("w") as pipe:
            pipe.write(HEADER + "1,a,2024-01-01,5\n")
            pipe.flush()
            time.sleep(0.2)
            pipe.write("2,b,2024-01-02,6\n")

    writer = threading.Thread(target=write)
    writer.start()
    found = read(path)
    writer.join()
    assert [row[0] for row in found] == ["1", "2"]


def test_a_pipe_without_a_writer_is_refused(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.ingest.streams._PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="nobody writes"):
        opened(tmp_path / "pipe")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(opened: Open, device: str) -> None:
    with pytest.raises(SourceError, match="another device, not a file"):
        opened(device)


def test_links_in_a_circle_are_told_as_such(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(SourceError, match="leads nowhere or in a circle"):
        opened(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("5th March 2024", "%dth %B %Y"), ("March 1st, 2024", "%B %dst, %Y"), ("13-Jan-2024", "%d-%b-%Y"),
        ("2nd Feb 2024 10:15", "%dnd %b %Y %H:%M"),
    ],
)  # fmt: skip
def test_a_day_with_its_ending_has_a_pattern(value: str, pattern: str) -> None:
    how = written(value)
    assert how is not None
    assert how.pattern == pattern


def test_dates_with_endings_and_zone_names_are_read(
    orders_csv: Callable[..., Path], mapped: Callable[..., Mapping], engine: Any
) -> None:
    from regulars.queries import reading
    from regulars.queries.render import sql

    days = ["1st March 2024", "2nd March 2024", "3rd March 2024", "4th March 2024", "13-Jan-2024"]
    zoned = ["2024-03-01T00:30:00+02:00[Europe/Berlin]", "2024-03-02T10:00:00Z[UTC]", "2024-03-02T10:00:00+01:00"]
    for values, kind in ((days, TimeKind.PATTERN), (zoned, TimeKind.ISO_ZONED)):
        rows = [(i, f"c{i % 2}", value, 5) for i, value in enumerate(values)]
        mapping = mapped(orders_csv(("order_id", "customer_id", "order_date", "total"), rows))
        use = mapping.use("ordered_at")
        assert use is not None
        assert getattr(use.format, "kind", None) is kind
        read = sql(reading.time_value(use, "VARCHAR", "UTC"), "duckdb")
        found = [row[0] for row in engine.rows(f"SELECT {read} FROM v ORDER BY order_id::INT")]
        assert None not in found
        if kind is TimeKind.ISO_ZONED:
            assert str(found[0]) == "2024-02-29 22:30:00"
