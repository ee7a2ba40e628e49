"""The plain cases of every field in a destination's form, in SQL: exactly as `exports.normalize` writes them, or unknown.

An address or a number is plain where no rule but the common ones can touch it: ASCII e-mail addresses, one-word names, numbers that
fit the numbering plan of their country. What is unknown here takes a second look, by the normalisers themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from regulars.exports.choices import Choices
from regulars.exports.contacts import GMAIL
from regulars.exports.destinations.base import Destination, FieldName
from regulars.exports.people import NO_FIRST_NAMES, PLACEHOLDERS, SUFFIXES, TITLES, WORDS_FOR_NOTHING
from regulars.exports.phone_plans import BETWEEN, FEWEST, WRITTEN, CodePlan, CountryPlan
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    all_of,
    call,
    case,
    name,
    null,
    number,
    select,
    subquery,
    template,
    text,
)

# between a value and the customer's country, where both decide; no address holds it
SEPARATOR = "\x1f"
_EMAIL = r"(?:[A-Za-z0-9]+[._+-])*[A-Za-z0-9]+@(?:[A-Za-z0-9]+[.-])*[A-Za-z0-9]+\.[A-Za-z]{2,24}"
_LONGEST_EMAIL, _LONGEST_NAME = 64, 30
# what both of Gmail's domains end with: one look at most addresses
_GMAIL_END = "mail.com"
# letters that every program makes small in the same way
_LETTERS = "[A-Za-zÀ-ÖØ-öø-įĲ-ňŊ-ž]+"
_PLAIN_LETTERS = "[A-Za-z]+"
_BETWEEN_NAMES = "[ '-]"
_ZIP = "[0-9]{5}"
_ZIP_ABROAD = "[A-Za-z0-9]{2,8}([ -][A-Za-z0-9]{1,8})?"
# most of those: with a digit at the beginning that is no zero, no word for nothing
_ZIP_WITH_DIGIT = "[A-Za-z0]{0,3}[1-9][A-Za-z0-9]{1,4}([ -][A-Za-z0-9]{1,8})?"
# a year of birth on every day from now on
_SURE_YEAR = "19[0-9]{2}|20[01][0-9]|2020"
_TITLED = [f"(?:{'|'.join(sorted(TITLES))}) .*", f".* (?:{'|'.join(sorted(SUFFIXES))})"]
_VALUE = r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?"
# the columns of the audience that the fields come from
SOURCES = {
    FieldName.EMAIL: "email",
    FieldName.PHONE: "phone",
    FieldName.FIRST_NAME: "first_name",
    FieldName.LAST_NAME: "last_name",
    FieldName.CITY: "city",
    FieldName.STATE: "region",
    FieldName.ZIP: "postal_code",
    FieldName.COUNTRY: "country",
    FieldName.BIRTH_YEAR: "birth_date",
    FieldName.GENDER: "gender",
    FieldName.VALUE: "value",
}
_NAMES = frozenset({FieldName.FIRST_NAME, FieldName.LAST_NAME, FieldName.CITY})
# fields whose form depends on the customer's country
BY_COUNTRY = frozenset({FieldName.PHONE, FieldName.STATE, FieldName.ZIP})
# what is known of a customer's contacts beforehand, as bits of the column `contacts`: see `judged_contacts`
CONTACTS = "contacts"
EMAIL_PLAIN, EMAIL_SMALL, PHONE_ABROAD, PHONE_HOME, ZIP_PLAIN, ZIP_ABROAD = (1 << n for n in range(6))
# fields of few different values, of which the frequent ones are settled beforehand
FEW = (FieldName.COUNTRY, FieldName.GENDER, FieldName.STATE)
# fields of which several may stand in one cell, for destinations that take several
SEVERAL = (FieldName.EMAIL, FieldName.PHONE)


@dataclass(frozen=True, slots=True)
class PhonePlans:
    """The numbering plans that an audience needs: by calling code, and with the countries as they are written in the data."""

    codes: tuple[CodePlan, ...] = ()
    countries: tuple[tuple[CountryPlan, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How an audience is written: `fields` are those that are filled; `is_hashed`: as hashes, where the destination takes them.

    `settled` are fields of few different values with these values' normal forms, `american` the words for the United States in the
    data; both are None before the data were looked at. `is_judged`: the column `contacts` says which contacts are plain.
    """

    destination: Destination
    fields: tuple[FieldName, ...]
    is_hashed: bool
    choices: Choices = field(default_factory=Choices)
    plans: PhonePlans = field(default_factory=PhonePlans)
    settled: Mapping[FieldName, Sequence[tuple[str, str]]] = field(default_factory=dict)
    american: tuple[str, ...] | None = None
    is_judged: bool = False

    def has_digest(self, named: FieldName) -> bool:
        """Whether the field goes out as a hash."""
        return self.is_hashed and self.destination.rules[named].is_hashed


def raw_value(each: FieldName) -> Tree:
    """The value of a field as the data have it."""
    if each is FieldName.BIRTH_YEAR:
        return call("X_EXTRACT", name("birth_date"), text("^([0-9]{4})"), number(1))
    return name(SOURCES[each])


def looked_at(each: FieldName, raw: Tree) -> Tree:
    """What a second look is taken at: the value, with the customer's country where both decide."""
    return template(f"$r || '{SEPARATOR}' || COALESCE(country, '')", r=raw) if each in BY_COUNTRY else raw


def birth_date() -> Tree:
    """The whole birth date, where it is one."""
    day = template("TRY_CAST(X_EXTRACT(birth_date, '^[0-9]{4}-[0-9]{2}-[0-9]{2}', 0) AS DATE)")
    return case([(template("$d >= CAST('1900-01-01' AS DATE)", d=day), template("CAST($d AS VARCHAR)", d=day))], null())


def normal(form: Form, each: FieldName) -> Tree:
    """A value in its normal form; unknown where it needs a second look."""
    raw = raw_value(each)
    match each:
        case FieldName.EMAIL:
            return _normal_email(form)
        case FieldName.PHONE:
            found = _normal_phone(form)
            # Meta takes the digits alone
            return call("X_FROM", found, number(2)) if form.destination.name == "meta" else found
        case FieldName.ZIP:
            return _normal_zip(raw, form)
        case FieldName.VALUE | FieldName.BIRTH_YEAR:
            pattern = _VALUE if each is FieldName.VALUE else _SURE_YEAR
            return case([(call("X_FULL_MATCH", raw, text(pattern)), raw)], null())
        case _ if each in _NAMES or (each is FieldName.STATE and form.destination.name == "klaviyo"):
            return _normal_name(raw, form, each)
        case _:
            return _settled(looked_at(each, raw), form.settled.get(each, ()))


def _normal_email(form: Form) -> Tree:
    lower, choices = name("lower_email"), form.choices
    if form.destination.name != "google" or not (choices.google_gmail_dots or choices.google_gmail_tags):
        return lower
    local = template("X_PART(lower_email, '@', 1)")
    if choices.google_gmail_tags:  # what is behind the first of the two is not looked at
        local = case([(template("X_CONTAINS(lower_email, '+')"), template("X_PART(lower_email, '+', 1)"))], local)
    if choices.google_gmail_dots:
        local = template("REPLACE($l, '.', '')", l=local)
    endings = [text(f"@{domain}") for domain in sorted(GMAIL)]
    made = case([(call("X_ENDS_WITH", lower, end), template("$l || $e", l=local, e=end)) for end in endings], lower)
    return case([(call("X_ENDS_WITH", lower, text(_GMAIL_END)), made)], lower)


def _normal_name(raw: Tree, form: Form, each: FieldName) -> Tree:
    """Words of letters, with a blank, a hyphen or an apostrophe between two of them."""
    is_place = each in {FieldName.CITY, FieldName.STATE}
    target, choices = form.destination.name, form.choices
    letters = _PLAIN_LETTERS if target == "meta" and is_place and not choices.meta_city_accents else _LETTERS
    nothing = WORDS_FOR_NOTHING if is_place else NO_FIRST_NAMES if each is FieldName.FIRST_NAME else PLACEHOLDERS
    refused = _words(nothing)
    if target == "google":  # a title is no part of a name there
        refused += _TITLED
    takes_several = target != "google" or (choices.google_name_punctuation and choices.google_name_spaces)
    shape = f"{letters}(?:{_BETWEEN_NAMES}{letters})*" if takes_several else letters
    is_plain = all_of(
        _is_all(raw, shape).neq(text("")),
        template("LENGTH($r) <= $n", r=raw, n=number(_LONGEST_NAME)),
        _is_all(raw, f"(?i:{'|'.join(refused)})").eq(text("")),
    )
    made = raw if target == "klaviyo" else template("LOWER($r)", r=raw)
    if target == "meta":
        for sign in "'-" if choices.meta_name_spaces and not is_place else " '-":
            made = template("REPLACE($m, $s, '')", m=made, s=text(sign))
    return case([(is_plain, made)], null())


def _is_all(raw: Tree, pattern: str) -> Tree:
    """The whole text where a pattern matches all of it, else the empty one.

    DuckDB extracts once per different value of a column with a dictionary, as names have one, but matches once per row.
    """
    return call("X_EXTRACT", raw, text(f"^(?:{pattern})$"), number(0))


def _words(known: Collection[str]) -> list[str]:
    """Those that are made of letters alone, or of several such words: nothing else is looked at."""
    return [word for word in sorted(known) if re.fullmatch(f"[a-z]+({_BETWEEN_NAMES}[a-z]+)*", word)]


def _normal_zip(raw: Tree, form: Form) -> Tree:
    plain = [(says(ZIP_PLAIN) if form.is_judged else is_plain_zip(raw), raw)]
    if form.american is not None:
        is_abroad = [template("NOT country IS NULL"), *(name("country").neq(text(word)) for word in ("", *form.american))]
        made = template("REPLACE(REPLACE(LOWER($r), ' ', ''), '-', '')", r=raw) if form.destination.name == "meta" else raw
        kinds = [says(ZIP_ABROAD)] if form.is_judged else are_zips_abroad(raw)
        plain += [(all_of(*is_abroad, kind), made) for kind in kinds]
    return case(plain, null())


def is_plain_zip(raw: Tree) -> Tree:
    """Whether a postal code is plain in every country."""
    return template("X_FULL_MATCH($r, $z) AND $r <> '00000'", r=raw, z=text(_ZIP))


def are_zips_abroad(raw: Tree) -> list[Tree]:
    """Of which a postal code must be one to be plain outside of the United States; the cheaper test first."""
    refused = "|".join(["[0 -]+", *_words(WORDS_FOR_NOTHING)])
    is_nothing = call("X_FULL_MATCH", raw, text(f"(?i:{refused})"))
    is_plain = all_of(call("X_FULL_MATCH", raw, text(_ZIP_ABROAD)), template("NOT $i", i=is_nothing))
    return [call("X_FULL_MATCH", raw, text(_ZIP_WITH_DIGIT)), is_plain]


def says(bit: int) -> Tree:
    """Whether a contact is known to be plain in this way."""
    return template(f"{CONTACTS} & {bit} = {bit}")


def _settled(raw: Tree, known: Sequence[tuple[str, str]]) -> Tree:
    return case([(raw.eq(text(word)), text(made)) for word, made in known], unknown("VARCHAR"))


def read_contacts(form: Form, columns: Sequence[Tree], source: Tree, is_wanted: Tree) -> Select:
    """`columns` of the rows of `source` that are wanted, with `lower_email`, the address in small letters, `e164`, a number that is
    in its normal form, and of other numbers `written`, their signs; each is unknown where it is no plain one.

    Queries within each other, so that each expression is worked out once.
    """
    has_phones = FieldName.PHONE in form.fields
    abroad = _settled_phone(form) if has_phones else unknown("VARCHAR")
    sure = select(*columns, alias(_plain_email(form), "lower_email"), alias(abroad, "e164"))
    within = aliased(subquery(sure.from_(source).where(is_wanted)), "e")
    rest = case([(template("e164 IS NULL"), _written_phone(form))] if has_phones else [], unknown("VARCHAR"))
    return select(template("*"), alias(rest, "written")).from_(within)


def _plain_email(form: Form) -> Tree:
    """The address in small letters; unknown where it is no plain one."""
    if form.is_judged:
        small = template("LOWER(email)")
        return case([(says(EMAIL_SMALL), name("email")), (says(EMAIL_PLAIN), small)], unknown("VARCHAR"))
    is_plain = all_of(call("X_FULL_MATCH", name("email"), text(_EMAIL)), template("LENGTH(email) <= $n", n=number(_LONGEST_EMAIL)))
    return case([(is_plain, template("LOWER(email)"))], unknown("VARCHAR"))


def _written_phone(form: Form) -> Tree:
    """The signs of a number as people write it, 00 before it as a plus sign; unknown where it is written otherwise."""
    raw = name("phone")
    digits = raw
    for sign in BETWEEN:
        digits = call("REPLACE", digits, text(sign), text(""))
    written = case([(template("STARTS_WITH($r, '00')", r=raw), template("'+' || X_FROM($d, 3)", d=digits))], digits)
    judged = [(says(PHONE_HOME), digits)] if form.is_judged else []
    return case([*judged, (call("X_FULL_MATCH", raw, text(WRITTEN)), written)], unknown("VARCHAR"))


def _settled_phone(form: Form) -> Tree:
    """An international number as it is, where it is valid without anything between its digits, as most are written."""
    raw, plans = name("phone"), form.plans
    if form.is_judged:
        return case([(says(PHONE_ABROAD), raw)], unknown("VARCHAR"))
    begun = (template("STARTS_WITH(phone, $c)", c=text(f"+{plan.code}")) for plan in plans.codes)
    is_long = template("LENGTH(phone) >= $n", n=number(FEWEST))
    known = [(all_of(start, is_long, _is_abroad(plan, raw)), raw) for start, plan in zip(begun, plans.codes, strict=True)]
    return case(known, unknown("VARCHAR")) if known else unknown("VARCHAR")


def _normal_phone(form: Form) -> Tree:
    """The number with its plus sign where a numbering plan settles it."""
    written, plans = name("written"), form.plans
    abroad = [(template("STARTS_WITH(written, $c)", c=text(f"+{plan.code}")), _abroad(plan, written)) for plan in plans.codes]
    home = [(name("country").eq(text(word)), _home(plan, written)) for plan, words in plans.countries for word in words]
    found = case([(template("STARTS_WITH(written, '+')"), case(abroad, null()))], case(home, null()))
    settled = [(template("NOT e164 IS NULL"), name("e164"))]
    if form.is_judged:
        known = [(name("country").eq(text(word)), _at_home(plan, written)) for plan, words in plans.countries for word in words]
        settled.append((says(PHONE_HOME), case(known, null())))
    is_long = template("LENGTH(written) >= $n", n=number(FEWEST))
    return case([*settled, (is_long, found)], unknown("VARCHAR"))


def _at_home(plan: CountryPlan, digits: Tree) -> Tree:
    """As `_home` has a number that is known to fit the plan."""
    trunk, code = plan.trunk, text(f"+{plan.numbers.code}")
    behind = [(template("STARTS_WITH($d, $t)", d=digits, t=text(trunk)), call("X_FROM", digits, number(1 + len(trunk))))]
    return template("$c || $d", c=code, d=case(behind if trunk else [], digits))


def _abroad(plan: CodePlan, written: Tree) -> Tree:
    return case([(_is_abroad(plan, written), written)], null())


def _is_abroad(plan: CodePlan, written: Tree) -> Tree:
    return _fits(plan, written, rf"\+{plan.code}")


def _home(plan: CountryPlan, digits: Tree) -> Tree:
    full = template("$c || $d", c=text(f"+{plan.numbers.code}"), d=digits)
    bare = case([(_fits(plan.numbers, digits), full)], null())
    if not plan.trunk:
        return bare
    rest = call("X_FROM", digits, number(1 + len(plan.trunk)))
    behind = template("NOT X_FULL_MATCH($d, $w) AND $f", d=digits, w=text(plan.whole), f=_fits(plan.numbers, rest))
    begun = template("STARTS_WITH($d, $t)", d=digits, t=text(plan.trunk))
    full_behind = template("$c || $r", c=text(f"+{plan.numbers.code}"), r=rest)
    return case([(begun, case([(behind, full_behind)], null()))], bare)


def _fits(plan: CodePlan, digits: Tree, before: str = "") -> Tree:
    whole = call("X_FULL_MATCH", digits, text(before + plan.valid))
    if not plan.excluded:
        return whole
    return all_of(whole, template("NOT X_MATCHES($d, $e)", d=digits, e=text(f"^{before}(?:{plan.excluded})")))


def unknown(kind: str) -> Tree:
    """No value, of a type."""
    return template(f"CAST(NULL AS {kind})")


def has_dates(form: Form) -> bool:
    """Whether whole birth dates go out."""
    return not form.is_hashed and FieldName.BIRTH_YEAR in form.fields and any(column.is_date for column in form.destination.columns)
