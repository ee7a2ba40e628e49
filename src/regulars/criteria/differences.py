"""What one definition of a segment says that another does not: conditions added, removed, and changed."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.criteria import tree as t
from regulars.criteria.nodes import Node, parts

# what a condition is about; its other values are what somebody changes of it
_SUBJECT = frozenset({"field", "column", "aggregate", "source", "statistic", "part"})


@dataclass(frozen=True, slots=True)
class ConditionChange:
    """A condition that was kept with other values."""

    before: t.Condition
    after: t.Condition


@dataclass(frozen=True, slots=True)
class CriteriaDifference:
    """How two definitions differ. `joined_otherwise`: all conditions had to be true and now one is enough, or the reverse."""

    added: tuple[t.Condition, ...]
    removed: tuple[t.Condition, ...]
    changed: tuple[ConditionChange, ...]
    joined_otherwise: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether both say the same, whatever the order of their conditions."""
        return not (self.added or self.removed or self.changed or self.joined_otherwise)


def criteria_difference(before: t.Condition, after: t.Condition) -> CriteriaDifference:
    """The conditions of `after` against those of `before`, told at the outermost list of conditions.

    Two conditions about the same thing (the same field, or measure of the same rows) are one that changed.
    """
    old, new = list(_listed(before)), list(_listed(after))
    for each in tuple(old):
        if each in new:
            old.remove(each)
            new.remove(each)
    changed: list[ConditionChange] = []
    for each in tuple(old):
        match = next((other for other in new if _subject(other) == _subject(each)), None)
        if match is not None:
            old.remove(each)
            new.remove(match)
            changed.append(ConditionChange(each, match))
    both_lists = isinstance(before, t.All | t.Any) and isinstance(after, t.All | t.Any)
    several = len(_listed(before)) > 1 and len(_listed(after)) > 1
    return CriteriaDifference(tuple(new), tuple(old), tuple(changed), both_lists and several and type(before) is not type(after))


def _listed(condition: t.Condition) -> tuple[t.Condition, ...]:
    return condition.parts if isinstance(condition, t.All | t.Any) and condition.parts else (condition,)


def _subject(node: Node) -> tuple[object, ...]:
    """A node without the values that may change: its kind, what it is about, and the same of the nodes below it."""
    if isinstance(node, t.Compare | t.Between):  # from "more than 3" to "between 3 and 5" is a change of the same condition
        return ("quantity", _subject(node.left if isinstance(node, t.Compare) else node.quantity))
    kind: type = type(node)
    made: list[object] = [kind.__name__]
    for part in parts(kind):
        value = getattr(node, part.name)
        if part.name in _SUBJECT and not isinstance(part.of, str):
            made.append(value)
        elif isinstance(part.of, str) and part.of not in {"window", "position", "around"} and value is not None:
            made.append(tuple(_subject(each) for each in (value if part.is_list else (value,))))
    return tuple(made)
