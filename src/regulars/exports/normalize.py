"""One value on its way to one destination: normalised, hashed where the destination wants that, or dropped with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from regulars.exports.destinations.base import About, Destination, FieldName
from regulars.exports.outcomes import Outcome, Reason, clean, dropped, hashed_already
from regulars.exports.people import NO_FIRST_NAMES

LONGEST = 1_000
# fields whose values can look like a hash without being one
_OPAQUE = frozenset({FieldName.EXTERNAL_ID, FieldName.MADID})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A value ready to be sent, or why there is none. `sha256` is given where the destination takes the field hashed."""

    normalized: str | None
    sha256: str | None
    reason: Reason | None

    @property
    def is_sent(self) -> bool:
        """Whether there is something to send."""
        return self.normalized is not None or self.sha256 is not None

    @property
    def reported(self) -> bool:
        """Whether the value is counted by reason: it was there and is not sent."""
        return not self.is_sent and self.reason is not Reason.EMPTY


def prepare(destination: Destination, field: FieldName, raw: str | None, about: About) -> Prepared:
    """The value in the destination's form. An empty value stays empty: it has no hash."""
    rule = destination.rules.get(field)
    found = _outcome(destination, field, raw, about)
    if found.normalized is None:
        return Prepared(None, found.hashed, found.reason)
    hashed = sha256(found.normalized.encode()).hexdigest() if rule is not None and rule.is_hashed else None
    return Prepared(found.normalized, hashed, None)


def _outcome(destination: Destination, field: FieldName, raw: str | None, about: About) -> Outcome:
    text = clean(raw or "")
    if not text:
        return dropped(Reason.EMPTY)
    rule = destination.rules.get(field)
    if rule is None:
        return dropped(Reason.NOT_TAKEN)
    if len(text) > LONGEST:
        return dropped(Reason.TOO_LONG)
    if field is FieldName.FIRST_NAME and text.lower() in NO_FIRST_NAMES:
        return dropped(Reason.PLACEHOLDER)
    if field not in _OPAQUE:
        hashed = hashed_already(text)
        if hashed is not None:
            return hashed if hashed.hashed is None or rule.is_hashed else dropped(Reason.HASH_NOT_TAKEN)
    return rule.normalise(text, about)
