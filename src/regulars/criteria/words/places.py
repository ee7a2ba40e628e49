"""Places in a request: "from Canada or the US", "in Portland, Oregon", "Germans", "outside Europe"."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Any, Condition, FieldText
from regulars.criteria.words.place_codes import clearly, code_of_country, everyday
from regulars.criteria.words.place_meanings import Place, holds, homonyms, without_nested
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, UNITS
from regulars.criteria.words.tables.places import CAPITALS_ONLY, COUNTRIES
from regulars.criteria.words.tokens import stem

_LONGEST = 6
_LEVELS = ("country", "region", "city")
_PREPOSITIONS = frozenset(["from", "in", "at", "of", "across", "within", "throughout", "inside", "to"])
_FILL = frozenset(
    ["the", "state", "city", "province", "country", "region", "county", "of", "greater", "metro", "town", "area", "both", "either"]
)


def _stems(p: State, start: int, end: int) -> tuple[str, ...]:
    return tuple(stem(plain(token.word)) for token in p.tokens[start:end] if token.word not in ("the", ","))


def candidates(p: State, at: int) -> tuple[list[tuple[str, tuple[str, ...]]], int] | None:
    """Every place that the longest name here stands for, and the place after the name."""
    for end in range(min(len(p.tokens), at + _LONGEST), at, -1):
        found = p.index.place_names.get(_stems(p, at, end))
        if (
            not found
            or p.word(end - 1) in ("the", ",")
            or p.word(at) == ","
            or (p.word(end - 1) == "state" and p.word(end) == "of")
        ):
            continue
        short = p.word(at) in CAPITALS_ONLY or (len(p.word(at)) <= 2 and p.word(at) not in ("uk", "eu"))
        if end - at == 1 and short and not p.tokens[at].upper and not clearly(p, at):
            continue
        if end - at == 1 and code_of_country(p, at) and p.word(at - 1) not in ("from", "in", ",", "or", "and"):
            # "bought irl" names no country
            continue
        lone = end - at == 1 + (p.word(at) == "the")
        if (end - at == 1 and everyday(p, at)) or (lone and _time_in_full(p, end - 1)):
            continue
        present = [(column, tuple(values.split("|"))) for column, values in found if column != "absent"]
        if present:
            return list(dict.fromkeys(present)), end
        return [("absent", (p.text(at, end),))], end
    return None


def _time_in_full(p: State, at: int) -> bool:
    """ "month" and "march" written out, which "MO" and "MAR" are read as, too."""
    token = p.tokens[at]
    return (token.word in MONTHS or token.word in UNITS) and token.end - token.start > _LONGEST_CODE


_LONGEST_CODE = 3


def place_list(p: State, at: int, *, bare: bool) -> tuple[Condition, int] | None:
    """Places joined by commas, "and", "or": any of them."""
    mark, start = p.mark(), at
    if p.word(at) in _PREPOSITIONS and not bare:
        at += 1
    found = _one(p, at)
    if found is None:
        p.back(mark)
        return None
    p.take(start, at, Role.HARMLESS)
    first_absent = found[0].absent
    chosen = [found[0]]
    end = found[1]
    while p.word(end) in (",", "or", "and", "nor", "/", "plus") or p.are(end, "as", "well", "as"):
        inner = p.mark()
        step = end + (3 if p.word(end) == "as" else 2 if p.word(end) == "," and p.word(end + 1) in ("or", "and", "nor") else 1)
        if p.word(step) in ("also",):
            step += 1
        led = p.word(step) in ("in", "from")
        if p.word(end) == "," and p.word(step - 1) == "or" and _narrower(p, step + led, _MORE if led else _AGED):
            # "in Canada, or in the US with over $1,000 spent", "Canadians, or Germans over 40": what follows is of the last alone
            p.back(inner)
            break
        if p.word(step) in _PREPOSITIONS and p.word(step) not in ("of",):
            step += 1
        following = _one(p, step)
        if following is None:
            p.back(inner)
            break
        p.take(end, step, Role.CONNECTION)
        chosen.append(following[0])
        end = following[1]
    if len(chosen) == 1 and {"both", "either"} & {p.word(n) for n in range(start, end)}:
        p.back(mark)
        return None
    if _no_such_pair(p, chosen, start, end):
        p.object(start, end, "are two places, and one does not lie in the other", "join them with “or”, or say one of them")
    if first_absent and all(place.absent for place in chosen):
        p.object(start, end, "is a place that no customer in the data is from", "ask for a place that the data has")
    return _either(chosen), end


_AGED = frozenset({"over", "under", "aged", "older", "younger"})
_MORE = _AGED | {"with", "who", "that", "whose", "having"}


def _narrower(p: State, at: int, words: frozenset[str]) -> bool:
    """Whether the place here is followed by more about its people; nothing is taken."""
    mark = p.mark()
    found = _one(p, at)
    p.back(mark)
    return found is not None and p.word(found[1]) in words


def _no_such_pair(p: State, chosen: list[Place], start: int, end: int) -> bool:
    """ "Toronto, Texas", "US, California": places of two kinds with a comma alone, one of which is not said to lie in the other."""
    if len(chosen) != 2:
        return False
    countries = [{place.country for place in p.index.places if place.region in each.values} for each in chosen]
    regions = chosen[0].column == chosen[1].column == "region" and all(countries) and not countries[0] & countries[1]
    if (not regions and chosen[0].column == chosen[1].column and not chosen[1].absent) or chosen[0].absent:
        return False
    return not {"or", "and", "nor", "/"} & {p.word(n) for n in range(start, end)}


def _either(chosen: list[Place]) -> Condition:
    """Any of the places; those of one column in one list."""
    lists: dict[str, tuple[str, ...]] = {}
    others: list[Condition] = []
    for place in chosen:
        if place.inside:
            others.append(place.condition())
        else:
            lists[place.column] = tuple(dict.fromkeys((*lists.get(place.column, ()), *place.values)))
    parts = [*(FieldText(column, TextOperator.ANY_OF, values) for column, values in lists.items()), *others]
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _one(p: State, at: int) -> tuple[Place, int] | None:
    start = at
    asked = ""
    while p.word(at) in _FILL and candidates(p, at) is None:
        if p.word(at) in ("state", "province", "region"):
            asked = "region"
        if p.word(at) in ("city", "town"):
            asked = "city"
        if p.word(at) == "country":
            asked = "country"
        at += 1
    found = candidates(p, at)
    if found is None:
        return None
    options, end = found
    if p.word(end) in ("state", "province", "region", "area") and p.word(end - 1) != "the":
        asked, end = "region", end + 1
    elif p.word(end) == "city" and any(column == "city" for column, _ in options):
        asked, end = "city", end + 1
    if asked and any(column == asked for column, _ in options):
        options = [option for option in options if option[0] == asked]
    elif asked == "country" and options[0][0] != "absent":
        p.object(start, end, "is no country of the data", f"leave out “country” for the {options[0][0]} of that name")
    if options[0][0] == "absent":
        p.take(start, end, Role.VALUE)
        p.note(f"no customer of the data is from {options[0][1][0].title()}")
        name = _country_of(p, at, end)
        return Place("country", (name,), absent=True), end
    narrowed = _narrowed(p, options, end)
    if narrowed is not None:
        p.take(start, end, Role.VALUE)
        return narrowed
    p.take(start, end, Role.VALUE)
    return _chosen(p, at, options), end


def _country_of(p: State, at: int, end: int) -> str:
    """The name by which a country that the data does not have is known."""
    said = p.text(at, end)
    for row in COUNTRIES.strip().splitlines():
        name, *others = row.split("|")
        names = {name.lower(), *(other for listed in others for other in listed.split(","))}
        if said in names or said.removeprefix("the ") in names:
            return name
    return said.title()


def _narrowed(p: State, options: list[tuple[str, tuple[str, ...]]], at: int) -> tuple[Place, int] | None:
    """Portland, Oregon; London in Ontario; Paris (France)."""
    step = at
    if p.word(step) in (",", "("):
        step += 1
    if p.word(step) == "in" and step == at:
        step += 1
    step += 1 if p.word(step) == "the" else 0
    upper = candidates(p, step)
    if (
        upper is None
        or upper[0][0][0] == "absent"
        or (
            step == at
            and p.word(at - 1) not in ("",)
            and not p.tokens[step].upper
            and p.word(at) not in (",", "in")
            and not _adjoining(options, upper[0])
        )
    ):
        return None
    for column, values in options:
        for above, names in upper[0]:
            if _LEVELS.index(above) < _LEVELS.index(column) and holds(p, column, values, above, names):
                end = _and_above(p, above, names, upper[1])
                if p.word(end) == ")":
                    end += 1
                p.take(at, end, Role.VALUE)
                return Place(column, values, ((above, names),)), end
    return None


def _and_above(p: State, column: str, names: tuple[str, ...], at: int) -> int:
    """The place after the country that the region of "Toronto, Ontario, Canada" lies in."""
    country = candidates(p, at + 1) if p.word(at) == "," and column == "region" else None
    if country is None or not any(above == "country" and holds(p, column, names, above, values) for above, values in country[0]):
        return at
    return country[1]


def _adjoining(options: list[tuple[str, tuple[str, ...]]], upper: list[tuple[str, tuple[str, ...]]]) -> bool:
    return options[0][0] == "city" and upper[0][0] in ("region", "country")


def _chosen(p: State, at: int, options: list[tuple[str, tuple[str, ...]]]) -> Place:
    """The place meant by a name; several places of one name are a choice."""
    named = list(options)
    if len(named) > 1:
        named = without_nested(p, named)
    ways: list[tuple[str, Place]] = []
    for column, values in named:
        ways.extend(homonyms(p, column, values))
    ways = _in_context(p, at, _in_company(p, at, _with_its_city(p, at, ways)))
    if len(ways) > 1:
        every = [place for _, place in ways]
        if all(place.column == "city" for place in every):
            ways.insert(0, (f"any {every[0].values[0]}", Place("city", every[0].values)))
    return p.choose(at, ways)


def _with_its_city(p: State, at: int, ways: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """New York, whose biggest city in the data is New York City: the state or the city, unless other states are named beside it."""
    if len(ways) != 1 or ways[0][1].column != "region" or len(ways[0][1].values) != 1:
        return ways
    region = ways[0][1].values[0]
    cities = sorted((home for home in p.index.places if home.region == region and home.city), key=lambda home: -home.customers)
    city = cities[0].city if cities and cities[0].city == f"{region} City" else None
    named = tuple(region.lower().split())
    asked = {"state", "province", "region"} & {p.word(at - 1), p.word(at - 2), p.word(at + len(named))}
    if city is None or asked or tuple(p.word(at + n) for n in range(len(named))) != named:
        return ways
    beside = (candidates(p, n) for n in range(len(p.tokens)) if abs(n - at) > 1)
    if any(found is not None and any(column == "region" for column, _ in found[0]) for found in beside):
        return ways
    return [*ways, (f"{city} (city)", Place("city", (city,)))]


def _in_company(p: State, at: int, ways: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """The state or the country of a code such as CA, where all the other places of the request are states, or countries."""
    if {place.column for _, place in ways} != {"region", "country"}:
        return ways
    beside = [found[0] for n in range(len(p.tokens)) if n != at and (found := candidates(p, n)) is not None]
    kinds = {column for options in beside for column, _ in options if len({kind for kind, _ in options}) == 1} - {"city", "absent"}
    kept = [way for way in ways if way[1].column in kinds] if len(kinds) == 1 else ways
    return sorted(kept, key=lambda way: way[1].column != "region")


def _in_context(p: State, at: int, ways: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """The one of several places of a name that lies in another place of the request: "in the UK but not in London"."""
    if len(ways) < 2:
        return ways
    others: list[tuple[str, tuple[str, ...]]] = []
    for place in range(len(p.tokens)):
        if abs(place - at) < 2:
            continue
        found = candidates(p, place)
        if found is not None and len(found[0]) == 1 and found[0][0][0] in ("country", "region"):
            others.append(found[0][0])
    kept = [way for way in ways if any(_holds_inside(p, way[1], column, values) for column, values in others)]
    if len(kept) == 1:
        p.note(f"{kept[0][0]} is meant, as the other place says")
        named = candidates(p, at)
        beside = {p.word(at - 1), p.word(named[1]) if named is not None else ""}
        apart = bool(beside & {",", "and"}) or any(token.word == "or" for token in p.tokens)
        return kept if apart else [(kept[0][0], Place(kept[0][1].column, kept[0][1].values))]
    return ways


def _holds_inside(p: State, place: Place, above: str, names: tuple[str, ...]) -> bool:
    return any(
        getattr(known, place.column) in place.values
        and all(getattr(known, column) in values for column, values in place.inside)
        and getattr(known, above) in names
        for known in p.index.places
    )
