"""The first question of a validation: is there any signal at all? One answer over all scores and groupings looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.validation import words
from regulars.validation.discrimination import Auc
from regulars.validation.distributions import holm
from regulars.validation.estimates import Refusal
from regulars.validation.groups import Finding, GroupTable
from regulars.validation.heterogeneity import Heterogeneity


@dataclass(frozen=True, slots=True)
class Check:
    """One place where a signal could show: a score's AUC, or a grouping's differences. `p_value` is not corrected."""

    name: str
    p_value: float


@dataclass(frozen=True, slots=True)
class Signal:
    """Whether anything predicts. `carried_by` are the checks that stay significant after Holm over all of them."""

    checks: tuple[Check, ...]
    carried_by: tuple[str, ...]
    sentence: str

    @property
    def found(self) -> bool:
        """Whether any check shows a signal."""
        return bool(self.carried_by)


def score_check(name: str, result: Auc | Refusal) -> Check:
    """A score's check; a refused AUC shows nothing."""
    return Check(name, result.p_value if isinstance(result, Auc) else 1.0)


def group_check(name: str, table: GroupTable) -> Check:
    """A grouping's check; groups that cannot be compared show nothing."""
    return Check(name, table.differ.p_value if isinstance(table.differ, Heterogeneity) else 1.0)


def signal(checks: Sequence[Check], level: float = 0.95) -> Signal:
    """One verdict over all checks, wrong about a future without signal in at most 1 - `level` of all cases (Holm)."""
    adjusted = holm([check.p_value for check in checks])
    carried_by = tuple(check.name for check, p in zip(checks, adjusted, strict=True) if p <= 1 - level)
    return Signal(tuple(checks), carried_by, _sentence(checks, carried_by, adjusted))


def supported_findings(verdict: Signal, tables: Sequence[tuple[str, GroupTable]]) -> tuple[Finding, ...]:
    """The findings of the named tables whose check the verdict upholds: without a signal nothing is claimed of any group."""
    return tuple(finding for name, table in tables if name in verdict.carried_by for finding in table.findings)


def _sentence(checks: Sequence[Check], carried_by: Sequence[str], adjusted: Sequence[float]) -> str:
    if not checks:
        return "There is no signal: nothing was looked at."
    looked = f"{len(checks)} {'view' if len(checks) == 1 else 'views'}"
    if not carried_by:
        return (
            f"There is no signal: in none of {looked} of the data does who came back go with the scores or groups more than chance "
            f"explains (smallest corrected {words.p_value(min(adjusted))})."
        )
    return f"There is a signal in {len(carried_by)} of {looked} of the data: {words.listed(carried_by)}."
