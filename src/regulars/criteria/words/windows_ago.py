"""Windows counted back: more than 60 days ago, 6 to 12 months ago."""

from __future__ import annotations

from regulars.criteria.terms import Comparator, Past, Unit, Window
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.lengths import length, length_limits
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.window_terms import When


def counted_back(p: State, at: int) -> tuple[When, int] | None:
    """more than 60 days ago; 6 to 12 months ago; a year ago or more; before 90 days ago."""
    mark, start = p.mark(), at
    opened = (
        p.word(at)
        if p.word(at) in ("before", "since", "until", "from", "within", "in", "after") and number(p, at + 1) is None
        else ""
    )
    compared = _ago_limits(p, at)
    if compared is not None:
        return compared
    p.back(mark)
    opened = p.word(at) if p.word(at) in ("before", "since", "until", "after", "by", "earlier", "from") else ""
    if opened:
        at += 2 if opened == "earlier" else 1
    many = length(p, at)
    if many is None or p.word(many[2]) not in ("ago", "back", "prior"):
        p.back(mark)
        return None
    end = many[2] + 1
    older = Past(None, many[0], many[1])
    if (
        p.are(end, "or", "more")
        or p.are(end, "or", "longer")
        or p.are(end, "or", "earlier")
        or p.are(end, "or", "before")
        or p.are(end, "and", "earlier")
    ):
        return When(older), p.take(start, end + 2, Role.WINDOW)
    if p.are(end, "or", "less") or p.are(end, "or", "later") or p.are(end, "or", "sooner"):
        return When(Past(many[0], 0, many[1])), p.take(start, end + 2, Role.WINDOW)
    p.take(start, end, Role.WINDOW)
    if opened in ("before", "until", "by", "earlier"):
        return When(older), end
    if opened in ("since", "after", "from"):
        return When(Past(many[0], 0, many[1])), end
    return When(p.choose(start, _on_or_before(many[0], many[1]))), end


def _on_or_before(many: int, named: Unit) -> list[tuple[str, Window | None]]:
    what = f"{many} {named.value}{'s' if many > 1 else ''}"
    return [
        (f"{what} ago or earlier", Past(None, many, named)),
        (f"in the {named.value} that ended {what} ago", Past(many + 1, many, named)),
        (f"within the last {what}", Past(many, 0, named)),
    ]


def _ago_limits(p: State, at: int) -> tuple[When, int] | None:
    start = at
    if p.word(at) in ("from", "in", "within", "since") and p.word(at + 1) in ("between", "over", "more"):
        at += 1
    found = length_limits(p, at)
    if found is None or p.word(found[2]) not in ("ago", "back", "prior", "before"):
        return None
    cmp, named, end = found
    if p.word(end) in ("prior", "before") and not p.done(end + 1):
        return None
    return _past_of(cmp, named, p.take(start, end + 1, Role.WINDOW))


def _past_of(cmp: Cmp, named: tuple[Unit, int], end: int) -> tuple[When, int] | None:
    size = named[1]
    if len(cmp.parts) == 2:
        low, high = sorted(int(part[1].value) * size for part in cmp.parts)
        return When(Past(high, low, named[0])), end
    many = int(cmp.value) * size
    if cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST):
        return When(Past(None, many, named[0])), end
    if cmp.comparator in (Comparator.BELOW, Comparator.AT_MOST):
        return When(Past(many, 0, named[0])), end
    return None
