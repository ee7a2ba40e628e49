"""The prediction as an object of `score --json`."""

from __future__ import annotations

from typing import Any

from regulars.scoring.prediction import CHANCE_DAYS, SEGMENT_DAYS, CountRange, ModelFit, MoneyRange, Prediction


def prediction_object(found: Prediction | None) -> dict[str, Any] | None:
    """The object under `prediction`; None for a run without orders, and only `refused` and `notes` without a model.

    Orders are order days, as everywhere in the prediction.
    """
    if found is None:
        return None
    said = {"refused": found.refusal, "notes": list(found.notes)}
    if found.refusal is not None:
        return said
    terms = found.terms
    return {
        **said,
        "value_refused": found.value_refusal,
        "model": _model(found.orders_model),
        "value_model": _model(found.value_model),
        "terms": {
            "margin": None if found.margin is None else found.margin.share,
            "margin_because": None if found.margin is None else found.margin.because,
            "yearly_discount": terms.yearly_discount,
            "years": terms.years,
        },
        "horizons": [
            {"days": part.days, "orders": _count(part.orders), "revenue": _money(part.revenue), "buyers": part.buyers}
            for part in found.horizons
        ],
        "lifetime_value": _money(found.lifetime_value),
        "segments": [
            {
                "segment": part.name,
                "customers": part.customers,
                "probability_alive": part.alive,
                f"probability_buys_{CHANCE_DAYS}d": part.buys,
                f"revenue_last_{SEGMENT_DAYS}d": part.revenue_before,
                f"orders_next_{SEGMENT_DAYS}d": _count(part.orders),
                f"revenue_next_{SEGMENT_DAYS}d": _money(part.revenue),
                "lifetime_value": part.lifetime_value,
            }
            for part in found.segments
        ],
        "customers_by_probability_alive": list(found.alive),
    }


def _count(found: CountRange) -> dict[str, Any]:
    return {"expected": found.expected, "low": found.low, "high": found.high}


def _money(found: MoneyRange | None) -> dict[str, Any] | None:
    return None if found is None else {"expected": found.expected, "low": found.low, "high": found.high}


def _model(fit: ModelFit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {
        "name": fit.label,
        "customers": fit.customers,
        "repeaters": fit.repeaters,
        "log_likelihood": fit.log_likelihood,
        "parameters": {part.name: {"value": part.value, "standard_error": part.standard_error} for part in fit.parameters},
    }
