"""Clauses joined: what "and", "or", "but", commas, "who" and "except" make of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Aggregate, Source
from regulars.criteria.tree import All, Any, Around, Between, Compare, Condition, FieldText, FieldValue, Measure
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.close_together import settle_close_together
from regulars.criteria.words.frames import EMAIL_HEADS, Frame, Sequel
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining_denials import carry_negation
from regulars.criteria.words.joining_two_ways import (
    but_with_or,
    neither_of_list,
    precedence,
    slashes,
)
from regulars.criteria.words.quantities import rows
from regulars.criteria.words.sharing import days_of_window, relative_within, share
from regulars.criteria.words.sharing_amounts import ask_about_amounts
from regulars.criteria.words.state import State


def combined(p: State, items: list[Item]) -> Condition:
    """The condition of all the clauses."""
    slashes(p, items)
    _nor(p, items)
    carry_negation(p, items)
    share(p, items)
    ask_about_amounts(p, items)
    _within(p, items)
    settle_close_together(p, items)
    _serial(p, items)
    told = but_with_or(p, items)
    groups = _strong(items)
    if (
        not told
        and any(item.joint == "or" for item in items[1:])
        and any(item.joint in ("and", "next", "comma_and") for item in items[1:])
        and len(groups) == 1
    ):
        groups = precedence(p, items) or groups
    parts = [_any(p, group) for group in groups]
    return parts[0] if len(parts) == 1 else All(tuple(flat(parts, All)))


def _nor(p: State, items: list[Item]) -> None:
    neither_of_list(p, items)
    for number, item in enumerate(items):
        if item.joint == "nor":
            item.joint = "and"
            if item.clause.negated:
                start, end = item.clause.start, item.clause.end
                p.object(start - 1, end, "is denied twice", "say in plain words what they did and what they did not do")
            item.clause.negated = True
        elif item.joint == "except":
            person = item.person and p.word(item.clause.start - 1) != "one"
            if number and not person and not _leaves_out(items[number - 1].clause, item.clause):
                start, end = item.clause.start, item.clause.end
                p.object(start, end, "can be let in or left out of what is said before", "say “and” or “or”, and what they did")
            item.joint = "but"
            item.clause.negated = not item.clause.negated
            item.clause.excepted = True


def _leaves_out(before: Clause, c: Clause) -> bool:
    """Whether an exception of deeds has one meaning after the clause: not after "no order ... except in store"."""
    one, two = before.frame, c.frame
    if one is None or two is None:
        return True
    return not (before.negated or (one.head == "spend" and two.head == "spend"))


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
        if one.head == "sign_up" and two.head in ("buy", "position") and two.windows and relative_within(two):
            two.around = Around(FieldValue("created_at"), Decimal(0), days_of_window(two))
            two.windows = []
            _again_of(items, two)
            p.note(f"“{two.window_text}” is counted from the sign-up")
            continue
        if item.joint == "then" and not two.sequels and two.around is None:
            days = None
            if relative_within(two):
                days = days_of_window(two)
                two.windows = []
            if days is None and _chained(p, one, two):
                continue
            two.sequels.append(Sequel(_after_its_own(p, item, _positive(one), days), after=True, days=days))
            continue
        if (
            two.windows
            and relative_within(two)
            and one.head
            in ("buy", "open", "click", "visit", "view", "cart", "send", "engage", "return", "cancel", "use", "position")
            and two.head not in ("measure", "spend", "position")
        ):
            days = days_of_window(two)
            two.windows = []
            if two.again:
                # "cancelled an order and reordered within a week"
                two.sequels = [each for each in two.sequels if each.other.head != one.head]
            two.sequels.append(Sequel(_positive(one), after=True, days=days))
            p.note(f"“{two.window_text}” is counted from what comes before it")


def _again_of(items: list[Item], changed: Frame) -> None:
    """Say anew what came after a deed whose time has been told otherwise since: "..., ordered within 3 days, never came back"."""
    for item in items:
        f = item.clause.frame
        if f is not None and any(sequel.other.start == changed.start for sequel in f.sequels):
            f.sequels = [
                replace(sequel, other=changed.copy()) if sequel.other.start == changed.start else sequel for sequel in f.sequels
            ]


def _chained(p: State, one: Frame, two: Frame) -> bool:
    """A, then B, then C: C after a B that itself comes after an A; False where this is no such chain."""
    earlier = one.sequels[0] if len(one.sequels) == 1 else None
    if one.around is None and (earlier is None or earlier.days is not None or not earlier.after or len(one.windows) > 1):
        return False
    if one.around is None and earlier is not None:
        if len(earlier.other.windows) > 1:
            return False
        one = one.copy()
        one.sequels, one.around = [], Around(_first_time(p, earlier.other), Decimal(0), None, strictly=True)
    two.around = Around(_first_time(p, one), Decimal(0), None, strictly=True)
    return True


def _after_its_own(p: State, item: Item, one: Frame, days: Decimal | None) -> Frame:
    """The B of "A, then B, then C within 30 days" as a B after an A; so many days before each of two is too much."""
    earlier = one.sequels[0] if len(one.sequels) == 1 else None
    if days is None or (earlier is None and one.around is None):
        return one
    if earlier is not None and earlier.after and earlier.days is None and len(earlier.other.windows) < 2:
        one.sequels, one.around = [], Around(_first_time(p, earlier.other), Decimal(0), None, strictly=True)
    elif earlier is not None:
        start, end = item.clause.start, item.clause.end
        p.object(start, end, "is one step more within so many days than can be followed", "leave out the days of one of them")
    return one


def _first_time(p: State, f: Frame) -> Measure:
    kind = Source.EVENTS if f.is_event else Source.ORDERS
    return Measure(Aggregate.FIRST, rows(p, f, f.windows[0] if f.windows else None, kind))


def _positive(f: Frame) -> Frame:
    copied = f.copy()
    copied.negated = False
    return copied


# apart from the keys of other choices, which are places of the request or far from these
_LIST_KEY = 130_000
_OF_LIST = [("all that stands before the last comma, and one of the two after it", False), ("any one of the list", True)]


def _any_of_list(p: State, items: list[Item], number: int) -> bool:
    """Whether commas stand for the "or" that ends a list of unlike things: surely after "either" or before ", or"."""
    last = next(n for n in range(number, len(items)) if items[n].joint in ("or", "comma_or"))
    first = number - 1
    while first and items[first].joint == "comma":
        first -= 1
    begun = items[first].clause.start
    either = "either" in {p.word(n) for n in range(max(0, begun - 4), begun + 1)}
    named = all(item.person for item in items[first : last + 1])
    if either or named or (items[last].joint == "comma_or" and not items[first].clause.negated):
        return True
    return p.choose(_LIST_KEY + items[last].clause.start, _OF_LIST)


def _serial(p: State, items: list[Item]) -> None:
    """Commas take the meaning of the "and" or "or" that ends their list."""
    for number, item in enumerate(items):
        if item.joint != "comma":
            continue
        following = next((later.joint for later in items[number + 1 :] if later.joint != "comma"), "and")
        either = following in ("or", "comma_or") and _all_commas(items, number)
        last = next((later.clause for later in items[number:] if later.joint in ("or", "comma_or")), item.clause)
        unlike = items[number - 1].clause.attribute != last.attribute or _of_one_field(items[number - 1].clause, item.clause, last)
        turned = items[number - 1].clause.negated != last.negated or (item.clause.negated != last.negated and not last.attribute)
        alike = turned and item.clause.negated and _two_denied(items[number - 1], item)
        apart = either and ((turned and not alike) or ((unlike or alike) and not _any_of_list(p, items, number)))
        # "A or B, C": the comma ends the alternatives
        item.joint = "semicolon" if apart else "or" if either else "comma_and"
    for item in items:
        if item.joint == "comma_or":
            item.joint = "or"
        if item.joint == "then":
            item.joint = "and"


def _two_denied(before: Item, item: Item) -> bool:
    """ "no coupon, no refund or over $500 spent": two things not done, before something that was."""
    return not (before.clause.attribute or item.clause.attribute) and before.clause.frame is not None and item.joint == "comma"


def _of_one_field(before: Clause, clause: Clause, last: Clause) -> bool:
    """ "from Canada, under 25 or over 50": the two after the comma are about one thing, and the one before about another."""
    what = about(clause)
    if what is None and not (before.attribute or clause.attribute or last.attribute):
        heads = [each.frame.head if each.frame is not None else "" for each in (before, clause, last)]
        # "spent over $250, bought Dresses or bought Tops"
        return "" not in heads and heads[1] == heads[2] != heads[0] and bool({"spend", "measure"} & set(heads))
    return what is not None and what == about(last) and what != about(before)


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
        strong = strong or (item.joint == "and" and left_or and _of_one_object(groups[-1]))
        if (
            item.joint == "next"
            and left_or
            and (not all(other.clause.attribute for other in groups[-1]) or _mirrored(groups[-1], item))
        ):
            # "women over 30 or men over 40": each of them has its own
            strong = False
        if item.joint == "next" and groups[-1] and groups[-1][-1].comma and groups[-1][-1].joint == "or" and item.modifies:
            # "women, or men over 40": of the men
            strong = False
        if item.of_last:
            strong = False
        if strong and item.joint == "and_who" and _second_of_two(groups[-1], item):
            strong = False
        if item.opens and item.joint in ("and", "comma", "comma_and", "and_who", "next", "with"):
            strong = True
        if groups[-1] and strong:
            groups.append([])
        if item.joint == "or" and item.linked and not left_or and _described(groups[-1]):
            # "Canadians tagged VIP or with a spend over 500": Canadians, either way
            groups.append(groups[-1][1:])
            groups[-2] = groups[-2][:1]
        elif item.joint == "or" and not left_or and _described(groups[-1]) and _alternative_of_last(groups[-1], item):
            # "Australians aged 18-24 or over 60": Australians, either way
            groups.append(groups[-1][-1:])
            groups[-2] = groups[-2][:-1]
        groups[-1].append(item)
    return groups


def _of_one_object(group: list[Item]) -> bool:
    """ "opened or clicked an email and ordered": two verbs with one object are one deed."""
    if len(group) < 2 or group[-1].joint != "or":
        return False
    one, two = group[-2].clause.frame, group[-1].clause.frame
    mailed = one is not None and two is not None and one.head in EMAIL_HEADS and two.head in EMAIL_HEADS
    return mailed and one is not None and not one.objects


def _second_of_two(group: list[Item], item: Item) -> bool:
    """ "whose A and whose B, or whose C and whose D": the two after the "or" belong together, as those before it do."""
    last = max(n for n, other in enumerate(group) if n and other.joint == "or")
    return last > 1 and group[last].comma and group[last].linked and item.linked and not item.comma and group[last - 1].linked


def _described(group: list[Item]) -> bool:
    """Who somebody is, and then something more about them."""
    return len(group) > 1 and group[1].joint == "next" and all(item.clause.attribute for item in group)


def _alternative_of_last(group: list[Item], item: Item) -> bool:
    """Whether what follows "or" goes on about what was said last of the people before, and names no other people."""
    what = about(item.clause)
    same = what is not None and what == about(group[-1].clause)
    if not item.clause.attribute or (item.person and not (same and isinstance(item.clause.fixed, Compare | Between))):
        return False
    return what != about(group[0].clause) and (same or item.modifies)


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
