"""Orders to measure on: made once per size, the same for every contestant.

A tenth as many customers as orders, unevenly active (a few order much, many once or twice), three years of instants to the second,
log-normal totals in cents. Order numbers are whole numbers in file order, as in an export; rows are in order of their number.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

FOLDER = Path("bench-data")


def orders(rows: int, form: str) -> Path:
    """The file of `rows` orders as "parquet" or "csv", made if it is not there."""
    path = FOLDER / f"orders_{rows}.{form}"
    if path.exists():
        return path
    FOLDER.mkdir(exist_ok=True)
    aside = path.with_suffix(".part")
    options = "FORMAT PARQUET" if form == "parquet" else "FORMAT CSV, HEADER"
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET threads = 1")  # one thread, so that the numbers drawn do not depend on scheduling
    connection.execute("SELECT setseed(0.42)")
    connection.execute(
        f"""
        COPY (
            SELECT i AS order_id, CAST(FLOOR(POW(RANDOM(), 2) * {rows // 10}) AS BIGINT) AS customer_id,
                   TIMESTAMP '2023-01-01' + TO_SECONDS(CAST(RANDOM() * 86400 * 1095 AS BIGINT)) AS ordered_at,
                   CAST(EXP(3 + RANDOM() * 2) AS DECIMAL(18, 2)) AS total
            FROM RANGE({rows}) t(i)
        ) TO '{aside}' ({options})
        """
    )
    aside.rename(path)
    return path
