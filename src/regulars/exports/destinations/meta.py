"""Facebook and Instagram custom audiences, as a customer list file."""

from __future__ import annotations

from regulars.exports import contacts, people
from regulars.exports.destinations.base import (
    About,
    Column,
    Consent,
    Destination,
    FieldName,
    FieldRule,
    simple,
    with_choices,
    with_country,
)
from regulars.exports.outcomes import Outcome


def _birth_year(text: str, about: About) -> Outcome:
    return people.birth_year(text, about.today.year)


META = Destination(
    name="meta",
    label="Meta customer list",
    rules={
        FieldName.EMAIL: FieldRule("email", simple(contacts.email), is_hashed=True),
        FieldName.PHONE: FieldRule("phone", with_country(contacts.phone_digits), is_hashed=True),
        FieldName.MADID: FieldRule("madid", simple(people.madid)),
        FieldName.FIRST_NAME: FieldRule("fn", with_choices(people.meta_name), is_hashed=True),
        FieldName.LAST_NAME: FieldRule("ln", with_choices(people.meta_name), is_hashed=True),
        FieldName.ZIP: FieldRule("zip", with_country(people.meta_zip), is_hashed=True),
        FieldName.CITY: FieldRule("ct", with_choices(people.meta_city), is_hashed=True),
        FieldName.STATE: FieldRule("st", with_country(people.meta_state), is_hashed=True),
        FieldName.COUNTRY: FieldRule("country", simple(people.country_lower), is_hashed=True),
        FieldName.BIRTH_YEAR: FieldRule("doby", _birth_year, is_hashed=True),
        FieldName.BIRTH_MONTH: FieldRule("dobm", simple(people.birth_month), is_hashed=True),
        FieldName.BIRTH_DAY: FieldRule("dobd", simple(people.birth_day), is_hashed=True),
        FieldName.GENDER: FieldRule("gen", simple(people.gender), is_hashed=True),
        FieldName.EXTERNAL_ID: FieldRule("extern_id", simple(people.external_id)),
        FieldName.VALUE: FieldRule("value", simple(people.value)),
    },
    # the row of Meta's own sample file; age and uid (a Facebook id) are nothing that a shop knows
    columns=(
        *(Column("email", FieldName.EMAIL, place) for place in (1, 2, 3)),
        *(Column("phone", FieldName.PHONE, place) for place in (1, 2, 3)),
        Column("madid", FieldName.MADID),
        Column("fn", FieldName.FIRST_NAME),
        Column("ln", FieldName.LAST_NAME),
        Column("zip", FieldName.ZIP),
        Column("ct", FieldName.CITY),
        Column("st", FieldName.STATE),
        Column("country", FieldName.COUNTRY),
        Column("dob", is_date=True),
        Column("doby", FieldName.BIRTH_YEAR),
        Column("gen", FieldName.GENDER),
        Column("age"),
        Column("uid"),
        Column("value", FieldName.VALUE),
    ),
    reaches_by=(
        frozenset({FieldName.EMAIL}),
        frozenset({FieldName.PHONE}),
        frozenset({FieldName.MADID}),
        frozenset({FieldName.FIRST_NAME, FieldName.LAST_NAME, FieldName.ZIP, FieldName.COUNTRY}),
        frozenset({FieldName.FIRST_NAME, FieldName.LAST_NAME, FieldName.CITY, FieldName.STATE, FieldName.COUNTRY}),
    ),
    consent=Consent.ADVERTISING,
    can_hash=True,
    most_bytes=None,
    removal="remove the people of the removals file from the audience, or replace the audience by the full file",
    source="Meta, Customer File Custom Audiences and Customer Information Parameters (September 2026)",
)
