"""The made-up shop: deterministic, consistent to the cent, spread like a real one."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.demo import reference
from regulars.demo.shop import Shop, make_shop
from regulars.errors import DefinitionError
from regulars.tables import Status

TABLES = ("customers", "orders", "order_lines", "events", "products")
MONEY = pa.decimal128(18, 2)
COUNTED = "status IN ('paid', 'partially_refunded', 'refunded')"


def connect(shop: Shop) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in TABLES:
        connection.register(name, getattr(shop, name))
    return connection


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return make_shop(5000)


@pytest.fixture(scope="module")
def db(shop: Shop) -> duckdb.DuckDBPyConnection:
    return connect(shop)


@pytest.fixture(scope="module", params=[100, 101, 5000])
def any_size(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    return connect(make_shop(request.param, seed=7))


def test_the_same_seed_gives_the_same_shop() -> None:
    first, second = make_shop(300, seed=5), make_shop(300, seed=5)
    assert all(getattr(first, name).equals(getattr(second, name)) for name in TABLES)
    assert first.truths == second.truths


def test_another_seed_gives_another_shop() -> None:
    first, second = make_shop(300, seed=5), make_shop(300, seed=6)
    assert not any(getattr(first, name).equals(getattr(second, name)) for name in TABLES if name != "products")
    assert first.products.equals(second.products)


def test_the_columns_are_the_canonical_ones(shop: Shop) -> None:
    assert shop.customers.column_names == [
        "customer_id",
        "email",
        "phone",
        "first_name",
        "last_name",
        "country",
        "region",
        "city",
        "postal_code",
        "birth_date",
        "gender",
        "created_at",
        "accepts_marketing",
        "tags",
        "attributes",
    ]
    assert shop.orders.column_names == [
        "order_id",
        "customer_id",
        "ordered_at",
        "currency",
        "total",
        "discount",
        "shipping",
        "tax",
        "refunded",
        "cost",
        "channel",
        "coupon_code",
        "status",
        "source",
    ]
    assert shop.order_lines.column_names == [
        "order_id",
        "line_no",
        "product_id",
        "product_title",
        "category",
        "quantity",
        "unit_price",
        "line_total",
        "returned_quantity",
    ]
    assert shop.events.column_names == ["customer_id", "occurred_at", "type", "campaign", "channel", "value", "source"]
    assert shop.products.column_names == ["product_id", "title", "category", "price"]


def test_ids_are_text_times_are_microseconds_without_zone_and_money_is_decimal(shop: Shop) -> None:
    types = {(name, field.name): field.type for name in TABLES for field in getattr(shop, name).schema}
    assert {types[key] for key in types if key[1].endswith("_id")} == {pa.string()}
    assert {types[key] for key in types if key[1] in {"ordered_at", "occurred_at", "created_at"}} == {pa.timestamp("us")}
    money = {"total", "discount", "shipping", "tax", "refunded", "cost", "unit_price", "line_total", "price"}
    assert {types[key] for key in types if key[1] in money} == {MONEY}


def test_the_shop_says_that_it_is_made_up(shop: Shop) -> None:
    assert "made up" in shop.notice
    assert "GeoNames" in shop.notice


def test_every_total_is_lines_less_discount_plus_shipping_plus_tax(any_size: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        any_size,
        """SELECT count(*) FROM orders
           FULL JOIN (SELECT order_id, sum(line_total) goods FROM order_lines GROUP BY 1) USING (order_id)
           WHERE total IS DISTINCT FROM goods - discount + shipping + tax""",
    )
    assert wrong == 0


def test_every_line_total_is_quantity_times_unit_price(any_size: duckdb.DuckDBPyConnection) -> None:
    assert one(any_size, "SELECT count(*) FROM order_lines WHERE line_total <> quantity * unit_price OR quantity < 1") == 0


def test_no_amount_is_negative_and_no_order_is_free(any_size: duckdb.DuckDBPyConnection) -> None:
    assert one(any_size, "SELECT count(*) FROM orders WHERE least(discount, shipping, tax, refunded, cost) < 0 OR total <= 0") == 0


def test_the_discount_is_what_the_coupon_promises(any_size: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        any_size,
        """SELECT count(*) FROM orders JOIN (SELECT order_id, sum(line_total) goods FROM order_lines GROUP BY 1) USING (order_id)
           WHERE discount * 100 <> (goods * 100 * coalesce(regexp_extract(coupon_code, '[0-9]+$')::INT, 0) + 50)::BIGINT // 100""",
    )
    assert wrong == 0


def test_the_status_follows_from_the_refund(any_size: duckdb.DuckDBPyConnection) -> None:
    rules = {
        Status.REFUNDED: "refunded = total",
        Status.PARTIALLY_REFUNDED: "refunded > 0 AND refunded < total",
        Status.PAID: "refunded = 0",
        Status.CANCELLED: "refunded = 0",
        Status.PENDING: "refunded = 0",
        Status.FAILED: "refunded = 0",
        Status.TEST: "refunded = 0",
    }
    for status, rule in rules.items():
        kept, rows = any_size.execute(
            f"SELECT count(*) FILTER ({rule}), count(*) FROM orders WHERE status = '{status}'"
        ).fetchall()[0]
        assert kept == rows > 0, status


def test_returned_units_are_of_refunded_orders_and_no_more_than_bought(any_size: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        any_size,
        """SELECT count(*) FROM order_lines JOIN orders USING (order_id)
           WHERE returned_quantity NOT BETWEEN 0 AND quantity OR (returned_quantity > 0 AND refunded = 0)
              OR (status = 'refunded' AND returned_quantity <> quantity)""",
    )
    assert wrong == 0


def test_every_reference_leads_somewhere(any_size: duckdb.DuckDBPyConnection) -> None:
    for child, parent, key in (
        ("orders", "customers", "customer_id"),
        ("events", "customers", "customer_id"),
        ("order_lines", "orders", "order_id"),
        ("order_lines", "products", "product_id"),
        ("orders", "order_lines", "order_id"),
    ):
        sql = f"SELECT count(*) FROM {child} c WHERE c.{key} IS NOT NULL AND c.{key} NOT IN (SELECT {key} FROM {parent})"
        assert one(any_size, sql) == 0, (child, parent)


def test_keys_are_unique_and_lines_are_numbered_from_one(any_size: duckdb.DuckDBPyConnection) -> None:
    for table, key in (("customers", "customer_id"), ("customers", "email"), ("customers", "phone"), ("orders", "order_id")):
        assert one(any_size, f"SELECT count({key}) - count(DISTINCT {key}) FROM {table}") == 0, key
    wrong = "SELECT count(*) FROM (SELECT 1 FROM order_lines GROUP BY order_id HAVING max(line_no) <> count(DISTINCT product_id))"
    assert one(any_size, wrong) == 0


def test_nothing_happens_before_its_customer_or_after_the_as_of(any_size: duckdb.DuckDBPyConnection) -> None:
    for table, time in (("orders", "ordered_at"), ("events", "occurred_at")):
        early = one(any_size, f"SELECT count(*) FROM {table} JOIN customers USING (customer_id) WHERE {time} < created_at")
        late = one(
            any_size, f"SELECT count(*) FROM {table} WHERE {time} >= TIMESTAMP '2026-06-30' OR {time} < TIMESTAMP '2023-06-30'"
        )
        assert (early, late) == (0, 0), table


def test_nobody_is_mailed_after_unsubscribing_or_without_an_address(any_size: duckdb.DuckDBPyConnection) -> None:
    late = """SELECT count(*) FROM events s JOIN events u ON u.customer_id = s.customer_id AND u.type = 'unsubscribed'
              WHERE s.type = 'email_sent' AND s.occurred_at > u.occurred_at"""
    assert one(any_size, late) == 0
    nowhere = "SELECT count(*) FROM events JOIN customers USING (customer_id) WHERE events.type LIKE 'email%' AND email IS NULL"
    assert one(any_size, nowhere) == 0
    accepts = "SELECT count(*) FROM events JOIN customers USING (customer_id) WHERE type = 'unsubscribed' AND accepts_marketing"
    assert one(any_size, accepts) == 0


def test_orders_and_events_are_in_order_of_time(shop: Shop) -> None:
    for column in (shop.orders["ordered_at"], shop.events["occurred_at"], shop.customers["created_at"]):
        values = column.combine_chunks().cast(pa.int64())
        assert pc.min(pc.subtract(values[1:], values[:-1])).as_py() >= 0


def test_no_number_is_nan_and_what_must_be_known_is(shop: Shop) -> None:
    assert pc.sum(pc.is_nan(shop.events["value"])).as_py() == 0
    may_be_unknown = {
        *("email", "phone", "postal_code", "birth_date", "gender", "tags"),  # of customers
        *("customer_id", "coupon_code", "campaign", "value"),  # of orders and events
    }
    unknown = {name for table in TABLES for name in getattr(shop, table).column_names if getattr(shop, table)[name].null_count}
    assert unknown <= may_be_unknown
    assert shop.customers["customer_id"].null_count == shop.events["customer_id"].null_count == 0


def test_guests_have_no_identity_and_are_few(db: duckdb.DuckDBPyConnection) -> None:
    assert 0.02 < float(str(one(db, "SELECT avg((customer_id IS NULL)::INT) FROM orders"))) < 0.06


def test_addresses_are_only_at_domains_reserved_for_examples(shop: Shop) -> None:
    emails = [email for email in shop.customers["email"].to_pylist() if email]
    assert len(emails) > 4500
    assert all(re.fullmatch(r"[a-z]+[._]?[a-z]+\d+@example\.(com|org|net)", email) for email in emails)


def test_phones_are_only_from_ranges_reserved_for_fiction(shop: Shop) -> None:
    ranges = [(row.country, row.prefix, row.free_digits) for row in reference.phone_ranges()]
    phones = [(c, p) for c, p in zip(shop.customers["country"].to_pylist(), shop.customers["phone"].to_pylist(), strict=True) if p]
    assert len(phones) > 1000
    for country, phone in phones:
        assert any(c == country and phone.startswith(p) and len(phone) == len(p) + d for c, p, d in ranges), phone
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", phone) for country, phone in phones if country in {"US", "CA"})


def test_customers_live_in_many_countries_and_write_in_many_scripts(db: duckdb.DuckDBPyConnection) -> None:
    assert int(str(one(db, "SELECT count(DISTINCT country) FROM customers"))) >= 30
    assert 0.25 < float(str(one(db, "SELECT avg((country = 'US')::INT) FROM customers"))) < 0.5
    for country, script in (
        ("JP", r"^[\x{3040}-\x{9fff}々]+$"),
        ("GR", r"\p{Greek}"),
        ("IL", r"\p{Hebrew}"),
        ("EG", r"\p{Arabic}"),
    ):
        sql = f"SELECT avg(regexp_matches(last_name, '{script}')::INT) FROM customers WHERE country = '{country}'"
        assert one(db, sql) == 1.0, country


def test_postal_codes_have_the_form_of_their_country(db: duckdb.DuckDBPyConnection) -> None:
    forms = {
        "US": r"\d{5}",
        "DE": r"\d{5}",
        "GB": r"[A-Z]{1,2}\d{1,2} \d[A-Z]{2}",
        "CA": r"[A-Z]\d[A-Z] \d[A-Z]\d",
        "NL": r"\d{4} [A-Z]{2}",
    }
    for country, form in forms.items():
        codes = db.execute("SELECT postal_code FROM customers WHERE country = ?", [country]).fetchall()
        assert all(re.fullmatch(form, code) for (code,) in codes), country
    assert one(db, "SELECT count(DISTINCT left(postal_code, 3)) FROM customers WHERE country = 'US' AND region = 'Alaska'") in {
        0,
        1,
    }


def test_coordinates_are_those_of_the_city(db: duckdb.DuckDBPyConnection) -> None:
    places = db.execute(
        "SELECT DISTINCT country, city, (attributes ->> 'latitude')::DOUBLE, (attributes ->> 'longitude')::DOUBLE FROM customers"
    ).fetchall()
    assert set(places) <= {(c.country, c.name, c.latitude, c.longitude) for c in reference.cities()}


def test_one_time_buyers_are_between_a_quarter_and_six_tenths(any_size: duckdb.DuckDBPyConnection) -> None:
    counts = f"SELECT count(*) n FROM orders WHERE {COUNTED} AND customer_id IS NOT NULL GROUP BY customer_id"
    assert 0.25 < float(str(one(any_size, f"SELECT avg((n = 1)::INT) FROM ({counts})"))) < 0.60


def test_orders_grow_from_year_to_year_and_peak_before_christmas(db: duckdb.DuckDBPyConnection) -> None:
    by_month = dict(db.execute("SELECT strftime(ordered_at, '%Y-%m'), count(*) FROM orders GROUP BY 1").fetchall())
    seasons = (("2023-07", "2024-07"), ("2024-07", "2025-07"), ("2025-07", "2026-07"))
    first, second, third = (sum(n for month, n in by_month.items() if low <= month < high) for low, high in seasons)
    assert first < second < third
    assert by_month["2025-12"] > 1.3 * by_month["2025-10"]
    assert by_month["2025-12"] > 1.3 * by_month["2026-02"]


def test_all_twelve_default_segments_have_members(db: duckdb.DuckDBPyConnection) -> None:
    sizes = dict(
        db.execute(
            f"""WITH p AS (SELECT customer_id, date_diff('day', max(ordered_at), TIMESTAMP '2026-06-30') r, count(*) f,
                                  sum(total - refunded) m FROM orders WHERE {COUNTED} AND customer_id IS NOT NULL GROUP BY 1),
                c AS (SELECT quantile_disc(r, [.2,.4,.6,.8]) cr, quantile_disc(f, [.2,.4,.6,.8]) cf,
                             quantile_disc(m, [.2,.4,.6,.8]) cm FROM p),
                s AS (SELECT 1 + len([x FOR x IN cr IF p.r > x]) r, 5 - len([x FOR x IN cf IF p.f > x]) f,
                             5 - len([x FOR x IN cm IF p.m > x]) m FROM p, c)
                SELECT CASE WHEN r <= 2 AND f <= 2 AND m <= 2 THEN 'Champions'
                    WHEN r >= 4 AND f <= 2 AND m <= 2 THEN 'Cannot Lose Them'
                    WHEN r <= 3 AND f <= 2 THEN 'Loyal Customers' WHEN r <= 3 AND m <= 2 THEN 'Big Spenders'
                    WHEN r >= 4 AND f <= 3 AND m <= 3 THEN 'At Risk' WHEN r = 1 AND f = 5 THEN 'New Customers'
                    WHEN r <= 2 AND f <= 4 THEN 'Potential Loyalists' WHEN r = 2 THEN 'Promising'
                    WHEN r = 3 AND f <= 4 AND m <= 4 THEN 'Need Attention' WHEN r = 3 THEN 'About to Sleep'
                    WHEN r = 4 OR (r = 5 AND m <= 3) THEN 'Hibernating' ELSE 'Lost' END, count(*) FROM s GROUP BY 1"""
        ).fetchall()
    )
    assert len(sizes) == 12
    assert min(sizes.values()) > 0.02 * sum(sizes.values())


def test_goods_earn_a_margin(db: duckdb.DuckDBPyConnection) -> None:
    assert 0.3 < float(str(one(db, "SELECT 1 - sum(cost) / sum(total - shipping - tax) FROM orders"))) < 0.6


def test_seasonal_products_sell_in_their_season(db: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT avg((month(ordered_at) IN (11, 12))::INT) FROM order_lines JOIN orders USING (order_id)
             WHERE product_title = 'Tree Ornament, Glass'"""
    assert float(str(one(db, sql))) > 0.7


def test_the_span_ends_before_the_as_of_and_has_the_years_asked_for() -> None:
    shop = make_shop(150, seed=1, as_of=date(2020, 12, 10), years=1)
    assert shop.start == date(2019, 12, 11)
    assert pc.max(shop.orders["ordered_at"]).as_py() < datetime(2020, 12, 10)
    assert pc.min(shop.customers["created_at"]).as_py() >= datetime(2019, 12, 11)


@pytest.mark.parametrize(
    ("customers", "seed", "as_of", "years"),
    [
        (99, 1, date(2026, 6, 30), 3.0),
        (100, -1, date(2026, 6, 30), 3.0),
        (100, 1, date(2, 1, 1), 3.0),
        (100, 1, date(2026, 6, 30), 0.5),
        (100, 1, date(2026, 6, 30), 21.0),
        (100, 1, date(2026, 6, 30), float("nan")),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_remedy(customers: int, seed: int, as_of: date, years: float) -> None:
    with pytest.raises(DefinitionError) as caught:
        make_shop(customers, seed, as_of, years)
    assert caught.value.remedy


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    customers=st.integers(100, 260),
    seed=st.integers(0, 2**63),
    as_of=st.dates(date(1990, 1, 1), date(2099, 1, 1)),
    years=st.floats(1, 6),
)
def test_any_arguments_give_a_consistent_shop(customers: int, seed: int, as_of: date, years: float) -> None:
    shop = make_shop(customers, seed, as_of, years)
    db = connect(shop)
    assert shop.customers.num_rows == customers
    late = f"""SELECT count(*) FROM orders WHERE refunded > total OR ordered_at >= TIMESTAMP '{as_of}'
               OR ordered_at < TIMESTAMP '{shop.start}'"""
    assert one(db, late) == 0
    goods = one(db, "SELECT sum(line_total) FROM order_lines")
    assert goods == one(db, "SELECT sum(total + discount - shipping - tax) FROM orders")
    assert isinstance(goods, Decimal)
    early = """SELECT count(*) FROM (SELECT customer_id, ordered_at t FROM orders
               UNION ALL SELECT customer_id, occurred_at FROM events) JOIN customers USING (customer_id) WHERE t < created_at"""
    assert one(db, early) == 0
