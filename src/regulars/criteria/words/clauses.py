"""The clause at a place of a request: which reader fits, and whether all of what it read has a meaning."""

from __future__ import annotations

from regulars.criteria.terms import Period, Unit, Window
from regulars.criteria.words.clause import FIRST_LEADERS, LEADERS, Clause
from regulars.criteria.words.clause_amounts import read_amount_first, read_some_orders
from regulars.criteria.words.clause_averages import read_average_of
from regulars.criteria.words.clause_groups import (
    read_attribute,
    read_buyers_when,
    read_plain,
    read_rank,
    read_saved,
    read_segment_first,
    read_vague,
)
from regulars.criteria.words.clause_measures import read_adjective_average, read_changed, read_measure
from regulars.criteria.words.clause_orders import read_position
from regulars.criteria.words.clause_positions import read_positions
from regulars.criteria.words.clause_predictions import read_prediction
from regulars.criteria.words.clause_rhythms import (
    read_absent,
    read_between_orders,
    read_came_back,
    read_every_so_often,
    read_longer_since,
    read_own_rhythm,
    read_took,
    read_two_orders,
)
from regulars.criteria.words.clause_shares import (
    read_did_before,
    read_no_filter,
    read_only_adjective,
    read_saved_money,
    read_share_first,
)
from regulars.criteria.words.clause_verbs import read_back, read_elliptic, read_no_other, read_order_phrase, read_verb
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.dependent_objects import THOSE
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    NEGATIONS,
    SUBJECTS,
)
from regulars.criteria.words.windows import window


def clause(p: State, at: int, previous: Clause | None) -> Clause | None:
    """The clause at the place; `previous` is the one before, whose verb a shortened one takes over."""
    fronted: list[Window] = []
    first = at
    negated, bare, perfect, ever, still = False, True, False, False, False
    while True:
        if p.done(at):
            return None
        begun = _begun(p, at, previous, negated)
        if begun is not None:
            if begun.frame is not None and begun.frame.denied:
                begun.frame.denied, begun.negated = False, not begun.negated
            begun.negated = begun.negated != negated
            begun.bare = begun.bare and bare
            begun.perfect = perfect
            if begun.frame is not None:
                begun.frame.ever = begun.frame.ever or ever
            begun.past = (
                "did" in (p.word(at - 2), p.word(at - 1))
                or (p.word(at - 1) in ("without", "not") and p.word(at - 2) == "did")
                or p.word(at - 1) == "without"
            )
            if fronted and begun.frame is None:
                begun.pending = fronted
            _front(begun, fronted)
            if still and not _since_then(p, previous, begun):
                return None
            if begun.frame is not None and begun.frame.each is not None and not begun.frame.windows:
                _regular(p, begun.frame)
            if begun.frame is not None and not _sound(begun.frame):
                return None
            return begun if _led(p, first, at, begun) else None
        no = NEGATIONS.at(p.tokens, at) if at not in p.guarded else None
        if no is not None and not (
            p.word(no[1] - 1) == "no" and p.word(no[1]) in ("more", "less", "fewer", "greater", "higher", "lower")
        ):
            if _denies_no_deed(p, at, no[1], negated=negated):
                return None
            at = p.take(at, no[1], Role.CONDITION)
            perfect = perfect or p.word(no[1] - 2) in ("have", "has")
            ever = ever or "ever" in p.text(at - (no[1] - at), no[1]).split() or "never" in p.text(no[1] - 1, no[1])
            negated, bare = not negated, False
            continue
        when = window(p, at) if not fronted and not negated else None
        if when is not None and when[0].window is not None:
            fronted.append(when[0].window)
            at = p.skip(when[1], (",",))
            continue
        if p.word(at) == "still" and NEGATIONS.at(p.tokens, at + 1 + (p.word(at + 1) in ("have", "has"))) is not None:
            at = p.take(at, at + 1, Role.CONNECTION)
            still = True
            continue
        word = p.word(at)
        if word in _UNREAL and p.word(at + 1) in ("have", "not"):
            return None
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
_MOSTLY = frozenset(["mostly", "mainly", "primarily", "predominantly"])
# each of these before a clause is half of a pair, whose other half has to come
_PAIRED = {"both": ("and", "plus", "&"), "either": ("or",), "neither": ("nor", "or")}


def _led(p: State, start: int, end: int, c: Clause) -> bool:
    """Whether the quantifying words in front of a clause have their meaning in it; none of them is passed over."""
    if c.frame is not None and c.frame.again and not c.again_said:
        return False
    for n in range(start, end):
        word = p.word(n)
        if word in _MOSTLY and (c.frame is None or c.frame.share is None):
            return False
        if word == "both" and c.negated:
            # "aren't both VIPs and from Spain": one of the two is no denial of each
            return False
        if word in _PAIRED and not any(p.word(later) in _PAIRED[word] for later in range(n + 1, len(p.tokens))):
            return False
        if (
            word in ("each", "every")
            and not c.attribute
            and (
                p.word(n + 1) == "of"
                or p.are(n + 1, "one", "of")
                or not any(p.word(later) in SUBJECTS for later in range(n + 1, min(n + 5, len(p.tokens))))
            )
        ):
            return False
    return True


def _regular(p: State, f: Frame) -> None:
    """Every month, of no time that is said: a choice of the recent ones."""
    unit = f.each[0] if f.each is not None else Unit.MONTH
    ways = {Unit.DAY: (30, 7), Unit.WEEK: (4, 12, 52), Unit.MONTH: (12, 6, 3), Unit.QUARTER: (4, 8), Unit.YEAR: (2, 3)}.get(
        unit, (12,)
    )
    f.windows = [p.choose(f.start, [(f"in each of the last {n} full {unit.value}s", Period(unit, -n, -1)) for n in ways])]


def _sound(f: Frame) -> bool:
    """Whether every part of the frame is one that its head has a meaning for, so that nothing said is dropped."""
    orders = f.goods or f.size or f.only
    if f.against is not None and f.said() & {"count", "money", "share", "each", "sequels", "only", "again", "days"}:
        return False
    if f.head == "sign_up":
        return not (
            orders or f.count or f.money or f.filters or f.share or f.sequels or f.each or f.relative or f.against or f.position
        )
    if f.is_event and f.head != "measure":
        return not (f.goods or f.size or f.money or f.position or (f.only and not f.filters)) and (
            f.share is None or f.head in ("open", "click")
        )
    if f.head == "measure":
        return not (f.share or f.each or f.only or f.sequels or f.same_value or f.position)
    if f.head == "spend":
        return not (f.size or f.each or f.sequels or f.position) and not (f.relative and not f.against)
    if f.head == "position":
        return not (f.count or f.money or f.share or f.each or f.only or f.relative)
    if f.head in ("return", "cancel"):
        return not (f.each or f.same_value or (f.money and f.head == "cancel"))
    if f.relative is not None and f.against is None and f.against_rank is None:
        return False
    return not (f.against is not None and (f.count or f.money or f.share or f.each or f.sequels))


def _front(c: Clause, fronted: list[Window]) -> None:
    if fronted and c.frame is not None and not c.frame.windows:
        c.frame.windows = list(fronted)
        c.own_window = True


def _begun(p: State, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    p.before, p.negated = previous, negated
    p.previous = previous.leading if previous is not None else None
    for read in _NAMED_READERS if at in p.guarded else _READERS:
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
    joined = p.word(at - 1) == "and"
    if before is None or f is None or before.head != "position" or not (told or joined) or f.position is not None:
        return True
    if joined and not told:
        used = p.word(at) in ("used", "included", "contained", "refunded", "returned", "came") and f.head in (
            "buy",
            "use",
            "return",
        )
        if not used or not f.narrows_only() or not p.choose(_ORDER_KEY + at, _OF_WHICH):
            return True
    if f.head not in ("buy", "use", "return") or not f.narrows_only():
        return False
    if f.head == "return":
        f.filters.append(Group((REFUNDED,)))
    f.head, f.position = "position", before.position
    return True


# apart from the keys of other choices, which are places of the request or far from these
_ORDER_KEY = 30_000
_OF_WHICH = [("said of that order", True), ("said of any order", False)]


_READERS = (
    read_no_other,
    read_some_orders,
    read_average_of,
    read_saved,
    read_prediction,
    read_did_before,
    read_own_rhythm,
    read_absent,
    read_between_orders,
    read_came_back,
    read_took,
    read_two_orders,
    read_every_so_often,
    read_longer_since,
    read_saved_money,
    read_segment_first,
    read_plain,
    read_rank,
    read_changed,
    read_adjective_average,
    read_only_adjective,
    read_share_first,
    read_positions,
    read_position,
    read_attribute,
    read_vague,
    read_buyers_when,
    read_no_filter,
    read_amount_first,
    read_measure,
    read_verb,
    read_order_phrase,
    read_back,
    read_elliptic,
)


# where a name of goods or of a channel begins
_NAMED_READERS = (read_saved, read_only_adjective, read_order_phrase, read_elliptic)
