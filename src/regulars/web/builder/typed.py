"""What a request says of the page New segment: the three faces, and which of them was changed last."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from regulars.criteria.columns import Shape
from regulars.criteria.form import Draft, Group, filled, form_of
from regulars.criteria.tree import Condition
from regulars.criteria.wire import from_wire
from regulars.errors import DefinitionError
from regulars.web.builder.fields import changed, read_draft, settled
from regulars.work.pages.builder import Face, Typed

LONGEST_TEXT = 20_000


def typed_in(posted: Any, shape: Shape) -> Typed:
    """What stands on the page. `face` is the one that the request names, or else the one that is other than when it was shown.

    Raises:
        DefinitionError: two were changed, and which one counts cannot be told; or the form cannot be read.
    """
    words, sql = (posted.get(key, "")[:LONGEST_TEXT] for key in ("words", "sql"))
    draft = settled(changed(read_draft(posted), posted.get("do", "")), shape)
    if not isinstance(draft, Group):
        raise AssertionError("a group stays one")
    typed = Typed(Face.WORDS, words, _reading(posted.get("reading", "")), draft, sql, json_in(posted, "criteria"))
    named = posted.get("face", "")
    if named in set(Face):
        return replace(typed, face=Face(named))
    if posted.get("do", "").partition(":")[0] in {"add", "group", "remove", "filter", "unfilter"}:
        return replace(typed, face=Face.FORM)
    return replace(typed, face=_changed_face(posted, typed, shape))


def _changed_face(posted: Any, typed: Typed, shape: Shape) -> Face:
    found = []
    was_words, was_sql = posted.get("was_words", ""), posted.get("was_sql", "")
    if ("words" in posted and _plain(typed.words) != _plain(was_words)) or posted.get("reading", "") != posted.get(
        "was_reading", ""
    ):
        found.append(Face.WORDS)
    if "sql" in posted and _plain(typed.sql) != _plain(was_sql):
        found.append(Face.SQL)
    if "c.join" in posted and _is_other_form(typed.form, json_in(posted, "was_form"), shape):
        found.append(Face.FORM)
    if len(found) > 1:
        said = " and ".join({"words": "the words", "sql": "the SQL", "form": "the form"}[face] for face in found)
        raise DefinitionError(f"Both {said} were changed.", "Press Preview at the one that counts.")
    origin = posted.get("origin", "")
    return found[0] if found else Face(origin) if origin in set(Face) else Face.WORDS


def _is_other_form(draft: Draft, before: dict[str, Any] | None, shape: Shape) -> bool:
    made = filled(draft, shape)
    if before is None:
        return bool(made.problems) or made.condition != filled(Group(), shape).condition
    former: Condition = filled(form_of(from_wire(before), shape), shape).condition
    return bool(made.problems) or made.condition != former


def _plain(text: str) -> str:
    """A text as it is before a browser gives it other line ends."""
    return text.replace("\r\n", "\n").strip()


def _reading(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def json_in(posted: Any, name: str) -> dict[str, Any] | None:
    """Criteria that the page keeps in an input of this name: `criteria` is what it showed, `was_form` what its form said.

    Raises:
        DefinitionError: it is not JSON.
    """
    text = posted.get(name, "")
    if not text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DefinitionError("The page's own state cannot be read.", "Load the page anew.") from error
    return found if isinstance(found, dict) else None
