"""Audiences as queries: who is left out and why, addresses in a destination's form where that needs no second look, and the file.

What is plain (an ordinary address, a number that fits its country's numbering plan) is written in SQL: see `export_forms`.
Everything else is listed by `second_looks`, put into the table `looked_at` by the caller, and joined.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from regulars.exports.destinations.base import FieldName
from regulars.queries.export_forms import (
    CONTACTS,
    SEVERAL,
    SOURCES,
    Form,
    birth_date,
    has_dates,
    looked_at,
    normal,
    raw_value,
    read_contacts,
    unknown,
)
from regulars.queries.export_rows import (
    NO_ADDRESS,
    ROW_NUMBER,
    SUPPRESSED,
    address_keys,
    is_suppressed,
    is_there,
    reaches,
)
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    call,
    case,
    coalesce,
    name,
    select,
    subquery,
    table,
    template,
    text,
    union_all,
)

# "Anna Schmidt", "Schmidt, Anna", not "van der Berg": a first word in capitals that is no particle, and more words
_WHOLE_NAME = r"\s*(?:[^\s,]+\s*,\s*[^\s,]+(?:\s+[^\s,]+)*|\p{Lu}[^\s,]*(?:\s+[^\s,]+)+)\s*"
# first and last name, where the last one is written first and where it is not
_NAMES = {
    "first_name": (
        template("X_EXTRACT(last_name, ',\\s*(.*\\S)', 1)"),
        template("X_EXTRACT(last_name, '^\\s*(\\S+)', 1)"),
    ),
    "last_name": (
        template("X_EXTRACT(last_name, '^\\s*([^,]*[^,\\s])', 1)"),
        template("X_EXTRACT(last_name, '^\\s*\\S+\\s+(.*\\S)', 1)"),
    ),
}
# of these rows the calling codes are looked at
_SOME = 200_000


def audience(
    present: Collection[str], value: str | None, more: Sequence[str], view: str, belongs_to: str, judged: str | None = None
) -> Tree:
    """The view `audience` over `view`: the columns that exports know, unknown where the data lack them, and the fields `more`.

    The column `belongs_to` is the segment that customers are chosen by; `judged` says which of their contacts are plain.
    """
    columns = [alias(template("CAST(customer_id AS VARCHAR)"), "customer_id"), alias(name(belongs_to), "segment")]
    columns += [alias(name(judged), CONTACTS)] if judged is not None else []
    for column in dict.fromkeys([*SOURCES.values()]):
        source = value if column == "value" else column
        columns.append(alias(_read(source, present), column))
    for column, kind in (("accepts_marketing", "BOOLEAN"), ("unsubscribed_at", "TIMESTAMP")):
        columns.append(name(column) if column in present else alias(unknown(kind), column))
    columns += [alias(name(each), f"own_{each}") for each in more]
    return select(*columns).from_(view)


def _read(column: str | None, present: Collection[str]) -> Tree:
    """A column as text; a name that is the whole of it (several words, and no first name) is taken apart."""
    if column in _NAMES and "last_name" in present:
        first, last = template("CAST(first_name AS VARCHAR)") if "first_name" in present else unknown("VARCHAR"), name("last_name")
        whole = template(f"$f IS NULL AND X_FULL_MATCH(last_name, '{_WHOLE_NAME}')", f=first)
        part, own = _NAMES[column], first if column == "first_name" else last
        return case([(whole, template("CASE WHEN X_CONTAINS(last_name, ',') THEN $c ELSE $w END", c=part[0], w=part[1]))], own)
    return template("CAST($c AS VARCHAR)", c=name(column)) if column in present and column is not None else unknown("VARCHAR")


def segment_sizes() -> Tree:
    """Every segment of `scored` and how many are in it, the largest first."""
    return template("SELECT segment, COUNT(*) AS n FROM scored GROUP BY segment ORDER BY n DESC, segment")


REFUSED, NOT_ASKED, UNSUBSCRIBED, NAMELESS = "without consent", "consent unknown", "unsubscribed", "without customer_id"


def customer_ids() -> Tree:
    """How many rows of `scored` there are, how many have a customer_id, how many ids there are, and one that is there twice."""
    return template(
        """
        SELECT SUM(n) AS n, SUM(CASE WHEN k IS NULL THEN 0 ELSE n END) AS named, COUNT(k) AS different,
               MIN(CASE WHEN n > 1 THEN k END) AS repeated
        FROM (SELECT NULLIF(CAST(customer_id AS VARCHAR), '') AS k, COUNT(*) AS n FROM scored GROUP BY 1) AS s
        """
    )


def members(segment: str, *, needs_consent: bool, suppresses: bool, keeps_back: bool = False, has_nameless: bool = False) -> Tree:
    """The view `members`: the people of a segment, and in `left_out` why somebody may not be sent. First reason wins.

    `suppresses`: the view `suppressed` is compared with what the data say, as a Standard file says it. `keeps_back`: the table
    `kept_back` has customers who are left out for other reasons (kept_customer, kept_reason). `has_nameless`: some have no
    customer_id, by which they would be remembered.
    """
    branches = [(template("COALESCE(customer_id, '') = ''"), text(NAMELESS))] if has_nameless else []
    if needs_consent:
        branches += [
            (template("NOT accepts_marketing"), text(REFUSED)),
            (template("NOT unsubscribed_at IS NULL"), text(UNSUBSCRIBED)),
            (template("accepts_marketing IS NULL"), text(NOT_ASKED)),
        ]
    if suppresses:
        keys = [name("customer_id"), template("X_SHA256(customer_id)")]
        for column in ("email", "phone"):
            plain = template("TRIM(LOWER($c))", c=name(column))
            keys += [plain, call("X_SHA256", plain)]
        branches.append((is_suppressed(keys), text(SUPPRESSED)))
    if not keeps_back:
        reason = case(branches, unknown("VARCHAR"))
        return template("SELECT *, $r AS left_out FROM audience WHERE segment = $s", r=reason, s=text(segment))
    return template(
        "SELECT b.*, $r AS left_out FROM audience AS b LEFT JOIN kept_back AS k ON k.kept_customer = b.customer_id"
        " WHERE segment = $s",
        r=case(branches, name("kept_reason")),
        s=text(segment),
    )


def how_many(source: str) -> Tree:
    """How many rows a view has."""
    return template("SELECT COUNT(*) AS n FROM $t", t=table(source))


def counted(source: str) -> Tree:
    """How many rows of a view are left out for each reason (none: how many are not)."""
    return template("SELECT left_out, COUNT(*) AS n FROM $t GROUP BY left_out", t=table(source))


def spellings(source: str, column: str) -> Tree:
    """The different values of a column of `members`, the most frequent first."""
    return template(
        "SELECT $c AS spelling FROM $t WHERE NOT $c IS NULL GROUP BY $c ORDER BY COUNT(*) DESC, $c", c=name(column), t=table(source)
    )


def frequent_values(source: str, each: FieldName, most: int) -> Tree:
    """The values that many of the first members have, as a second look is taken at them, the most frequent first."""
    return template(
        f"SELECT value FROM (SELECT $v AS value FROM $t WHERE NOT $r IS NULL LIMIT {_SOME}) AS s"
        f" GROUP BY value ORDER BY COUNT(*) DESC, value LIMIT {most}",
        v=looked_at(each, raw_value(each)),
        r=raw_value(each),
        t=table(source),
    )


def calling_code_starts(source: str, *, of_all: bool) -> Tree:
    """The first three digits of the international numbers of a view.

    What is not in the first rows takes a second look, and comes to the same; `of_all` looks at every row.
    """
    start = template(
        "CASE WHEN STARTS_WITH(phone, '+') OR STARTS_WITH(phone, '00') THEN X_EXTRACT(phone, '^(\\+|00)([0-9]{1,3})', 2) END"
    )
    some = template(f"SELECT phone FROM $t WHERE NOT phone IS NULL LIMIT {_SOME}", t=table(source))
    return template("SELECT DISTINCT $s AS start FROM $t AS t", s=start, t=table(source) if of_all else some)


def staged(form: Form, source: str, more: Sequence[str]) -> Tree:
    """One row per rough one: each field where it is plain, and in `look_<field>` what needs a second look.

    Three queries within each other, so that each expression is worked out once.
    """
    kept = [name(ROW_NUMBER), name("customer_id"), *(name(f"own_{each}") for each in more)]
    raws = {SOURCES[each]: name(SOURCES[each]) for each in form.fields} | {"country": name("country")}
    form = replace(form, is_judged=False)
    first = read_contacts(form, [*kept, *raws.values()], table(source), template("left_out IS NULL"))
    forms = [alias(normal(form, each), each.value if each.value not in raws else f"normal_{each.value}") for each in form.fields]
    second = select(*kept, *raws.values(), *forms).from_(aliased(subquery(first), "a"))
    columns = [*kept]
    for each in form.fields:
        made = name(each.value if each.value not in raws else f"normal_{each.value}")
        look = case([(template("$m IS NULL", m=made), looked_at(each, raw_value(each)))], unknown("VARCHAR"))
        columns += [alias(made, each.value), alias(look, f"look_{each.value}")]
    if has_dates(form):
        columns.append(alias(birth_date(), "day_of_birth"))
    return select(*columns).from_(aliased(subquery(second), "b"))


def second_looks(form: Form, source: str) -> Tree:
    """Every different value that needs a second look: field, key, how often it is there."""
    parts = [
        template(
            f"SELECT $f AS field, look_{each.value} AS key, COUNT(*) AS n FROM $t"
            f" WHERE NOT look_{each.value} IS NULL GROUP BY look_{each.value}",
            f=text(each.value),
            t=table(source),
        )
        for each in form.fields
    ]
    return union_all(*parts)


def prepared(form: Form, source: str, looked_at: Collection[FieldName], *, looks: str, more: Sequence[str]) -> Tree:
    """The members' fields in the destination's form, and their hashes where they came hashed (`digest_<field>`)."""
    columns = [name(ROW_NUMBER, "s"), name("customer_id", "s")]
    for each in form.fields:
        short = f"l_{each.value}"
        known = each in looked_at
        columns.append(
            alias(coalesce(name(each.value, "s"), name("normal", short)) if known else name(each.value, "s"), each.value)
        )
        columns.append(
            alias(name("digest", short) if known and form.has_digest(each) else unknown("VARCHAR"), f"digest_{each.value}")
        )
        if each in SEVERAL:
            columns += [
                alias(name(f"normal_{place}", short) if known else unknown("VARCHAR"), f"{each.value}_{place}") for place in (2, 3)
            ]
    if has_dates(form):
        columns.append(name("day_of_birth", "s"))
    columns += [name(f"own_{each}", "s") for each in more]
    query = select(*columns).from_(aliased(table(source), "s"))
    for each in form.fields:
        if each in looked_at:
            short = f"l_{each.value}"
            found = subquery(template("SELECT * FROM $l WHERE field = $f", l=table(looks), f=text(each.value)))
            on = name("key", short).eq(name(f"look_{each.value}", "s"))
            query = query.join(aliased(found, short), on=on, join_type="left")
    return query


def judged(form: Form, source: str, *, has_suppressed: bool) -> Tree:
    """`prepared` with `left_out`: why a member who may be sent is not."""
    branches = []
    if has_suppressed:
        keys = address_keys(form, lambda each: name(f"digest_{each.value}"))
        branches.append((is_suppressed(keys), text(SUPPRESSED)))
    if form.destination.reaches_by:
        branches.append((template("NOT $r", r=reaches(form, is_there)), text(NO_ADDRESS)))
    return template("SELECT *, $r AS left_out FROM $t", r=case(branches, unknown("VARCHAR")), t=table(source))


def file_rows(columns: Sequence[tuple[str, Tree]], source: Tree, mark: str, *, in_order: bool) -> Tree:
    """The rows of a file, header first; `mark` goes before its first name."""
    header = select(*(template("CAST($h AS VARCHAR)", h=text(head)) for head in _headers(columns, mark)))
    rows = _cells(columns, source, in_order=in_order)
    return template("SELECT * FROM ($h) AS h UNION ALL SELECT * FROM ($r) AS b", h=header, r=rows)


def named_rows(columns: Sequence[tuple[str, Tree]], source: Tree, mark: str, *, in_order: bool) -> Tree:
    """The rows of a file under the names of its header, which the engine is to write: a union is written by one thread alone."""
    named = [alias(name(f"c{n}"), head) for n, head in enumerate(_headers(columns, mark))]
    return select(*named).from_(aliased(subquery(_cells(columns, source, in_order=in_order)), "b"))


def _headers(columns: Sequence[tuple[str, Tree]], mark: str) -> list[str]:
    return [("" if n else mark) + head for n, (head, _) in enumerate(columns)]


def _cells(columns: Sequence[tuple[str, Tree]], source: Tree, *, in_order: bool) -> Tree:
    rows = select(*(alias(value, f"c{n}") for n, (_, value) in enumerate(columns))).from_(aliased(source, "r"))
    return rows.order_by("customer_id") if in_order else rows


def remembered(source: str, *, has_lines: bool) -> Tree:
    """Who is sent, as fingerprints, and a mark that changes with what is said about them (without lines it never does)."""
    mark = template("mark" if has_lines else "CAST(0 AS BIGINT)")
    return template(
        "SELECT X_FINGERPRINT_NUMBER(customer_id) AS member, $m AS mark FROM $t WHERE left_out IS NULL", m=mark, t=table(source)
    )


def added(source: str) -> Tree:
    """The rows of `judged` that the view `former` does not know, or knows otherwise."""
    return template(
        "SELECT j.* FROM $t AS j WHERE j.left_out IS NULL AND X_FINGERPRINT(j.customer_id) IN"
        " (SELECT n.member FROM now_sent AS n LEFT JOIN former AS f ON f.member = n.member AND f.mark = n.mark"
        " WHERE f.member IS NULL)",
        t=table(source),
    )


def differences() -> Tree:
    """How many of `now_sent` are new to `former`, known otherwise, and how many of `former` have left."""
    return template(
        "SELECT COUNT(CASE WHEN f.member IS NULL THEN 1 END) AS added,"
        " COUNT(CASE WHEN f.mark <> n.mark THEN 1 END) AS changed,"
        " COUNT(CASE WHEN n.member IS NULL THEN 1 END) AS gone"
        " FROM now_sent AS n FULL JOIN former AS f ON f.member = n.member"
    )


def still_known() -> Tree:
    """`now_sent`, and those of `former` who have left but were not taken off."""
    return template(
        "SELECT member, mark FROM now_sent UNION ALL"
        " SELECT f.member, f.mark FROM former AS f LEFT JOIN now_sent AS n ON n.member = f.member WHERE n.member IS NULL"
    )


def leavers() -> Tree:
    """Those of `everybody` who were sent before and are not any more: whoever has left must be told, consent or not."""
    return template(
        "SELECT a.*, CAST(NULL AS VARCHAR) AS left_out FROM everybody AS a WHERE X_FINGERPRINT(a.customer_id) IN"
        " (SELECT f.member FROM former AS f LEFT JOIN now_sent AS n ON n.member = f.member WHERE n.member IS NULL)"
    )


def kept(source: str) -> Tree:
    """The rows of `judged` that are sent."""
    return template("SELECT * FROM $t WHERE left_out IS NULL", t=table(source))


def sent_customers(source: str, value: str | None) -> Tree:
    """The ids of the rows of `judged` that are sent, with a field of the view `scored`, as text."""
    said = template("CAST($v AS VARCHAR)", v=name(value, "s")) if value is not None else unknown("VARCHAR")
    return template(
        "SELECT s.customer_id, $v AS value FROM scored AS s WHERE s.customer_id IN"
        " (SELECT j.customer_id FROM $t AS j WHERE j.left_out IS NULL)",
        v=said,
        t=table(source),
    )
