"""One thing after another: within 30 days of signing up, after their first order, since they clicked, afterwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import Around, FieldValue, Measure, Quantity, Rows
from regulars.criteria.words.anchors import DAYS, anchor, limits, say_days
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.lengths import amount_of_time, length, unit
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequence_windows import after_signing_up, after_time, days_after, none_after_latest, open_ended
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.tables.sequences import LATER
from regulars.criteria.words.windows import window


def sequel(p: State, f: Frame, at: int) -> int | None:
    """A relation in time to something else; gives the place after it."""
    for attempt in (_within_of, _after_anchor, _first_days, _next_days, _week_after, _adverb):
        mark = p.mark()
        end = attempt(p, f, at)
        if end is not None:
            return end
        p.back(mark)
    return None


def _within_of(p: State, f: Frame, at: int) -> int | None:
    found = limits(p, at)
    if found is None:
        return None
    low, high, place = found
    word = p.word(place)
    if word not in ("of", "after", "before", "from", "following", "since", "prior", "later", "afterwards", "beforehand", "apart"):
        return None
    p.take(at, place, Role.WINDOW)
    if _so_long_after(p, at, place):
        return _after_so_long(p, f, at, place)
    ends = p.word(place + 1) in ("", ",", ".", ";", "and", "but", "or")
    if (
        word in ("later", "afterwards")
        or (word in ("after", "following") and ends)
        or p.are(place, "after", "that")
        or p.are(place, "of", "that")
        or p.are(place, "of", "it")
        or p.are(place, "after", "it")
        or p.are(place, "of", "doing", "so")
    ):
        words = 3 if p.are(place, "of", "doing", "so") else 1 if ends or word in ("later", "afterwards") else 2
        end = p.take(place, place + words, Role.CONNECTION)
        return _of_previous(p, f, high, end)
    backwards = word in ("before", "prior")
    step = place + (2 if p.word(place + 1) == "to" and word == "prior" else 1)
    if p.word(step) in ("when",):
        step += 1
    p.take(place, step, Role.CONNECTION)
    if p.negated and p.word(at) == "for" and low and high is None:
        # nothing "for at least 90 days before it" is nothing in those 90 days
        low, high = Decimal(0), low
    return _related(p, f, step, low, high, backwards=backwards)


def _so_long_after(p: State, at: int, place: int) -> bool:
    """Whether a bare length stands before "after" or "later", with no "within" or "in the": "30 days after signing up"."""
    bare = (
        length(p, at) is not None
        and amount_of_time(p, at) is None
        and p.word(at - 1) not in ("the", "within", "in", "those", "next")
    )
    return bare and p.word(place) in ("after", "later", "following", "afterwards", "before", "prior", "beforehand")


def _after_so_long(p: State, f: Frame, at: int, place: int) -> int | None:
    """ "30 days after signing up": within that time, or when it was over; beside another deed, which of them cannot be told."""
    many = length(p, at)
    side = "before" if p.word(place) in ("before", "prior", "beforehand") else "after"
    step = place + (2 if p.are(place, "prior", "to") else 1)
    fixed = anchor(p, step) if p.word(place) in ("after", "following", "before", "prior") else None
    said = p.text(at, place)
    if fixed is None or many is None:
        other = gerund(p, step)
        end = other[1] if other is not None else place + 1 + (p.word(place + 1) in ("that", "it", "this"))
        told = p.text(at, place + 1)
        p.object(at, end, f"“{told}” can be within {said}, or not until {said} were over", f"say “within {said} {side}”")
        return p.take(at, end, Role.WINDOW)
    p.take(place, step, Role.CONNECTION)
    days = DAYS[many[1]] * many[0]
    say_days(p, many[1])
    ways = [(f"within {said} {side} it", (Decimal(0), days)), (f"{said} or more {side} it", (days, None))]
    near, far = p.choose(_SO_LONG_KEY + at, ways)
    if side == "after":
        f.around = Around(fixed[0], near, far, strictly=fixed[2] and f.position is None and not near)
    else:
        f.around = Around(fixed[0], None if far is None else -far, -near, strictly=not near)
    return fixed[1]


# apart from the keys of other choices, which are places of the request or far from these
_SO_LONG_KEY = 170_000
_WITH_IT_KEY = 220_000


def _related(
    p: State, f: Frame, at: int, low: Decimal | None, high: Decimal | None, *, backwards: bool, since: bool = False
) -> int | None:
    fixed = anchor(p, at)
    if fixed is not None:
        time, end, is_order = fixed
        said = window(p, end) if since and time == FieldValue("created_at") else None
        if said is not None and said[0].window is not None:
            p.object(at, said[1], "can be when they signed up or when they ordered", "say “signed up in ... and ...”")
        strict = is_order and f.position is None and (not f.is_event or high is None)
        if strict and f.head == "spend" and high is not None and not low and p.word(at - 1) == "of":
            # "spent over $300 within 30 days of their first order": on that order, too, or after it
            strict = not p.choose(_WITH_IT_KEY + at, [("with that order itself", True), ("without that order itself", False)])
        if backwards:
            f.around = Around(time, None if high is None else -high, Decimal(0) if not low else -low, strictly=True)
        else:
            f.around = Around(time, low, high, strictly=strict)
        return end
    other = gerund(p, at)
    if other is None:
        return None
    frame, end = other
    if backwards and {"ever", "any"} & set(p.text(at, end).split()) and len(frame.windows) < 2:
        # before they ever did it: before the first time
        from regulars.criteria.words.quantities import rows

        of = Source.EVENTS if frame.is_event else Source.ORDERS
        first = Measure(Aggregate.FIRST, rows(p, frame, frame.windows[0] if frame.windows else None, of))
        f.around = Around(first, None if high is None else -high, Decimal(0), strictly=True)
        return end
    if backwards:
        f.sequels.append(Sequel(frame, after=False, days=high))
    elif since or (low and low > 0):
        if len(frame.windows) > 1:
            return None
        from regulars.criteria.words.quantities import rows

        anchor_time = Measure(
            Aggregate.LAST,
            rows(p, frame, frame.windows[0] if frame.windows else None, Source.EVENTS if frame.is_event else Source.ORDERS),
        )
        f.around = Around(anchor_time, low or Decimal(0), high, strictly=True)
        f.sequels.append(Sequel(frame, after=True)) if not (f.negated or p.negated) else None
        p.note("“since” is taken as since the last time")
    else:
        f.sequels.append(Sequel(frame, after=True, days=high))
    return end


def gerund(p: State, at: int) -> tuple[Frame, int] | None:
    """Another thing done: clicking an email; they visited the site; a purchase of shoes."""
    from regulars.criteria.words.dependents import dependents
    from regulars.criteria.words.verbs import verb_frame

    start = at
    while p.word(at) in (
        "they",
        "having",
        "the",
        "a",
        "an",
        "their",
        "last",
        "being",
        "have",
        "any",
        "getting",
        "ever",
        "first",
    ) and not VERBS.at(p.tokens, at):
        at += 1
    p.take(start, at, Role.HARMLESS)
    found = verb_frame(p, at)
    if found is None:
        return None
    frame, end = found
    inner = p.mark()
    end = dependents(p, frame, end)
    once = frame.count is not None and frame.count.comparator is Comparator.AT_LEAST and frame.count.value == 1
    if once and frame.noun in ("", "order"):
        frame.count = None
    if frame.head == "sign_up" or not frame.narrows_only():
        p.back(inner)
        return None
    before = p.previous
    repeated = isinstance(before, Frame) and frame.head == before.head and frame.plain
    spoken_of = {"it", "them"} & set(p.text(at, end).split())
    if spoken_of and isinstance(before, Frame) and before.head in ("buy", "use") and frame.head in ("buy", "use") and frame.plain:
        frame.goods, frame.filters = list(before.goods), list(before.filters)
    if (frame.pronoun or repeated) and isinstance(before, Frame) and before.is_event:
        frame.filters, frame.windows = list(before.filters), list(before.windows)
    return frame, end


def _after_anchor(p: State, f: Frame, at: int) -> int | None:
    """after signing up; before their second order; since their last order; prior to joining."""
    words = {"after": 1, "following": 1, "since": 1, "before": 1, "upon": 1}
    word = p.word(at)
    if p.are(at, "prior", "to"):
        word, step = "before", at + 2
    elif p.are(at, "any", "time", "after") or p.are(at, "ever", "since"):
        step = at + (3 if p.word(at) == "any" else 2)
        word = p.word(step - 1)
    elif word in words:
        step = at + 1
    else:
        return None
    p.take(at, step, Role.CONNECTION)
    if p.word(step) in ("that", "then", "this", "it"):
        return None
    return _related(p, f, step, None if word == "before" else Decimal(0), None, backwards=word == "before", since=word == "since")


def _first_days(p: State, f: Frame, at: int) -> int | None:
    """in their first 30 days; in their first year with us: counted from the first order."""
    place = at
    while p.word(place) in ("in", "within", "during", "over", "the"):
        place += 1
    if p.word(place) not in ("their", "his", "her") or p.word(place + 1) != "first" or place == at:
        return None
    many = length(p, place + 2)
    if many is None:
        named = unit(p, place + 2)
        if named is None:
            return None
        many = (named[1], named[0], named[2])
    end = many[2]
    for words in (
        ("as", "a", "customer"),
        ("as", "customers"),
        ("with", "us"),
        ("as", "members"),
        ("of", "membership"),
        ("as", "customer"),
    ):
        if p.are(end, *words):
            end += len(words)
            break
    label = p.text(place + 2, many[2])
    starts: list[tuple[str, Quantity]] = [
        (f"the first {label} after signing up", FieldValue("created_at")),
        (f"the first {label} after the first order", Measure(Aggregate.FIRST, Rows(Source.ORDERS))),
    ]
    time = p.choose(at, starts)
    f.around = Around(time, Decimal(0), DAYS[many[1]] * many[0])
    return p.take(at, end, Role.WINDOW)


def _next_days(p: State, f: Frame, at: int) -> int | None:
    """in the next 7 days; over the following month: after what the clause before said."""
    place = at
    while p.word(place) in ("in", "for", "within", "during", "over", "the"):
        place += 1
    if place == at or p.word(place) not in ("next", "following", "subsequent") or not isinstance(p.previous, Frame):
        return None
    many = length(p, place + 1)
    if many is None:
        return None
    return _of_previous(p, f, DAYS[many[1]] * many[0], p.take(at, many[2], Role.WINDOW))


def _week_after(p: State, f: Frame, at: int) -> int | None:
    """in the week after; the month following; within a week after: after what the clause before said."""
    place = at
    while p.word(place) in ("in", "within", "during", "over", "the", "a"):
        place += 1
    named = unit(p, place)
    if (
        place == at
        or named is None
        or p.word(named[2]) not in ("after", "afterwards", "following")
        or not isinstance(p.previous, Frame)
    ):
        return None
    end = named[2] + (2 if p.word(named[2] + 1) in ("that", "it", "this") else 1)
    if p.word(end) not in ("", ",", ".", "and", "but", "or"):
        return None
    return _of_previous(p, f, DAYS[named[0]] * named[1], p.take(at, end, Role.WINDOW))


def _adverb(p: State, f: Frame, at: int) -> int | None:
    found = LATER.at(p.tokens, at)
    if found is not None:
        following = p.word(found[1])
        if (
            p.word(at) in ("after", "since", "then", "later")
            and found[1] - at == 1
            and following not in ("", ",", "and", "but", "or", ".")
        ):
            return None
        if p.word(at) == "later" and p.word(at - 1) in ("and", "then"):
            return None
        if p.word(at) == "then" and found[1] - at == 1:
            if isinstance(p.previous, Frame) and p.previous.windows and not f.windows:
                f.windows = list(p.previous.windows)
                return p.take(at, at + 1, Role.WINDOW)
            p.object(at, at + 1, "can be at that time or after it", "say “afterwards”, or “in the same order”")
            return at + 1
        if p.text(at, found[1]) == "since then" and (same := open_ended(p.previous)) is not None and not f.windows:
            f.windows = [same]
            return p.take(at, found[1], Role.WINDOW)
        return _of_previous(p, f, None, p.take(at, found[1], Role.CONNECTION), since="since" in p.text(at, found[1]))
    return None


def _of_previous(p: State, f: Frame, days: Decimal | None, end: int, *, since: bool = False) -> int | None:
    """After what the clause before said was done."""
    other = p.previous
    if not isinstance(other, Frame) or other.head == "sign_up":
        return after_signing_up(p, f, other, days, end) if isinstance(other, Frame) and other.around is None else None
    if days is not None and p.before is not None and p.before.negated and not p.negated:
        p.object(end - 1, end, "points back to what was not done", "say after what it was")
    other = replace(other.copy(), negated=False)
    if other.head == "spend" and (after := days_after(p, other)) is not None and days is None and f.head == "buy":
        f.windows = [after]
        return end
    if other.head == "spend":
        return None
    own = bool(f.goods or f.filters) and bool(other.goods or other.filters) and not (p.negated or f.denied)
    after = days_after(p, other) if days is None and other.head == f.head == "buy" and not other.sequels and not own else None
    if after is not None:
        f.windows = [after]
        return end
    if days is None and (told := after_time(p, other, end)) is not None:
        f.windows = [told]
        return end
    if len(other.windows) > 1:
        return None
    denied = p.negated or f.negated or f.denied
    if denied and days is None and not since:
        since = none_after_latest(p, f, other, end)
    if (since and denied) or other.position is not None:
        from regulars.criteria.words.quantities import rows

        kind = Source.EVENTS if other.is_event else Source.ORDERS
        f.around = Around(
            Measure(Aggregate.LAST, rows(p, other, other.windows[0] if other.windows else None, kind)),
            Decimal(0),
            days,
            strictly=True,
        )
        return end
    f.sequels.append(Sequel(other, after=True, days=days))
    return end
