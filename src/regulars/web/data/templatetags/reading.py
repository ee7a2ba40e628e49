"""What the form for reading a file differently offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from regulars.tables import EVENT_ROLES, ORDER_ROLES
from regulars.web.jobs.models import Job

register = template.Library()


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A field that a column can be: what it means, which column was taken for it, and which was said to be it."""

    name: str
    meaning: str
    found: str
    said: str


@register.simple_tag
def role_choices(job: Job) -> list[RoleChoice]:
    """The fields of the one file that was looked at, those that were found first."""
    report = job.result.get("report") or {}
    source: dict[str, Any] = next(iter(report.get("sources", [])), {})
    table = source.get("table") or job.arguments["uploads"][0].get("table") or "orders"
    said = job.arguments.get("columns") or {}
    mapping = source.get("mapping", {})
    roles = EVENT_ROLES if table == "events" else ORDER_ROLES
    found = [RoleChoice(each.name, each.meaning, mapping.get(each.name, ""), said.get(each.name, "")) for each in roles]
    return sorted(found, key=lambda each: not (each.found or each.said))
