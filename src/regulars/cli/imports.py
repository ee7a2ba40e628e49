"""`regulars import`: files into the workspace."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from regulars.cli.refresh import refresh_text, refreshed
from regulars.cli.score import _pair
from regulars.cli.workspaces import actor, add_workspace, opened


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "import",
        help="bring files into the workspace",
        description="Reads files and platform exports as score does, remembers how, and adds what is new; a later version of an "
        "order replaces the former one. If a file fails, nothing is imported.",
    )
    parser.add_argument("files", metavar="FILE", nargs="*", help="orders, a folder of tables, or a file named after its table")
    parser.add_argument("--customers", metavar="F", help="who the customers are")
    parser.add_argument("--lines", metavar="F", help="order lines")
    parser.add_argument("--events", metavar="F", help="engagement events")
    parser.add_argument(
        "--source", metavar="NAME", help="name of the source, whose mapping is remembered (default: by its columns)"
    )
    parser.add_argument(
        "--map-columns", metavar="FIELD=COLUMN", nargs="+", type=_pair, action="extend", help="which column is which"
    )
    parser.add_argument("--date-order", choices=("dmy", "mdy"), help="03/04/2024 is 3 April (dmy) or March 4 (mdy)")
    parser.add_argument(
        "--decimal", choices=("comma", "point"), help="1,234 is one and a bit (comma) or a thousand and more (point)"
    )
    parser.add_argument("--file-timezone", metavar="ZONE", help="zone of times without an offset (default: the shop's)")
    parser.add_argument("--table", metavar="NAME", help="the sheet or table to read")
    parser.add_argument("--dry-run", action="store_true", help="show the quality report and what would change; write nothing")
    parser.add_argument("--no-refresh", action="store_true", help="do not refresh afterwards, whatever the settings say")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import, and refresh where the settings say so."""
    from regulars.cli.progress import progress
    from regulars.ingest.detect import Answers
    from regulars.work.imports import ImportRequest, import_files, requested, try_import
    from regulars.work.outputs import dumps

    order, mark = args.date_order, args.decimal
    answers = Answers(
        columns=dict(args.map_columns or []),
        day_first=None if order is None else order == "dmy",
        decimal={"comma": ",", "point": "."}.get(mark) if mark else None,
    )
    sources = requested(args.files, customers=args.customers, lines=args.lines, events=args.events)
    request = ImportRequest(sources, answers, args.file_timezone, args.source, args.table)
    now = datetime.now(UTC)
    with progress("importing") as watch:
        workspace = opened(args, watch)
        done = try_import(workspace, request) if args.dry_run else import_files(workspace, request, actor=actor(), now=now)
    wire = done.wire
    if not args.json:
        sys.stdout.write(import_text(wire))
    if (
        workspace.settings.flag("after_import")
        and not args.no_refresh
        and not args.dry_run
        and done.changed
        and _has_orders(workspace)
    ):
        wire["refresh"] = refreshed(args, None, None).wire
        if not args.json:
            sys.stdout.write(refresh_text(wire["refresh"]))
    if args.json:
        sys.stdout.write(dumps(wire))
    return 0


def _has_orders(workspace: Any) -> bool:
    return "orders" in workspace.published()


def import_text(wire: dict[str, Any]) -> str:
    """An import's report for people."""
    lines = []
    for source in wire["sources"]:
        rate = f" ({source['rows'] / wire['seconds']:,.0f} rows a second)" if wire["seconds"] and len(wire["sources"]) == 1 else ""
        lines.append(f"{source['source']} ({source['table']}): {source['rows']:,} rows read, {source['kept']:,} kept{rate}")
        lines.append("  " + ", ".join(f"{role} = {column}" for role, column in source["mapping"].items()))
        lines += [f"  {part['rows']:,} left out: {part['meaning']}" for part in source["excluded"].values()]
        lines += [f"  {note}" for note in source["notes"]]
    would = "would be " if wire["dry_run"] else ""
    for table, made in wire["tables"].items():
        lines.append(f"{table}: {made['added']:,} {would}new, {made['replaced']:,} {would}replaced")
    if not wire["changed"]:
        lines.append("Everything was there already; nothing changes." if wire["dry_run"] else "Everything was there already.")
    return "\n".join(lines) + "\n"
