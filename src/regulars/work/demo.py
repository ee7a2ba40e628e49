"""The made-up shop on disk, scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.errors import DefinitionError
from regulars.scoring.results import Summary
from regulars.work.engines import engine_maker
from regulars.work.outputs import write_aside, write_outputs
from regulars.work.request import make_options
from regulars.work.score import score

if TYPE_CHECKING:
    from regulars.work.workspace import Workspace

# how long before its last day the made-up workspace is refreshed first, so that there is movement to see
_FIRST_REFRESH_BEFORE = timedelta(days=30)

TABLES = ("customers", "orders", "order_lines", "events", "products")


@dataclass(frozen=True, slots=True)
class Demo:
    """A made-up shop: where its tables and results are."""

    notice: str
    shop_folder: Path
    files: tuple[Path, ...]
    summary: Summary


def make_demo(out: Path, customers: int, seed: int, now: datetime) -> Demo:
    """Make up a shop, write its canonical tables below `out`/shop and its scores into `out`.

    Raises:
        DefinitionError: fewer customers than a shop has. OutputError: the folder cannot be written.
    """
    if customers < 100:
        raise DefinitionError(f"A shop of {customers} customers is too small to show anything.", "Ask for at least 100.")
    if seed < 0:
        raise DefinitionError(f"The seed {seed} is negative.", "Give a whole number of 0 or more.")
    import pyarrow.csv

    from regulars.demo.shop import make_shop

    shop = make_shop(customers, seed)
    folder = out / "shop"
    write_aside(
        folder,
        {f"{name}.csv": lambda path, name=name: pyarrow.csv.write_csv(getattr(shop, name), path) for name in TABLES},  # type: ignore[misc]
    )
    run = score(
        folder / "orders.csv",
        make_options(now=now),
        engine_maker("duckdb", None, None),
        lines=folder / "order_lines.csv",
        events=folder / "events.csv",
        customers=folder / "customers.csv",
    )
    try:
        files = write_outputs(run, out, "A made-up shop", made_up=True)
        return Demo(shop.notice, folder, files, replace(run.summary(), made_up=True))
    finally:
        run.close()


def fill_workspace(workspace: Workspace, demo: Demo, *, actor: str, now: datetime) -> None:
    """Bring a made-up shop into a new workspace and refresh it twice, a month apart."""
    from regulars.work.imports import ImportRequest, import_files, requested
    from regulars.work.refresh import refresh

    import_files(workspace, ImportRequest(requested([str(demo.shop_folder)])), actor=actor, now=now)
    for as_of in (demo.summary.as_of - _FIRST_REFRESH_BEFORE, demo.summary.as_of):
        refresh(workspace, actor=actor, now=now, as_of=as_of)
