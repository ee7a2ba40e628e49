"""A large file read with types must say exactly what it says when it is read as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import regulars
from regulars.errors import RegularsError
from regulars.ingest import plain_columns

_HEADER = "order_id,customer_id,ordered_at,total\n"
_PLAIN = "".join(f"{n},{n % 7 + 1},2024-0{n % 6 + 1}-1{n % 10} 1{n % 9}:00:00,{n}.{n % 100:02}\n" for n in range(1, 1200))
_LATER = {
    "nothing else": "",
    "a blank amount": "9001,3,2024-05-05 10:00:00,\n",
    "a quoted number": '"9001","3","2024-05-05 10:00:00","12.50"\n',
    "a blank customer": "9001,,2024-05-05 10:00:00,5.00\n",
    "a number with zeros in front": "9001,007,2024-05-05 10:00:00,5.00\n",
    "a number in scientific notation": "9001,1e2,2024-05-05 10:00:00,5.00\n",
    "a cancellation document": "C9001,3,2024-05-05 10:00:00,-5.00\n",
    "a refund": "9001,3,2024-05-05 10:00:00,-5.00\n",
    "an unreadable amount": "9001,3,2024-05-05 10:00:00,lots\n",
    "a currency sign": "9001,3,2024-05-05 10:00:00,$5.00\n",
    "an unreadable date": "9001,3,yesterday,5.00\n",
    "a date with an offset": "9001,3,2024-05-05 10:00:00+05:00,5.00\n",
    "a date without time": "9001,3,2024-05-05,5.00\n",
    "five decimals": "9001,3,2024-05-05 10:00:00,5.00005\n",
    "too few values": "9001,3\n",
    "too many values": "9001,3,2024-05-05 10:00:00,5.00,6\n",
    "blanks around": " 9001 , 3 , 2024-05-05 10:00:00 , 5.00 \n",
    "the word null": "9001,3,2024-05-05 10:00:00,NULL\n",
    "the same order again": "1,2,2024-02-11 11:00:00,1.01\n",
    "a number of twenty digits": "9001,12345678901234567890,2024-05-05 10:00:00,5.00\n",
}


def _answer(path: Path) -> dict[str, Any]:
    try:
        with regulars.score(path) as result:
            quality = result.summary.quality
            customers = sorted(map(str, result.customers.to_dicts()))
            excluded = {str(part.reason): (part.rows, part.revenue) for part in quality.excluded}
            return {
                "customers": customers,
                "excluded": excluded,
                "rows": quality.rows,
                "revenue": quality.input_revenue,
                "repeated": quality.duplicate_rows,
            }
    except RegularsError as error:
        return {"refused": error.problem}


@pytest.mark.parametrize("later", _LATER)
def test_what_comes_later_in_a_plain_file_is_read_as_the_text_says(
    later: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_HEADER + _PLAIN + _LATER[later], encoding="utf-8")
    as_text = _answer(path)
    monkeypatch.setattr(plain_columns, "LEAST_BYTES", 0)
    assert _answer(path) == as_text


def test_a_plain_file_is_kept_with_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_HEADER + _PLAIN, encoding="utf-8")
    monkeypatch.setattr(plain_columns, "LEAST_BYTES", 0)
    with regulars.score(path) as result:
        types = result._run.engine.columns("raw")
    assert types == {"order_id": "BIGINT", "customer_id": "BIGINT", "ordered_at": "TIMESTAMP", "total": "DECIMAL(16,4)"}


def test_two_order_numbers_that_are_one_number_stay_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.csv"
    rows = "".join(f"{n}.{end},{n % 7 + 1},2024-01-{n % 28 + 1:02} 10:00:00,{n}.25\n" for n in range(1, 300) for end in ("1", "10"))
    path.write_text(_HEADER + rows, encoding="utf-8")
    monkeypatch.setattr(plain_columns, "LEAST_BYTES", 0)
    with regulars.score(path) as result:
        assert result.summary.orders == 598
