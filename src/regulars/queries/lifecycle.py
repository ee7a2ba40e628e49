"""The lifecycle stage as SQL: the same decisions in the same order as `scoring.lifecycle.stage_of`."""

from __future__ import annotations

from regulars.queries.render import Tree, case, number, select, template, text
from regulars.scoring.lifecycle import PRIOR_GAPS, LifecycleBorders, Stage


def stage(limits: LifecycleBorders) -> Tree:
    """The stage of a row that has order_days, tenure_days, recency_days and last_gap_days."""
    # from the first order to the last is the tenure less the recency
    all_waited = template("($k * $g + tenure_days - recency_days)", k=number(PRIOR_GAPS), g=number(limits.typical_gap))
    all_gaps = template("($k + order_days - 1)", k=number(PRIOR_GAPS))
    came_back = template(
        "COALESCE(last_gap_days * ($n - 1) > $x * ($w - last_gap_days), FALSE)",
        n=all_gaps,
        x=number(limits.lapsed),
        w=all_waited,
    )
    waited = template("CASE WHEN $b THEN $w - last_gap_days ELSE $w END", b=came_back, w=all_waited)
    gaps = template("CASE WHEN $b THEN $n - 1 ELSE $n END", b=came_back, n=all_gaps)

    def late(multiple: Tree) -> Tree:
        return template("recency_days * ($n) > $x * ($w)", n=gaps, x=multiple, w=waited)

    fresh = template("order_days = 1 OR tenure_days <= $d", d=number(limits.new_days))
    settled = template(
        "order_days >= $o AND tenure_days >= $d", o=number(limits.established_orders), d=number(limits.established_days)
    )
    return case(
        [
            (template("COALESCE(order_days, 0) = 0"), text(Stage.PROSPECT)),
            (late(number(limits.lapsed)), text(Stage.LAPSED)),
            (late(number(limits.lapsing)), text(Stage.LAPSING)),
            (came_back, text(Stage.WON_BACK)),
            (fresh, text(Stage.NEW)),
            (settled, text(Stage.ESTABLISHED)),
        ],
        text(Stage.ACTIVE),
    )


def stage_totals(has_money: bool) -> Tree:
    """Customers and net revenue ever by stage, from `profile`."""
    money = template("SUM(revenue_ever)") if has_money else template("CAST(NULL AS DECIMAL(18, 2))")
    return select(template("lifecycle"), template("COUNT(*)"), money).from_("profile").group_by("1").order_by("1")
