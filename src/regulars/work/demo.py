"""The made-up shop on disk, scored."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.errors import DefinitionError
from regulars.scoring.results import Summary
from regulars.work.engines import engine_maker
from regulars.work.outputs import write_aside, write_outputs
from regulars.work.request import make_options
from regulars.work.score import score

if TYPE_CHECKING:
    from regulars.demo.shop import Shop
    from regulars.work.workspace import Workspace

# how long before its last day the made-up workspace is refreshed as well, so that there is movement to see
_REFRESH_BEFORE = timedelta(days=30)
_CAMPAIGN_DAYS = 60
# the e-mail and the printed card that follows it: what costs nothing may as well go to everybody
_CONTACT_COST = Decimal("0.90")

TABLES = ("customers", "orders", "order_lines", "events", "products")


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """The campaign of the made-up shop: when it was sent, its coupon code, and each customer's arm (mailed, held out)."""

    sent: datetime
    code: str
    arms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Demo:
    """A made-up shop: where its tables and results are, and its campaign."""

    notice: str
    shop_folder: Path
    files: tuple[Path, ...]
    summary: Summary
    campaign: DemoCampaign


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
        return Demo(shop.notice, folder, files, replace(run.summary(), made_up=True), _campaign(shop))
    finally:
        run.close()


def _campaign(shop: Shop) -> DemoCampaign:
    truth = shop.truth("campaign_works_on_lapsed_only")
    arms = {"treated": "mailed", "control": "held out"}
    dealt = {
        customer: said
        for arm, said in arms.items()
        for group in ("lapsed", "recent")
        for customer in truth.customer_ids(f"{arm}_{group}")
    }
    sent = datetime.fromisoformat(str(truth.parameter("sent_at"))).replace(tzinfo=UTC)
    return DemoCampaign(sent, str(truth.parameter("coupon_code")), dealt)


def fill_workspace(workspace: Workspace, demo: Demo, *, actor: str, now: datetime) -> None:
    """Bring a made-up shop into a new workspace, refreshed as of its campaign, a month ago and now; and that campaign."""
    from regulars.work.imports import ImportRequest, import_files, requested
    from regulars.work.refresh import refresh

    import_files(workspace, ImportRequest(requested([str(demo.shop_folder)])), actor=actor, now=now)
    for as_of in (demo.campaign.sent, demo.summary.as_of - _REFRESH_BEFORE, demo.summary.as_of):
        refresh(workspace, actor=actor, now=now, as_of=as_of)
    _take_over(workspace, demo.campaign, actor=actor, now=now)


def _take_over(workspace: Workspace, campaign: DemoCampaign, *, actor: str, now: datetime) -> None:
    """Make the campaign an experiment of the workspace, so that there is one to look at."""
    from regulars.work.temporary import make_folder
    from regulars.work.trial_request import ArmCosts, TrialRequest
    from regulars.work.trials import start_experiment

    folder = make_folder("regulars-")
    try:
        file = folder / "comeback.csv"
        file.write_text("customer_id,arm\n" + "".join(f"{customer},{arm}\n" for customer, arm in campaign.arms.items()))
        asked = TrialRequest(
            "Comeback",
            treatments={"mailed": "0.6"},
            control="held out",
            days=_CAMPAIGN_DAYS,
            hypothesis="An e-mail and a card with a coupon bring back customers who have long not ordered, and nobody else",
            changes=frozenset({"email"}),
            file=file,
            started=campaign.sent,
            costs={"mailed": ArmCosts(_CONTACT_COST, None, campaign.code)},
        )
        start_experiment(workspace, asked, actor=actor, now=now)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
