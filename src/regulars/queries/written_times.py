"""How people write the zone of an instant: offsets, abbreviations and what browsers and mail programs put around them.

The expressions are read alike by Python and the query engine (RE2): no look-around, no `\\s` or `\\d`.
"""

from __future__ import annotations

# what an abbreviation means, where it means one thing. Sources: RFC 2822 section 4.3, the IANA time zone database
ZONE_OFFSETS: dict[str, str] = {
    "Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "UT": "+00:00", "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00",
    "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "SAST": "+02:00",
    "WAT": "+01:00", "EAT": "+03:00", "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00", "NDT": "-02:30", "BRT": "-03:00",
    "ART": "-03:00", "PKT": "+05:00", "WIB": "+07:00", "SGT": "+08:00", "HKT": "+08:00", "PHT": "+08:00", "AWST": "+08:00",
    "JST": "+09:00", "KST": "+09:00", "ACST": "+09:30", "ACDT": "+10:30", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00",
    "NZDT": "+13:00",
}  # fmt: skip

# what an abbreviation may mean, where it means several things, with an IANA zone for each
SHARED_ZONES: dict[str, tuple[str, ...]] = {
    "IST": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax", "Asia/Baghdad"),
    "GST": ("Asia/Dubai", "Pacific/Guam"),
    "AMT": ("America/Manaus", "Asia/Yerevan"),
}

_NAMES = "|".join(sorted((*ZONE_OFFSETS, *SHARED_ZONES), key=lambda name: (-len(name), name)))

# (expression, replacement): an instant as its local part with the zone, if there is one, at the very end
TIDYING: tuple[tuple[str, str], ...] = (
    ("[ \t\u00a0\u202f]+", " "),
    (r"([AaPp])[.] ?([Mm])[.]?", r"\1\2"),
    (r" ?Uhr$", ""),
    # the zone's name in words behind its offset: "GMT+0100 (Central European Standard Time)"
    (r"([+-][0-9]{2}:?[0-9]{2}) ?[(][^()]*[)]$", r"\1"),
    (rf" ?[(]({_NAMES})[)]$", r" \1"),
    # Unix writes the year last: "Sat Nov 21 10:00:00 CET 2026"
    (rf"(:[0-9]{{2}}) ({_NAMES}) ([0-9]{{4}})$", r"\1 \3 \2"),
)
# an offset must follow a time of day or a word that announces it, for 2024-03-01 ends in "-01"
ZONE_TAIL = (
    rf"(?:(:[0-9]{{2}}(?:[.,][0-9]+)?(?: ?[AaPp][Mm])?) ?|([0-9M]) ?(?:GMT|UTC|UT))([+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)$"
    rf"|([0-9Mm]) ?({_NAMES})$"
)
# of ZONE_TAIL: what stays (one of these groups is not empty), the offset, the abbreviation
KEPT_GROUPS, OFFSET_GROUP, NAME_GROUP = (1, 2, 4), 3, 5
