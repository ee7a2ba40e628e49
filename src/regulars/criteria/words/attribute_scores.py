"""Segments by name, and R, F and M scores."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, TextOperator
from regulars.criteria.tree import (
    All,
    Any,
    Compare,
    Condition,
    Constant,
    FieldText,
    FieldValue,
    Known,
    Not,
)
from regulars.criteria.words.amounts import Cmp, comparison
from regulars.criteria.words.building import compared
from regulars.criteria.words.links import stems, whole
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import (
    AXES,
    BEST_WORDS,
)
from regulars.criteria.words.tokens import Kind


def read_segment(p: State, at: int) -> tuple[Condition, int] | None:
    """A segment by its name: Champions; the At Risk segment; lost customers; can't lose them; any segment but Lost; no segment."""
    apart = _ANY_BUT.at(p.tokens, at)
    others = read_segment(p, apart[1]) if apart is not None and "segment" in p.index.columns else None
    if apart is not None and others is not None:
        return Not(others[0]), p.take(at, others[1], Role.CONDITION)
    none = _NO_SEGMENT.at(p.tokens, at)
    if none is not None and p.word(none[1]) in ("", ",", ".", "and", "but", "or", "who", "with", "yet"):
        p.note("customers without a segment never ordered")
        return Not(Known(FieldValue("segment"))), p.take(at, none[1], Role.CONDITION)
    place = at
    while p.word(place) in word_set(
        "in the segment segments called from rfm of our named group labelled labeled classified as either flagged category bucket"
    ) and not p.done(place + 1):
        if _segment_name(p, place) is not None:
            break
        place += 1
    names: list[str] = []
    end = place
    step = place
    while (one := _segment_name(p, step)) is not None:
        names.extend(one[0])
        end = step = one[1]
        if p.word(end) in word_set("segment segments customers customer group category people bucket shoppers buyers ones"):
            end = step = end + 1
        if p.word(step) in (",", "or", "and", "nor", "/", "plus"):
            step += 2 if p.word(step) == "," and p.word(step + 1) in ("or", "and") else 1
            while p.word(step) in ("the", "in", "our", "also"):
                step += 1
    if not names:
        return None
    p.take(at, place, Role.HARMLESS)
    return FieldText("segment", TextOperator.ANY_OF, tuple(dict.fromkeys(names))), p.take(place, end, Role.VALUE)


_ANY_BUT = table(
    """
out: in any segment but; in any segment except; in any segment other than; any segment but; any segment except;
    any segment other than; in every segment but; in every segment except; every segment but; every segment except;
    in all segments but; in all segments except; all segments but; all segments except; a segment other than;
    in a segment other than; segments other than; in segments other than; all segments other than; in all segments other than
"""
)
_NO_SEGMENT = table("none: in no segment; without a segment; without any segment; not in any segment; no segment; unsegmented")


# the stems of segments that a shorter name can be of
_SPELLINGS = {
    ("loyalist",): (("loyal", "customer"), ("potential", "loyalist")),
    ("lapsing",): (("about", "to", "sleep"),),
    ("can", "not", "lose"): (("can", "not", "lose", "them"),),
    ("cannot", "lose"): (("can", "not", "lose", "them"),),
    ("champion",): (("champion",),),
}
# apart from the keys of other choices, which are places of the request or far from these
_NAMED_KEY = 530_000


def _segment_name(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    if p.word(at) in ("the", "a", "an"):
        return None
    found = whole(p, at, ("segment",))
    if found is not None:
        if p.text(at, found[1]) in ("lost", "promising") and p.word(found[1]) not in (
            "",
            *word_set(
                "nor customers customer segment segments people group , or and who with but from in "
                "shoppers buyers that . ones women men subscribers"
            ),
        ):
            return None
        return found[0].values, found[1]
    for end in range(min(len(p.tokens), at + 4), at, -1):
        run = stems(p, at, end)
        for noun in ("customer", "them", "buyer", "loyalist"):
            links = p.index.whole.get((*run, noun), ())
            for link in links:
                if (
                    link.column == "segment"
                    and run not in (("new",), ("potential",))
                    and (len(run) > 1 or run[0] not in ("new", "big", "can"))
                ) and p.word(end) in word_set("ones buyers shoppers clients people users or and segment members"):
                    return link.values, end
        named = [link for said in _SPELLINGS.get(run, ()) for link in p.index.whole.get(said, ()) if link.column == "segment"]
        if named:
            ways = [(f"in the segment {', '.join(link.values)}", link.values) for link in named]
            return p.choose(_NAMED_KEY + at, ways), end
    return None


def read_score(p: State, at: int) -> tuple[Condition, int] | None:
    """R score of 1; a frequency score of at least 3; top monetary score; R=1; scored 1 on recency; RFM 111."""
    start = at
    while p.word(at) in word_set("with a an the have has having whose their rfm scored score scoring in on") and not p.done(at + 1):
        if AXES.at(p.tokens, at) or BEST_WORDS.at(p.tokens, at):
            break
        if p.word(at) in ("scored", "scoring", "score") and (found := _score_first(p, at + 1)) is not None:
            p.take(start, at + 1, Role.HARMLESS)
            return found
        at += 1
    best = BEST_WORDS.at(p.tokens, at)
    if best is not None:
        place = best[1] + (1 if p.word(best[1]) in ("possible", "rfm") else 0)
        axes = _axes(p, place)
        if axes is None:
            return None
        names, end = axes
        if p.word(end) in ("score", "scores", "rank", "band", "tier"):
            end += 1
        elif p.word(end - 1) not in ("score", "scores"):
            return None
        value = p.index.best_score if best[0] == "best" else p.index.worst_score
        p.note(f"the {best[0]} score is {value}")
        parts = tuple(Compare(FieldValue(axis), Comparator.EQUAL, Constant(Decimal(value))) for axis in names)
        return (parts[0] if len(parts) == 1 else All(parts)), p.take(start, end, Role.VALUE)
    axes = _axes(p, at)
    if axes is None:
        return None
    names, end = axes
    scored = p.word(end - 1) in ("score", "scores")
    if p.word(end) in ("score", "scores"):
        scored, end = True, end + 1
    if not scored and not (
        p.word(end - 1) in ("r", "f", "m")
        and (
            p.word(end) in ("=", ":", "is", "of", "<", ">", "≥", "≤", ">=", "<=", "at", "equals", "above", "below")
            or p.kind(end) is Kind.NUMBER
        )
    ):
        return None
    made = _score_value(p, names, start, end)
    low, high = sorted((int(p.index.best_score), int(p.index.worst_score)))
    beyond = (n for n in range(end, made[1] if made is not None else end) if p.kind(n) is Kind.NUMBER)
    return None if any(not low <= (p.tokens[n].value or 0) <= high for n in beyond) and not scored else made


def _score_first(p: State, at: int) -> tuple[Condition, int] | None:
    """1 on recency; 2 or better for frequency."""
    cmp = comparison(p, at)
    if cmp is None:
        return None
    end = cmp[1]
    while p.word(end) in ("on", "for", "in", "the"):
        end += 1
    axes = _axes(p, end)
    if axes is None:
        return None
    return _with_scores(axes[0], cmp[0]), p.take(cmp[1], axes[1], Role.VALUE)


def _axes(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    names: list[str] = []
    end = at
    while (found := AXES.at(p.tokens, end)) is not None:
        names.append(found[0])
        end = found[1]
        if p.word(end) in (",", "and", "&", "/") and AXES.at(p.tokens, end + 1):
            end += 1
        elif p.word(end) == "," and p.word(end + 1) == "and" and AXES.at(p.tokens, end + 2):
            end += 2
        else:
            break
    return (tuple(names), end) if names and all(name in p.index.shape.fields for name in names) else None


def _score_value(p: State, names: tuple[str, ...], start: int, end: int) -> tuple[Condition, int] | None:
    while p.word(end) in ("of", "is", "are", ":", "equals", "all", "both"):
        end += 1
    judged = p.word(end) if p.word(end) in ("better", "worse") and p.word(end + 1) == "than" else ""
    cmp = comparison(p, end + 1 if judged == "worse" else end)
    if judged and (value := number(p, end + 2)) is not None:
        p.take(start, value[1], Role.CONDITION)
        up = (judged == "better") == (p.index.best_score > p.index.worst_score)
        p.note(f"score {p.index.best_score} is the best")
        limit = Constant(value[0])
        beyond = tuple(Compare(FieldValue(axis), Comparator.ABOVE if up else Comparator.BELOW, limit) for axis in names)
        return (beyond[0] if len(beyond) == 1 else All(beyond)), value[1]
    if cmp is None:
        return None
    p.take(start, end, Role.CONDITION)
    said, end = cmp
    if p.word(end) == "or" and p.kind(end + 1) is Kind.NUMBER:
        second = comparison(p, end + 1)
        if second is not None:
            values = (said.value, second[0].value)
            end = p.take(end, second[1], Role.AMOUNT)
            parts = tuple(
                Any(tuple(Compare(FieldValue(axis), Comparator.EQUAL, Constant(value)) for value in values)) for axis in names
            )
            return (parts[0] if len(parts) == 1 else All(parts)), end
    if p.word(end) == "or" and p.word(end + 1) in ("better", "worse"):
        p.take(end, end + 2, Role.AMOUNT)
        return _better(p, names, said, p.word(end + 1)), end + 2
    if said.said and p.word(end - 1) == "better":
        return _better(p, names, said, "better"), end
    return _with_scores(names, said), end


def _better(p: State, names: tuple[str, ...], cmp: Cmp, word: str) -> Condition:
    up = (word == "better") == (p.index.best_score > p.index.worst_score)
    comparator = Comparator.AT_LEAST if up else Comparator.AT_MOST
    p.note(f"score {p.index.best_score} is the best")
    parts = tuple(Compare(FieldValue(axis), comparator, Constant(cmp.value)) for axis in names)
    return parts[0] if len(parts) == 1 else All(parts)


def _with_scores(names: tuple[str, ...], cmp: Cmp) -> Condition:
    parts = tuple(compared(FieldValue(axis), cmp) for axis in names)
    return parts[0] if len(parts) == 1 else All(parts)
