"""What a destination is: a table of the fields it takes, the columns of its file, and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from regulars.exports.choices import Choices
from regulars.exports.outcomes import Outcome


class FieldName(StrEnum):
    """The identifiers and attributes a destination can take."""

    EMAIL = "email"
    PHONE = "phone"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CITY = "city"
    STATE = "state"
    ZIP = "zip"
    COUNTRY = "country"
    GENDER = "gender"
    BIRTH_YEAR = "birth_year"
    BIRTH_MONTH = "birth_month"
    BIRTH_DAY = "birth_day"
    MADID = "madid"
    EXTERNAL_ID = "external_id"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class About:
    """What a normaliser may need beside the value: the customer's country as it stands in the data, today's date, and the rules
    that were chosen where the vendor's documents disagree."""

    country: str | None
    today: date
    choices: Choices = field(default_factory=Choices)


Normaliser = Callable[[str, About], Outcome]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a destination takes a field: `header` is its column in the file (None: not in the file), `is_hashed` SHA-256 or plain."""

    header: str | None
    normalise: Normaliser
    is_hashed: bool = False


class Consent(StrEnum):
    """What people must have agreed to before a destination gets them."""

    ADVERTISING = "advertising"
    MESSAGES = "messages"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a destination's file, filled with a field: with its first value, or its second or third where `place` says so.

    `field` None: always blank. `is_date`: the whole birth date, which only plain files have.
    """

    header: str
    field: FieldName | None = None
    place: int = 1
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """A place audiences go.

    `columns` are those of its file, in order; none: whatever is asked for. `reaches_by` are the groups of fields of which a row
    needs one; `whole` is a group that is sent complete or not at all. `is_unique`: an address may be in a file only once.
    `most_bytes` limits one file (None: no limit is known). `removal` says how people are taken off.
    """

    name: str
    label: str
    rules: Mapping[FieldName, FieldRule]
    columns: tuple[Column, ...]
    reaches_by: tuple[frozenset[FieldName], ...]
    consent: Consent
    can_hash: bool
    most_bytes: int | None
    removal: str
    source: str
    whole: frozenset[FieldName] = frozenset()
    is_unique: bool = False


def simple(rule: Callable[[str], Outcome]) -> Normaliser:
    """A normaliser that looks at nothing but the value."""
    return lambda text, _: rule(text)


def with_choices(rule: Callable[[str, Choices], Outcome]) -> Normaliser:
    """A normaliser of which a part is disputed."""
    return lambda text, about: rule(text, about.choices)


def with_country(rule: Callable[[str, str | None], Outcome]) -> Normaliser:
    """A normaliser that looks at the customer's country, too."""
    return lambda text, about: rule(text, about.country)
