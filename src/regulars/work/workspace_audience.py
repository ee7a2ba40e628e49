"""The members of a segment of the refresh in force, with what is known of them today, and who of them is kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, near_names
from regulars.exports.audiences import Wanted
from regulars.exports.destinations.base import Consent
from regulars.lake.pinned import pinned_files
from regulars.playbooks.plays import Playbook, playbook_for
from regulars.queries import lake, outreach, render, trials
from regulars.queries.render import Tree
from regulars.work.audience import Opened, plain_name
from regulars.work.audience_tables import ASSIGNMENTS, MEMBERS, AudienceTables
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.export_files import is_left_out
from regulars.work.held_out import held_out_parts
from regulars.work.judged_contacts import judged_column
from regulars.work.ledger import PublicationRecord
from regulars.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NamedSegment:
    """A segment as the refresh has it, or an arm of an experiment (the experiment's number, the arm).

    `version` is that of a custom segment, None for others. `several` are segments taken together, for what is only counted.
    """

    name: str
    is_custom: bool
    version: int | None = None
    arm: tuple[int, str] | None = None
    several: tuple[NamedSegment, ...] = ()


def taken_together(segments: Sequence[NamedSegment]) -> NamedSegment:
    """The customers of several segments, each once."""
    if len(segments) == 1:
        return segments[0]
    return NamedSegment(", ".join(each.name for each in segments), is_custom=True, several=tuple(segments))


def named_segment(workspace: Workspace, refresh: PublicationRecord, segment: str) -> NamedSegment:
    """The segment that is meant, whatever its case, apostrophes and hyphens.

    Raises:
        DefinitionError: there is none of that name, or the refresh does not know who is in it.
    """
    lifecycle: dict[str, NamedSegment] = {name: NamedSegment(name, is_custom=False) for _, name in refresh.facts["cells"]}
    versions = {each.name: each.version for each in workspace.ledger.segments() if each.state != "archived"}
    custom = {name: NamedSegment(name, is_custom=True, version=version) for name, version in versions.items()}
    known = custom | lifecycle
    spelled = {plain_name(name): name for name in known}
    found = segment if segment in known else spelled.get(plain_name(segment))
    if found is None:
        raise DefinitionError(f"There is no segment {segment!r}.", near_names(segment, known))
    if found in versions:
        _refuse_unknown(refresh, found)
    return known[found]


def _refuse_unknown(refresh: PublicationRecord, name: str) -> None:
    why = refresh.facts.get("left_out", {}).get(name)
    if why is not None:
        remedy = "Import what it needs and refresh, or define it anew."
        raise DefinitionError(f"{name!r} was left out of the last refresh: {why.rstrip('.')}.", remedy)
    if name not in refresh.facts.get("own_segments", (name,)):
        remedy = "Run regulars refresh, which works out all active segments."
        raise DefinitionError(f"Who is in {name!r} is not known yet: it is newer than the last refresh.", remedy)


def named_arm(workspace: Workspace, experiment: str, arm: str, now: datetime) -> NamedSegment:
    """The arm of an experiment that runs, as a segment.

    Raises:
        DefinitionError: there is no such experiment or arm, it is over, or the arm is the one that gets nothing.
    """
    found = experiment_called(workspace, experiment)
    arms = [each.name for each in found.arms]
    if arm not in arms:
        raise DefinitionError(f"{found.name} has no arm {arm!r}.", near_names(arm, arms))
    if arm == found.control:
        raise DefinitionError(f"{arm} is the arm of {found.name} that gets nothing.", near_names(arm, arms[1:]))
    if not found.is_running(now):
        raise DefinitionError(f"The experiment {found.name} is over.", "Export the segment, or start another experiment.")
    return NamedSegment(arm_audience(found.name, arm), is_custom=True, arm=(found.number, arm))


def arm_audience(experiment: str, arm: str) -> str:
    """The name under which exports of an arm are remembered."""
    return f"{experiment}: {arm}"


def experiment_of_audience(workspace: Workspace, audience: str) -> ExperimentRecord | None:
    """The experiment of which an audience is an arm; None where it is a segment."""
    known = workspace.ledger.experiments.experiments()
    return next((each for each in known if audience in {arm_audience(each.name, arm.name) for arm in each.arms}), None)


def experiment_called(workspace: Workspace, name: str) -> ExperimentRecord:
    """The experiment of that name, whatever its case.

    Raises:
        DefinitionError: there is none.
    """
    known = {each.name: each for each in workspace.ledger.experiments.experiments()}
    spelled = {plain_name(each): each for each in known}
    found = name if name in known else spelled.get(plain_name(name))
    if found is None:
        remedy = near_names(name, known) if known else "None has been started yet."
        raise DefinitionError(f"There is no experiment {name!r}.", remedy)
    return known[found]


class WorkspaceAudience:
    """See `work.audience.AudienceSource`. `audience` is the number under which exports to the destination are remembered."""

    def __init__(
        self,
        workspace: Workspace,
        tables: AudienceTables,
        segment: NamedSegment,
        audience: int,
        playbooks: Sequence[Playbook],
        now: datetime,
    ) -> None:
        self._workspace = workspace
        self._tables = tables
        self._segment = segment
        self._audience = audience
        self._playbooks = playbooks
        self._now = now
        self._refresh = workspace.refresh_number(None)
        self._data = workspace.published()

    @property
    def about(self) -> dict[str, Any]:
        """See `AudienceSource`."""
        facts = self._refresh.facts
        return {
            "as_of": self._refresh.as_of,
            "scorecard": facts["scorecard"],
            "map": facts["map"],
            "refresh": self._refresh.number,
            "segment_version": self._segment.version,
        }

    def open(self, engine: Engine, workdir: Path, wanted: Wanted) -> Opened:
        """See `AudienceSource`."""
        del workdir
        if not self._view(engine, "profile", self._refresh.versions):
            raise DataError("The refresh in force has no customers.", "Run regulars refresh.")
        profile = engine.columns("profile")
        everybody = engine.columns("customers") if self._view(engine, "customers", self._data) else {}
        # what was imported after the refresh is looked at only where something was
        customers = everybody if self._is_newer("customers") else {}
        has_events = self._is_newer("events") and self._view(engine, "events", self._data)
        if has_events:
            engine.view("left_lately", _sql(engine, outreach.left_lately()))
        if self._segment.is_custom:
            engine.view("chosen", _sql(engine, self._chosen(engine)))
        # a later import may have brought contacts that nobody has judged
        judged = None if customers else judged_column(profile)
        scored = outreach.scored_members(
            self._segment.name, profile, customers, is_lifecycle=not self._segment.is_custom, has_events=has_events, judged=judged
        )
        engine.view("scored", _sql(engine, scored))
        engine.view("scored_everybody", _sql(engine, outreach.scored_everybody(profile, everybody, judged)))
        counted = outreach.count_members(self._segment.name, is_lifecycle=not self._segment.is_custom)
        return Opened(
            segment=self._segment.name,
            members=int(engine.rows(_sql(engine, counted))[0][0]),
            columns=outreach.known_columns(profile, customers, has_events=has_events),
            everybody="scored_everybody",
            belongs_to=outreach.BELONGS_TO,
            keeps_back=self._keeps_back(engine, wanted),
            judged=judged,
        )

    def _chosen(self, engine: Engine) -> Tree:
        if self._segment.arm is not None:
            self._tables.view(engine, ASSIGNMENTS)
            return trials.arm_members(*self._segment.arm)
        self._view(engine, "memberships", self._refresh.versions)
        if self._segment.several:
            lifecycle, custom = ([e.name for e in self._segment.several if e.is_custom is kind] for kind in (False, True))
            return outreach.members_of_any(lifecycle, custom)
        return outreach.custom_members(self._segment.name)

    def _keeps_back(self, engine: Engine, wanted: Wanted) -> bool:
        has_assignments = self._tables.view(engine, ASSIGNMENTS)
        parts = [
            *held_out_parts(self._workspace, self._now, has_assignments=has_assignments),
            *self._left_out_by_playbook(wanted),
            *self._sent_lately(engine, wanted),
        ]
        if parts:
            engine.table("kept_back", _sql(engine, outreach.kept_back(parts)))
        return bool(parts)

    def _left_out_by_playbook(self, wanted: Wanted) -> list[Tree]:
        """Members whose segment's playbook says so; a custom segment with a playbook of its own goes by that.

        Who is in an arm of an experiment is treated on purpose.
        """
        if wanted.ignores_playbook or self._segment.arm is not None:
            return []
        consent = wanted.destination.consent
        own = playbook_for(self._playbooks, self._segment.name) if self._segment.is_custom else None
        left_out = [] if own is not None else [each.segment for each in self._playbooks if is_left_out(each, consent)]
        if own is not None and is_left_out(own, consent):
            return [outreach.all_kept_back()]
        return [outreach.kept_back_by_playbook(left_out)] if left_out else []

    def _sent_lately(self, engine: Engine, wanted: Wanted) -> list[Tree]:
        """Members whom another audience of the same channel was sent within the days of `contact_gap_days`."""
        days, consent = self._workspace.settings.count("contact_gap_days"), wanted.destination.consent
        if not days or wanted.ignores_contact_gap or consent is Consent.NONE or not self._tables.view(engine, MEMBERS):
            return []
        return [outreach.kept_back_lately(self._audience, str(consent), self._now - timedelta(days=days))]

    def _is_newer(self, table: str) -> bool:
        """Whether a table has changed since the refresh."""
        return self._data.get(table) != self._refresh.versions.get(table)

    def _view(self, engine: Engine, table: str, versions: Any) -> bool:
        files = pinned_files(self._workspace.lake, versions, table)
        if files:
            engine.view(table, lake.files_sql([str(path) for path in files]))
        return bool(files)


def _sql(engine: Engine, tree: Tree) -> str:
    return render.sql(tree, engine.dialect)
