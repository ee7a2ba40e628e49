"""Where the customers of a group live: dots for a map, and countries and cities as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import pages_members
from regulars.work.pages.figures import money, rows
from regulars.work.pages.gazetteer import Spot, city_spot, country_name, country_of, country_spot
from regulars.work.pages.members import Group, use_list
from regulars.work.published import Published

MOST_DOTS = 1_000
# rows that the tables show
MOST_CITIES = MOST_COUNTRIES = 60
_NOBODY = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """A country or a city with its customers; `share` is of the group. `country` is a name, empty where it is not known."""

    name: str
    country: str
    customers: int
    share: float
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Dot:
    """Customers at one spot of the map. `is_whole_country`: those whose city is not known, or not among the largest."""

    place: Place
    spot: Spot
    is_whole_country: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where a group lives. `dots` are most customers first; `in_others` customers stand in dots of whole countries because their
    city is beyond the first 1,000, `in_unknown_cities` because nobody knows where it lies; `nowhere` have no country that is known.

    `has_places` is false where the shop's data have neither cities nor countries. Dots and `nowhere` add up to `customers`.
    """

    customers: int
    has_places: bool
    has_cities: bool
    dots: tuple[Dot, ...]
    in_others: int
    in_unknown_cities: int
    nowhere: int
    countries: tuple[Place, ...]
    more_countries: int
    cities: tuple[Place, ...]
    more_cities: int


def places(published: Published, group: Group) -> Places:
    """Where the customers of a group live, by country and city of the customers file."""
    return published.remembered(("places", group.key), lambda engine: _places(published, engine, group))


def _places(published: Published, engine: Engine, group: Group) -> Places:
    columns = published.columns["profile"]
    has_cities, has_countries = "city" in columns, "country" in columns
    if not (has_cities or has_countries):
        return Places(0, False, False, (), 0, 0, 0, (), 0, (), 0)
    use_list(published, engine)
    found = _by_place(rows(engine, pages_members.places(group.people, columns, has_money="revenue" in columns)))
    everybody = sum(customers for _, _, customers, _ in found)
    cities = [row for row in found if row[1]]
    listed = tuple(_place(city, country_name(code), n, everybody, revenue) for code, city, n, revenue in cities[:MOST_CITIES])
    countries = _countries(found, everybody)
    dots, in_others, in_unknown, nowhere = _dots(found, everybody)
    return Places(
        customers=everybody,
        has_places=any(code or city for code, city, _, _ in found),
        has_cities=bool(cities),
        dots=dots,
        in_others=in_others,
        in_unknown_cities=in_unknown,
        nowhere=nowhere,
        countries=countries[:MOST_COUNTRIES],
        more_countries=max(len(countries) - MOST_COUNTRIES, 0),
        cities=listed,
        more_cities=len(cities) - len(listed),
    )


_Row = tuple[str, str, int, Decimal | None]


def _by_place(found: Iterable[Sequence[Any]]) -> list[_Row]:
    """Countries by code: "Germany", "DE" and "Deutschland" are one. What is no country stays as it is written."""
    added: dict[tuple[str, str], tuple[int, Decimal | None]] = {}
    for country, city, customers, revenue in found:
        written = str(country or "").strip()
        key = (country_of(written) or written, str(city or "").strip())
        before, worth = added.get(key, (0, None))
        added[key] = before + int(customers), _added(worth, revenue)
    ordered = sorted(added.items(), key=lambda each: (-each[1][0], each[0]))
    return [(code, city, customers, money(revenue)) for (code, city), (customers, revenue) in ordered]


def _added(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None and second is None else (first or _NOBODY) + (second or _NOBODY)


def _place(name: str, country: str, customers: int, everybody: int, revenue: Decimal | None) -> Place:
    return Place(name, country, customers, customers / everybody if everybody else 0.0, revenue)


def _countries(found: Iterable[_Row], everybody: int) -> tuple[Place, ...]:
    added: dict[str, tuple[int, Decimal | None]] = defaultdict(lambda: (0, None))
    for code, _, customers, revenue in found:
        before, worth = added[code]
        added[code] = before + customers, _added(worth, revenue)
    ordered = sorted(added.items(), key=lambda each: (-each[1][0], each[0]))
    return tuple(_place(country_name(code), country_name(code), n, everybody, revenue) for code, (n, revenue) in ordered)


def _dots(found: Iterable[_Row], everybody: int) -> tuple[tuple[Dot, ...], int, int, int]:
    """The dots, and how many customers are in others, in cities nobody knows, and nowhere."""
    dots: list[Dot] = []
    rest: dict[str, tuple[int, Decimal | None]] = defaultdict(lambda: (0, None))
    in_others = in_unknown = nowhere = 0
    for code, city, customers, revenue in found:
        known = city_spot(city, code or None) if city else None
        if known is not None and len(dots) < MOST_DOTS:
            spot, country = known
            dots.append(Dot(_place(city, country_name(country), customers, everybody, revenue), spot, False))
            continue
        country = known[1] if known is not None else code
        if country_spot(country) is None:
            nowhere += customers
            continue
        in_others += customers if known is not None else 0
        in_unknown += customers if known is None else 0
        before, worth = rest[country]
        rest[country] = before + customers, _added(worth, revenue)
    for country, (customers, revenue) in rest.items():
        middle = country_spot(country)
        if middle is not None:
            name = country_name(country)
            dots.append(Dot(_place(name, name, customers, everybody, revenue), middle, True))
    dots.sort(key=lambda dot: -dot.place.customers)
    return tuple(dots), in_others, in_unknown, nowhere
