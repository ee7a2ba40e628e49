"""Engagement events as canonical rows, so that RFE is scored by the same queries as RFM.

An event's weight is its amount, the visit it belongs to is its order: F counts visits, E adds up weights.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from decimal import Decimal

from regulars.queries import reading
from regulars.queries.base import TimeSlice, counted
from regulars.queries.render import Tree, call, case, coalesce, is_in, name, null, number, table, template, text, truth
from regulars.queries.row_reader import RawTable, somebody
from regulars.tables import Mapping, Reason


def event_type(raw: RawTable, mapping: Mapping) -> Tree:
    """The type of an event, in lower case with `_` for blanks and dashes; `interaction` where the source has no types."""
    use = mapping.use("type")
    if use is None:
        return text("interaction")
    value = reading.text_value(use.column, raw.types[use.column])
    return template("LOWER(REPLACE(REPLACE($v, ' ', '_'), '-', '_'))", v=value)


def event_types(raw: RawTable, mapping: Mapping) -> Tree:
    """The types of events and how often each occurs."""
    kind = event_type(raw, mapping)
    return template("SELECT $k AS type, COUNT(*) AS n FROM $t GROUP BY 1 ORDER BY n DESC, type", k=kind, t=table(raw.view))


def event_rows(
    raw: RawTable, mapping: Mapping, file_zone: str, zone: str, weights: Dictionary[str, Decimal], visit_types: tuple[str, ...]
) -> Tree:
    """Every event as a row of `rows`: see queries/rows.py.

    `weights` holds every type that counts as engagement. A visit is a session where the source has sessions; else an event of
    `visit_types` where there are any; else a local day with engagement.
    """
    kind = event_type(raw, mapping)
    customer = event_customer(raw, mapping)
    use = mapping.use("occurred_at")
    moment = reading.calendar_value(use, raw.types[use.column], file_zone) if use else null()
    weight = case([(kind.eq(text(word)), number(points)) for word, points in weights.items()], null())
    return template(
        """
        SELECT customer, visit AS order_key, ordered_at, CAST(COALESCE(weight, 0) AS DECIMAL(18, 2)) AS amount,
               CAST(0 AS DECIMAL(18, 2)) AS refunded, 0 AS kind, CASE WHEN $is_visit THEN 1 ELSE 0 END AS quantity, row_hash,
               CASE WHEN customer IS NULL THEN $no_customer WHEN ordered_at IS NULL THEN $no_date
                    WHEN weight IS NULL THEN $no_engagement END AS reason
        FROM (
            SELECT $customer AS customer, $moment AS ordered_at, $kind AS event_type, $weight AS weight, $visit AS visit,
                   $hash AS row_hash
            FROM $source
        ) AS e
        """,
        is_visit=_is_visit(visit_types),
        customer=customer,
        moment=moment,
        kind=kind,
        weight=weight,
        visit=_visit(raw, mapping, moment, zone, visit_types),
        hash=call("X_ROW_HASH", *[name(column) for column in raw.types]),
        source=table(raw.view),
        no_customer=text(Reason.NO_CUSTOMER),
        no_date=text(Reason.UNREADABLE_DATE),
        no_engagement=text(Reason.NO_ENGAGEMENT),
    )


def engaged_customers(mapping: Mapping, visit_types: tuple[str, ...], time_slice: TimeSlice | None) -> Tree:
    """One row per customer with an engagement event: first and last one, visits (may be 0), points. As base.customers."""
    by_key = mapping.use("session_id") is not None or not visit_types
    return template(
        """
        SELECT customer, MIN(ordered_at) AS first_at, MAX(ordered_at) AS last_at, CAST($visits AS BIGINT) AS frequency,
               SUM(amount) AS value, 0 AS row_count
        FROM rows WHERE $counted GROUP BY customer
        """,
        visits=template("COUNT(DISTINCT order_key)" if by_key else "SUM(quantity)"),
        counted=counted(time_slice),
    )


def event_customer(raw: RawTable, mapping: Mapping) -> Tree:
    """Who an event is of: the first identity that is not blank, e-mail addresses in lower case."""
    values: list[Tree] = []
    for role in mapping.identity:
        if use := mapping.use(role):
            value = reading.text_value(use.column, raw.types[use.column])
            if mapping.strip_id_fraction and role == "customer_id" and reading.is_text(raw.types[use.column]):
                value = reading.without_fraction(value)
            values.append(somebody(template("LOWER($v)", v=value) if role == "email" else value, mapping))
    return values[0] if len(values) == 1 else coalesce(*values)


def _is_visit(visit_types: tuple[str, ...]) -> Tree:
    if not visit_types:
        return truth(True)
    return is_in(name("event_type"), [text(word) for word in visit_types])


def _visit(raw: RawTable, mapping: Mapping, moment: Tree, zone: str, visit_types: tuple[str, ...]) -> Tree:
    session = mapping.use("session_id")
    if session is not None:
        return reading.text_value(session.column, raw.types[session.column])
    if visit_types:
        return template("CAST(NULL AS VARCHAR)")
    day = template("CAST($m AS DATE)", m=moment) if zone == "UTC" else call("X_LOCALDATE", moment, text(zone))
    return template("CAST($d AS VARCHAR)", d=day)
