"""The scoring page: scorecard and map in force, how customers are spread over each axis, what other thresholds would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from regulars.charts.text import money
from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.scoring.composite import COMPOSITE_SEGMENTS, FIFTHS_MAP_NAME
from regulars.scoring.cuts import level_ranges
from regulars.scoring.map_presets import PRESETS as MAPS
from regulars.scoring.map_rules import format_rule
from regulars.scoring.maps import SegmentMap
from regulars.scoring.results import Axis, AxisCuts, AxisDistribution, HistogramBin
from regulars.scoring.scorecard_presets import PRESETS as SCORECARDS
from regulars.scoring.scorecards import Scorecard
from regulars.scoring.thresholds import Number, limit_step, limits_of, read_limits, spread_limits, with_typed
from regulars.work.ledger import PublicationRecord
from regulars.work.pages.scoring_basis import (
    Basis,
    basis_in_force,
    chosen_basis,
    chosen_card,
    map_called,
    view_population,
    why_not_previewed,
)
from regulars.work.pages.scoring_people import People, people
from regulars.work.pages.scoring_preview import Preview, drafted, preview
from regulars.work.published import Published
from regulars.work.request import read_map
from regulars.work.summary import axis_bins, axis_words
from regulars.work.thresholds import saved_scorecards
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import beside

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person tries: another scorecard or map by name, and thresholds as typed, best first, per axis. All empty: nothing."""

    scorecard: str = ""
    map: str = ""
    typed: Mapping[Axis, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AxisPanel:
    """One axis: how customers are spread over it, its thresholds (best first) as drafted and as they are without the draft.

    `spread` are the thresholds moved apart where some coincide, which typed ones must not. `distribution` has the drafted cuts.
    """

    axis: Axis
    distribution: AxisDistribution
    limits: tuple[Number, ...]
    kept: tuple[Number, ...]
    spread: tuple[Number, ...]
    step: Number
    weight: Number

    @property
    def is_typed(self) -> bool:
        """Whether the draft says other thresholds."""
        return self.limits != self.kept

    @property
    def ties(self) -> bool:
        """Whether thresholds coincide, so that a score is nobody's."""
        return self.spread != self.limits


@dataclass(frozen=True, slots=True)
class MapRow:
    """A segment of the map: its rules in the map's notation, its patterns, and what is done with it."""

    name: str
    rules: str
    patterns: int
    objective: str
    campaign_type: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A scorecard or map to choose: the value that settings keep, what it is, and where it comes from."""

    value: str
    title: str
    source: str
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """Everything the page shows. `pending`: the settings name another scorecard or map than the published refresh scored by.

    `problem` and `remedy` say why the draft cannot be tried, `refusal` why its sizes cannot be shown (it can be saved).
    `scorecard` and `map` are the values of the settings, `undo` the scorecard's value that would make them what is in force again.
    """

    refresh: int
    as_of: datetime | None
    customers: int
    best: int
    currency: str | None
    scorecard: str
    map: str
    draft: Draft
    undo: Choice | None
    basis: Basis
    in_force: Basis
    pending: bool
    panels: tuple[AxisPanel, ...]
    map_rows: tuple[MapRow, ...]
    preview: Preview
    is_draft: bool
    problem: str
    remedy: str
    refusal: str
    scorecards: tuple[Choice, ...]
    maps: tuple[Choice, ...]
    saved: tuple[Choice, ...]

    @property
    def has_money(self) -> bool:
        """Whether the published customers have amounts."""
        return any(size.revenue is not None for size in self.preview.sizes)


def scoring_page(workspace: Workspace, opened: Published, draft: Draft) -> ScoringPage | None:
    """The page, from the publication that is open and the settings as they are now; None before the first refresh.

    Raises:
        RegularsError: what is published cannot be read.
    """
    if opened.refresh is None:
        return None
    with opened.session() as engine:
        view_population(engine, opened.refresh)
        return _Page(workspace, opened, opened.refresh, engine, draft).made()


class _Page:
    """The parts of the page, from one session."""

    def __init__(self, workspace: Workspace, opened: Published, refresh: PublicationRecord, engine: Engine, draft: Draft) -> None:
        self._opened = opened
        self._refresh = refresh
        self._engine = engine
        self._draft = draft
        self._workspace = workspace
        self._settings = workspace.settings
        self._problem: tuple[str, str] = ("", "")
        self._refusal = ""

    def made(self) -> ScoringPage:
        """All of it."""
        refresh, settings, workspace = self._refresh, self._settings, self._workspace
        in_force = basis_in_force(workspace, refresh)
        basis = self._basis(in_force)
        card = self._typed(basis)
        is_draft = basis is not in_force or card is not basis.card
        cuts = drafted(basis, card, self._people(basis)) if card is not basis.card else basis.cuts
        shown = preview(self._people(basis), basis, cuts) if is_draft else self._unchanged(basis)
        pending = self._is_pending(in_force)
        return ScoringPage(
            refresh=refresh.number,
            as_of=refresh.as_of,
            customers=shown.customers,
            best=int(settings.values["best"]),
            currency=refresh.facts.get("currency"),
            scorecard=str(settings.values["scorecard"]),
            map=str(settings.values["map"]),
            draft=self._draft,
            undo=self._undo(in_force) if pending else None,
            basis=basis,
            in_force=in_force,
            pending=pending,
            panels=tuple(self._panel(basis, part, shown, place) for place, part in enumerate(cuts)),
            map_rows=_map_rows(basis, workspace),
            preview=shown,
            is_draft=is_draft,
            problem=self._problem[0],
            remedy=self._problem[1],
            refusal=self._refusal,
            scorecards=_choices(SCORECARDS),
            maps=(
                *_choices(MAPS),
                Choice(FIFTHS_MAP_NAME, "Fifths of the composite", "Regulars: fifths of the customers by the composite."),
            ),
            saved=tuple(
                Choice(each.setting, each.card.title, each.card.source, is_file=True) for each in saved_scorecards(workspace)
            ),
        )

    def _basis(self, in_force: Basis) -> Basis:
        """What the draft starts from; what is in force where the draft names nothing, or something that cannot be tried."""
        draft, refresh = self._draft, self._refresh
        if not draft.scorecard and not draft.map:
            return in_force
        try:
            card = chosen_card(self._workspace, draft.scorecard, refresh) if draft.scorecard else in_force.card
            self._refusal = why_not_previewed(card, refresh, in_force.card, self._settings.count("window_days"))
            if self._refusal:
                return in_force
            map_name = draft.map or None
            key = (draft.scorecard, card, draft.map)
            return self._remembered("basis", key, lambda: chosen_basis(self._workspace, self._engine, card, map_name))
        except RegularsError as error:
            self._problem = (error.problem, error.remedy)
            return in_force

    def _people(self, basis: Basis) -> People:
        return self._remembered("people", basis.axes, lambda: people(self._engine, basis.axes))

    def _unchanged(self, basis: Basis) -> Preview:
        return self._remembered("preview", "in force", lambda: preview(self._people(basis), basis, basis.cuts, movers=0))

    def _typed(self, basis: Basis) -> Scorecard:
        """The scorecard with what was typed other than it is; as it is where that makes no sense."""
        now = {part.axis: limits_of(part) for part in basis.cuts}
        try:
            read = {axis: read_limits(axis, texts) for axis, texts in self._draft.typed.items() if axis in now}
            changed = {axis: limits for axis, limits in read.items() if limits != now[axis]}
            return with_typed(basis.card, changed) if changed else basis.card
        except RegularsError as error:
            self._problem = (error.problem, error.remedy)
            return basis.card

    def _is_pending(self, in_force: Basis) -> bool:
        card = chosen_card(self._workspace, str(self._settings.values["scorecard"]), self._refresh)
        map_name = self._settings.text("map") or card.map_name
        if map_name != FIFTHS_MAP_NAME:
            map_name = read_map(beside(self._workspace.folder, map_name)).name
        return card.name != in_force.card.name or map_name != in_force.map_name

    def _undo(self, in_force: Basis) -> Choice | None:
        """The settings that scored what is published, where they can be named."""
        card = in_force.card
        saved = {each.card.name: each.setting for each in saved_scorecards(self._workspace)}
        setting = card.name if card.name in SCORECARDS else saved.get(card.name)
        map_name = "" if in_force.map_name == card.map_name else in_force.map_name
        if setting is None or (map_name and map_name not in MAPS and map_name != FIFTHS_MAP_NAME):
            return None
        return Choice(setting, map_name, "")

    def _panel(self, basis: Basis, cuts: AxisCuts, shown: Preview, place: int) -> AxisPanel:
        currency = self._refresh.facts.get("currency")
        label, unit = axis_words(cuts.axis, is_events=self._refresh.facts["names"]["frequency"] == "visits")
        distribution = AxisDistribution(
            cuts=cuts,
            label=label,
            unit=unit,
            bins=self._bins(cuts.axis),
            level_counts=shown.level_counts[place],
            level_ranges=level_ranges(cuts, unit, lambda amount, places: money(amount, currency, places)),
        )
        limits = limits_of(cuts)
        kept = next(limits_of(part) for part in basis.cuts if part.axis is cuts.axis)
        spec = basis.card.spec(cuts.axis)
        return AxisPanel(
            cuts.axis,
            distribution,
            limits,
            kept,
            spread_limits(cuts.axis, limits),
            limit_step(cuts.axis),
            spec.weight if spec else 1,
        )

    def _bins(self, axis: Axis) -> tuple[HistogramBin, ...]:
        return self._remembered("bins", axis, lambda: axis_bins(self._engine, axis))

    def _remembered(self, part: str, key: Hashable, work_out: Callable[[], T]) -> T:
        return self._opened.remembered(("scoring", part, key), lambda _: work_out())


def _choices(presets: Mapping[str, Scorecard] | Mapping[str, SegmentMap]) -> tuple[Choice, ...]:
    return tuple(Choice(name, preset.title, preset.source) for name, preset in presets.items())


def _map_rows(basis: Basis, workspace: Workspace) -> tuple[MapRow, ...]:
    """The segments with their rules, as far as the map is still to be found, and how many patterns of the grid each has."""
    if basis.cells is None:
        return tuple(MapRow(each.name, "", 0, each.objective, each.campaign_type) for each in COMPOSITE_SEGMENTS)
    patterns = Counter(basis.cells.values())
    known = map_called(workspace, basis.map_name)
    if known is None:
        return tuple(MapRow(name, "", patterns[name], "", "") for name in basis.names)
    return tuple(
        MapRow(
            each.name,
            " or ".join(format_rule(rule, known.notation) for rule in each.rules),
            patterns[each.name],
            each.objective,
            each.campaign_type,
        )
        for each in known.segments
    )
