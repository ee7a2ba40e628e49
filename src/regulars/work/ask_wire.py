"""The objects that `regulars ask` prints: one per request."""

from __future__ import annotations

from typing import Any

from regulars.criteria.wire import to_wire
from regulars.work.ask import Answer, Segment


def answer_object(answer: Answer) -> dict[str, Any]:
    """The object of `ask --json`. With several readings the first is at the top, and `assumptions` say so."""
    first = answer.segments[0] if answer.segments else None
    assumptions = [*answer.assumptions, *(first.assumptions if first else ())]
    if first is not None and len(answer.segments) > 1:
        named = f" ({first.label})" if first.label else ""
        ways = max(len(answer.segments), answer.ways)
        assumptions.append(f"This can be read in {ways} ways; the first reading is shown{named}: {first.sentence}")
    return {
        "status": str(answer.status),
        "request": answer.request,
        "sentence": first.sentence if first else None,
        "sql": first.sql if first else None,
        "criteria": to_wire(first.condition) if first else None,
        "count": first.count if first else None,
        "share": first.share if first else None,
        "revenue": first.revenue if first else None,
        "assumptions": list(dict.fromkeys(assumptions)),
        "unplaced": [
            {"text": part.text, "reason": part.reason} | ({"suggestion": part.suggestion} if part.suggestion else {})
            for part in answer.unplaced
        ],
        "readings": [_reading(segment) for segment in answer.segments],
    }


def batch_object(answer: Answer, identifier: Any) -> dict[str, Any]:
    """The object of a line of `ask --batch`: the answer with the request's id and the customers of its first reading."""
    first = answer.segments[0] if answer.segments else None
    return {"id": identifier, **answer_object(answer), "customer_ids": list(first.customer_ids or ()) if first else []}


def _reading(segment: Segment) -> dict[str, Any]:
    made: dict[str, Any] = {"label": segment.label} if segment.label else {}
    made |= {"sentence": segment.sentence, "count": segment.count, "criteria": to_wire(segment.condition)}
    if segment.customer_ids is not None:
        made["customer_ids"] = list(segment.customer_ids)
    return made
