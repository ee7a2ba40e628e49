"""What a destination would reject of a file that anybody made: row by row, by column and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from regulars.exports.check_forms import BY_HEADER, as_written
from regulars.exports.destinations.base import About, Destination, FieldName
from regulars.exports.normalize import Prepared, prepare
from regulars.exports.outcomes import HASH_OF_NOTHING, Reason

FEWEST_PEOPLE = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FIRST_OF_KLAVIYO = frozenset({"email", "email address", "phone number"})
_OTHER_HEADERS = {
    "google": {},
    "meta": {"extern_id": FieldName.EXTERNAL_ID, "dobm": FieldName.BIRTH_MONTH, "dobd": FieldName.BIRTH_DAY},
    "klaviyo": {"email address": FieldName.EMAIL, "$id": FieldName.EXTERNAL_ID},
    "standard": {},
}
# headers that Meta takes and nothing is checked of
_MORE_OF_META = frozenset(
    {
        "fi",
        "appuid",
        "pageuid",
        "iguid",
        "data_processing_options",
        "data_processing_options_state",
        "data_processing_options_country",
    }
)
# what becomes of capital letters and Base64 in a file
_OTHER_HASHES = {
    "google": "a hash that is not lower-case hexadecimal: Google's API takes it, of files its documents say nothing",
    "meta": "a hash that is not lower-case hexadecimal, which is the only form that Meta documents: it may match nobody",
}
_NOT_FOR_KLAVIYO = frozenset({"consent", "subscribed to sms", "$consent"})


class Weight(StrEnum):
    """What a finding means: the destination rejects it, or takes it and it will not match as it could."""

    REJECTED = "rejected"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in a row (1 is the header; None: the whole file) and a column (None: the whole row)."""

    reason: str
    row: int | None = None
    column: str | None = None
    weight: Weight = Weight.REJECTED


@dataclass(slots=True)
class Checker:
    """Checks a file row by row; `today` bounds birth years."""

    destination: Destination
    today: date
    _headers: list[str] = field(default_factory=list)
    _fields: list[FieldName | None] = field(default_factory=list)
    _forms: dict[str, set[int]] = field(default_factory=lambda: {"plain": set(), "hashed": set()})
    _seen: set[int] = field(default_factory=set)
    rows: int = 0

    def header(self, cells: Sequence[str]) -> Iterator[Finding]:
        """What is wrong with the header."""
        self._headers = [cell.strip() for cell in cells]
        known = {column.header.lower(): column for column in self.destination.columns}
        others = _OTHER_HEADERS[self.destination.name]
        for header in self._headers:
            column = known.get(header.lower())
            self._fields.append(column.field if column else others.get(header.lower()))
            yield from self._header(header, column.header if column else None, header.lower() in others)
        if self.destination.columns and not any(self._fields):
            yield Finding("no column that the destination knows", 1)
        if self.destination.name == "klaviyo" and self._headers[0].lower() not in _FIRST_OF_KLAVIYO:
            yield Finding("the first column is neither Email nor Phone Number", 1, self._headers[0])
        yield from self._repeated_headers()

    def row(self, number: int, cells: Sequence[str]) -> Iterator[Finding]:
        """What is wrong with a row."""
        self.rows += 1
        if len(cells) != len(self._headers):
            yield Finding(f"{len(cells)} cells under {len(self._headers)} headers", number)
        if not self.destination.columns:
            yield from self._standard(number, cells)
            return
        country = next((cell for cell, each in zip(cells, self._fields, strict=False) if each is FieldName.COUNTRY and cell), None)
        there: set[FieldName] = set()
        for position, (cell, each) in enumerate(zip(cells, self._fields, strict=False)):
            if cell.strip() and each is None:
                yield from self._other_column(number, self._headers[position], cell.strip())
            elif cell.strip() and each is not None:
                found = self._cell(position, each, cell, country)
                if found is None:
                    there.add(each)
                else:
                    weight, reason = found
                    yield Finding(reason, number, self._headers[position], weight)
                    if weight is Weight.REMARK:
                        there.add(each)
        yield from self._whole_row(number, there, cells)

    def _other_column(self, number: int, header: str, cell: str) -> Iterator[Finding]:
        judge = BY_HEADER.get(self.destination.name, {}).get(header.lower())
        problem = judge(cell) if judge is not None else None
        if problem is not None:
            yield Finding(problem[0], number, header, Weight.REJECTED if problem[1] else Weight.REMARK)

    def end(self, size: int) -> Iterator[Finding]:
        """What is wrong with the file as a whole; `size` in bytes."""
        most = self.destination.most_bytes
        if most is not None and size > most:
            yield Finding(f"larger than the {most:,} bytes that one file may have")
        if not self.rows:
            yield Finding("no rows")
        mixed = sorted(self._headers[n] for n in self._forms["plain"] & self._forms["hashed"])
        for header in mixed:
            yield Finding("plain and hashed values in one column", None, header)
        if not mixed and self.destination.name == "google" and self._forms["plain"] and self._forms["hashed"]:
            yield Finding("some columns are hashed and others are not")
        if self.destination.name in {"google", "meta"} and 0 < self.rows < FEWEST_PEOPLE:
            yield Finding(f"fewer than {FEWEST_PEOPLE} people, too few to be shown anything", None, None, Weight.REMARK)

    def _header(self, header: str, spelled: str | None, is_other: bool) -> Iterator[Finding]:
        name = self.destination.name
        if not header:
            yield Finding("a column without a name", 1)
        elif spelled is not None and header != spelled and name != "klaviyo":
            yield Finding(f"spelled otherwise than {spelled!r}", 1, header, Weight.REMARK)
        elif spelled is None and not is_other and name == "google":
            yield Finding("not a header that the destination knows", 1, header)
        elif spelled is None and not is_other and name == "meta" and header not in _MORE_OF_META:
            yield Finding("not a header that the destination knows; it has to be mapped by hand", 1, header, Weight.REMARK)
        elif name == "klaviyo" and header.lower() in _NOT_FOR_KLAVIYO:
            yield Finding("a column that Klaviyo says not to include", 1, header)

    def _repeated_headers(self) -> Iterator[Finding]:
        may = {"google": {"email", "phone", "zip"}, "meta": {"email", "phone"}}.get(self.destination.name, set())
        for header, times in Counter(header.lower() for header in self._headers if header).items():
            most = 3 if self.destination.name == "meta" and header in may else None if header in may else 1
            if most is not None and times > most:
                yield Finding(f"there {times} times", 1, header)

    def _cell(self, position: int, each: FieldName, cell: str, country: str | None) -> tuple[Weight, str] | None:
        made = self._prepared(each, cell, country)
        if made.is_sent:
            return self._form(position, each, cell, country, made)
        return self._refused(each, cell, made)

    def _prepared(self, each: FieldName, cell: str, country: str | None) -> Prepared:
        made = prepare(self.destination, each, cell, About(country, self.today))
        if not made.is_sent and each is FieldName.PHONE and self.destination.name == "meta" and cell.strip().isdigit():
            made = prepare(
                self.destination, each, f"+{cell.strip()}", About(country, self.today)
            )  # the country code comes first there
        return made

    def _form(self, position: int, each: FieldName, cell: str, country: str | None, made: Prepared) -> tuple[Weight, str] | None:
        """What is wrong with a value that is taken."""
        name = self.destination.name
        if made.normalized is None:
            self._forms["hashed"].add(position)
            return None if cell.strip() == made.sha256 else (Weight.REMARK, _OTHER_HASHES[name])
        if self.destination.rules[each].is_hashed:
            self._forms["plain"].add(position)
        if name == "klaviyo" and each is FieldName.PHONE and not cell.strip().startswith("+") and not country:
            return Weight.REJECTED, "a phone number without + needs a country"
        problem = as_written(name, each, cell, made.normalized)
        return None if problem is None else (Weight.REJECTED if problem[1] else Weight.REMARK, problem[0])

    def _refused(self, each: FieldName, cell: str, made: Prepared) -> tuple[Weight, str]:
        if cell.strip().lower() == HASH_OF_NOTHING:
            return Weight.REJECTED, Reason.HASH_OF_NOTHING.value
        if self.destination.name != "klaviyo":
            return Weight.REJECTED, str(made.reason)
        if each is FieldName.PHONE:
            return Weight.REJECTED, f"{made.reason}: the whole row is skipped"
        return (Weight.REJECTED if each is FieldName.EMAIL else Weight.REMARK), str(made.reason)

    def _whole_row(self, number: int, there: set[FieldName], cells: Sequence[str]) -> Iterator[Finding]:
        if self.destination.reaches_by and not any(group <= there for group in self.destination.reaches_by):
            yield Finding("nothing by which the person can be found", number)
        whole = self.destination.whole
        missing = whole - there
        if missing and (whole & there) - {FieldName.COUNTRY, FieldName.ZIP}:
            yield Finding("an address needs first name, last name, country and zip", number)
        if self.destination.is_unique:
            address = next(
                (cell.strip().lower() for cell, each in zip(cells, self._fields, strict=False) if each is FieldName.EMAIL), ""
            )
            if address and hash(address) in self._seen:
                yield Finding("an address that is in the file already", number)
            elif address:
                self._seen.add(hash(address))

    def _standard(self, number: int, cells: Sequence[str]) -> Iterator[Finding]:
        for header, cell in zip(self._headers, cells, strict=False):
            if cell.startswith(_FORMULA) and not cell[1:].replace(".", "").replace(",", "").isdigit():
                yield Finding("a spreadsheet runs it as a formula", number, header)
