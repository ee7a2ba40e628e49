"""What each customer does besides buying, from one pass over the events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from datetime import datetime

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


def persons() -> Tree:
    """Least and most customer of `event_facts`, and how many events are somebody's."""
    return template("SELECT MIN(customer), MAX(customer), COUNT(*) FROM event_facts WHERE NOT customer IS NULL")


def numbered_persons() -> Tree:
    """The table `event_persons`: every customer of `event_facts` with a number from 0."""
    return template(
        """
        SELECT customer, CAST(ROW_NUMBER() OVER () AS INTEGER) - 1 AS person
        FROM (SELECT DISTINCT customer FROM event_facts WHERE NOT customer IS NULL) AS d
        """
    )


def all_events(types: Sequence[str], others: Sequence[str], until: datetime, low: int | None) -> Tree:
    """Every event up to an instant: person, at, and kind, the place of its type among `types` (-1: none of them).

    The types `others`, of which a shop can have thousands, share the place after the last.

    A person is the customer's number in `event_persons`, or, with `low`, the customer, a whole number, less that.
    """
    places: list[tuple[Tree, Tree]] = [(name("type").eq(text(kind)), number(place)) for place, kind in enumerate(types)]
    if others:
        places.append((is_in(name("type"), [text(kind) for kind in others]), number(len(types))))
    kind = template("CAST($k AS TINYINT)", k=case(places, number(-1)))
    columns = (alias(template("CAST(occurred_at AS TIMESTAMP)"), "at"), alias(kind, "kind"))
    seen = template("NOT e.customer IS NULL AND occurred_at <= $u", u=timestamp(until))
    source = aliased(table("event_facts"), "e")
    if low is not None:
        return (
            select(alias(template("CAST(e.customer AS BIGINT) - $l", l=number(low)), "person"), *columns).from_(source).where(seen)
        )
    match = template("n.customer = e.customer")
    query = select(name("person", "n"), *columns).from_(source)
    return query.join(aliased(table("event_persons"), "n"), on=match).where(seen)


def person_names() -> Tree:
    """The customers of `event_persons` by their number."""
    return template("SELECT customer FROM event_persons ORDER BY person NULLS LAST")


def visits(after: tuple[tuple[int, datetime], ...], until: datetime, engaged: tuple[str, ...]) -> Tree:
    """The table `event_visits`, where no type of event is one: different visits of a customer with an engaged event by window."""
    counted = [
        template("COUNT(DISTINCT CASE WHEN $k AND occurred_at > $a THEN visit END)", k=_is(engaged), a=timestamp(since))
        for _, since in after
    ]
    columns = [alias(count, f"visits_{days}d") for count, (days, _) in zip(counted, after, strict=True)]
    earliest = min(since for _, since in after)
    seen = template("NOT customer IS NULL AND occurred_at <= $u AND occurred_at > $a", u=timestamp(until), a=timestamp(earliest))
    return select(name("customer"), *columns).from_("event_facts").where(seen).group_by(name("customer"))


def _is(kinds: Collection[str]) -> Tree:
    return is_in(name("type"), [text(kind) for kind in kinds]) if kinds else truth(False)


def kept_events(frame: str, stored: str, columns: Sequence[str], visit_columns: Sequence[str]) -> Tree:
    """The table `profile_events` from the registered table `frame`: one row per customer.

    `customer` is text as in every table of customers; `who` is the same as stored (the type `stored`), which a whole number joins
    faster by. `visit_columns` are those of `event_visits`.
    """
    who = template(f"CAST(f.who AS {stored})")
    visited = [alias(template("COALESCE($c, 0)", c=name(column, "v")), column) for column in visit_columns]
    query = select(
        alias(template("CAST($w AS VARCHAR)", w=who), "customer"),
        alias(who, "who"),
        *[name(column, "f") for column in columns],
        *visited,
    ).from_(aliased(table(frame), "f"))
    if not visit_columns:
        return query
    match = template("v.customer = $w", w=who)
    return query.join(aliased(table("event_visits"), "v"), on=match, join_type="left")


def event_columns() -> list[Tree]:
    """The fields about engagement, from the table `e`; somebody without any event did nothing."""
    columns: list[Tree] = []
    for kind, _, _ in EVENT_KINDS:
        columns += [alias(template("COALESCE($c, 0)", c=name(f"{kind}_{days}d", "e")), f"{kind}_{days}d") for days in (30, 90)]
    columns += [name(f"last_{kind}_at", "e") for kind, _, _ in EVENT_KINDS]
    points = template("CAST(COALESCE(e.engagement_90d, 0) AS DOUBLE)")
    return [*columns, name("first_visit_at", "e"), alias(points, "engagement_90d"), name("unsubscribed_at", "e")]


def matched_events(same_keys: bool) -> Tree:
    """Whether `profile_events` has customers, and any of them is scored; `same_keys`: both store customers in one way."""
    match = "e.who = p.customer" if same_keys else "e.customer = p.customer_id"
    return template(
        f"""
        SELECT EXISTS (SELECT 1 FROM profile_events) AS n,
               EXISTS (SELECT 1 FROM profile_events AS e JOIN population AS p ON {match}) AS known
        """
    )


def types() -> Tree:
    """The types of events there are."""
    return template("SELECT DISTINCT type FROM event_facts ORDER BY type")
