"""What imports know of the orders and refreshes need not find out again: that no order's number is there twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.work.ledger import PublicationRecord
from regulars.work.workspace import Workspace

_FACT = "numbered_once"


def numbered_once_facts(versions: Mapping[str, int], *, is_so: bool) -> dict[str, Any]:
    """For the facts of a publication: the version of the orders in which every row is an order of its own, where it `is_so`."""
    return {_FACT: versions["orders"]} if is_so and "orders" in versions else {}


def is_numbered_once(publication: PublicationRecord) -> bool:
    """Whether a publication has no orders, or says of them that every number is there once."""
    return "orders" not in publication.versions or publication.facts.get(_FACT) == publication.versions["orders"]


def version_numbered_once(workspace: Workspace) -> int | None:
    """The newest version of the orders that is known to have every number once; None where none is.

    A version says what it is of: after an erasure, or an import that was not so, it is another one than is in force.
    """
    latest = [record for kind in ("data", "refresh") if (record := workspace.ledger.latest(kind)) is not None]
    known = [int(record.facts[_FACT]) for record in latest if _FACT in record.facts]
    return max(known, default=None)
