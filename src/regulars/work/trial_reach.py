"""Before an experiment starts: how many of its segments each channel would reach, and what campaigns of its kind usually bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.experiments.beliefs import Tested, for_period
from regulars.experiments.plan_words import Usual
from regulars.experiments.shared_controls import Difference, together
from regulars.exports.audiences import Wanted
from regulars.exports.destinations import destination
from regulars.validation.words import listed
from regulars.work.audience_tables import AudienceTables
from regulars.work.beliefs import LIFT_METRIC, treatment_name, workspace_tests
from regulars.work.budget import hand_written, prior_of
from regulars.work.budget_kept import kept_budget
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.export_workspace import open_export
from regulars.work.workspace import Workspace
from regulars.work.workspace_audience import named_segment, taken_together

_NO_AUDIENCE = -1
# a channel, the destination whose rules say who may be sent there, and by what
_CHANNELS = (("e-mail", "klaviyo", ("email",)), ("text message", "klaviyo", ("phone",)), ("ads by Google or Meta", "google", ()))


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the members of segments an export for a channel would send now; the others by reason."""

    channel: str
    members: int
    reached: int
    left_out: Mapping[str, int]


def reach_by_channel(workspace: Workspace, segments: Sequence[str], now: datetime) -> tuple[Reach, ...]:
    """Whom each channel would reach, by the rules of exports: consent, addresses, who left, who is held out.

    Raises:
        DefinitionError: there is no such segment. DataError: nothing is refreshed.
    """
    refresh, tables = workspace.refresh_number(None), AudienceTables(workspace)
    named = taken_together([named_segment(workspace, refresh, called) for called in segments])
    found = []
    for channel, target, fields in _CHANNELS:
        wanted = Wanted(named.name, destination(target), fields=fields, ignores_playbook=True, ignores_contact_gap=True)
        with open_export(workspace, wanted, named, tables, _NO_AUDIENCE, now, None, None) as (export, _, _):
            counts = export.counts
        found.append(Reach(channel, counts.members, counts.sent, dict(counts.left_out)))
    return tuple(found)


def usual_lift(workspace: Workspace, made: ExperimentRecord, now: datetime) -> Usual | None:
    """What campaigns of this kind usually bring over the experiment's days; None where it is not judged by who ordered.

    By the tests there are of the same treatments, else by all that there are (inverse variance, shared controls counted once), else
    by how far the prior of the budget reaches.
    """
    if made.metrics[0] != LIFT_METRIC:
        return None
    kept = kept_budget(workspace.folder)
    by_hand = hand_written(kept.file) if kept is not None else ()
    tests = for_period((*workspace_tests(workspace, now, made.days).tests, *by_hand), made.days)
    mine = {treatment_name(made, arm.name).casefold() for arm in made.arms[1:]}
    alike = [test for test in tests if test.treatment.casefold() in mine]
    counted = alike or list(tests)
    if not counted:
        prior = prior_of(kept.file if kept is not None else None)
        return Usual(prior.error, "a guess, since no test of this shop is over: two campaigns of three bring no more")
    found = together([Difference("", each.lift, each.error, each.control, each.control_error) for each in counted])
    return Usual(found.values[0], f"by {_named(counted)}{'' if alike else ', which tested other treatments'}")


def _named(tests: Sequence[Tested]) -> str:
    names = list(dict.fromkeys(test.name or "tests written by hand" for test in tests))
    return listed(names) if len(names) <= 3 else f"{len(names)} experiments of this shop"
