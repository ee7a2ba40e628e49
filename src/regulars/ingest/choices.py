"""Which sheet or table is meant, where a file holds several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map

from regulars.errors import SourceError, UndecidedError, near_names
from regulars.ingest.names import roles_named

# without one of each there is nothing to score
_NEEDED = ({"customer_id", "email", "phone"}, {"ordered_at"})


def choose_table(shown: str, tables: Map[str, Sequence[str]], wanted: str | None) -> str:
    """The table of `tables` (name to columns) that is asked for or that alone looks most like orders.

    Raises SourceError when there is none, UndecidedError when several look alike.
    """
    if not tables:
        raise SourceError(f"{shown} holds no table.", "Give another file.")
    if wanted is not None:
        match = next((name for name in tables if name.lower() == wanted.lower()), None)
        if match is None:
            raise SourceError(f"{shown} has no table {wanted!r}.", near_names(wanted, tables))
        return match
    if len(tables) == 1:
        return next(iter(tables))
    scores = {name: _likeness(name, columns) for name, columns in tables.items()}
    best = max(scores.values())
    leaders = [name for name, score in scores.items() if score == best]
    if len(leaders) > 1:
        names = ", ".join(sorted(leaders)[:8])
        raise UndecidedError(f"{shown} holds several tables that could be the orders: {names}.", "Say which with --table NAME.")
    return leaders[0]


def left_out_note(shown: str, name: str, tables: Iterable[str]) -> tuple[str, ...]:
    """That of several tables one was read; nothing where there is no other."""
    others = sorted(other for other in tables if other != name)
    if not others:
        return ()
    listed = ", ".join(others[:8]) + ("..." if len(others) > 8 else "")
    return (f"The table {name!r} of {shown} was read; left out: {listed} (--table NAME).",)


def _likeness(name: str, columns: Sequence[str]) -> tuple[int, int, int]:
    roles = roles_named(columns)
    needed = sum(1 for any_of in _NEEDED if roles & any_of)
    plain = name.lower().removeprefix("tbl_").removeprefix("fact_")
    return needed, int(plain in {"orders", "order", "sales", "transactions", "invoices", "purchases"}), len(roles)
