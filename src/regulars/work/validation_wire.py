"""The back-test of a scoring run as a JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Estimate, Refusal
    from regulars.validation.groups import GroupTable


def back_test_object(found: Validation | Refusal | None) -> dict[str, Any] | None:
    """The key `validation` of a scoring run: the short form of its own back-test, or the reason why there is none."""
    from regulars.charts.validation_parts import prediction_sentence
    from regulars.validation.estimates import Refusal
    from regulars.validation.upside import Upside

    if found is None:
        return None
    if isinstance(found, Refusal):
        return {"refused": found.sentence}
    split = found.splits[-1]
    return {
        "split": split.split,
        "until": split.until,
        "customers": split.customers,
        "returned": split.returned,
        "signal": split.verdict.found,
        "sentence": split.verdict.sentence,
        "scores": [
            {"name": row.name, "baseline": row.baseline, "auc": _plain(getattr(row.auc, "estimate", None))}
            for row in split.board.rows
        ],
        "predictions": [
            {"name": part.name, "unit": part.unit, "sentence": prediction_sentence(part), "within_their_range": part.held}
            for part in split.predictions
        ],
        "notes": list(split.notes),
        "segments": _groups(split.segments),
        "findings": [part.sentence for part in split.findings],
        "retention_upside": [
            {
                "segment": part.segment,
                "next_better": part.target,
                "customers": part.customers,
                "amount_if_moved": _plain(part.amount),
                "certain": part.certain,
                "sentence": part.sentence,
            }
            for part in split.upsides
            if isinstance(part, Upside)
        ],
    }


def _groups(table: GroupTable) -> list[dict[str, Any]]:
    return [
        {
            "name": row.group.name,
            "customers": row.group.customers,
            "returned": row.group.returned,
            "rate": _plain(row.rate),
            "revenue_per_head": _plain(row.revenue_per_head),
        }
        for row in table.rows
    ]


def _plain(found: Estimate | Refusal | None) -> dict[str, float] | None:
    from regulars.validation.estimates import Estimate

    return {"value": found.value, "low": found.low, "high": found.high} if isinstance(found, Estimate) else None
