"""What is decided about an export before it is made, and what came of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from regulars.errors import DefinitionError, near_names
from regulars.exports.choices import Choices
from regulars.exports.destinations.base import Destination, FieldName


class Mode(StrEnum):
    """What a file holds: everybody, who is new or known otherwise since the last one, or that and who has left."""

    FULL = "full"
    ADDS = "adds"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export as it was asked for.

    `is_hashed` None: as the destination prefers. `fields` are the columns of a Standard file (none: all), the identifiers that
    another destination gets (none: all that it takes), and for Klaviyo further fields of the profile, too. `value` is the field of
    the profile that says what a customer is worth. `is_for_excel` writes the mark by which Excel knows UTF-8, in Standard only.
    Of a workspace: `arm` is an arm of the experiment called `segment`; `ignores_playbook` sends segments that the playbook would
    rather leave out; `ignores_contact_gap` sends people who were sent elsewhere a short while ago.
    """

    segment: str
    destination: Destination
    mode: Mode = Mode.FULL
    is_hashed: bool | None = None
    fields: tuple[str, ...] = ()
    value: str | None = None
    ignores_consent: bool = False
    is_for_excel: bool = False
    choices: Choices = field(default_factory=Choices)
    arm: str | None = None
    ignores_playbook: bool = False
    ignores_contact_gap: bool = False

    @property
    def hashes(self) -> bool:
        """Whether identifiers go out as hashes."""
        return self.destination.can_hash if self.is_hashed is None else self.is_hashed


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are in the segment, are sent, and are left out by reason; and how many values are left out, by field and reason."""

    members: int
    sent: int
    left_out: Mapping[str, int]
    values: Mapping[str, Mapping[str, int]]

    def sentence(self) -> str:
        """`1,204 -> 1,031 sent: 120 without consent, 41 unsubscribed, 12 without address`."""
        said = ", ".join(f"{number:,} {reason}" for reason, number in self.left_out.items())
        return f"{self.members:,} → {self.sent:,} sent{f': {said}' if said else ''}"


def check_wanted(wanted: Wanted) -> None:
    """Refuse what the destination cannot have.

    Raises:
        DefinitionError: it takes no hashes, has no column for a value, or the option is for Standard files alone.
    """
    target = wanted.destination
    if wanted.is_hashed and not target.can_hash:
        raise DefinitionError(f"{target.label} takes no hashed identifiers.", "Leave out --hashed.")
    if wanted.value is not None and all(column.field is not FieldName.VALUE for column in target.columns):
        raise DefinitionError(f"{target.label} has no column for what a customer is worth.", "Leave out --value.")
    if wanted.is_for_excel and target.columns:
        raise DefinitionError(f"{target.label} may not take a file with Excel's mark.", "Use --excel with --format standard.")


def fields_to_send(wanted: Wanted, known: Mapping[FieldName, str], profile: Sequence[str]) -> tuple[list[FieldName], list[str]]:
    """The identifiers and the further fields of the profile that go out.

    `known` are the identifiers that audiences have, with their column. Raises DefinitionError for a field that cannot be sent.
    """
    in_file = {column.field for column in wanted.destination.columns}
    possible = [each for each in known if each in in_file and each in wanted.destination.rules]
    if not wanted.fields:
        return possible, []
    names = {each.value: each for each in possible} | {known[each]: each for each in possible}
    more = [each for each in wanted.fields if each not in names]
    takes_more = wanted.destination.name == "klaviyo"
    for each in more:
        if not takes_more or each not in profile:
            raise DefinitionError(
                f"{wanted.destination.label} cannot be sent the field {each!r}.",
                near_names(each, {*names, *(profile if takes_more else ())}),
            )
    chosen = {names[each] for each in wanted.fields if each in names}
    # a further field alone does not say who somebody is
    return [each for each in possible if each in chosen] if chosen else possible, more


def slug(text: str) -> str:
    """A name for files: "Can't Lose Them" is can-t-lose-them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "segment"
