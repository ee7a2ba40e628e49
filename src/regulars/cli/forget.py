"""`regulars forget`: a customer removed from every table and version."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from regulars.cli.workspaces import actor, add_workspace, opened


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "forget",
        help="remove a customer from every table and version of the workspace",
        description="Removes a customer from every table and every version of it, and from the files that exports wrote within the "
        "workspace. Files that you imported from are yours to clean; importing them again brings the customer back.",
    )
    parser.add_argument("customer", metavar="CUSTOMER", help="customer_id or e-mail address")
    parser.add_argument("--yes", action="store_true", help="do not ask first")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Forget a customer."""
    from regulars.errors import DefinitionError, in_words
    from regulars.work.outputs import dumps
    from regulars.work.people import forget_customer

    if not args.yes:
        if not sys.stdin.isatty():
            raise DefinitionError("Forgetting cannot be undone.", "Add --yes.")
        if input("Forgetting cannot be undone. Type yes to go on: ").strip().lower() != "yes":
            print("Nothing was forgotten.")
            return 1
    done = forget_customer(opened(args), args.customer, actor=actor(), now=datetime.now(UTC))
    if args.json:
        sys.stdout.write(dumps(done.wire))
        return 0
    rows = ", ".join(f"{count:,} of {table}" for table, count in done.rows.items()) or "no table in force had them"
    print(f"Forgotten: {rows}; {done.old_files:,} files deleted, which had them.")
    if not done.exported_to:
        print("Exported to: nowhere.")
    for sent in done.exported_to:
        state = "still on the list there: take them off" if sent.is_still_in else "no longer on the list there"
        print(f"Exported to: {sent.destination}, {sent.segment}, last on {sent.at:%Y-%m-%d}; {state}.")
    for path, count in done.files.mended.items():
        print(f"Taken out of a file: {path}, {in_words(count, 'row')}.")
    for path, why in done.files.left.items():
        print(f"Look through this file yourself: {path}. {why}")
    for name in done.segments:
        print(f"The segment {name} names the customer, now or in a former version: regulars segments delete takes it away.")
    return 0
