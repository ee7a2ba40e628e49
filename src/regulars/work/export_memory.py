"""What is remembered of the last export, so that the next one can say what has changed: beside the file, or in a workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from regulars.errors import DataError, OutputError

# how customers are told apart in what is remembered: see X_FINGERPRINT
FINGERPRINTS = "md5"


class Memory(Protocol):
    """Who a destination has, by the last export."""

    @property
    def former(self) -> dict[str, Any]:
        """The receipt of the export in force; {} where there is none."""

    @property
    def place(self) -> Path | None:
        """The folder that its files are in."""

    def known(self) -> Path | None:
        """A Parquet file of those whom the destination has (member, mark); None where there was no export.

        Raises:
            DataError: there was one, but who was sent is not known any more.
        """

    def keep(self, state: Path, receipt: dict[str, Any]) -> None:
        """Keep those whom the destination will have, once `done`; what is needed to find them goes into the receipt."""

    def done(self, receipt: dict[str, Any]) -> None:
        """The files and the receipt are in place: from now on this export is in force."""


def receipt_path(out: Path) -> Path:
    """Where the receipt of a file is."""
    return out.with_name(f"{out.name}.receipt.json")


def check_known(former: Mapping[str, Any]) -> None:
    """Refuse to compare with what was remembered otherwise.

    Raises:
        DataError: it was.
    """
    if former.get("fingerprints") != FINGERPRINTS:
        raise DataError("What was sent before was remembered by another version of Regulars.", "Export --full once.")


class BesideFile:
    """Remembered in a file beside the export, which the receipt names."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.former = _read(receipt_path(out))
        self.place = out.parent

    def known(self) -> Path | None:
        """See `Memory`."""
        kept = self.former.get("state")
        path = self._out.with_name(kept) if kept else None
        if path is not None:
            check_known(self.former)
        if path is not None and not path.exists():
            raise DataError(f"{path} is gone: what was sent before is not known.", "Export --full once.")
        return path

    def keep(self, state: Path, receipt: dict[str, Any]) -> None:
        """See `Memory`."""
        receipt["state"] = f"{self._out.name}.sent-{receipt['sequence']}.parquet"
        state.replace(self._out.with_name(receipt["state"]))

    def done(self, receipt: dict[str, Any]) -> None:
        """See `Memory`."""
        old = self.former.get("state")
        if old and old != receipt["state"]:
            with suppress(OSError):
                self._out.with_name(old).unlink()


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OutputError(f"{path} is damaged.", "Remove it to begin anew; the next export is then a full one.") from error
    return found if isinstance(found, dict) else {}
