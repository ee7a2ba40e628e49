"""What was planted in the made-up shop is found by the flags, the stages and the plane, and little else is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

import regulars
from regulars.demo.shop import Shop, make_shop
from regulars.scoring.layers import Layers


@dataclass(frozen=True, slots=True)
class Scored:
    shop: Shop
    rows: dict[str, dict[str, Any]]
    layers: Layers

    def members(self, truth: str, circle: str = "members") -> set[str]:
        return set(self.shop.truth(truth).customer_ids(circle))

    def flagged(self, flag: str) -> set[str]:
        return {customer for customer, row in self.rows.items() if flag in (row["flags"] or "").split("; ")}


@pytest.fixture(scope="module", params=[2024, pytest.param(11, marks=pytest.mark.long)])
def scored(request: pytest.FixtureRequest) -> Scored:
    shop = make_shop(2500, seed=request.param)
    with regulars.score(
        shop.orders, lines=shop.order_lines, events=shop.events, customers=shop.customers, as_of=date(2026, 6, 30)
    ) as result:
        return Scored(shop, {row["customer_id"]: row for row in result.profile.to_dicts()}, result.layers)


def precision_and_recall(found: set[str], truth: set[str]) -> tuple[float, float]:
    return len(found & truth) / len(found), len(found & truth) / len(truth)


@pytest.mark.parametrize(
    ("truth", "flag", "precision", "recall"),
    [
        ("serial_returners", "high_return_rate", 0.82, 0.95),
        ("discount_dependent", "discount_dependent", 0.95, 0.95),
        ("resellers", "reseller", 0.95, 0.95),
    ],
)
def test_a_planted_group_is_found_by_its_flag(scored: Scored, truth: str, flag: str, precision: float, recall: float) -> None:
    found_precision, found_recall = precision_and_recall(scored.flagged(flag), scored.members(truth))
    assert found_precision >= precision
    assert found_recall >= recall


def test_gift_buyers_are_found_once_they_came_back_in_another_december(scored: Scored) -> None:
    planted = scored.members("december_gift_buyers")
    found = scored.flagged("seasonal")
    returned = {customer for customer in planted if scored.rows[customer]["main_month_years"] >= 2}
    assert len(returned) > 0.5 * len(planted)
    assert returned <= found
    assert precision_and_recall(found, planted)[0] >= 0.9
    assert {scored.rows[customer]["main_month"] for customer in planted & found} == {12}


def test_marketplace_only_customers_are_single_channel_there(scored: Scored) -> None:
    found = {customer for customer in scored.flagged("single_channel") if scored.rows[customer]["main_channel"] == "marketplace"}
    precision, recall = precision_and_recall(found, scored.members("marketplace_only"))
    assert precision >= 0.95
    assert recall >= 0.95


def test_window_shoppers_are_the_heavy_visitors_who_never_bought(scored: Scored) -> None:
    plane = scored.layers.plane
    assert plane is not None
    corner = next(part for part in plane.corners if part.corner.name == "NEVER_BOUGHT")
    planted = len(scored.members("window_shoppers"))
    assert 0.8 * planted <= corner.customers <= 1.1 * planted


def test_the_stages_tell_those_who_stopped_from_those_who_did_not(scored: Scored) -> None:
    active, stopped = scored.members("purchase_process", "still_active"), scored.members("purchase_process", "stopped")

    def share_active(stage: str) -> float:
        inside = {customer for customer, row in scored.rows.items() if row["lifecycle"] == stage}
        return len(inside & active) / len(inside & (active | stopped))

    assert share_active("established") > 0.85
    assert share_active("active") > 0.7
    assert share_active("lapsed") < 0.12
    assert share_active("lapsed") < share_active("lapsing") < share_active("active")


def test_everybody_is_in_one_stage_and_sums_reconcile(scored: Scored) -> None:
    scored_stages = [part for part in scored.layers.stages if part.stage.value != "prospect"]
    assert sum(part.customers for part in scored_stages) == len(scored.rows)
    revenue = sum(row["revenue"] for row in scored.rows.values())
    assert sum(part.revenue or 0 for part in scored_stages) == revenue == sum(row["revenue_ever"] for row in scored.rows.values())
    assert sum(part.share for part in scored.layers.stages) == pytest.approx(1)
    assert all(row["orders"] == row["orders_ever"] for row in scored.rows.values())


def test_every_flag_says_why_with_the_customers_own_figures(scored: Scored) -> None:
    for row in scored.rows.values():
        flags, reasons = (row["flags"] or "").split("; "), (row["flag_reasons"] or "").split("; ")
        assert len(flags) == len(reasons)
        if "high_return_rate" in flags:
            assert f"of {row['orders_ever']} orders" in reasons[flags.index("high_return_rate")]
    for part in scored.layers.flags:
        assert part.customers == len(scored.flagged(part.name))
