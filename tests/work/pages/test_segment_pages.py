"""What the pages about segments say agrees with the published tables and with itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from made_workspace import CUSTOM_SEGMENT, LATER

from regulars.work.pages.compare import compare
from regulars.work.pages.figures import find_segment, member_sums, retention, segment_figures
from regulars.work.pages.gazetteer import city_spot, country_name, country_of, country_spot
from regulars.work.pages.members import everybody, segment_group
from regulars.work.pages.overview import overview
from regulars.work.pages.places import MOST_DOTS, places
from regulars.work.pages.segment import segment_page
from regulars.work.pages.segment_rules import map_rule
from regulars.work.published import Published, published
from regulars.work.refresh import refresh


def table(opened: Published, sql: str) -> list[tuple[Any, ...]]:
    with opened.session() as engine:
        return engine.rows(sql)


def test_segments_of_the_map_add_up_to_the_shop(opened: Published) -> None:
    found = overview(opened)
    assert sum(each.customers or 0 for each in found.segments) == found.totals.customers == opened.scored.facts["customers"]
    assert sum((each.revenue or Decimal(0) for each in found.segments), Decimal(0)) == found.totals.revenue
    assert sum(each.orders or 0 for each in found.segments) == found.totals.orders
    assert found.grid is not None
    cells = [cell for row in found.grid.rows for cell in row]
    assert sum(cell.customers for cell in cells) == found.totals.customers
    assert sum((cell.revenue or Decimal(0) for cell in cells), Decimal(0)) == found.totals.revenue
    assert max(cell.customers for cell in cells) == found.grid.largest


def test_moves_explain_every_change_of_size(opened: Published) -> None:
    found = overview(opened)
    assert found.moves is not None
    changes: Counter[str] = Counter()
    for flow in found.moves.flows:
        changes[flow.to_segment or ""] += flow.customers
        changes[flow.from_segment or ""] -= flow.customers
    assert {each.name: each.change for each in found.segments if each.change is not None} == {
        each.name: changes[each.name] for each in found.segments if each.change is not None
    }
    assert found.totals.customers_change == found.moves.entered - found.moves.left


def test_a_custom_segment_knows_who_came_and_went(own_pages: Published) -> None:
    workspace = own_pages.workspace
    before = find_segment(own_pages, CUSTOM_SEGMENT)
    refresh(workspace, actor="test", now=LATER + timedelta(days=60))
    now = published(workspace)
    assert now is not None
    page = segment_page(now, CUSTOM_SEGMENT, None)
    assert before is not None
    assert page is not None
    assert page.moves is not None
    assert page.moves.customers_out > 0
    assert page.figures.change == page.moves.customers_in - page.moves.customers_out
    assert page.figures.customers == (before.customers or 0) + (page.figures.change or 0)
    first = segment_page(own_pages, CUSTOM_SEGMENT, None)
    assert first is not None
    assert first.moves is None


def test_who_to_save_first_is_worth_most_a_head(opened: Published) -> None:
    found = overview(opened).rescue
    assert found
    assert [each.each for each in found] == sorted((each.each for each in found if each.each), reverse=True)
    assert all(each.segment.campaign_type == "Win-back" for each in found)


def test_the_rule_of_a_segment_finds_exactly_its_members(opened: Published) -> None:
    for segment in overview(opened).segments:
        rule = map_rule(opened.scored, segment.name, "EUR")
        found = {row[0] for row in table(opened, rule.sql)}
        assert found == {
            row[0] for row in table(opened, f"SELECT customer_id FROM profile WHERE segment = '{_quoted(segment.name)}'")
        }
        assert rule.sentence.startswith("Customers who ")


def test_the_sentence_of_a_rule_has_the_cuts_in_force(opened: Published) -> None:
    page = segment_page(opened, "Champions", "EUR")
    assert page is not None
    limits = table(opened, "SELECT MAX(recency_days), MIN(orders), MIN(revenue) FROM profile WHERE segment = 'Champions'")[0]
    days = int(page.rule.sentence.split("in the last ")[1].split(" day")[0].replace(",", ""))
    least = int(page.rule.sentence.split(" have ")[1].split(" order")[0])
    money = Decimal(page.rule.sentence.split("more than €")[1].rstrip(".").replace(",", ""))
    assert limits[0] <= days
    assert limits[1] >= least
    assert limits[2] > money


def test_a_page_of_a_segment_agrees_with_its_members(opened: Published) -> None:
    for figures in segment_figures(opened):
        page = segment_page(opened, figures.name, None)
        assert page is not None
        assert sum(each.customers for each in page.patterns) <= (figures.customers or 0)
        if not page.more_patterns:
            assert sum(each.customers for each in page.patterns) == figures.customers
        if not figures.is_custom:
            where = f"FROM profile WHERE segment = '{_quoted(figures.name)}'"
            again, expected = table(opened, f"SELECT COUNT(CASE WHEN orders > 1 THEN 1 END), SUM(expected_revenue_365d) {where}")[0]
            assert page.sums.repeat_share == pytest.approx(again / figures.customers)
            assert page.sums.expected_revenue == expected


def test_a_custom_segment_has_versions_words_and_products(opened: Published) -> None:
    page = segment_page(opened, CUSTOM_SEGMENT, None)
    assert page is not None
    assert page.figures.is_custom
    assert [each.number for each in page.versions] == [1]
    assert page.rule.words == page.versions[0].words
    assert "300" in page.rule.sql
    sold = dict(
        table(
            opened,
            "SELECT l.product_title, COUNT(DISTINCT o.customer_id) FROM order_lines AS l JOIN orders AS o USING (order_id)"
            " JOIN memberships AS m USING (customer_id)"
            f" WHERE m.kind = 'custom' AND m.segment = '{CUSTOM_SEGMENT}' AND o.status IN ('paid', 'partially_refunded', 'refunded')"
            " GROUP BY 1",
        )
    )
    worth = [each.revenue for each in page.products if each.revenue is not None]
    assert len(worth) == 5
    assert worth == sorted(worth, reverse=True)
    assert {each.title: each.customers for each in page.products} == {each.title: sold[each.title] for each in page.products}


def test_nobody_knows_a_segment_that_is_not_there(opened: Published) -> None:
    assert segment_page(opened, "No such segment", None) is None
    assert find_segment(opened, "") is None
    assert compare(opened, "Champions", "No such segment") is None


def test_retention_is_who_ordered_since_they_were_in_it(opened: Published) -> None:
    first = opened.refreshes[0]
    found = retention(opened)
    assert first.as_of is not None
    assert found
    for segment, kept in found.items():
        rows = table(
            opened,
            f"SELECT COUNT(*), COUNT(CASE WHEN p.last_order_at >= TIMESTAMPTZ '{first.as_of.isoformat()}' THEN 1 END)"
            f" FROM history AS h LEFT JOIN profile AS p USING (customer_id)"
            f" WHERE h.run = {first.run} AND h.segment = '{_quoted(segment)}'",
        )
        assert (kept.customers, kept.share) == (rows[0][0], rows[0][1] / rows[0][0])
        assert kept.days == 50


def test_two_segments_share_whom_both_have(opened: Published) -> None:
    custom = find_segment(opened, CUSTOM_SEGMENT)
    champions = find_segment(opened, "Champions")
    found = compare(opened, "Champions", CUSTOM_SEGMENT)
    assert found is not None
    assert custom is not None
    assert champions is not None
    assert found.both.customers + found.only_first.customers == champions.customers
    assert found.both.customers + found.only_second.customers == custom.customers
    assert found.both.customers > 0
    same = compare(opened, "Champions", "Champions")
    assert same is not None
    assert (same.only_first.customers, same.only_second.customers) == (0, 0)


def test_everybody_lives_somewhere_or_is_counted_as_nowhere(opened: Published) -> None:
    for group in (everybody(), *(segment_group(each.name, each.kind) for each in segment_figures(opened))):
        found = places(opened, group)
        assert sum(dot.place.customers for dot in found.dots) + found.nowhere == found.customers
        assert found.more_countries or sum(each.customers for each in found.countries) == found.customers
        assert len([dot for dot in found.dots if not dot.is_whole_country]) <= MOST_DOTS


def test_cities_beyond_the_cap_stand_in_their_countries(opened: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = places(opened, everybody())
    opened.forget_answers()
    monkeypatch.setattr("regulars.work.pages.places.MOST_DOTS", 10)
    capped = places(opened, everybody())
    assert len([dot for dot in capped.dots if not dot.is_whole_country]) == 10
    assert capped.in_others > whole.in_others
    assert sum(dot.place.customers for dot in capped.dots) == sum(dot.place.customers for dot in whole.dots)


def test_cities_are_known_by_the_names_people_write() -> None:
    vienna = city_spot("Vienna", "AT")
    assert vienna is not None
    assert city_spot("WIEN", "AT") == vienna
    assert city_spot("saint-etienne", "FR") == city_spot("Saint-Étienne", "FR")
    assert city_spot("Paris", None) == city_spot("Paris", "FR")
    assert city_spot("Atlantis", "GR") is None
    assert country_of("Deutschland") == country_of("Germany") == "DE"
    assert country_name("DE") == "Germany"
    assert country_spot("DE") is not None
    assert country_spot("ZZ") is None


def test_sums_are_of_every_segment_with_members(opened: Published) -> None:
    known = {(each.kind, each.name) for each in segment_figures(opened) if each.customers}
    assert set(member_sums(opened)) == known


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def test_of_a_map_without_campaigns_who_is_lost_is_told_by_money_and_silence(
    opened: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from regulars.work.pages import overview as module

    named = overview(opened)
    without = tuple(replace(each, campaign_type="") for each in segment_figures(opened))
    monkeypatch.setattr(module, "segment_figures", lambda _: without)
    found = module.overview(opened)
    assert not found.knows_rescue
    assert named.knows_rescue
    average = (named.totals.revenue or Decimal(0)) / named.totals.customers
    assert found.rescue
    assert all(each.each is not None and each.each > average for each in found.rescue)
    assert "Champions" not in {each.segment.name for each in found.rescue}
