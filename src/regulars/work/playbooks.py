"""Playbooks: those that come with Regulars, and a shop's own over them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from regulars.playbooks.files import parse_playbooks
from regulars.playbooks.plays import Playbook, deepest_discount, playbook_for
from regulars.work.request import read_text
from regulars.work.workspace import Workspace

_PRESETS = "presets.toml"


@cache
def shipped_playbooks() -> tuple[Playbook, ...]:
    """The playbooks of the twelve segments."""
    text = (files("regulars.playbooks") / _PRESETS).read_text(encoding="utf-8")
    return parse_playbooks(text, _PRESETS)


def read_playbooks(path: Path | None) -> tuple[Playbook, ...]:
    """The shipped playbooks, changed and added to by a file.

    Raises:
        SourceError: the file cannot be read. DefinitionError: it is not valid; the message names file and line.
    """
    return shipped_playbooks() if path is None else parse_playbooks(read_text(path), str(path), shipped_playbooks())


def workspace_playbooks(workspace: Workspace) -> tuple[Playbook, ...]:
    """The playbooks that go for a workspace: its own file over the shipped ones, and custom segments that take another's.

    Raises:
        SourceError, DefinitionError: as `read_playbooks`.
    """
    named = workspace.settings.text("playbooks")
    found = read_playbooks(workspace.folder / named if named else None)
    taken = []
    for segment in workspace.ledger.segments():
        own = playbook_for(found, segment.playbook) if segment.playbook else None
        if own is not None and playbook_for(found, segment.name) is None:
            taken.append(replace(own, segment=segment.name))
    return (*found, *taken)


def playbook_object(playbook: Playbook, margin: Decimal | None) -> dict[str, Any]:
    """One object of `playbook --json`."""
    return {
        "segment": playbook.segment,
        "objective": playbook.objective,
        "message": playbook.message,
        "needs": list(playbook.needs),
        "motivations": list(playbook.motivations),
        "churn_drivers": list(playbook.churn_drivers),
        "incentive": str(playbook.incentive),
        "deepest_discount": deepest_discount(playbook.incentive, margin),
        "offer": playbook.offer,
        "channel": playbook.channel,
        "cadence": playbook.cadence,
        "human_touch": playbook.human_touch,
        "suppress": str(playbook.suppress),
        "suppression": playbook.suppression,
        "measure": list(playbook.measure),
    }
