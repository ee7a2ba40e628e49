"""Who was really reached, beside who was meant to be: what the treatment does to those whom it reaches.

The verdict stays that of everybody assigned (intention to treat). The effect on the reached is that difference over the one in the
share reached (Angrist, Imbens and Rubin 1996, "Identification of causal effects using instrumental variables"). It is that on those
who are reached in the treatment and would not have been in the control, if being assigned does nothing by itself.
"""

from __future__ import annotations

from regulars.experiments.fieller import Uncertain, fieller
from regulars.experiments.samples import Pair
from regulars.records import dataclass
from regulars.validation import words
from regulars.validation.estimates import Estimate, Reason, Refusal


@dataclass(frozen=True, slots=True)
class Reached:
    """The shares reached in the treatment and the control, what being meant to be reached does, and what being reached does."""

    treated_share: float
    control_share: float
    assigned: Estimate
    effect: Estimate | Refusal
    sentence: str


def effect_on_reached(treated: Pair, control: Pair, assigned: Estimate, level: float = 0.95) -> Reached | Refusal:
    """`outcome` is what is read, `beside` 1 for a customer who was reached and 0 else; `assigned` the difference over all assigned.

    Fieller's interval with the covariance of outcome and reach. Refused when an arm has fewer than two customers; the effect is
    refused where as many may have been reached in the control.
    """
    if min(treated.count, control.count) < 2:
        return Refusal(Reason.TOO_FEW, "Too few customers in one of the arms.")
    figures = Uncertain(
        treated.outcome.mean - control.outcome.mean,
        treated.beside.mean - control.beside.mean,
        sum(arm.outcome.variance / arm.count for arm in (treated, control)),
        sum(arm.beside.variance / arm.count for arm in (treated, control)),
        sum(arm.covariance / arm.count for arm in (treated, control)),
    )
    ratio = fieller(figures, level)
    found = ratio if not isinstance(ratio, Refusal) and figures.bottom > 0 else _refusal()
    return Reached(treated.beside.mean, control.beside.mean, assigned, found, _sentence(treated, control))


def _refusal() -> Refusal:
    return Refusal(Reason.NO_VALUE, "No more may have been reached than in the control, so nothing can be said of the reached.")


def _sentence(treated: Pair, control: Pair) -> str:
    told = f"{words.percent(treated.beside.mean)} of the treated were reached"
    if control.beside.mean > 0:
        return f"{told}, and {words.percent(control.beside.mean)} of the control, who should not have been."
    return f"{told}, and nobody of the control."
