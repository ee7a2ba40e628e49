"""Files as they turn up: packed twice, padded, in a zip with others, JSON of every shape, structures in Parquet."""

from __future__ import annotations

import bz2
import gzip
import json
import tarfile
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import regulars
from regulars.errors import SourceError

ROWS = [(f"o{n}", f"c{n % 7}", datetime.fromisoformat("2024-01-01T09:30:00") + timedelta(days=n), f"{n}.25") for n in range(60)]
TOTAL = sum(Decimal(row[3]) for row in ROWS)
OBJECTS: list[dict[str, Any]] = [
    {"order_id": order, "customer_id": customer, "order_date": at.isoformat(), "total": float(total)}
    for order, customer, at, total in ROWS
]
TEXT = "order_id,customer_id,order_date,total\n" + "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in ROWS)


def assert_read(path: Path) -> regulars.Result:
    with regulars.score(path) as result:
        assert (result.summary.customers, result.summary.orders, result.summary.revenue) == (7, 60, TOTAL)
        assert result.quality.reconciles
        return result


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_what_is_packed_twice_is_unpacked_twice(tmp_path: Path, pack: Any) -> None:
    assert_read(written(tmp_path / "orders.csv.gz", gzip.compress(pack(TEXT.encode()))))


def test_what_is_packed_again_and_again_is_refused(tmp_path: Path) -> None:
    data = TEXT.encode()
    for _ in range(6):
        data = gzip.compress(data)
    with pytest.raises(SourceError, match="packed again and again"):
        regulars.score(written(tmp_path / "orders.csv.gz", data))


def test_a_tar_archive_is_called_one(tmp_path: Path) -> None:
    written(tmp_path / "orders.csv", TEXT)
    with tarfile.open(tmp_path / "orders.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "orders.csv", "orders.csv")
    with pytest.raises(SourceError, match="a tar archive"):
        regulars.score(tmp_path / "orders.tar.gz")


@pytest.mark.parametrize("other", ["customers.csv", "README.txt"])
def test_of_a_zip_the_orders_are_read_and_what_is_left_out_is_named(tmp_path: Path, other: str) -> None:
    with zipfile.ZipFile(tmp_path / "shop.zip", "w") as archive:
        archive.writestr("export/orders.csv", TEXT)
        archive.writestr(f"export/{other}", "customer_id,name\nc1,Ann\nc2,Bob\n")
    result = assert_read(tmp_path / "shop.zip")
    assert any(other in note for note in result.summary.quality.warnings)


def test_zeros_after_the_last_line_are_nothing(tmp_path: Path) -> None:
    assert_read(written(tmp_path / "orders.csv", TEXT.encode() + bytes(3000)))


def test_spreadsheet_apostrophes_do_not_quote(tmp_path: Path) -> None:
    text = "order_id,customer_id,order_date,total\n" + "".join(f"'{a},'{b},{c},{d}\n" for a, b, c, d in ROWS)
    assert_read(written(tmp_path / "orders.csv", text))


def test_a_mark_inside_one_column_is_no_delimiter(tmp_path: Path) -> None:
    lines = TEXT.splitlines()
    text = "\n".join([lines[0] + ",tags", *(line + ",a;b;c;d;e;f" for line in lines[1:])])
    assert_read(written(tmp_path / "orders.csv", text))


JSON_SHAPES = {
    "a list": json.dumps(OBJECTS),
    "wrapped": json.dumps({"meta": {"page": 1}, "orders": OBJECTS}),
    "lines": "\n".join(map(json.dumps, OBJECTS)),
    "one after another": "".join(map(json.dumps, OBJECTS)),
    "indented one after another": "\n".join(json.dumps(each, indent=2) for each in OBJECTS),
    "by column": json.dumps({key: [each[key] for each in OBJECTS] for key in OBJECTS[0]}),
    "by column as pandas writes": json.dumps({key: {str(n): each[key] for n, each in enumerate(OBJECTS)} for key in OBJECTS[0]}),
    "MongoDB": "\n".join(
        json.dumps(
            {
                "_id": {"$oid": each["order_id"]},
                "customerId": each["customer_id"],
                "createdAt": {"$date": each["order_date"] + "Z"},
                "total": {"$numberDecimal": str(each["total"])},
            }
        )
        for each in OBJECTS
    ),
}


@pytest.mark.parametrize("shape", JSON_SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_json_of_every_shape_and_encoding_is_read(tmp_path: Path, shape: str, encoding: str) -> None:
    assert_read(written(tmp_path / "orders.json", JSON_SHAPES[shape].encode(encoding)))


def structures() -> pa.Table:
    return pa.table(
        {
            "order_id": [row[0] for row in ROWS],
            "customer": pa.array([{"id": row[1], "name": f"name {n}"} for n, row in enumerate(ROWS)]),
            "order_date": [row[2] for row in ROWS],
            "total": [float(row[3]) for row in ROWS],
        }
    )


def test_the_parts_of_a_structure_are_columns_so_that_the_customer_is_its_identifier(tmp_path: Path) -> None:
    pq.write_table(structures(), tmp_path / "orders.parquet")
    result = assert_read(tmp_path / "orders.parquet")
    assert [use.column for use in result.summary.quality.mapping.uses if use.role == "customer_id"] == ["customer.id"]
    with regulars.score(structures()) as in_memory:
        assert in_memory.summary.customers == 7


def test_one_identifier_like_a_fraction_does_not_unmake_the_customer_column(tmp_path: Path) -> None:
    with regulars.score(written(tmp_path / "orders.csv", TEXT + "o90,5.50,2024-02-01 10:00:00,1.00\n")) as result:
        assert result.summary.customers == 8
