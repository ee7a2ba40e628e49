"""What a refresh adds to a scoring run: memberships, the history of changes, and who moved and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    all_of,
    is_in,
    name,
    null,
    number,
    select,
    star,
    subquery,
    table,
    template,
    text,
    timestamp,
)
from regulars.queries.scores import Cell
from regulars.scoring.results import Axis
from regulars.tables import COUNTED_STATUSES

LIFECYCLE, CUSTOM = "lifecycle", "custom"
_SCORES = ("r", "f", "m", "e")


def kept_profile(fields: Sequence[str]) -> Tree:
    """The scored customers with fields of their profile, and the value that the cuts were applied to, which is finer than cents."""
    columns = [name(field, "p") for field in (*fields, "exact_value")]
    on = name("customer_id", "p").eq(name("customer_id", "c"))
    return select(star("c"), *columns).from_(aliased(table("customers"), "c")).join(aliased(table("profile"), "p"), on=on)


def placed_profile(placed: Select, fields: Sequence[str], scored: Sequence[str], people: Sequence[str]) -> Tree:
    """The same where the view `profile` has what the scores were made of, so that nobody is looked up a second time.

    `placed` is `scores.placed` of that view, with the columns `scored`; `people` are those that the table `people` adds to them.
    """
    wide = placed.select(*[name(field, "s") for field in (*fields, "exact_value")])
    if not people:
        return wide
    before, after = ([name(column, "w") for column in columns] for columns in (scored, (*fields, "exact_value")))
    on = name("person", "p").eq(name("customer_id", "w"))
    columns = [*before, *[name(column, "p") for column in people], *after]
    return select(*columns).from_(aliased(subquery(wide), "w")).join(aliased(table("people"), "p"), on=on, join_type="left")


def memberships() -> Tree:
    """Everybody's segment, and every custom segment's members (the table `custom_members`)."""
    return template(
        f"""
        SELECT segment, '{LIFECYCLE}' AS kind, customer_id FROM customers
        UNION ALL SELECT segment, '{CUSTOM}' AS kind, customer_id FROM custom_members
        """
    )


def no_custom_members() -> Tree:
    """An empty `custom_members`."""
    return template("SELECT CAST(NULL AS VARCHAR) AS segment, CAST(NULL AS VARCHAR) AS customer_id WHERE FALSE")


def members_of(segment: str, members_sql: Tree) -> Tree:
    """A custom segment's members with its name."""
    return template(
        "SELECT $s AS segment, CAST(customer_id AS VARCHAR) AS customer_id FROM $m AS m", s=text(segment), m=members_sql
    )


def custom_totals(frequency: str, value: str) -> Tree:
    """Customers, orders and revenue of each custom segment, of its members who are scored."""
    return template(
        """
        SELECT m.segment, COUNT(*) AS customers, COALESCE(SUM($f), 0) AS orders, SUM($v) AS revenue
        FROM custom_members AS m LEFT JOIN customers AS c ON c.customer_id = m.customer_id GROUP BY 1
        """,
        f=name(frequency, "c"),
        v=name(value, "c"),
    )


def unchanged_segments(before: str) -> Tree:
    """The names of segments whose members are the same in the table `before` of memberships and now: those of the map, and of the
    custom ones in `custom_members` those that nobody has entered or left."""
    return template(
        f"""
        SELECT DISTINCT segment FROM $b WHERE kind = '{LIFECYCLE}'
        UNION
        SELECT segment FROM (
            SELECT segment, customer_id FROM $b WHERE kind = '{CUSTOM}' UNION ALL SELECT segment, customer_id FROM custom_members
        ) AS m
        GROUP BY segment HAVING COUNT(DISTINCT customer_id) * 2 = COUNT(*)
        """,
        b=table(before),
    )


def total_of(customers: str, value: str) -> Tree:
    """What all customers of a table brought."""
    return template("SELECT SUM($v) FROM $c AS c", v=name(value), c=table(customers))


def last_known(history: str, until: int | None = None) -> Tree:
    """Each customer's state after the last change (up to the run `until`)."""
    late = template("TRUE") if until is None else template("run <= $u", u=number(until))
    return template(
        """
        SELECT * FROM (
            SELECT h.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY run DESC) AS place FROM $h AS h WHERE $late
        ) AS x WHERE place = 1
        """,
        h=table(history),
        late=late,
    )


def changed_standing(columns: Mapping[str, str], before: Tree) -> Tree:
    """The table `changed_standing`: who has another segment or pattern than in `before`, which has those of the refresh before."""
    known = {each: name(each, "c") for each in _SCORES if each in columns}
    scores = [alias(template("CAST($c AS INTEGER)", c=known.get(each, null())), each) for each in _SCORES]
    now = select(name("customer_id", "c"), *scores, name("pattern", "c"), name("segment", "c")).from_("customers AS c")
    return template(
        f"""
        SELECT COALESCE(n.customer_id, o.customer_id) AS customer_id, {", ".join(f"n.{each}" for each in _SCORES)}, n.pattern,
               n.segment, o.segment AS previous_segment
        FROM $now AS n FULL JOIN $before AS o ON o.customer_id = n.customer_id
        WHERE n.segment IS DISTINCT FROM o.segment OR n.pattern IS DISTINCT FROM o.pattern
        """,
        now=subquery(now),
        before=subquery(before),
    )


def history_changes(run: int, as_of: datetime, history: str | None) -> Tree:
    """The table `changed_standing` as rows of history: entered, moved, scored otherwise, or left; `history` has the rows before."""
    moment, since = timestamp(as_of), Tree("")
    if history:
        # one row each: the last
        known = template(
            """
            SELECT customer_id, since FROM (
                SELECT h.customer_id, h.since, ROW_NUMBER() OVER (PARTITION BY h.customer_id ORDER BY h.run DESC) AS place
                FROM $h AS h SEMI JOIN changed_standing AS c ON c.customer_id = h.customer_id AND c.segment = c.previous_segment
            ) AS x WHERE place = 1
            """,
            h=table(history),
        )
        since = template("LEFT JOIN $k AS s ON s.customer_id = d.customer_id", k=subquery(known))
    return template(
        f"""
        SELECT d.customer_id, CAST($run AS BIGINT) AS run, $as_of AS as_of, {", ".join(f"d.{each}" for each in _SCORES)}, d.pattern,
               d.segment, d.previous_segment,
               {"COALESCE(CAST(s.since AS TIMESTAMP), $as_of)" if history else "$as_of"} AS since,
               CASE WHEN d.segment IS NULL THEN 'left' WHEN d.previous_segment IS NULL THEN 'entered'
                    WHEN d.segment <> d.previous_segment THEN 'moved' ELSE 'scores' END AS change
        FROM changed_standing AS d {since.text}
        """,
        run=number(run),
        as_of=moment,
    )


def standing_of(kept: str) -> Tree:
    """The customers of a kept profile, or of `last_known`, with pattern and segment."""
    return template("SELECT customer_id, pattern, segment FROM $k", k=table(kept))


def nobody_before() -> Tree:
    """Nobody, before the first refresh."""
    columns = ", ".join(f"CAST(NULL AS VARCHAR) AS {each}" for each in ("customer_id", "pattern", "segment"))
    return template(f"SELECT {columns} WHERE FALSE")


def population_of(profile: str, frequency: str, value: str, of_customers: str | None = None) -> Tree:
    """The columns that cuts are applied to, of a profile that was kept; of the customers in a table alone, where one is named."""
    asked = template("SEMI JOIN $c AS c USING (customer_id)", c=table(of_customers)).text if of_customers else ""
    return template(
        f"SELECT customer_id, segment, recency_days, $f AS frequency, $v AS revenue, exact_value AS value FROM $p AS p {asked}",
        p=table(profile),
        f=name(frequency),
        v=name(value),
    )


def movers(history: str, run: int) -> Tree:
    """The customers who are in another segment since a run, by the history that it wrote."""
    return template("SELECT customer_id FROM $h WHERE run = $r AND change <> 'scores'", h=table(history), r=number(run))


def standing_before(before: str) -> Tree:
    """Of the table of who was scored before, the columns that other cuts can be applied to."""
    return template("SELECT customer_id, recency_days, frequency, revenue, value FROM $b", b=table(before))


def moves(axes: Sequence[Axis]) -> Tree:
    """Who is in another segment than before, and why, from the tables `before` and `after` (both scored by the earlier cuts),
    `cells` (the earlier map), `before_now` (`before` scored by the later cuts) and `cells_now` (the later map).

    A move is *border* where the earlier cuts and map would have left the customer of today in their segment, or where the
    later ones put the customer of then where they are now and what they did leads elsewhere; else it is *behaviour*. `axes` are
    the scores that changed. `act` is *silence* where recency alone would have moved them out (and, if they ordered or returned
    something, where they are), else *order* or *return* by what came or went back; *correction* where neither explains it.
    """
    letters = " || ".join(
        f"CASE WHEN b.{axis.value} IS DISTINCT FROM a.{axis.value} THEN '{axis.value}' ELSE '' END" for axis in axes
    )
    by_border = (
        "(c.segment IS NOT DISTINCT FROM a.segment"
        " OR (c.segment IS DISTINCT FROM b.segment AND d.segment IS NOT DISTINCT FROM b.segment))"
    )
    not_theirs = f"a.customer_id IS NULL OR b.customer_id IS NULL OR {by_border}"
    silent = template("FALSE")
    silence_join = Tree("")
    if Axis.RECENCY in axes:
        did_more = "(b.frequency > a.frequency OR b.value < a.value)"
        silent = template(
            f"b.r > a.r AND s.segment IS DISTINCT FROM a.segment AND (NOT {did_more} OR s.segment IS NOT DISTINCT FROM b.segment)"
        )
        sides = {axis: "b" if axis is Axis.RECENCY else "a" for axis in axes}
        silence_join = template("LEFT JOIN cells AS s ON $j", j=_cell_of("s", sides))
    return template(
        f"""
        SELECT COALESCE(a.customer_id, b.customer_id) AS customer_id, a.segment AS from_segment, b.segment AS to_segment,
               CASE WHEN a.customer_id IS NULL THEN 'entered' WHEN b.customer_id IS NULL THEN 'left'
                    WHEN {by_border} THEN 'border' ELSE 'behaviour' END AS cause,
               CASE WHEN {not_theirs} THEN NULL
                    WHEN $silent THEN 'silence' WHEN b.frequency > a.frequency THEN 'order' WHEN b.value < a.value THEN 'return'
                    WHEN b.recency_days > a.recency_days THEN 'silence' ELSE 'correction' END AS act,
               CASE WHEN {not_theirs} THEN NULL ELSE {letters} END AS axes,
               COALESCE(b.revenue, a.revenue) AS revenue
        FROM before AS a FULL JOIN after AS b ON b.customer_id = a.customer_id LEFT JOIN cells AS c ON $by_earlier
             LEFT JOIN before_now AS n ON n.customer_id = a.customer_id LEFT JOIN cells_now AS d ON $by_later {silence_join.text}
        WHERE a.segment IS DISTINCT FROM b.segment
        """,
        by_earlier=_cell_of("c", dict.fromkeys(axes, "b")),
        by_later=_cell_of("d", dict.fromkeys(axes, "n")),
        silent=silent,
    )


def moved_by_orders(since: datetime, until: datetime) -> Tree:
    """The table `moved`, with the last order (or return that names none) between two instants of those whom one moved."""
    return template(
        """
        SELECT m.*, w.order_id, w.ordered_at
        FROM moved AS m LEFT JOIN (
            SELECT customer_id, order_id, ordered_at, is_return,
                   ROW_NUMBER() OVER (PARTITION BY customer_id, is_return ORDER BY ordered_at DESC, order_id) AS place
            FROM orders WHERE $counted AND X_ZONED_TO_UTC(ordered_at) > $since AND X_ZONED_TO_UTC(ordered_at) <= $until
        ) AS w ON w.customer_id = m.customer_id AND w.place = 1
              AND ((m.act = 'order' AND NOT w.is_return) OR (m.act = 'return' AND w.is_return))
        ORDER BY m.from_segment, m.to_segment, m.customer_id
        """,
        counted=is_in(name("status"), [text(status) for status in sorted(COUNTED_STATUSES)]),
        since=timestamp(since),
        until=timestamp(until),
    )


def _cell_of(cells: str, sides: Mapping[Axis, str]) -> Tree:
    """The cell of a customer's scores, each from the side named."""
    return all_of(*[name(axis.value, side).eq(name(f"k{place}", cells)) for place, (axis, side) in enumerate(sides.items())])


def move_flows() -> Tree:
    """The table `moved` added up by segments and cause."""
    return template(
        """
        SELECT from_segment, to_segment, cause, act, COUNT(*) AS customers, SUM(revenue) AS revenue
        FROM moved GROUP BY 1, 2, 3, 4 ORDER BY customers DESC, 1 NULLS FIRST, 2 NULLS FIRST, 3, 4 NULLS FIRST
        """
    )


def stayers() -> Tree:
    """Who is in the same segment as before, by segment."""
    return template(
        """
        SELECT a.segment, COUNT(*) AS customers, SUM(b.revenue) AS revenue
        FROM before AS a JOIN after AS b ON b.customer_id = a.customer_id AND b.segment = a.segment GROUP BY 1 ORDER BY 1
        """
    )


def move_events(run: int, since: int, as_of: datetime) -> Tree:
    """The table `moved` as events of one refresh."""
    return template(
        "SELECT CAST($r AS BIGINT) AS run, CAST($s AS BIGINT) AS since_run, $a AS as_of, m.* FROM moved AS m",
        r=number(run),
        s=number(since),
        a=timestamp(as_of),
    )


def grid_cells(segments: Mapping[tuple[int, ...], str]) -> tuple[Cell, ...]:
    """The whole of a compiled map, for `scores.cells`: only segments matter."""
    from decimal import Decimal

    nothing = Decimal(0)
    return tuple(Cell(scores, scores, "", segment, nothing, nothing, "") for scores, segment in sorted(segments.items()))


def members_at(segment: str) -> Tree:
    """The customers whose last known state (the view `state`) is a segment."""
    query = "SELECT customer_id FROM state WHERE segment = $s AND change <> 'left' ORDER BY LENGTH(customer_id), customer_id"
    return template(query, s=text(segment))


def kept_members(segment: str) -> Tree:
    """The customers of a segment in the view `memberships`."""
    return template(
        "SELECT customer_id FROM memberships WHERE segment = $s ORDER BY LENGTH(customer_id), customer_id", s=text(segment)
    )


def listed(view: str) -> Tree:
    """All rows of a kept table."""
    return template("SELECT * FROM $v", v=table(view))
