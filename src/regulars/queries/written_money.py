"""How people write amounts: currency signs and codes, and the one shape of a written number.

The shape is a regular expression that Python and the query engine read alike, so that the detector and the query agree about
every value. It uses no look-around and no `\\s` or `\\d`, whose meaning differs between the two.
"""
# ruff: noqa: RUF001 - signs of other scripts are what this module is about

from __future__ import annotations

import re

# ISO 4217, without funds codes and metals
CURRENCY_CODES = tuple(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD
    IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER
    ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - a hundred and fifty quoted words would be harder to check
)

# lower-case sign, and the code it stands for
CURRENCY_SIGNS: dict[str, str] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "us$": "USD", "us $": "USD", "u$s": "USD", "a$": "AUD", "au$": "AUD",
    "ca$": "CAD", "c$": "CAD", "cdn$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "mx$": "MXN", "r$": "BRL",
    "₹": "INR", "₽": "RUB", "руб": "RUB", "р": "RUB", "₺": "TRY", "tl": "TRY", "₩": "KRW", "원": "KRW", "₴": "UAH", "грн": "UAH",
    "₪": "ILS", "₫": "VND", "đ": "VND", "₱": "PHP", "₦": "NGN", "₡": "CRC", "₲": "PYG", "₵": "GHS", "₸": "KZT", "₼": "AZN",
    "₾": "GEL", "฿": "THB", "円": "JPY", "元": "CNY", "圆": "CNY", "人民币": "CNY", "rmb": "CNY", "zł": "PLN", "zl": "PLN",
    "kč": "CZK", "kc": "CZK", "лв": "BGN", "lv": "BGN", "ft": "HUF", "lei": "RON", "sfr": "CHF", "rp": "IDR", "s/": "PEN",
    "rm": "MYR", "dhs": "AED", "kn": "HRK",
}  # fmt: skip

# lower-case sign, and the codes it may stand for: the sign alone does not tell which
SHARED_SIGNS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD", "ARS", "CLP", "COP", "UYU"),
    "＄": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "din": ("RSD",),
    "fr": ("CHF",),
    "dh": ("MAD", "AED"),
    "﷼": ("IRR", "SAR", "OMR", "YER", "QAR"),
}

_BLANK = "[ \t\u00a0\u202f\u2009]*"
_MINUS = "-\u2212\u2013"
_GROUPING = ".,'\u2019 \t\u00a0\u202f\u2009"


def _any_of(words: tuple[str, ...]) -> str:
    # the longest first: "us$" is no "u" before "s$"
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=lambda word: (-len(word), word)))


_UNIT = f"(?:(?:{_any_of((*CURRENCY_SIGNS, *SHARED_SIGNS, *(code.lower() for code in CURRENCY_CODES)))})[.]?)?"

# groups: unit before the digits, the digits with their marks, "the cents are nil" ("20,-"), unit after them
WRITTEN_NUMBER = (
    f"(?i)[{_MINUS}+(]?{_BLANK}(?P<front>{_UNIT}){_BLANK}[{_MINUS}(]?{_BLANK}"
    f"(?P<digits>[0-9](?:[0-9{_GROUPING}]*[0-9])?|[.,][0-9]+)"
    f"(?:(?P<nil>[.,]{_BLANK}[-\u2013\u2014]{{1,2}})|[.,])?{_BLANK}(?P<back>{_UNIT}){_BLANK}[{_MINUS})]?"
)
# what is no part of a unit: removing it leaves "€", "$usd", "us$"
NOT_A_UNIT = "[0-9()+'\u2019., \t\u00a0\u202f\u2009\u2212\u2013\u2014-]"


def misplaced_mark(decimal: str) -> str:
    """The shape of a number that ends in a thousands mark and other than three digits: 12.5 where `decimal` is a comma."""
    return f"[{'.' if decimal == ',' else ','}](?:[0-9]{{1,2}}|[0-9]{{4,}})[^0-9]*$"


def units_of(letters: str) -> frozenset[str]:
    """The units in what is left of a written number without its digits and marks: codes, or signs that several share.

    `letters` may be two units on both sides of the digits ("$usd"). An unknown word gives no unit.
    """
    text = letters.lower()
    for cut in range(len(text), 0, -1):
        unit = _unit(text[:cut])
        if unit and (cut == len(text) or _unit(text[cut:])):
            return frozenset({unit, _unit(text[cut:]) or unit})
    return frozenset()


def _unit(text: str) -> str | None:
    if text in SHARED_SIGNS:
        return text
    return text.upper() if text.upper() in CURRENCY_CODES else _SIGNS_WITHOUT_BLANKS.get(text)


_SIGNS_WITHOUT_BLANKS = {sign.replace(" ", ""): code for sign, code in CURRENCY_SIGNS.items()}


def different_units(units: frozenset[str]) -> frozenset[str]:
    """`units` without the shared signs that one of the codes among them explains: "$" beside "USD" is one unit."""
    return frozenset(unit for unit in units if not any(code in units for code in SHARED_SIGNS.get(unit, ())))
