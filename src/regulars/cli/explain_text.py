"""Why a customer is in a segment or not, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.cli.ask_text import shown

if TYPE_CHECKING:
    from regulars.work.preview import Judgement

_WORDS = {True: "yes", False: "no", None: "unknown"}


def explanation_text(customer_id: str, judged: Judgement) -> str:
    """Each condition with its truth and the value it looked at, indented below what it is a part of."""
    head = {True: "is in the segment", False: "is not in the segment", None: "is not in the segment: something is unknown"}
    return "\n".join([f"Customer {customer_id} {head[judged.truth]}.", *_lines(judged, 1)]) + "\n"


def _lines(judged: Judgement, depth: int) -> list[str]:
    value = "" if judged.value is None else f" — {shown(judged.value)}"
    limit = "" if judged.limit is None else f" against {shown(judged.limit)}"
    lines = [f"{'  ' * depth}{_WORDS[judged.truth]:<8}{judged.clause}{value}{limit}"]
    return [*lines, *(line for part in judged.parts for line in _lines(part, depth + 1))]


def explanation_object(judged: Judgement) -> dict[str, Any]:
    """The same for `--json`."""
    return {
        "condition": judged.clause,
        "truth": judged.truth,
        "value": judged.value,
        "limit": judged.limit,
        "parts": [explanation_object(part) for part in judged.parts],
    }
