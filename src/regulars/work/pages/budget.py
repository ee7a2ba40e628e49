"""The budget page: the plan that the workspace keeps, worked out with its segments and its experiments as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regulars.errors import RegularsError
from regulars.work.beliefs import NotCounted, WorkspaceTests, experiments_say
from regulars.work.budget import BudgetPlan, SegmentSize, net_by_budget, plan_budget
from regulars.work.budget_kept import KeptBudget
from regulars.work.budget_shop import shop_segments
from regulars.work.published import Published

# other budgets whose return is drawn, as parts of the plan's own
_OTHER_BUDGETS = (0.25, 0.5, 0.75, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """The plan with what it rests on. `curve` is (money spent, net gain) of other budgets, least first; `not_counted` experiments
    that say nothing of a lift."""

    kept: KeptBudget
    plan: BudgetPlan
    sizes: Mapping[str, SegmentSize]
    not_counted: tuple[NotCounted, ...]
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class BudgetProblem:
    """A budget that cannot be worked out: what is wrong with it and what to do."""

    kept: KeptBudget
    problem: str
    remedy: str


def budget_page(published: Published, kept: KeptBudget, now: datetime) -> BudgetPage | BudgetProblem:
    """The plan of a budget, worked out once for a text of it, a publication and what experiments say."""
    found = experiments_say(published, now, kept.file.days)
    sizes = shop_segments(published, kept.file.days, now)
    held = tuple((name, size.held_out) for name, size in sizes.items() if size.held_out)
    key = ("budget plan", kept.mark, found.tests, held)
    try:
        plan, curve = published.remembered(key, lambda _: _worked_out(kept, sizes, found))
    except RegularsError as error:
        return BudgetProblem(kept, error.problem, error.remedy)
    return BudgetPage(kept, plan, sizes, found.not_counted, curve)


def _worked_out(
    kept: KeptBudget, sizes: Mapping[str, SegmentSize], found: WorkspaceTests
) -> tuple[BudgetPlan, tuple[tuple[float, float], ...]]:
    plan = plan_budget(kept.file, sizes, None, found.tests)
    points = net_by_budget(plan, [part * plan.kept for part in _OTHER_BUDGETS])
    curve = sorted({(0.0, 0.0), *points, (plan.proposed.spent, plan.proposed.net)})
    return plan, tuple(curve)
