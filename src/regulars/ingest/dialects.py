"""How a text file separates, quotes and names its columns, decided from its first rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from regulars.records import dataclass

Row = list[str]

_DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01")
_SAMPLE_ROWS = 500
_TITLE_ROWS = 10
_FULL = 0.75
_HEADLESS = 0.85
_SEPARATOR_LINE = re.compile(r"""^["']?sep=(.|\t)["']?\s*$""", re.IGNORECASE)

_VALUE = re.compile(
    r"""
    [^\w\s]*\s?[-+(]?\s?[\d][\d.,'\s]*\s?[)%€$£]?-?      # numbers and money
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*                  # dates
    | [^@\s]+@[^@\s]+\.[^@\s]+                           # e-mail addresses
    | true|false
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a text file's rows look like.

    `delimiter` is "" where runs of blanks separate. `skip` records stand above the data. `named` is false without a header.
    `ragged`: some rows have fewer values than there are columns. `quoted`: some value is quoted.
    `repeated`: names that the header says more than once; `names` has them numbered.
    """

    delimiter: str
    quote: str
    escape: str
    skip: int
    names: tuple[str, ...]
    named: bool
    ragged: bool
    quoted: bool
    rows: int
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Guess:
    delimiter: str
    quote: str
    escape: str
    rows: list[Row]
    width: int
    fit: float


def dialect_of(text: str, *, whole: bool) -> Dialect | None:
    """The dialect of a file that begins with `text` (`whole`: that is all of it); None when it holds no row at all."""
    lines = text.splitlines(keepends=True) if whole else _complete_lines(text)
    lines = _split_on_line_feeds(lines)
    if not any(line.strip() for line in lines):
        return None
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    directive = _SEPARATOR_LINE.match(lines[first].strip("\r\n"))
    guess = _best(lines, (directive[1],) if directive else _DELIMITERS)
    return _described(guess, first + 1 if directive else 0)


def _complete_lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    return lines[:-1] if len(lines) > 1 else lines


def _split_on_line_feeds(lines: list[str]) -> list[str]:
    """Join what splitlines cut at characters that end no CSV record (form feed, U+2028, U+0085...)."""
    joined: list[str] = []
    for line in lines:
        if joined and not joined[-1].endswith(("\n", "\r")):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _best(lines: list[str], delimiters: Sequence[str]) -> _Guess:
    guesses = [guess for delimiter in delimiters for guess in _guesses(lines, delimiter)]
    best = max(guesses, key=lambda guess: guess.fit)
    if best.width > 1 and best.fit >= 0.5:
        return best
    blanks = _by_blanks(lines)
    return blanks if blanks and blanks.fit > best.fit else best


def _guesses(lines: list[str], delimiter: str) -> list[_Guess]:
    text = "".join(lines[:50])
    if delimiter not in text:
        return [_guess(lines, delimiter, '"', '"')]
    escape = "\\" if text.count('\\"') > text.count('""') else '"'
    found = [_guess(lines, delimiter, '"', escape)]
    if re.search(rf"(^|{re.escape(delimiter)})'[^'\n]*'({re.escape(delimiter)}|\s*$)", text, re.MULTILINE):
        found.append(_guess(lines, delimiter, "'", "'"))
    if text.count('"') % 2 or not re.search(rf'(^|{re.escape(delimiter)}|\s)"', text, re.MULTILINE):
        found.append(_guess(lines, delimiter, "", ""))
    return found


def _guess(lines: list[str], delimiter: str, quote: str, escape: str) -> _Guess:
    rows = _records(lines, delimiter, quote, escape)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in filled)
    # the usual width, of several the wider one: titles above a table are narrow
    width = max(widths, key=lambda w: (widths[w] * (0.2 if w == 1 else 1), w)) if widths else 1
    agree = widths[width] / max(len(filled), 1)
    stray = sum(_is_quoted(cell.strip()) for row in filled for cell in row) / max(sum(len(row) for row in filled), 1)
    # a broken quote swallows lines: fewer records than lines
    swallowed = max((cell.count("\n") for row in filled for cell in row), default=0) > 50
    # a delimiter that only the rows know stands inside a column of theirs, such as tags
    agree *= 1 if filled and len(filled[0]) == width else _HEADLESS
    fit = agree * (1 - 1 / (1 + width)) * (0 if width == 1 else 1) * (1 - stray) * (0.3 if swallowed else 1)
    return _Guess(delimiter, quote, escape, rows, width, fit)


def _is_quoted(cell: str) -> bool:
    """Whether a cell still has quotes around it; an apostrophe in front alone is a spreadsheet's mark of text ('0042)."""
    return cell[:1] == '"' or (len(cell) > 1 and cell[0] == "'" == cell[-1])


def _records(lines: list[str], delimiter: str, quote: str, escape: str) -> list[Row]:
    csv.field_size_limit(1 << 24)
    options: dict[str, object] = {"delimiter": delimiter}
    if quote:
        doubled = escape == quote
        options |= {"quotechar": quote, "doublequote": doubled, "escapechar": None if doubled else escape}
    else:
        options |= {"quoting": csv.QUOTE_NONE, "quotechar": None}
    rows: list[Row] = []
    try:
        for row in csv.reader((line.replace("\0", "") for line in lines), strict=False, **options):  # type: ignore[arg-type]
            rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _by_blanks(lines: list[str]) -> _Guess | None:
    """Columns between runs of blanks: only when every row splits alike."""
    rows = [line.split() for line in lines[:_SAMPLE_ROWS]]
    widths = Counter(len(row) for row in rows if row)
    width = max(widths, key=lambda w: widths[w])
    agree = widths[width] / sum(widths.values())
    if width < 2 or agree < 0.95:
        return None
    return _Guess("", "", "", rows, width, agree * (1 - 1 / (1 + width)))


def _described(guess: _Guess, least: int) -> Dialect:
    start = _table_start(guess, least)
    head = guess.rows[start] if start < len(guess.rows) else []
    named = _is_header(head, [row for row in guess.rows[start + 1 :] if any(row)])
    body = [row for row in guess.rows[start + named :] if any(row)]
    # a file whose header alone is narrow has a table below it all the same
    names = column_names(head if named else [], max(len(head) if named else 1, guess.width))
    return Dialect(
        delimiter=guess.delimiter,
        quote=guess.quote,
        escape=guess.escape,
        skip=start + named,
        names=names,
        named=named,
        ragged=any(len(row) < len(names) for row in body),
        quoted=bool(guess.quote) and _has_quotes(guess),
        rows=len(body),
        repeated=_repeated(head) if named else (),
    )


def _repeated(head: Row) -> tuple[str, ...]:
    seen = Counter(" ".join(cell.split()).lower() for cell in head if cell.strip())
    return tuple(name for name, times in seen.items() if times > 1)


def _has_quotes(guess: _Guess) -> bool:
    return any("\n" in cell or guess.delimiter in cell or guess.quote in cell for row in guess.rows for cell in row)


def _table_start(guess: _Guess, least: int) -> int:
    """Where the header or, without one, the data begin: the first row as wide and as full as a row of the table."""
    for index, row in enumerate(guess.rows):
        if index < least or not any(cell.strip() for cell in row):
            continue
        filled = _filled(row)
        wide = (len(row) >= guess.width - 1 and len(row) > 1) or guess.width == 1
        if wide and filled >= max(1, min(2, guess.width), guess.width * 0.4) and not row[0].lstrip().startswith("# "):
            return _fuller_header(guess, index)
    return least


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _fuller_header(guess: _Guess, start: int) -> int:
    """A header a few rows below `start`, where that row is a line of a report's title ("generated", a date); else `start`."""
    if _filled(guess.rows[start]) >= guess.width * _FULL:
        return start
    for index in range(start + 1, min(start + _TITLE_ROWS, len(guess.rows))):
        row = guess.rows[index]
        if _filled(row) >= guess.width * _FULL:
            return index if _is_header(row, [below for below in guess.rows[index + 1 :] if any(below)]) else start
    return start


def _is_header(head: Row, body: list[Row]) -> bool:
    cells = [cell.strip() for cell in head if cell.strip()]
    if not cells or any(_VALUE.fullmatch(cell) for cell in cells):
        return False
    if len({cell.lower() for cell in cells}) < len(cells) * 0.5:
        return False
    return not body or _differs(head, body)


def _differs(head: Row, body: list[Row]) -> bool:
    """Whether some column below holds values of a kind that the first row does not, or none of its cells comes again."""
    for place, cell in enumerate(head):
        below = [row[place].strip() for row in body[:100] if place < len(row) and row[place].strip()]
        if cell.strip() and below and sum(bool(_VALUE.fullmatch(value)) for value in below) > len(below) / 2:
            return True
    seen = {value.strip().lower() for row in body[:100] for value in row}
    return not any(cell.strip().lower() in seen for cell in head if cell.strip())


def column_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Names for `width` columns: the header's cells made unique (whatever the case), blank or missing ones numbered."""
    taken: set[str] = set()
    names: list[str] = []
    for place in range(width):
        cell = " ".join(cells[place].replace("\ufeff", "").split()) if place < len(cells) else ""
        name = base = cell or (f"column_{place + 1}" if cells else f"c{place + 1}")
        count = 2
        while name.lower() in taken:
            name, count = f"{base}_{count}", count + 1
        taken.add(name.lower())
        names.append(name)
    return tuple(names)
