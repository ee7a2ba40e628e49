"""The clause at a place of a request: which reader fits, and whether all of what it read has a meaning."""

from __future__ import annotations

from regulars.criteria.terms import Period, Unit, Window
from regulars.criteria.tree import FieldText
from regulars.criteria.words.clause import FIRST_LEADERS, LEADERS, Clause
from regulars.criteria.words.clause_groups import read_attribute
from regulars.criteria.words.clause_readers import NAMED_READERS, READERS
from regulars.criteria.words.clause_sense import led, sound
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.dependent_each import spend_of_each
from regulars.criteria.words.dependent_objects import THOSE
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEGATIONS, SUBJECTS
from regulars.criteria.words.window_terms import When
from regulars.criteria.words.windows import window
from regulars.criteria.words.windows_joined import in_both


def clause(p: State, at: int, previous: Clause | None) -> Clause | None:
    """The clause at the place; `previous` is the one before, whose verb a shortened one takes over."""
    fronted: list[Window] = []
    first = at
    negated, bare, perfect, ever, still, heading = False, True, False, False, False, False
    while True:
        if p.done(at):
            return None
        begun = _begun(p, at, previous, negated)
        if begun is not None:
            begun.bare, begun.perfect, begun.heading = begun.bare and bare, perfect, heading
            begun.negated = begun.negated != negated
            if begun.frame is not None:
                begun.negated, begun.frame.denied = begun.negated != begun.frame.denied, False
                begun.frame.ever = begun.frame.ever or ever
            if still and not _since_then(p, previous, begun):
                return None
            return begun if _whole(p, first, at, previous, begun, fronted) else None
        no = NEGATIONS.at(p.tokens, at) if at not in p.guarded else None
        if no is not None and not (
            p.word(no[1] - 1) == "no" and p.word(no[1]) in ("more", "less", "fewer", "greater", "higher", "lower")
        ):
            if _denies_no_deed(p, at, no[1], negated=negated) or p.word(no[1]) in (",", ";", "and"):
                # "more than 3 without, AOV over $100": what is after the comma is not denied
                return None
            at = p.take(at, no[1], Role.CONDITION)
            perfect = perfect or p.word(no[1] - 2) in ("have", "has")
            ever = ever or "ever" in p.text(at - (no[1] - at), no[1]).split() or "never" in p.text(no[1] - 1, no[1])
            negated, bare = not negated, False
            continue
        when = (window(p, at) or _heading(p, at)) if not fronted and not negated else None
        if when is not None and when[0].window is not None:
            fronted.append(when[0].window)
            at = p.skip(when[1], (",", ":"))
            heading = at > when[1]
            continue
        if p.word(at) == "still" and NEGATIONS.at(p.tokens, at + 1 + (p.word(at + 1) in ("have", "has"))) is not None:
            at = p.take(at, at + 1, Role.CONNECTION)
            still = True
            continue
        word = p.word(at)
        if word == "and" and previous is None and p.word(at - 1) in SUBJECTS:
            # "everybody and the staff": everybody is no clause that another can be joined to
            return None
        if word in _UNREAL and p.word(at + 1) in ("have", "not"):
            return None
        if word in ("only", "just") and previous is None and not negated and _names_people(p, at + 1):
            # "only Champions" says no more than that they are
            at = p.take(at, at + 1, Role.HARMLESS)
            continue
        only_people = word == "only" and (
            p.word(at + 1) in SUBJECTS or (p.word(at + 1) in ("have", "has") and comparison_at(p, at + 2))
        )
        if only_people or word in (FIRST_LEADERS if previous is None else LEADERS):
            bare = bare and word not in ("who", "have", "has", "had", "that", "whose", "are", "is", "did", "do", "with")
            perfect = perfect or word in ("have", "has")
            ever = ever or word == "ever"
            at = p.take(at, at + 1, Role.HARMLESS)
            continue
        return None


def _heading(p: State, at: int) -> tuple[When, int] | None:
    """ "2025: ...", "September: ...": a time that needs no preposition before a colon."""
    mark = p.mark()
    found = window(p, at, bare=True)
    if found is None or p.word(found[1]) != ":":
        p.back(mark)
        return None
    return found


def _whole(p: State, first: int, at: int, previous: Clause | None, c: Clause, fronted: list[Window]) -> bool:
    """Complete a clause with the times before it; whether everything that was said of it has a meaning."""
    if previous is not None and "none" in (p.word(at), p.word(at - 1)):
        c.of = previous.of or previous.leading
    c.past = p.word(at - 1) == "without" or "did" in (p.word(at - 2), p.word(at - 1))
    f = c.frame
    if f is None:
        c.pending = fronted or c.pending
        return led(p, first, at, c)
    _front(p, first, at, c, fronted)
    if f.each is not None and not f.windows:
        _regular(p, f, previous)
    if f.each is not None and f.head in ("spend", "measure"):
        spend_of_each(p, f)
    return sound(f) and not _says_of_orders(p, first, previous, f) and led(p, first, at, c)


def _names_people(p: State, at: int) -> bool:
    """Whether a segment or a tag's people are named at the place, and nothing else is said; nothing is taken."""
    mark = p.mark()
    found = read_attribute(p, at)
    p.back(mark)
    fixed = found.fixed if found is not None else None
    return isinstance(fixed, FieldText) and fixed.field in ("segment", "tags")


def _says_of_orders(p: State, at: int, previous: Clause | None, f: Frame) -> bool:
    """ "orders in 2026 were in store": whether all of them or some is not said, and no second deed is meant."""
    before = previous.frame if previous is not None else None
    told = p.word(at) in ("was", "were", "are", "is") and previous is not None and previous.end == at
    if not told or before is None:
        return False
    # and a cart or a visit is worth nothing that is known
    of_event = before.is_event and f.head in ("spend", "measure")
    return of_event or (before.head == "buy" and before.objects and f.head in ("buy", "return"))


def _denies_no_deed(p: State, at: int, end: int, *, negated: bool) -> bool:
    """Whether a negation is of something else than what follows: "not only", a "not" within a "not", "none of them"."""
    return (
        (p.word(end) == "only" and p.word(end - 1) == "not")
        or (negated and p.word(at) in ("non", "not", "never"))
        or (p.word(end - 1) == "of" and p.word(end) in THOSE)
    )


def _since_then(p: State, previous: Clause | None, c: Clause) -> bool:
    """abandoned a cart and still hasn't ordered: no order after it; False where nothing was done before."""
    before = previous.frame if previous is not None and not previous.negated else None
    if c.frame is None or not c.negated:
        return False
    if before is not None and before.is_event and before.head != "measure" and c.frame.head == "buy" and c.frame.plain:
        p.note("“still” is taken as since then")
        c.frame.sequels.append(Sequel(before.copy(), after=True))
    return True


# "no more than 2 orders" is a limit, no negation
_COMPARED = frozenset(["more", "less", "fewer", "greater", "higher", "lower"])
# "could have bought" is no purchase
_UNREAL = frozenset(["could", "would", "should", "might", "may"])


def _regular(p: State, f: Frame, previous: Clause | None) -> None:
    """Every month, of no time that is said: those of the clause before, or a choice of the recent ones."""
    unit = f.each[0] if f.each is not None else Unit.MONTH
    before = previous.frame if previous is not None else None
    if before is not None and before.each is not None and before.each[0] is unit and len(before.windows) == 1:
        f.windows = list(before.windows)
        p.note(f"“each {unit.value}” is taken as those said before")
        return
    ways = {Unit.DAY: (30, 7), Unit.WEEK: (4, 12, 52), Unit.MONTH: (12, 6, 3), Unit.QUARTER: (4, 8), Unit.YEAR: (2, 3)}.get(
        unit, (12,)
    )
    f.windows = [p.choose(f.start, [(f"in each of the last {n} full {unit.value}s", Period(unit, -n, -1)) for n in ways])]


def _front(p: State, first: int, at: int, c: Clause, fronted: list[Window]) -> None:
    """Give a clause the time said before it; where it has a time of its own, the two together."""
    f = c.frame
    if not fronted or f is None:
        return
    if f.windows or (f.ever and not (c.negated or f.denied)):
        together = in_both(fronted[0], f.windows[0], p.as_of) if len(f.windows) == 1 else None
        if together is None:
            p.object(first, at, "is a second time beside the one of what follows", "say one time for it")
            return
        p.note(f"“{p.text(first, at).strip(' ,:')}” and “{f.window_text or 'the time after it'}” are taken together")
        f.windows = [together]
        return
    f.windows, f.ever, f.window_text = list(fronted), False, p.text(first, at).strip(" ,:")
    c.own_window = True


def _begun(p: State, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    p.before, p.negated = previous, negated
    p.previous = previous.leading if previous is not None else None
    for read in NAMED_READERS if at in p.guarded else READERS:
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            return found if _same_order(p, at, found) else None
        p.back(mark)
    return None


def _same_order(p: State, at: int, c: Clause) -> bool:
    """ "... was in store and was refunded", "... and not a coffee order": still of that order; False if it cannot be."""
    before = p.before.frame if p.before is not None else None
    f = c.frame
    lead = at - 1
    while p.word(lead) in ("a", "an", "the"):
        lead -= 1
    told = p.word(lead) in ("was", "were") or p.word(at) in ("was", "were") or (p.word(lead) == "not" and lead < at - 1)
    denied = at - 1
    while p.word(denied) in ("not", "did", "had", "have", "no"):
        denied -= 1
    joined = p.word(denied) in ("and", "but")
    if before is None or f is None or before.head != "position" or not (told or joined) or f.position is not None:
        return True
    if joined and not told:
        none = p.word(at - 1) == "no" and f.said() == {"goods"}
        used = (p.word(at) in _USED or _of_an_order(f) or none) and f.head in ("buy", "use", "return")
        if not used or not f.narrows_only() or not p.choose(_ORDER_KEY + at, _OF_WHICH):
            return True
    if f.head not in ("buy", "use", "return") or not f.narrows_only():
        return False
    if f.head == "return":
        f.filters.append(Group((REFUNDED,)))
    f.head, f.position = "position", before.position
    return True


def _of_an_order(f: Frame) -> bool:
    """Whether nothing but what an order was is said: with a coupon, refunded."""
    return f.said() == {"filters"} or (f.head == "return" and not f.said() and not f.objects)


_USED = frozenset({"used", "use", "included", "include", "contained", "contain", "refunded", "returned", "came", "come"})
# apart from the keys of other choices, which are places of the request or far from these
_ORDER_KEY = 30_000
_OF_WHICH = [("said of that order", True), ("said of any order", False)]
