"""What a name of a place stands for in the data: a country, a region, a city, or several of one name."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import All, Condition, FieldText
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.state import State


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the data has it: values of one column, with those of the columns above when said."""

    column: str
    values: tuple[str, ...]
    inside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    absent: bool = False

    def condition(self) -> Condition:
        """Customers who live there."""
        parts = [FieldText(self.column, TextOperator.ANY_OF, self.values)]
        parts += [FieldText(column, TextOperator.ANY_OF, values) for column, values in self.inside]
        return parts[0] if len(parts) == 1 else All(tuple(parts))


def holds(p: State, column: str, values: tuple[str, ...], above: str, names: tuple[str, ...]) -> bool:
    """Whether a place of the data lies in another: a city in a region, a region in a country."""
    return any(getattr(place, column) in values and getattr(place, above) in names for place in p.index.places)


def without_nested(p: State, options: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Without the region that is the city of its name: Berlin the city stands for Berlin."""
    kept = []
    for column, values in options:
        same_name = [
            other
            for other in options
            if other[0] != column and {plain(v).lower() for v in other[1]} == {plain(v).lower() for v in values}
        ]
        nested = column == "region" and any(
            holds(p, "city", other[1], "region", values) for other in same_name if other[0] == "city"
        )
        cities = {place.city for place in p.index.places if place.region in values and place.city} if nested else set()
        if nested and len(cities) == 1:
            p.note(f"{values[0]} is taken as the city")
            continue
        kept.append((column, values))
    return kept


def homonyms(p: State, column: str, values: tuple[str, ...]) -> list[tuple[str, Place]]:
    """The places of a name: cities of several regions are several."""
    label = values[0]
    if column == "country":
        return [(f"{label} (country)", Place(column, values))]
    if column == "region":
        countries = sorted({place.country for place in p.index.places if place.region in values and place.country})
        if len(values) > 1 or len(countries) < 2:
            return [(f"{label} ({_kind_of_region(countries)})", Place(column, values))]
        return [(f"{label}, {country}", Place(column, values, (("country", (country,)),))) for country in countries]
    homes = sorted(
        {(place.region, place.country) for place in p.index.places if place.city in values and (place.region or place.country)}
    )
    if len(homes) < 2:
        return [(f"{label} (city)", Place(column, values))]
    return [
        (f"{label}, {region or country}", Place(column, values, (("region", (region,)),) if region else (("country", (country,)),)))
        for region, country in homes
    ]


def _kind_of_region(countries: list[str]) -> str:
    return "state" if countries and countries[0] in ("United States", "USA", "Australia") else "region"
