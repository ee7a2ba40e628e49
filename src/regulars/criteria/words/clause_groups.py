"""Clauses that say who somebody is: by a name of the user's, a group, a place among others, an attribute."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Source
from regulars.criteria.tree import All, Not
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.attributes import attribute
from regulars.criteria.words.building import condition
from regulars.criteria.words.clause import Clause, more_follows, window_follows
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import COUPON
from regulars.criteria.words.rankings import ranking
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequence_windows import days_after
from regulars.criteria.words.specials import plain_group, vague_group
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.groups import PLAIN, VAGUE
from regulars.criteria.words.tables.lexicon import (
    NEGATIONS,
    UNIT_NOUNS,
)
from regulars.criteria.words.tables.objects import SAME_TIME
from regulars.criteria.words.tables.offers import OTHER_THAN
from regulars.criteria.words.verbs import REORDERING
from regulars.criteria.words.window_terms import When
from regulars.criteria.words.windows import window


def read_saved(p: State, at: int) -> Clause | None:
    """The user's own words."""
    if not p.index.saved:
        return None
    from regulars.criteria.words.links import stems

    for end in range(min(len(p.tokens), at + 6), at, -1):
        found = p.index.saved.get(stems(p, at, end))
        if found is not None:
            p.note(f"“{found[0]}” is your own word")
            return Clause(at, p.take(at, end, Role.VALUE), fixed=found[1], attribute=True)
    return None


def read_plain(p: State, at: int) -> Clause | None:
    """one-time buyers; cart abandoners; coupon users: a name with one meaning."""
    doers = PLAIN.at(p.tokens, at)
    heads = {
        "openers": "open",
        "clickers": "click",
        "cart": "cart",
        "visitors": "visit",
        "coupon_users": "buy",
        "refunders": "return",
    }
    if doers is not None and doers[0] in heads and (p.index.has(Source.EVENTS) or heads[doers[0]] in ("buy", "return")):
        f = Frame(heads[doers[0]], at)
        if doers[0] == "coupon_users":
            f.filters.append(Group((COUPON,)))
        f.objects = True
        return Clause(at, dependents(p, f, p.take(at, doers[1], Role.CONDITION)), frame=f)
    since = _no_order_since(p, at, doers[1]) if doers is not None and doers[0] == "one_order" else None
    if since is not None:
        return since
    found = plain_group(p, at)
    if found is None:
        return None
    if _after_a_deed(p, at, found[1]) or (p.word(found[1] - 1) in ("anything", "something") and OTHER_THAN.at(p.tokens, found[1])):
        return None
    end = p.skip(found[1], ("yet", "whatsoever", "ever", "so"))
    if p.word(end) == ":":
        end = p.take(end, end + 1, Role.HARMLESS)
    listed = p.word(end) in ("or", "nor") or (p.word(end) == "," and UNIT_NOUNS.at(p.tokens, end + 1) is not None)
    if p.word(at) in ("without", "no", "zero") and listed:
        # "without an order or a visit this year": one negation of both, read word by word
        return None
    after = window(p, end)
    if after is not None and after[0].window is not None and doers is not None and doers[0] == "one_order":
        return _one_order_then(p, at, after)
    if (after is not None and after[0].window is not None) or SAME_TIME.at(p.tokens, end) is not None:
        return None
    if p.word(end) == "else" or (p.word(end) in ("in", "from", "of", "within") and goods_list(p, end + 1)):
        return None
    if p.word(end - 1) in REORDERING and goods_list(p, end):
        return None
    if NEGATIONS.at(p.tokens, end) is None and p.word(end) in ("than", "as", "more"):
        return None
    if more_follows(p, end):
        return None
    return Clause(at, end, fixed=found[0], attribute=True, echo=Frame("buy", at, noun="order"))


def _one_order_then(p: State, at: int, when: tuple[When, int]) -> Clause | None:
    """ "one-time buyers from 2024": with one order ever, made then, or with one order then."""
    if when[0].window is None or p.word(at) not in ("one", "single", "1") or p.negated:
        return None
    one = Frame("buy", at, noun="order", count=Cmp(((Comparator.EQUAL, Amount(Decimal(1), AmountKind.PLAIN)),)))
    then = Frame("buy", at, noun="order", windows=[when[0].window])
    both = one.copy()
    both.windows = list(then.windows)
    ways = [("one order ever, made then", All((condition(p, one), condition(p, then)))), ("one order then", condition(p, both))]
    return Clause(at, when[1], fixed=p.choose(_THEN_KEY + at, ways), attribute=True, echo=Frame("buy", at, noun="order"))


# apart from the keys of other choices, which are places of the request or far from these
_THEN_KEY = 370_000


def _no_order_since(p: State, start: int, end: int) -> Clause | None:
    """ "spent over $150 in those months, and never came back": no order after that time."""
    before = p.before.frame if p.before is not None and not p.before.negated else None
    told = before is not None and before.head == "spend" and p.word(start) == "never" and _AGAIN & set(p.text(start, end).split())
    after = days_after(p, before) if before is not None and told else None
    if after is None:
        return None
    p.note(f"“{p.text(start, end)}” is taken as no order after that time")
    f = Frame("buy", start, noun="order", windows=[after])
    return Clause(start, p.take(start, end, Role.CONDITION), frame=f, negated=True)


_AGAIN = frozenset(["again", "back", "returned", "reordered", "reorder", "repurchased"])


def _after_a_deed(p: State, start: int, end: int) -> bool:
    """Whether "never ordered again" or "haven't come back" tells what became of the deed before, rather than of all orders."""
    before = p.before.frame if p.before is not None else None
    if before is None or before.head in ("spend", "measure", "sign_up") or not _AGAIN & set(p.text(start, end).split()):
        return False
    return before.head != "buy" or bool(before.goods or before.filters or before.windows or before.size or before.position)


def read_vague(p: State, at: int) -> Clause | None:
    """frequent buyers; lapsed customers: a name with several meanings to choose from."""
    found = vague_group(p, at)
    if found is None or _after_a_deed(p, at, found[1]):
        return None
    if p.word(found[1]) in ("segment", "segments", "than", "as") or more_follows(p, found[1]) or window_follows(p, found[1]):
        return None
    return Clause(at, found[1], fixed=found[0], attribute=True)


def read_rank(p: State, at: int) -> Clause | None:
    """top 10% by spend; the 50 biggest spenders; outside the top 20% by spend; the middle 50%."""
    left_out = p.word(at) == "outside"
    place = at + left_out + (left_out and p.word(at + 1) == "of")
    found = ranking(p, place)
    if found is None:
        return None
    p.take(at, place, Role.CONDITION)
    return Clause(at, found[1], fixed=Not(found[0]) if left_out else found[0], attribute=True)


def read_attribute(p: State, at: int) -> Clause | None:
    """from Canada; aged 25 to 34; tagged VIP: who somebody is."""
    found = attribute(p, at)
    if found is None or _came_then(p, at, found[1]):
        return None
    end = found[1]
    for words in (("excluded",), ("are", "excluded"), ("left", "out"), ("not", "included")):
        if p.are(end, *words):
            return Clause(at, p.take(end, end + len(words), Role.CONDITION), fixed=found[0], attribute=True, negated=True)
    return Clause(at, end, fixed=found[0], attribute=True)


def _came_then(p: State, at: int, end: int) -> bool:
    """Whether "new customers this month" is of who came then, and not of the segment of that name."""
    named = VAGUE.at(p.tokens, at)
    return named is not None and named[0] == "new" and named[1] == end and not p.tokens[at + 1].upper and window_follows(p, end)


def read_segment_first(p: State, at: int) -> Clause | None:
    """The name of a segment of the data wins over what its words could mean."""
    from regulars.criteria.words.attribute_scores import read_segment as _segment

    found = _segment(p, at)
    if found is not None and _came_then(p, at, found[1]):
        return None
    return None if found is None else Clause(at, found[1], fixed=found[0], attribute=True)


def _signed_up_when(p: State, at: int) -> Clause | None:
    """2026 signups; signups from March 2026."""
    ahead = window(p, at, bare=True) if p.word(at) not in ("sign", "in", "on", "of", "from") else None
    place = ahead[1] if ahead is not None else at
    if not p.are(place, "sign", "ups") or p.negated or "created_at" not in p.index.shape.fields:
        return None
    when = ahead if ahead is not None else window(p, place + 2)
    if when is None or when[0].window is None:
        return None
    f = Frame("sign_up", at, windows=[when[0].window], window_text=p.text(at, when[1]))
    return Clause(at, p.take(at, max(place + 2, when[1]), Role.CONDITION), frame=f)


_BUYERS = frozenset({"buyers", "purchasers", "shoppers", "orderers"})


def read_buyers_when(p: State, at: int) -> Clause | None:
    """buyers in 2025; purchasers from last year; winter 2025 shoppers; coffee is not said."""
    signed = _signed_up_when(p, at)
    if signed is not None:
        return signed
    ahead = None if p.negated or p.word(at) in _BUYERS else window(p, at, bare=True)
    if (
        ahead is not None
        and ahead[0].window is not None
        and p.word(at) not in ("in", "on", "of", "from")
        and (p.word(ahead[1]) in _BUYERS or (p.word(ahead[1]) == "visitors" and p.index.has(Source.EVENTS)))
    ):
        head = "visit" if p.word(ahead[1]) == "visitors" else "buy"
        f = Frame(head, at, windows=[ahead[0].window], window_text=p.text(at, ahead[1]))
        return Clause(at, dependents(p, f, p.take(ahead[1], ahead[1] + 1, Role.CONDITION)), frame=f)
    if p.word(at) not in _BUYERS:
        return None
    of_goods = goods_list(p, at + 2) if p.word(at + 1) == "of" else None
    if of_goods is not None:
        # "buyers of rain jackets"
        f = Frame("buy", at, goods=[of_goods[0]], objects=True)
        p.take(at, at + 2, Role.CONDITION)
        return Clause(at, dependents(p, f, of_goods[1]), frame=f)
    found = window(p, at + 1)
    if found is None or found[0].window is None:
        return None
    f = Frame("buy", at)
    return Clause(at, dependents(p, f, p.take(at, at + 1, Role.CONDITION)), frame=f)
