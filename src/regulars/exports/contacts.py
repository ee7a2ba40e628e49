"""E-mail addresses and phone numbers in each destination's form."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from regulars.exports.choices import Choices
from regulars.exports.countries import country_code
from regulars.exports.outcomes import Outcome, Reason, dropped, sent
from regulars.exports.phone_plans import calling_codes, code_plan

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# RFC 5321 lengths; letters of any script, as in RFC 6531; quoted local parts are no address of a customer
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[^.]*[^\W\d_])[^\W_](?:[\w-]*[^\W_])")
GMAIL = frozenset({"gmail.com", "googlemail.com"})


def email(text: str) -> Outcome:
    """Lower-case, without white space at the ends; dropped where it has white space inside or is no address."""
    text = text.lower()
    local, at, domain = text.rpartition("@")
    if not at or len(local) > 64 or len(text) > 254 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return dropped(Reason.NOT_EMAIL)
    return sent(text)


def google_email(text: str, choices: Choices) -> Outcome:
    """Google's form: no white space at all; for Gmail alone, no dots and no +tag in the local part. The domain is kept."""
    found = email("".join(text.split()) if choices.google_inner_space else text)
    if found.normalized is None:
        return found
    local, _, domain = found.normalized.rpartition("@")
    if domain in GMAIL:
        local = local.partition("+")[0] if choices.google_gmail_tags else local
        local = local.replace(".", "") if choices.google_gmail_dots else local
        if not local:
            return dropped(Reason.NOT_EMAIL)
    return sent(f"{local}@{domain}")


def phone(text: str, country: str | None) -> Outcome:
    """E.164 with its plus sign, by libphonenumber's rules for the customer's country (a name or a code).

    A number that says its country itself (`+` or `00`) needs none. Dropped: a national number without a known country, and a number
    that cannot be one there.
    """
    import phonenumbers

    text = _repaired(text)
    if _SCIENTIFIC.fullmatch(text):
        return dropped(Reason.NOT_PHONE)
    region = country_code(country) if country else None
    if region is None and not text.startswith(("+", "\uff0b")):
        has_digits = sum(letter.isdigit() for letter in text) >= 5
        return dropped(Reason.NO_COUNTRY if has_digits else Reason.NOT_PHONE)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return dropped(Reason.NOT_PHONE)
    number = _with_its_code(text, region) or number
    if not _fits_a_plan(number) or not phonenumbers.is_valid_number(number):
        return dropped(Reason.NOT_PHONE)
    return sent(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _fits_a_plan(number: PhoneNumber) -> bool:
    """Whether any kind of number behind the calling code looks like this one, as every valid one does: one pattern instead of those
    of every region and kind, one by one."""
    import phonenumbers

    plan = _plan_of(number.country_code or 0)
    return plan is None or plan.fullmatch(phonenumbers.national_significant_number(number)) is not None


@cache
def _plan_of(code: int) -> re.Pattern[str] | None:
    """None for what is no country's calling code."""
    return re.compile(code_plan(code).valid) if code in calling_codes() else None


# 4.9151E+12: a spreadsheet rounded the digits away
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
# what is written before a number: a label, a spreadsheet's apostrophe, an opening bracket
_BEFORE = re.compile(r"^(?:(?:tel|phone|mobile|mob|p|t|m)[\s.:]*[.:]\s*)?['(\[\s]*(?=\+|\uff0b|00)", re.IGNORECASE)


def _repaired(text: str) -> str:
    """The number without what labels and spreadsheets put around it; an international prefix 00 as a plus sign."""
    text = re.sub(r"^(\+?\d{6,})\.0+$", r"\1", _BEFORE.sub("", text))
    return f"+{text[2:].lstrip()}" if text.startswith("00") else text


def _with_its_code(text: str, region: str | None) -> PhoneNumber | None:
    """A number that begins with its country's code but lost the plus sign, as spreadsheets leave it: "4915123456789".

    Only in countries whose national numbers are written with a leading digit of their own, which this one does not have.
    """
    import phonenumbers

    if region is None or not text[:1].isdigit():
        return None
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    trunk = metadata.national_prefix if metadata else None
    if not trunk or text.startswith(trunk) or not text.startswith(str(phonenumbers.country_code_for_region(region))):
        return None
    try:
        number = phonenumbers.parse(f"+{text}", None)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number_for_region(number, region) else None


def phone_digits(text: str, country: str | None) -> Outcome:
    """Meta's form: the digits of E.164, country code first, without the plus sign."""
    found = phone(text, country)
    return found if found.normalized is None else sent(found.normalized.removeprefix("+"))
