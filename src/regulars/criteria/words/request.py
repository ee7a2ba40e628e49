"""A whole request: clauses and what joins them, from the first word to the last."""

from __future__ import annotations

from regulars.criteria.tree import FieldText
from regulars.criteria.words.alternatives import either_group, groups_combined, not_both
from regulars.criteria.words.brackets import bracket, explains, says_again
from regulars.criteria.words.clause import BUYERS, LEADERS, Clause
from regulars.criteria.words.clauses import clause
from regulars.criteria.words.colon_lists import colon_list
from regulars.criteria.words.colon_lists import not_both as not_both_of
from regulars.criteria.words.connections import BUYING, connection
from regulars.criteria.words.counted_without import settle_counted_without, settle_spent_without
from regulars.criteria.words.doubts.settled import settle_all_doubts
from regulars.criteria.words.exceptions import excepted
from regulars.criteria.words.following import PUNCTUATION, may_follow
from regulars.criteria.words.headings import settle_fronted, settle_heading, settle_time_behind
from regulars.criteria.words.items import Item, item_of
from regulars.criteria.words.lone import lone_ways
from regulars.criteria.words.opening import opening
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.rankings_without import settle_ranked_without
from regulars.criteria.words.results import Role
from regulars.criteria.words.sharing import behaves
from regulars.criteria.words.single_order import settle_single_order, settle_told_order
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import CLOSERS, CONNECTORS, NEGATIONS, SUBJECTS
from regulars.criteria.words.windows import window


def parse(p: State, at: int = 0) -> Parsed:
    """Read the tokens from the place to the last."""
    items: list[Item] = []
    missed: list[tuple[int, int]] = []
    at = opening(p) if at == 0 else at
    while not p.done(at):
        shared = _for_all(p, at, items) or _after_a_place(p, at, items)
        if shared is not None:
            at = shared
            continue
        apart = _not_both(p, at, items)
        if apart is not None:
            at = apart
            continue
        joint, place = connection(p, at, bool(items))
        again = says_again(p, place, items)
        inside = None if again else bracket(p, joint, place, parse) or colon_list(p, joint, place, parse)
        inside = inside or (None if again else not_both_of(p, joint, place, parse))
        if inside is not None:
            items.append(inside[0])
            at = inside[1]
            continue
        if p.done(place):
            if joint not in ("next", "comma", "semicolon") or _dangling(p, at, place):
                missed.append((at, place))
            break
        mark = p.mark()
        found = clause(p, place, items[-1].clause if items else None)
        if found is not None and (again or explains(p, place, found, items)):
            found = None
        if found is not None and found.end > place and may_follow(p, joint, found, place, items):
            missed.extend(_senseless(p, joint, found, at, place, items))
            items.append(either_group(p, item_of(p, joint, found, at, place, items), at, place, items[-1] if items else None))
            at = _never(p, found)
            continue
        p.back(mark)
        also = p.word(place) == "too" and bool(items) and items[-1].clause.attribute
        end = None if also or _dangling(p, at, place) else _harmless_tail(p, place)
        if (
            end is None
            and p.word(place) == "only"
            and items
            and items[-1].clause.attribute
            and not items[-1].clause.negated
            and p.word(place + 1) in ("", ",", ".", ":", ";")
        ):
            end = p.take(place, place + 1, Role.HARMLESS)
        if end is not None:
            at = end
            continue
        stuck = _stuck(p, place)
        missed.append(stuck)
        at = stuck[1]
    return _settled(p, items, missed)


def _settled(p: State, items: list[Item], missed: list[tuple[int, int]]) -> Parsed:
    """The condition of all the clauses, once what each says of its neighbours is settled."""
    settle_fronted(p, items, missed)
    settle_heading(p, items)
    settle_single_order(p, items)
    settle_told_order(p, items)
    settle_time_behind(p, items)
    settle_ranked_without(p, items)
    settle_counted_without(p, items)
    settle_spent_without(p, items)
    settle_all_doubts(p, items)
    if missed or not items:
        return Parsed(None, missed or [(0, len(p.tokens))])
    lone = lone_ways(p, [item.clause for item in items])
    if lone is not None:
        return Parsed(lone)
    return Parsed(groups_combined(p, excepted(p, items)))


def _or_between_brackets(p: State, at: int) -> bool:
    """Whether an "or" stands between two brackets after the place, the first of which is open there."""
    depth, joined = 1, False
    for n in range(at, len(p.tokens)):
        depth += {"(": 1, ")": -1}.get(p.word(n), 0)
        joined = joined or (depth == 0 and p.word(n) == "or")
        if joined and p.word(n) == "(":
            return True
    return False


def _bare_verb(c: Clause) -> bool:
    """Whether a verb stands alone, that what is in brackets after it would have to belong to: "bought (tops and bags)"."""
    return c.frame is not None and c.frame.head in ("buy", "use", "spend") and c.frame.plain and not c.frame.objects


def _senseless(p: State, joint: str, found: Clause, at: int, place: int, items: list[Item]) -> list[tuple[int, int]]:
    """The connection before a clause, where it has no meaning there."""
    if joint == "except" and not items and found.frame is not None and "but" in p.text(at, place).split():
        return [(at, place)]
    if joint == "nor" and not (items and (items[-1].clause.negated or "neither" in p.text(0, place).split())):
        return [(place - 1, place)]
    if items and "(" in p.text(at, place).split() and _bare_verb(items[-1].clause) and _or_between_brackets(p, place):
        return [(items[-1].clause.start, found.end)]
    if joint == "then" and (
        found.attribute or items[-1].clause.frame is None or items[-1].clause.frame.head in ("spend", "measure")
    ):
        return [(place - 1, place)]
    return []


def _not_both(p: State, at: int, items: list[Item]) -> int | None:
    """SUMMER20 or SCHOOL15, but not both."""
    place = at + (1 if p.word(at) == "," else 0)
    end = place + (4 if p.word(place + 2) == "in" else 3)
    if not items or p.word(place) not in ("but", "and") or p.word(place + 1) not in ("not", "never") or p.word(end - 1) != "both":
        return None
    apart = not_both(p, items)
    if apart is None:
        return None
    items.append(Item("but", Clause(place, end, fixed=apart, bare=False)))
    return p.take(at, end, Role.CONNECTION)


def _for_all(p: State, at: int, items: list[Item]) -> int | None:
    """ ", both in the last 90 days": for every clause before that has no window of its own."""
    place = at
    while p.word(place) in (",", "-", "(", "all", "both", "each", "everything"):
        place += 1
    frames = [item.clause.frame for item in items if item.clause.frame is not None]
    if place == at or p.word(place - 1) not in ("all", "both", "each", "everything") or len(frames) < 2:
        return None
    found = window(p, place, bare=True)
    if found is None or found[0].window is None:
        return None
    for f in frames:
        if not f.windows:
            f.windows = [found[0].window]
    end = found[1] + (1 if p.word(found[1]) == ")" else 0)
    return p.take(at, end, Role.WINDOW)


def _after_a_place(p: State, at: int, items: list[Item]) -> int | None:
    """ "ordered from the UK in August": the time is of the deed, with the place between."""
    place = items[-1].clause.fixed if len(items) > 1 and items[-1].joint == "next" else None
    deed = behaves(items[-2].clause) if place is not None else None
    if deed is None or deed.windows or deed.ever or not isinstance(place, FieldText) or place.field not in _PLACES:
        return None
    found = window(p, at)
    if found is None or found[0].window is None:
        return None
    deed.windows, deed.window_text = [found[0].window], p.text(at, found[1])
    return found[1]


_PLACES = ("country", "region", "city")


def _never(p: State, found: Clause) -> int:
    """The place after a clause, and after the "never" that may end it: "used FREESHIP and BFCM30 never"."""
    ends = p.word(found.end) == "never" and p.word(found.end + 1) in ("", ",", ".", "and", "but")
    if not ends or found.negated or found.frame is None or found.frame.said() - {"goods", "filters", "windows"}:
        return found.end
    found.negated = True
    return p.take(found.end, found.end + 1, Role.CONDITION)


def _dangling(p: State, at: int, place: int) -> bool:
    return any(p.word(n) in ("and", "or", "but", "except", "without", "not") for n in range(at, place))


def _harmless_tail(p: State, at: int) -> int | None:
    """Small words before the end, or before the next connection: "who bought shoes please"."""
    if p.word(at - 1) in BUYING and (p.word(at) in SUBJECTS or p.word(at) in BUYERS):
        return None
    end = at
    while not p.done(end) and (p.word(end) in CLOSERS or p.word(end) in SUBJECTS or p.word(end) in PUNCTUATION):
        end += 1
    if end > at and p.done(end):
        return p.take(at, end, Role.HARMLESS)
    return None


def _stuck(p: State, at: int) -> tuple[int, int]:
    """The words that no reading fits, up to the next connection."""
    end = at
    while not p.done(end) and (p.word(end) in LEADERS or NEGATIONS.at(p.tokens, end)) and end < len(p.tokens) - 1:
        end += 1
    start = end
    end += 1
    while (
        not p.done(end)
        and p.word(end) not in (",", ";", ".")
        and CONNECTORS.at(p.tokens, end) is None
        and p.word(end) not in ("who", "that", "with")
    ):
        end += 1
    return start, end
