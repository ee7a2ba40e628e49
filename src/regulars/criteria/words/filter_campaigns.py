"""Campaigns by name."""

from __future__ import annotations

from regulars.criteria.tree import RowCondition
from regulars.criteria.words.filter_goods import LIST_JOINTS, list_joint
from regulars.criteria.words.links import Group, condition, part, whole
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS
from regulars.criteria.words.tokens import Kind


def campaign(p: State, at: int) -> tuple[Group, int] | None:
    """One or more campaigns by name, or by words of their names."""
    mark = p.mark()
    parts: list[RowCondition] = []
    end = at
    place = at
    every = False
    while True:
        one = _one_campaign(p, place)
        if one is None:
            break
        parts.append(one[0])
        end = place = one[1]
        if p.word(place) in LIST_JOINTS:
            step, conjunction = list_joint(p, place)
            while p.word(step) in ("the", "our", "in", "on"):
                step += 1
            if conjunction != "," and _follows(p, step):
                every = conjunction == "and"
            joint, place = place, step
            if whole(p, step, ("campaign",)) is not None:
                p.take(joint, step, Role.CONNECTION)
            continue
        break
    if not parts:
        p.back(mark)
        return None
    return Group(tuple(parts), every and len(parts) > 1, p.text(at, end)), end


def _follows(p: State, at: int) -> bool:
    """Whether another campaign is named at the place; nothing is taken."""
    mark = p.mark()
    found = _one_campaign(p, at)
    p.back(mark)
    return found is not None


_EMAIL_NOUNS = frozenset(
    [
        "email",
        "emails",
        "campaign",
        "campaigns",
        "newsletter",
        "mailing",
        "mailings",
        "message",
        "messages",
        "blast",
        "announcement",
        "series",
    ]
)


def _one_campaign(p: State, at: int) -> tuple[RowCondition, int] | None:
    start = at
    while p.word(at) in word_set(
        "the a an our any campaign of from called one at least emails email named titled emails'"
    ) and not p.done(at + 1):
        if whole(p, at, ("campaign",)) is not None:
            break
        at += 1
    link = whole(p, at, ("campaign",))
    if link is None:
        if p.word(at - 1) in ("weekly", "daily", "quarterly", "yearly", "annual") and p.word(at) in _EMAIL_NOUNS:
            p.object(at - 1, at + 1, "is no campaign of the data", "say its name, or “at least one e-mail opened every week”")
        link = part(p, at, "campaign")
        if link is None:
            return None
        if (
            p.word(at) in MONTHS
            or (p.tokens[at].kind is not Kind.WORD)
            or p.word(at) in ("email", "monthly", "sale", "series", "back", "to", "new", "early", "year")
        ):
            after = p.word(link[1])
            if not (after in _EMAIL_NOUNS or link[1] - at > 1) or p.tokens[at].kind is not Kind.WORD:
                return None
        if link[1] - at == 1 and p.word(at) in ("new", "to", "year"):
            # "opened a new email" is no name
            return None
        if link[1] - at == 1 and p.word(link[1]) not in _EMAIL_NOUNS and p.word(at) not in ("newsletter",):
            return None
        names = tuple(dict.fromkeys(link[0].values))
        p.note(f"“{p.text(at, link[1])}” is taken as the campaign{'s' if len(names) > 1 else ''} {', '.join(names[:6])}")
        link = (type(link[0])("campaign", names), link[1])
    end = link[1]
    p.take(start, at, Role.HARMLESS)
    p.take(at, end, Role.VALUE)
    while p.word(end) in _EMAIL_NOUNS:
        end = p.take(end, end + 1, Role.HARMLESS)
    return condition(link[0]), end
