"""What is believed about a treatment in a segment: the shop's own tests, drawn to each other; else a stated weak prior.

In each segment all treatments are believed together: those that were compared with one control err together, and what one of them
says about the control's luck is known of the others (Gleser and Olkin 2009). With nothing shared it comes down to one treatment at
a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regulars.experiments.horizons import carried
from regulars.experiments.several import Effect, Shrunk, shrunk
from regulars.experiments.shared_controls import Difference, Together, together
from regulars.records import dataclass
from regulars.validation.distributions import normal_reach

if TYPE_CHECKING:
    import numpy as np


# what the source of a belief says that was drawn to the mean of so many segments
DRAWN = "drawn to"


@dataclass(frozen=True, slots=True)
class Tested:
    """One finished test: the difference in the share retained between treated and held out, its standard error, when it ended.

    `name` is what the test is called, `days` over how many outcomes counted (0: not said), `ran` how many it ran in all. `control`
    names the customers held out, whom other treatments may have been compared with, too; `control_error` is the standard error of
    their share.
    """

    segment: str
    treatment: str
    lift: float
    error: float
    ended: str = ""
    name: str = ""
    days: int = 0
    ran: int = 0
    control: str = ""
    control_error: float = 0.0


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


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is believed of several segments and treatments, in the order asked, and the covariance of how these beliefs err."""

    each: tuple[Belief, ...]
    covariance: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class _Posterior:
    """A belief with what it shares: `own` is its variance beside that of the means it is drawn to, `pulls` how much it moves with
    the mean of each treatment."""

    belief: Belief
    own: float
    pulls: Mapping[str, float]


def for_period(tests: Sequence[Tested], days: int) -> tuple[Tested, ...]:
    """Tests as they are believed in a plan of so many days (see `horizons.carried`)."""
    found = []
    for test in tests:
        over = carried(test.days, days)
        lift, error = over.lift(test.lift), over.error(test.lift, test.error)
        found.append(replace(test, lift=lift, error=error, control_error=over.factor * test.control_error))
    return tuple(found)


def learned(tests: Sequence[Tested], prior: Belief) -> tuple[Learned, ...]:
    """What is believed of every segment and treatment that were tested, by treatment, then segment."""
    pairs: dict[tuple[str, str], list[Tested]] = {}
    for test in tests:
        pairs.setdefault((_key(test.treatment), _key(test.segment)), []).append(test)
    of_pairs = [of_pair for _, of_pair in sorted(pairs.items())]
    found = believed([(of_pair[0].segment, of_pair[0].treatment) for of_pair in of_pairs], tests, prior)
    return tuple(
        Learned(
            of_pair[0].segment,
            of_pair[0].treatment,
            each,
            tuple(sorted(of_pair, key=lambda test: test.ended, reverse=True)),
        )
        for of_pair, each in zip(of_pairs, found.each, strict=True)
    )


def belief(segment: str, treatment: str, tests: Sequence[Tested], prior: Belief) -> Belief:
    """What to believe of a treatment in a segment; see `believed`."""
    return believed([(segment, treatment)], tests, prior).each[0]


def believed(pairs: Sequence[tuple[str, str]], tests: Sequence[Tested], prior: Belief) -> Beliefs:
    """What to believe of each (segment, treatment); names are the same whatever their case.

    Several segments in which a treatment was tested: random effects, empirical Bayes (`several.shrunk`); a segment in which it was
    never tested gets the mean of the others, with the spread between them added to its error. One test: the prior updated by it.
    None: the prior.
    """
    known = _Known(tests, prior)
    keys = [(_key(segment), _key(treatment)) for segment, treatment in pairs]
    found = {key: known.posterior(*key) for key in dict.fromkeys(keys)}
    return Beliefs(
        tuple(found[key].belief for key in keys),
        tuple(tuple(known.shared(first, second, found) for second in keys) for first in keys),
    )


class _Known:
    """What tests say, segment by segment, and of each treatment over its segments."""

    def __init__(self, tests: Sequence[Tested], prior: Belief) -> None:
        self.prior = prior
        self.tests = tests
        by_segment: dict[str, list[Tested]] = {}
        for test in tests:
            by_segment.setdefault(_key(test.segment), []).append(test)
        self.segments = {name: together([_difference(test) for test in several]) for name, several in by_segment.items()}
        self.means: dict[str, Shrunk] = {}
        for treatment in dict.fromkeys(_key(test.treatment) for test in tests):
            drawn = shrunk(self._effects(treatment))
            if isinstance(drawn, Shrunk):
                self.means[treatment] = drawn
        self.joint = {name: self._jointly(found) for name, found in self.segments.items()}

    def posterior(self, segment: str, treatment: str) -> _Posterior:
        """What is believed of one treatment in one segment."""
        mean, ended = self.means.get(treatment), self._ended(treatment)
        here = self.segments.get(segment)
        if here is not None and treatment in here.treatments:
            return self._tested_here(segment, treatment)
        if mean is not None:
            spread = mean.variance
            told = Belief(
                mean.mean.value, math.sqrt(_mean_variance(mean) + spread), f"from {len(mean.effects)} other segments", ended
            )
            return _Posterior(told, spread, {treatment: 1.0})
        elsewhere = self._effects(treatment)
        if elsewhere:
            # one test elsewhere says less: its error is at least the prior's
            error = math.hypot(elsewhere[0].error, self.prior.error)
            weights = self.prior.error**-2, error**-2
            lift = (weights[0] * self.prior.lift + weights[1] * elsewhere[0].value) / sum(weights)
            told = Belief(lift, sum(weights) ** -0.5, f"from {elsewhere[0].name} alone", ended)
            return _Posterior(told, told.error**2, {})
        return _Posterior(self.prior, self.prior.error**2, {})

    def shared(self, first: tuple[str, str], second: tuple[str, str], found: Mapping[tuple[str, str], _Posterior]) -> float:
        """The covariance of two beliefs: the same, of one control, or drawn to one mean."""
        one, other = found[first], found[second]
        common = sum(pull * other.pulls.get(name, 0.0) * _mean_variance(self.means[name]) for name, pull in one.pulls.items())
        if first == second:
            return common + one.own
        here = self.segments.get(first[0])
        if first[0] == second[0] and here is not None and first[1] in here.treatments and second[1] in here.treatments:
            own = self.joint[first[0]][1]
            common += float(own[here.treatments.index(first[1]), here.treatments.index(second[1])])
        return common

    def _tested_here(self, segment: str, treatment: str) -> _Posterior:
        here, (values, own, pulls) = self.segments[segment], self.joint[segment]
        place = here.treatments.index(treatment)
        drawn_to = {name: float(pulls[place, other]) for other, name in enumerate(here.treatments) if name in self.means}
        variance = float(own[place, place])
        from_means = sum(pull**2 * _mean_variance(self.means[name]) for name, pull in drawn_to.items())
        mine = [test for test in self.tests if _key(test.treatment) == treatment]
        told = "tested here"
        if treatment in self.means:
            error = math.sqrt(here.covariance[place][place])
            told = f"alone {in_points(here.values[place], error)}, {DRAWN} {len(self.means[treatment].effects)}"
        elif len(mine) == 1:
            told = "tested here once"
        ended = max(test.ended for test in mine if _key(test.segment) == segment)
        return _Posterior(Belief(float(values[place]), math.sqrt(variance + from_means), told, ended), variance, drawn_to)

    def _jointly(self, here: Together) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of the treatments of a segment: what is believed, the covariance of it beside the means', and the pull of each mean.

        The normal posterior with V the variances between segments (the prior's where nothing else is known) and S the covariance of
        what was seen: W = V (V + S)^-1, m + W (y - m), W S, I - W.
        """
        import numpy as np

        means = [self.means.get(name) for name in here.treatments]
        expected = np.array([self.prior.lift if mean is None else mean.mean.value for mean in means])
        spread = np.diag([self.prior.error**2 if mean is None else mean.variance for mean in means])
        seen = np.array(here.covariance)
        weight = spread @ np.linalg.inv(spread + seen)
        return expected + weight @ (np.array(here.values) - expected), weight @ seen, np.eye(len(means)) - weight

    def _effects(self, treatment: str) -> list[Effect]:
        """What each segment says of a treatment."""
        found = []
        for name, here in self.segments.items():
            if treatment in here.treatments:
                place = here.treatments.index(treatment)
                called = next(test.segment for test in self.tests if _key(test.segment) == name)
                found.append(Effect(called, here.values[place], math.sqrt(here.covariance[place][place])))
        return found

    def _ended(self, treatment: str) -> str:
        return max((test.ended for test in self.tests if _key(test.treatment) == treatment), default="")


def _difference(test: Tested) -> Difference:
    return Difference(_key(test.treatment), test.lift, test.error, test.control, test.control_error)


def in_points(lift: float, error: float) -> str:
    """A lift with its standard error, in points."""
    return f"{100 * lift:+.1f} ± {100 * error:.1f}".replace("-", "\N{MINUS SIGN}")


def _mean_variance(found: Shrunk) -> float:
    """The variance of the mean that effects are drawn to."""
    return float(((found.mean.high - found.mean.low) / 2 / normal_reach(found.mean.level)) ** 2)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
