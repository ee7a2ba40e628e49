"""What a marketer may conclude from an experiment today, in a few words and one sentence to act on."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from regulars.experiments.differences import Comparison
from regulars.experiments.reading import ArmReading, Reading
from regulars.experiments.results import Findings, always_valid, shown_comparison
from regulars.experiments.words import difference
from regulars.records import dataclass
from regulars.validation.estimates import Estimate


class Conclusion(StrEnum):
    """How an experiment stands in the metric that decides."""

    BLOCKED = "blocked"
    EARLY = "early"
    BETTER = "better"
    WORSE = "worse"
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


# more of these is worse
_HARMFUL = frozenset({"unsubscribed", "returned"})
# a shop need not sell every day
_SLACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is concluded of one arm (empty: of the whole test), the few words and the sentence for it.

    `any_time` is the difference with the interval that holds however often one looks, while the experiment runs.
    """

    arm: str
    conclusion: Conclusion
    words: str
    sentence: str
    any_time: Estimate | None = None


def verdicts(found: Findings) -> tuple[Verdict, ...]:
    """One verdict per treatment, or a single one where the arms' sizes forbid any."""
    first = found.reading.metrics[0].overall
    if first.is_blocked:
        return (Verdict("", Conclusion.BLOCKED, "No verdict", first.sentence),)
    fraction = None if found.is_over else found.fractions.get(first.metric, 1.0)
    return tuple(_verdict(arm, first, fraction) for arm in first.arms)


def lacks_orders(found: Findings) -> bool:
    """Whether an experiment is over, and the last order known is of days before its end: some may be missing."""
    known, until = found.known_until, found.until
    return found.is_over and known is not None and until is not None and known < until - _SLACK


def guard_rails(found: Findings) -> tuple[tuple[str, ArmReading], ...]:
    """Watched metrics that got worse (seen; before the end, by the interval that holds however often one looks), as (metric,
    arm)."""
    return tuple(
        (metric.overall.metric, arm)
        for metric in found.reading.metrics[1:]
        for arm in metric.overall.arms
        if _is_seen(arm, None if found.is_over else found.fractions.get(metric.overall.metric, 1.0))
        and is_worse(metric.overall.metric, shown_comparison(arm))
    )


def _is_seen(arm: ArmReading, fraction: float | None) -> bool:
    shown = shown_comparison(arm)
    if fraction is None or not isinstance(shown, Comparison):
        return arm.is_seen
    return not always_valid(shown, fraction).covers(0.0)


def is_worse(metric: str, shown: object) -> bool:
    """Whether a difference is in the direction that nobody wants."""
    if not isinstance(shown, Comparison):
        return False
    return shown.difference.value > 0 if metric in _HARMFUL else shown.difference.value < 0


def _verdict(arm: ArmReading, first: Reading, fraction: float | None) -> Verdict:
    shown = shown_comparison(arm)
    if not isinstance(shown, Comparison):
        return Verdict(arm.arm, Conclusion.UNKNOWN, "Nothing to compare yet", arm.sentence)
    way = Conclusion.WORSE if is_worse(first.metric, shown) else Conclusion.BETTER
    said = "It works" if way is Conclusion.BETTER else "It does harm"
    if fraction is None:
        if arm.is_seen:
            return Verdict(arm.arm, way, said, arm.sentence)
        # of several treatments one may look as if it worked by chance
        said = "Not sure" if shown.is_seen else "No effect seen"
        return Verdict(arm.arm, Conclusion.UNSEEN, said, arm.sentence)
    sequence = always_valid(shown, fraction)
    so_far = difference(sequence, first.is_rate, first.sign)
    if sequence.covers(0.0):
        sentence = f"So far {so_far}, by the interval that holds however often one looks: it may be chance. Wait for the end."
        return Verdict(arm.arm, Conclusion.EARLY, "Too early to tell", sentence, sequence)
    sentence = f"Already {so_far}, by the interval that holds however often one looks. You may stop, or wait to know it better."
    return Verdict(arm.arm, way, f"{said} already", sentence, sequence)
