"""What the form for reading files differently offers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings

from regulars.ingest.detect import roles_of
from regulars.web.data.orders_found import orders_in_words
from regulars.web.data.wording import for_page
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import is_there

register = template.Library()
register.filter("for_page", for_page)
register.filter("orders_in_words", orders_in_words)
_USUAL = frozenset(
    {"customer_id", "order_id", "ordered_at", "occurred_at", "type", "total", "quantity", "unit_price", "product_id", "email"}
)
_TABLES = {"orders": "Orders", "order_lines": "Order lines", "customers": "Customers", "events": "Events"}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A field that a column can be: what it means, which column was taken for it, and which was said to be it."""

    name: str
    meaning: str
    found: str
    said: str


@dataclass(frozen=True, slots=True)
class FileShown:
    """An uploaded file that can be read differently: its number, name, columns, the table that it was taken for, and the fields:
    those that were found or that most files have, and the rest."""

    place: int
    name: str
    table: str
    said_table: str
    columns: tuple[str, ...]
    roles: tuple[RoleChoice, ...]
    more_roles: tuple[RoleChoice, ...]

    @property
    def tables(self) -> tuple[tuple[str, str], ...]:
        """What it may hold, by name and for people."""
        return tuple(_TABLES.items())


@register.simple_tag
def can_import(job: Job) -> bool:
    """Whether the files that were looked at are there still: neither imported nor thrown away since."""
    return all(is_there(Path(settings.WORKSPACE), each["key"]) for each in job.arguments["uploads"])


@register.simple_tag
def files_of(job: Job) -> list[FileShown]:
    """The files that were looked at, each with its fields, those that were found first."""
    sources = (job.result.get("report") or {}).get("sources", [])
    uploads, columns = job.arguments["uploads"], job.result.get("columns", [])
    if len(columns) != len(uploads):
        return []  # a file of several tables
    found = []
    for place, upload in enumerate(uploads):
        source: dict[str, Any] = sources[place] if len(sources) == len(uploads) else {}
        table = source.get("table") or upload.get("table") or "orders"
        mapping, said = source.get("mapping", {}), upload.get("columns") or {}
        roles = [
            RoleChoice(each.name, each.meaning, mapping.get(each.name, ""), said.get(each.name, "")) for each in roles_of(table)
        ]
        roles.sort(key=lambda each: not (each.found or each.said))
        first = [each for each in roles if each.found or each.said or each.name in _USUAL]
        rest = [each for each in roles if each not in first]
        name = upload.get("name") or upload["key"].rpartition("/")[2]
        found.append(FileShown(place, name, table, upload.get("table") or "", tuple(columns[place]), tuple(first), tuple(rest)))
    return found
