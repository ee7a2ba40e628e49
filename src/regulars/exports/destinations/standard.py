"""Our own CSV: every field as it is, for people and tools that no destination is made for."""

from __future__ import annotations

from regulars.exports import people
from regulars.exports.destinations.base import Destination, FieldName, FieldRule, simple

STANDARD = Destination(
    name="standard",
    label="Standard CSV",
    rules={field: FieldRule(field.value, simple(people.as_it_is)) for field in FieldName},
    reaches_by=(),
    consent="none",
    can_hash=False,
    most_bytes=None,
    most_rows=None,
    removal="the removals file lists who has left",
    source="RFC 4180; OWASP, CSV injection",
)
