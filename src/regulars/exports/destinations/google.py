"""Google Ads Customer Match, as a file."""

from __future__ import annotations

from regulars.exports import contacts, people
from regulars.exports.destinations.base import (
    Column,
    Consent,
    Destination,
    FieldName,
    FieldRule,
    simple,
    with_choices,
    with_country,
)

ADDRESS = frozenset({FieldName.FIRST_NAME, FieldName.LAST_NAME, FieldName.COUNTRY, FieldName.ZIP})

GOOGLE = Destination(
    name="google",
    label="Google Ads Customer Match",
    rules={
        FieldName.EMAIL: FieldRule("Email", with_choices(contacts.google_email), is_hashed=True),
        FieldName.PHONE: FieldRule("Phone", with_country(contacts.phone), is_hashed=True),
        FieldName.FIRST_NAME: FieldRule("First Name", with_choices(people.google_name), is_hashed=True),
        FieldName.LAST_NAME: FieldRule("Last Name", with_choices(people.google_name), is_hashed=True),
        # the file takes either case; the API's formatter writes the code upper-case
        FieldName.COUNTRY: FieldRule("Country", simple(people.country_upper)),
        FieldName.ZIP: FieldRule("Zip", with_country(people.google_zip)),
        # mobile and user ids go to lists of their own kind, never into this file
        FieldName.MADID: FieldRule(None, simple(people.madid)),
        FieldName.EXTERNAL_ID: FieldRule(None, simple(people.external_id)),
    },
    columns=(
        Column("Email", FieldName.EMAIL),
        Column("Phone", FieldName.PHONE),
        Column("First Name", FieldName.FIRST_NAME),
        Column("Last Name", FieldName.LAST_NAME),
        Column("Country", FieldName.COUNTRY),
        Column("Zip", FieldName.ZIP),
    ),
    reaches_by=(
        frozenset({FieldName.EMAIL}),
        frozenset({FieldName.PHONE}),
        ADDRESS,
    ),
    # a part of an address "will likely result in an error"
    whole=ADDRESS,
    consent=Consent.ADVERTISING,
    can_hash=True,
    most_bytes=5 * 10**9,
    removal="upload the removals file with the action Remove, or the full file with Replace",
    source="Google Ads help 7659867, 7475964, 7474263; Data Manager API, Format user data",
)
