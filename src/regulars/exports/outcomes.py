"""What became of one value on its way to a destination, and what all values have in common."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a value is not sent, or is sent in another form than usual."""

    EMPTY = "empty"
    NOT_TAKEN = "the destination has no such field"
    ALREADY_HASHED = "already hashed"
    HASH_NOT_TAKEN = "hashed, and the destination wants it plain"
    OTHER_HASH = "hashed by another method than SHA-256"
    HASH_OF_NOTHING = "the hash of an empty text"
    NOT_EMAIL = "not an e-mail address"
    NOT_PHONE = "not a phone number"
    NO_COUNTRY = "a national phone number without a country"
    NO_LETTERS = "no letters"
    PLACEHOLDER = "a placeholder"
    UNKNOWN_COUNTRY = "an unknown country"
    UNKNOWN_STATE = "an unknown state"
    NOT_ZIP = "not a postal code"
    NOT_GENDER = "neither female nor male"
    NOT_DATE_PART = "not a valid year, month or day"
    NOT_MADID = "not a mobile advertiser id"
    OPTED_OUT = "the id of a phone that opted out of tracking"
    NOT_VALUE = "not a number of zero or more"
    TOO_LONG = "too long"
    FORMULA = "begins like a spreadsheet formula"
    DAMAGED = "damaged characters"
    FURTHER = "beyond those that the destination takes of one person"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`normalized` is the value in the destination's form; None where there is none.

    `hashed` is given where the value came hashed already: it is sent as it is. `reason` says why a value is dropped.
    """

    normalized: str | None
    reason: Reason | None = None
    hashed: str | None = None

    @property
    def is_sent(self) -> bool:
        """Whether there is something to send."""
        return self.normalized is not None or self.hashed is not None


def sent(text: str) -> Outcome:
    """A value in the destination's form."""
    return Outcome(text)


def dropped(reason: Reason) -> Outcome:
    """A value that cannot be sent."""
    return Outcome(None, reason)


HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_OTHER = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{128}")
_BASE64 = re.compile(r"[0-9A-Za-z+/]{43}=")
# what copying from documents and terminals leaves behind: zero-width and directional marks, soft hyphens, control characters
_INVISIBLE = dict.fromkeys(
    (
        *(0xAD, 0x200B, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF),
        *(code for code in range(0x20) if chr(code) not in "\t\n\v\f\r"),
        0x7F,
    )
)
# what a program writes for a letter that it could not read
DAMAGE = "\ufffd"


def clean(raw: str) -> str:
    """NFC, without invisible marks, without white space (of any script) at the ends."""
    return unicodedata.normalize("NFC", raw.translate(_INVISIBLE)).strip()


def hashed_already(text: str) -> Outcome | None:
    """The outcome of a text that is a hash; None where it is none. SHA-256 as hex or Base64 is sent on as lower-case hex."""
    digest = None
    if _SHA256.fullmatch(text):
        digest = text.lower()
    elif _BASE64.fullmatch(text):
        try:
            digest = base64.b64decode(text, validate=True).hex()
        except binascii.Error:
            return None
    if digest == HASH_OF_NOTHING:
        return dropped(Reason.HASH_OF_NOTHING)
    if digest is not None:
        return Outcome(None, Reason.ALREADY_HASHED, digest)
    return dropped(Reason.OTHER_HASH) if _OTHER.fullmatch(text) and not text.isdigit() else None


def without_punctuation(text: str, *, spaces: bool) -> str:
    """Letters, marks and digits of any script alone; white space kept where `spaces`."""
    kept = (letter for letter in text if unicodedata.category(letter)[0] in "LMN" or (spaces and letter.isspace()))
    return "".join(kept)


def without_accents(text: str) -> str:
    """Letters without their marks: "é" is "e"."""
    split = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in split if not unicodedata.combining(letter)))
