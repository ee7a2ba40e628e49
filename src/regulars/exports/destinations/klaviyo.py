"""Klaviyo list import, as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regulars.exports import contacts, people
from regulars.exports.destinations.base import Column, Consent, Destination, FieldName, FieldRule, simple, with_country
from regulars.exports.outcomes import Outcome, Reason, dropped

LONGEST_ID = 64


def _external_id(text: str) -> Outcome:
    return people.external_id(text) if len(text) <= LONGEST_ID else dropped(Reason.TOO_LONG)


KLAVIYO = Destination(
    name="klaviyo",
    label="Klaviyo list import",
    rules={
        FieldName.EMAIL: FieldRule("Email", simple(contacts.email)),
        # an invalid phone makes Klaviyo skip the row, even one with a good e-mail address
        FieldName.PHONE: FieldRule("Phone Number", with_country(contacts.phone)),
        FieldName.FIRST_NAME: FieldRule("First Name", simple(people.plain_name)),
        FieldName.LAST_NAME: FieldRule("Last Name", simple(people.plain_name)),
        FieldName.CITY: FieldRule("City", simple(people.plain_text)),
        FieldName.STATE: FieldRule("State / Region", simple(people.plain_text)),
        FieldName.COUNTRY: FieldRule("Country", simple(people.plain_text)),
        FieldName.ZIP: FieldRule("Zip Code", simple(people.plain_text)),
        FieldName.EXTERNAL_ID: FieldRule("$id", simple(_external_id)),
    },
    columns=(
        Column("Email", FieldName.EMAIL),
        Column("Phone Number", FieldName.PHONE),
        Column("First Name", FieldName.FIRST_NAME),
        Column("Last Name", FieldName.LAST_NAME),
        *(Column(header) for header in ("Organization", "Title", "Address", "Address 2")),
        Column("City", FieldName.CITY),
        Column("State / Region", FieldName.STATE),
        Column("Country", FieldName.COUNTRY),
        Column("Zip Code", FieldName.ZIP),
        *(Column(header) for header in ("Latitude", "Longitude", "Source")),
    ),
    is_unique=True,
    reaches_by=(frozenset({FieldName.EMAIL}), frozenset({FieldName.PHONE})),
    consent=Consent.MESSAGES,
    can_hash=False,
    most_bytes=50 * 10**6,
    removal="an import only adds; remove the people of the removals file from the list by hand or through the API",
    source="Klaviyo help 115005078967, 115005074627, 360035428731 (2026)",
)


_ATTRIBUTES = {"Email": "email", "Phone Number": "phone_number", "First Name": "first_name", "Last Name": "last_name"}
_LOCATION = {"City": "city", "State / Region": "region", "Country": "country", "Zip Code": "zip"}


def profile_object(row: Mapping[str, str | None], external_id: str | None = None) -> dict[str, Any]:
    """A row of the file as a profile of Klaviyo's API: a blank is left out, for null would clear what Klaviyo knows.

    Columns beyond those of the file become properties. Source: Klaviyo's OpenAPI document of 2026-07-15, bulk import of profiles.
    """
    known = {column.header for column in KLAVIYO.columns}
    attributes: dict[str, Any] = {name: value for header, name in _ATTRIBUTES.items() if (value := row.get(header))}
    if external_id:
        attributes["external_id"] = external_id
    location = {name: value for header, name in _LOCATION.items() if (value := row.get(header))}
    properties = {header: value for header, value in row.items() if header not in known and value}
    if location:
        attributes["location"] = location
    if properties:
        attributes["properties"] = properties
    return {"type": "profile", "attributes": attributes}


def import_job(profiles: Sequence[dict[str, Any]], list_id: str | None = None) -> dict[str, Any]:
    """The body of a bulk import of at most 10,000 profiles, onto a list where one is given."""
    job: dict[str, Any] = {"type": "profile-bulk-import-job", "attributes": {"profiles": {"data": list(profiles)}}}
    if list_id is not None:
        job["relationships"] = {"lists": {"data": [{"type": "list", "id": list_id}]}}
    return {"data": job}
