"""Which contacts of customers are plain (see `export_forms`), worked out once for all exports to come, as bits of one small number.

The number says nothing of what a contact is, and is no copy of it. A later run can take over what is known of those whose contacts
are what they were: these are hidden from the rules, which cost nothing then.
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
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    any_of,
    case,
    coalesce,
    name,
    null,
    number,
    select,
    subquery,
    table,
    template,
)

# what is judged, and by what
JUDGED = ("email", "phone", "postal_code", "country")
# how the column is called that the number is kept in; what follows tells the rules
BEGINNING = "contact_forms_"
_KNOWN, _SHOWN = "contacts_known", "contact_"


def is_judgement(column: str) -> bool:
    """Whether a column says which contacts are plain, by whatever rules."""
    return column.startswith(BEGINNING)


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


def known_contacts(profile: str, column: str, changed: str | None) -> Tree:
    """What the column of a former profile says (customer_id, contacts), but of the customers in the table `changed`."""
    known = select(name("customer_id", "p"), alias(name(column, "p"), "contacts")).from_(aliased(table(profile), "p"))
    if changed is None:
        return known
    return known.where(template("NOT EXISTS (SELECT 1 FROM $c AS c WHERE c.customer_id = p.customer_id)", c=table(changed)))


def hidden_where_known(source: str, present: Collection[str], known: str) -> Tree:
    """The rows of a view without the contacts of those whom `known_contacts` has; `with_contacts` brings them back."""
    is_new, columns = template("k.contacts IS NULL"), [alias(name("contacts", "k"), _KNOWN)]
    for each in present:
        value = name(each, "s")
        columns += [alias(value, f"{_SHOWN}{each}"), alias(case([(is_new, value)], null()), each)] if each in JUDGED else [value]
    on = name("customer_id", "k").eq(name("customer_id", "s"))
    return select(*columns).from_(aliased(table(source), "s")).join(aliased(table(known), "k"), on=on, join_type="left")


def with_contacts(judged: Tree, present: Collection[str], column: str, *, has_known: bool) -> Tree:
    """The rows of `judged_contacts` with what it found, or with what was known (`hidden_where_known`), as a `column`."""
    rows = [alias(name(f"{_SHOWN}{each}"), each) if has_known and each in JUDGED else name(each) for each in present]
    found = coalesce(name(_KNOWN), name(CONTACTS)) if has_known else name(CONTACTS)
    return select(*rows, alias(found, column)).from_(aliased(subquery(judged), "j"))
