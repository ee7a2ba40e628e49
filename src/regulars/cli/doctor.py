"""`regulars doctor`: is the workspace well?"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from regulars.cli.workspaces import add_workspace, opened


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("doctor", help="check the workspace, and say how to mend it")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the workspace; 1 where something has to be mended."""
    from regulars.work.doctor import examine
    from regulars.work.outputs import dumps

    found = examine(opened(args), datetime.now(UTC))
    if args.json:
        rows = [{"check": each.check, "ok": each.ok, "says": each.says, "remedy": each.remedy} for each in found]
        sys.stdout.write(dumps(rows))
    else:
        for each in found:
            print(f"{'ok  ' if each.ok else 'MEND'}  {each.check:<14} {each.says}")
            if each.remedy:
                print(f"{'':22}{each.remedy}")
    return 0 if all(each.ok for each in found) else 1
