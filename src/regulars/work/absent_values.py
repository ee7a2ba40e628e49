"""Values that a condition compares with and that nobody's data have: no error, and hardly ever what was meant."""

from __future__ import annotations

from regulars.criteria.nodes import walk
from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Condition, FieldText, RowText
from regulars.errors import near_names
from regulars.exports.countries import country_code
from regulars.work.ask import Asking
from regulars.work.vocabulary import MOST_VALUES

_WHOLE = frozenset({TextOperator.ANY_OF, TextOperator.TAGGED})
_FEW = 12


def absent_values(asking: Asking, condition: Condition) -> tuple[str, ...]:
    """A note for every value that no row has, with the ones that may have been meant; none where not all values are known."""
    compared = [node for node in walk(condition) if isinstance(node, FieldText | RowText) and node.operator in _WHOLE]
    notes: list[str] = []
    for node in compared:
        column = node.field if isinstance(node, FieldText) else node.column
        known = tuple(value.text for value in asking.vocabulary.values.get(column, ()))
        if known and len(known) < MOST_VALUES:
            notes += [_note(column, value, known) for value in node.values if not _is_there(value, known)]
    return tuple(dict.fromkeys(notes))


def _is_there(value: str, known: tuple[str, ...]) -> bool:
    return value.casefold() in {each.casefold() for each in known}


def _note(column: str, value: str, known: tuple[str, ...]) -> str:
    said = f"No {column} of the data is “{value}”."
    code = country_code(value) if column == "country" else None
    same = [each for each in known if code is not None and country_code(each) == code]
    if same:
        return f"{said} It is written {' or '.join(same)}."
    hint = near_names(value, known)
    return f"{said} {hint}" if len(known) <= _FEW or not hint.startswith("Known") else said
