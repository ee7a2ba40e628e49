"""What each customer does besides buying, from one pass over the events."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dictionary
from datetime import datetime
from decimal import Decimal

from regulars.fields import EVENT_KINDS
from regulars.queries import reading
from regulars.queries.engagement import event_customer, event_type
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    call,
    case,
    is_in,
    name,
    null,
    number,
    select,
    subquery,
    table,
    template,
    text,
    timestamp,
    truth,
)
from regulars.queries.row_reader import RawTable
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
    """The view `event_facts` over a source of events: customer (as stored), occurred_at (naive UTC), type, visit.

    `visit` names the visit an event belongs to where no type of event is one: the session, or else the local day.
    """
    use = mapping.use("occurred_at")
    moment = reading.calendar_value(use, raw.types[use.column], file_zone) if use else null()
    session = mapping.use("session_id")
    if session is not None:
        visit = reading.text_value(session.column, raw.types[session.column])
    else:
        day = template("CAST($m AS DATE)", m=moment) if zone == "UTC" else call("X_LOCALDATE", moment, text(zone))
        visit = template("CAST($d AS VARCHAR)", d=day)
    return select(
        alias(_customer(raw, mapping), "customer"),
        alias(moment, "occurred_at"),
        alias(event_type(raw, mapping), "type"),
        alias(visit, "visit"),
    ).from_(table(raw.view))


def _customer(raw: RawTable, mapping: Mapping) -> Tree:
    """Whole numbers stay numbers, by which grouping is faster than by their text."""
    use = mapping.use("customer_id")
    is_only = [role for role in mapping.identity if mapping.use(role)] == ["customer_id"]
    if use is not None and is_only and reading.is_integer(raw.types[use.column]):
        return name(use.column)
    return event_customer(raw, mapping)


def _is(kinds: Collection[str]) -> Tree:
    return is_in(name("type"), [text(kind) for kind in kinds]) if kinds else truth(False)


def events(
    as_of: datetime,
    after: tuple[tuple[int, datetime], ...],
    weights: Dictionary[str, Decimal],
    found: Collection[str],
    engaged: tuple[str, ...],
    visits_by_type: bool,
) -> Tree:
    """One row per customer from `event_facts` up to the as-of: counts in the windows, and when each kind was last.

    `customer` is text as in every table of customers; `who` is the same as stored, which a whole number joins faster by.
    `weights` are the points per type of event; `found` the types that there are, `engaged` those that the customer did. Visits are
    counted by type where the source has such events, else by session or local day with an engaged event.
    """
    kinds = {kind: tuple(word for word in words if word in found) for kind, words in KINDS.items()}
    if not visits_by_type:
        kinds["visits"] = engaged
    start = dict(after)[ENGAGEMENT_DAYS]
    counts = [
        (f"{kind}_{days}d", _count(_is(kinds[kind]), since, by_visit=kind == "visits" and not visits_by_type))
        for kind, _, _ in EVENT_KINDS
        for days, since in after
    ]
    points = case([(name("type").eq(text(kind)), number(weight)) for kind, weight in weights.items() if kind in found], number(0))
    counts.append(("engagement_90d", template("SUM($p)", p=points)))
    moments = [(f"last_{kind}_at", _moment("MAX", kinds[kind])) for kind, _, _ in EVENT_KINDS]
    moments.append(("first_visit_at", _moment("MIN", kinds["visits"])))
    moments.append(("unsubscribed_at", _moment("MAX", tuple(word for word in UNSUBSCRIBED if word in found))))
    whose = template("CAST(a.customer AS VARCHAR)")
    return (
        select(
            alias(whose, "customer"),
            alias(name("customer", "a"), "who"),
            *[alias(template("COALESCE($c, 0)", c=name(called, "r")), called) for called, _ in counts],
            *[name(called, "a") for called, _ in moments],
        )
        .from_(aliased(subquery(_by_customer(moments, as_of)), "a"))
        .join(
            aliased(subquery(_by_customer(counts, as_of, start)), "r"),
            on=name("customer", "r").eq(name("customer", "a")),
            join_type="left",
        )
    )


def _by_customer(columns: list[tuple[str, Tree]], as_of: datetime, after: datetime | None = None) -> Tree:
    seen = template("NOT customer IS NULL AND occurred_at <= $u", u=timestamp(as_of))
    query = select(name("customer"), *[alias(tree, called) for called, tree in columns]).from_("event_facts").where(seen)
    if after is not None:
        query = query.where(template("occurred_at > $a", a=timestamp(after)))
    return query.group_by(name("customer"))


def _moment(which: str, types: tuple[str, ...]) -> Tree:
    return template(f"{which}(CASE WHEN $k THEN occurred_at END)", k=_is(types))


def _count(is_kind: Tree, since: datetime, *, by_visit: bool) -> Tree:
    recent = template("$k AND occurred_at > $a", k=is_kind, a=timestamp(since))
    return template("COUNT(DISTINCT CASE WHEN $r THEN visit END)" if by_visit else "COUNT(CASE WHEN $r THEN 1 END)", r=recent)


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
