"""A typed file whose rows column statistics prove to be sales is added up as the same file is as text, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import regulars

# of 400 orders: nothing, a part, more than the order, all of it, a negative one, and none told
REFUNDS = {
    "cents": ("[0, 2.50, 999.99, 10 + i * 0.25, -1.25, NULL][1 + i % 6]", "DECIMAL(18, 2)"),
    "fractions of a cent": ("[0, 0.0049, 1.005, 0.3333, -0.0001, NULL][1 + i % 6]", "DECIMAL(18, 4)"),
    "whole numbers": ("[0, 1, 2, 3, -4, NULL][1 + i % 6]", "BIGINT"),
    "of more than 18 digits together": ("[0, 1, 2, 3, -99999999999.99, NULL][1 + i % 6]", "DECIMAL(18, 2)"),
    "none at all": ("NULL", "DECIMAL(18, 2)"),
}


def files(folder: Path, refunded: str, kind: str) -> tuple[Path, Path]:
    connection = duckdb.connect()
    connection.execute(
        f"""
        CREATE TABLE o AS SELECT i AS order_id, i * 7 % 90 AS customer_id, TIMESTAMP '2024-01-01' + INTERVAL (i * 17) HOUR AS ordered_at,
               CAST(10 + i * 0.25 AS DECIMAL(18, 2)) AS total, CAST({refunded} AS {kind}) AS refunded FROM range(400) AS r (i)
        """
    )
    typed, text = folder / "typed.parquet", folder / "text.csv"
    connection.execute(f"COPY o TO '{typed}' (FORMAT PARQUET)")
    connection.execute(f"COPY o TO '{text}' (HEADER)")
    connection.close()
    return typed, text


def found(path: Path) -> tuple[list[tuple[Any, ...]], Any]:
    with regulars.score(path) as result:
        quality = result._run.quality
        told = (quality.rows, quality.input_revenue, quality.gross, quality.returned, quality.revenue, quality.excluded)
        return result._run.engine.rows("SELECT * FROM customers ORDER BY customer_id"), told


@pytest.mark.parametrize("refunds", list(REFUNDS))
def test_refunds_of_a_typed_file_add_up_to_the_fraction_of_a_cent(tmp_path: Path, refunds: str) -> None:
    typed, text = files(tmp_path, *REFUNDS[refunds])
    assert found(typed) == found(text)


def test_refunds_of_a_typed_file_lower_revenue_and_not_gross(tmp_path: Path) -> None:
    typed, _ = files(tmp_path, *REFUNDS["cents"])
    _, (rows, came_in, gross, returned, revenue, excluded) = found(typed)
    assert (rows, gross, excluded) == (400, 10 * 400 + sum(i for i in range(400)) / 4, ())
    assert came_in == revenue == gross - returned < gross
