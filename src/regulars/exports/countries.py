"""Countries by any of their usual names and codes, and the states of the United States."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

# names that ISO 3166 does not list, in English and in the country's own language
_ALIASES = {
    "usa": "US", "u.s.": "US", "u.s.a.": "US", "america": "US", "united states of america": "US", "the united states": "US",
    "estados unidos": "US", "etats-unis": "US", "vereinigte staaten": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB",
    "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "eire": "IE",
    "republic of ireland": "IE", "deutschland": "DE", "allemagne": "DE", "alemania": "DE", "osterreich": "AT", "schweiz": "CH",
    "suisse": "CH", "svizzera": "CH", "espana": "ES", "spanien": "ES", "espagne": "ES", "italia": "IT", "italie": "IT",
    "italien": "IT", "frankreich": "FR", "francia": "FR", "holland": "NL", "nederland": "NL", "the netherlands": "NL",
    "niederlande": "NL", "belgie": "BE", "belgique": "BE", "belgien": "BE", "danmark": "DK", "sverige": "SE", "schweden": "SE",
    "norge": "NO", "norwegen": "NO", "suomi": "FI", "finnland": "FI", "polska": "PL", "polen": "PL", "cesko": "CZ",
    "czech republic": "CZ", "ceska republika": "CZ", "slovensko": "SK", "magyarorszag": "HU", "turkey": "TR", "turkiye": "TR",
    "hellas": "GR", "russia": "RU", "rossiya": "RU", "south korea": "KR", "korea": "KR", "north korea": "KP", "vietnam": "VN",
    "laos": "LA", "syria": "SY", "iran": "IR", "taiwan": "TW", "hong kong": "HK", "macau": "MO", "bolivia": "BO",
    "venezuela": "VE", "tanzania": "TZ", "moldova": "MD", "macedonia": "MK", "brasil": "BR", "mexico": "MX", "nippon": "JP",
    "uae": "AE", "emirates": "AE", "ksa": "SA", "ivory coast": "CI", "cape verde": "CV", "swaziland": "SZ", "burma": "MM",
    "palestine": "PS", "brunei": "BN", "vatican": "VA", "日本": "JP", "中国": "CN", "россия": "RU",
    "україна": "UA", "대한민국": "KR",
    "ελλάδα": "GR", "ישראל": "IL", "السعودية": "SA",
}  # fmt: skip

US_STATES = {
    "alabama": "al", "alaska": "ak", "arizona": "az", "arkansas": "ar", "california": "ca", "colorado": "co",
    "connecticut": "ct", "delaware": "de", "districtofcolumbia": "dc", "washingtondc": "dc", "florida": "fl", "georgia": "ga",
    "hawaii": "hi", "idaho": "id", "illinois": "il", "indiana": "in", "iowa": "ia", "kansas": "ks", "kentucky": "ky",
    "louisiana": "la", "maine": "me", "maryland": "md", "massachusetts": "ma", "michigan": "mi", "minnesota": "mn",
    "mississippi": "ms", "missouri": "mo", "montana": "mt", "nebraska": "ne", "nevada": "nv", "newhampshire": "nh",
    "newjersey": "nj", "newmexico": "nm", "newyork": "ny", "northcarolina": "nc", "northdakota": "nd", "ohio": "oh",
    "oklahoma": "ok", "oregon": "or", "pennsylvania": "pa", "rhodeisland": "ri", "southcarolina": "sc", "southdakota": "sd",
    "tennessee": "tn", "texas": "tx", "utah": "ut", "vermont": "vt", "virginia": "va", "washington": "wa",
    "westvirginia": "wv", "wisconsin": "wi", "wyoming": "wy", "americansamoa": "as", "guam": "gu",
    "northernmarianaislands": "mp", "puertorico": "pr", "usvirginislands": "vi", "armedforcesamericas": "aa",
    "armedforceseurope": "ae", "armedforcespacific": "ap",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO 3166 alpha-2 code, upper-case, of a country's name or code; None where it is not known."""
    return _codes().get(_folded(text))


def country_names(text: str) -> tuple[str, ...]:
    """The English names of a country that is written by name or code; none where it is not known."""
    import pycountry

    code = country_code(text)
    found = pycountry.countries.get(alpha_2=code) if code else None
    if found is None:
        return ()
    head, comma, tail = found.name.partition(", ")
    names = (found.name, getattr(found, "common_name", None), f"{tail} {head}" if comma else None, head)
    return tuple(dict.fromkeys(name for name in names if name))


def _folded(text: str) -> str:
    """Lower-case, without accents, single spaces: "Österreich" and "osterreich" are one."""
    plain = unicodedata.normalize("NFD", text.strip().casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@cache
def _codes() -> dict[str, str]:
    import pycountry

    known: dict[str, str] = {}
    for country in pycountry.countries:
        names = (getattr(country, "common_name", None), getattr(country, "official_name", None), country.name, country.alpha_3)
        for name in (*names, country.alpha_2):
            if name:
                known[_folded(name)] = country.alpha_2
        head, comma, tail = country.name.partition(", ")
        if comma:
            known.setdefault(_folded(f"{tail} {head}"), country.alpha_2)
    return known | {_folded(name): code for name, code in _ALIASES.items()}
