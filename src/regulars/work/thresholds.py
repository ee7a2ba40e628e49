"""Thresholds set by a person: kept as a scorecard file of the workspace, and in force from the next refresh on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, RegularsError
from regulars.scoring.composite import FIFTHS_MAP_NAME
from regulars.scoring.map_compiler import compile_for
from regulars.scoring.map_presets import PRESETS as MAPS
from regulars.scoring.results import Axis
from regulars.scoring.scorecard_files import format_scorecard, parse_scorecard
from regulars.scoring.scorecards import Scorecard
from regulars.scoring.thresholds import Number, with_typed
from regulars.work.outputs import write_aside
from regulars.work.request import read_map, read_scorecard, read_text
from regulars.work.settings_file import change_settings
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import beside

FOLDER = "scorecards"


@dataclass(frozen=True, slots=True)
class SavedScorecard:
    """A scorecard file of the workspace: what the settings call it, and what is in it."""

    setting: str
    card: Scorecard


@dataclass(frozen=True, slots=True)
class ScoringChange:
    """What the settings say since, and what they said before: the values of `scorecard` and `map`."""

    scorecard: str
    map: str
    scorecard_before: str
    map_before: str

    @property
    def is_change(self) -> bool:
        """Whether anything is other than before."""
        return (self.scorecard, self.map) != (self.scorecard_before, self.map_before)


def saved_scorecards(workspace: Workspace) -> tuple[SavedScorecard, ...]:
    """The scorecards in the workspace's folder `scorecards`, newest first; a file that is none is left out."""
    found = []
    for path in sorted((workspace.folder / FOLDER).glob("*.toml"), key=lambda each: each.stat().st_mtime, reverse=True):
        try:
            found.append(SavedScorecard(f"{FOLDER}/{path.name}", parse_scorecard(read_text(path), path.name)))
        except RegularsError:
            continue
    return tuple(found)


def save_scoring(
    workspace: Workspace,
    *,
    actor: str,
    now: datetime,
    scorecard: str | None = None,
    map_name: str | None = None,
    typed: Mapping[Axis, tuple[Number, ...]] | None = None,
) -> ScoringChange:
    """Score by another scorecard, map or typed thresholds from the next refresh on.

    `scorecard` and `map_name` are values of the settings (None: as they are; a map of "": the scorecard's own). Typed thresholds
    become a new file beside those there are, so that what was before can be taken up again.

    Raises:
        RegularsError: they are not valid together; nothing was changed.
    """
    values = workspace.settings.values
    before, map_before = str(values["scorecard"]), str(values["map"])
    setting = scorecard or before
    chosen_map = map_before if map_name is None else map_name
    card = read_scorecard(beside(workspace.folder, setting))
    if typed:
        card = with_typed(card, dict(typed))
    _check_map(workspace, card, chosen_map)
    if typed:
        setting = _written(workspace, card, before if scorecard is None else scorecard, now)
    change_settings(workspace.folder, {"scorecard": setting, "map": chosen_map})
    change = ScoringChange(setting, chosen_map, before, map_before)
    if change.is_change:
        about: dict[str, Any] = {"from": {"scorecard": before, "map": map_before}, "to": {"scorecard": setting, "map": chosen_map}}
        if typed:
            about["thresholds"] = {axis.name.lower(): [str(limit) for limit in limits] for axis, limits in typed.items()}
        workspace.ledger.audit(now, actor, "change scoring", about)
    return change


def _check_map(workspace: Workspace, card: Scorecard, map_name: str) -> None:
    """Refuse a map that does not cover the scorecard's grid."""
    wanted = map_name or card.map_name
    if wanted == FIFTHS_MAP_NAME:
        return
    axes = tuple(spec.axis for spec in card.axes)
    compile_for(read_map(beside(workspace.folder, wanted)), axes, card.levels)


def _written(workspace: Workspace, card: Scorecard, origin: str, now: datetime) -> str:
    """Keep the scorecard as a new file of the workspace; what the settings call it."""
    if card.map_name not in MAPS and card.map_name != FIFTHS_MAP_NAME:
        raise DefinitionError(f'There is no segment map "{card.map_name}".', "Choose a map that comes with Regulars.")
    name = _free_name(workspace.folder / FOLDER, f"thresholds-{now:%Y-%m-%d}")
    limits = " and ".join(spec.axis.name.lower() for spec in card.axes if spec.boundaries)
    own = replace(card, name=name, title=f"Typed thresholds for {limits}", source=f"Typed on {now:%Y-%m-%d}, from {origin}")
    text = format_scorecard(own)
    if parse_scorecard(text, f"{name}.toml") != own:
        raise DefinitionError("The thresholds cannot be written down as they are.", "Type them with two decimals at most.")
    write_aside(workspace.folder / FOLDER, {f"{name}.toml": lambda path: _write(path, text)})
    return f"{FOLDER}/{name}.toml"


def _free_name(folder: Path, stem: str) -> str:
    number, name = 1, stem
    while (folder / f"{name}.toml").exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
