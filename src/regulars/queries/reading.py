"""One source column as a typed value: text, money, quantity, instant or flag.

A value that cannot be read becomes NULL here and is counted by reason in `rows.py`; nothing raises inside a query.
"""

from __future__ import annotations

from decimal import Decimal

from regulars.queries.render import Tree, array, call, case, is_in, name, null, number, template, text, truth
from regulars.queries.written_money import NOT_A_UNIT, WRITTEN_NUMBER, misplaced_mark
from regulars.queries.written_times import KEPT_GROUPS, NAME_GROUP, OFFSET_GROUP, TIDYING, ZONE_OFFSETS, ZONE_TAIL
from regulars.tables import NO_WORDS, YES_WORDS, ColumnUse, InnerMoney, NumberFormat, TimeFormat, TimeKind

MONEY = "DECIMAL(18, 2)"
FINE_MONEY = "DECIMAL(18, 4)"
CENT_MONEY = "DECIMAL(18, 2)"
# an amount from a million millions on is a slip of the pen, and sums of such would leave what 64 bits hold
_FINE_SIZE = "DECIMAL(16, 4)"
_CENT_SIZE = "DECIMAL(14, 2)"
_WHOLE_DIGITS = 12

_SHORT_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "INT"})

# Square writes Rails zone names
RAILS_ZONES = {
    "Eastern Time (US & Canada)": "America/New_York",
    "Central Time (US & Canada)": "America/Chicago",
    "Mountain Time (US & Canada)": "America/Denver",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Arizona": "America/Phoenix",
    "Alaska": "America/Anchorage",
    "Hawaii": "Pacific/Honolulu",
    "Atlantic Time (Canada)": "America/Halifax",
    "London": "Europe/London",
    "Dublin": "Europe/Dublin",
    "Paris": "Europe/Paris",
    "Madrid": "Europe/Madrid",
    "Tokyo": "Asia/Tokyo",
    "Sydney": "Australia/Sydney",
    "Melbourne": "Australia/Melbourne",
    "Brisbane": "Australia/Brisbane",
    "Perth": "Australia/Perth",
}


def is_text(engine_type: str) -> bool:
    """Whether a column's engine type is text (or an enumeration of texts)."""
    return engine_type.upper().startswith(("VARCHAR", "STRING", "ENUM", "TEXT"))


def is_integer(engine_type: str) -> bool:
    """Whether a column's engine type is a whole number."""
    return engine_type.upper() in {
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "INT", "LONG",
    }  # fmt: skip


def is_float(engine_type: str) -> bool:
    """Whether a column's engine type is binary floating point."""
    return engine_type.upper() in {"FLOAT", "DOUBLE", "REAL"}


def is_cents(engine_type: str) -> bool:
    """Whether a column's engine type is a DECIMAL of whole cents in 64 bits."""
    precision, scale = decimal_digits(engine_type)
    return scale == 2 and precision <= 18


def is_cents_of_any_size(engine_type: str) -> bool:
    """Whether a column of whole cents has room for amounts that are none: those of more than 12 digits before the decimals."""
    return is_cents(engine_type) and decimal_digits(engine_type)[0] > _WHOLE_DIGITS + 2


def cents_proven(engine_type: str, least: Decimal | None, most: Decimal | None) -> str:
    """The type to read cents by, once the least and most of them are known: a narrower one where all are amounts."""
    border = 10**_WHOLE_DIGITS
    return _CENT_SIZE if least is None or most is None or -border < least <= most < border else engine_type


def decimal_digits(engine_type: str) -> tuple[int, int]:
    """The digits of a DECIMAL(p, s) type and how many of them are decimals; none of another type."""
    upper = engine_type.upper().replace(" ", "")
    if not upper.startswith("DECIMAL(") or not upper.endswith(")"):  # a list of decimals is none
        return 0, 0
    digits, decimals = upper[8:-1].split(",")
    return int(digits), int(decimals)


def text_value(column: str, engine_type: str) -> Tree:
    """A column as trimmed text; blank is NULL; whole floats lose their `.0`, which only their storage gave them."""
    source = name(column)
    if is_text(engine_type):
        trimmed = source if engine_type.upper() == "VARCHAR" else template("CAST($c AS VARCHAR)", c=source)
        return template("NULLIF(TRIM($c), '')", c=trimmed)
    if is_float(engine_type):
        return template(
            "CASE WHEN $c = FLOOR($c) THEN CAST(TRY_CAST($c AS BIGINT) AS VARCHAR) ELSE CAST($c AS VARCHAR) END", c=source
        )
    return template("CAST($c AS VARCHAR)", c=source)


def key_value(column: str, engine_type: str) -> Tree:
    """A column as a grouping key: whole numbers stay numbers, which group several times faster than their text."""
    return name(column) if is_integer(engine_type) else text_value(column, engine_type)


def money_value(use: ColumnUse, engine_type: str) -> Tree:
    """A column as money: exact to 4 decimals where the source has more than cents, else to cents."""
    source = name(use.column)
    if isinstance(use.format, InnerMoney):
        return _inner_money(source, use.format)
    if is_text(engine_type):
        if isinstance(use.format, NumberFormat) and not use.format.plain:
            return _written_number(source, use.format.decimal)
        return fine_money(template("TRIM($c)", c=source))
    if is_cents(engine_type):  # typed by its owner
        precision, scale = decimal_digits(engine_type)
        return source if precision - scale <= _WHOLE_DIGITS else _within_size(source)
    if is_integer(engine_type):
        return template(f"CAST(TRY_CAST($c AS {_CENT_SIZE}) AS {CENT_MONEY})", c=source)
    return fine_money(source)


def whole_value(column: str, engine_type: str) -> Tree:
    """A column of whole numbers; NULL where one has more than 12 digits."""
    source = name(column)
    if engine_type.upper() in _SHORT_INTEGERS:
        return source
    return template("CAST($s AS BIGINT)", s=_within_size(source))


def _within_size(value: Tree) -> Tree:
    """A number of a type of its own; NULL where it has more than 12 digits before its decimals."""
    return template(f"CASE WHEN $v > -1{'0' * _WHOLE_DIGITS} AND $v < 1{'0' * _WHOLE_DIGITS} THEN $v END", v=value)


def fine_money(value: Tree) -> Tree:
    """A number as money, exact to 4 decimals; NULL where it is none, or of more than 12 digits before its decimals."""
    return template(f"CAST(TRY_CAST($v AS {_FINE_SIZE}) AS {FINE_MONEY})", v=value)


def product(left: Tree, right: Tree, decimals: int = 8) -> Tree:
    """Two numbers multiplied, as money; `decimals` are those of both together.

    An engine multiplies DECIMALs of 18 digits in 64 bits and stops where the product leaves them; in 128 it takes a hundred times
    as long, so that only products that need it are worked out in them.
    """
    return template(
        "CASE WHEN ABS(CAST($a AS DOUBLE) * CAST($b AS DOUBLE)) < $most THEN $narrow ELSE $wide END",
        a=left,
        b=right,
        most=number(Decimal(10) ** (17 - decimals)),
        narrow=fine_money(template("$a * $b", a=left, b=right)),
        wide=fine_money(template("CAST($a AS DECIMAL(24, 4)) * $b", a=left, b=right)),
    )


def _inner_money(source: Tree, form: InnerMoney) -> Tree:
    if form.is_path:
        amounts = call("X_JSON_VALUES", source, text(form.key))
    else:
        amounts = call("X_EXTRACT_ALL", source, text(f"(?:^|[|;]) ?{form.key}:([^|;]*)"))
    return template(f"CAST($s AS {FINE_MONEY})", s=call("X_SUM_OF", amounts))


def _written_number(source: Tree, decimal: str) -> Tree:
    # a letter's dot ("Rs.", "kr.") goes with the letter, and the mark of "20,-" with its dash
    noise = f"\\pL[.]|[.,][ \u00a0\u202f]*[-\u2013\u2014]{{1,2}}|[^0-9{decimal}()-]"
    dashes = template("REPLACE(REPLACE($c, '\u2212', '-'), '\u2013', '-')", c=source)
    kept = call("X_KEEP", dashes, text(noise))
    dotted = template("REPLACE($k, ',', '.')", k=kept) if decimal == "," else kept
    size = fine_money(call("X_KEEP", dotted, text(r"[()\-]")))
    negative = call("X_MATCHES", dotted, text(r"^\(.*\)$|^-|[0-9]-$"))
    # most values have no such mark, and need no search
    has_mark = template("$c LIKE $m", c=source, m=text(f"%{'.' if decimal == ',' else ','}%"))
    is_cut = case([(has_mark, call("X_MATCHES", source, text(misplaced_mark(decimal))))], truth(False))
    branches = [
        (is_cut, null()),
        (
            call("X_MATCHES", template("TRIM($c)", c=source), text(f"^(?:{WRITTEN_NUMBER})$")),
            case([(negative, template("-$v", v=size))], size),
        ),
        (call("X_MATCHES", source, text("[0-9][eE]")), fine_money(template("TRIM($c)", c=source))),
    ]
    return case(branches, null())


def in_cents(money: Tree) -> Tree:
    """An exact sum of money as DECIMAL(18, 2), half away from zero.

    An engine adds up in 128 bits, and dividing these takes thirty times as long as dividing the 64 in which nearly all sums fit.
    """
    narrow = template(f"TRY_CAST($m AS {FINE_MONEY})", m=money)
    return template(
        f"CASE WHEN $n = $m THEN CAST($n AS {MONEY}) ELSE CAST($m AS {MONEY}) END",
        n=narrow,
        m=money,
    )


def money_unit(column: str) -> Tree:
    """What a written number has beside digits and marks, in lower case and without blanks: "€", "$usd", "" (see `units_of`)."""
    return template("LOWER($k)", k=call("X_KEEP", name(column), text(NOT_A_UNIT)))


def is_written_number(column: str) -> Tree:
    """Whether a text value has the shape of a number, perhaps with a currency sign or code."""
    return call("X_MATCHES", template("TRIM($c)", c=name(column)), text(f"^(?:{WRITTEN_NUMBER})$"))


def without_fraction(value: Tree) -> Tree:
    """An identifier's text without the `.0` that spreadsheets and data frames give whole numbers."""
    # few end so, and need a search
    return case([(call("X_ENDS_WITH", value, text(".0")), call("X_REWRITE", value, text("^([0-9]+)[.]0$"), text(r"\1")))], value)


def time_value(use: ColumnUse, engine_type: str, file_zone: str) -> Tree:
    """A column as a naive UTC instant; values without an offset are read in `file_zone`."""
    form = use.format if isinstance(use.format, TimeFormat) else TimeFormat(TimeKind.NATIVE)
    source = name(use.column)
    trimmed = template("TRIM($c)", c=source) if is_text(engine_type) else source
    match form.kind:
        case TimeKind.NATIVE:
            local = source if engine_type.upper() == "TIMESTAMP" else template("TRY_CAST($c AS TIMESTAMP)", c=source)
        case TimeKind.NATIVE_ZONED:
            is_there = template("NOT $o", o=is_outside_calendar(source, "TIMESTAMP WITH TIME ZONE"))
            return case([(is_there, call("X_ZONED_TO_UTC", source))], null())
        case TimeKind.ISO_ZONED:
            bare = case([(template("$c LIKE '%]'", c=trimmed), call("X_KEEP", trimmed, text(r"\[[^\]]*\]$")))], trimmed)
            zoned = call("X_TRY_ZONED", bare if is_text(engine_type) else trimmed)
            return template("COALESCE($z, $p)", z=zoned, p=_patterns(trimmed, form)) if form.patterns else zoned
        case TimeKind.ISO:
            cast = template("TRY_CAST($c AS TIMESTAMP)", c=trimmed)
            local = template("COALESCE($i, $p)", i=cast, p=_patterns(trimmed, form)) if form.patterns else cast
        case TimeKind.PATTERN:
            text_source = trimmed if is_text(engine_type) else template("CAST($c AS VARCHAR)", c=source)
            local = _patterns(text_source, form)
        case TimeKind.PATTERN_ZONED:
            return _with_zone(trimmed, form, file_zone)
        case TimeKind.EXCEL:
            local = call("X_EXCEL_TIME", trimmed)
        case TimeKind.EPOCH_S:
            return call("X_EPOCH_TIME", trimmed, number(1_000_000))
        case TimeKind.EPOCH_MS:
            return call("X_EPOCH_TIME", trimmed, number(1_000))
    return in_utc(local, file_zone)


def calendar_value(use: ColumnUse, engine_type: str, file_zone: str) -> Tree:
    """`time_value`; a typed instant outside the calendar is NULL. (Text is read as days of the calendar alone.)"""
    moment = time_value(use, engine_type, file_zone)
    return moment if is_text(engine_type) else case([(is_outside_calendar(moment), null())], moment)


# dates before the first or from the second on are counted as unreadable: year 1, 0024 for 2024, 2999, 9999
YEARS = (1900, 2200)


def is_outside_calendar(moment: Tree, of_type: str = "TIMESTAMP") -> Tree:
    """Whether an instant is no date of a shop: infinite, or of a year that only a slip or a placeholder has (see `YEARS`)."""
    first, last = (template(f"CAST($d AS {of_type})", d=text(f"{year}-01-01")) for year in YEARS)
    return template("($m < $f OR $m >= $l)", m=moment, f=first, l=last)


def in_utc(local: Tree, zone: str) -> Tree:
    """A local instant as naive UTC."""
    return local if zone == "UTC" else call("X_TO_UTC", local, text(zone))


def local_text(source: Tree) -> Tree:
    """An instant's text without a zone and other words around it."""
    return _without_zone(_tidied(source))


def _tidied(source: Tree) -> Tree:
    for written, replacement in TIDYING:
        source = call("X_REWRITE", source, text(written), text(replacement))
    return source


def _without_zone(tidied: Tree) -> Tree:
    return call("X_REWRITE", tidied, text(ZONE_TAIL), text("".join(f"\\{group}" for group in KEPT_GROUPS)))


def _with_zone(source: Tree, form: TimeFormat, file_zone: str) -> Tree:
    """Instants with whatever people write around them; a zone of several meanings is not read."""
    source = _tidied(source)
    bare = _without_zone(source)
    iso = template("TRY_CAST($b AS TIMESTAMP)", b=bare)
    local = template("COALESCE($p, $i)", p=_patterns(bare, form), i=iso) if form.patterns else iso
    digits, zone = (call("X_EXTRACT", source, text(ZONE_TAIL), number(group)) for group in (OFFSET_GROUP, NAME_GROUP))
    # "+1" is "+01", and the engine knows no "+0100"
    hours = call("X_REWRITE", digits, text("^([+-])([0-9])(:|$)"), text(r"\10\2\3"))
    offset = call("X_REWRITE", hours, text("^([+-][0-9]{2}):?([0-9]{2})$"), text(r"\1:\2"))
    known = [(zone.eq(text(abbreviation)), text(meant)) for abbreviation, meant in ZONE_OFFSETS.items()]
    branches = [
        (digits.neq(text("")), call("X_WITH_OFFSET", local, offset)),
        (zone.eq(text("")), in_utc(local, file_zone)),
    ]
    return case(branches, call("X_WITH_OFFSET", local, case(known, null())))


def _patterns(source: Tree, form: TimeFormat) -> Tree:
    patterns = array([text(pattern) for pattern in form.patterns])
    return call("X_TRY_STRPTIME", source, patterns)


def with_time_of_day(day: Tree, clock: Tree, zone: Tree | None, file_zone: str) -> Tree:
    """A date column and a time-of-day column as one naive UTC instant; `zone` names each row's zone where a column does."""
    formats = array([text("%I:%M:%S %p"), text("%I:%M %p"), text("%H:%M:%S"), text("%H:%M")])
    time = template(
        "COALESCE(TRY_CAST($c AS TIME), CAST($p AS TIME), CAST('00:00:00' AS TIME))",
        c=clock,
        p=call("X_TRY_STRPTIME", clock, formats),
    )
    local = call("X_ADD_TIME", day, time)
    if zone is None:
        return in_utc(local, file_zone)
    branches = [(zone.eq(text(rails)), text(iana)) for rails, iana in RAILS_ZONES.items()]
    return call("X_TO_UTC", local, case(branches, text(file_zone)))


def flag_value(column: str, engine_type: str) -> Tree:
    """A column as true, false or NULL, from the words people use."""
    if engine_type.upper() == "BOOLEAN":
        return name(column)
    word = template("LOWER($t)", t=text_value(column, engine_type))
    yes = is_in(word, [text(known) for known in YES_WORDS])
    no = is_in(word, [text(known) for known in NO_WORDS])
    return case([(yes, truth(True)), (no, truth(False))], null())
