"""What the movement page asks: the moves kept with a refresh, and who is elsewhere in one published profile than in another."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.queries.render import Tree, all_of, name, null, number, subquery, table, template, text

# people on a page
PAGE_ROWS = 50
# what a list of movers can be sorted by
SORTS = {
    "customer": ("customer_id",),
    "from": ("from_segment",),
    "to": ("to_segment",),
    "why": ("cause", "act"),
    "revenue": ("revenue",),
}
HIGHEST_REVENUE = "-revenue"


@dataclass(frozen=True, slots=True)
class Which:
    """Which of the movers are meant; None of a part means all. `entered` and `left` are causes, too.

    `sort` is one of SORTS (with "-" before it downwards); equals by customer_id, and who has no value comes last.
    """

    from_segment: str | None = None
    to_segment: str | None = None
    cause: str | None = None
    sort: str = HIGHEST_REVENUE


def kept(run: int, since_run: int) -> Tree:
    """The moves written with a refresh, since the one before it."""
    return template("SELECT * FROM moves WHERE run = $r AND since_run = $s", r=number(run), s=number(since_run))


def kept_flows(run: int, since_run: int) -> Tree:
    """The kept moves added up by segments, cause and act, the largest first."""
    return template(
        """
        SELECT from_segment, to_segment, cause, act, COUNT(*) AS customers, SUM(revenue) AS revenue
        FROM $k AS k GROUP BY 1, 2, 3, 4 ORDER BY customers DESC, 1 NULLS FIRST, 2 NULLS FIRST, 3, 4 NULLS FIRST
        """,
        k=subquery(kept(run, since_run)),
    )


def kept_movers(run: int, since_run: int, which: Which, offset: int) -> Tree:
    """A page of kept moves, as `which` sorts them: customer_id, from, to, cause, act, revenue."""
    return _page(subquery(kept(run, since_run)), which, offset)


def compared_movers(before: str, after: str, value: str, which: Which, offset: int) -> Tree:
    """The same of two views of profiles, without the reason of a move between segments."""
    compared = template(
        """
        SELECT COALESCE(a.customer_id, b.customer_id) AS customer_id, a.segment AS from_segment, b.segment AS to_segment,
               CASE WHEN a.customer_id IS NULL THEN 'entered' WHEN b.customer_id IS NULL THEN 'left' ELSE 'moved' END AS cause,
               $n AS act, COALESCE(b.$v, a.$v) AS revenue
        FROM $a AS a FULL JOIN $b AS b ON b.customer_id = a.customer_id
        WHERE a.segment IS DISTINCT FROM b.segment
        """,
        a=table(before),
        b=table(after),
        v=name(value),
        n=null(),
    )
    return _page(subquery(compared), which, offset)


def _page(source: Tree, which: Which, offset: int) -> Tree:
    wanted = [
        name(column).eq(text(value))
        for column, value in (("from_segment", which.from_segment), ("to_segment", which.to_segment), ("cause", which.cause))
        if value is not None
    ]
    return template(
        """
        SELECT customer_id, from_segment, to_segment, cause, act, revenue FROM $s AS s WHERE $w
        ORDER BY $k LIMIT $n OFFSET $o
        """,
        s=source,
        w=all_of(*wanted) if wanted else template("TRUE"),
        k=_keys(which.sort),
        n=number(PAGE_ROWS),
        o=number(offset),
    )


def _keys(sort: str) -> Tree:
    direction = "DESC" if sort.startswith("-") else "ASC"
    columns = SORTS[sort.removeprefix("-")]
    keys = [f"{name(column).text} {direction} NULLS LAST" for column in columns]
    keys += [] if "customer_id" in columns else [name("customer_id").text]
    return Tree(", ".join(keys), is_closed=True)


def sizes() -> Tree:
    """Customers and net revenue of each segment of the map, from the view `sized_metrics`."""
    return template("SELECT name, customers, revenue FROM sized_metrics WHERE kind = 'lifecycle' ORDER BY customers DESC, name")


def size_of(segment: str) -> Tree:
    """Customers of one segment, the map's or a custom one."""
    return template("SELECT customers FROM segment_metrics WHERE name = $s LIMIT 1", s=text(segment))
