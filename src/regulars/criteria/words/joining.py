"""Clauses joined: what "and", "or", "but", commas, "who" and "except" make of them, and what neighbours share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Past
from regulars.criteria.tree import All, Any, Around, Condition, FieldValue
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import EMAIL_HEADS, Frame, Sequel
from regulars.criteria.words.state import State


@dataclass(slots=True)
class Item:
    """A clause and what stands before it: and, or, but, comma, comma_and, comma_or, who, with, next, except, nor, then, semicolon.

    `anew`: it begins a description of other customers ("... or Canadians who ...").
    """

    joint: str
    clause: Clause
    carried: bool = False
    anew: bool = False


def combined(p: State, items: list[Item]) -> Condition:
    """The condition of all the clauses."""
    _nor(items)
    _carry_negation(items)
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


def _carry_negation(items: list[Item]) -> None:
    """ "haven't ordered or visited": neither."""
    for before, item in pairwise(items):
        if (
            item.joint in ("or", "comma", "comma_or")
            and before.clause.negated
            and before.clause.frame is not None
            and item.clause.bare
            and not item.clause.negated
            and not item.clause.attribute
        ):
            if item.joint == "comma" and not _ends_in_or(items, item):
                continue
            item.clause.negated = True
            item.carried = True
            item.joint = "and"


def _ends_in_or(items: list[Item], item: Item) -> bool:
    rest = items[items.index(item) + 1 :]
    return bool(rest) and rest[0].joint in ("comma_or", "or", "comma") and any(r.joint in ("comma_or", "or") for r in rest)


def behaves(clause: Clause) -> Frame | None:
    """What a clause says was done; None for amounts, sign-ups and who somebody is."""
    f = clause.frame
    return f if f is not None and f.head not in ("measure", "spend", "sign_up", "position") else None


def _share(p: State, items: list[Item]) -> None:
    """What stands at the end of a pair of verbs, or in front of it, is meant for both."""
    for before, item in pairwise(items):
        if item.joint in ("who", "with", "semicolon", "next"):
            continue
        one, two = behaves(before.clause), behaves(item.clause)
        if one is None or two is None:
            continue
        if two.head == "return" and two.pronoun:
            _returned_it(p, item, one, two)
            continue
        alike = (
            one.is_event == two.is_event
            or item.carried
            or item.joint in ("or", "comma_or")
            or (item.joint == "but" and item.clause.negated)
            or (before.clause.negated and item.clause.negated)
        )
        simple = not (one.count or one.money or one.sequels or one.around or two.sequels or two.around)
        if item.carried and one.windows and not two.windows and not two.ever:
            two.windows = list(one.windows)
        if (
            two.windows
            and not one.windows
            and not one.ever
            and simple
            and not two.count
            and alike
            and not item.clause.own_window
            and not item.clause.only_when
            and not (one.goods and one.is_event != two.is_event)
            and _pairs(item)
        ):
            if not (
                item.joint in ("and", "comma", "comma_and")
                and not (one.head in EMAIL_HEADS and two.head in EMAIL_HEADS)
                and not one.plain
                and not item.carried
            ) and (not _relative_within(two) or item.joint in ("or", "comma_or")):
                one.windows = list(two.windows)
                p.note(f"“{two.window_text}” is taken to hold for both")
        elif before.clause.own_window and one.windows and not two.windows and not two.ever and not item.clause.attribute:
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


_DAYS = {"hour": None, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def _days_of(f: Frame) -> Decimal:
    """The days of a frame's "within 7 days"."""
    window = f.windows[0]
    return Decimal((window.older or 0) * (_DAYS[window.unit.value] or 1)) if isinstance(window, Past) else Decimal(0)


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
            window = two.windows[0]
            if isinstance(window, Past):
                two.windows = []
                two.around = Around(
                    FieldValue("created_at"), Decimal(0), Decimal((window.older or 0) * (_DAYS[window.unit.value] or 1))
                )
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
        strong = item.joint in ("but", "semicolon", "who") or (item.joint in ("comma_and", "with", "next", "and_who") and left_or)
        if item.joint == "next" and left_or and not all(other.clause.attribute for other in groups[-1]):
            strong = False
        if groups[-1] and strong:
            groups.append([])
        groups[-1].append(item)
    return groups


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
