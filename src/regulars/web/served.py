"""How the pages are reached: which names of the machine are answered to, whether over https, and the key that signs sessions."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from regulars.errors import DefinitionError

SECRET_KEY_FILE = "secret_key"  # noqa: S105 - the file's name
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Served:
    """`host` is what the server listens on; `address` what people open where a proxy stands before it, such as
    https://segments.example.org."""

    host: str = "127.0.0.1"
    address: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Served:
        """As `regulars serve` hands it to the processes that it starts."""
        return cls(environment.get("REGULARS_HOST", "127.0.0.1"), environment.get("REGULARS_ADDRESS", ""))

    @property
    def https(self) -> bool:
        """Whether browsers reach the pages over https."""
        return self.address.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can connect."""
        return self.host in LOOPBACK

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins from which forms are accepted beside the page's own."""
        return (self.address,) if self.address else ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names that a request may be addressed to; anything else is refused, so that no foreign name can be pointed here."""
        found = {"127.0.0.1", "localhost", "[::1]", f"[{self.host}]" if ":" in self.host else self.host}
        if self.address:
            found.add(urlsplit(self.address).hostname or "")
        elif not self.is_local:
            name = socket.gethostname()
            found |= {name, socket.getfqdn()}
            with suppress(OSError):  # a machine that does not know its own name is reached by the others
                found |= {str(entry[4][0]) for entry in socket.getaddrinfo(name, None, socket.AF_INET)}
        return tuple(sorted(found - {"", "0.0.0.0", "[::]"}))  # noqa: S104 - compared with, not bound to


def checked_address(address: str) -> str:
    """The public address without a path.

    Raises:
        DefinitionError: it is not one.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise DefinitionError(f"{address!r} is not an address.", "Give one such as https://segments.example.org, without a path.")
    return f"{parts.scheme}://{parts.netloc}"


def secret_key(environment: Mapping[str, str], workspace: Path) -> str:
    """The key of REGULARS_SECRET_KEY, else of the workspace's own file; empty where there is none yet."""
    given = environment.get("REGULARS_SECRET_KEY")
    if given:
        return given
    try:
        return (workspace / SECRET_KEY_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def ensure_secret_key(workspace: Path) -> None:
    """Make the workspace's key where there is none; nobody but its owner may read it."""
    path = workspace / SECRET_KEY_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
