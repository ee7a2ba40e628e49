"""Asking an opened shop: figures, files, previews, explanations and differences; and what opening says about the data."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "criteria"))

from stores import opened, write_demo, write_tables

import regulars
from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Past, Source, TextOperator, Unit
from regulars.criteria.wire import from_wire
from regulars.criteria.words import Status
from regulars.errors import DataError, DefinitionError, SourceError
from regulars.work.ask import Asking
from regulars.work.ask_wire import answer_object, batch_object
from regulars.work.preview import difference, explain, preview

ORDERS = t.Rows(Source.ORDERS)
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")


def over(quantity: t.Quantity, value: str) -> t.Compare:
    return t.Compare(quantity, Comparator.ABOVE, t.Constant(Decimal(value)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with Asking(opened(write_demo(tmp_path_factory.mktemp("shop")))) as asking:
        yield asking


def test_figures_are_those_of_the_members_counted_by_hand(shop: Asking) -> None:
    segment = shop.segment(over(COUNT, "3"), with_ids=True)
    orders = shop.data.engine.rows(
        "SELECT customer_id, total - refunded FROM orders WHERE status IN ('paid', 'refunded', 'partially_refunded')"
    )
    spent: dict[str, list[Decimal]] = {}
    for customer, money in orders:
        spent.setdefault(customer, []).append(money)
    frequent = {customer: sum(money) for customer, money in spent.items() if len(money) > 3}
    assert set(segment.customer_ids or ()) == frequent.keys()
    assert segment.count == len(frequent)
    assert segment.share == len(frequent) / 120
    assert segment.revenue == sum(frequent.values())


def test_words_become_a_segment_with_all_its_faces(shop: Asking) -> None:
    answer = shop.ask("customers with more than 3 orders", with_ids=True)
    assert answer.status is Status.OK
    (segment,) = answer.segments
    assert segment.sentence == "Customers with more than 3 orders."
    assert segment.count == len(segment.customer_ids or ())
    assert shop.data.engine.rows(segment.sql)[0][0] in (segment.customer_ids or ())
    made = json.loads(json.dumps(answer_object(answer), default=str))
    assert {"status", "request", "sentence", "sql", "criteria", "count", "assumptions", "unplaced", "readings"} <= made.keys()
    assert from_wire(made["criteria"]) == segment.condition


def test_a_request_with_words_that_cannot_be_placed_gives_no_customers(shop: Asking) -> None:
    answer = shop.ask("blue-eyed customers with more than 3 orders", with_ids=True)
    assert answer.status is Status.REFUSED
    line = batch_object(answer, 7)
    assert (line["id"], line["customer_ids"], line["count"]) == (7, [], None)
    assert "blue-eyed" in line["unplaced"][0]["text"]


def test_every_reading_of_a_two_way_request_has_its_customers(shop: Asking) -> None:
    line = batch_object(shop.ask("frequent buyers", with_ids=True), "a")
    assert line["status"] == "ambiguous"
    assert len(line["readings"]) > 1
    assert line["customer_ids"] == line["readings"][0]["customer_ids"]
    assert all(len(reading["customer_ids"]) == reading["count"] for reading in line["readings"])
    assert any("ways" in assumption for assumption in line["assumptions"])


def test_members_and_segments_are_written_whole(shop: Asking, tmp_path: Path) -> None:
    count = shop.write_members(over(COUNT, "3"), tmp_path / "members.csv")
    lines = (tmp_path / "members.csv").read_text().splitlines()
    assert lines[0] == "customer_id"
    assert len(lines) == count + 1
    shop.write_segments(tmp_path / "segments.csv")
    header, *placed = (tmp_path / "segments.csv").read_text().splitlines()
    assert header == "customer_id,segment"
    members = shop.segment(t.FieldText("segment", TextOperator.ANY_OF, ("Champions",)), with_ids=True).customer_ids or ()
    assert {line.split(",")[0] for line in placed if line.endswith(",Champions")} == set(members)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["members.csv", "segments.csv"]


def test_a_preview_agrees_with_the_segment_and_near_misses_fail_exactly_one_part(shop: Asking) -> None:
    parts = (over(SPEND, "200"), over(COUNT, "4"), t.Within(t.Measure(Aggregate.LAST, ORDERS), Past(120, 0, Unit.DAY)))
    seen, segment = preview(shop, t.All(parts)), shop.segment(t.All(parts), with_ids=True)
    assert (seen.count, seen.share, seen.revenue) == (segment.count, segment.share, segment.revenue)
    assert {member.customer_id for member in seen.members} <= set(segment.customer_ids or ())
    assert seen.near_misses
    for miss in seen.near_misses:
        failed = [part for part in parts if explain(shop, part, miss.customer_id).truth is not True]
        assert failed == [miss.missed]
    distances = [miss.distance for miss in seen.near_misses if miss.distance is not None]
    assert distances == sorted(distances)


def test_a_near_miss_says_by_how_much(shop: Asking) -> None:
    nearest = preview(shop, over(SPEND, "200")).near_misses[0]
    assert nearest.distance is not None
    assert nearest.value <= 200
    assert abs(nearest.distance - float((200 - nearest.value) / 200)) < 1e-9


def test_an_explanation_judges_every_part(shop: Asking) -> None:
    member = shop.segment(over(COUNT, "3"), with_ids=True).customer_ids[0]  # type: ignore[index]
    whole = t.All((over(COUNT, "3"), t.Not(t.Any((over(COUNT, "3"), over(COUNT, "99"))))))
    judged = explain(shop, whole, member)
    assert judged.truth is False
    assert [part.truth for part in judged.parts] == [True, False]
    assert [part.truth for part in judged.parts[1].parts[0].parts] == [True, False]
    assert judged.parts[0].value > 3
    with pytest.raises(DataError, match="no customer 'nobody'"):
        explain(shop, whole, "nobody")


def test_an_unknown_value_is_explained_as_unknown(shop: Asking) -> None:
    born = t.Compare(t.YearsSince(t.FieldValue("birth_date")), Comparator.AT_LEAST, t.Constant(Decimal(18)))
    without = shop.segment(t.Not(t.Known(t.FieldValue("birth_date"))), with_ids=True).customer_ids
    assert without
    judged = explain(shop, born, without[0])
    assert (judged.truth, judged.value) == (None, None)


def test_a_difference_says_who_enters_and_who_leaves(shop: Asking) -> None:
    old, new = over(COUNT, "3"), t.All((over(COUNT, "2"), over(SPEND, "300")))
    before, after = (set(shop.segment(each, with_ids=True).customer_ids or ()) for each in (old, new))
    moved = difference(shop, old, new)
    assert (set(moved.enter), set(moved.leave), moved.stay) == (after - before, before - after, len(after & before))


def test_a_field_that_needs_the_profile_is_worked_out_when_asked_for(tmp_path: Path) -> None:
    with Asking(opened(write_demo(tmp_path))) as asking:
        assert asking.data.made == set()
        stages = asking.segment(t.FieldText("lifecycle", TextOperator.ANY_OF, ("lapsed", "lapsing")))
        assert asking.data.made == {"profile"}
        assert 0 < stages.count < 120
        flagged = asking.segment(t.FieldText("flags", TextOperator.TAGGED, ("single_channel",)))
        reasons = asking.segment(t.FieldText("flag_reasons", TextOperator.CONTAINS, ("all ",)))
        assert flagged.count <= reasons.count


def test_a_field_that_cannot_be_worked_out_after_all_is_refused_and_the_next_request_answered(tmp_path: Path) -> None:
    orders = "order_id,customer_id,ordered_at,total\n1,a,2025-01-01,10.00\n2,b,2025-02-01,20.00\n3,b,2025-03-01,20.00"
    saved = {"regulars to be": over(t.FieldValue("expected_orders_90d"), "1")}
    with Asking(opened(write_tables(tmp_path, orders=orders)), saved) as asking:
        with pytest.raises(DataError, match="“expected orders in 90 days” cannot be worked out"):
            asking.segment(t.InSegment(("regulars to be",)))
        assert asking.ask("more than 1 order", with_ids=True).segments[0].customer_ids == ("b",)


def test_what_the_data_do_not_have_is_refused_with_what_they_have(tmp_path: Path) -> None:
    orders = "order_id,customer_id,ordered_at,total\n1,a,2025-01-01,10.00\n2,b,2025-02-01,20.00"
    with Asking(opened(write_tables(tmp_path, orders=orders))) as asking:
        assert asking.data.shape.fields["customer_id"] is ValueKind.TEXT
        for rows, said in (
            (t.Rows(Source.EVENTS), "no events"),
            (t.Rows(Source.LINES), "no order lines"),
            (t.Rows(Source.ORDERS, t.RowKnown("coupon_code")), "no coupon_code"),
        ):
            with pytest.raises(DefinitionError, match=said):
                asking.segment(over(t.Measure(Aggregate.COUNT, rows), "0"))
        with pytest.raises(DefinitionError, match="no field 'county'"):
            asking.segment(t.FieldText("county", TextOperator.ANY_OF, ("x",)))


def test_rows_that_are_left_out_are_counted_by_reason(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path,
        customers="customer_id,created_at\na,2025-01-01\n,2025-01-01\na,2025-01-02\nlate,2026-05-01",
        orders="order_id,customer_id,ordered_at,total\n1,a,2025-01-01,10.00\n2,,2025-02-01,20.00\n3,b,2026-02-01,20.00",
        order_lines="order_id,product_id,quantity,unit_price\n1,x,1,10.00\n9,x,1,10.00",
        events="customer_id,occurred_at,type\na,2025-01-01,site_visit\na,2026-01-02,site_visit\nc,2025-01-01,site_visit",
    )
    with opened(folder, as_of="2026-01-01") as data:
        notes = " ".join(data.notes)
        assert "1 order row left out: no customer on the row." in notes
        assert "1 order row left out: dated after the as-of." in notes
        assert "1 event row left out: dated after the as-of." in notes
        assert "1 order line left out" in notes
        assert "1 row of the customers file left out: no customer on the row." in notes
        assert "1 row of the customers file repeat" in notes
        assert [row[0] for row in data.engine.rows("SELECT customer_id FROM customers ORDER BY 1")] == ["a", "c"]


def test_returns_without_an_order_take_from_what_was_spent_and_are_no_orders(tmp_path: Path) -> None:
    orders = """
        invoice,customer_id,invoice_date,product,quantity,unit_price
        1,a,2025-01-01 10:00:00,tea,2,10.00
        1,a,2025-01-01 10:00:00,mug,1,5.00
        2,a,2025-02-01 10:00:00,tea,1,10.00
        C3,a,2025-02-03 10:00:00,tea,-1,10.00
        4,b,2025-02-04 10:00:00,mug,1,5.00
        C5,b,2025-02-05 10:00:00,mug,-1,5.00
        6,c,2025-02-05 10:00:00,mug,1,5.00
    """
    with Asking(opened(write_tables(tmp_path, orders=orders))) as asking:
        assert asking.data.has_returns
        spent = asking.segment(t.Compare(SPEND, Comparator.EQUAL, t.Constant(Decimal(25))), with_ids=True)
        assert spent.customer_ids == ("a",)
        assert spent.revenue == Decimal("25.00")
        assert asking.segment(t.Compare(COUNT, Comparator.EQUAL, t.Constant(Decimal(2))), with_ids=True).customer_ids == ("a",)
        assert asking.segment(t.Compare(SPEND, Comparator.EQUAL, t.Constant(Decimal(0))), with_ids=True).customer_ids == ("b",)


@pytest.mark.parametrize(("name", "said"), [("none", "There is no folder"), ("empty", "has no file of orders")])
def test_a_folder_that_is_no_shop_is_refused(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=said):
        opened(tmp_path / name)


def test_the_library_answers_in_one_call(tmp_path: Path) -> None:
    answer = regulars.ask("customers with more than 3 orders", data=write_demo(tmp_path))
    assert answer.status is Status.OK
    assert answer.segments[0].customer_ids
    assert replace(answer, segments=()) != answer
