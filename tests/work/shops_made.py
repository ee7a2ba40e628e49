"""A made-up shop for tests of what reaches people: customers with addresses and consent, spread over the map."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from regulars.web.setup import start, stop
from regulars.work.engines import engine_maker
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.segment_proposals import propose_segment
from regulars.work.workspace import Workspace, open_workspace
from regulars.work.workspace_settings import SETTINGS_FILE, defaults, written

NOW = datetime(2024, 9, 1, tzinfo=UTC)


def email(customer: int) -> str:
    return f"person.{customer}@example.org"


def write_shop(folder: Path, customers: int = 60) -> Path:
    """Customer n buys n % 6 + 1 times, the higher the tens of n the longer ago; every seventh did not agree, every eleventh left."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "orders.csv").open("w") as file:
        file.write("order_id,customer_id,order_date,total\n")
        for customer in range(customers):
            for number in range(customer % 6 + 1):
                day = NOW - timedelta(days=3 + customer // 10 % 6 * 60 + number * 20)
                file.write(f"{customer}-{number},{customer},{day:%Y-%m-%d},{20 + customer % 13 * 9}.00\n")
    with (folder / "customers.csv").open("w") as file:
        file.write("customer_id,email,phone,first_name,last_name,country,postal_code,accepts_marketing\n")
        for customer in range(customers):
            phone = f"+1415555{2000 + customer % 8000}"
            file.write(f"{customer},{email(customer)},{phone},Ann,Lee,US,94110,{'no' if customer % 7 == 3 else 'yes'}\n")
    with (folder / "events.csv").open("w") as file:
        file.write("customer_id,occurred_at,type\n")
        for customer in range(customers):
            file.write(f"{customer},2024-06-01 10:00:00,{'unsubscribed' if customer % 11 == 4 else 'email_open'}\n")
    return folder


def bring(workspace: Workspace, *files: Path) -> None:
    import_files(workspace, ImportRequest(requested([str(file) for file in files])), actor="tester", now=NOW)


def again(workspace: Workspace, as_of: datetime = NOW) -> None:
    refresh(workspace, actor="tester", now=NOW, as_of=as_of)


def everybody(workspace: Workspace, name: str = "All", words: str = "customers who ordered at least once") -> str:
    """A custom segment of all, refreshed."""
    workspace.ledger.save_segment(propose_segment(workspace, name, now=NOW, author="tester", words=words).segment)
    again(workspace)
    return name


def empty_workspace(folder: Path, **settings: object) -> Workspace:
    """A workspace into which nothing has been imported."""
    (folder / SETTINGS_FILE).write_text(written(defaults() | settings))
    return open_workspace(folder, lambda where: start(where, create=True), engine_maker("duckdb", None, 2))


def made_workspace(folder: Path, customers: int, *, with_everybody: bool = False, **settings: object) -> Path:
    """A workspace of the shop, refreshed, to be copied by tests."""
    workspace = empty_workspace(folder, **settings)
    bring(workspace, write_shop(folder / "data", customers))
    if with_everybody:
        everybody(workspace)
    else:
        again(workspace)
    stop()
    return folder


def copied(shop: Path, to: Path) -> Workspace:
    """A copy of a workspace, opened."""
    shutil.copytree(shop, to)
    return open_workspace(to, start, engine_maker("duckdb", None, 2))
