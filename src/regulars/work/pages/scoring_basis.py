"""What a preview of other thresholds starts from: a scorecard, its cuts on the published customers, and its segment map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.queries import pages_scoring, render
from regulars.scoring.composite import COMPOSITE_SEGMENTS, FIFTHS_MAP_NAME
from regulars.scoring.cuts import cuts_from_wire
from regulars.scoring.map_compiler import compile_for
from regulars.scoring.maps import SegmentMap
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecard_presets import PRESETS
from regulars.scoring.scorecards import AxisSpec, Scorecard, without_money
from regulars.work.ledger import PublicationRecord
from regulars.work.placement import cuts_by_method
from regulars.work.request import read_map, read_scorecard
from regulars.work.thresholds import saved_scorecards
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import beside

Cells = Mapping[tuple[int, ...], str]


@dataclass(frozen=True, slots=True)
class Basis:
    """A scorecard on the published customers. `cells` is its map as a table; None where the composite's fifths are the segments.

    `names` are the segments in the map's order.
    """

    card: Scorecard
    map_name: str
    map_title: str
    map_source: str
    cuts: tuple[AxisCuts, ...]
    cells: Cells | None
    names: tuple[str, ...]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes that are scored."""
        return tuple(part.axis for part in self.cuts)

    @property
    def levels(self) -> tuple[int, ...]:
        """The number of levels per axis."""
        return tuple(part.levels for part in self.cuts)


def view_population(engine: Engine, refresh: PublicationRecord) -> None:
    """Name the published profile as the scoring queries know it: the view `population`."""
    names = refresh.facts["names"]
    moment = "order" if names["frequency"] == "orders" else "event"
    query = pages_scoring.population("profile", names["frequency"], names["value"], moment)
    engine.view("population", render.sql(query, engine.dialect))


def basis_in_force(workspace: Workspace, refresh: PublicationRecord) -> Basis:
    """What the published refresh scored by."""
    facts = refresh.facts
    cuts = tuple(cuts_from_wire(facts["cuts"], f"refresh {refresh.number}"))
    cells = {tuple(cell): segment for cell, segment in facts["cells"]}
    known = map_called(workspace, str(facts["map"]))
    names = [segment.name for segment in known.segments] if known else []
    names += [name for name in dict.fromkeys(cells.values()) if name not in names]
    by_fifths = facts["map"] == FIFTHS_MAP_NAME
    return Basis(
        card=_card_called(workspace, str(facts["scorecard"]), cuts),
        map_name=str(facts["map"]),
        map_title=known.title if known else "Fifths of the composite" if by_fifths else str(facts["map"]),
        map_source=known.source if known else "",
        cuts=cuts,
        cells=None if by_fifths else cells,
        names=tuple(names),
    )


def settings_card(workspace: Workspace) -> Scorecard:
    """The scorecard that the settings name."""
    return read_scorecard(beside(workspace.folder, str(workspace.settings.values["scorecard"])))


def chosen_card(workspace: Workspace, name: str, refresh: PublicationRecord) -> Scorecard:
    """A preset, or a file of the workspace, as the published data can be scored by it.

    Raises:
        DefinitionError: there is none.
    """
    card = read_scorecard(beside(workspace.folder, name))
    has_money = any(part["axis"] != "r" and part["axis"] != "f" for part in refresh.facts["cuts"]["axes"])
    return card if has_money else without_money(card)


def chosen_basis(workspace: Workspace, engine: Engine, card: Scorecard, map_name: str | None) -> Basis:
    """Another scorecard or map on the published customers (the view `population`).

    Raises:
        MapError: the map does not fit the scorecard. DataError: the customers cannot be cut so.
    """
    cuts = tuple(cuts_by_method(engine, spec) for spec in card.axes)
    wanted = map_name or card.map_name
    axes, levels = tuple(part.axis for part in cuts), tuple(part.levels for part in cuts)
    if wanted == FIFTHS_MAP_NAME:
        names = tuple(segment.name for segment in COMPOSITE_SEGMENTS)
        return Basis(card, wanted, "Fifths of the composite", "", cuts, None, names)
    found = read_map(beside(workspace.folder, wanted))
    compiled = compile_for(found, axes, levels)
    names = tuple(segment.name for segment in found.segments)
    return Basis(card, found.name, found.title, found.source, cuts, compiled.cells, names)


def why_not_previewed(card: Scorecard, refresh: PublicationRecord, published: Scorecard, window_setting: int | None) -> str:
    """Why a scorecard cannot be tried on the published customers, as a sentence; empty where it can."""
    scored = {part["axis"] for part in refresh.facts["cuts"]["axes"]}
    missing = [spec.axis.name.lower() for spec in card.axes if spec.axis.value not in scored]
    if missing:
        return f"The published customers have no {' and '.join(missing)} to cut; how large its segments are shows after a refresh."
    if window_setting is None and card.window_days != published.window_days:
        span = f"orders of the last {card.window_days} days only" if card.window_days else "all orders"
        return f"It looks at {span}, which the published refresh did not; how large its segments are shows after a refresh."
    return ""


def map_called(workspace: Workspace, name: str) -> SegmentMap | None:
    """The map of a refresh: the settings' own where it still has the name, else the preset; None for fifths and what is gone."""
    setting = workspace.settings.text("map")
    for what in (setting, name):
        try:
            found = read_map(beside(workspace.folder, what)) if what and what != FIFTHS_MAP_NAME else None
        except RegularsError:
            continue
        if found is not None and found.name == name:
            return found
    return None


def _card_called(workspace: Workspace, name: str, cuts: tuple[AxisCuts, ...]) -> Scorecard:
    """The scorecard of a refresh: the settings' own where it has the name, else a preset or kept one, else as its cuts say."""
    setting = settings_card(workspace)
    kept = {each.card.name: each.card for each in saved_scorecards(workspace)}
    found = setting if setting.name == name else PRESETS.get(name) or kept.get(name)
    axes = tuple(part.axis for part in cuts)
    if found is not None and axes == tuple(spec.axis for spec in found.axes) and found.levels == tuple(c.levels for c in cuts):
        return found
    if found is not None and axes == tuple(spec.axis for spec in without_money(found).axes):
        return without_money(found)
    specs = tuple(AxisSpec(part.axis, part.levels, CutMethod.QUANTILE) for part in cuts)
    return replace(PRESETS["rf"], name=name, title=name, source="", axes=specs)
