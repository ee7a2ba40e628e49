"""`regulars validate`: do the scores predict who comes back?"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from typing import Any

from regulars.cli.score import add_reading, as_folder, positive, reading_options


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "validate",
        help="back-test the scores on a split date",
        description="Score with what was known on a day, then look at who came back after it, beside plain baselines.",
    )
    parser.add_argument("orders", metavar="ORDERS", help="file, pattern, folder or database file")
    parser.add_argument("--split", metavar="DATE", type=_day, action="append", required=True, help="split here; repeat for several")
    parser.add_argument("--horizon", metavar="DAYS", type=positive, help="watch for so long (default: to the last order)")
    parser.add_argument("--shuffle", metavar="SEED", type=int, help="deal outcomes out at random, to see that nothing is claimed")
    parser.add_argument("--scorecard", metavar="NAME|FILE", default="rfm")
    parser.add_argument("--map", metavar="NAME|FILE")
    parser.add_argument("--window", metavar="DAYS", type=positive, help="count only orders of the last DAYS days before the split")
    parser.add_argument("--profile-rules", metavar="FILE", help="lifecycle borders and flag thresholds of your own")
    parser.add_argument("--no-signals", action="store_true", help="leave out what each field of the profile adds to R, F and M")
    files = parser.add_argument_group("more data")
    files.add_argument("--customers", metavar="F", help="who the customers are")
    files.add_argument("--lines", metavar="F", help="order lines, for signals about products and categories")
    files.add_argument("--events", metavar="F", help="engagement events, as signals, or to be scored by --scorecard rfe")
    add_reading(parser.add_argument_group("reading"))
    parser.add_argument("--out", metavar="DIR", type=as_folder, help="write validation.html and validation.json here")
    parser.add_argument("--title", metavar="TEXT", default="Do the scores predict?", help="title of the report")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--memory-limit", metavar="SIZE")
    parser.add_argument("--threads", metavar="N", type=positive)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Back-test and print."""
    from regulars.charts.validation_text import validation_text
    from regulars.cli.progress import progress
    from regulars.work.engines import engine_maker
    from regulars.work.profile_rules import read_profile_rules
    from regulars.work.request import make_options
    from regulars.work.validate import validate
    from regulars.work.validation_outputs import validation_json, write_validation

    options = make_options(now=datetime.now(UTC), **reading_options(args))
    make_engine = engine_maker("duckdb", args.memory_limit, args.threads)
    with progress("validating") as watch:
        found = validate(
            args.orders,
            options,
            lambda spill: watch(make_engine(spill)),
            args.split,
            args.horizon,
            args.shuffle,
            lines=args.lines,
            events=args.events,
            customers=args.customers,
            profile_rules=read_profile_rules(args.profile_rules),
            signals=not args.no_signals,
            tell=watch.begin,
        )
    files = write_validation(found, args.out, args.title) if args.out else ()
    if args.json:
        sys.stdout.write(validation_json(found))
        return 0
    sys.stdout.write(validation_text(found))
    if files:
        print(f"\nReport: {files[0]}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2024-03-01") from None
