"""Our own CSV: every field as it is, for people and tools that no destination is made for."""

from __future__ import annotations

from regulars.exports import people
from regulars.exports.destinations.base import Consent, Destination, FieldName, FieldRule, simple

STANDARD = Destination(
    name="standard",
    label="Standard CSV",
    rules={field: FieldRule(field.value, simple(people.as_it_is)) for field in FieldName},
    columns=(),
    reaches_by=(),
    consent=Consent.NONE,
    can_hash=False,
    most_bytes=None,
    removal="the removals file lists who has left",
    source="RFC 4180; OWASP, CSV injection",
)
