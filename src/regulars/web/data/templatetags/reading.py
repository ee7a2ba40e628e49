"""What the form for reading files differently offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings

from regulars.ingest.detect import roles_of
from regulars.web.access import Permission, may
from regulars.web.data.orders_found import orders_in_words
from regulars.web.data.wording import for_page
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import is_there, kept_beside
from regulars.web.shop import zone
from regulars.work.look_from import day_after
from regulars.work.pages.customer import PERSONAL

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


@dataclass(frozen=True, slots=True)
class RowsShown:
    """Some rows of an uploaded file as they would be brought in; `has_hidden`: personal data are not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_hidden: bool


@dataclass(frozen=True, slots=True)
class End:
    """The newest order of files that end long ago, and the start of the day after it in the shop's zone."""

    newest: datetime
    day_after: datetime


@register.simple_tag(takes_context=True)
def ended_of(context: template.Context, job: Job) -> End | None:
    """Where the first orders of a workspace end, if that is long ago."""
    if "ended" not in job.result:
        return None
    newest = datetime.fromisoformat(job.result["ended"])
    return End(newest, day_after(newest, zone(context["request"]), datetime.now(UTC)))


@register.simple_tag(takes_context=True)
def some_rows_of(context: template.Context, job: Job) -> list[RowsShown]:
    """Some rows of each file that was looked at, with what whoever asks may see."""
    found = kept_beside(Path(settings.WORKSPACE), job.arguments["uploads"][0]["key"])
    sees_people = may(context["request"].user, Permission.SEE_PEOPLE)
    return [_rows_shown(each["columns"], each["rows"], sees_people) for each in json.loads(found or "[]")]


def _rows_shown(columns: Sequence[str], rows: Sequence[Sequence[str]], sees_people: bool) -> RowsShown:
    hidden = set() if sees_people else {*PERSONAL, "attributes"}
    shown = [at for at, column in enumerate(columns) if column not in hidden]
    return RowsShown(
        tuple(columns[at] for at in shown), tuple(tuple(row[at] for at in shown) for row in rows), len(shown) < len(columns)
    )


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """The value at a place; None beyond the last."""
    return values[place] if place < len(values) else None


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
