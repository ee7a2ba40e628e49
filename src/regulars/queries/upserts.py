"""Staged rows against a table of the lake: which keys are new or other than before, and what is to be written for them."""

from __future__ import annotations

from regulars.queries.lake import LakeTable
from regulars.queries.render import Tree, alias, call, name, select, table, template


def digests(made: LakeTable, rows: Tree) -> Tree:
    """Of each key the number of its rows (`n`) and the sum of their hashes (`h`)."""
    keys = ", ".join(made.key)
    hashed = call("X_ROW_HASH", *[name(column) for column in made.columns if column not in made.about])
    return template(f"SELECT {keys}, COUNT(*) AS n, SUM(CAST($h AS HUGEINT)) AS h FROM $r AS r GROUP BY {keys}", h=hashed, r=rows)


def typed(made: LakeTable, staged: str) -> Tree:
    """Staged rows in the table's own types: a column that a source does not have is of no type otherwise."""
    return select(*[alias(template(f"CAST($c AS {kind})", c=name(column)), column) for column, kind in made.columns.items()]).from_(
        table(staged)
    )


def count_keys(made: LakeTable, staged: str) -> Tree:
    """How many different keys are staged."""
    return template(f"SELECT COUNT(*) AS n FROM (SELECT DISTINCT {', '.join(made.key)} FROM $s) AS k", s=table(staged))


def any_row(staged: str) -> Tree:
    """1 where anything is staged, else 0."""
    return template("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM $s LIMIT 1) AS k", s=table(staged))


def changed_keys(made: LakeTable, staged: str, there: str | None) -> Tree:
    """The keys whose staged rows are new (`is_known` false) or other than those that are there."""
    keys = ", ".join(made.key)
    if there is None:
        return template(f"SELECT DISTINCT {keys}, FALSE AS is_known FROM $s", s=table(staged))
    same = " AND ".join(f"o.{key} = s.{key}" for key in made.key)
    own = template(f"SELECT t.* FROM $t AS t SEMI JOIN $s AS s USING ({keys})", t=table(there), s=table(staged))
    return template(
        f"""
        SELECT {", ".join(f"s.{key}" for key in made.key)}, NOT o.n IS NULL AS is_known
        FROM $new AS s LEFT JOIN $old AS o ON {same}
        WHERE o.n IS NULL OR o.n <> s.n OR o.h <> s.h
        """,
        new=digests(made, table(staged)),
        old=digests(made, own),
    )


def added_up(made: LakeTable, staged: str, there: str) -> Tree:
    """The staged rows with those that are there under the same keys, each once."""
    keys = ", ".join(made.key)
    same = ", ".join(column for column in made.columns if column not in made.about)
    columns = ", ".join(f"MIN({column}) AS {column}" if column in made.about else column for column in made.columns)
    whole = ", ".join(made.columns)
    return template(
        f"""
        SELECT {columns} FROM (
            SELECT {whole} FROM $s AS s UNION ALL SELECT {whole} FROM $t AS t SEMI JOIN $s AS s USING ({keys})
        ) AS b GROUP BY {same}
        """,
        s=table(staged),
        t=table(there),
    )


def count_changed(view: str) -> Tree:
    """How many keys are new and how many replaced."""
    return template(
        "SELECT COUNT(CASE WHEN NOT is_known THEN 1 END) AS added, COUNT(CASE WHEN is_known THEN 1 END) AS replaced FROM $v",
        v=table(view),
    )


def touched_files(made: LakeTable, there: str, changed: str) -> Tree:
    """The files that hold rows of replaced keys."""
    keys = ", ".join(made.key)
    known = template("SELECT * FROM $c WHERE is_known", c=table(changed))
    return template(f"SELECT DISTINCT t.filename FROM $t AS t SEMI JOIN $k AS k USING ({keys})", t=table(there), k=known)


def replaced_rows(made: LakeTable, staged: str, changed: str, kept: str | None) -> Tree:
    """The rows to write: those staged for changed keys, and of the files to be replaced (`kept`) those of other keys."""
    keys, columns = ", ".join(made.key), ", ".join(made.columns)
    new = template(f"SELECT {columns} FROM $s AS s SEMI JOIN $c AS c USING ({keys})", s=table(staged), c=table(changed))
    if kept is None:
        return new
    old = template(f"SELECT {columns} FROM $k AS k ANTI JOIN $c AS c USING ({keys})", k=table(kept), c=table(changed))
    return Tree(f"{old.text} UNION ALL {new.text}")
