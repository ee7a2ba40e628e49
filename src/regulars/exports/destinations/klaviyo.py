"""Klaviyo list import, as a file."""

from __future__ import annotations

from regulars.exports import contacts, people
from regulars.exports.destinations.base import Destination, FieldName, FieldRule, simple, with_country
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
    reaches_by=(frozenset({FieldName.EMAIL}), frozenset({FieldName.PHONE})),
    consent="messages",
    can_hash=False,
    most_bytes=50 * 10**6,
    most_rows=None,
    removal="an import only adds; remove the people of the removals file from the list by hand or through the API",
    source="Klaviyo help 115005078967, 115005074627, 360035428731 (2026)",
)
