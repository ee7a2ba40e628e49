"""The workspace that the tests of pages look at."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.csv

from regulars.demo.shop import make_shop
from regulars.web.setup import start, stop
from regulars.work.engines import engine_maker
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.segment_proposals import propose_segment
from regulars.work.workspace import Workspace, open_workspace
from regulars.work.workspace_settings import defaults, written

EARLIER, LATER = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 20, tzinfo=UTC)
CUSTOM_SEGMENT = "Big spenders"
ROLES = ("viewer", "marketer", "analyst", "admin")
PASSWORD = "much longer than it has to be"


def open_folder(folder: Path, *, create: bool = False) -> Workspace:
    """The workspace in a folder; Django talks to its database from then on."""
    return open_workspace(folder, lambda where: start(where, create=create), engine_maker("duckdb", None, 2))


def make_workspace_folder(folder: Path, customers: int = 400) -> Path:
    """A made-up shop with two refreshes, a custom segment, and one person of each role."""
    (folder / "files").mkdir(parents=True)
    made = make_shop(customers, 7, as_of=LATER.date())
    for table in ("customers", "orders", "order_lines", "events"):
        pyarrow.csv.write_csv(getattr(made, table), folder / "files" / f"{table}.csv")
    (folder / "regulars.toml").write_text(written(defaults() | {"time_zone": "Europe/Paris"}))
    workspace = open_folder(folder, create=True)
    import_files(workspace, ImportRequest(requested([str(folder / "files")])), actor="tester", now=EARLIER)
    refresh(workspace, actor="tester", now=EARLIER)
    words = "customers who spent more than 300 in the last 180 days"
    segment = propose_segment(workspace, CUSTOM_SEGMENT, now=LATER, author="tester", words=words)
    workspace.ledger.save_segment(segment.segment)
    refresh(workspace, actor="tester", now=LATER)
    make_people()
    stop()
    return folder


def make_people() -> None:
    """One person of each role in the database in use: viewer@example.org and so on."""
    from django.contrib.auth.hashers import make_password
    from quick_hasher import QuickHasher

    from regulars.web.accounts.models import User

    secret = make_password(PASSWORD, hasher=QuickHasher())
    for role in ROLES:
        User.objects.create(email=f"{role}@example.org", name=f"Anna {role.title()}", role=role, joined=EARLIER, password=secret)
