"""What a plan of the budget is compared with, in words that the command and the page share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from regulars.charts import text
from regulars.playbooks.budget import Allocation
from regulars.work.budget import BudgetPlan

_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Beside:
    """Another split: what it spends and is expected to bring, how much less that is than by the plan (below 0: more), and how much
    of it comes by offers that are known well enough for the plan to count on."""

    spent: float
    net: float
    less: float
    sure: float

    @property
    def looks_better(self) -> bool:
        """Whether it looks better than the plan: which leaves out offers that too little is known of, or may not spend as much."""
        return self.less < -_CENT

    @property
    def is_a_gamble(self) -> bool:
        """Whether that is by offers that too little is known of."""
        return self.looks_better and self.sure < self.net - _CENT


def beside_today(plan: BudgetPlan) -> Beside | None:
    """Today's split; None where none is known."""
    return _beside(plan, plan.present)


def beside_even(plan: BudgetPlan) -> Beside | None:
    """The same for everyone; None where that spends nothing."""
    return _beside(plan, plan.even)


def beside_sentences(plan: BudgetPlan) -> tuple[str, ...]:
    """Both in a sentence each."""
    said = []
    for begins, found in (("As it is split today", beside_today(plan)), ("Spread the same over everyone", beside_even(plan))):
        if found is not None:
            said.append(f"{begins}, {money(plan, found.spent)} {compared(plan, found)}.")
    return tuple(said)


def compared(plan: BudgetPlan, found: Beside) -> str:
    """What the money of another split brings, beside the plan."""
    brings = f"{'would bring' if found.net >= 0 else 'would lose'} {money(plan, abs(found.net))}"
    if not found.looks_better:
        return f"{brings}, {money(plan, max(0.0, found.less))} less than the plan"
    if not found.is_a_gamble:
        more = f"{brings}, {money(plan, -found.less)} more than the plan, which may not split it so"
        return f"{more}: look at the budget, at what a channel may cost, and at what is kept for tests"
    surely = f"only {money(plan, found.sure)}" if found.sure > 0 else "nothing"
    return (
        f"{brings} if the lifts are as believed, but {surely} of that by offers that are known well enough "
        f"(a gain with a chance of {plan.file.evidence:.0%}). The plan does not bet on the others: test them first"
    )


def money(plan: BudgetPlan, amount: float) -> str:
    """An amount in the plan's currency, to the cent."""
    return text.money(Decimal(repr(round(amount, 2))), plan.file.currency or None)


def _beside(plan: BudgetPlan, other: Allocation) -> Beside | None:
    if not other.spent:
        return None
    sure = sum(line.net for line in other.lines if line.offer.chance >= plan.file.evidence)
    return Beside(other.spent, other.net, plan.proposed.net - other.net, sure)
