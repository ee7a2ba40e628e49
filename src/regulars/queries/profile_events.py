"""What each customer does besides buying, from one pass over the events."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from datetime import datetime
from decimal import Decimal

from sqlglot import exp

from regulars.fields import EVENT_KINDS
from regulars.queries import reading
from regulars.queries.engagement import event_customer, event_type
from regulars.queries.render import Tree, alias, call, case, name, null, number, table, template, text, timestamp
from regulars.queries.rows import RawTable
from regulars.tables import Mapping

VISITS = ("site_visit", "visit", "session_start")
KINDS: Dictionary[str, tuple[str, ...]] = {
    "sends": ("email_sent", "sms_sent", "push_sent"),
    "opens": ("email_open", "email_opened", "open", "opened"),
    "clicks": ("email_click", "email_clicked", "click", "clicked"),
    "visits": VISITS,
    "views": ("page_view", "product_view"),
}
UNSUBSCRIBED = ("unsubscribed", "unsubscribe", "email_unsubscribed")
ENGAGEMENT_DAYS = 90


def event_facts(raw: RawTable, mapping: Mapping, file_zone: str, zone: str) -> Tree:
    """The view `event_facts` over a source of events: customer, occurred_at (naive UTC), type, visit.

    `visit` names the visit an event belongs to where no type of event is one: the session, or else the local day.
    """
    use = mapping.use("occurred_at")
    moment = reading.time_value(use, raw.types[use.column], file_zone) if use else null()
    session = mapping.use("session_id")
    if session is not None:
        visit = reading.text_value(session.column, raw.types[session.column])
    else:
        day = template("CAST($m AS DATE)", m=moment) if zone == "UTC" else call("X_LOCALDATE", moment, text(zone))
        visit = template("CAST($d AS VARCHAR)", d=day)
    return exp.select(
        alias(template("CAST($c AS VARCHAR)", c=event_customer(raw, mapping)), "customer"),
        alias(moment, "occurred_at"),
        alias(event_type(raw, mapping), "type"),
        alias(visit, "visit"),
    ).from_(table(raw.view))


def _is(kinds: tuple[str, ...]) -> Tree:
    return exp.In(this=name("type"), expressions=[text(kind) for kind in kinds])


def _is_kind(kind: str, visits_by_type: bool, engaged: tuple[str, ...]) -> Tree:
    return _is(engaged) if kind == "visits" and not visits_by_type else _is(KINDS[kind])


def events(
    as_of: datetime,
    after: tuple[tuple[int, datetime], ...],
    weights: Dictionary[str, Decimal],
    engaged: tuple[str, ...],
    visits_by_type: bool,
) -> Tree:
    """One row per customer from `event_facts` up to the as-of.

    `weights` are the points per type of event; `engaged` the types that are something the customer did. Visits are counted by type
    where the source has such events, else by session or local day with an engaged event.
    """
    columns: list[Tree] = [name("customer")]
    for kind, _, _ in EVENT_KINDS:
        is_kind = _is_kind(kind, visits_by_type, engaged)
        columns += [alias(_count(kind, is_kind, start, visits_by_type), f"{kind}_{days}d") for days, start in after]
        columns.append(alias(template("MAX(CASE WHEN $k THEN occurred_at END)", k=is_kind), f"last_{kind}_at"))
    is_visit = _is_kind("visits", visits_by_type, engaged)
    points = case([(name("type").eq(text(kind)), number(weight)) for kind, weight in weights.items()], number(0))
    start = dict(after)[ENGAGEMENT_DAYS]
    columns += [
        alias(template("MIN(CASE WHEN $k THEN occurred_at END)", k=is_visit), "first_visit_at"),
        alias(template("SUM(CASE WHEN occurred_at > $a THEN $p ELSE 0 END)", a=timestamp(start), p=points), "engagement_90d"),
        alias(template("MAX(CASE WHEN $k THEN occurred_at END)", k=_is(UNSUBSCRIBED)), "unsubscribed_at"),
    ]
    seen = template("NOT customer IS NULL AND occurred_at <= $u", u=timestamp(as_of))
    return exp.select(*columns).from_("event_facts").where(seen).group_by(name("customer"))


def _count(kind: str, is_kind: Tree, start: datetime, visits_by_type: bool) -> Tree:
    recent = template("$k AND occurred_at > $a", k=exp.Paren(this=is_kind.copy()), a=timestamp(start))
    if kind == "visits" and not visits_by_type:
        return template("COUNT(DISTINCT CASE WHEN $r THEN visit END)", r=recent)
    return template("COUNT(CASE WHEN $r THEN 1 END)", r=recent)


def event_columns() -> list[Tree]:
    """The fields about engagement, from the table `e`; somebody without any event did nothing."""
    columns: list[Tree] = []
    for kind, _, _ in EVENT_KINDS:
        columns += [alias(template("COALESCE($c, 0)", c=name(f"{kind}_{days}d", "e")), f"{kind}_{days}d") for days in (30, 90)]
    columns += [name(f"last_{kind}_at", "e") for kind, _, _ in EVENT_KINDS]
    points = template("CAST(COALESCE(e.engagement_90d, 0) AS DOUBLE)")
    return [*columns, name("first_visit_at", "e"), alias(points, "engagement_90d"), name("unsubscribed_at", "e")]


def matched_events() -> Tree:
    """How many customers of `profile_events` there are, and how many of them are scored."""
    return template(
        """
        SELECT COUNT(*) AS n, COUNT(p.customer_id) AS known
        FROM profile_events AS e LEFT JOIN population AS p ON p.customer_id = e.customer
        """
    )


def types() -> Tree:
    """The types of events there are."""
    return template("SELECT DISTINCT type FROM event_facts ORDER BY type")
