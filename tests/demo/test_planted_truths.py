"""Each planted truth can be found in the tables by a simple computation, and its opposite cannot."""

from __future__ import annotations

import duckdb
import pytest

from regulars.demo.shop import Shop, make_shop

NAMES = (
    *("campaign_works_on_lapsed_only", "serial_returners", "marketplace_only", "discount_dependent", "resellers"),
    *("window_shoppers", "bought_together", "december_gift_buyers", "purchase_process"),
)
COUNTED = "status IN ('paid', 'partially_refunded', 'refunded') AND customer_id IS NOT NULL"


@pytest.fixture(scope="module", params=[2024, 11])
def shop(request: pytest.FixtureRequest) -> Shop:
    return make_shop(5000, seed=request.param)


@pytest.fixture(scope="module")
def db(shop: Shop) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("customers", "orders", "order_lines", "events"):
        connection.register(name, getattr(shop, name))
    return connection


def number(db: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> float:
    row = db.execute(sql, list(parameters)).fetchone()
    assert row is not None
    return float(row[0])


def found(db: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {row[0] for row in db.execute(sql).fetchall()}


def members(shop: Shop, truth: str, circle: str = "members") -> set[str]:
    return set(shop.truth(truth).customer_ids(circle))


@pytest.mark.parametrize("size", [100, 700, 5000])
def test_every_truth_is_there_at_any_size_and_says_the_same(size: int) -> None:
    truths = make_shop(size, seed=3).truths
    assert tuple(truth.name for truth in truths) == NAMES
    reference = make_shop(250, seed=4).truths
    assert [(t.sentence, t.parameters) for t in truths] == [(t.sentence, t.parameters) for t in reference]
    assert all(circle.customer_ids for truth in truths for circle in truth.circles if circle.name == "members")


def test_nobody_belongs_to_two_groups(shop: Shop) -> None:
    groups = [
        members(shop, name)
        for name in NAMES
        if name not in {"campaign_works_on_lapsed_only", "bought_together", "purchase_process"}
    ]
    assert sum(len(group) for group in groups) == len(set().union(*groups))


def response(shop: Shop, db: duckdb.DuckDBPyConnection, circle: str) -> float:
    """Share of a circle that ordered within the window after the campaign."""
    truth = shop.truth("campaign_works_on_lapsed_only")
    return number(
        db,
        f"""SELECT avg((o.customer_id IS NOT NULL)::INT) FROM (SELECT unnest(?) customer_id) c LEFT JOIN
            (SELECT DISTINCT customer_id FROM orders WHERE {COUNTED} AND ordered_at >= ?::TIMESTAMP
             AND ordered_at < ?::TIMESTAMP + to_days(?)) o USING (customer_id)""",
        list(truth.customer_ids(circle)),
        *(truth.parameter("sent_at"),) * 2,
        truth.parameter("window_days"),
    )


def test_the_campaign_moves_lapsed_customers(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    lift = response(shop, db, "treated_lapsed") - response(shop, db, "control_lapsed")
    assert 0.17 < lift < 0.33


def test_the_campaign_moves_nobody_else(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    lift = response(shop, db, "treated_recent") - response(shop, db, "control_recent")
    assert abs(lift) < 0.09


def test_recent_customers_use_the_coupon_all_the_same(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    truth = shop.truth("campaign_works_on_lapsed_only")
    used = found(db, f"SELECT customer_id FROM orders WHERE coupon_code = '{truth.parameter('coupon_code')}'")
    assert len(used & set(truth.customer_ids("treated_recent"))) > 40
    assert not used & {*truth.customer_ids("control_recent"), *truth.customer_ids("control_lapsed")}


def test_the_arms_can_be_told_from_the_tables_alone(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    truth = shop.truth("campaign_works_on_lapsed_only")
    mailed = found(db, "SELECT customer_id FROM events WHERE type = 'email_sent' AND campaign = 'comeback'")
    assert mailed == {*truth.customer_ids("treated_lapsed"), *truth.customer_ids("treated_recent")}
    held_out = found(db, "SELECT customer_id FROM customers WHERE list_contains(string_split(tags, ','), 'holdout-comeback')")
    assert held_out == {*truth.customer_ids("control_lapsed"), *truth.customer_ids("control_recent")}
    # the days since the last order, cut at the nearest rank
    lapsed = found(
        db,
        f"""SELECT customer_id FROM (SELECT customer_id, TIMESTAMP '{truth.parameter("sent_at")}'::DATE - max(ordered_at)::DATE AS days FROM orders
            WHERE {COUNTED} AND ordered_at < TIMESTAMP '{truth.parameter("sent_at")}' GROUP BY 1)
            QUALIFY days > quantile_disc(days, 1 - {truth.parameter("lapsed_share")}) OVER ()""",
    )
    assert {*truth.customer_ids("treated_lapsed"), *truth.customer_ids("control_lapsed")} <= lapsed
    assert not lapsed & {*truth.customer_ids("treated_recent"), *truth.customer_ids("control_recent")}


def test_serial_returners_send_back_most_orders(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    rate = f"SELECT avg((refunded > 0)::INT) FROM orders WHERE {COUNTED} AND list_contains(?, customer_id)"
    assert number(db, rate, list(members(shop, "serial_returners"))) > 0.65
    suspects = found(
        db, f"SELECT customer_id FROM orders WHERE {COUNTED} GROUP BY 1 HAVING count(*) >= 4 AND avg((refunded > 0)::INT) > 0.5"
    )
    assert len(suspects & members(shop, "serial_returners")) > 0.95 * len(suspects)


def test_whoever_buys_much_on_the_marketplace_only_is_of_the_group(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    group = members(shop, "marketplace_only")
    only = found(
        db, f"SELECT customer_id FROM orders WHERE {COUNTED} GROUP BY 1 HAVING count(*) >= 3 AND bool_and(channel = 'marketplace')"
    )
    assert group <= only
    assert len(only - group) <= 1
    assert not group & found(db, "SELECT DISTINCT customer_id FROM events")


def test_discount_dependents_hardly_order_without_a_coupon(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    share = f"SELECT avg((coupon_code IS NOT NULL)::INT) FROM orders WHERE {COUNTED} AND list_contains(?, customer_id)"
    assert number(db, share, list(members(shop, "discount_dependent"))) > 0.95
    others = f"SELECT avg((coupon_code IS NOT NULL)::INT) FROM orders WHERE {COUNTED} AND NOT list_contains(?, customer_id)"
    assert number(db, others, list(members(shop, "discount_dependent"))) < 0.25


def test_whoever_buys_ten_of_everything_is_a_reseller(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    many = found(
        db,
        f"""SELECT customer_id FROM orders JOIN order_lines USING (order_id) WHERE {COUNTED} GROUP BY 1
            HAVING min(quantity) >= 10 AND count(DISTINCT order_id) >= 6""",
    )
    assert many == members(shop, "resellers")
    assert (
        number(
            db,
            "SELECT max(quantity) FROM orders JOIN order_lines USING (order_id) WHERE NOT list_contains(?, customer_id)",
            list(many),
        )
        < 10
    )


def test_whoever_visits_much_and_never_orders_is_a_window_shopper(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    idle = found(
        db,
        """SELECT customer_id FROM events WHERE type = 'site_visit' AND customer_id NOT IN
           (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL) GROUP BY 1 HAVING count(*) >= 25""",
    )
    group = members(shop, "window_shoppers")
    assert group <= idle
    assert len(idle - group) <= 0.05 * len(group)


def test_the_planted_pair_is_together_more_than_twice_as_often_as_any_other(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    truth = shop.truth("bought_together")
    pairs = db.execute(
        """SELECT a.product_id, b.product_id, count(*) FROM order_lines a JOIN order_lines b USING (order_id)
           WHERE a.product_id < b.product_id GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 2"""
    ).fetchall()
    first, second = truth.parameter("product_id"), truth.parameter("added_product_id")
    assert pairs[0][:2] == (first, second)
    assert pairs[0][2] > 2 * pairs[1][2]
    has = "SELECT DISTINCT order_id FROM order_lines WHERE product_id = ?"
    share = f"SELECT avg((b.order_id IS NOT NULL)::INT) FROM ({has}) a LEFT JOIN ({has}) b USING (order_id)"
    assert 0.5 < number(db, share, first, second) < 0.65


def test_gift_buyers_order_in_december_and_never_else(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    elsewhere = (
        "SELECT count(*) FROM orders WHERE customer_id IS NOT NULL AND month(ordered_at) <> 12 AND list_contains(?, customer_id)"
    )
    group = members(shop, "december_gift_buyers")
    assert number(db, elsewhere, list(group)) == 0
    twice = found(
        db,
        f"""SELECT customer_id FROM orders WHERE {COUNTED} GROUP BY 1
            HAVING count(DISTINCT year(ordered_at)) >= 2 AND bool_and(month(ordered_at) = 12)""",
    )
    assert len(twice & group) > 0.9 * len(twice) > 50


def test_active_customers_buy_after_the_others_have_stopped(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    truth = shop.truth("purchase_process")
    recent = f"""SELECT count(*) / len(?) FROM orders WHERE {COUNTED} AND ordered_at >= TIMESTAMP '2026-02-01'
                 AND list_contains(?, customer_id)"""
    active, stopped = (list(truth.customer_ids(name)) for name in ("still_active", "stopped"))
    assert number(db, recent, active, active) > 5 * number(db, recent, stopped, stopped)


def test_repeat_orders_come_at_the_stated_mean_rate(shop: Shop, db: duckdb.DuckDBPyConnection) -> None:
    """A whole year after each first order, so that the seasons average out."""
    truth = shop.truth("purchase_process")
    ordinary = [*truth.customer_ids("still_active"), *truth.customer_ids("stopped")]
    mean = number(
        db,
        f"""WITH f AS (SELECT customer_id, min(ordered_at) first FROM orders WHERE {COUNTED} AND list_contains(?, customer_id)
                       GROUP BY 1 HAVING min(ordered_at) < TIMESTAMP '2025-06-30')
            SELECT (SELECT count(*) FROM f JOIN orders USING (customer_id) WHERE {COUNTED} AND ordered_at > first
                    AND ordered_at < first + INTERVAL 364 DAY AND coalesce(coupon_code, '') <> 'COMEBACK20')
                   / (SELECT count(*) FROM f)""",
        ordinary,
    )
    r, alpha, s, beta = (float(truth.parameter(name)) for name in ("r", "alpha", "s", "beta"))
    expected = r / alpha * beta / (1 - s) * (((beta + 52) / beta) ** (1 - s) - 1)  # Schmittlein et al. 1987: E[X(t)]
    assert mean == pytest.approx(expected, rel=0.12)
