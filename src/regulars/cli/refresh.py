"""`regulars refresh`: scores, segments and movement anew."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.cli.score import moment
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.work.refresh import RefreshReport


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("refresh", help="work out scores, segments and movement of the workspace anew")
    parser.add_argument("--as-of", metavar="DATE", type=moment, help="look from this day or instant (default: now)")
    parser.add_argument(
        "--cuts", choices=("recalibrated", "frozen"), help="new cuts, or those of the refresh before (default: the settings)"
    )
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Refresh."""
    from regulars.work.outputs import dumps

    done = refreshed(args, args.as_of, args.cuts)
    sys.stdout.write(dumps(done.wire) if args.json else refresh_text(done.wire))
    return 0


def refreshed(args: argparse.Namespace, as_of: str | None, cuts: str | None) -> RefreshReport:
    """A refresh of the workspace that a command is about."""
    from regulars.cli.progress import progress
    from regulars.work.refresh import refresh

    with progress("refreshing") as watch:
        return refresh(opened(args, watch), actor=actor(), now=datetime.now(UTC), as_of=as_of, cuts=cuts)


def refresh_text(wire: dict[str, Any]) -> str:
    """A refresh's report for people."""
    about = f"{wire['customers']:,} customers, {wire['orders']:,} orders, as of {wire['as_of']:%Y-%m-%d %H:%M} UTC"
    lines = [f"Refresh {wire['refresh']}: {about}"]
    lines += [f"  {step['name']:<16} {step['rows']:>12,} rows {step['seconds']:>8.2f} s" for step in wire["steps"]]
    if wire["moved"]:
        moved = wire["moved"]
        lines.append(
            f"Moved: {moved['behaviour']:,} by what they did, {moved['border']:,} because the borders moved; "
            f"{moved['entered']:,} entered, {moved['left']:,} left"
        )
    lines += [f"  {warning}" for warning in wire["warnings"]]
    return "\n".join(lines) + "\n"
