"""`regulars score`: a shop's orders to scores, segments and a report."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regulars.work.score import ScoreRun


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "score",
        help="score customers and place each in one segment",
        description="Score a shop's customers by recency, frequency and money, and place each in exactly one segment.",
        epilog="Columns, dates, decimals and platforms are recognised; what cannot be decided is asked for by name.",
    )
    parser.add_argument("orders", metavar="ORDERS", help="file, pattern, folder or database file (CSV, JSON, Excel, Parquet...)")
    files = parser.add_argument_group("more data")
    files.add_argument("--customers", metavar="F", help="who the customers are")
    files.add_argument("--lines", metavar="F", help="order lines, for products and categories")
    files.add_argument("--events", metavar="F", help="engagement events, for --scorecard rfe and for the profile")
    _add_scoring(parser.add_argument_group("scoring"))
    add_reading(parser.add_argument_group("reading"))
    add_running(parser.add_argument_group("output and engine"))
    parser.set_defaults(run=run)


def _add_scoring(group: Any) -> None:
    group.add_argument(
        "--as-of", metavar="DATE", type=moment, help="look from this day or instant (default: the day after the last order)"
    )
    group.add_argument("--window", metavar="DAYS", type=positive, help="count only orders of the last DAYS days")
    group.add_argument(
        "--scorecard", metavar="NAME|FILE", default="rfm", help="how values become scores (see: regulars scorecards list)"
    )
    group.add_argument("--map", metavar="NAME|FILE", help="how scores become segments (see: regulars maps list)")
    group.add_argument("--best", type=int, choices=(1, 5), default=1, help="show the best score as 1 or as 5 (default 1)")
    group.add_argument("--cuts", metavar="RUN.json", help="keep the cuts of a former run")
    group.add_argument("--profile-rules", metavar="FILE", help="lifecycle borders, flag thresholds and event weights of your own")


def add_reading(group: Any) -> None:
    """The options that settle how a source is read."""
    group.add_argument(
        "--map-columns", metavar="FIELD=COLUMN", nargs="+", type=_pair, action="extend", help="which column is which"
    )
    group.add_argument("--date-order", choices=("dmy", "mdy"), help="03/04/2024 is 3 April (dmy) or March 4 (mdy)")
    group.add_argument(
        "--decimal", choices=("comma", "point"), help="1,234 is one and a bit (comma) or a thousand and more (point)"
    )
    group.add_argument("--timezone", metavar="ZONE", default="UTC", help="the shop's time zone (default UTC)")
    group.add_argument("--file-timezone", metavar="ZONE", help="zone of times without an offset (default: the shop's)")
    group.add_argument(
        "--duplicates", choices=("keep", "drop"), default="keep", help="rows identical in every column (default keep)"
    )
    group.add_argument("--currency", metavar="CODE", help="count only orders in this currency")
    group.add_argument("--rates", metavar="CODE=RATE,...", type=_rates, help="convert currencies: EUR=1,USD=0.92")
    group.add_argument("--table", metavar="NAME", help="the sheet or table to read")


def reading_options(args: argparse.Namespace) -> dict[str, Any]:
    """What `add_reading` asked, as `make_options` takes it, with the scorecard, map and window."""
    return {
        "scorecard": args.scorecard,
        "segment_map": args.map,
        "timezone": args.timezone,
        "file_timezone": args.file_timezone,
        "window_days": args.window,
        "columns": dict(args.map_columns or []),
        "date_order": args.date_order,
        "decimal": args.decimal,
        "duplicates": args.duplicates,
        "currency": args.currency,
        "rates": args.rates,
        "table": args.table,
    }


def add_running(group: Any) -> None:
    """The options about where results go and what runs."""
    group.add_argument("--out", metavar="DIR", type=as_folder, help="write customers, segments, report and quality files here")
    group.add_argument("--title", metavar="TEXT", help="title of the report")
    group.add_argument(
        "--no-validation", action="store_true", help="with --out: do not test the scores on the last weeks of the data itself"
    )
    group.add_argument("--json", action="store_true", help="print one JSON object instead of the summary")
    group.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    group.add_argument("--memory-limit", metavar="SIZE", help="of the engine, such as 2GB; beyond it, it spills to disk")
    group.add_argument("--threads", metavar="N", type=positive)


def run(args: argparse.Namespace) -> int:
    """Score, write and print."""
    from regulars.cli.progress import progress
    from regulars.work.engines import engine_maker

    make_engine = engine_maker(args.engine, args.memory_limit, args.threads, at_once=True)
    # while the engine starts
    from regulars.work.profile_rules import read_profile_rules
    from regulars.work.request import make_options
    from regulars.work.score import score

    options = make_options(now=datetime.now(UTC), as_of=args.as_of, best=args.best, cuts=args.cuts, **reading_options(args))
    with progress("scoring") as watch:
        result = score(
            args.orders,
            options,
            lambda spill: watch(make_engine(spill)),
            lines=args.lines,
            events=args.events,
            customers=args.customers,
            profile_rules=read_profile_rules(args.profile_rules),
        )
        try:
            files = _written(result, args) if args.out else ()
            summary = result.whole() if args.out or args.json else result.brief()
            back_test = result.back_test() if args.out and not args.no_validation else None
        except BaseException:
            result.close()
            raise
    # freeing what the engine holds takes as long as printing
    closing = threading.Thread(target=result.close)
    closing.start()
    try:
        show(args, summary, files, back_test)
    finally:
        closing.join()
    return 0


def _written(result: ScoreRun, args: argparse.Namespace) -> tuple[Path, ...]:
    from regulars.work.outputs import write_outputs

    return write_outputs(result, args.out, args.title or "Customer segments", tested=not args.no_validation)


def show(args: argparse.Namespace, summary: Any, files: tuple[Path, ...], back_test: Any = None) -> None:
    """Print a run's summary: JSON or text."""
    if args.json:
        from regulars.work.outputs import dumps
        from regulars.work.score_wire import score_object

        sys.stdout.write(dumps(score_object(summary, files, back_test)))
        return
    import shutil

    from regulars.charts.terminal import summary_text

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((110, 40)).columns if terminal else 110
    sys.stdout.write(summary_text(summary, width=width, colour=terminal))
    if files:
        print(f"\nReport: {next(path for path in files if path.name == 'report.html')}")
        print(f"Also there: {', '.join(path.name for path in files if path.name != 'report.html')}")
    else:
        print("\nFor the customers, a report and the quality files, add --out DIR.")


def _pair(text: str) -> tuple[str, str]:
    field, mark, column = text.partition("=")
    if not mark or not field or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=COLUMN")
    return field, column


def _rates(text: str) -> dict[str, str]:
    return dict(_pair(part.strip()) for part in text.split(","))


def positive(text: str) -> int:
    """A whole number above 0, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def as_folder(text: str) -> Path:
    """A folder by name, for argparse: an empty name (of a variable that is not set) must not mean the current one."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of the folder is empty")
    return Path(text)


def moment(text: str) -> str:
    """A day or an instant, for argparse."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2024-03-01 or 2024-03-01T12:00") from None
    return text
