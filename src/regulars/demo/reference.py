"""The made-up shop's reference data, read from the package: cities, names, markets, products."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Market:
    """A country the shop sells to: its part of the customers, tax in thousandths of the goods, shipping in cents."""

    country: str
    weight: int
    names: str
    tax_per_mille: int
    shipping_cents: int


@dataclass(frozen=True, slots=True)
class City:
    """A real place: degrees north and east (WGS 84), people."""

    name: str
    country: str
    region_code: str
    region: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Name:
    """A first or last name in its own script, and in the Latin letters an e-mail address is made of."""

    written: str
    latin: str


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names of one language."""

    language: str
    female: tuple[Name, ...]
    male: tuple[Name, ...]
    last: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class PostalPattern:
    """How a region (or, with a blank region code, a country) writes postal codes: # is a digit, @ a letter."""

    country: str
    region_code: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhoneRange:
    """Numbers that a regulator keeps unused: a prefix in E.164 and so many free digits after it."""

    country: str
    prefix: str
    free_digits: int


@dataclass(frozen=True, slots=True)
class Product:
    """Something the shop sells: price in cents, cost in thousandths of the price, the season it sells best in (or none)."""

    category: str
    title: str
    price_cents: int
    cost_per_mille: int
    season: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A product that is added to a basket with another so many times in a thousand."""

    title: str
    added_title: str
    per_mille: int


def _rows(name: str) -> list[dict[str, str]]:
    text = files("regulars.demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def markets() -> tuple[Market, ...]:
    """The countries the shop sells to; the first is its home."""
    return tuple(
        Market(r["country"], int(r["weight"]), r["names"], int(r["tax_per_mille"]), int(r["shipping_cents"]))
        for r in _rows("markets.csv")
    )


@cache
def cities() -> tuple[City, ...]:
    """Real cities of those countries (GeoNames; see data/README.md)."""
    return tuple(
        City(
            r["city"],
            r["country"],
            r["region_code"],
            r["region"],
            float(r["latitude"]),
            float(r["longitude"]),
            int(r["population"]),
        )
        for r in _rows("cities.csv")
    )


@cache
def name_groups() -> tuple[NameGroup, ...]:
    """Names by language; every combination of first and last name is invented."""
    kinds = {(r["language"], r["kind"]): _names(r["names"]) for r in _rows("names.csv")}
    languages = dict.fromkeys(language for language, _ in kinds)
    return tuple(NameGroup(g, kinds[g, "female"], kinds[g, "male"], kinds[g, "last"]) for g in languages)


def _names(cell: str) -> tuple[Name, ...]:
    parts = (entry.partition("|") for entry in cell.split(";"))
    return tuple(Name(written, latin or written) for written, _, latin in parts)


@cache
def postal_patterns() -> tuple[PostalPattern, ...]:
    """Plausible postal codes by country and, where first digits tell it, by region."""
    return tuple(PostalPattern(r["country"], r["region_code"], tuple(r["patterns"].split(";"))) for r in _rows("postal.csv"))


@cache
def phone_ranges() -> tuple[PhoneRange, ...]:
    """Phone numbers that reach nobody."""
    return tuple(PhoneRange(r["country"], r["prefix"], int(r["free_digits"])) for r in _rows("phones.csv"))


@cache
def products() -> tuple[Product, ...]:
    """The shop's catalogue, category by category."""
    return tuple(
        Product(r["category"], r["title"], int(r["price_cents"]), int(r["cost_per_mille"]), r["season"])
        for r in _rows("products.csv")
    )


@cache
def pairs() -> tuple[Pair, ...]:
    """Products that are bought together; the first pair is a planted truth."""
    return tuple(Pair(r["title"], r["added_title"], int(r["per_mille"])) for r in _rows("pairs.csv"))
