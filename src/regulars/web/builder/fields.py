"""The form's inputs by name, read into a draft; and what its buttons do to one.

`c.0.1.subject` is the subject of the second part of the first part of the outermost group, `c.0.f.1.value` a value of a row's
second filter. A part with `join` is a group, one with `kept` is criteria that the form has no inputs for, in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from regulars.criteria.columns import Shape
from regulars.criteria.form import Draft, Filter, Group, Join, Kept, Part, Row, Span, SpanKind, operators_of, subjects_of
from regulars.criteria.form.subjects import NOT, filter_columns, is_count, row_operators
from regulars.criteria.wire import from_wire
from regulars.errors import DefinitionError

MOST_PARTS = 60
DEEPEST = 4
_NAME = re.compile(r"c\.((?:\d{1,3}\.)*)(?:f\.(\d{1,3})\.)?([a-z]+)")


class Posted(Protocol):
    """What a request carries, by name."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""

    def __iter__(self) -> object:
        """The names."""


@dataclass(slots=True)
class _Found:
    values: dict[str, list[str]] = field(default_factory=dict)
    filters: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    parts: dict[int, _Found] = field(default_factory=dict)


def read_draft(posted: Posted) -> Draft:
    """The form as it was filled in; without inputs of it, an empty one.

    Raises:
        DefinitionError: it has more parts than a person makes, or one that cannot be read.
    """
    top, parts = _Found(), 0
    for key in posted:  # type: ignore[attr-defined]
        matched = _NAME.fullmatch(key)
        if matched is None:
            continue
        path = [int(step) for step in matched[1].split(".") if step]
        if len(path) > DEEPEST:
            raise DefinitionError("The groups are nested too deeply.", f"Stay within {DEEPEST} levels.")
        at = top
        for step in path:
            if step not in at.parts:
                parts += 1
                at.parts[step] = _Found()
            at = at.parts[step]
        into = at.values if matched[2] is None else at.filters.setdefault(int(matched[2]), {})
        into[matched[3]] = posted.getlist(key)
    if parts > MOST_PARTS:
        raise DefinitionError(f"The form has more than {MOST_PARTS} conditions.", "Take some out, or make two segments of it.")
    return _group(top)


def _group(found: _Found) -> Group:
    join = Join.ANY if _one(found.values, "join") == Join.ANY else Join.ALL
    parts = tuple(_part(found.parts[place]) for place in sorted(found.parts))
    return Group(join, parts, is_negated=_one(found.values, "negated") == "yes")


def _part(found: _Found) -> Part:
    if "join" in found.values:
        return _group(found)
    if "kept" in found.values:
        try:
            return Kept(from_wire(json.loads(_one(found.values, "kept"))))
        except (ValueError, RecursionError) as error:
            raise DefinitionError("A condition of the form cannot be read.", "Load the page anew.") from error
    values = found.values
    kind = _one(values, "window")
    return Row(
        subject=_one(values, "subject"),
        operator=_one(values, "op"),
        values=tuple(values.get("value", ())),
        span=Span(
            SpanKind(kind) if kind in set(SpanKind) else SpanKind.EVER,
            _one(values, "n"),
            _one(values, "m"),
            _one(values, "unit") or "day",
            _one(values, "from"),
            _one(values, "to"),
        ),
        position=_one(values, "position"),
        filters=tuple(
            Filter(_one(each, "column"), _one(each, "op"), tuple(each.get("value", ())))
            for _, each in sorted(found.filters.items())
        ),
    )


def _one(values: Mapping[str, Sequence[str]], key: str) -> str:
    return values[key][-1] if values.get(key) else ""


def changed(draft: Draft, action: str) -> Draft:
    """The draft after a button was pressed: `add:0`, `group:0`, `remove:0.1`, `filter:0.1`, `unfilter:0.1:2`."""
    does, _, rest = action.partition(":")
    where, _, which = rest.partition(":")
    path = [int(step) for step in where.split(".") if step.isdecimal()]
    match does:
        case "add":
            return _at(draft, path, lambda part: _with(part, Row()))
        case "group":
            return _at(draft, path, lambda part: _with(part, Group(Join.ANY, (Row(), Row()))))
        case "remove" if path:
            return _at(draft, path[:-1], lambda part: _without(part, path[-1]))
        case "filter":
            return _at(
                draft, path, lambda part: replace(part, filters=(*part.filters, Filter())) if isinstance(part, Row) else part
            )
        case "unfilter" if which.isdecimal():
            return _at(draft, path, lambda part: _without_filter(part, int(which)))
        case _:
            return draft


def _at(part: Part, path: Sequence[int], change: Callable[[Part], Part]) -> Draft:
    made = _deep(part, path, change)
    return made if isinstance(made, Group) else Group(Join.ALL, (made,))


def _deep(part: Part, path: Sequence[int], change: Callable[[Part], Part]) -> Part:
    if not path:
        return change(part)
    if not isinstance(part, Group) or path[0] >= len(part.parts):
        return part
    inner = _deep(part.parts[path[0]], path[1:], change)
    return replace(part, parts=(*part.parts[: path[0]], inner, *part.parts[path[0] + 1 :]))


def _with(part: Part, more: Part) -> Part:
    return replace(part, parts=(*part.parts, more)) if isinstance(part, Group) else part


def _without(part: Part, place: int) -> Part:
    return replace(part, parts=part.parts[:place] + part.parts[place + 1 :]) if isinstance(part, Group) else part


def _without_filter(part: Part, place: int) -> Part:
    return replace(part, filters=part.filters[:place] + part.filters[place + 1 :]) if isinstance(part, Row) else part


def settled(part: Part, shape: Shape) -> Part:
    """The part with operators that fit what it is about, where what it is about was just changed."""
    subjects = subjects_of(shape)
    match part:
        case Group(parts=parts):
            return replace(part, parts=tuple(settled(each, shape) for each in parts))
        case Row(subject=key) if key in subjects:
            subject = subjects[key]
            known = operators_of(subject.kind, counts=is_count(subject))
            operator = part.operator if part.operator.removeprefix(NOT) in known else next(iter(known))
            filters: tuple[Filter, ...] = ()
            if subject.source is not None:
                columns = filter_columns(subject.source, shape)
                filters = tuple(
                    _settled_filter(each, columns) for each in part.filters if not each.column or each.column in columns
                )
            return replace(part, operator=operator, filters=filters)
        case _:
            return part


def _settled_filter(given: Filter, columns: Mapping[str, object]) -> Filter:
    if not given.column:
        return given
    known = row_operators(columns[given.column].kind)  # type: ignore[attr-defined]
    return given if given.operator.removeprefix(NOT) in known else replace(given, operator=next(iter(known)))
