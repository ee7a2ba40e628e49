"""Clauses joined: what "and", "or", "but", commas, "who" and "except" make of them, and what neighbours share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Past
from regulars.criteria.tree import All, Any, Around, Between, Compare, Condition, FieldText, FieldValue
from regulars.criteria.words.anchors import DAYS
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import EMAIL_HEADS, Frame, Sequel
from regulars.criteria.words.state import State


@dataclass(slots=True)
class Item:
    """A clause and what stands before it: and, or, but, comma, comma_and, comma_or, who, with, next, except, nor, then, semicolon.

    `anew`: it begins a description of other customers ("... or Canadians who ..."). `opens`: "either" stands before it.
    `linked`: "who", "with" or "have" does, so that it goes on about the customers before ("... or with 5 orders"). `person`: it names
    people ("anyone who ...", "VIPs"); `modifies`: it begins with a word such as "in". `outright`: a negation before it stands alone,
    without "are" or "who". `comma`: a comma stands before it. `fronted`: the request begins with it. `restated`: it has a subject or an
    auxiliary of its own, so that no "not" before reaches it.
    """

    joint: str
    clause: Clause
    carried: bool = False
    anew: bool = False
    opens: bool = False
    linked: bool = False
    person: bool = False
    modifies: bool = False
    outright: bool = False
    comma: bool = False
    fronted: bool = False
    restated: bool = False


def combined(p: State, items: list[Item]) -> Condition:
    """The condition of all the clauses."""
    _nor(items)
    _carry_negation(p, items)
    _share(p, items)
    _within(p, items)
    _serial(items)
    groups = _strong(items)
    if (
        any(item.joint == "or" for item in items[1:])
        and any(item.joint in ("and", "next") for item in items[1:])
        and len(groups) == 1
    ):
        p.note("“and” binds closer than “or”")
    parts = [_any(p, group) for group in groups]
    return parts[0] if len(parts) == 1 else All(tuple(flat(parts, All)))


def _nor(items: list[Item]) -> None:
    for item in items:
        if item.joint == "nor":
            item.joint = "and"
            item.clause.negated = True
        elif item.joint == "except":
            item.joint = "but"
            item.clause.negated = not item.clause.negated
            item.clause.excepted = True


def _carry_negation(p: State, items: list[Item]) -> None:
    """ "haven't ordered or visited", "aren't VIPs or from Spain": neither."""
    for before, item in pairwise(items):
        if (
            item.joint in ("or", "comma", "comma_or")
            and (before.clause.negated or p.word(before.clause.start) == "not")
            and item.clause.bare
            and not item.clause.negated
            and not item.restated
        ):
            attributes = (before.clause.attribute, item.clause.attribute)
            if item.joint == "comma" and (attributes[0] != attributes[1] or not _ends_in_or(items, item)):
                continue
            sure = not any(attributes) or before.carried or _is_not(p, before.clause)
            if not sure and not p.choose(-1 - item.clause.start, _NEITHER):
                continue
            item.clause.negated = True
            item.carried = True
            item.joint = "and"


_NEITHER = [("“not” is of both", True), ("“not” is of the first only", False)]


def _is_not(p: State, clause: Clause) -> bool:
    """ "are not VIPs", whose "not" is of all that they are said not to be."""
    at = clause.start - (p.word(clause.start) != "not")
    return p.word(at) == "not" and p.word(at - 1) in ("is", "are", "was", "were")


def _ends_in_or(items: list[Item], item: Item) -> bool:
    rest = items[items.index(item) + 1 :]
    return bool(rest) and rest[0].joint in ("comma_or", "or", "comma") and any(r.joint in ("comma_or", "or") for r in rest)


def behaves(clause: Clause) -> Frame | None:
    """What a clause says was done; None for amounts, sign-ups and who somebody is."""
    f = clause.frame
    return f if f is not None and f.head not in ("measure", "spend", "sign_up", "position") else None


def _share(p: State, items: list[Item]) -> None:
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
        elif two.pronoun and one.windows and not two.windows and not two.ever:
            two.windows = list(one.windows)


def _answers(before: Item, item: Item, one: Frame, two: Frame) -> bool:
    """Whether a clause with "who" tells what came of the e-mails of the clause before: "we e-mailed in May who didn't open"."""
    return one.head in EMAIL_HEADS and two.head in EMAIL_HEADS and not before.clause.negated and item.joint != "semicolon"


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
        or (one.goods and one.is_event != two.is_event)
    ):
        return
    mailed = one.head in EMAIL_HEADS and two.head in EMAIL_HEADS
    listed = item.joint in ("and", "comma", "comma_and") and not mailed and not one.plain and not item.carried
    if not listed and (not _relative_within(two) or item.joint in ("or", "comma_or")):
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
        two.windows = list(one.windows)
        p.note(f"“{one.window_text}” is taken to hold for both")


def _relative_within(f: Frame) -> bool:
    """ "within 7 days", which after another deed means after it, rather than "in the last 7 days"."""
    words = f.window_text.split()
    said = words[:1] == ["within"] or words[:2] == ["in", "under"] or words[:3] == ["in", "less", "than"]
    window = f.windows[0] if len(f.windows) == 1 else None
    return said and isinstance(window, Past) and window.newer == 0 and not {"last", "past", "the"} & set(words[1:3])


def _days_of(f: Frame) -> Decimal:
    """The days of a frame's "within 7 days"."""
    window = f.windows[0]
    return (window.older or 0) * DAYS[window.unit] if isinstance(window, Past) else Decimal(0)


def _within(p: State, items: list[Item]) -> None:
    """Clicked an email and bought within 7 days: after the click."""
    for before, item in pairwise(items):
        one, two = before.clause.frame, item.clause.frame
        if (
            one is None
            or two is None
            or item.joint in ("or", "who", "semicolon", "comma_or")
            or before.clause.negated
            or item.clause.perfect
        ):
            continue
        if one.head == "sign_up" and two.head == "buy" and two.windows and _relative_within(two):
            two.around = Around(FieldValue("created_at"), Decimal(0), _days_of(two))
            two.windows = []
            p.note(f"“{two.window_text}” is counted from the sign-up")
            continue
        if item.joint == "then" and not two.sequels and two.around is None:
            days = None
            if _relative_within(two):
                days = _days_of(two)
                two.windows = []
            two.sequels.append(Sequel(_positive(one), after=True, days=days))
            continue
        if (
            two.windows
            and _relative_within(two)
            and one.head in ("buy", "open", "click", "visit", "view", "cart", "send", "engage", "return", "use")
            and two.head not in ("measure", "spend", "position")
        ):
            days = _days_of(two)
            two.windows = []
            two.sequels.append(Sequel(_positive(one), after=True, days=days))
            p.note(f"“{two.window_text}” is counted from what comes before it")


def _positive(f: Frame) -> Frame:
    copied = f.copy()
    copied.negated = False
    return copied


def _serial(items: list[Item]) -> None:
    """Commas take the meaning of the "and" or "or" that ends their list."""
    for number, item in enumerate(items):
        if item.joint != "comma":
            continue
        following = next((later.joint for later in items[number + 1 :] if later.joint != "comma"), "and")
        either = following in ("or", "comma_or") and _all_commas(items, number)
        last = next((later.clause for later in items[number:] if later.joint in ("or", "comma_or")), item.clause)
        apart = either and (
            items[number - 1].clause.negated != last.negated or items[number - 1].clause.attribute != last.attribute
        )
        item.joint = "semicolon" if apart else "or" if either else "and"
    for item in items:
        if item.joint == "comma_or":
            item.joint = "or"
        if item.joint == "then":
            item.joint = "and"


def _all_commas(items: list[Item], number: int) -> bool:
    for later in items[number + 1 :]:
        if later.joint in ("or", "comma_or"):
            return True
        if later.joint != "comma":
            return False
    return False


def _strong(items: list[Item]) -> list[list[Item]]:
    """Parts that must all hold, each with its own and-or structure."""
    groups: list[list[Item]] = [[]]
    for item in items:
        left_or = any(other.joint == "or" for other in groups[-1][1:])
        strong = item.joint in ("but", "semicolon", "who", "with") or (item.joint in ("comma_and", "next", "and_who") and left_or)
        if (
            item.joint == "next"
            and left_or
            and (not all(other.clause.attribute for other in groups[-1]) or _mirrored(groups[-1], item))
        ):
            # "women over 30 or men over 40": each of them has its own
            strong = False
        if item.opens and item.joint in ("and", "comma", "comma_and", "and_who", "next", "with"):
            strong = True
        if groups[-1] and strong:
            groups.append([])
        if item.joint == "or" and item.linked and not left_or and _described(groups[-1]):
            # "Canadians tagged VIP or with a spend over 500": Canadians, either way
            groups.append(groups[-1][1:])
            groups[-2] = groups[-2][:1]
        groups[-1].append(item)
    return groups


def _described(group: list[Item]) -> bool:
    """Who somebody is, and then something more about them."""
    return len(group) > 1 and group[1].joint == "next" and all(item.clause.attribute for item in group)


def _mirrored(group: list[Item], item: Item) -> bool:
    """Whether the description before the "or" has a part about the same thing as this one."""
    last = max(n for n, other in enumerate(group) if other.joint == "or")
    what = about(item.clause)
    return what is not None and any(other.joint == "next" and about(other.clause) == what for other in group[1:last])


def about(clause: Clause) -> object:
    """The field or quantity that a clause limits."""
    fixed = clause.fixed
    if isinstance(fixed, FieldText):
        return fixed.field
    if isinstance(fixed, Compare):
        return fixed.left
    return fixed.quantity if isinstance(fixed, Between) else None


def _any(p: State, items: list[Item]) -> Condition:
    alternatives: list[list[Condition]] = [[]]
    for number, item in enumerate(items):
        if number and item.joint == "or":
            alternatives.append([])
        alternatives[-1].append(item.clause.made(p))
    parts = [part[0] if len(part) == 1 else All(tuple(flat(part, All))) for part in alternatives]
    return parts[0] if len(parts) == 1 else Any(tuple(flat(parts, Any)))


def flat(parts: list[Condition], kind: type[All] | type[Any]) -> list[Condition]:
    """The parts without nesting of the same kind, each once."""
    out: list[Condition] = []
    for part in parts:
        if isinstance(part, kind):
            out.extend(part.parts)
        elif part not in out:
            out.append(part)
    return list(dict.fromkeys(out))
