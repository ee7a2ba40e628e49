"""Engagement events as a source to score (RFE)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path

from regulars.engines.base import Engine
from regulars.ingest.detect import detect_events
from regulars.queries import engagement, render
from regulars.scoring.scorecards import Scorecard
from regulars.work.options import ScoreOptions
from regulars.work.reading import OrdersRead, open_view, rejected_rows

# what happens to a customer is no engagement of theirs
NOT_ENGAGEMENT = frozenset(
    {"email_sent", "email_delivered", "email_bounced", "unsubscribed", "sms_sent", "push_sent", "spam_complaint", "marked_as_spam"}
)
VISIT_TYPES = ("site_visit", "visit", "session_start")


def read_events(engine: Engine, where: object, workdir: Path, options: ScoreOptions) -> OrdersRead:
    """Open an event source and define the table `rows` (see queries/engagement.py)."""
    raw, source = open_view(engine, where, "raw", workdir, options.table)
    mapping = detect_events(engine, "raw", tuple(raw.types), options.answers)
    found = [str(kind) for kind, _ in engine.rows(render.sql(engagement.event_types(raw, mapping), engine.dialect)) if kind]
    points, note = weights(options.scorecard, found)
    visits = tuple(kind for kind in VISIT_TYPES if kind in found)
    statement = engagement.event_rows(raw, mapping, options.file_zone or options.zone, options.zone, points, visits)
    engine.table("rows", render.sql(statement, engine.dialect))
    rejected, rejected_note = rejected_rows(engine, source)
    return OrdersRead(
        raw=raw,
        mapping=mapping,
        files=source.files if source else ("(table in memory)",),
        notes=(*(source.notes if source else ()), note),
        rejected_rows=rejected,
        rejected_note=rejected_note,
        has_products=False,
        is_kept=True,
        is_typed=True,
        has_visit_flags=bool(visits) and mapping.use("session_id") is None,
        visits=partial(engagement.engaged_customers, mapping, visits),
    )


def weights(scorecard: Scorecard, found: list[str]) -> tuple[dict[str, Decimal], str]:
    """Points per type of event in the data (types that are no engagement are absent), and the sentence that says so."""
    known = {weight.type: Decimal(weight.points) for weight in scorecard.event_weights}
    engaged = [kind for kind in found if kind not in NOT_ENGAGEMENT]
    if not any(known.get(kind) for kind in engaged):
        points = dict.fromkeys(engaged, Decimal(1))
        return points, f"None of the event types has points in the scorecard: each counts 1 ({', '.join(engaged[:12])})."
    points = {kind: known.get(kind, Decimal(0)) for kind in engaged}
    said = ", ".join(f"{kind} {value}" for kind, value in points.items())
    return points, f"Engagement points: {said}."
