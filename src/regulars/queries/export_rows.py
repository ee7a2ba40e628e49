"""The rows of a destination's file as text, in one pass for everybody whose values are plain; who else there is, is marked.

Whoever has a value that needs a second look (`is_rough`) keeps what the data say, to be laid out field by field: see `exports`.
A row as one text is worked out, kept and written once, however many columns the destination has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from regulars.exports.destinations.base import Column, FieldName
from regulars.queries.export_forms import (
    CONTACTS,
    SEPARATOR,
    SEVERAL,
    SOURCES,
    Form,
    birth_date,
    has_dates,
    normal,
    raw_value,
    read_contacts,
    unknown,
)
from regulars.queries.lake import files_sql
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    all_of,
    any_of,
    call,
    case,
    coalesce,
    name,
    null,
    number,
    select,
    subquery,
    table,
    template,
    text,
    union_all,
)

# what a cell with one of these is quoted for; a spreadsheet may take the last one for a remark
UNSAFE = r'[",\r\n#]'
SUPPRESSED, NO_ADDRESS, REPEATED = "suppressed", "without address", "address of another member"
ROW_NUMBER, RAW_VALUES = "file_row_number", "raw_values"
LINE_END = "\n"


def ready(form: Form, source: str, more: Sequence[str], *, has_suppressed: bool) -> Tree:
    """One row per member of `source` who may be sent: `line`, or in `left_out` why there is none; or `is_rough` and raw values."""
    is_rough, nothing = name("is_rough"), unknown("VARCHAR")
    columns = [name("customer_id"), is_rough, alias(case([(is_rough, nothing)], _kept(form, more)), "line")]
    columns += [alias(case([(is_rough, nothing)], address(form)), "address")]
    columns += [_left_out(form, has_suppressed=has_suppressed), *_raw_values(form, more)]
    return select(*columns).from_(aliased(subquery(normalised(form, source, more)), "c"))


def streamed(form: Form, source: str, more: Sequence[str], *, has_suppressed: bool, is_sorted: bool) -> Tree:
    """As `ready`, for a file that is written as the rows come: `line` is whole and has its end, and there is none where it is not
    sent. `member` and `mark` are what is remembered; customer_id and `address_hash` are there where no address may repeat.
    The raw values are in one list: see `set_aside`. `is_sorted`: by customer_id, which is there.
    """
    is_rough, nothing = name("is_rough"), unknown("VARCHAR")
    judged = select(template("*"), _left_out(form, has_suppressed=has_suppressed))
    judged = judged.from_(aliased(subquery(normalised(form, source, more)), "c"))

    is_unique, is_sent = form.destination.is_unique, template("NOT is_rough AND left_out IS NULL")
    own_id = name("customer_id") if is_unique or is_sorted else case([(is_rough, name("customer_id"))], nothing)
    out = [alias(own_id, "customer_id"), is_rough, name("left_out")]
    out += [alias(case([(is_rough, _listed(form))], null()), RAW_VALUES)]
    out += [alias(case([(is_rough, name(f"own_{each}"))], null()), f"own_{each}") for each in more]
    out += [alias(case([(is_sent, line(form, more, is_rough=False, end=LINE_END))], nothing), "line")]
    out += [alias(case([(is_sent, packed(form, is_rough=False))], nothing), "said")] if form.is_hashed else []
    out += [alias(call("X_FINGERPRINT_NUMBER", name("customer_id")), "member")]
    out += [alias(case([(is_sent, address(form))], nothing), "address")] if is_unique else []
    written = aliased(subquery(select(*out).from_(aliased(subquery(judged), "d"))), "f")

    kept = ["customer_id", "is_rough", "left_out", RAW_VALUES, *(f"own_{each}" for each in more), "line", "member"]
    mark = alias(_mark(name("said" if form.is_hashed else "line")), "mark")
    about = [alias(call("X_ROW_HASH", name("address")), "address_hash")] if is_unique else []
    query = select(*map(name, kept), *about, mark).from_(written)
    return query.order_by("customer_id") if is_sorted else query


def set_aside(form: Form, source: str, more: Sequence[str]) -> Tree:
    """The rough rows of a stream as `ready` has them."""
    values = [alias(template(f"{RAW_VALUES}[{n}]"), each) for n, each in enumerate(_sources(form), start=1)]
    own = [name(f"own_{each}") for each in more]
    columns = [name(ROW_NUMBER), name("customer_id"), name("is_rough"), name("left_out"), *values, *own]
    return select(*columns).from_(table(source))


def _listed(form: Form) -> Tree:
    return call("X_LIST", *(name(f"raw_{each}") for each in _sources(form)))


def _left_out(form: Form, *, has_suppressed: bool) -> Tree:
    reasons = [(name("is_rough"), unknown("VARCHAR"))]
    if has_suppressed:
        reasons.append((is_suppressed(address_keys(form, lambda _: None)), text(SUPPRESSED)))
    if form.destination.reaches_by:
        reasons.append((template("NOT $r", r=reaches(form, _is_known)), text(NO_ADDRESS)))
    return alias(case(reasons, unknown("VARCHAR")), "left_out")


def _raw_values(form: Form, more: Sequence[str]) -> list[Tree]:
    """What the data say of those who are to be laid out field by field."""
    is_rough = name("is_rough")
    values = [alias(case([(is_rough, name(f"raw_{each}"))], null()), each) for each in _sources(form)]
    return values + [alias(case([(is_rough, name(f"own_{each}"))], null()), f"own_{each}") for each in more]


def normalised(form: Form, source: str, more: Sequence[str]) -> Tree:
    """One row per member who may be sent: each field in its normal form where that is plain, the raw values, and `is_rough`.

    Queries within each other, so that each expression is worked out once.
    """
    own, sources = [name(f"own_{each}") for each in more], _sources(form)
    read = [name("customer_id"), *own, *map(name, sources), *([name(CONTACTS)] if form.is_judged else [])]
    query = read_contacts(form, read, table(source), template("left_out IS NULL"))
    second = [name("customer_id"), *own, *(alias(name(each), f"raw_{each}") for each in sources)]
    second += [alias(raw_value(each), f"said_{each.value}") for each in form.fields]
    second += [alias(normal(form, each), each.value) for each in form.fields]
    if has_dates(form):
        second.append(alias(birth_date(), "day_of_birth"))
    said = select(*second).from_(aliased(subquery(query), "a"))

    rough = [template("$n IS NULL AND $s <> ''", s=name(f"said_{each.value}"), n=name(each.value)) for each in form.fields]
    # within a CASE, a condition is worked out for those rows alone that the one before it has left open
    marked = select(template("*"), alias(case([(any_of(*rough), template("TRUE"))], template("FALSE")), "is_rough"))
    return marked.from_(aliased(subquery(said), "b"))


def _sources(form: Form) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(SOURCES[each] for each in form.fields), "email", "phone", "country"]))


def numbered_file(path: str) -> str:
    """The rows of a Parquet file with their place in it as `file_row_number`."""
    return files_sql([path]).replace("union_by_name = true", f"union_by_name = true, {ROW_NUMBER} = true")


def rough_rows(source: str) -> Tree:
    """The rows of `ready` that are to be laid out field by field."""
    return template("SELECT * FROM $t WHERE is_rough", t=table(source))


def laid_out(form: Form, source: str, more: Sequence[str]) -> Tree:
    """The rows of `exports.judged` as text, in the order of `ready`: joins have lost it."""
    columns = [name("customer_id"), alias(line(form, more, is_rough=True), "line"), alias(address(form), "address")]
    mark = _mark(packed(form, is_rough=True) if form.is_hashed else line(form, more, is_rough=True, end=LINE_END))
    return select(*columns, name("left_out"), alias(mark, "mark")).from_(table(source)).order_by(ROW_NUMBER)


def together(form: Form, source: str, rough: str | None) -> Tree:
    """The rows of `ready` that are plain, then those that were laid out, each with a mark of what is said of the customer."""
    mark = alias(_line_mark(form), "mark")
    plain = select(name("customer_id"), name("line"), name("address"), name("left_out"), mark).from_(table(source))
    plain = plain.where(template("NOT is_rough"))
    if form.is_hashed:
        cut = (template(f"NULLIF(X_PART(line, '{SEPARATOR}', {n}), '')") for n in range(1, len(form.fields) + 1))
        parts = [alias(part, each.value) for part, each in zip(cut, form.fields, strict=True)]
        apart = select(name("customer_id"), name("address"), name("left_out"), name("mark"), *parts).from_(
            aliased(subquery(plain), "p")
        )
        made = alias(line(form, (), is_rough=False), "line")
        plain = select(name("customer_id"), made, name("address"), name("left_out"), name("mark")).from_(
            aliased(subquery(apart), "q")
        )
    if rough is None:
        return plain
    return union_all(plain, template("SELECT customer_id, line, address, left_out, mark FROM $r", r=table(rough)))


def marks(form: Form, source: str, rough: str | None) -> Tree:
    """`together` without the lines: a union works all its columns out, asked for or not, and hashes cost the most."""
    plain = template("SELECT customer_id, left_out, $m AS mark FROM $t WHERE NOT is_rough", m=_line_mark(form), t=table(source))
    if rough is None:
        return plain
    return union_all(plain, template("SELECT customer_id, left_out, mark FROM $r", r=table(rough)))


def addresses(form: Form, about: str, rough: str | None) -> Tree:
    """The addresses of plain rows of a stream with their `place` (the view `about`), and of those who were laid out."""
    nothing = unknown("VARCHAR")
    plain = select(name("customer_id"), alias(_address_in_line(form), "address"), name("place"), alias(nothing, "left_out"))
    plain = plain.from_(table(about))
    if rough is None:
        return plain
    second = "SELECT customer_id, address, CAST(NULL AS BIGINT) AS place, left_out FROM $r"
    return union_all(plain, template(second, r=table(rough)))


def _address_in_line(form: Form) -> Tree:
    """The address in the line of a plain row, whose cells have no quotes."""
    places = {column.field: n for n, column in reversed([*enumerate(form.destination.columns, start=1)])}
    cells = [call("X_PART", name("line"), text(","), number(places[each])) for each in SEVERAL if each in form.fields]
    return coalesce(*(template("NULLIF($c, '')", c=cell) for cell in cells))


def address_hashes(source: str) -> Tree:
    """What `streamed` has as `address_hash`, of those who were laid out."""
    return template("SELECT X_ROW_HASH(address) AS address_hash FROM $t WHERE left_out IS NULL", t=table(source))


def repeated_addresses(source: str) -> Tree:
    """Addresses that several members have, and the first member of each."""
    kept = template("SELECT address, customer_id FROM $t WHERE left_out IS NULL", t=table(source))
    return template(
        "SELECT k.address, MIN(k.customer_id) AS first_member FROM ($k) AS k"
        " WHERE X_ROW_HASH(k.address) IN"
        " (SELECT X_ROW_HASH(c.address) FROM ($k) AS c GROUP BY X_ROW_HASH(c.address) HAVING COUNT(*) > 1)"
        " GROUP BY k.address HAVING COUNT(*) > 1",
        k=kept,
    )


def without_repeated(source: str, repeated: str, columns: Sequence[str]) -> Tree:
    """Columns of a view with `left_out`, which those have whose address another member has, by `repeated_addresses`."""
    is_repeated = template("s.left_out IS NULL AND first_member <> customer_id")
    reason = alias(case([(is_repeated, text(REPEATED))], name("left_out", "s")), "left_out")
    query = select(*(name(each, "s") for each in columns), reason).from_(aliased(table(source), "s"))
    on = name("address", "d").eq(name("address", "s"))
    return query.join(aliased(table(repeated), "d"), on=on, join_type="left")


def dropped_places(source: str) -> Tree:
    """The places of the plain lines that are not sent after all."""
    return template(
        "SELECT place FROM $t WHERE left_out = $r AND NOT place IS NULL ORDER BY place", r=text(REPEATED), t=table(source)
    )


def rough_lines(source: str, *, is_joined: bool) -> Tree:
    """The lines of those who were laid out and are sent, in their order, which a join loses, and what is remembered of them."""
    line = alias(template("line || $e", e=text(LINE_END)), "line")
    query = select(line, alias(call("X_FINGERPRINT_NUMBER", name("customer_id")), "member"), name("mark"))
    query = query.from_(table(source)).where(template("left_out IS NULL"))
    return query.order_by(ROW_NUMBER) if is_joined else query


def _line_mark(form: Form) -> Tree:
    """The mark of what `ready` keeps of a plain row."""
    return _mark(name("line") if form.is_hashed else template("line || $e", e=text(LINE_END)))


def _mark(said: Tree) -> Tree:
    """A number that changes with what is said of a customer; half of a hash, so that every reader of a lake knows it."""
    return template("CAST($h // 2 AS BIGINT)", h=call("X_ROW_HASH", said))


def _kept(form: Form, more: Sequence[str]) -> Tree:
    """What is kept of a plain row: its line, or what it is made of where that is much shorter."""
    return packed(form, is_rough=False) if form.is_hashed else line(form, more, is_rough=False)


def packed(form: Form, *, is_rough: bool) -> Tree:
    """All that a hashed line is made of, as one text."""
    parts = [part for each in form.fields for part in (name(each.value), text(SEPARATOR))][:-1]
    if is_rough:
        further = [f"digest_{each.value}" for each in form.fields if form.has_digest(each)]
        further += [f"{each.value}_{place}" for each in form.fields if each in SEVERAL for place in (2, 3)]
        parts += [template(f"'{SEPARATOR}{n}' || $d", d=name(each)) for n, each in enumerate(further)]
    return call("CONCAT", *parts)


def line(form: Form, more: Sequence[str], *, is_rough: bool, end: str = "") -> Tree:
    """A row of the file: RFC 4180, a blank for what is unknown. What is not rough needs no quotes, but for further fields."""
    whole = form.destination.whole
    every = _cells(form, more, frozenset(), end, is_rough=is_rough)
    if not whole:
        return every
    known = is_there if is_rough else _is_known
    is_whole = all_of(*(known(form, part) for part in FieldName if part in whole))
    return case([(is_whole, every)], _cells(form, more, whole, end, is_rough=is_rough))


def _cells(form: Form, more: Sequence[str], without: frozenset[FieldName], end: str, *, is_rough: bool) -> Tree:
    """The cells of a row with commas between them and `end` behind them, those of the fields `without` blank."""
    columns = form.destination.columns
    cells = [None if column.field in without else _cell(form, column, is_rough=is_rough) for column in columns]
    cells += [quoted(template("CAST($c AS VARCHAR)", c=name(f"own_{each}"))) for each in more]
    parts: list[Tree] = []
    between = ""
    for n, cell in enumerate(cells):
        between += "," if n else ""
        if cell is not None:
            parts += [text(between), cell] if between else [cell]
            between = ""
    between += end
    return call("CONCAT", *parts, *([text(between)] if between else []))


def header(headers: Sequence[str]) -> str:
    """The first row of a file."""
    doubled = (each.replace('"', '""') for each in headers)
    return ",".join(f'"{each}"' if re.search(UNSAFE, each) else each for each in doubled)


def quoted(value: Tree) -> Tree:
    """A cell, within quotes where it must be."""
    within = template("'\"' || REPLACE($v, '\"', '\"\"') || '\"'", v=value)
    return case([(value.eq(text("")), text('""')), (call("X_MATCHES", value, text(UNSAFE)), within)], value)


def is_there(form: Form, each: FieldName) -> Tree:
    """Whether a row of `exports.prepared` has the field."""
    if each not in form.fields:
        return template("FALSE")
    plain = template("NOT $v IS NULL", v=name(each.value))
    return any_of(plain, template("NOT $d IS NULL", d=name(f"digest_{each.value}"))) if form.has_digest(each) else plain


def _is_known(form: Form, each: FieldName) -> Tree:
    return template("NOT $v IS NULL", v=name(each.value)) if each in form.fields else template("FALSE")


def reaches(form: Form, is_known: Callable[[Form, FieldName], Tree]) -> Tree:
    """Whether there is something by which the destination finds a person."""
    groups = form.destination.reaches_by
    return any_of(*(all_of(*(is_known(form, each) for each in FieldName if each in group)) for group in groups))


def address(form: Form) -> Tree:
    """The address by which a member is known to the destination: the e-mail address, or the phone number."""
    known = [name(each.value) for each in SEVERAL if each in form.fields]
    return coalesce(*known) if known and form.destination.is_unique else unknown("VARCHAR")


def address_keys(form: Form, digest: Callable[[FieldName], Tree | None]) -> list[Tree]:
    """By what a member may be on the list of the suppressed."""
    keys = [name("customer_id"), template("X_SHA256(customer_id)")]
    for each in SEVERAL:
        if each in form.fields:
            plain, hashed = name(each.value), digest(each)
            keys += [plain, call("X_SHA256", plain), *([hashed] if hashed is not None else [])]
    return keys


def is_suppressed(keys: Sequence[Tree]) -> Tree:
    """Whether one of the keys is in the view `suppressed`."""
    return any_of(*(template("COALESCE($k IN (SELECT key FROM suppressed), FALSE)", k=each) for each in keys))


def _cell(form: Form, column: Column, *, is_rough: bool) -> Tree | None:
    """What a column is filled with; None where it is always blank."""
    if column.is_date and has_dates(form):
        return name("day_of_birth")
    each = column.field
    if each is None or each not in form.fields or (column.place > 1 and (each not in SEVERAL or not is_rough)):
        return None
    found = name(each.value if column.place == 1 else f"{each.value}_{column.place}")
    if form.has_digest(each):
        found = call("X_SHA256", found)
        found = coalesce(name(f"digest_{each.value}"), found) if is_rough and column.place == 1 else found
    elif is_rough:
        found = quoted(found)
    return found
