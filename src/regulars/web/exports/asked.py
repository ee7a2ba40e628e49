"""The export dialog's inputs, and the same as a job keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regulars.errors import DefinitionError
from regulars.exports.audiences import Mode, Wanted
from regulars.exports.destinations import DESTINATIONS, destination
from regulars.exports.destinations.base import Consent, Destination

_FLAGS = ("is_for_excel", "ignores_playbook", "ignores_contact_gap", "ignores_consent")
_MODES = {
    Mode.FULL: "Everybody in the segment",
    Mode.CHANGES: "Only what changed since the last export: who is new, and who has left",
    Mode.ADDS: "Only who is new since the last export",
}
_ABOUT = {
    "standard": "A spreadsheet of the segment with every field, for your own use",
    "google": "Customer Match: identifiers hashed as Google wants them",
    "meta": "Custom audience: identifiers hashed as Meta wants them, with what a customer is worth",
    "klaviyo": "Profiles for a list, with e-mail address and phone number as they are",
}


@dataclass(frozen=True, slots=True)
class FormatShown:
    """A destination to choose."""

    name: str
    label: str
    about: str
    can_hash: bool
    needs_consent: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ModeShown:
    """What the file holds, to choose."""

    name: str
    words: str
    is_chosen: bool


def formats(chosen: str) -> tuple[FormatShown, ...]:
    """Every destination."""
    return tuple(
        FormatShown(
            each.name, each.label, _ABOUT.get(each.name, ""), each.can_hash, each.consent is not Consent.NONE, each.name == chosen
        )
        for each in DESTINATIONS.values()
    )


def modes(chosen: str) -> tuple[ModeShown, ...]:
    """Every mode."""
    return tuple(ModeShown(mode, words, mode == chosen) for mode, words in _MODES.items())


def asked_for(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What a form asks for, as a job keeps it.

    Raises:
        DefinitionError: there is no such destination or mode.
    """
    target = destination(str(posted.get("format", "")) or "klaviyo")
    mode = str(posted.get("mode", "")) or str(Mode.FULL)
    if mode not in set(Mode):
        raise DefinitionError(f"There is no mode {mode!r}.", "Choose one of the list.")
    made: dict[str, Any] = {"segment": str(posted.get("segment", "")), "format": target.name, "mode": mode}
    # a choice that another destination had, and this one has not, is let go
    made |= {flag: posted.get(flag) == "yes" for flag in _FLAGS if _takes(target, flag)}
    if target.can_hash:
        made["is_hashed"] = posted.get("hashing", "") != "plain"
    arm = str(posted.get("arm", ""))
    return made | ({"arm": arm} if arm else {})


def as_query(asked: Mapping[str, Any]) -> dict[str, str]:
    """The same as an address has it; `asked_for` reads it."""
    made = {key: asked[key] for key in ("segment", "format", "mode", "arm") if key in asked}
    made |= {flag: "yes" for flag in _FLAGS if asked.get(flag)}
    return made | ({"hashing": "plain"} if asked.get("is_hashed") is False else {})


def _takes(target: Destination, flag: str) -> bool:
    return not target.columns if flag == "is_for_excel" else target.consent is not Consent.NONE


def wanted(asked: Mapping[str, Any]) -> Wanted:
    """The export that is asked for.

    Raises:
        DefinitionError: there is no such destination.
    """
    return Wanted(
        segment=str(asked["segment"]),
        destination=destination(str(asked["format"])),
        mode=Mode(asked["mode"]),
        is_hashed=asked.get("is_hashed"),
        arm=asked.get("arm"),
        is_for_excel=bool(asked.get("is_for_excel")),
        ignores_playbook=bool(asked.get("ignores_playbook")),
        ignores_contact_gap=bool(asked.get("ignores_contact_gap")),
        ignores_consent=bool(asked.get("ignores_consent")),
    )
