"""`regulars import`: files into the workspace."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.refresh import refresh_text, refreshed, remarks
from regulars.cli.score import _pair
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from regulars.ingest.detect import Answers
    from regulars.work.workspace import Workspace


LAST = object()  # `--undo` without a number


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "import",
        help="bring files into the workspace",
        description="Reads files and platform exports as score does, remembers how, and adds what is new; a later version of an "
        "order replaces the former one. If a file fails, nothing is imported.",
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="orders, a folder of tables, a file named after its table, or the address of a database: postgres://..., mysql://..., "
        "sqlite:///PATH, or env:NAME where the environment has it",
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("tables", "segmentation"),
        default="tables",
        help="what FILE is: tables of the shop (default), or an existing segmentation, a label for each customer",
    )
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
    parser.add_argument(
        "--table",
        metavar="NAME",
        action="append",
        default=[],
        help="the sheet or table to read; of a database several, as NAME or orders=NAME, order_lines=NAME, customers=, events=",
    )
    parser.add_argument(
        "--since",
        metavar="DATE",
        type=_since,
        help="of a database, read only orders and customers changed since this day or instant, or since the last import (last)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the quality report and what would change; write nothing")
    parser.add_argument("--list", action="store_true", help="the last imports with their numbers; import nothing")
    parser.add_argument(
        "--undo",
        metavar="NUMBER",
        nargs="?",
        type=int,
        const=LAST,
        help="take an import back (default: the last that changed something): what it brought goes, what it replaced comes again",
    )
    parser.add_argument("--remove", metavar="NAME", help="with --as segmentation: take its labels away (--list has the names)")
    parser.add_argument("--no-refresh", action="store_true", help="do not refresh afterwards, whatever the settings say")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import, and refresh where the settings say so."""
    from regulars.cli.progress import progress
    from regulars.errors import SourceError
    from regulars.ingest.detect import Answers
    from regulars.ingest.servers import is_address
    from regulars.work.imports import ImportRequest, import_files, requested, try_import
    from regulars.work.outputs import dumps

    if args.source is not None and not args.source.strip():
        raise SourceError("The source's name is blank.", "Give a name, or leave out --source.")
    if args.remove is not None or (args.kind == "segmentation" and args.list):
        from regulars.cli.segmentations import list_segmentations, remove

        return remove(args) if args.remove is not None else list_segmentations(args)
    if args.undo is not None or args.list:
        from regulars.cli.undo import list_imports, undo

        return undo(args) if args.undo is not None else list_imports(args)
    order, mark = args.date_order, args.decimal
    answers = Answers(
        columns=dict(args.map_columns or []),
        day_first=None if order is None else order == "dmy",
        decimal={"comma": ",", "point": "."}.get(mark) if mark else None,
    )
    if args.kind == "segmentation":
        return _segmentation(args, answers)
    files = [from_environment(file) for file in args.files]
    of_database = any(is_address(file) for file in files)
    if len(args.table) > 1 and not of_database:
        raise SourceError("Several tables can be named of a database alone.", "Give one --table NAME.")
    tables, sheet = (args.table, None) if of_database else ([], next(iter(args.table), None))
    if args.since and not of_database:
        raise SourceError("--since goes with the address of a database.", "Leave it out; importing a file again changes nothing.")
    now = datetime.now(UTC)
    with progress("importing") as watch:
        workspace = opened(args, watch)
        since = _from(args.since, workspace) if args.since else None
        sources = requested(files, customers=args.customers, lines=args.lines, events=args.events, tables=tables, since=since)
        request = ImportRequest(sources, answers, args.file_timezone, args.source, sheet)
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
            sys.stdout.write(refresh_text(wire["refresh"]) + remarks(args))
    if args.json:
        sys.stdout.write(dumps(wire))
    return 0


def _segmentation(args: argparse.Namespace, answers: Answers) -> int:
    """Bring an existing segmentation in."""
    from regulars.errors import SourceError
    from regulars.work.existing import import_labels
    from regulars.work.outputs import dumps

    if len(args.files) != 1 or args.dry_run:
        raise SourceError("A segmentation is one file, and has no dry run.", "Give one FILE.")
    sheet = next(iter(args.table), None)
    done = import_labels(
        opened(args), args.files[0], actor=actor(), now=datetime.now(UTC), name=args.source, answers=answers, sheet=sheet
    )
    sys.stdout.write(dumps(done.wire) if args.json else labels_text(done.wire))
    return 0


def labels_text(wire: dict[str, Any]) -> str:
    """The report of an imported segmentation for people."""
    lines = [f"{wire['segmentation']}: {wire['rows']:,} rows read, {wire['customers']:,} customers labelled by {wire['column']!r}"]
    words = {"no_customer": "no customer on the row", "no_label": "no label on the row"}
    lines += [f"  {rows:,} left out: {words[reason]}" for reason, rows in wire["excluded"].items()]
    lines += [f"  {note}" for note in wire["notes"]]
    return "\n".join([*lines, "Laid against our segments: regulars segments compare"]) + "\n"


def _since(text: str) -> str:
    from regulars.cli.score import moment

    return text if text == "last" else moment(text)


def _from(since: str, workspace: Workspace) -> datetime | Mapping[str, datetime]:
    """From when on changes are read: the moment that was given, or where the last import of each table left off."""
    from regulars.work.imports import last_imports
    from regulars.work.options import instant, zone_info

    if since == "last":
        return last_imports(workspace)
    return instant(datetime.fromisoformat(since), zone_info(str(workspace.settings.values["time_zone"])))


def from_environment(file: str) -> str:
    """A file or address as it was given; of env:NAME what the environment has, so that passwords need not be typed or kept."""
    from regulars.ingest.servers import address_in

    return address_in(os.environ, file)


def _has_orders(workspace: Any) -> bool:
    return "orders" in workspace.published()


_RATE_FROM = 10_000  # rows; of a small file a rate says nothing


def _file_of(source: dict[str, Any]) -> str:
    """What was read, where the source is not called like it: it is known by its columns, whatever a later file is called."""
    names = [Path(file).name for file in source["files"]]
    if len(names) != 1 or names[0].startswith(source["source"]):
        return f" from {len(names)} files" if len(names) > 1 else ""
    return f" from {names[0]}"


def import_text(wire: dict[str, Any]) -> str:
    """An import's report for people."""
    lines = [f"Import {wire['import']}"] if wire["changed"] and not wire["dry_run"] else []
    for source in wire["sources"]:
        is_large = wire["seconds"] and len(wire["sources"]) == 1 and source["rows"] >= _RATE_FROM
        rate = f" ({source['rows'] / wire['seconds']:,.0f} rows a second)" if is_large else ""
        file = _file_of(source)
        lines.append(f"{source['source']} ({source['table']}){file}: {source['rows']:,} rows read, {source['kept']:,} kept{rate}")
        lines.append("  " + ", ".join(f"{role} = {column}" for role, column in source["mapping"].items()))
        lines += [f"  {part['rows']:,} left out: {part['meaning']}" for part in source["excluded"].values()]
        lines += [f"  {note}" for note in dict.fromkeys(source["notes"])]
    would = "would be " if wire["dry_run"] else ""
    for table, made in wire["tables"].items():
        what = "lines of orders: " if table == "order_lines" else ""  # an order's lines come and go together
        lines.append(f"{table}: {what}{made['added']:,} {would}new, {made['replaced']:,} {would}replaced")
    if not wire["changed"]:
        why = "Everything was there already" if wire["kept"] else "No row can be used"
        lines.append(f"{why}; nothing changes." if wire["dry_run"] else f"{why}.")
    return "\n".join(lines) + "\n"
