"""`regulars scorecards`: the scorecards that come with Regulars."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("scorecards", help="list and show scorecards")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the scorecards that come with Regulars")
    listing.set_defaults(run=run_list)
    show = actions.add_parser("show", help="a scorecard as a file to edit")
    show.add_argument("name", metavar="NAME|FILE")
    show.set_defaults(run=run_show)


def run_list(args: argparse.Namespace) -> int:
    """Print the presets."""
    del args
    from regulars.scoring.scorecard_presets import PRESETS

    width = max(len(name) for name in PRESETS)
    for name, preset in PRESETS.items():
        print(f"{name:<{width}}  {preset.title}")
        print(f"{'':<{width}}  {preset.source}")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print a scorecard in the file format."""
    from regulars.scoring.scorecard_files import format_scorecard
    from regulars.work.request import read_scorecard

    sys.stdout.write(format_scorecard(read_scorecard(args.name)))
    return 0
