"""Lists of goods: products and categories."""

from __future__ import annotations

from regulars.criteria.tree import RowCondition
from regulars.criteria.words.link_goods import goods
from regulars.criteria.words.links import Group, condition, quoted, stems, take_link
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEGATIONS
from regulars.criteria.words.tables.offers import LEADING_GOODS
from regulars.criteria.words.tokens import Kind

DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "any",
        "some",
        "our",
        "your",
        "their",
        "his",
        "her",
        "of",
        "these",
        "those",
        "from",
        "us",
    ]
)


GOODS_NOUNS = frozenset(
    [
        "category",
        "categories",
        "product",
        "products",
        "item",
        "items",
        "range",
        "collection",
        "stuff",
        "goods",
        "department",
        "section",
        "gear",
        "line",
        "things",
        "thing",
        "piece",
        "pieces",
        "line's",
        "aisle",
    ]
)


LIST_JOINTS = frozenset({",", "and", "or", "nor", "plus"})


def goods_list(p: State, at: int) -> tuple[Group, int] | None:
    """One or more kinds of goods, with how the list joins them."""
    mark = p.mark()
    found = _one_good(p, at)
    if found is None:
        p.back(mark)
        return None
    parts = [found[0]]
    end = found[1]
    every = False
    joined = any_of = any(
        p.word(n) in ("any", "either", "some", "one") and p.word(n + 1) in ("of", "one") for n in (at - 2, at - 1, at, at + 1)
    )
    while p.word(end) in LIST_JOINTS or p.are(end, "as", "well") or p.are(end, "along", "with") or p.are(end, "together", "with"):
        inner = p.mark()
        step, conjunction = list_joint(p, end)
        while p.word(step) in word_set("on in of from for with also some at the a an bought purchased ordered") and not p.done(
            step + 1
        ):
            if p.word(step) in ("the", "a", "an", "some"):
                break
            if p.word(step) in ("bought", "purchased", "ordered"):
                break
            step += 1
        following = _one_good(p, step)
        other = p.word(end) == "," and conjunction == "and" and len(parts) > 1 and joined and not every
        if other or (p.word(step - 1) == "nor" and not _denied_before(p, at)):
            p.back(inner)
            break
        if following is None or _starts_clause(p, step) or (conjunction == "or" and (every or _and_follows(p, following[1]))):
            # "a dress, or a top and a bag": what stands after the "or" is a list of its own
            p.back(inner)
            break
        if (
            p.word(end) == ","
            and conjunction == "or"
            and len(parts) == 1
            and _denied_after_another(p)
            and not p.choose(_LIST_KEY + end, _OF_LIST)
        ):
            # "bought tops but not shoes, or any bags": the bags can be enough by themselves
            break
        p.take(end, step, Role.CONNECTION)
        parts.append(following[0])
        end = following[1]
        if conjunction != ",":
            every, joined = conjunction == "and", True
    if len(parts) > 1 and not joined:
        # "bought tops, dresses, or spent over $500": the "or" ends this list, too
        every = not (p.word(end) == "," and p.word(end + 1) == "or")
    every = every and not any_of
    return Group(tuple(parts), every, p.text(at, end)), end


_LIST_KEY = 100_000
_OF_LIST = [("“not” is of what follows the comma, too", True), ("what follows the comma is enough by itself", False)]


def _denied_after_another(p: State) -> bool:
    """Whether the list is of something not done, after something that was: "bought tops but not ..."."""
    before = p.before
    return p.negated and before is not None and before.frame is not None and not before.negated and before.frame.head == "buy"


def _denied_before(p: State, at: int) -> bool:
    """Whether something is denied before the place, so that a "nor" has what it goes on from."""
    return p.negated or any(NEGATIONS.at(p.tokens, n) is not None for n in range(at))


def _and_follows(p: State, at: int) -> bool:
    """Whether a list goes on with "and" and more goods; nothing is taken."""
    if p.word(at) not in LIST_JOINTS or p.word(at) == ",":
        return False
    mark = p.mark()
    step, conjunction = list_joint(p, at)
    following = _one_good(p, step) if conjunction == "and" else None
    p.back(mark)
    return following is not None


def _starts_clause(p: State, at: int) -> bool:
    return p.word(at) in ("who", "that", "have", "has", "not", "never")


def list_joint(p: State, at: int) -> tuple[int, str]:
    """How a list goes on, and where."""
    if p.are(at, "as", "well", "as"):
        return at + 3, "and"
    if p.word(at) in ("along", "together"):
        return at + 2, "and"
    if p.word(at) == ",":
        if p.word(at + 1) in ("and", "or", "nor", "plus"):
            return at + 2, "and" if p.word(at + 1) in ("and", "plus") else "or"
        return at + 1, ","
    if p.are(at, "and", "/", "or") or p.are(at, "and", "or"):
        return at + (3 if p.word(at + 1) == "/" else 2), "or"
    return at + 1, "and" if p.word(at) in ("and", "plus") else "or"


def _one_good(p: State, at: int) -> tuple[RowCondition, int] | None:
    start = at
    end_quote = quoted(p, at)
    if end_quote is not None:
        link = goods(p, at)
        if link is not None and link[1] == end_quote:
            return condition(link[0]), take_link(p, link[0], at, end_quote)
        return None
    lead = LEADING_GOODS.at(p.tokens, at)
    while p.word(at) in DETERMINERS and lead is None:
        at += 1
        lead = LEADING_GOODS.at(p.tokens, at)
    if lead is not None:
        at = lead[1]
        while p.word(at) in DETERMINERS:
            at += 1
    number = gift_card(p, at)
    if number is not None:
        return number[0], p.take(start, number[1], Role.VALUE)
    link = goods(p, at)
    if link is None and lead is None and start == at:
        return None
    if link is None:
        link = goods(p, start)
        if link is None:
            return None
    end = link[1]
    if p.word(end) == "category" or (p.word(end) in GOODS_NOUNS and p.word(end + 1) not in ("bought",)):
        end += 1
    p.take(start, link[1], Role.VALUE)
    if link[0].note:
        p.note(link[0].note)
    return condition(link[0]), p.take(link[1], end, Role.HARMLESS)


def gift_card(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A $50 gift card, when products are called "Gift Card $50"."""
    said = at + 1 if p.word(at) == "$" else at if p.word(at + 1) in ("dollar", "dollars", "bucks", "$") else len(p.tokens)
    if p.kind(said) is not Kind.NUMBER:
        return None
    for end in range(min(len(p.tokens), at + 5), at + 2, -1):
        run = (*stems(p, at + 2, end), "$", p.word(said))
        links = p.index.whole.get(run, ())
        for link in links:
            if link.column == "product_title":
                return condition(link), end
    return None
