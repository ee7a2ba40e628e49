"""Which of the words that no reading fits are a time, and which stand in its way."""

from __future__ import annotations

from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.windows import window

_LEADS = frozenset({"in", "during", "since"})


def before_time(state: State, end: int) -> int:
    """Where the time that the words end with begins; `end` without one. What is in the way stands before it."""
    return next((at for at in range(1, end) if _ends(state, at) == end), end)


def denied_time(state: State, start: int, end: int) -> tuple[int, int] | None:
    """ "active in Q1 2025 but not in Q1 2026": a time, and nothing that was not done in it; its place with the "not"."""
    at = next((n for n in range(max(1, start - 2), start + 1) if state.word(n) in _LEADS), start)
    if state.word(at - 1) != "not" or any(VERBS.at(state.tokens, n) is not None for n in range(at)):
        return None
    stop = _ends(state, at)
    return (at - 1, stop) if stop is not None and stop >= end else None


def _ends(state: State, at: int) -> int | None:
    """The place after a time that begins here; nothing is taken."""
    mark = state.mark()
    found = window(state, at)
    state.back(mark)
    return found[1] if found is not None else None
