"""The numbering plans of libphonenumber as regular expressions, for numbers that need no second look.

A plan answers for the plain cases only, and there exactly as `contacts.phone` does, to which everything else is left.
The patterns have no look-around, so that an engine without it can use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata

# what may stand between the digits of a number
BETWEEN = " ().-"
WRITTEN = r"\+?[0-9(][0-9 ().-]{5,22}[0-9]"
FEWEST = 8  # signs of a number without what is between them
_TYPES = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodePlan:
    """Numbers behind a calling code: a national part is plain where all of it matches `valid` and its beginning not `excluded`."""

    code: int
    valid: str
    excluded: str


@dataclass(frozen=True, slots=True)
class CountryPlan:
    """Numbers as written within a country: `trunk` is what goes before the national part there, often "0"; "" for nothing.

    A number that begins with the trunk prefix is plain only where all of it does not match `whole`.
    """

    numbers: CodePlan
    trunk: str
    whole: str


@cache
def calling_codes() -> frozenset[int]:
    """Every calling code of a country."""
    import phonenumbers

    return frozenset(code for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items() if "001" not in regions)


@cache
def code_plan(code: int) -> CodePlan:
    """The plan of a calling code."""
    import phonenumbers

    found = [_metadata(region) for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]]
    valid = sorted({pattern for metadata in found for pattern in _patterns(metadata)})
    # a region with leading digits of its own claims them, and a trunk prefix within would be taken off
    special = {metadata.leading_digits for metadata in found if metadata.leading_digits}
    special |= {metadata.national_prefix_for_parsing for metadata in found[:1] if metadata.national_prefix_for_parsing}
    return CodePlan(code, _any(valid), _any(sorted(special)) if special else "")


@cache
def country_plan(region: str) -> CountryPlan | None:
    """The plan of a country (ISO 3166 alpha-2); None where there is none."""
    import phonenumbers

    if region not in phonenumbers.SUPPORTED_REGIONS:
        return None
    metadata = _metadata(region)
    code = phonenumbers.country_code_for_region(region)
    numbers = code_plan(code)
    prefix = metadata.national_prefix_for_parsing or ""
    prefixes = prefix.split("|")
    is_plain = metadata.national_prefix_transform_rule is None and all(each.isdigit() for each in prefixes if prefix)
    # longer ones are excluded, as a part of the code's plan; where a prefix says more than that, all that begin with it are
    trunk = min(prefixes, key=len) if is_plain else ""
    excluded = [
        str(code),
        *(part for part in (numbers.excluded, trunk if is_plain else prefix, metadata.international_prefix) if part),
    ]
    general = metadata.general_desc.national_number_pattern if metadata.general_desc else None
    whole = _any([pattern for pattern in (general, f"(?:{metadata.international_prefix}).*") if pattern])
    return CountryPlan(CodePlan(code, numbers.valid, _any(excluded)), trunk, whole)


def _metadata(region: str) -> PhoneMetadata:
    import phonenumbers

    found = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if found is None:
        raise LookupError(f"libphonenumber has no numbering plan of {region}")
    return found


def _patterns(metadata: PhoneMetadata) -> list[str]:
    kinds = (getattr(metadata, kind) for kind in _TYPES)
    return [kind.national_number_pattern for kind in kinds if kind is not None and kind.national_number_pattern]


def _any(patterns: list[str]) -> str:
    return "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")"
