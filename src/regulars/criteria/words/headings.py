"""Times that stand in front of what they are of."""

from __future__ import annotations

from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State

# apart from the keys of other choices, which are places of the request or far from these
_NEVER_KEY = 180_000
_NEVER = [("“never” is of the time said first", True), ("“never” is of all time", False)]


def settle_fronted(items: list[Item], missed: list[tuple[int, int]]) -> None:
    """ "In 2025, VIPs who ordered twice": a time said before who somebody is belongs to what they did."""
    for number, item in enumerate(items):
        pending = item.clause.pending
        if not pending:
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
        for later in items[number + 1 :]:
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
