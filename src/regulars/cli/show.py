"""`regulars show`: everything held on a customer."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from regulars.cli.workspaces import add_workspace, opened


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("show", help="everything held on a customer of the workspace, as JSON")
    parser.add_argument("customer", metavar="CUSTOMER", help="customer_id or e-mail address")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print everything held on a customer."""
    from regulars.work.outputs import dumps
    from regulars.work.people import show_customer

    sys.stdout.write(dumps(show_customer(opened(args), args.customer)))
    return 0
