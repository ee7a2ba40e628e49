"""Which contacts of customers are plain (see `export_forms`), worked out once for all exports to come, as bits of one small number.

The number says nothing of what a contact is, and is no copy of it.
"""

from __future__ import annotations

from collections.abc import Collection

from regulars.exports.destinations.base import FieldName
from regulars.queries.export_forms import (
    CONTACTS,
    EMAIL_PLAIN,
    EMAIL_SMALL,
    PHONE_ABROAD,
    PHONE_HOME,
    ZIP_ABROAD,
    ZIP_PLAIN,
    Form,
    are_zips_abroad,
    is_plain_zip,
    normal,
    read_contacts,
    unknown,
)
from regulars.queries.render import Tree, alias, aliased, any_of, case, name, number, select, subquery, table, template

# what is judged, and by what
JUDGED = ("email", "phone", "postal_code", "country")


def judged_contacts(form: Form, source: str, present: Collection[str]) -> Tree:
    """The rows of a view with what is known of their contacts as `contacts`.

    `form` is of a destination that takes international numbers, with the numbering plans that the view needs.
    """
    missing = [alias(unknown("VARCHAR"), each) for each in JUDGED if each not in present]
    read = read_contacts(form, [*map(name, present), *missing], table(source), template("TRUE"))
    phones = select(template("*"), alias(normal(form, FieldName.PHONE), "number")).from_(aliased(subquery(read), "r"))
    zip_code = name("postal_code")
    bits = {
        EMAIL_PLAIN: template("NOT lower_email IS NULL"),
        EMAIL_SMALL: template("lower_email = email"),
        PHONE_ABROAD: template("NOT e164 IS NULL"),
        PHONE_HOME: template("e164 IS NULL AND NOT number IS NULL AND NOT STARTS_WITH(written, '+')"),
        ZIP_PLAIN: is_plain_zip(zip_code),
        ZIP_ABROAD: any_of(*are_zips_abroad(zip_code)),
    }
    parts = [case([(is_so, number(bit))], number(0)).text for bit, is_so in bits.items()]
    said = template(f"CAST({' + '.join(parts)} AS TINYINT)")
    return select(*map(name, present), alias(said, CONTACTS)).from_(aliased(subquery(phones), "p"))
