"""Experiments of a workspace as queries: who can take part, who gets what, who is held out, who was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regulars.queries.outreach import ASSIGNED, EXPOSED, HELD_OUT
from regulars.queries.render import (
    Tree,
    case,
    is_in,
    joined_text,
    name,
    number,
    table,
    template,
    text,
    union_all,
)
from regulars.records import dataclass

_HASHES = 2**52
_MONEY = frozenset({"revenue", "margin"})


@dataclass(frozen=True, slots=True)
class Metric:
    """An outcome per customer in the view `outcomes`; `before` is the column of the year before that goes with it (CUPED).

    `words` say what it is, `subject` what is raised or lowered.
    """

    name: str
    is_rate: bool
    before: str
    words: str
    subject: str

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in the shop's currency."""
        return self.name in _MONEY


_CALLED = {
    "retained": (True, "orders_before", "ordered at least once", "the share who ordered"),
    "orders": (False, "orders_before", "orders per customer", "orders per customer"),
    "revenue": (False, "revenue_before", "net revenue per customer", "net revenue per customer"),
    "margin": (False, "margin_before", "net revenue less cost of goods per customer", "margin per customer"),
    "unsubscribed": (True, "orders_before", "unsubscribed", "the share who unsubscribed"),
    "returned": (True, "orders_before", "sent something back", "the share who sent something back"),
}
METRICS: Mapping[str, Metric] = {name: Metric(name, *rest) for name, rest in _CALLED.items()}


def eligible(parts: Sequence[tuple[str, str]], *, overlap: bool) -> Tree:
    """The customers of several views, each with the segment it is of: once, in the first that has them (if they `overlap`)."""
    rows = [
        template(f"SELECT customer_id, value, $s AS segment, {place} AS place FROM $v", s=text(segment), v=table(view))
        for place, (segment, view) in enumerate(parts)
    ]
    if not overlap:
        return template("SELECT customer_id, value, segment FROM $r AS r", r=union_all(*rows))
    return template(
        """
        SELECT customer_id, value, segment FROM (
            SELECT r.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY place) AS turn FROM $r AS r
        ) AS t WHERE turn = 1
        """,
        r=union_all(*rows),
    )


def taken(experiments: Sequence[int]) -> Tree:
    """The view `taken`: who is in one of these experiments, and which (the first)."""
    mine = is_in(name("experiment"), [number(each) for each in experiments])
    return template("SELECT customer_id, MIN(experiment) AS experiment FROM assignments WHERE $m GROUP BY customer_id", m=mine)


def taken_counts() -> Tree:
    """How many of `eligible` are in each of the experiments of `taken`."""
    return template(
        "SELECT t.experiment, COUNT(*) AS n FROM eligible AS e JOIN taken AS t ON t.customer_id = e.customer_id"
        " GROUP BY t.experiment ORDER BY t.experiment"
    )


def free() -> Tree:
    """The rows of `eligible` that are not in `taken`."""
    return template(
        "SELECT e.* FROM eligible AS e LEFT JOIN taken AS t ON t.customer_id = e.customer_id WHERE t.customer_id IS NULL"
    )


def assigned(source: str, experiment: int, salt: str, arms: Sequence[str], bounds: Sequence[int]) -> Tree:
    """The rows of `assignments`: the customers of a view dealt out to `arms` inside each stratum of segment and value.

    `bounds` are where each arm but the last ends. It is `experiments.assignment.assign_stratified`, by the same hashes.
    """
    stratum = joined_text([name("segment"), text(" "), template("COALESCE(value, '')")])
    ends = [template("place < $b", b=number(bound)) for bound in bounds]
    arm = case(list(zip(ends, map(text, arms), strict=False)), text(arms[-1]))
    members = template("SELECT customer_id, segment, $s AS stratum FROM $v", s=stratum, v=table(source))
    return template(
        f"""
        SELECT CAST($n AS BIGINT) AS experiment, customer_id, $arm AS arm, segment, stratum FROM (
            SELECT h.customer_id, h.segment, h.stratum, (
                CAST(ROW_NUMBER() OVER (PARTITION BY h.stratum ORDER BY h.dealt, h.customer_id) - 1 AS HUGEINT) * {_HASHES}
                + s.begins
            ) // s.n AS place
            FROM (SELECT m.*, X_CUSTOMER_HASH($salt, customer_id) AS dealt FROM $m AS m) AS h JOIN (
                SELECT stratum, COUNT(*) AS n, X_CUSTOMER_HASH($strata, stratum) AS begins FROM $m AS m GROUP BY stratum
            ) AS s ON s.stratum = h.stratum
        ) AS p
        """,
        n=number(experiment),
        arm=arm,
        salt=text(salt),
        strata=text(f"{salt} strata"),
        m=members,
    )


def given(experiment: int, customer: Tree, arm: Tree, source: str, *, has_segments: bool) -> Tree:
    """The rows of `assignments` that a file says. `has_segments`: the view `state` tells the segment of each customer at the start.

    Without it nobody has one: segments of today already know what came of the experiment.
    """
    segment = "p.segment" if has_segments else "CAST(NULL AS VARCHAR)"
    joined = "LEFT JOIN state AS p ON p.customer_id = g.customer_id AND p.change <> 'left'" if has_segments else ""
    return template(
        f"""
        SELECT CAST($n AS BIGINT) AS experiment, g.customer_id, g.arm, {segment} AS segment, {segment} AS stratum
        FROM (SELECT $c AS customer_id, MIN($a) AS arm FROM $v WHERE NOT $c IS NULL AND NOT $a IS NULL GROUP BY 1) AS g {joined}
        """,
        n=number(experiment),
        c=customer,
        a=arm,
        v=table(source),
    )


def given_counts(customer: Tree, arm: Tree, source: str) -> Tree:
    """Of the rows of a file of assignments: how many lack a customer or an arm, and how many customers have several arms."""
    return template(
        """
        SELECT COALESCE(SUM(CASE WHEN c IS NULL OR a IS NULL THEN n ELSE 0 END), 0) AS blank,
               (SELECT COUNT(*) FROM (SELECT $c AS k FROM $v WHERE NOT $c IS NULL AND NOT $a IS NULL
                GROUP BY 1 HAVING COUNT(DISTINCT $a) > 1) AS d) AS several
        FROM (SELECT $c AS c, $a AS a, COUNT(*) AS n FROM $v GROUP BY 1, 2) AS f
        """,
        c=customer,
        a=arm,
        v=table(source),
    )


def kept_assignments() -> Tree:
    """All rows of `assignments`."""
    return template(f"SELECT {', '.join(ASSIGNED)} FROM assignments")


def arm_counts(source: str) -> Tree:
    """How many customers each arm has."""
    return template("SELECT arm, COUNT(*) AS n FROM $v GROUP BY arm ORDER BY arm", v=table(source))


def of_experiment(experiment: int) -> Tree:
    """The view `participants`: the assignments of one experiment."""
    return template("SELECT * FROM assignments WHERE experiment = $n", n=number(experiment))


def exposed(experiment: int) -> Tree:
    """The view `exposed`: who was reached in one experiment."""
    return template("SELECT customer_id FROM exposures WHERE experiment = $n", n=number(experiment))


def past_members(segments: Sequence[str]) -> Tree:
    """The view `participants` of who was in segments by the view `state`, all in one arm."""
    mine = is_in(name("segment"), [text(segment) for segment in segments])
    return template("SELECT customer_id, '' AS arm, segment FROM state WHERE $m AND change <> 'left'", m=mine)


def members_then(segments: Sequence[str]) -> Tree:
    """The table `participants` of who is in segments by the view `scored_then`, all in one arm."""
    mine = is_in(name("segment"), [text(segment) for segment in segments])
    return template("SELECT customer_id, '' AS arm, segment FROM scored_then WHERE $m", m=mine)


def found_then() -> Tree:
    """Who met the definitions of custom segments by the table `custom_then`, all in one arm."""
    return template("SELECT customer_id, '' AS arm, segment FROM custom_then")


def each_once(parts: Sequence[Tree]) -> Tree:
    """The table `participants` of several queries of it: whoever is in several segments is in the first by name."""
    return template(
        "SELECT customer_id, MIN(arm) AS arm, MIN(segment) AS segment FROM $p AS p GROUP BY customer_id", p=union_all(*parts)
    )


def strangers(source: str, known: Sequence[str]) -> Tree:
    """How many customers of a view are in none of the tables that know customers."""
    everybody = union_all(*(template("SELECT customer_id FROM $t", t=table(each)) for each in known))
    return template(
        "SELECT COUNT(*) AS n FROM $v AS v WHERE NOT EXISTS (SELECT 1 FROM $e AS e WHERE e.customer_id = v.customer_id)",
        v=table(source),
        e=everybody,
    )


def arm_members(experiment: int, arm: str) -> Tree:
    """The view `chosen`: the customers of an arm."""
    return template("SELECT customer_id FROM assignments WHERE experiment = $n AND arm = $a", n=number(experiment), a=text(arm))


def kept_back_as_controls(controls: Sequence[tuple[int, str]]) -> Tree:
    """The members who are in the control (experiment, arm) of one that runs."""
    return template(
        "SELECT s.customer_id, $r AS reason FROM scored AS s JOIN $c AS c ON c.customer_id = s.customer_id",
        r=text(HELD_OUT),
        c=controls_of(controls),
    )


def controls_of(held: Sequence[tuple[int, str]]) -> Tree:
    """The customers who are in the control (experiment, arm) of one that runs."""
    each = [template("(experiment = $n AND arm = $a)", n=number(experiment), a=text(arm)) for experiment, arm in held]
    return template("SELECT DISTINCT customer_id FROM assignments WHERE $c", c=Tree(" OR ".join(part.text for part in each)))


def held_out_by_segment(parts: Sequence[Tree]) -> Tree:
    """How many members of each segment by the view `memberships` are among the customers of queries (customer_id, ...)."""
    return template(
        """
        SELECT segment, COUNT(*) AS customers FROM memberships
        WHERE customer_id IN (SELECT customer_id FROM $p AS p) GROUP BY segment
        """,
        p=union_all(*(template("SELECT customer_id FROM $e AS e", e=part) for part in parts)),
    )


def kept_back_by_turn(salt: str, start: int, width: int) -> Tree:
    """The members whose hashes are among those held out of everything: `width` of them from `start` on."""
    return template(
        f"SELECT customer_id, $r AS reason FROM scored WHERE (X_CUSTOMER_HASH($s, customer_id) - $b + {_HASHES}) % {_HASHES} < $w",
        r=text(HELD_OUT),
        s=text(salt),
        b=number(start),
        w=number(width),
    )


def reached(experiment: int, customer: Tree, source: str) -> Tree:
    """The view `brought` of the customers that a file says were reached, those alone who are in the experiment."""
    return template(
        """
        SELECT CAST($n AS BIGINT) AS experiment, r.customer_id FROM (
            SELECT DISTINCT $c AS customer_id FROM $v WHERE NOT $c IS NULL
        ) AS r JOIN (SELECT customer_id FROM assignments WHERE experiment = $n) AS a ON a.customer_id = r.customer_id
        """,
        n=number(experiment),
        c=customer,
        v=table(source),
    )


def reached_counts(customer: Tree, source: str) -> Tree:
    """Of a file of who was reached: rows without a customer, and different customers."""
    return template("SELECT COUNT(*) - COUNT($c) AS blank, COUNT(DISTINCT $c) AS customers FROM $v", c=customer, v=table(source))


def kept_exposures(experiment: int, *, has_others: bool) -> Tree:
    """All rows of `exposures`: those of other experiments as they were, and the view `brought`."""
    mine = template(f"SELECT {', '.join(EXPOSED)} FROM brought")
    others = template(f"SELECT {', '.join(EXPOSED)} FROM exposures WHERE experiment <> $n", n=number(experiment))
    return union_all(others, mine) if has_others else mine
