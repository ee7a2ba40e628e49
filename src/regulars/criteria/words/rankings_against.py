"""A figure against those of all customers: above average, in the top tenth, beyond a percentile."""

from __future__ import annotations

from regulars.criteria.terms import Comparator, End, RankBy, Statistic
from regulars.criteria.tree import Compare, Condition, OfBase, Quantity, Rank
from regulars.criteria.words.rankings import extent
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.rankings import ABOVE, ENDS, WHO


def against_average(p: State, at: int) -> tuple[tuple[Comparator, Statistic], int] | None:
    """above average; below the median."""
    found = ABOVE.at(p.tokens, at)
    if found is None:
        return None
    if p.word(found[1]) in ("gap", "interval", "time", "of") or (
        p.word(found[1]) in ("order", "number", "basket")
        and p.text(at, found[1]).startswith(("above the", "over the", "higher than the"))
    ):
        return None
    comparator = Comparator.ABOVE if found[0].startswith("above") else Comparator.BELOW
    return (comparator, Statistic.MEDIAN if found[0].endswith("median") else Statistic.AVERAGE), p.take(
        at, found[1], Role.CONDITION
    )


def compared_to_average(p: State, measured: Quantity, said: tuple[Comparator, Statistic]) -> Condition:
    """The quantity against the figure of all customers."""
    p.note("the average is over the customers with an order")
    return Compare(measured, said[0], OfBase(said[1], measured))


def percentile(p: State, measured: Quantity, at: int) -> tuple[Condition, int] | None:
    """above the 90th percentile; in the top 10%; in the bottom quarter."""
    place = at
    while p.word(place) in ("is", "are", "in", "at", "lies", "falls", "within", "ranks", "puts", "them"):
        place += 1
    ends = ENDS.at(p.tokens, place + 1 if p.word(place) == "the" else place)
    if ends is not None:
        said = extent(p, ends[1])
        if said is not None and said[0] is RankBy.SHARE:
            who = WHO.at(p.tokens, said[2])
            end = who[1] if who else said[2]
            return Rank(measured, End.TOP if ends[0] == "top" else End.BOTTOM, RankBy.SHARE, said[1]), p.take(
                at, end, Role.CONDITION
            )
    word = p.word(place)
    if word in ("above", "over", "beyond", "below", "under", "exceeding"):
        step = place + (2 if p.word(place + 1) == "the" else 1)
        token = p.tokens[step] if not p.done(step) else None
        if token is not None and token.value is not None and p.word(step + 1) == "percentile" and token.value <= 100:
            figure = OfBase(Statistic.PERCENTILE, measured, token.value)
            comparator = Comparator.BELOW if word in ("below", "under") else Comparator.ABOVE
            return Compare(measured, comparator, figure), p.take(at, step + 2, Role.CONDITION)
    return None
