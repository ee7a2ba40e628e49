"""A shop with order lines and events to measure the profile on: three Parquet files, made once per size.

Customers, instants and totals as in `benchmarks/data.py`, with what a profile asks for besides: discount, refunded, cost, channel and
coupon code per order; one to five lines per order (three on average) of 5,000 unevenly popular products in 24 categories; three events
per order, in order of time, a tenth of them by people who never bought.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.data import FOLDER

_CUSTOMER = "CAST(FLOOR(POW(RANDOM(), 2) * {customers}) AS BIGINT)"
_ORDERS = f"""
    SELECT order_id, customer_id, ordered_at, total, CASE WHEN coupon_code IS NULL THEN 0.00 ELSE CAST(total * 0.1 AS DECIMAL(18, 2)) END AS discount,
           CAST(CASE WHEN luck < 0.05 THEN total WHEN luck < 0.08 THEN total * 0.4 ELSE 0 END AS DECIMAL(18, 2)) AS refunded,
           CAST(total * 0.55 AS DECIMAL(18, 2)) AS cost, channel, coupon_code
    FROM (
        SELECT i AS order_id, {_CUSTOMER} AS customer_id,
               TIMESTAMP '2023-01-01' + TO_SECONDS(CAST(RANDOM() * 86400 * 1095 AS BIGINT)) AS ordered_at,
               CAST(EXP(3 + RANDOM() * 2) AS DECIMAL(18, 2)) AS total, RANDOM() AS luck,
               ['web', 'app', 'store', 'phone'][1 + CAST(FLOOR(POW(RANDOM(), 2) * 4) AS INT)] AS channel,
               CASE WHEN RANDOM() < 0.15 THEN 'CODE' || CAST(FLOOR(RANDOM() * 20) AS INT) END AS coupon_code
        FROM RANGE({{rows}}) AS t(i)
    ) AS o
"""
_LINES = """
    SELECT order_id, line_no, 'P' || LPAD(CAST(p AS VARCHAR), 5, '0') AS product_id, 'Product number ' || p AS product_title,
           'Category ' || (p % 24) AS category, quantity, CAST(5 + p % 97 AS DECIMAL(18, 2)) AS unit_price,
           CAST(quantity * (5 + p % 97) AS DECIMAL(18, 2)) AS line_total
    FROM (
        SELECT order_id, line_no, CAST(FLOOR(POW(RANDOM(), 2) * 5000) AS INT) AS p, 1 + CAST(FLOOR(POW(RANDOM(), 3) * 4) AS INT) AS quantity
        FROM (SELECT i AS order_id, UNNEST(RANGE(1, 2 + CAST(FLOOR(RANDOM() * 5) AS INT))) AS line_no FROM RANGE({rows}) AS t(i)) AS n
    ) AS l
"""
_EVENTS = f"""
    SELECT CASE WHEN RANDOM() < 0.1 THEN {{customers}} + {_CUSTOMER} ELSE {_CUSTOMER} END AS customer_id,
           TIMESTAMP '2023-01-01' + TO_SECONDS(CAST(86400 * 1095 * (i / ({{rows}} * 3)) AS BIGINT)) AS occurred_at,
           ['page_view', 'email_sent', 'site_visit', 'product_view', 'email_open', 'email_click', 'unsubscribed'][
               CASE WHEN RANDOM() < 0.002 THEN 7 ELSE 1 + CAST(FLOOR(POW(RANDOM(), 1.3) * 6) AS INT) END
           ] AS type
    FROM RANGE({{rows}} * 3) AS t(i)
"""


def shop(rows: int) -> Path:
    """The folder with `rows` orders and their lines and events, made if it is not there."""
    folder = FOLDER / f"shop_{rows}"
    if folder.exists():
        return folder
    aside = folder.with_suffix(".part")
    aside.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET threads = 1")  # one thread, so that the numbers drawn do not depend on scheduling
    connection.execute("SELECT setseed(0.42)")
    for name, query in (("orders", _ORDERS), ("order_lines", _LINES), ("events", _EVENTS)):
        filled = query.format(rows=rows, customers=rows // 10)
        connection.execute(f"COPY ({filled}) TO '{aside / name}.parquet' (FORMAT PARQUET)")
    aside.rename(folder)
    return folder
