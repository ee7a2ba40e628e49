"""The `customers` table: names, addresses, and what the made-up shop knows about each customer."""

from __future__ import annotations

import json
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.demo import reference
from regulars.demo.arrays import Flags, Ints, chosen, constant, drawn, instants, joined, numbered, where
from regulars.demo.mailing import NEVER, Mailing
from regulars.demo.people import People
from regulars.demo.process import BIRTH_DATE_SHARE, COMEBACK, DAY, GENDER_SHARE, PHONE_SHARE, YEAR_DAYS

# Reserved by RFC 2606 for examples: no mail to them ever reaches anybody.
EMAIL_DOMAINS = ("example.com", "example.org", "example.net")
EMAIL_DOMAIN_WEIGHTS = np.array([0.6, 0.25, 0.15])
GENDERS = ("female", "male", "other")
GENDER_WEIGHTS = np.array([0.56, 0.42, 0.02])
SOURCES = ("organic_search", "paid_search", "social", "referral", "newsletter", "store")
SOURCE_WEIGHTS = np.array([0.34, 0.22, 0.18, 0.12, 0.06, 0.08])
GOLD_ORDERS, SILVER_ORDERS = 12, 6
INFLUENCER_SHARE, STAFF_SHARE = 0.006, 0.002


def customer_ids(size: int) -> pa.Array:
    """C0000001 and so on, by time of joining."""
    return numbered("C", np.arange(1, size + 1), 7)


def customers_table(rng: np.random.Generator, people: People, mailing: Mailing, orders: Ints) -> pa.Table:
    """The canonical `customers`; `orders` is the number of counted orders of each, which earns the loyalty tags."""
    size = len(people)
    gender = drawn(rng, GENDER_WEIGHTS, size)
    first, last, latin = _names(rng, people, gender)
    cities = reference.cities()
    return pa.table(
        {
            "customer_id": customer_ids(size),
            "email": where(people.has_email, _emails(rng, latin, size)),
            "phone": _phones(rng, people),
            "first_name": first,
            "last_name": last,
            "country": chosen([city.country for city in cities], people.city),
            "region": chosen([city.region or city.name for city in cities], people.city),
            "city": chosen([city.name for city in cities], people.city),
            "postal_code": _postal_codes(rng, people),
            "birth_date": _birth_dates(rng, people),
            "gender": where(rng.random(size) < GENDER_SHARE, chosen(GENDERS, gender)),
            "created_at": instants(people.joined),
            "accepts_marketing": pa.array(people.subscribed & (mailing.unsubscribed_at == NEVER)),
            "tags": _tags(rng, mailing.arms.control, orders),
            "attributes": _attributes(rng, people),
        }
    )


def _names(rng: np.random.Generator, people: People, gender: Ints) -> tuple[pa.Array, pa.Array, pa.Array]:
    """First names, last names, and both in Latin letters as the first part of an e-mail address."""
    language_of = {market.country: market.names for market in reference.markets()}
    groups = reference.name_groups()
    number = {group.language: index for index, group in enumerate(groups)}
    language = np.array([number[language_of[city.country]] for city in reference.cities()])[people.city]
    first_sets = [names for group in groups for names in (group.female, group.male)]
    female = (gender == 0) | ((gender == 2) & (rng.random(len(gender)) < 0.5))
    first = _picked(rng, [len(names) for names in first_sets], language * 2 + np.where(female, 0, 1))
    last = _picked(rng, [len(group.last) for group in groups], language)
    all_first = [name for names in first_sets for name in names]
    all_last = [name for group in groups for name in group.last]
    latin = joined(
        chosen([_letters(name.latin) for name in all_first], first),
        chosen(("", ".", "_"), rng.integers(0, 3, len(first))),
        chosen([_letters(name.latin) for name in all_last], last),
    )
    return chosen([name.written for name in all_first], first), chosen([name.written for name in all_last], last), latin


def _picked(rng: np.random.Generator, sizes: list[int], which: Ints) -> Ints:
    """For each entry, one index of the list it names, in all lists written one after the other."""
    lengths = np.array(sizes)
    starts = np.cumsum(lengths) - lengths
    return np.asarray(starts[which] + (rng.random(len(which)) * lengths[which]).astype(np.int64))


def _letters(name: str) -> str:
    """The name in small ASCII letters, as people write it in an address."""
    plain = name.lower().translate({ord(a): b for a, b in (("ø", "o"), ("ł", "l"), ("\u0131", "i"), ("ß", "ss"), ("æ", "ae"))})
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isascii() and c.isalpha())


def _emails(rng: np.random.Generator, latin: pa.Array, size: int) -> pa.Array:
    # The customer's number makes every address unique.
    numbers = pa.array(np.arange(1, size + 1)).cast(pa.string())
    return joined(latin, numbers, constant("@", size), chosen(EMAIL_DOMAINS, drawn(rng, EMAIL_DOMAIN_WEIGHTS, size)))


def _phones(rng: np.random.Generator, people: People) -> pa.Array:
    """Numbers that reach nobody, no two alike; null where the country reserves none or all are used up."""
    gives = rng.random(len(people)) < PHONE_SHARE
    country = np.array([city.country for city in reference.cities()])[people.city]
    phones = pa.nulls(len(people), pa.string())
    for name in dict.fromkeys(row.country for row in reference.phone_ranges()):
        ranges = [row for row in reference.phone_ranges() if row.country == name]
        who = np.flatnonzero(gives & (country == name))
        free = np.array([10**row.free_digits for row in ranges])
        order = rng.permutation(int(free.sum()))[: len(who)]
        who = who[: len(order)]
        owner = np.searchsorted(np.cumsum(free), order, side="right")
        digits = numbered("", order - (np.cumsum(free) - free)[owner] + 10 ** np.array([r.free_digits for r in ranges])[owner], 1)
        number = joined(chosen([row.prefix for row in ranges], owner), pc.utf8_slice_codeunits(digits, 1))
        mask = np.zeros(len(people), dtype=np.bool_)
        mask[who] = True
        phones = pc.replace_with_mask(phones, pa.array(mask), number)
    return phones


def _postal_codes(rng: np.random.Generator, people: People) -> pa.Array:
    """Codes in the country's pattern; null where it has none."""
    known = {(row.country, row.region_code): row.patterns for row in reference.postal_patterns()}
    choices = [known.get((c.country, c.region_code), known.get((c.country, ""), ("",))) for c in reference.cities()]
    patterns = [pattern for choice in choices for pattern in choice]
    which = _picked(rng, [len(choice) for choice in choices], people.city)
    width = max(len(pattern) for pattern in patterns)
    letters = np.array([list(pattern.ljust(width).encode("ascii")) for pattern in patterns], dtype=np.uint8)[which]
    letters = np.where(letters == ord("#"), rng.integers(ord("0"), ord("9") + 1, letters.shape), letters)
    usual = np.frombuffer(b"ABEHJLNPRSTXY", dtype=np.uint8)
    letters = np.where(letters == ord("@"), usual[rng.integers(0, len(usual), letters.shape)], letters).astype(np.uint8)
    starts = np.arange(0, (len(which) + 1) * width, width, dtype=np.int32)
    text = pa.StringArray.from_buffers(len(which), pa.py_buffer(starts), pa.py_buffer(np.ascontiguousarray(letters)))
    code = pc.utf8_rtrim_whitespace(text)
    return where(np.array([bool(pattern) for pattern in patterns])[which], code)


def _birth_dates(rng: np.random.Generator, people: People) -> pa.Array:
    age = np.clip(rng.normal(43, 14, len(people)), 18, 88)
    days = (people.joined // DAY - age * YEAR_DAYS).astype(np.int32)
    return pa.array(days, mask=rng.random(len(people)) >= BIRTH_DATE_SHARE).cast(pa.date32())


def _tags(rng: np.random.Generator, control: Flags, orders: Ints) -> pa.Array:
    """Comma-separated, null when there are none."""
    size = len(orders)
    loyalty = np.where(orders >= GOLD_ORDERS, "loyalty-gold", np.where(orders >= SILVER_ORDERS, "loyalty-silver", ""))
    parts = (
        pa.array(loyalty, type=pa.string()),
        _tag("influencer", rng.random(size) < INFLUENCER_SHARE),
        _tag("staff", rng.random(size) < STAFF_SHARE),
        _tag(COMEBACK.holdout_tag, control),
    )
    text = pc.utf8_trim(pc.replace_substring_regex(pc.binary_join_element_wise(*parts, ","), ",+", ","), ",")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _tag(name: str, has: Flags) -> pa.Array:
    return chosen(("", name), has.astype(np.int64))


def _attributes(rng: np.random.Generator, people: People) -> pa.Array:
    """A JSON object: latitude and longitude of the city, and where the customer came from."""
    texts = [
        json.dumps({"latitude": city.latitude, "longitude": city.longitude, "source": source})
        for city in reference.cities()
        for source in SOURCES
    ]
    return chosen(texts, people.city * len(SOURCES) + drawn(rng, SOURCE_WEIGHTS, len(people)))
