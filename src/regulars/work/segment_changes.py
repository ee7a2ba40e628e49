"""What a new version of a custom segment changes: its conditions in words, and how many customers enter and leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from regulars.criteria.differences import criteria_difference
from regulars.criteria.sentence import clause
from regulars.criteria.tree import All, Condition
from regulars.errors import RegularsError
from regulars.queries import render, segments
from regulars.work.ask import Asking

_OLD, _NEW = "members_before", "members_after"


def segment_changes(asking: Asking, before: Condition, after: Condition) -> dict[str, Any]:
    """`added`, `removed` and `changed` conditions in words, `joined` ("all" or "any") where that changed, `entering`, `leaving`.

    The last two are counts on today's data; None where the version before cannot be worked out any more.
    """
    found = criteria_difference(before, after)
    # what is kept is read on other days, when "the last 90 days" are others
    context = replace(asking.context, dated=False)
    entering, leaving = _counts(asking, before, after)
    return {
        "added": [clause(each, context) for each in found.added],
        "removed": [clause(each, context) for each in found.removed],
        "changed": [{"from": clause(each.before, context), "to": clause(each.after, context)} for each in found.changed],
        "joined": ("all" if isinstance(after, All) else "any") if found.joined_otherwise else None,
        "entering": entering,
        "leaving": leaving,
    }


def _counts(asking: Asking, before: Condition, after: Condition) -> tuple[int | None, int | None]:
    engine = asking.data.engine
    asking.make_members(_NEW, after)
    try:
        asking.make_members(_OLD, before)
    except RegularsError:
        return None, None
    found = engine.record(render.sql(segments.difference_counts(_OLD, _NEW), engine.dialect))
    return int(found["entering"]), int(found["leaving"])


def changes_text(changes: Mapping[str, Any]) -> list[str]:
    """The changes as lines for people; none for a first version."""
    if "added" not in changes:
        return []
    lines = [f"+ {each}" for each in changes["added"]] + [f"- {each}" for each in changes["removed"]]
    lines += [f"~ {each['from']}  ->  {each['to']}" for each in changes["changed"]]
    if changes["joined"]:
        lines.append("~ all conditions have to be true now" if changes["joined"] == "all" else "~ one true condition is enough now")
    if changes["entering"] is not None:
        lines.append(f"{changes['entering']:,} customers enter, {changes['leaving']:,} leave")
    return lines
