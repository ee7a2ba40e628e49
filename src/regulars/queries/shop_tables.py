"""The tables `scores` and `profile` beside a shop's canonical ones."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.flags import SEPARATOR
from regulars.queries.render import Tree, name, select, table, template, text


def profile_fields(names: Sequence[str]) -> Tree:
    """Some fields of a run's profile."""
    return select(name("customer_id"), *map(name, names)).from_("profile")


def taken(frame: str, *, has_flags: bool) -> Tree:
    """A table carried over from a scoring run. The names of flags are separated as tags are; nobody's are unknown."""
    if not has_flags:
        return template("SELECT * FROM $f", f=table(frame))
    return template("SELECT * REPLACE (REPLACE(COALESCE(flags, ''), $s, ',') AS flags) FROM $f", s=text(SEPARATOR), f=table(frame))


def segments() -> Tree:
    """The view `segments`: everybody's scores and place, as far as they were worked out."""
    return template("SELECT customer_id, r, f, m, segment FROM scores")
