"""`regulars suppress`: people who are never sent anywhere."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from regulars.cli.workspaces import actor, add_workspace, opened


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "suppress",
        help="people whom no export of the workspace may reach",
        description="Keeps the workspace's list of people who are never sent. It holds hashes, so nobody can be read from it.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, said in (("add", "put people on the list"), ("remove", "take people off the list")):
        one = actions.add_parser(action, help=said)
        one.add_argument(
            "who",
            metavar="ID|FILE",
            nargs="+",
            help="customer ids, e-mail addresses, phone numbers with country code, SHA-256 of any; or files with one a line",
        )
        add_workspace(one)
        one.set_defaults(run=run_change)
    listed = actions.add_parser("list", help="how many are on the list, by whom and since when")
    add_workspace(listed)
    listed.set_defaults(run=run_list)


def run_change(args: argparse.Namespace) -> int:
    """Put people on the list, or take them off."""
    from regulars.work.outputs import dumps
    from regulars.work.suppression_list import suppress, unsuppress

    adds = args.action == "add"
    done = (suppress if adds else unsuppress)(opened(args), args.who, actor=actor(), now=datetime.now(UTC))
    if args.json:
        sys.stdout.write(dumps(asdict(done)))
        return 0
    rest = ("were there already" if adds else "were not found") if done.unchanged else ""
    print(
        f"{done.changed:,} {'added' if adds else 'removed'}{f', {done.unchanged:,} {rest}' if rest else ''};"
        f" {_entries(done.total)} on the list."
    )
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Show the list."""
    from regulars.work.outputs import dumps
    from regulars.work.suppression_list import suppressed_entries

    entries = suppressed_entries(opened(args))
    if args.json:
        sys.stdout.write(dumps([asdict(entry) for entry in entries]))
        return 0
    for entry in entries:
        print(f"{entry.mark}  {entry.added_at:%Y-%m-%d}  {entry.added_by}")
    print(f"{_entries(len(entries))} on the list.")
    return 0


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
