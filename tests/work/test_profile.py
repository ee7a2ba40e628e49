"""Every field of the profile on shops small enough to reckon by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import regulars
from regulars.fields import Group, field_named, profile_fields

ORDERS = """order_id,customer_id,ordered_at,total,discount,refunded,cost,channel,coupon_code
1,a,2024-01-01 10:00:00,100.00,0.00,0.00,40.00,web,
2,a,2024-01-31 10:30:00,50.00,50.00,0.00,20.00,web,HALF
3,a,2024-03-01 11:00:00,60.00,20.00,30.00,24.00,store,HALF
4,a,2024-06-01 10:00:00,90.01,0.00,0.00,36.00,web,
5,b,2024-05-20 23:30:00,20.00,0.00,0.00,8.00,store,
6,c,2024-02-01 09:00:00,0.00,30.00,0.00,9.00,app,FREE
"""
LINES = """order_id,product_id,product_title,category,quantity,unit_price
1,p1,Lamp,Light,2,20.00
1,p2,Rug,Floor,1,60.00
2,p1,Lamp,Light,5,20.00
3,p3,Bulb,Light,8,10.00
4,p1,Lamp,Light,1,90.01
5,p2,Rug,Floor,1,20.00
"""
EVENTS = """customer_id,occurred_at,type
a,2023-12-31 10:00:00,site_visit
a,2024-05-31 10:00:00,site_visit
a,2024-05-31 10:01:00,page_view
a,2024-05-01 10:00:00,email_sent
a,2024-05-01 12:00:00,email_open
a,2024-05-01 12:01:00,email_click
b,2024-04-01 10:00:00,email_sent
b,2024-04-02 10:00:00,unsubscribed
v,2024-05-01 10:00:00,site_visit
v,2024-05-02 10:00:00,site_visit
v,2024-05-03 10:00:00,site_visit
a,2024-07-01 10:00:00,site_visit
"""
PEOPLE = """customer_id,email,phone
a,a@example.com,
b,b@example.com,
c,,+1 202 555 0100
x,x@example.com,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in (("orders", ORDERS), ("order_lines", LINES), ("events", EVENTS), ("customers", PEOPLE)):
        (tmp_path / f"{name}.csv").write_text(content)
    return tmp_path


def profiles(orders: object, **options: Any) -> dict[str, dict[str, Any]]:
    with regulars.score(orders, **options) as result:
        return {row["customer_id"]: row for row in result.profile.to_dicts()}


def picked(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[name] for name in names]


def test_orders_and_money_by_hand(folder: Path) -> None:
    found = profiles(folder)  # as of 2024-06-02
    a = found["a"]
    assert picked(a, "tenure_days", "orders_ever", "orders_30d", "orders_90d", "orders_180d", "orders_365d") == [153, 4, 1, 1, 4, 4]
    assert picked(a, "revenue_ever", "revenue_30d", "revenue_180d") == [Decimal("270.01"), Decimal("90.01"), Decimal("270.01")]
    assert a["average_order_value"] == Decimal("67.50")  # 270.01 / 4 = 67.5025
    assert picked(a, "gross_margin", "margin_share") == [Decimal("150.01"), 0.5556]
    assert picked(found["c"], "revenue_ever", "average_order_value", "gross_margin", "margin_share") == [
        Decimal("0.00"),
        Decimal("0.00"),
        Decimal("-9.00"),
        None,
    ]


def test_from_an_instant_windows_begin_after_their_first_instant(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total\n1,a,2024-05-02 00:00:00,1\n2,a,2024-05-02 00:00:01,2\n3,b,2024-06-01 00:00:00,4\n4,b,2024-06-01 00:00:01,8\n"
    )
    instant = profiles(tmp_path / "o.csv", as_of="2024-06-01T00:00")
    assert picked(instant["a"], "orders_ever", "orders_30d", "revenue_30d") == [2, 1, Decimal("2.00")]
    assert picked(instant["b"], "orders_ever", "revenue_30d") == [1, Decimal("4.00")]
    later = profiles(tmp_path / "o.csv", as_of="2024-06-02")
    assert picked(later["a"], "orders_ever", "orders_30d") == [2, 0]
    assert picked(later["b"], "orders_ever", "revenue_30d") == [2, Decimal("12.00")]


def test_discounts_and_returns_by_hand(folder: Path) -> None:
    found = profiles(folder)
    assert picked(found["a"], "discounted_share", "discount_share", "coupons", "main_coupon") == [
        0.5,
        0.1892,
        1,
        "HALF",
    ]  # 70 of 370.01
    assert picked(found["a"], "returned", "returned_orders_share", "returned_share") == [Decimal("30.00"), 0.25, 0.1]
    assert picked(found["b"], "discounted_share", "coupons", "main_coupon", "returned_share") == [0.0, 0, None, 0.0]
    assert picked(found["c"], "discounted_share", "discount_share", "returned_share") == [1.0, 1.0, None]


def test_channels_and_times_by_hand(folder: Path) -> None:
    found = profiles(folder)
    assert picked(found["a"], "channels", "main_channel", "main_channel_share") == [2, "web", 0.75]
    assert picked(found["a"], "main_weekday", "main_hour", "main_month", "main_month_share", "main_month_years") == [
        1,
        10,
        1,
        0.5,
        1,
    ]
    late = profiles(folder, timezone="Europe/Berlin", file_timezone="UTC")["b"]
    assert picked(late, "main_weekday", "main_hour") == [2, 1]  # Monday 23:30 in UTC is Tuesday 01:30 in Berlin


def test_of_equals_the_first_in_the_alphabet_is_the_main_one(tmp_path: Path) -> None:
    rows = ["order_id,customer_id,ordered_at,total,channel"]
    rows += [f"{n},a,2024-01-{n:02},5,{channel}" for n, channel in enumerate(("web", "app", "web", "app"), 1)] + [
        "9,b,2024-02-01,5,web"
    ]
    (tmp_path / "o.csv").write_text("\n".join(rows) + "\n")
    assert profiles(tmp_path / "o.csv")["a"]["main_channel"] == "app"


def test_cadence_by_hand(folder: Path) -> None:
    rules = folder / "rules.toml"
    rules.write_text("[lifecycle]\ntypical_gap = 40\n")
    found = profiles(folder, profile_rules=rules)
    # gaps 30, 30, 92; from first to last 152 days; (2 x 40 + 152) / (2 + 3) = 46.4
    assert picked(found["a"], "order_days", "median_gap_days", "last_gap_days", "typical_gap_days") == [4, 30, 92, 46.4]
    assert found["a"]["overdue"] == 0.02
    # 2024-05-20 to 2024-06-02, with no gap of its own
    assert picked(found["b"], "order_days", "median_gap_days", "typical_gap_days", "overdue") == [1, None, 40.0, 0.33]


def test_two_orders_on_one_day_are_no_gap(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total\n1,a,2024-01-01 08:00:00,1\n2,a,2024-01-01 20:00:00,2\n3,b,2024-02-01,4\n"
    )
    found = profiles(tmp_path / "o.csv")["a"]
    assert picked(found, "orders_ever", "order_days", "median_gap_days") == [2, 1, None]


def test_products_and_categories_by_hand(folder: Path) -> None:
    found = profiles(folder)
    a = found["a"]
    assert picked(a, "products", "main_product", "main_product_title", "main_product_share", "repeat_products") == [
        3,
        "p1",
        "Lamp",
        0.75,
        1,
    ]
    assert picked(a, "categories", "main_category", "main_category_share") == [2, "Light", 0.8]
    assert picked(a, "units", "units_per_line") == [17.0, 3.4]
    assert picked(found["c"], "products", "main_product", "main_product_share", "units") == [0, None, None, None]


def test_lines_in_the_orders_file_say_the_same(tmp_path: Path) -> None:
    rows = ["order_id,customer_id,ordered_at,product_id,quantity,unit_price"]
    rows += ["1,a,2024-01-01,p1,2,5.00", "1,a,2024-01-01,p2,1,5.00", "2,a,2024-02-01,p1,1,5.00", "2,a,2024-02-01,p1,-1,5.00"]
    rows += ["3,b,2024-02-01,p2,1,5.00"]
    (tmp_path / "o.csv").write_text("\n".join(rows) + "\n")
    a = profiles(tmp_path / "o.csv")["a"]
    assert picked(a, "orders_ever", "revenue_ever", "returned", "returned_orders_share") == [
        2,
        Decimal("15.00"),
        Decimal("5.00"),
        0.5,
    ]
    assert picked(a, "products", "main_product", "main_product_share", "repeat_products", "units") == [2, "p1", 1.0, 1, 4.0]


def test_engagement_by_hand_and_nothing_after_the_as_of(folder: Path) -> None:
    found = profiles(folder)
    a = found["a"]
    assert picked(a, "sends_30d", "sends_90d", "opens_90d", "clicks_90d", "visits_30d", "visits_90d", "views_30d") == [
        0,
        1,
        1,
        1,
        1,
        1,
        1,
    ]
    assert a["last_visits_at"] == datetime(2024, 5, 31, 10)
    assert a["first_visit_at"] == datetime(2023, 12, 31, 10)
    assert a["engagement_90d"] == 6.0  # visit 1, page 1, open 1, click 3
    assert picked(found["c"], "sends_90d", "visits_90d", "last_sends_at", "engagement_90d") == [0, 0, None, 0.0]
    assert found["b"]["unsubscribed_at"] == datetime(2024, 4, 2, 10)


def test_event_weights_can_be_changed(folder: Path) -> None:
    (folder / "rules.toml").write_text("[event_weights]\nemail_click = 2.5\n")
    assert profiles(folder, profile_rules=folder / "rules.toml")["a"]["engagement_90d"] == 2.5


def test_points_for_events_that_there_are_not_are_said_not_to_count(folder: Path) -> None:
    (folder / "rules.toml").write_text("[event_weights]\nemail_click = 2\nsite_vist = 1\n")
    with regulars.score(folder, profile_rules=folder / "rules.toml") as result:
        assert [note for note in result.layers.notes if "site_vist" in note and "email_click" not in note]


def test_hundreds_of_types_of_events_are_visits_by_day(folder: Path) -> None:
    rows = "".join(f"a,2024-05-{1 + kind % 4:02} 10:00:00,kind-{kind}\n" for kind in range(300))
    (folder / "events.csv").write_text(f"customer_id,occurred_at,type\n{rows}a,2024-05-20 10:00:00,email_click\n")
    assert picked(profiles(folder)["a"], "visits_30d", "last_visits_at", "clicks_30d") == [3, datetime(2024, 5, 20, 10), 1]


def test_nobody_to_write_to_is_unreachable(folder: Path) -> None:
    flags = {customer: row["flags"] for customer, row in profiles(folder).items()}
    assert flags == {"a": None, "b": "unreachable", "c": None}  # b unsubscribed and has no phone, c has a phone


def test_who_said_no_to_marketing_is_unreachable_and_who_was_never_asked_is_not(folder: Path) -> None:
    (folder / "customers.csv").write_text(
        "customer_id,email,phone,accepts_marketing\na,a@example.com,,no\nb,,,yes\nc,c@example.com,,\n"
    )
    found = profiles(folder)
    assert {customer: row["flags"] for customer, row in found.items()} == {"a": "unreachable", "b": "unreachable", "c": None}
    assert (found["a"]["flag_reasons"], found["b"]["flag_reasons"]) == (
        "said no to marketing",
        "no e-mail address and no phone number",
    )


def test_where_units_are_volumes_at_most_a_tenth_of_the_customers_may_be_resellers(tmp_path: Path) -> None:
    rows = [(f"{who}-{turn}", who, 1000 * who if who > 20 else 1) for who in range(1, 41) for turn in range(2)]
    orders = [f"{order},{who},2024-01-{turn % 28 + 1:02},10.00" for turn, (order, who, _) in enumerate(rows)]
    (tmp_path / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *orders]))
    (tmp_path / "order_lines.csv").write_text(
        "\n".join(["order_id,product_id,quantity", *(f"{o},p,{units}" for o, _, units in rows)])
    )
    found = profiles(tmp_path)
    flagged = {int(who) for who, row in found.items() if "reseller" in (row["flags"] or "")}
    assert flagged == {36, 37, 38, 39, 40}  # the 36th of 40 is the ninetieth percentile
    assert "40000.0 units per order line over 2 orders (the shop's median is 1" in found["40"]["flag_reasons"]


def test_prospects_are_everybody_known_without_an_order(folder: Path) -> None:
    with regulars.score(folder) as result:
        stages = {str(part.stage): part.customers for part in result.layers.stages}
    assert stages["prospect"] == 2  # x from the customers file, v from the events
    assert sum(stages.values()) == 5


def test_a_window_of_the_run_does_not_cut_the_profile(folder: Path) -> None:
    with regulars.score(folder / "orders.csv", window_days=60) as result:
        rows = {row["customer_id"]: row for row in result.profile.to_dicts()}
    assert picked(rows["a"], "orders", "orders_ever", "tenure_days", "revenue_ever") == [1, 4, 153, Decimal("270.01")]


@pytest.mark.parametrize("orders_a_day", [1, 2])
def test_stages_are_judged_by_the_gaps_between_order_days_of_all_history_whatever_the_window(
    tmp_path: Path, orders_a_day: int
) -> None:
    days = [date(2024, 1, 1) + timedelta(days=40 * turn) for turn in range(6)]
    rows = [
        f"{shopper}-{day}-{turn},{shopper},{day},10.00"
        for shopper in range(25)
        for day in (*days, days[-1] + timedelta(days=5))
        for turn in range(orders_a_day)
    ]
    (tmp_path / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *rows]))
    for window_days in (None, 30):
        with regulars.score(tmp_path / "orders.csv", window_days=window_days) as result:
            borders = result.layers.borders
        assert borders is not None
        assert float(borders.typical_gap) == 34.1  # 205 days in six gaps, to a tenth of a day


def test_half_a_hundredth_of_a_gap_is_rounded_up(tmp_path: Path) -> None:
    orders = "order_id,customer_id,ordered_at,total\n" + "".join(
        f"{place},a,2024-{month:02}-01,10.00\n" for place, month in enumerate((1, 2, 3, 4, 5, 6, 7))
    )
    (tmp_path / "orders.csv").write_text(orders + "8,b,2024-07-01,10.00\n")
    (tmp_path / "rules.toml").write_text("[lifecycle]\ntypical_gap = 37.7\n")
    with regulars.score(tmp_path / "orders.csv", profile_rules=tmp_path / "rules.toml") as result:
        row = next(row for row in result.profile.to_dicts() if row["customer_id"] == "a")
    assert row["typical_gap_days"] == 32.18  # (2 x 37.7 + 182) / 8 is 32.175


DROPPED = {
    "discount": {"discount_share"},
    "cost": {"gross_margin", "margin_share"},
    "channel": {"channels", "main_channel", "main_channel_share"},
    "coupon_code": {"coupons", "main_coupon"},
    "refunded": {"returned", "returned_orders_share", "returned_share"},
}


@pytest.mark.parametrize("column", DROPPED)
def test_a_missing_column_takes_its_fields_away_and_no_others(folder: Path, column: str) -> None:
    head, *rows = [line.split(",") for line in ORDERS.strip().splitlines()]
    at = head.index(column)
    whole = set(profiles(folder)["a"])
    (folder / "orders.csv").write_text("\n".join(",".join(row[:at] + row[at + 1 :]) for row in (head, *rows)) + "\n")
    assert whole - set(profiles(folder)["a"]) == DROPPED[column]


@pytest.mark.parametrize(("file", "group"), [("order_lines", Group.PRODUCTS), ("events", Group.ENGAGEMENT)], ids=str)
def test_a_missing_file_takes_its_group_away_and_no_other(folder: Path, file: str, group: Group) -> None:
    whole = set(profiles(folder)["a"])
    (folder / f"{file}.csv").unlink()
    left = set(profiles(folder)["a"])
    assert whole - left == {field.name for field in profile_fields((group,))}
    with regulars.score(folder) as result:
        assert (result.layers.plane is None) == (file == "events")


@pytest.mark.parametrize(
    ("kept", "gone"),
    [
        ("site_visit", {"sends", "opens", "clicks", "views"}),
        ("email_sent", {"opens", "clicks", "visits", "views"}),
        # whoever clicks was there that day
        ("email_click", {"sends", "opens", "views"}),
    ],
)
def test_a_kind_of_event_that_the_data_have_none_of_takes_its_fields_away(folder: Path, kept: str, gone: set[str]) -> None:
    whole = set(profiles(folder)["a"])
    head, *rows = EVENTS.strip().splitlines()
    (folder / "events.csv").write_text("\n".join([head, *(row for row in rows if row.endswith(kept))]))
    fields = {f"{kind}_{days}d" for kind in gone for days in (30, 90)} | {f"last_{kind}_at" for kind in gone}
    assert whole - set(profiles(folder)["a"]) == fields | ({"first_visit_at"} if "visits" in gone else set())
    with regulars.score(folder) as result:
        assert (result.layers.plane is None) == ("visits" in gone)


def test_without_refunds_or_returns_nobody_is_said_to_have_returned_nothing(tmp_path: Path) -> None:
    plain = "order_id,customer_id,ordered_at,total\n1,a,2024-01-01,10.00\n2,a,2024-02-01,10.00\n3,a,2024-03-01,10.00\n5,b,2024-03-01,10.00\n"
    (tmp_path / "o.csv").write_text(plain)
    with regulars.score(tmp_path / "o.csv") as result:
        assert "returned" not in result.profile.to_dicts()[0]
        assert "high_return_rate" not in {flag.name for flag in result.layers.flags}
        assert not any("given back" in habit.label for habit in result.layers.habits)
    (tmp_path / "o.csv").write_text(f"{plain}4,a,2024-03-02,-4.00\n")
    assert picked(profiles(tmp_path / "o.csv")["a"], "returned", "returned_orders_share") == [Decimal("4.00"), 0.3333]


def test_the_barest_orders_have_a_profile(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("customer_id,ordered_at\na,2024-01-01\na,2024-01-01\nb,2024-02-01\n")
    found = profiles(tmp_path / "o.csv")
    assert picked(found["a"], "orders_ever", "order_days", "lifecycle") == [2, 1, "new"]
    assert not {"revenue_ever", "main_channel", "products", "visits_30d"} & set(found["a"])


def test_every_column_is_in_the_catalogue(folder: Path) -> None:
    for column in profiles(folder)["a"]:
        assert field_named(column).name == column


def test_engagement_runs_have_the_fields_about_engagement(folder: Path) -> None:
    found = profiles(folder / "events.csv", scorecard="rfe", as_of="2024-06-02")
    assert found["v"]["visits_90d"] == 3
    assert {"lifecycle", "revenue_ever"}.isdisjoint(found["v"])
    with regulars.score(folder / "events.csv", scorecard="rfe", as_of="2024-06-02") as result:
        assert result.layers.stages == ()


def test_events_that_name_nobody_are_nobodys(tmp_path: Path) -> None:
    rows = ["ann,2024-03-01", "guest,2024-03-02", "Guest,2024-03-03", "bob,2024-03-04", "0,2024-03-04", ",2024-03-04"]
    (tmp_path / "events.csv").write_text("customer_id,occurred_at,type\n" + "".join(f"{row},site_visit\n" for row in rows))
    with regulars.score(tmp_path / "events.csv", scorecard="rfe") as result:
        assert sorted(row["customer_id"] for row in result.customers.to_dicts()) == ["ann", "bob"]
        assert {line["line"]: line["rows"] for line in result.quality.to_dicts()} == {"input": 6, "no_customer": 4, "counted": 2}


def test_events_of_strangers_are_told(folder: Path) -> None:
    (folder / "events.csv").write_text("customer_id,occurred_at,type\n77,2024-05-01,site_visit\n")
    with regulars.score(folder) as result:
        assert "in the same way" in result.layers.notes[0]


def test_the_corners_of_the_plane_by_hand(tmp_path: Path) -> None:
    orders = ["order_id,customer_id,ordered_at,total"]
    orders += [
        "1,stopped_visiting,2024-05-01,10",
        "2,stopped_buying,2023-01-01,10",
        "3,unvisited,2024-05-30,10",
        "4,steady,2024-05-30,10",
    ]
    events = ["customer_id,occurred_at,type", "stopped_visiting,2024-01-01,site_visit"]
    events += [f"{who},2024-05-{day:02},site_visit" for who in ("stopped_buying", "never_bought", "steady") for day in (1, 2, 3)]
    (tmp_path / "orders.csv").write_text("\n".join(orders) + "\n")
    (tmp_path / "events.csv").write_text("\n".join(events) + "\n")
    with regulars.score(tmp_path) as result:
        plane = result.layers.plane
    assert plane is not None
    assert plane.heavy == 3
    assert [part.customers for part in plane.corners] == [1, 1, 1, 1]
    assert [part.revenue for part in plane.corners] == [Decimal(10), Decimal(10), Decimal(0), Decimal(10)]
    assert sum(cell.customers for cell in plane.cells) == 5


def test_currencies_are_converted_in_the_details_too(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total,discount,cost,currency\n1,a,2024-01-01,90.00,10.00,50.00,EUR\n2,b,2024-02-01,90.00,10.00,50.00,USD\n"
    )
    found = profiles(tmp_path / "o.csv", rates={"EUR": 1, "USD": "0.5"})
    assert picked(found["b"], "revenue_ever", "gross_margin", "discount_share") == [Decimal("45.00"), Decimal("20.00"), 0.1]


def test_a_total_repeated_on_each_line_counts_its_discount_once(tmp_path: Path) -> None:
    rows = ["order_id,customer_id,ordered_at,total,discount,product_id,quantity"]
    rows += [f"{o},c{o % 4},2024-01-{1 + o:02},{o * 10}.00,{o}.00,P{line},1" for o in range(1, 20) for line in range(3)]
    (tmp_path / "o.csv").write_text("\n".join(rows) + "\n")
    for row in profiles(tmp_path / "o.csv").values():
        assert row["discount_share"] == pytest.approx(1 / 11, abs=1e-4)


def test_a_person_known_by_number_and_address_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,email,ordered_at,total\n1,a,a@x.com,2024-01-01,1\n2,b,b@x.com,2024-02-01,2\n"
    )
    (tmp_path / "people.csv").write_text("customer_id,email\na,a@x.com\nb,b@x.com\nz,z@x.com\n")
    with regulars.score(tmp_path / "o.csv", customers=tmp_path / "people.csv") as result:
        assert {str(part.stage): part.customers for part in result.layers.stages}["prospect"] == 1


def test_returns_beyond_all_sales_are_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total\n1,a,2024-01-01,10\n2,a,2024-03-01,-400\n3,b,2024-02-02,20\n"
    )
    found = profiles(tmp_path / "o.csv")["a"]
    assert picked(found, "returned", "returned_share", "returned_orders_share", "revenue_ever") == [
        Decimal("400.00"),
        1.0,
        1.0,
        Decimal("-390.00"),
    ]


def test_somebody_who_buys_one_thing_is_told_from_somebody_who_buys_it_with_others(tmp_path: Path) -> None:
    rows = ["order_id,customer_id,ordered_at,product_id,quantity,unit_price"]
    for n in range(1, 4):
        rows += [f"a{n},a,2024-0{n}-01,coffee,1,5.00", f"b{n},b,2024-0{n}-01,coffee,1,5.00", f"b{n},b,2024-0{n}-01,other{n},1,5.00"]
    (tmp_path / "o.csv").write_text("\n".join(rows) + "\n")
    found = profiles(tmp_path / "o.csv")
    assert (found["a"]["flags"], found["b"]["flags"]) == ("one_product", None)
    assert found["a"]["flag_reasons"] == "coffee is in 100 % of 3 orders, different products bought: 1"


def test_lines_of_which_none_belongs_to_an_order_are_said_to_be_strange(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,total\na,1,2024-01-05,5\nb,2,2024-02-05,6\nc,1,2024-03-05,7\n"
    )
    (tmp_path / "lines.csv").write_text("order_id,product_id,quantity,unit_price\n901,p,1,5.00\n902,q,1,6.00\n")
    result = regulars.score(tmp_path / "orders.csv", lines=tmp_path / "lines.csv")
    assert "None of the order lines belongs to a counted order" in " ".join(result.layers.notes)
