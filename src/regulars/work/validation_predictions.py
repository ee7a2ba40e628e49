"""What the models of repeat buying expected at a split, as scores to be judged beside the baselines."""

from __future__ import annotations

from regulars.fields import HIGH, LOW
from regulars.scoring.prediction import MODEL_LABELS
from regulars.validation.scoreboard import Score
from regulars.work.prediction import CHANCE as CHANCE_SCORE
from regulars.work.prediction import ENDS, EXPECTED_ORDERS, EXPECTED_REVENUE, Expectation, predicted_scores
from regulars.work.score import ScoreRun
from regulars.work.validation_split import CHANCE, DAYS, MONEY, Expected


def expected_scores(run: ScoreRun, made: Expectation | None, horizon: int) -> tuple[dict[str, Expected], tuple[str, ...]]:
    """The predictions for `horizon` days by unit, or none and a sentence that says why; none at all of a run without orders."""
    if made is None:
        return {}, ()
    found = predicted_scores(run, made, horizon)
    if not isinstance(found, dict):
        return {}, (f"No prediction: {found.sentence}",)
    model = getattr(made.orders, "model", made.terms.model)
    label = MODEL_LABELS[str(model)]
    units = {DAYS: EXPECTED_ORDERS, CHANCE: CHANCE_SCORE, MONEY: EXPECTED_REVENUE}
    scores = {
        unit: Expected(Score(f"{name} ({label})", found[name]), *(found.get(f"{ENDS.get(name)}{end}") for end in (LOW, HIGH)))
        for unit, name in units.items()
        if name in found
    }
    missing = () if EXPECTED_REVENUE in found or made.value is None else (f"No expected revenue: {_why(made.value)}",)
    return scores, (*made.notes, *missing)


def _why(value: object) -> str:
    return str(getattr(value, "sentence", "order values could not be modelled."))
