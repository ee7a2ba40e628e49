"""The bundle of scripts, styles and pictures that is built from frontend/."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DIST = Path(__file__).parent / "static" / "dist"


@cache
def manifest() -> dict[str, str]:
    """The files of the bundle by the names that templates use; empty where it was not built."""
    try:
        found: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def address(name: str) -> str:
    """Where a browser finds a file of the bundle; empty where it was not built."""
    file = manifest().get(name)
    return f"/static/dist/{file}" if file else ""


@cache
def world() -> dict[str, Any]:
    """Size, scale and translation of the projection that the outline of the world was drawn with (`world.meta.json`)."""
    found: dict[str, Any] = json.loads((DIST / "world.meta.json").read_text(encoding="utf-8"))
    return found
