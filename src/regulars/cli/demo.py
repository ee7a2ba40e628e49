"""`regulars demo`: a complete made-up shop, written, scored and reported."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from regulars.cli.score import show

DEFAULT_CUSTOMERS = 5_000


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("demo", help="make up a whole shop and score it", description="Make up a whole shop and score it.")
    parser.add_argument(
        "--customers", metavar="N", type=int, default=DEFAULT_CUSTOMERS, help=f"how many (default {DEFAULT_CUSTOMERS:,})"
    )
    parser.add_argument("--seed", metavar="N", type=int, default=2024, help="the same seed gives the same shop")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("regulars-demo"), help="default: ./regulars-demo")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the summary")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the shop, write its tables, score it."""
    from regulars.cli.progress import progress
    from regulars.work.demo import make_demo

    with progress("making and scoring a shop"):
        demo = make_demo(args.out, args.customers, args.seed, datetime.now(UTC))
    if not args.json:
        print(f"{demo.notice}\nIts tables: {demo.shop_folder}\n")
    show(args, demo.summary, demo.files)
    return 0
