"""A file that a destination finds too large comes as parts: whole rows, each once, in order, each part with the header."""

from __future__ import annotations

import csv
import hashlib
import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.queries.export_rows import UNSAFE
from regulars.work import export_parts
from regulars.work.export_parts import hash_on, write_parts

HEADER = "Email,Note\n"
NOTES = st.text(alphabet='ab,"\n', max_size=12)


def _row(n: int, note: str) -> str:
    cell = '"' + note.replace('"', '""') + '"' if re.search(UNSAFE, note) else note
    return f"c{n}@example.com,{cell}\n"


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTES, min_size=1, max_size=30), st.integers(60, 400), st.data())
def test_parts_hold_the_rows_that_are_kept_and_none_is_torn(notes: list[str], most: int, data: st.DataObject) -> None:
    rows = [_row(n, note) for n, note in enumerate(notes)]
    dropped = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    kept = [row for n, row in enumerate(rows) if n not in dropped]
    ends = [len(HEADER)]
    for row in rows:
        ends.append(ends[-1] + len(row))
    starts = [0, *(ends[n + 1] for n in sorted(dropped))]
    ranges = list(zip(starts, [*(ends[n] for n in sorted(dropped)), ends[-1]], strict=True))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_parts, "_BLOCK", 7)  # rows that are longer than what is read at once
        source, whole = Path(folder) / "lines.csv", Path(folder) / "out.csv"
        source.write_text(HEADER + "".join(rows), encoding="utf-8", newline="")
        parts = write_parts(source, ranges, whole, len(kept), most)
        texts = [part.path.read_bytes().decode() for part in parts]

    assert "".join(text.removeprefix(HEADER) for text in texts) == "".join(kept)
    if len(HEADER) + len("".join(kept)) <= most:
        assert [part.path for part in parts] == [whole]
    for part, text in zip(parts, texts, strict=True):
        assert text.startswith(HEADER)
        assert len(text) <= most
        assert part.sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert part.rows == len(list(csv.reader(text.splitlines(keepends=True)))) - 1
    # no part has room for a row of the next one
    for (first, _), (_, then) in zip(pairwise(texts), pairwise(parts), strict=True):
        following = kept[sum(part.rows for part in parts[: parts.index(then)])]
        assert len(first) + len(following) > most


def test_a_row_that_no_part_can_hold_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "lines.csv"
    source.write_text(HEADER + _row(1, "a") + _row(2, "b" * 100), encoding="utf-8")
    with pytest.raises(DataError, match="One row is larger"):
        write_parts(source, [(0, source.stat().st_size)], tmp_path / "out.csv", 2, 60)
    assert [path.name for path in tmp_path.iterdir()] == ["lines.csv"]


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=20_000), st.data())
def test_a_checksum_in_pieces_is_that_of_the_whole(content: bytes, data: st.DataObject) -> None:
    half = data.draw(st.integers(0, len(content)))
    digest = hashlib.sha256()
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_parts, "_PIECE", 4096)
        path = Path(folder) / "file"
        path.write_bytes(content)
        hash_on(digest, path, 0, half)
        hash_on(digest, path, half, len(content))
    assert digest.hexdigest() == hashlib.sha256(content).hexdigest()
