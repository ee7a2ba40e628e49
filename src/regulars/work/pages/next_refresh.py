"""Where the next refresh looks from, said before it happens: recency counts from there, whatever anybody did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from regulars.work.look_from import LONG_AGO, day_after, newest_order
from regulars.work.published import Published
from regulars.work.workspace_settings import NEWEST_ORDER

# between two refreshes of a shop that refreshes weekly, nothing has to be said
_FEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class NextRefresh:
    """A refresh that is begun now: the instant it looks from, and the days that this is later than the one in force (None where it
    is not much later). `ended` is the newest order where that is long ago, `day_after_it` the day that would be looked from then;
    `looks_at_newest` says whether the settings choose it."""

    as_of: datetime
    days_later: int | None
    ended: datetime | None
    day_after_it: datetime | None
    looks_at_newest: bool


def next_refresh(opened: Published, now: datetime) -> NextRefresh:
    """Where a refresh of these data would look from."""
    settings = opened.workspace.settings
    newest = opened.remembered(("newest order", now.date()), lambda engine: newest_order(engine, opened.columns, now))
    after = day_after(newest, str(settings.values["time_zone"]), now) if newest is not None else None
    looks_at_newest = settings.values["look_from"] == NEWEST_ORDER
    as_of = after if looks_at_newest and after is not None else now
    before = opened.refresh.as_of if opened.refresh is not None else None
    days = (as_of - before).days if before is not None else 0
    ended = newest if newest is not None and newest < now - LONG_AGO else None
    return NextRefresh(as_of, days if days > _FEW_DAYS else None, ended, after if ended else None, looks_at_newest)
