"""Times that stand in front of what they are of, or behind it and set off by a comma."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.groups import PLAIN

# apart from the keys of other choices, which are places of the request or far from these
_NEVER_KEY = 180_000
_NEVER = [("“never” is of the time said first", True), ("“never” is of all time", False)]


def settle_fronted(p: State, items: list[Item], missed: list[tuple[int, int]]) -> None:
    """ "In 2025, VIPs who ordered twice": a time said before who somebody is belongs to what they did."""
    for number, item in enumerate(items):
        pending = item.clause.pending
        if not pending:
            continue
        _denied_deed(p, item)
        if item.clause.frame is not None:
            # "in 2026 no order"
            item.clause.frame.windows = list(pending)
            continue
        frames = [later.clause.frame for later in items[number + 1 :] if later.clause.frame is not None]
        if not frames or any(f.windows or f.ever for f in frames):
            missed.append((max(item.clause.start - 1, 0), item.clause.start))
        for f in frames:
            f.windows = list(pending)


def settle_heading(p: State, items: list[Item]) -> None:
    """ "In the last 12 months, ordered 4 times, spent over $400 and returned nothing": the time is of all of the list."""
    for number, item in enumerate(items):
        head = item.clause.frame
        front = item.clause.heading or (number == 0 and item.clause.own_window)
        if not front or head is None or not head.windows:
            continue
        if number == 0 and _after_either(p, item) and p.choose(_EITHER_KEY + item.clause.start, _EITHER):
            item.clause.heading = item.clause.own_window = False
            continue
        for later in items[number + 1 :]:
            _denied_deed(p, later)
            f = later.clause.frame
            if later.joint not in ("comma", "and", "comma_and", "or", "comma_or", "nor") or later.clause.heading:
                break
            timed = f is None or f.windows or f.around or f.sequels or f.each or f.position or f.head == "sign_up"
            if (
                f is not None
                and not timed
                and (not f.ever or (later.clause.negated and p.choose(_NEVER_KEY + later.clause.start, _NEVER)))
            ):
                f.ever = False
                f.windows, f.window_text = list(head.windows), head.window_text
                p.note("the time said first is taken to hold for all of the list")


# apart from the keys of other choices, which are places of the request or far from these
_EITHER_KEY = 690_000
_EITHER = [("the time is of the first of the two only", True), ("the time is of both", False)]


def _after_either(p: State, item: Item) -> bool:
    """ "either in 2025 bought Tops or spent over $300": the time stands within the first of the two."""
    led = [p.word(n) for n in range(item.clause.start)]
    return "either" in led[:-1] and any(word not in _PLAIN_LEADS for word in led[led.index("either") + 1 :])


_PLAIN_LEADS = frozenset({"who", "they", "have", "has", "that", ","})


def _denied_deed(p: State, item: Item) -> None:
    """Make of "zero orders" under a time in front what can have that time."""
    c = item.clause
    named = PLAIN.at(p.tokens, c.start) if c.fixed is not None else None
    if named is not None and named[0] == "no_order" and p.word(c.start) in ("zero", "no", "without", "nothing") and not c.negated:
        c.frame, c.fixed, c.negated, c.attribute = Frame("buy", c.start, noun="order"), None, True, False


_BEHIND_KEY = 350_000
_COUNTED = [("so many in that time", True), ("so many ever, and at least one in that time", False)]
_OF_ALL = [("the time at the end is of all of the list", True), ("the time at the end is of what stands before it", False)]


def settle_time_behind(p: State, items: list[Item]) -> None:
    """ "5+ orders, last year", "no refunds, in 2025": a time alone behind a comma is of what stands before it."""
    for item in list(items):
        number = items.index(item)
        when, before = item.clause.frame, items[number - 1].clause if number else None
        if when is None or before is None or before.frame is None or not _timeless(before.frame) or item.joint != "comma":
            continue
        alone = p.text(item.clause.start, item.clause.end) == when.window_text and not item.clause.negated
        if not alone or when.only or any(_single(each.clause.frame) for each in items[:number]):
            # "one order, placed in 2026" has one meaning
            continue
        said, told = before.frame, [each.clause.frame for each in _listed(items[:number])]
        if item is items[-1] and told and p.choose(_BEHIND_KEY + item.clause.start, _OF_ALL):
            for f in told:
                _give(f, when)
        elif said.count is not None and not before.negated and not p.choose(_BEHIND_KEY + 1 + item.clause.start, _COUNTED):
            continue
        _give(said, when)
        p.note(f"“{when.window_text}” is taken as the time of what stands before it")
        items.remove(item)


def _single(f: Frame | None) -> bool:
    return f is not None and f.count is not None and f.count.comparator is Comparator.EQUAL and f.count.value == 1


def _give(f: Frame | None, when: Frame) -> None:
    if f is not None:
        f.windows, f.every_window, f.window_text = list(when.windows), when.every_window, when.window_text


def _timeless(f: Frame) -> bool:
    """Whether a deed or an amount has no time of its own."""
    timed = f.windows or f.ever or f.around or f.sequels or f.each or f.position or f.lasting
    return not timed and f.head not in ("sign_up", "measure", "position")


def _listed(items: list[Item]) -> list[Item]:
    """The deeds without a time that a list has before its last one."""
    out: list[Item] = []
    for item in items[:-1]:
        f = item.clause.frame
        if f is not None and _timeless(f):
            out.append(item)
        elif f is not None:
            return []
    joined = all(item.joint in ("comma", "next", "with") for item in items[1:])
    return out if joined else []
