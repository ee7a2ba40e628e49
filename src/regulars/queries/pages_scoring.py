"""What the scoring page asks of the published profile: everybody with the values that cuts are applied to."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.render import Tree, alias, name, select, table, template
from regulars.queries.scores import AXIS_COLUMN
from regulars.scoring.results import Axis


def population(profile: str, frequency: str, value: str, moment: str) -> Tree:
    """The columns that cuts are applied to or found from, of a published profile."""
    return template(
        """
        SELECT customer_id, segment, recency_days, $f AS frequency, exact_value AS value, $v AS revenue,
               $first AS first_at, $last AS last_at
        FROM $p
        """,
        p=table(profile),
        f=name(frequency),
        v=name(value),
        first=name(f"first_{moment}_at"),
        last=name(f"last_{moment}_at"),
    )


def people(axes: Sequence[Axis]) -> Tree:
    """`population` in whole numbers: customer_id, segment, each axis (by its letter) in ten-thousandths, and cents of revenue."""
    values = [alias(template("CAST($v * 10000 AS BIGINT)", v=name(AXIS_COLUMN[axis])), axis.value) for axis in axes]
    columns = [name("customer_id"), name("segment"), *values, alias(template("CAST(revenue * 100 AS BIGINT)"), "cents")]
    return select(*columns).from_("population")
