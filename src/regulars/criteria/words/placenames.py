"""Names of places that a shop's customers live in: as the data has them, and their codes, nicknames and peoples."""

from __future__ import annotations

from regulars.criteria.vocabulary import Vocabulary
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.tables import places
from regulars.criteria.words.tokens import stem, words_of

Stems = tuple[str, ...]


def place_stems(text: str) -> Stems:
    """The stems by which a place is found."""
    return tuple(stem(word) for word in words_of(plain(text).replace("&", " and ")) if word != "the")


def place_names(vocabulary: Vocabulary) -> dict[Stems, list[tuple[str, str]]]:
    """By name: (column, values joined by a bar). The data's own names come first."""
    names: dict[Stems, list[tuple[str, str]]] = {}
    present = {column: {value.text for value in vocabulary.values.get(column, ())} for column in ("country", "region", "city")}
    for place in vocabulary.places:
        for column, text in (("country", place.country), ("region", place.region), ("city", place.city)):
            if text:
                present[column].add(text)
    for column in ("country", "region", "city"):
        for text in sorted(present[column]):
            _add(names, text, column, text)
    _tables(names, present)
    for text, others in vocabulary.country_names.items():
        for other in others:
            _add(names, other, "country", text)
    return names


def _add(names: dict[Stems, list[tuple[str, str]]], name: str, column: str, values: str) -> None:
    stems = place_stems(name)
    if stems and (column, values) not in names.setdefault(stems, []):
        names[stems].append((column, values))


def _tables(names: dict[Stems, list[tuple[str, str]]], present: dict[str, set[str]]) -> None:
    lower = {column: {plain(text).lower(): text for text in texts} for column, texts in present.items()}
    known_countries: dict[str, str] = {}
    for column, rows in (("country", places.COUNTRIES), ("region", places.REGIONS), ("city", places.CITIES)):
        for row in rows.strip().splitlines():
            name, *others = row.split("|")
            codes = [code for code in (others[0].split(",") if others else [])[:3] if len(code) <= 3 and column != "city"]
            spelled = (name, *places.SAME_COUNTRY.get(name, ()), *codes)
            held = sorted({lower[column][s.lower()] for s in map(plain, spelled) if s.lower() in lower[column]})
            said = [other for listed in others for other in listed.split(",") if other]
            if held:
                known_countries[name] = "|".join(held)
            for other in (name, *said):
                # an absent place is known, too: it links to nothing and the request is told so
                _add(names, other, column if held else "absent", "|".join(held) if held else name)
    for group, listed in places.WORLD.items():
        held = [known_countries[name] for name in listed.split(",") if name in known_countries]
        _add(names, group, "country" if held else "absent", "|".join(held) if held else group)
    for group, listed in places.REGION_GROUPS.items():
        held = [lower["region"][name.lower()] for name in listed.split(",") if name.lower() in lower["region"]]
        _add(names, group, "region" if held else "absent", "|".join(held) if held else group)
