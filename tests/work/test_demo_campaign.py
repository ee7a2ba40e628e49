"""What a user sees of the made-up shop's campaign: it works on who had lapsed, and the plan gives its money to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.demo.process import COMEBACK
from regulars.web.setup import start, stop
from regulars.work.beliefs import workspace_tests
from regulars.work.budget import plan_budget
from regulars.work.budget_shop import FirstAnswers, first_budget, published_now, shop_segments
from regulars.work.demo import fill_workspace, make_demo
from regulars.work.engines import engine_maker
from regulars.work.new_workspace import make_workspace
from regulars.work.trial_outcomes import read_trial
from regulars.work.workspace import open_workspace
from regulars.work.workspace_settings import NEWEST_ORDER, defaults

NOW = datetime(2026, 7, 1, tzinfo=UTC)
# by the default map those with the two worst scores of recency
LAPSED = {"Can't Lose Them", "At Risk", "Hibernating", "Lost"}


@pytest.mark.long
@pytest.mark.parametrize(("customers", "seed"), [(5000, 2024), (3000, 2024)])
def test_a_campaign_that_works_on_one_group_only_gets_its_money_there_and_nowhere_else(
    tmp_path: Path, customers: int, seed: int
) -> None:
    """`regulars demo`, `experiment read`, `plan --start`, `plan`: with the default map and more money than can be spent well."""
    demo = make_demo(tmp_path / "demo", customers, seed, NOW)
    folder = tmp_path / "shop"
    settings = defaults() | {"look_from": NEWEST_ORDER}
    make_workspace(folder, settings, lambda where: start(where, create=True), actor="tester", now=NOW)
    workspace = open_workspace(folder, start, engine_maker("duckdb", None, 2))
    try:
        fill_workspace(workspace, demo, actor="t", now=NOW)
        (comeback,) = workspace.ledger.experiments.experiments()
        found = read_trial(workspace, comeback, now=NOW).reading.metrics[0]
        seen = {name for name, reading in found.segments.items() if reading.arms and reading.arms[0].is_seen}
        assert seen <= LAPSED
        assert "Hibernating" in seen
        published, tests = published_now(workspace), workspace_tests(workspace, NOW, 30).tests
        file = first_budget(published, FirstAnswers(10_000.0, NOW.date(), 30, 0.55), tests)
        plan = plan_budget(file, shop_segments(published, 30, NOW), None, tests)
        assert {line.offer.treatment for line in plan.proposed.lines} == {"mailed"}
        # as the experiment was told, and not as a mail is guessed to cost
        assert {line.offer.contact for line in plan.proposed.lines} == {0.9}
        assert len(plan.proposed.lines) == 12
        treated = {line.offer.segment for line in plan.proposed.lines if line.customers}
        assert treated == LAPSED
        assert plan.proposed.spent + sum(test.cost for test in plan.tests) <= 10_000
        # by what was planted, and not only by what is believed, the same for everyone brings less
        brought = [
            sum(
                replace(line.offer, lift=COMEBACK.extra_chance if line.offer.segment in LAPSED else 0.0).gained(line.customers)
                - line.spent
                for line in split.lines
            )
            for split in (plan.proposed, plan.even)
        ]
        assert brought[0] > max(0.0, brought[1])
    finally:
        stop()
