"""What the models of repeat buying expected at a split, as scores to be judged beside the baselines."""

from __future__ import annotations

from regulars.scoring.prediction import MODEL_LABELS
from regulars.validation.scoreboard import Score
from regulars.work.prediction import CHANCE as CHANCE_SCORE
from regulars.work.prediction import EXPECTED_ORDERS, EXPECTED_REVENUE, predicted_scores
from regulars.work.score import ScoreRun
from regulars.work.validation_split import CHANCE, DAYS, MONEY


def expected_scores(run: ScoreRun, horizon: int) -> tuple[dict[str, Score], tuple[str, ...]]:
    """The predictions for `horizon` days by unit, or none and a sentence that says why."""
    made = run.profile.prediction
    if made is None:
        return {}, ()
    found = predicted_scores(run, horizon)
    if not isinstance(found, dict):
        return {}, (f"No prediction: {found.sentence}",)
    model = getattr(made.orders, "model", made.terms.model)
    label = MODEL_LABELS[str(model)]
    units = {DAYS: (EXPECTED_ORDERS, label), CHANCE: (CHANCE_SCORE, label), MONEY: (EXPECTED_REVENUE, f"{label}, Gamma-Gamma")}
    scores = {unit: Score(f"{name} ({said})", found[name]) for unit, (name, said) in units.items() if name in found}
    missing = () if EXPECTED_REVENUE in found or made.value is None else (f"No expected revenue: {_why(made.value)}",)
    return scores, (*made.notes, *missing)


def _why(value: object) -> str:
    return str(getattr(value, "sentence", "order values could not be modelled."))
