"""What is believed about a treatment in a segment: the shop's own tests, drawn to each other; else a stated weak prior."""

from __future__ import annotations

import math
from collections.abc import Sequence

from regulars.experiments.several import Effect, shrunk
from regulars.records import dataclass
from regulars.validation.distributions import normal_reach
from regulars.validation.estimates import Refusal


@dataclass(frozen=True, slots=True)
class Tested:
    """One finished test: the difference in the share retained between treated and held out, its standard error, when it ended.

    `name` is what the test is called, `days` how long outcomes counted (0: not said).
    """

    segment: str
    treatment: str
    lift: float
    error: float
    ended: str = ""
    name: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal belief about a lift. `source` says in words where it comes from; `ended` is the day of the last test behind it."""

    lift: float
    error: float
    source: str
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a segment and a treatment have taught: the belief, and the tests of just these two behind it, last one first."""

    segment: str
    treatment: str
    belief: Belief
    tests: tuple[Tested, ...]


def learned(tests: Sequence[Tested], prior: Belief) -> tuple[Learned, ...]:
    """What is believed of every segment and treatment that were tested, by treatment, then segment."""
    pairs: dict[tuple[str, str], list[Tested]] = {}
    for test in tests:
        pairs.setdefault((_key(test.treatment), _key(test.segment)), []).append(test)
    found = []
    for _, of_pair in sorted(pairs.items()):
        first = of_pair[0]
        last_first = tuple(sorted(of_pair, key=lambda test: test.ended, reverse=True))
        found.append(Learned(first.segment, first.treatment, belief(first.segment, first.treatment, tests, prior), last_first))
    return tuple(found)


def belief(segment: str, treatment: str, tests: Sequence[Tested], prior: Belief) -> Belief:
    """What to believe of a treatment in a segment; names are the same whatever their case.

    Several tests of the treatment: random effects, empirical Bayes (`several.shrunk`); a segment in which it was never tested gets
    the mean of the others, with the spread between them added to its error. One test: the prior updated by it. None: the prior.
    """
    of_treatment = [test for test in tests if _key(test.treatment) == _key(treatment)]
    by_segment: dict[str, list[Tested]] = {}
    for test in of_treatment:
        by_segment.setdefault(_key(test.segment), []).append(test)
    merged = {name: _together(several) for name, several in by_segment.items()}
    here = merged.get(_key(segment))
    drawn = shrunk([Effect(each.segment, each.lift, each.error) for each in merged.values()]) if len(merged) > 1 else None
    if drawn is not None and not isinstance(drawn, Refusal):
        if here is not None:
            mine = drawn.effects[list(merged).index(_key(segment))]
            told = f"tested here, drawn to {len(merged)} segments"
            return Belief(mine.value, _error(mine.low, mine.high, mine.level), told, here.ended)
        spread = math.hypot(_error(drawn.mean.low, drawn.mean.high, drawn.mean.level), math.sqrt(drawn.between.variance))
        return Belief(drawn.mean.value, spread, f"from {len(merged)} other segments", max(each.ended for each in merged.values()))
    if here is not None:
        return _updated(prior, here, "tested here once" if len(of_treatment) == 1 else "tested here")
    if merged:
        # one test elsewhere says less: its error is at least the prior's
        (elsewhere,) = merged.values()
        widened = Tested(segment, treatment, elsewhere.lift, math.hypot(elsewhere.error, prior.error), elsewhere.ended)
        return _updated(prior, widened, f"from {elsewhere.segment} alone")
    return prior


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _together(tests: Sequence[Tested]) -> Tested:
    """Tests of one treatment in one segment as one, by inverse variance."""
    weights = [test.error**-2 for test in tests]
    lift = sum(weight * test.lift for weight, test in zip(weights, tests, strict=True)) / sum(weights)
    return Tested(tests[0].segment, tests[0].treatment, lift, sum(weights) ** -0.5, max(test.ended for test in tests))


def _updated(prior: Belief, test: Tested, source: str) -> Belief:
    """The normal prior after a normal observation."""
    weights = prior.error**-2, test.error**-2
    lift = (weights[0] * prior.lift + weights[1] * test.lift) / sum(weights)
    return Belief(lift, sum(weights) ** -0.5, source, test.ended)


def _error(low: float, high: float, level: float) -> float:
    return (high - low) / 2 / normal_reach(level)
