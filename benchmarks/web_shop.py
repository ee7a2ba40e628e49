"""A workspace to look at: the shop of `benchmarks/profile_data.py` with its lines, and everybody with a name, an address and a city.

Names, and cities by how many people live there, are those of the made-up shop (`regulars.demo`). Made once per size, with two refreshes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.data import FOLDER
from benchmarks.profile_data import shop
from regulars.demo.reference import cities, name_groups

_AS_OF = ("2025-12-20", "2026-01-01")
_PEOPLE = """
    SELECT n AS customer_id, first_name, last_name, 'somebody.' || n || '@example.org' AS email,
           city, country, RANDOM() < 0.7 AS accepts_marketing
    FROM (
        SELECT i AS n, CAST(FLOOR(RANDOM() * {first}) AS INT) AS f, CAST(FLOOR(RANDOM() * {last}) AS INT) AS l,
               CAST(FLOOR(POW(RANDOM(), 3) * {cities}) AS INT) AS c
        FROM RANGE({customers}) AS t(i)
    ) AS drawn
    JOIN first_names ON first_names.place = f JOIN last_names ON last_names.place = l JOIN cities ON cities.place = c
"""


def workspace(rows: int) -> Path:
    """The workspace of a shop with `rows` orders, made if it is not there."""
    folder = FOLDER / f"web_{rows}"
    if folder.exists():
        return folder
    aside = folder.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    files = aside / "files"
    files.mkdir(parents=True)
    for name in ("orders", "order_lines"):
        (files / f"{name}.parquet").symlink_to((shop(rows) / f"{name}.parquet").absolute())
    _write_people(files / "customers.parquet", rows // 10)
    _run("init", str(aside), "--yes")
    settings = aside / "regulars.toml"
    settings.write_text(settings.read_text().replace("after_import = true", "after_import = false"))
    _run("import", str(files), "--workspace", str(aside))
    for as_of in _AS_OF:
        _run("refresh", "--as-of", as_of, "--workspace", str(aside))
    aside.rename(folder)
    return folder


def _write_people(path: Path, customers: int) -> None:
    groups = name_groups()
    first = sorted({name.written for group in groups for name in (*group.female, *group.male)})
    last = sorted({name.written for group in groups for name in group.last})
    towns = sorted(cities(), key=lambda city: -city.population)
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SELECT setseed(0.42)").fetchall()
    connection.register("first_names", pa.table({"place": range(len(first)), "first_name": first}))
    connection.register("last_names", pa.table({"place": range(len(last)), "last_name": last}))
    places = {"place": range(len(towns)), "city": [town.name for town in towns], "country": [town.country for town in towns]}
    connection.register("cities", pa.table(places))
    query = _PEOPLE.format(first=len(first), last=len(last), cities=len(towns), customers=customers)
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT PARQUET)")


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "regulars", *arguments], check=True, stdout=subprocess.DEVNULL)
