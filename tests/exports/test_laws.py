"""What holds for every identifier on its way to every destination."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.exports.destinations import DESTINATIONS
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import Prepared, prepare
from regulars.exports.outcomes import HASH_OF_NOTHING, Reason

TODAY = date(2026, 11, 22)
DESTINATION = st.sampled_from(sorted(DESTINATIONS))
FIELD = st.sampled_from(list(FieldName))
COUNTRY = st.sampled_from(["US", "GB", "Deutschland", "IT", "", "Atlantis", None])


def _prepared(destination: str, field: FieldName, raw: str | None, country: str | None = None) -> Prepared:
    return prepare(DESTINATIONS[destination], field, raw, About(country, TODAY))


@given(DESTINATION, FIELD, st.text(max_size=40), COUNTRY)
@settings(max_examples=500, deadline=None)
def test_any_text_is_sent_or_dropped_for_a_reason(destination: str, field: FieldName, raw: str, country: str | None) -> None:
    made = _prepared(destination, field, raw, country)
    assert made.is_sent == (made.reason in {None, Reason.ALREADY_HASHED})
    assert made.sha256 != HASH_OF_NOTHING
    assert made.normalized != ""


@given(DESTINATION, FIELD, st.text(max_size=40), COUNTRY)
@settings(max_examples=500, deadline=None)
def test_what_is_normal_stays_as_it_is(destination: str, field: FieldName, raw: str, country: str | None) -> None:
    once = _prepared(destination, field, raw, country)
    if once.normalized is not None and not (destination == "meta" and field is FieldName.PHONE):
        assert _prepared(destination, field, once.normalized, country) == once


@given(DESTINATION, FIELD, st.sampled_from(["", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u3000"]))
def test_an_empty_value_stays_empty_and_is_not_reported(destination: str, field: FieldName, raw: str) -> None:
    assert _prepared(destination, field, raw) == Prepared(None, None, Reason.EMPTY)


@given(DESTINATION, FIELD, st.binary(min_size=1, max_size=8))
def test_a_hash_is_never_hashed_again(destination: str, field: FieldName, data: bytes) -> None:
    digest = sha256(data).hexdigest()
    made = _prepared(destination, field, digest.upper())
    assert made.sha256 in {None, digest}
    assert made.normalized is None or field in {FieldName.MADID, FieldName.EXTERNAL_ID}


def test_the_same_address_hashes_differently_at_google_and_meta() -> None:
    raw = " John.Doe+news@Gmail.com"
    google, meta = _prepared("google", FieldName.EMAIL, raw), _prepared("meta", FieldName.EMAIL, raw)
    assert (google.normalized, meta.normalized) == ("johndoe@gmail.com", "john.doe+news@gmail.com")
    assert google.sha256 == sha256(b"johndoe@gmail.com").hexdigest()
    assert meta.sha256 == sha256(b"john.doe+news@gmail.com").hexdigest()


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("020 7946 0958", "United Kingdom", "+442079460958"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("0044 20 7946 0958", None, "+442079460958"),
        ("06 698 12345", "IT", "+390669812345"),
        ("4915123456789", "DE", "+4915123456789"),
        ("2125550123", None, None),
        ("123", "US", None),
    ],
)
def test_phones_are_read_by_the_rules_of_their_country(raw: str, country: str | None, expected: str | None) -> None:
    assert _prepared("klaviyo", FieldName.PHONE, raw, country).normalized == expected


@pytest.mark.parametrize("changed", [None, -1, 3])
def test_a_number_of_any_country_and_kind_is_sent_exactly_where_libphonenumber_calls_it_valid(changed: int | None) -> None:
    meta, sent_as, valid = DESTINATIONS["meta"], {}, {}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in phonenumbers.PhoneNumberType.values():
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            digits = phonenumbers.national_significant_number(example)
            if changed is not None and len(digits) > 3:
                at = changed % len(digits)
                digits = f"{digits[:at]}{(int(digits[at]) + 1) % 10}{digits[at + 1 :]}"
            written = f"+{example.country_code}{digits}"
            try:
                read = phonenumbers.parse(written, None)
            except phonenumbers.NumberParseException:
                continue
            valid[written] = phonenumbers.is_valid_number(read)
            sent_as[written] = prepare(meta, FieldName.PHONE, written, About(None, TODAY)).is_sent
    assert len(valid) > 900
    assert (changed is None) == all(valid.values())
    assert sent_as == valid
