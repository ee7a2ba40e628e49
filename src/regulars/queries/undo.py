"""Taking an import back: which keys it changed, which of these something changed since, and the rows as they were before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regulars.queries.lake import LakeTable
from regulars.queries.render import Tree, alias, name, select, table, template
from regulars.queries.upserts import digests


def aligned(view: str, there: Mapping[str, str], wanted: Mapping[str, str]) -> Tree:
    """The rows of a view with the columns `wanted`, in their types; a column that the view does not have is unknown."""
    columns = [
        alias(template(f"CAST($c AS {kind})", c=name(column) if column in there else template("NULL")), column)
        for column, kind in wanted.items()
    ]
    return select(*columns).from_(table(view))


def changed_between(made: LakeTable, before: str, after: str) -> Tree:
    """The keys whose rows in the view `after` are others than in `before`; `is_known`: they were there before."""
    keys = ", ".join(f"COALESCE(a.{key}, b.{key}) AS {key}" for key in made.key)
    same = " AND ".join(f"a.{key} = b.{key}" for key in made.key)
    return template(
        f"""
        SELECT {keys}, NOT b.n IS NULL AS is_known FROM $a AS a FULL JOIN $b AS b ON {same}
        WHERE a.n IS NULL OR b.n IS NULL OR a.n <> b.n OR a.h <> b.h
        """,
        a=digests(made, table(after)),
        b=digests(made, table(before)),
    )


def in_both(made: LakeTable, one: str, other: str) -> Tree:
    """How many keys of one table of changed keys stand in another, too."""
    return template(
        f"SELECT COUNT(*) AS n FROM $a AS a SEMI JOIN $b AS b USING ({', '.join(made.key)})", a=table(one), b=table(other)
    )


def as_before(made: LakeTable, columns: Sequence[str], kept: str, changed: str, before: str) -> Tree:
    """The rows of `kept` whose key was not changed, and of those that were, the rows of `before`."""
    keys, listed = ", ".join(made.key), ", ".join(name(column).text for column in columns)
    rest = template(f"SELECT {listed} FROM $k AS k ANTI JOIN $c AS c USING ({keys})", k=table(kept), c=table(changed))
    old = template(f"SELECT {listed} FROM $b AS b SEMI JOIN $c AS c USING ({keys})", b=table(before), c=table(changed))
    return Tree(f"{rest.text} UNION ALL {old.text}")


def holding_files(made: LakeTable, rows: str, changed: str) -> Tree:
    """The files of numbered rows that hold a changed key."""
    keys = ", ".join(made.key)
    return template(f"SELECT DISTINCT r.filename FROM $r AS r SEMI JOIN $c AS c USING ({keys})", r=table(rows), c=table(changed))


def values_of(view: str, columns: Sequence[str]) -> Tree:
    """Of each column how many rows of a view have a value."""
    return select(*[alias(template("COUNT($c)", c=name(column)), column) for column in columns]).from_(table(view))
