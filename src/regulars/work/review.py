"""What to look at in a workspace, and when: how it stands, gathered for the rules of `playbooks.review`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from regulars.errors import RegularsError
from regulars.playbooks.budget import Offer
from regulars.playbooks.budget_files import BudgetFile
from regulars.playbooks.review import (
    BoundaryFacts,
    BudgetFacts,
    DataFacts,
    ExperimentFacts,
    Look,
    OfferFacts,
    ReviewFacts,
    SegmentFacts,
    review,
)
from regulars.work.beliefs import are_read, experiments_say, treatment_name
from regulars.work.budget import believed_offers, hand_written
from regulars.work.budget_kept import kept_budget
from regulars.work.budget_shop import shop_segments
from regulars.work.experiment_ledger import ExperimentRecord, ExperimentState
from regulars.work.options import zone_info
from regulars.work.pages.figures import segment_figures
from regulars.work.pages.moves import last_moves
from regulars.work.pages.overview import totals
from regulars.work.pages.runs import failed_refresh
from regulars.work.published import Published
from regulars.work.trial_baseline import what_can_be_seen
from regulars.work.validate_workspace import kept_validation
from regulars.work.workspace_settings import NEWEST_ORDER

_CADENCES = {"hourly": 1 / 24, "daily": 1.0, "weekly": 7.0}
_YEAR = timedelta(days=365)


def workspace_review(published: Published, now: datetime) -> tuple[Look, ...]:
    """What to look at now, and what comes up; days are those of the shop's zone.

    Raises:
        DataError: nothing was refreshed yet.
    """
    zone = zone_info(str(published.workspace.settings.values["time_zone"]))
    budget, problem = _kept_file(published)
    found = _budget(published, budget, now) if budget is not None else None
    facts = ReviewFacts(
        data=_data(published, zone),
        boundaries=_boundaries(published, zone),
        segments=_segments(published),
        experiments=[_experiment(each, budget, now, zone) for each in published.workspace.ledger.experiments.experiments()],
        budget=found if isinstance(found, BudgetFacts) else None,
        budget_said=bool(published.workspace.settings.count("budget_yearly")),
        budget_problem=found if isinstance(found, str) else problem,
    )
    return review(facts, now.astimezone(zone).date())


def is_quick(published: Published, now: datetime) -> bool:
    """Whether `workspace_review` answers at once: no experiment has to be read for the budget's sake."""
    file = _kept_file(published)[0]
    return file is None or are_read(published.workspace, now, file.days)


def _data(published: Published, zone: tzinfo) -> DataFacts:
    whole = totals(published)
    cadence = _CADENCES.get(str(published.workspace.settings.values["cadence"]))
    # a shop that is looked at from its newest order on has ended: there are no orders since to be missed
    is_over = published.workspace.settings.values["look_from"] == NEWEST_ORDER
    newest = None if is_over else whole.newest_order_at
    failed = failed_refresh(published.workspace)
    return DataFacts(
        newest.astimezone(zone).date() if newest else None,
        whole.refreshed_at.astimezone(zone).date(),
        cadence,
        failed.started.astimezone(zone).date() if failed else None,
        failed.problem if failed else "",
    )


def _boundaries(published: Published, zone: tzinfo) -> BoundaryFacts:
    latest, settings = published.scored, published.workspace.settings
    moves = last_moves(published)
    since = None
    if settings.values["cuts"] == "frozen":
        same = latest
        for record in reversed(published.refreshes):
            if record.facts.get("cuts") != latest.facts.get("cuts"):
                break
            same = record
        since = same.at.astimezone(zone).date()
    tested = kept_validation(published.workspace)
    return BoundaryFacts(
        moved=moves.moved if moves else 0,
        by_border=moves.by_border if moves else 0,
        moved_since=moves.since.astimezone(zone).date() if moves and moves.since else None,
        cuts_since=since,
        cycle=latest.facts.get("cycle_days"),
        cycle_before=_cycle_before(published),
        cycle_said=settings.count("purchase_cycle_days"),
        window=settings.count("window_days"),
        tested=datetime.fromisoformat(tested["at"]).astimezone(zone).date() if tested and tested.get("at") else None,
    )


def _cycle_before(published: Published) -> float | None:
    """The purchase cycle that was measured about a year before the refresh in force."""
    as_of = published.scored.as_of
    if as_of is None:
        return None
    past = [each for each in published.refreshes if each.as_of is not None and abs(as_of - _YEAR - each.as_of) < _YEAR / 4]
    near = min(past, key=lambda each: abs(as_of - _YEAR - (each.as_of or as_of)), default=None)
    return near.facts.get("cycle_days") if near is not None else None


def _segments(published: Published) -> Sequence[SegmentFacts]:
    """Segments of the map, and custom ones that are in force and were there at the last refresh."""
    found = []
    for each in segment_figures(published):
        if each.is_custom and (each.state != "active" or _is_newer(published, each.name)):
            continue
        before = each.customers - each.change if each.customers is not None and each.change is not None else None
        found.append(SegmentFacts(each.name, each.is_custom, each.customers, before))
    return found


def _is_newer(published: Published, name: str) -> bool:
    """Whether a custom segment was made or changed after the figures in force were worked out, which then do not know it.

    An erasure publishes the figures of the refresh before it once more: they are as old as their first publication.
    """
    record = next((each for each in published.workspace.ledger.segments() if each.name == name), None)
    version = published.scored.versions.get("segment_metrics")
    worked_out = min(each.at for each in published.refreshes if each.versions.get("segment_metrics") == version)
    return record is not None and record.at > worked_out


def _experiment(made: ExperimentRecord, budget: BudgetFile | None, now: datetime, zone: tzinfo) -> ExperimentFacts:
    plan = what_can_be_seen(made)
    treatments = {_key(treatment_name(made, arm.name)) for arm in made.arms[1:]}
    read_at = made.seen.get("at")
    return ExperimentFacts(
        name=made.name,
        ends=made.ends.astimezone(zone).date(),
        is_running=made.is_running(now),
        is_read=read_at is not None and datetime.fromisoformat(read_at) >= made.ends,
        is_used=budget is not None and any(_key(offer.treatment) in treatments for offer in budget.offers),
        detectable=plan.detectable if plan else None,
        baseline=plan.baseline if plan else None,
        ran=(made.ends - made.started).days if made.state is ExperimentState.STOPPED else None,
    )


def _budget(published: Published, file: BudgetFile, now: datetime) -> BudgetFacts | str:
    """The budget with what is believed of its offers; or why it cannot be worked out."""
    tests = experiments_say(published, now, file.days).tests
    try:
        offers = believed_offers(file, shop_segments(published, file.days, now), tests)
    except RegularsError as error:
        return error.problem
    days: dict[tuple[str, str], str] = {}
    for test in (*tests, *hand_written(file)):
        pair = _pair(test.segment, test.treatment)
        days[pair] = max(days.get(pair, ""), test.ended)
    found = (_offer(offer, days.get(_pair(offer.segment, offer.treatment), "")) for offer in offers)
    return BudgetFacts(file.ends, file.evidence, tuple(found))


def _offer(offer: Offer, tested: str) -> OfferFacts:
    try:
        day = date.fromisoformat(tested) if tested else None
    except ValueError:
        day = None
    return OfferFacts(offer.segment, offer.treatment, offer.today, offer.chance, day)


def _kept_file(published: Published) -> tuple[BudgetFile | None, str]:
    """The budget, and what is wrong with it where it cannot be read."""
    try:
        kept = kept_budget(published.workspace.folder)
    except RegularsError as error:
        return None, error.problem
    return (kept.file if kept is not None else None), ""


def _pair(segment: str, treatment: str) -> tuple[str, str]:
    return _key(segment), _key(treatment)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
