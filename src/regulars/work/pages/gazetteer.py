"""Where cities and countries lie, from a table that comes with the package: nothing is asked of the network."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from regulars.exports.countries import country_code


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on earth: degrees north and east (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    cities: Mapping[tuple[str, str], Spot]
    anywhere: Mapping[str, tuple[str, Spot]]
    countries: Mapping[str, Spot]


def city_spot(city: str, country: str | None) -> tuple[Spot, str] | None:
    """Where a city lies, and its country; None where it is not known. Without a country it is the largest city of that name."""
    known, name = _gazetteer(), _folded(city)
    if country:
        spot = known.cities.get((country, name))
        return (spot, country) if spot else None
    found = known.anywhere.get(name)
    return (found[1], found[0]) if found else None


def country_spot(country: str) -> Spot | None:
    """The middle of a country's people; None where it is not known."""
    return _gazetteer().countries.get(country)


@cache
def country_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as shops write it; None where it is not known."""
    return country_code(text)


@cache
def country_name(code: str) -> str:
    """A country's usual name in English by its code; the code where it is not known."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", None) or found.name) if found else code


@cache
def _gazetteer() -> _Gazetteer:
    cities: dict[tuple[str, str], Spot] = {}
    anywhere: dict[str, tuple[str, Spot]] = {}
    others: list[tuple[str, str, Spot]] = []
    sums: dict[str, list[float]] = {}
    with (files("regulars.work.pages") / "data" / "cities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            country, people = row["country"], float(row["people"])
            spot = Spot(float(row["latitude"]), float(row["longitude"]))
            name = _folded(row["city"])
            cities.setdefault((country, name), spot)
            anywhere.setdefault(name, (country, spot))
            # "New York City" is "New York" to most; a town that has the shorter name itself goes before
            others += [(country, _folded(each), spot) for each in row["other_names"].split("|") if each]
            middle = sums.setdefault(country, [0.0, 0.0, 0.0])
            for place, part in enumerate((people * spot.latitude, people * spot.longitude, people)):
                middle[place] += part
    for country, name, spot in others:
        cities.setdefault((country, name), spot)
        anywhere.setdefault(name, (country, spot))
    countries = {country: Spot(north / people, east / people) for country, (north, east, people) in sums.items()}
    return _Gazetteer(cities, anywhere, countries)


def _folded(name: str) -> str:
    """Lower-case letters and digits without accents, so that "Saint-Étienne" and "saint etienne" are one."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
