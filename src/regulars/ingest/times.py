"""How instants are written: the pattern of one value, and what many values say together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from regulars.queries.written_times import KEPT_GROUPS, NAME_GROUP, OFFSET_GROUP, SHARED_ZONES, TIDYING, ZONE_TAIL
from regulars.records import dataclass, replace
from regulars.tables import TimeFormat, TimeKind

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_FULL = {month.lower() for month in _MONTHS}
_SHORT = {month[:3].lower() for month in _MONTHS}

_GAP = r"(?P<gap>T|\s*,\s*|\s+|\s+-\s+|\s+at\s+)"
_CLOCK = rf"(?:{_GAP}(?P<hour>\d{{1,2}}):\d{{2}}(?P<second>:\d{{2}})?(?P<fraction>[.,]\d{{1,9}})?(?P<half>\s?[AaPp][Mm])?)?"
_OFFSET = r"(?P<offset>\s?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_DAY = (
    r"(?P<year>\d{4})(?P<s1>[-/.])(?P<month>\d{1,2})(?P=s1)(?P<day>\d{1,2})",
    r"(?P<first>\d{1,2})(?P<s2>[-/.]|\s)(?P<second_part>\d{1,2})(?P=s2)(?P<late_year>\d{4}|\d{2})",
    r"(?P<weekday>[A-Za-z]{3,9}(?:,\s*|\s+))?\d{1,2}(?P<nth>st|nd|rd|th)?(?P<s3>[-\s./]|\.\s|\sof\s)(?P<name>[A-Za-z]{3,9})(?P<s4>[-\s./]|,\s|\.\s)(?P<name_year>\d{4}|\d{2})",
    r"(?P<weekday>[A-Za-z]{3,9}(?:,\s*|\s+))?(?P<name>[A-Za-z]{3,9})(?P<s3>\s|\.\s)\d{1,2}(?P<nth>st|nd|rd|th)?(?P<s4>,?\s)(?P<last_year>\d{4})",
)
_HAN = r"(?P<han_year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:(?P<gap>\s*)(?P<hour>\d{1,2}):\d{2}(?P<second>:\d{2})?)?"
_YEAR_LAST = (
    r"(?P<weekday>[A-Za-z]{3,9}(?:,\s*|\s+))?(?P<name>[A-Za-z]{3})\s\d{1,2}\s(?P<hour>\d{1,2}):\d{2}(?P<second>:\d{2})?"
    r"\s(?P<unix_year>\d{4})"
)
# expressions are compiled where a value needs them: most columns need the first alone
_INSTANTS = (*(rf"{day}{_CLOCK}{_OFFSET}" for day in _DAY), _HAN, _YEAR_LAST)
_SEPARATOR = re.compile(r"[-/.\s年]")
_LEAST_DIGITS, _LEAST_BARE_DIGITS = 3, 8
# a zone's name beside the offset adds nothing: 2024-03-01T10:00:00+01:00[Europe/Berlin]
_ZONE_NAME = re.compile(r"^(\d{4}-.*(?:Z|[+-]\d{2}:?\d{2}))\[[A-Za-z0-9_/+-]+\]$")
_COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?P<clock>([ T_-]?)([01]\d|2[0-3])[0-5]\d([0-5]\d)?)?")
_FOREIGN_MONTH = re.compile(r"\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,12}\.?\s+(?:de\s+)?\d{4}.*")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """How one value writes an instant.

    `pattern` reads it, with the day first where the value leaves that open; `month_first` is then the pattern for the other order,
    else "". `shared_zone` is the abbreviation of its zone, where that means several.
    """

    kind: TimeKind
    pattern: str = ""
    month_first: str = ""
    shared_zone: str = ""


@dataclass(frozen=True, slots=True)
class TimeEvidence:
    """What many values say about how a column writes instants."""

    total: int
    readable: int
    kinds: frozenset[TimeKind]
    day_first: tuple[str, ...] = ()
    month_first: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    foreign_months: str | None = None
    shared_zone: str = ""
    example: str = ""

    @property
    def share(self) -> float:
        """The part of the values that can be read."""
        return self.readable / self.total if self.total else 0.0

    def format(self, day_first: bool) -> TimeFormat:
        """The format, with slashed dates read in the order given."""
        patterns = self.plain + (self.day_first if day_first else self.month_first)
        # "%Y" would read the year 24 as it stands, so two-digit years are tried first
        patterns = tuple(sorted(patterns, key=lambda pattern: "%y" not in pattern))
        for kind in (TimeKind.PATTERN_ZONED, TimeKind.ISO_ZONED, TimeKind.ISO, TimeKind.PATTERN):
            if kind in self.kinds:
                return TimeFormat(kind, patterns)
        return TimeFormat(next(iter(self.kinds)))


def time_evidence(values: Sequence[str]) -> TimeEvidence:
    """What `values` (trimmed, not blank) say together."""
    numbers = _numeric_kind(values)
    if numbers is not None:
        return TimeEvidence(len(values), len(values), frozenset({numbers}), example=values[0])
    found = [(value, written(value)) for value in values]
    read = [(value, how) for value, how in found if how is not None]
    slashed = [how for _, how in read if how.month_first]
    return TimeEvidence(
        total=len(values),
        readable=len(read),
        kinds=frozenset(how.kind for _, how in read),
        day_first=_unique(how.pattern for how in slashed),
        month_first=_unique(how.month_first for how in slashed),
        plain=_unique(how.pattern for _, how in read if how.pattern and not how.month_first),
        foreign_months=next((value for value, how in found if how is None and _FOREIGN_MONTH.fullmatch(value)), None),
        shared_zone=next((how.shared_zone for _, how in read if how.shared_zone), ""),
        example=next((value for value, how in read if how.month_first), values[0] if values else ""),
    )


def _unique(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(patterns))


def _numeric_kind(values: Sequence[str]) -> TimeKind | None:
    """The kind where every value is a bare number that could be an instant."""
    if not values or not all(_NUMBER.fullmatch(value) for value in values):
        return None
    if all(_COMPACT.fullmatch(value.removesuffix(".0")) for value in values):
        return None
    numbers = [float(value) for value in values]
    low, high = min(numbers), max(numbers)
    if low >= 631_152_000 and high < 4_102_444_800:  # 1990 to 2100
        return TimeKind.EPOCH_S
    if low >= 631_152_000_000 and high < 4_102_444_800_000:
        return TimeKind.EPOCH_MS
    return TimeKind.EXCEL if low >= 20_000 and high < 80_000 else None  # 1954 to 2119


@lru_cache(maxsize=16384)
def written(value: str) -> Written | None:
    """How one value writes an instant, or None when it does not."""
    if value.isdigit():
        return _compact(compact) if (compact := _COMPACT.fullmatch(value)) else None
    if value.lstrip("-").replace(".", "", 1).isdigit():
        return None  # a plain number; bare ones that could be instants are told by all values together
    digits = sum(map(str.isdecimal, value))
    if digits < (_LEAST_DIGITS if _SEPARATOR.search(value) else _LEAST_BARE_DIGITS):
        return None
    plain = _ZONE_NAME.sub(r"\1", value)
    return _read(plain) or _with_zone(plain)


def _read(value: str) -> Written | None:
    if compact := _COMPACT.fullmatch(value):
        return _compact(compact)
    match = next((match for pattern in _INSTANTS if (match := re.fullmatch(pattern, value))), None)
    return _described(match.groupdict()) if match else None


def _with_zone(value: str) -> Written | None:
    """How a value is written that has more around it than an offset; the query takes it apart by the same expressions."""
    tidy = value
    for expression, replacement in TIDYING:
        tidy = re.sub(expression, replacement, tidy)
    tail = re.search(ZONE_TAIL, tidy)
    kept = "".join(tail[group] or "" for group in KEPT_GROUPS) if tail else ""
    bare = tidy[: tail.start()] + kept if tail else tidy
    if tail and not tail[OFFSET_GROUP] and not tail[NAME_GROUP]:
        return None
    how = _read(bare) if bare != value else None
    if how is None:
        return None
    name = tail[NAME_GROUP] or "" if tail else ""
    return replace(how, kind=TimeKind.PATTERN_ZONED, shared_zone=name if name in SHARED_ZONES else "")


def _compact(match: re.Match[str]) -> Written:
    clock = match["clock"] or ""
    gap = clock[:1] if clock[:1] in " T_-" else ""
    digits = clock.removeprefix(gap)
    return Written(TimeKind.PATTERN, pattern="%Y%m%d" + gap + ("%H%M%S" if len(digits) == 6 else "%H%M" if digits else ""))


def _described(part: dict[str, str | None]) -> Written | None:
    clock, offset = _clock(part), part.get("offset")
    if part.get("year"):
        return _year_first(part, clock, bool(offset))
    kind = TimeKind.PATTERN_ZONED if offset else TimeKind.PATTERN
    if part.get("han_year"):
        return Written(kind, f"%Y年%m月%d日{clock}")
    if part.get("name"):
        return _named(part, clock, kind)
    gap, year = part["s2"] or "", "%Y" if len(part["late_year"] or "") == 4 else "%y"
    day_first, month_first = f"%d{gap}%m{gap}{year}{clock}", f"%m{gap}%d{gap}{year}{clock}"
    first, second = int(part["first"] or 0), int(part["second_part"] or 0)
    if not (0 < first <= 31 and 0 < second <= 31) or (first > 12 and second > 12):
        return None
    # nobody writes the month first between dots
    return Written(kind, day_first, "" if gap == "." else month_first)


def _clock(part: dict[str, str | None]) -> str:
    if not part["hour"]:
        return ""
    fraction = (part.get("fraction") or "")[:1]
    half = part.get("half") or ""
    hour = "%I" if half else "%H"
    seconds = ":%S" if part["second"] else ""
    return f"{part.get('gap') or ''}{hour}:%M{seconds}{fraction + '%f' if fraction else ''}{half[:-2] + '%p' if half else ''}"


def _year_first(part: dict[str, str | None], clock: str, zoned: bool) -> Written | None:
    if not (0 < int(part["month"] or 0) <= 12 and 0 < int(part["day"] or 0) <= 31):
        return None
    gap = part["s1"] or "-"
    castable = gap in "-/" and "%p" not in clock and ",%f" not in clock and (part["gap"] or " ") in (" ", "T")
    if castable:
        return Written(TimeKind.ISO_ZONED if zoned else TimeKind.ISO)
    return Written(TimeKind.PATTERN_ZONED if zoned else TimeKind.PATTERN, f"%Y{gap}%m{gap}%d{clock}")


def _named(part: dict[str, str | None], clock: str, kind: TimeKind) -> Written | None:
    name = (part["name"] or "").lower()
    if name not in _FULL | _SHORT:
        return None
    month = "%b" if name in _SHORT else "%B"
    weekday = part["weekday"] or ""
    day = weekday.strip(", ")
    prefix = ("%a" if len(day) == 3 else "%A") + weekday[len(day) :] if weekday else ""
    if part.get("unix_year"):
        return Written(kind, f"{prefix}{month} %d {clock} %Y")
    year_text = part.get("name_year") or part.get("last_year") or ""
    year = "%Y" if len(year_text) == 4 else "%y"
    # "5th": each of the four endings is a pattern of its own
    day_of_month = f"%d{part['nth'] or ''}"
    front = f"{month}{part['s3']}{day_of_month}" if part.get("last_year") else f"{day_of_month}{part['s3']}{month}"
    return Written(kind, f"{prefix}{front}{part['s4']}{year}{clock}")


def looks_like_time(values: Sequence[str], *, bare_numbers: bool = False) -> bool:
    """Whether values are surely instants; bare numbers only where a name or the owner says so."""
    evidence = time_evidence(values)
    if evidence.share < 0.9:
        return False
    return bare_numbers or not evidence.kinds & {TimeKind.EXCEL, TimeKind.EPOCH_S, TimeKind.EPOCH_MS}
