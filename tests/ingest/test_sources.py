"""Files of every make are read alike, and what is no table is refused in one line."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import zstandard

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import RegularsError, SourceError, UndecidedError
from regulars.ingest.sources import Source, create_view, folder_tables, open_source, rejects
from regulars.queries.scans import ParquetScan, UnionScan

Read = Callable[..., list[tuple[str | None, ...]]]
Open = Callable[..., Source]

HEADER = ("order_id", "customer", "date", "total")
ROWS = [("1", "Zoë", "2024-01-05", "12.50"), ("2", "Łucja", "2024-02-06", "7.00"), ("3", "Ann, B.", "2024-03-07", "9.99")]
CSV = 'order_id,customer,date,total\n1,Zoë,2024-01-05,12.50\n2,Łucja,2024-02-06,7.00\n3,"Ann, B.",2024-03-07,9.99\n'


def packed(data: bytes, name: str) -> bytes:
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.compress,
    }  # fmt: skip
    return packers.get(Path(name).suffix, lambda raw: raw)(data)


@pytest.mark.parametrize("name", ["o.csv", "o.csv.gz", "o.csv.bz2", "o.csv.xz", "o.csv.zst"])
def test_compression_changes_nothing(name: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes(packed(CSV.encode(), name))
    assert read(tmp_path / name) == ROWS


def test_the_type_is_told_by_content_not_by_name(tmp_path: Path, read: Read, opened: Open) -> None:
    (tmp_path / "plain.parquet").write_text(CSV)
    (tmp_path / "packed.csv").write_bytes(gzip.compress(CSV.encode()))
    duckdb.sql("SELECT 'x' AS customer").write_parquet(str(tmp_path / "real.csv"))
    assert read(tmp_path / "plain.parquet") == ROWS
    assert read(tmp_path / "packed.csv") == ROWS
    assert isinstance(opened(tmp_path / "real.csv").scan, ParquetScan)
    assert "in fact Parquet" in opened(tmp_path / "real.csv").notes[0]


@pytest.mark.parametrize("packing", [".csv", ".csv.gz", ".csv.zst"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_told_apart(encoding: str, packing: str, tmp_path: Path, read: Read) -> None:
    path = tmp_path / f"o{packing}"
    path.write_bytes(packed(CSV.encode(encoding), path.name))
    assert read(path) == ROWS


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Zoë Müller-Ørsted"),
        ("latin-1", "Café Ñandú"),
        ("cp1252", "€ “Quoted”"),
        ("cp1250", "Wrocław Żółć"),
        ("cp1250", "Łódź"),
    ],
)
def test_one_byte_encodings_are_told_apart(encoding: str, name: str, tmp_path: Path, read: Read, opened: Open) -> None:
    rows = "".join(f"{i},{name},2024-01-05,1.00\n" for i in range(20))
    (tmp_path / "o.csv").write_bytes(("order_id,customer,date,total\n" + rows).encode(encoding))
    assert {row[1] for row in read(tmp_path / "o.csv")} == {name}
    assert "was read as Windows-125" in opened(tmp_path / "o.csv").notes[0]


def test_an_odd_character_far_down_a_file_is_found(tmp_path: Path, read: Read) -> None:
    rows = "".join(f"{i},plain name,2024-01-05,1.00\n" for i in range(30_000)) + "30000,Zoë,2024-01-05,1.00\n"
    (tmp_path / "o.csv").write_bytes(("order_id,customer,date,total\n" + rows).encode("cp1252"))
    assert sum(row[1] == "Zoë" for row in read(tmp_path / "o.csv")) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(delimiter: str, line_end: str, tmp_path: Path, read: Read) -> None:
    lines = [delimiter.join(HEADER), *(delimiter.join(f'"{v}"' if delimiter in v else v for v in row) for row in ROWS)]
    (tmp_path / "o.csv").write_bytes((line_end.join(lines) + line_end).encode())
    assert read(tmp_path / "o.csv") == ROWS


def test_line_ends_may_be_mixed(tmp_path: Path, read: Read) -> None:
    (tmp_path / "o.csv").write_bytes(b'a,b\r\n1,x\n2,y\r\n"3","z\r\nz"\n4,w')
    assert read(tmp_path / "o.csv") == [("1", "x"), ("2", "y"), ("3", "z\nz"), ("4", "w")]


def test_a_line_break_inside_quotes_is_part_of_the_value(tmp_path: Path, read: Read) -> None:
    (tmp_path / "o.csv").write_bytes(b'a,b,c\r\n1,"two\nlines",x\r\n2,one,y\r\n')
    assert read(tmp_path / "o.csv") == [("1", "two\nlines", "x"), ("2", "one", "y")]


@pytest.mark.parametrize(
    "text",
    [
        'a;b\n1;"say ""hi"""\n2;plain\n',
        'a;b\n1;"say \\"hi\\""\n2;plain\n',
    ],
)
def test_quotes_inside_quotes_are_read_in_both_styles(text: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / "o.csv").write_text(text)
    assert read(tmp_path / "o.csv") == [("1", 'say "hi"'), ("2", "plain")]


def test_single_quotes_and_inch_marks(tmp_path: Path, read: Read) -> None:
    (tmp_path / "single.csv").write_text("a,b\n'1','x, y'\n'2','z'\n")
    (tmp_path / "inch.csv").write_text('a,b\n1,5" pipe\n2,8" pipe\n3,plain\n')
    assert read(tmp_path / "single.csv") == [("1", "x, y"), ("2", "z")]
    assert read(tmp_path / "inch.csv") == [("1", '5" pipe'), ("2", '8" pipe'), ("3", "plain")]


@pytest.mark.parametrize(
    "above",
    [
        "Sales report\n",
        "Sales report\nFrom 1.1.2024 to 31.1.2024\n\n",
        "\n\n",
        "# exported by shop\n# all orders\n",
        "sep=,\n",
        "Report,,,\n,,,\n",
    ],
)
def test_lines_above_the_header_are_left_out(above: str, tmp_path: Path, read: Read, opened: Open) -> None:
    (tmp_path / "o.csv").write_text(above + CSV)
    assert opened(tmp_path / "o.csv").columns == HEADER
    assert read(tmp_path / "o.csv") == ROWS


def test_a_file_without_header_keeps_its_first_row(tmp_path: Path, read: Read, opened: Open) -> None:
    (tmp_path / "o.csv").write_text("1,anna,2024-01-05,12.50\n2,ben,2024-02-06,7.00\n3,anna,2024-02-07,8.00\n")
    assert opened(tmp_path / "o.csv").columns == ("c1", "c2", "c3", "c4")
    assert len(read(tmp_path / "o.csv")) == 3


def test_column_names_are_made_unique_whatever_their_case(tmp_path: Path, opened: Open, read: Read) -> None:
    (tmp_path / "o.csv").write_text("Name,name,,Total\na,b,c,1.5\nd,e,f,2.5\n")
    assert opened(tmp_path / "o.csv").columns == ("Name", "name_2", "column_3", "Total")
    assert read(tmp_path / "o.csv") == [("a", "b", "c", "1.5"), ("d", "e", "f", "2.5")]


def test_short_rows_are_padded_and_long_ones_counted(tmp_path: Path, engine: DuckDBEngine, opened: Open) -> None:
    (tmp_path / "o.csv").write_text("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    source = opened(tmp_path / "o.csv")
    create_view(engine, source, "v")
    assert sorted(engine.rows("SELECT * FROM v")) == [("1", "2", "3"), ("10", "11", "12"), ("4", "5", None)]
    found = rejects(engine, source)
    assert (found.rows, found.lines, found.reasons) == (1, (4,), ("too many columns",))


def test_rows_are_counted_once_however_often_a_file_is_read(tmp_path: Path, engine: DuckDBEngine, opened: Open) -> None:
    (tmp_path / "o.csv").write_text("a,b\n" + "1,2\n" * 100 + "3,4,5\n" * 7)
    source = opened(tmp_path / "o.csv")
    create_view(engine, source, "v")
    for query in ("SELECT * FROM v LIMIT 1", "SELECT count(*) FROM v", "SELECT sum(a::INT) FROM v"):
        engine.rows(query)
    assert rejects(engine, source).rows == 7


def test_a_quote_that_never_closes_is_refused_with_its_line(tmp_path: Path, engine: DuckDBEngine, opened: Open) -> None:
    good = "".join(f"{i},x,{i}.5\n" for i in range(20_000))
    (tmp_path / "o.csv").write_text("a,b,c\n" + good + '7,"open,1\n' + good)
    source = opened(tmp_path / "o.csv")
    create_view(engine, source, "v")
    engine.rows("SELECT count(*) FROM v")
    with pytest.raises(SourceError, match=r"line 20002 .* never closed"):
        rejects(engine, source)


def test_columns_between_blanks_are_read_and_a_surplus_value_is_told(tmp_path: Path, engine: DuckDBEngine, read: Read) -> None:
    (tmp_path / "o.txt").write_text(" id   date     value\n 0001 19970101  11.77\n 0002 19970112 100.00\n\n 0002 19970113   1.00\n")
    assert read(tmp_path / "o.txt") == [("0001", "19970101", "11.77"), ("0002", "19970112", "100.00"), ("0002", "19970113", "1.00")]
    many = "".join(f" {i:04} 19970101 1.00\n" for i in range(20_000))
    (tmp_path / "p.txt").write_text(" id   date     value\n" + many + " 9 19970101 1.00 surplus\n")
    with pytest.raises(SourceError, match="more than 3 values"):
        read(tmp_path / "p.txt")


OBJECTS = [
    {"id": 1, "customer": {"id": "c1", "email": "a@b.c"}, "total": 1.5},
    {"id": 2, "customer": {"id": "c2"}, "total": "2.50", "late": "x"},
]


@pytest.mark.parametrize("name", ["o.json", "o.jsonl", "o.json.gz", "o.jsonl.zst", "o.jsonl.bz2"])
def test_json_objects_become_rows_and_inner_objects_columns(name: str, tmp_path: Path, read: Read, opened: Open) -> None:
    text = "\n".join(json.dumps(each) for each in OBJECTS) if "jsonl" in name else json.dumps(OBJECTS, indent=1)
    (tmp_path / name).write_bytes(packed(text.encode(), name))
    assert opened(tmp_path / name).columns == ("id", "customer.id", "customer.email", "total", "late")
    assert read(tmp_path / name) == [("1", "c1", "a@b.c", "1.5", None), ("2", "c2", None, "2.50", "x")]


def test_one_json_object_without_a_list_is_refused(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "o.json").write_text(json.dumps({"orders": {"a": OBJECTS[0]}}, indent=1))
    with pytest.raises(SourceError, match="one JSON object, not a list"):
        opened(tmp_path / "o.json")


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_spreadsheet_gives_the_longest_sheet_with_typed_cells_as_text(tmp_path: Path, read: Read, opened: Open) -> None:
    rows: list[list[Any]] = [
        ["Order", "Customer", "Date", "Total"],
        [1, "a", datetime.fromisoformat("2024-01-05 10:30"), 12.5],
        [2, "b", date(2024, 1, 6), 7],
    ]
    path = workbook(tmp_path / "o.xlsx", {"Notes": [["x"]], "Sales 2024": [["Report"], [], *rows], "Other": [["k", "v"], ["a", 1]]})
    source = opened(path)
    assert source.columns == ("Order", "Customer", "Date", "Total")
    assert any("'Sales 2024'" in note and "Other" in note for note in source.notes)
    assert read(path) == [("1", "a", "2024-01-05 10:30:00", "12.5"), ("2", "b", "2024-01-06", "7")]
    assert read(path, "other") == [("a", "1")]
    with pytest.raises(SourceError, match="no sheet 'Sale'"):
        opened(path, "Sale")


def sqlite_file(path: Path, **tables: str) -> Path:
    connection = sqlite3.connect(path)
    for name, statement in tables.items():
        connection.execute(f"CREATE TABLE {name} AS {statement}")
    connection.commit()
    connection.close()
    return path


ORDERS_SQL = "SELECT 1 AS order_id, 'a' AS customer_id, '2024-01-05' AS order_date, 1.25 AS total, NULL AS note"


def test_an_sqlite_table_is_found_by_its_columns(tmp_path: Path, read: Read, opened: Open) -> None:
    path = sqlite_file(tmp_path / "shop.db", log="SELECT 1 AS x", sales=ORDERS_SQL)
    assert read(path) == [("1", "a", "2024-01-05", "1.25", None)]
    assert "log" in opened(path).notes[0]
    assert read(path, "LOG") == [("1",)]
    assert not list(tmp_path.glob("shop.db-*"))


def test_a_duckdb_table_is_found_by_its_columns(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "shop.anything"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE sales AS {ORDERS_SQL}")
        connection.execute("CREATE TABLE log AS SELECT 1 AS x")
    assert read(path) == [("1", "a", "2024-01-05", "1.25", None)]
    assert read(path, "log") == [("1",)]


def test_tables_that_look_alike_are_asked_about(tmp_path: Path, opened: Open) -> None:
    path = sqlite_file(tmp_path / "shop.db", a=ORDERS_SQL, b=ORDERS_SQL)
    with pytest.raises(UndecidedError, match=r"several tables.*a, b") as question:
        opened(path)
    assert "--table" in question.value.remedy
    with pytest.raises(SourceError, match="no table 'c'"):
        opened(path, "c")


def test_a_zip_is_looked_into(tmp_path: Path, read: Read, opened: Open) -> None:
    with zipfile.ZipFile(tmp_path / "o.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._orders.csv", b"junk")
        archive.writestr("readme.md", "hello")
        archive.writestr("export/orders.csv", CSV)
    assert read(tmp_path / "o.zip") == ROWS
    assert opened(tmp_path / "o.zip").files == (f"{tmp_path}/o.zip/export/orders.csv",)


def test_a_folder_or_pattern_reads_all_its_files(tmp_path: Path, read: Read, opened: Open) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    (folder / "2024-01.csv").write_text("id,customer\n1,a\n2,b\n")
    (folder / "2024-02.csv").write_text("id,customer\n3,c\n")
    (folder / "2024-03.csv").write_text("customer;id\nd;4\n")
    (folder / ".hidden.csv").write_text("junk")
    expected = [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]
    assert read(folder) == expected
    assert read(str(folder / "*.csv")) == expected
    assert read([folder / "2024-01.csv", folder / "2024-02.csv"]) == expected[:3]
    assert isinstance(opened(folder).scan, UnionScan)


def test_files_with_other_columns_are_named(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "a.csv").write_text("id,customer\n1,a\n")
    (tmp_path / "b.csv").write_text("id,client,extra\n1,a,b\n")
    with pytest.raises(SourceError, match=r"b\.csv has other columns than .*a\.csv: it lacks customer and also has client, extra"):
        opened(tmp_path)
    (tmp_path / "b.csv").unlink()
    (tmp_path / "c.json").write_text("[{}]")
    with pytest.raises(SourceError, match="files of several types"):
        opened(tmp_path)


def test_a_folder_of_canonical_tables_is_known_by_its_names(tmp_path: Path, read: Read) -> None:
    (tmp_path / "orders.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (tmp_path / "Order-Lines.parquet").write_bytes(b"x")
    (tmp_path / "customers.csv").write_text("id,email\n1,a@b.c\n")
    (tmp_path / "other.csv").write_text("x\n1\n")
    assert {name: path.name for name, path in folder_tables(tmp_path).items()} == {
        "orders": "orders.csv.gz", "order_lines": "Order-Lines.parquet", "customers": "customers.csv",
    }  # fmt: skip
    assert read(tmp_path) == ROWS


@pytest.mark.parametrize(
    "name", ["o'rders; DROP TABLE x --.csv", "brackets[1].csv", "stars*.csv", 'quo"te.csv', "blank name.csv", "ünï.csv"]
)
def test_a_path_is_never_code(name: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_text("o'r\"d;er,b\n1,x\n2,y\n")
    assert read(tmp_path / name) == [("1", "x"), ("2", "y")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_first_row_longer_than_what_is_looked_at_is_read(quote: str, tmp_path: Path, read: Read) -> None:
    long = "x " * 500_000 + "x"
    (tmp_path / "long.csv").write_text(f"a,b\n1,{quote}{long}{quote}\n2,y\n")
    assert read(tmp_path / "long.csv") == [("1", long), ("2", "y")]


def test_a_first_row_of_many_megabytes_is_named_as_such(tmp_path: Path, read: Read) -> None:
    (tmp_path / "longer.csv").write_text("a,b\n1," + "x" * (5 * 2**20) + "\n2,y\n")
    with pytest.raises(SourceError, match=r"first line below the header of .*longer.csv is longer than 4 MB"):
        read(tmp_path / "longer.csv")


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n\n  \n", "is empty"),
    "header.csv": (b"order_id,customer,date\n", "a header and no rows"),
    "empty.csv.gz": (gzip.compress(b""), "is empty"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a PNG picture, not a table"),
    "paper.pdf": (b"%PDF-1.7\n" + b"x" * 50, "a PDF document"),
    "program.csv": (b"MZ" + bytes(range(256)) * 4, "a Windows program"),
    "random.csv": (bytes(range(256)) * 20, "a binary file"),
    "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
    "doc.csv": (b"<?xml version='1.0'?><a/>", "an XML document"),
    "cut.csv.gz": (gzip.compress(os.urandom(90_000).hex().encode())[:-500], "cut off"),
    "cut.csv.zst": (zstandard.compress(os.urandom(900_000).hex().encode())[:-1], "cut off"),
    "cut.csv.bz2": (bz2.compress(os.urandom(90_000).hex().encode())[:-500], "cut off"),
    "cut.csv.xz": (lzma.compress(os.urandom(90_000).hex().encode())[:-500], "cut off"),
    "cut.zip": (b"PK\x03\x04" + b"x" * 100, "cut off or damaged"),
    "cut.parquet": (b"PAR1" + b"x" * 100, "Parquet footer"),
    "cut.xlsx": (b"PK\x03\x04" + b"x" * 30 + b"[Content_Types].xml" + b"x" * 100, "damaged spreadsheet"),
    "cut.sqlite": (b"SQLite format 3\x00" + b"x" * 100, "cannot be read as SQLite"),
    "cut.duckdb": (b"x" * 8 + b"DUCK" + b"x" * 100, "cannot be opened as a DuckDB database"),
    "wide.csv": ((",".join(f"c_{i}x" for i in range(10_000)) + "\n" + ",".join("1" * 10_000) + "\n").encode(), "10,000 columns"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_table_is_refused_in_one_line(name: str, tmp_path: Path, read: Read) -> None:
    content, reason = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegularsError, match=reason) as refusal:
        read(tmp_path / name)
    assert "\n" not in refusal.value.problem
    assert name.split(".", maxsplit=1)[0] in refusal.value.problem
    assert refusal.value.remedy


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_large_packed_file_that_is_cut_off_never_reads_short(suffix: str, tmp_path: Path, read: Read) -> None:
    text = "a,b\n" + "".join(f"{i},{i * 7919 % 10007}\n" for i in range(200_000))
    whole = packed(text.encode(), f"o{suffix}")
    for kept in (len(whole) - 1, len(whole) - 9, len(whole) // 2):
        (tmp_path / f"o.csv{suffix}").write_bytes(whole[:kept])
        with pytest.raises(SourceError):
            read(tmp_path / f"o.csv{suffix}")


def test_several_zstd_frames_in_a_row_are_whole(tmp_path: Path, read: Read) -> None:
    (tmp_path / "o.csv.zst").write_bytes(zstandard.compress(b"a,b\n1,2\n") + zstandard.compress(b"3,4\n"))
    assert read(tmp_path / "o.csv.zst") == [("1", "2"), ("3", "4")]


def test_a_missing_file_is_told_with_near_names(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "orders.csv").write_text(CSV)
    with pytest.raises(SourceError, match=r"no file .*order\.csv") as refusal:
        opened(tmp_path / "order.csv")
    assert "orders.csv" in refusal.value.remedy
    with pytest.raises(SourceError, match="does not exist"):
        opened(tmp_path / "nowhere" / "orders.csv")
    with pytest.raises(SourceError, match="No file matches"):
        opened(str(tmp_path / "*.parquet"))
    with pytest.raises(SourceError, match="address on the net"):
        opened("https://example.com/orders.csv")


def test_a_folder_without_data_is_refused(tmp_path: Path, opened: Open, workdir: Path) -> None:
    (tmp_path / "readme.md").write_text("hello")
    with pytest.raises(SourceError, match="without data files"):
        opened(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "o.csv").write_text(CSV)
    (tmp_path / "o.csv").chmod(0)
    with pytest.raises(SourceError, match="may not be read"):
        opened(tmp_path / "o.csv")


def test_a_full_disk_is_told(tmp_path: Path, engine: DuckDBEngine) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full")
    from regulars.ingest.streams import writing

    with pytest.raises(SourceError, match="could not be written"), writing(Path("/dev/full")) as out:
        out.write(b"x" * 1_000_000)


def test_a_rewritten_file_leaves_the_original_alone(tmp_path: Path, engine: DuckDBEngine, workdir: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes(CSV.encode("utf-16"))
    before = path.read_bytes()
    open_source(engine, path, workdir)
    assert path.read_bytes() == before
    assert len(list(workdir.iterdir())) == 1
