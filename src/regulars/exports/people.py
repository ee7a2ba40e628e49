"""Names, places, birth dates, gender, ids and values in each destination's form."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from decimal import Decimal, InvalidOperation

from regulars.exports.choices import Choices
from regulars.exports.countries import US_STATES, country_code
from regulars.exports.outcomes import DAMAGE, Outcome, Reason, dropped, sent, without_accents, without_punctuation

PLACEHOLDERS = frozenset({"n/a", "#n/a", "unknown", "undefined", "(blank)", "(none)", "not provided", "no name", "xxx"})
# words for nothing that are no surname either; Null, None and Nan are
WORDS_FOR_NOTHING = PLACEHOLDERS | {"null", "none", "nan", "na", "n.a.", "nil", "-", "--", "?", "."}
# nobody's first name, however it came there: it would greet people by it
NO_FIRST_NAMES = PLACEHOLDERS | {"null", "none"}
_FORMULA = ("=", "+", "-", "@")
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "herr", "frau", "mme", "mlle", "sr", "sra", "dhr", "mevr"}
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "cpa", "dds"})
_FEMALE = frozenset(
    {"f", "female", "woman", "w", "weiblich", "frau", "femme", "feminin", "mujer", "femenino", "donna", "vrouw", "girl"}
)
_MALE = frozenset(
    {"m", "male", "man", "mannlich", "männlich", "herr", "homme", "masculin", "hombre", "masculino", "uomo", "h", "boy"}
)
_MADID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}")


def _refused_name(text: str) -> Outcome | None:
    if text.lower() in PLACEHOLDERS:
        return dropped(Reason.PLACEHOLDER)
    if DAMAGE in text:
        return dropped(Reason.DAMAGED)
    return None if any(letter.isalpha() for letter in text) else dropped(Reason.NO_LETTERS)


def plain_name(text: str) -> Outcome:
    """A name as it is, single spaces; dropped where a spreadsheet would run it."""
    refused = _refused_name(text)
    if refused is None and text.startswith(_FORMULA):
        return dropped(Reason.FORMULA)
    return refused or sent(" ".join(text.split()))


def google_name(text: str, choices: Choices) -> Outcome:
    """Lower-case, without titles and suffixes; inner spaces, punctuation and accents are kept (the rule of the 2026 guide)."""
    refused = _refused_name(text)
    if refused:
        return refused
    if text.startswith(_FORMULA):
        return dropped(Reason.FORMULA)
    words = text.lower().split()
    while len(words) > 1 and words[0].rstrip(".") in TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1].strip(".,") in SUFFIXES:
        words = [*words[:-2], words[-2].rstrip(",")]
    if not choices.google_name_punctuation:
        words = [kept for word in words if (kept := without_punctuation(word, spaces=False))]
    return sent((" " if choices.google_name_spaces else "").join(words))


def meta_name(text: str, choices: Choices) -> Outcome:
    """Lower-case letters of any script, no punctuation, no spaces: the guide is silent on spaces, Meta's Pixel removes them."""
    refused = _refused_name(text)
    if refused:
        return refused
    kept = without_punctuation(text.lower(), spaces=choices.meta_name_spaces)
    return sent(" ".join(kept.split()))


def meta_city(text: str, choices: Choices) -> Outcome:
    """Lower-case, no punctuation, no spaces: `newyork`."""
    refused = _refused_place(text)
    if refused:
        return refused
    plain = without_punctuation(text.lower(), spaces=False)
    return sent(plain if choices.meta_city_accents else without_accents(plain))


def meta_state(text: str, country: str | None) -> Outcome:
    """The two letters of a state of the US; elsewhere lower-case without punctuation and spaces."""
    refused = _refused_place(text)
    if refused:
        return refused
    plain = without_punctuation(text.lower(), spaces=False)
    code = country_code(country) if country else None
    if code == "US":
        if plain in US_STATES.values():
            return sent(plain)
        found = US_STATES.get(plain)
        return dropped(Reason.UNKNOWN_STATE) if found is None else sent(found)
    # a US state written out is one without its country, too, but for Georgia
    if code is None and plain in US_STATES and plain != "georgia":
        return sent(US_STATES[plain])
    return sent(plain)


def google_zip(text: str, country: str | None) -> Outcome:
    """As written, with its space; in the US five digits, or five and four."""
    text = _zip_text(text)
    if not _is_zip(text):
        return dropped(Reason.NOT_ZIP)
    if not country or country_code(country) != "US":
        return sent(text)
    found = re.fullmatch(r"(\d{5})(?:\s*-?\s*(\d{4}))?", text)
    if found is None:
        return dropped(Reason.NOT_ZIP)
    return sent(f"{found[1]}-{found[2]}" if found[2] else found[1])


def meta_zip(text: str, country: str | None) -> Outcome:
    """Lower-case without spaces and dashes: `m11ae`; in the US the first five digits."""
    if not _is_zip(text):
        return dropped(Reason.NOT_ZIP)
    plain = "".join(_zip_text(text).lower().split())
    is_us = country_code(country) == "US" if country else re.fullmatch(r"\d{5}-\d{4}", plain) is not None
    if is_us:
        found = re.fullmatch(r"(\d{5})(-?\d{4})?", plain)
        return sent(found[1]) if found else dropped(Reason.NOT_ZIP)
    plain = without_punctuation(plain, spaces=False)
    return sent(plain) if plain else dropped(Reason.NOT_ZIP)


def _zip_text(text: str) -> str:
    """Single spaces, and without the decimals that a spreadsheet gave to a number."""
    return re.sub(r"^(\d+)\.0+$", r"\1", " ".join(text.split()))


def _is_zip(text: str) -> bool:
    digits = [letter for letter in text if letter.isalnum()]
    return bool(digits) and text.lower() not in WORDS_FOR_NOTHING and set(digits) != {"0"} and DAMAGE not in text


def _refused_place(text: str) -> Outcome | None:
    return dropped(Reason.PLACEHOLDER) if text.lower() in WORDS_FOR_NOTHING else _refused_name(text)


def country_upper(text: str) -> Outcome:
    """ISO 3166 alpha-2, upper-case."""
    code = country_code(text)
    return dropped(Reason.UNKNOWN_COUNTRY) if code is None else sent(code)


def country_lower(text: str) -> Outcome:
    """ISO 3166 alpha-2, lower-case."""
    code = country_code(text)
    return dropped(Reason.UNKNOWN_COUNTRY) if code is None else sent(code.lower())


def as_it_is(text: str) -> Outcome:
    """The text with single spaces."""
    return sent(" ".join(text.split()))


def plain_text(text: str) -> Outcome:
    """The text with single spaces; dropped where it says nothing or a spreadsheet would run it."""
    if text.lower() in WORDS_FOR_NOTHING:
        return dropped(Reason.PLACEHOLDER)
    if DAMAGE in text:
        return dropped(Reason.DAMAGED)
    if text.startswith(_FORMULA):
        return dropped(Reason.FORMULA)
    return as_it_is(text) if any(map(str.isalnum, text)) else dropped(Reason.PLACEHOLDER)


def external_id(text: str) -> Outcome:
    """An identifier as it is; dropped where it is a word for nothing."""
    return dropped(Reason.PLACEHOLDER) if text.lower() in WORDS_FOR_NOTHING else sent(text)


def gender(text: str) -> Outcome:
    """f or m."""
    word = text.lower().rstrip(".")
    if word in _FEMALE:
        return sent("f")
    return sent("m") if word in _MALE else dropped(Reason.NOT_GENDER)


def birth_year(text: str, latest: int) -> Outcome:
    """Four digits, 1900 to `latest`."""
    is_year = re.fullmatch(r"\d{4}(\.0+)?", text) is not None and 1900 <= int(text[:4]) <= latest
    return sent(text[:4]) if is_year else dropped(Reason.NOT_DATE_PART)


def birth_month(text: str) -> Outcome:
    """Two digits; an English month name is read, too."""
    names = {name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
    word = text.lower().rstrip(".")
    return _two_digits(str(names[word]) if word in names else text, 12)


def birth_day(text: str) -> Outcome:
    """Two digits."""
    return _two_digits(text, 31)


def _two_digits(text: str, highest: int) -> Outcome:
    found = re.fullmatch(r"0?([0-9]{1,2})(\.0+)?", text)
    number = int(found[1]) if found else 0
    return sent(f"{number:02}") if 1 <= number <= highest else dropped(Reason.NOT_DATE_PART)


def madid(text: str) -> Outcome:
    """A mobile advertiser id, lower-case with its hyphens; all zeros is a phone that opted out."""
    text = text.lower().strip("{}")
    if not _MADID.fullmatch(text):
        return dropped(Reason.NOT_MADID)
    return dropped(Reason.OPTED_OUT) if not text.replace("-", "").strip("0") else sent(text)


def value(text: str) -> Outcome:
    """A plain decimal of zero or more: currency signs and thousands marks are taken off."""
    digits = (
        re.sub(r"^(?:[A-Z]{3}\s*)?[^\w\s.,+-]?\s*|\s*[^\w\s.,]?(?:\s*[A-Z]{3})?$", "", text).replace("\u00a0", "").replace(" ", "")
    )
    digits = digits.removeprefix("+")
    if not _AMOUNT.fullmatch(digits):
        return dropped(Reason.NOT_VALUE)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return sent(format(Decimal(digits.replace(",", "")), "f"))
    except InvalidOperation:
        return dropped(Reason.NOT_VALUE)
