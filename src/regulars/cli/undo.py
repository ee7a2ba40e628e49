"""`regulars import --undo` and `--list`: imports of before, and taking one back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from regulars.cli.imports import LAST
from regulars.cli.refresh import refresh_text, refreshed
from regulars.cli.workspaces import actor, opened

_SHOWN = 30


def undo(args: argparse.Namespace) -> int:
    """Take an import back, and refresh where the settings say so."""
    from regulars.cli.progress import progress
    from regulars.errors import DefinitionError
    from regulars.work.outputs import dumps
    from regulars.work.undo import try_undo, undo_import

    if args.list or _names_files(args):
        raise DefinitionError(
            "--undo takes an import back and imports nothing.", "Give no files with it: regulars import --undo 12"
        )
    number = None if args.undo is LAST else args.undo
    with progress("taking back") as watch:
        workspace = opened(args, watch)
        made = try_undo(workspace, number) if args.dry_run else undo_import(workspace, number, actor=actor(), now=datetime.now(UTC))
    wire = made.wire
    if not args.json:
        sys.stdout.write(undo_text(wire))
    has_orders = workspace.lake.rows(workspace.published(), "orders") > 0
    if workspace.settings.flag("after_import") and not args.no_refresh and not args.dry_run and has_orders:
        wire["refresh"] = refreshed(args, None, None).wire
        if not args.json:
            sys.stdout.write(refresh_text(wire["refresh"]))
    elif not has_orders and not args.json and not args.dry_run:
        print("No orders are left; what was last refreshed stays as it is until there are some.")
    if args.json:
        sys.stdout.write(dumps(wire))
    return 0


def _names_files(args: argparse.Namespace) -> bool:
    return bool(args.files or args.customers or args.lines or args.events)


def undo_text(wire: dict[str, Any]) -> str:
    """What taking an import back did, for people."""
    would = "would be " if wire["dry_run"] else ""
    lines = [f"Import {wire['undone']} {'can be' if wire['dry_run'] else 'was'} taken back"]
    for table, made in wire["tables"].items():
        what = "lines of orders: " if table == "order_lines" else ""
        lines.append(f"{table}: {what}{made['removed']:,} {would}removed, {made['restored']:,} {would}put back as they were")
    if wire["later"]:
        numbers = ", ".join(map(str, wire["later"][:8])) + (", ..." if len(wire["later"]) > 8 else "")
        lines.append(f"What imports after it ({numbers}) said again in the same words goes with it: import their files again.")
    if wire["forgotten_sources"]:
        lines.append(f"How {', '.join(wire['forgotten_sources'])} is read is remembered no more; no other import was of it.")
    return "\n".join(lines) + "\n"


def list_imports(args: argparse.Namespace) -> int:
    """The last imports."""
    from regulars.errors import DefinitionError
    from regulars.work.outputs import dumps
    from regulars.work.undo import imports_undone

    if _names_files(args):
        raise DefinitionError("--list shows imports and imports nothing.", "Give no files with it.")
    workspace = opened(args)
    undone = imports_undone(workspace)
    found = [
        {
            "import": run.number,
            "started": run.started,
            "actor": run.actor,
            "state": str(run.state),
            "files": [file for source in run.report.get("sources", ()) for file in source["files"]],
            "tables": run.report.get("tables", {}),
            "undone": run.number in undone,
            "problem": run.problem,
        }
        for run in workspace.ledger.runs(_SHOWN, kind="import")
    ]
    sys.stdout.write(dumps(found) if args.json else "".join(map(_line, found)) or "Nothing was imported yet.\n")
    return 0


def _line(run: dict[str, Any]) -> str:
    changes = "; ".join(
        f"{table}: {made['added']:,} new, {made['replaced']:,} replaced"
        for table, made in run["tables"].items()
        if made["added"] or made["replaced"]
    )
    became = (
        "taken back" if run["undone"] else changes or run["problem"] or ("nothing new" if run["state"] == "done" else run["state"])
    )
    files = ", ".join(run["files"]) or "nothing was read"
    return f"{run['import']:>5}  {run['started']:%Y-%m-%d %H:%M}  {run['actor']:<12}  {files}: {became}\n"
