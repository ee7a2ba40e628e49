"""What neighbouring clauses share: a window, a campaign, the goods of "it"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Past
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.anchors import DAYS
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import RELATIVES, VERBS

# apart from the keys of other choices, which are places of the request or far from these
WINDOW_KEY = 80_000


def behaves(clause: Clause) -> Frame | None:
    """What a clause says was done; None for amounts, sign-ups and who somebody is."""
    f = clause.frame
    return f if f is not None and f.head not in ("measure", "spend", "sign_up", "position") else None


def share(p: State, items: list[Item]) -> None:
    """What stands at the end of a pair of verbs, or in front of it, is meant for both."""
    # from the last pair to the first, so that the end of a list reaches its beginning
    for before, item in reversed(list(pairwise(items))):
        _share_end(p, before, item)
    for before, item in pairwise(items):
        one, two = behaves(before.clause), behaves(item.clause)
        if one is not None and two is not None:
            _share_comparison(p, before, item, one, two)
        if one is None or two is None or (_apart(item) and not _answers(before, item, one, two)):
            continue
        if two.head == "return" and two.pronoun:
            _returned_it(p, item, one, two)
            continue
        if item.carried and one.windows and not two.windows and not two.ever:
            two.windows = list(one.windows)
        if before.clause.own_window and one.windows and not two.windows and not two.ever and not item.clause.attribute:
            two.windows = list(one.windows)
            item.clause.own_window = True
        elif (
            one.is_event
            and one.windows
            and item.clause.negated
            and not two.ever
            and two.head == "buy"
            and two.plain
            and not item.clause.perfect
            and item.clause.past
        ):
            two.windows = list(one.windows)
            p.note(f"“{one.window_text}” is taken to hold for both")
        elif _not_so_then(item, one, two):
            # "ordered in 2025 but not with a coupon": not then
            two.windows, two.window_text = list(one.windows), one.window_text
            p.note(f"“{one.window_text}” is taken to hold for both")
        elif (
            one.is_event and one.windows and item.clause.negated and two.head == "buy" and two.plain and _open_denial(p, item, two)
        ):
            same = [(f"“{one.window_text}” of both", True), (f"“{one.window_text}” of the first only", False)]
            if p.choose(WINDOW_KEY + item.clause.start, same):
                two.windows, two.window_text = list(one.windows), one.window_text
        if one.head in EMAIL_HEADS and two.head in EMAIL_HEADS:
            if one.campaign and item.clause.negated and not two.windows and _bare_noun(p, item):
                two.objects = False
            # a time behind the first of two does not run on over "or" to a campaign of its own
            if not (item.joint in ("or", "comma_or") and two.campaign and not one.campaign and one.windows):
                _share_campaign(p, one, two)
            _share_mailing(p, before, item, one, two)
        elif two.pronoun and one.windows and not two.windows and not two.ever:
            two.windows = list(one.windows)


def _not_so_then(item: Item, one: Frame, two: Frame) -> bool:
    """Whether a "but not with a coupon" goes on about orders of a time that was said."""
    goes_on = item.joint == "but" and item.clause.negated and not two.ever and two.said() == {"filters"}
    return (
        goes_on and one.head == two.head == "buy" and one.said() <= {"windows", "count"} and bool(one.windows) and not one.sequels
    )


def _open_denial(p: State, item: Item, two: Frame) -> bool:
    """ "but not ordered": no verb says whether ever, or in that time."""
    return (
        item.joint == "but"
        and not two.ever
        and not item.clause.perfect
        and not item.clause.past
        and p.word(item.clause.start - 1) == "not"
    )


def _answers(before: Item, item: Item, one: Frame, two: Frame) -> bool:
    """Whether a clause with "who" tells what came of the one before: "we e-mailed in May who didn't open"."""
    mailed = one.head in EMAIL_HEADS and two.head in EMAIL_HEADS
    left = one.is_event and two.plain and item.clause.negated and item.clause.past
    return (mailed or left) and not before.clause.negated and item.joint != "semicolon"


def _apart(item: Item) -> bool:
    """Whether a clause shares nothing with the one before; "visited without buying" is one deed."""
    return item.joint in ("who", "with", "semicolon") or (item.joint == "next" and not item.clause.past)


def _share_end(p: State, before: Item, item: Item) -> None:
    """The window that stands after the second of two verbs."""
    _share_end_of_sign_up(p, before, item)
    if _share_end_of_spend(p, before, item):
        return
    one, two = behaves(before.clause), behaves(item.clause)
    if _apart(item) or one is None or two is None or (two.head == "return" and two.pronoun):
        return
    if (
        not two.windows
        or two.window_text.startswith(("that ", "in that ", "the same "))
        or one.windows
        or one.ever
        or not _pairs(item)
        or item.clause.own_window
        or item.clause.only_when
        or two.only
        or two.only_then
        or ((one.goods or one.campaign) and one.is_event != two.is_event)
        or (one.goods and item.joint == "but" and item.clause.negated and (item.clause.perfect or two.ever))
        or one.sequels or one.around or two.sequels or two.around
        or (relative_within(two) and item.joint not in ("or", "comma_or"))
        or _of_its_own(p, before, item)
    ):  # fmt: skip
        return
    if item.joint == "comma_or" and before.joint == "and":
        # "either A in June and B, or C last year": the comma keeps them apart
        return
    reaches = _reaches_back(p, before, item, one, two)
    if reaches and item.joint == "comma_or" and before.joint != "comma":
        # "clicked an email, or ordered in the last 30 days": no list, so that the comma can keep them apart
        reaches = None
    if reaches is None:
        both = [(f"“{two.window_text}” of both", True), (f"“{two.window_text}” of the second only", False)]
        reaches = p.choose(WINDOW_KEY + item.clause.start, both)
    if reaches:
        one.windows, one.window_text = list(two.windows), two.window_text
        p.note(f"“{two.window_text}” is taken to hold for both")


def _reaches_back(p: State, before: Item, item: Item, one: Frame, two: Frame) -> bool | None:
    """Whether the time after two deeds is surely of both, surely of the second alone, or (None) may be meant either way."""
    turned = before.clause.negated != item.clause.negated
    events = one.is_event and two.is_event
    if item.carried:
        return True
    if item.joint == "comma_or" and before.joint not in ("comma", "comma_or"):
        # "clicked an e-mail, or ordered in May": the comma sets the two apart
        return None
    if one.money or two.money or _of_the_noun(p, item, two) or (turned and one.head == two.head and not (two.goods or two.filters)):
        return False
    if one.count or two.count:
        if item.joint not in ("and", "or", "but"):
            return False
        sure = item.joint != "or" and (events or (_goes_on_counting(p, item) and not turned))
        return True if sure else None
    if item.joint in ("comma", "comma_and") and one.is_event != two.is_event:
        return None if one.plain and not (one.campaign or one.pronoun) else False
    listed = item.joint in ("comma", "comma_and") or (turned and item.clause.negated)
    if listed and one.head == "return" and two.head != "return":
        # "had an order refunded and did not buy Tops in 2025"
        return None
    if item.joint == "or" and one.head == "return" and two.head != "return" and VERBS.at(p.tokens, item.clause.start) is not None:
        # "had an order refunded or abandoned a cart in May": each has a verb of its own
        return None
    if one.plain or (one.head in EMAIL_HEADS and two.head in EMAIL_HEADS):
        return True if not turned or item.joint == "but" or one.is_event == two.is_event else None
    if item.joint == "but" and item.clause.negated:
        return True if item.clause.bare or one.is_event else None
    if item.joint in ("comma", "comma_and"):
        return False
    alike = one.is_event == two.is_event or not turned
    return None if alike else False


def _of_the_noun(p: State, item: Item, two: Frame) -> bool:
    """ "at least one coupon used this year": the time goes with the participle, and so with this noun alone."""
    words = [p.word(n) for n in range(item.clause.start, item.clause.end)]
    said = two.window_text.split()
    place = next((n for n in range(1, len(words)) if words[n : n + len(said)] == said), 0)
    return bool(said) and place > 1 and words[place - 1] in _PARTICIPLES and not words[0].endswith("ed")


_PARTICIPLES = frozenset(
    {"used", "placed", "made", "sent", "received", "opened", "clicked", "viewed", "bought", "abandoned", "redeemed"}
)


def _share_end_of_sign_up(p: State, before: Item, item: Item) -> None:
    """ "signed up and ordered in 2026": signed up then, too."""
    one, two = before.clause.frame, behaves(item.clause)
    if (
        one is None
        or two is None
        or one.head != "sign_up"
        or one.windows
        or one.around
        or one.filters
        or not two.windows
        or two.around
    ):
        return
    if before.clause.negated or item.joint not in ("and", "or", "but", "comma") or relative_within(two) or item.clause.own_window:
        return
    both = [(f"“{two.window_text}” of both", True), (f"“{two.window_text}” of the second only", False)]
    if (item.joint == "and" and not item.clause.negated) or p.choose(WINDOW_KEY + item.clause.start, both):
        one.windows, one.window_text = list(two.windows), two.window_text
        p.note(f"“{two.window_text}” is taken to hold for both")


def _share_end_of_spend(p: State, before: Item, item: Item) -> bool:
    """ "spent $100 on Skincare and $50 on Tops this year": one verb with two amounts, both of that time."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or one.head != "spend" or two.head != "spend" or not _goes_on_counting(p, item):
        return False
    if two.windows and not one.windows and not one.ever and not _apart(item):
        one.windows, one.window_text = list(two.windows), two.window_text
        p.note(f"“{two.window_text}” is taken to hold for both")
    return True


def _of_its_own(p: State, before: Item, item: Item) -> bool:
    """Whether a clause says nothing about the one before: "or who ...", "unless they ...", "and also ...", "or have not ..."."""
    one = before.clause
    led = {p.word(n) for n in range(one.end, item.clause.start)}
    turned = item.clause.negated and not one.negated and (item.clause.perfect or item.joint in ("or", "comma_or"))
    only = one.frame is not None and one.frame.only
    excepted = item.clause.excepted and not led & {"instead", "rather"}
    return excepted or only or "also" in led or bool(led & RELATIVES) or turned


def _goes_on_counting(p: State, item: Item) -> bool:
    """ "two orders and one click": a number with no verb of its own goes on with what is said before."""
    at = item.clause.start
    return item.clause.bare and not item.restated and (number(p, at) is not None or comparison_at(p, at))


def counted_anew(p: State, before: Item, item: Item) -> bool:
    """ "no refunds or at least 3 orders", "no orders in 2025 or an order over $250": "no" is of bare nouns only."""
    start = item.clause.start
    led = {p.word(n) for n in range(before.clause.end, start + 1)}
    if not before.clause.negated:
        return False
    if p.word(start) in _FINITE and {"did", "do", "does"} & {
        p.word(n) for n in range(max(0, before.clause.start - 3), before.clause.start)
    }:
        # "didn't buy tops or spent over $100": a verb in the past cannot go on from "didn't"
        return True
    if number(p, start) is not None or comparison_at(p, start):
        one, two = before.clause.frame, item.clause.frame
        if one is not None and two is not None and one.bare and not two.bare and two.noun == "order" and two.count is not None:
            # "never bought tops or 3+ orders": a number of orders goes on from no verb
            return True
        return before.clause.frame is None or item.clause.frame is None or before.clause.frame.head != item.clause.frame.head
    said = "no" in (p.word(before.clause.start), p.word(before.clause.start - 1))
    return said and bool(led & _ARTICLES)


_FINITE = word_set(
    "spent bought ordered purchased used placed made visited opened clicked viewed abandoned got received returned signed "
    "shopped paid"
)
_ARTICLES = frozenset({"a", "an", "the", "some", "their"})


def _share_comparison(p: State, before: Item, item: Item, one: Frame, two: Frame) -> None:
    """ "at least two orders and one click": at least one click."""
    if one.count is None or two.count is None or two.count.said or not one.count.said or len(one.count.parts) > 1:
        return
    if not two.count.value:
        # "at least once ever and zero times since": none
        return
    if item.joint not in ("and", "or") or before.clause.negated or item.clause.negated or number(p, item.clause.start) is None:
        return
    if _goes_on_counting(p, item):
        two.count = Cmp(((one.count.comparator, two.count.parts[0][1]),))
        p.note(f"“{p.text(before.clause.start, before.clause.end)}”: its limit is taken to be one of what follows it too")


def _returned_it(p: State, item: Item, one: Frame, two: Frame) -> None:
    """bought a dress and returned it: an order with it that has a refund."""
    two.goods, two.filters = list(one.goods), [*one.filters, *two.filters]
    two.sequels = []
    if item.joint == "then":
        item.joint = "and"
    if not two.windows:
        two.windows = list(one.windows)
    p.note("“it” was returned when an order with it has a refund; what was given back of an order is not known by the item")


def _pairs(item: Item) -> bool:
    return item.joint in ("or", "but", "comma_or", "and", "comma", "comma_and")


def _share_campaign(p: State, one: Frame, two: Frame) -> None:
    if one.campaign and not two.campaign and (two.pronoun or not two.objects):
        two.filters.extend(one.filters)
        two.campaign = True
    elif two.campaign and not one.campaign and not one.objects:
        one.filters.extend(two.filters)
        one.campaign = True
    elif two.pronoun and one.windows and not two.windows:
        two.windows = list(one.windows)
    elif not two.objects and not two.pronoun and one.windows and not two.windows and not two.count and not two.ever:
        two.windows, two.window_text = list(one.windows), one.window_text
        p.note(f"“{one.window_text}” is taken to hold for both")


def _bare_noun(p: State, item: Item) -> bool:
    """ "but no open": of the e-mail before, where no other is named."""
    said = set(p.text(item.clause.start, item.clause.end).split())
    return said <= {"no", "without", "a", "any", "single", "open", "opens", "click", "clicks"}


def _share_mailing(p: State, before: Item, item: Item, one: Frame, two: Frame) -> None:
    """opened three e-mails in May but didn't click one: of those e-mails; "with no clicks" can be of all time."""
    if two.windows or two.ever or two.campaign or not one.windows:
        return
    if before.clause.negated or not (two.count or item.clause.negated):
        return
    said = {"email", "emails", "anything", "campaign", "campaigns"} & set(p.text(item.clause.start, item.clause.end).split())
    same = [(f"“{one.window_text}” of both", True), (f"“{one.window_text}” of the first only", False)]
    if not said or p.choose(-1 - item.clause.start, same):
        two.windows, two.window_text = list(one.windows), one.window_text
        p.note(f"“{one.window_text}” is taken to hold for both")


def relative_within(f: Frame) -> bool:
    """ "within 7 days", which after another deed means after it, rather than "in the last 7 days"."""
    words = f.window_text.split()
    said = words[:1] == ["within"] or words[:2] == ["in", "under"] or words[:3] == ["in", "less", "than"]
    window = f.windows[0] if len(f.windows) == 1 else None
    return said and isinstance(window, Past) and window.newer == 0 and not {"last", "past", "the"} & set(words[1:3])


def days_of_window(f: Frame) -> Decimal:
    """The days of a frame's "within 7 days"."""
    window = f.windows[0]
    return (window.older or 0) * DAYS[window.unit] if isinstance(window, Past) else Decimal(0)
