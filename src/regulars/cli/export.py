"""`regulars export`: audiences for other tools, and what each of them makes of an identifier."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("export", help="audiences for other tools")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    normalize = actions.add_parser(
        "normalize",
        help="how each destination writes and hashes an identifier",
        description="Reads JSON lines {id, destination, field, raw, country} on stdin and writes, for each, "
        "{id, outcome: send|drop, normalized, sha256, reported, reason}.",
    )
    normalize.set_defaults(run=run_normalize)


def run_normalize(args: argparse.Namespace) -> int:
    """Normalise the identifiers on stdin, one JSON object a line."""
    from datetime import UTC, datetime

    from regulars.work.identifiers import normalized_lines

    del args
    for line in normalized_lines(sys.stdin.buffer, datetime.now(tz=UTC).date()):
        sys.stdout.write(line)
    return 0
