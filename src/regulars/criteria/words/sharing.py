"""What neighbouring clauses share: a window, a campaign, the goods of "it"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Past
from regulars.criteria.words.anchors import DAYS
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State


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
        if one.head in EMAIL_HEADS and two.head in EMAIL_HEADS:
            _share_campaign(p, one, two)
            _share_mailing(p, before, item, one, two)
        elif two.pronoun and one.windows and not two.windows and not two.ever:
            two.windows = list(one.windows)


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
    one, two = behaves(before.clause), behaves(item.clause)
    if _apart(item) or one is None or two is None or (two.head == "return" and two.pronoun):
        return
    alike = (
        one.is_event == two.is_event
        or item.carried
        or item.joint in ("or", "comma_or")
        or (item.joint == "but" and item.clause.negated)
        or (before.clause.negated and item.clause.negated)
    )
    simple = not (one.count or one.money or one.sequels or one.around or two.sequels or two.around or two.count)
    if (
        not two.windows
        or two.window_text.startswith(("that ", "in that ", "the same "))
        or one.windows
        or one.ever
        or not (simple and alike and _pairs(item))
        or item.clause.own_window
        or item.clause.only_when
        or ((one.goods or one.campaign) and one.is_event != two.is_event)
        or (one.goods and item.joint == "but" and item.clause.negated and (item.clause.perfect or two.ever))
    ):
        return
    mailed = one.head in EMAIL_HEADS and two.head in EMAIL_HEADS
    listed = item.joint in ("and", "comma", "comma_and") and not mailed and not one.plain and not item.carried
    if not listed and (not relative_within(two) or item.joint in ("or", "comma_or")):
        one.windows = list(two.windows)
        one.window_text = two.window_text
        p.note(f"“{two.window_text}” is taken to hold for both")


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
