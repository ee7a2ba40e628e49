"""`regulars refresh`: scores, segments and movement anew."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.cli.score import moment
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.work.refresh import RefreshReport


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("refresh", help="work out scores, segments and movement of the workspace anew")
    parser.add_argument("--as-of", metavar="DATE", type=moment, help="look from this day or instant (default: now)")
    parser.add_argument(
        "--cuts", choices=("recalibrated", "frozen"), help="new cuts, or those of the refresh before (default: the settings)"
    )
    parser.add_argument(
        "--mode",
        choices=("auto", "full", "incremental"),
        help="look at all rows, or at those of customers of whom something has changed, with the same results (default: settings)",
    )
    parser.add_argument("--status", action="store_true", help="say what is being done in the workspace, and do nothing")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Refresh, or say how far one is."""
    from regulars.work.outputs import dumps

    if args.status:
        found = status(args)
        sys.stdout.write(dumps(found) if args.json else status_text(found))
        return 0
    done = refreshed(args, args.as_of, args.cuts, args.mode)
    sys.stdout.write(dumps(done.wire) if args.json else refresh_text(done.wire) + remarks(args, as_of=args.as_of))
    return 0


def refreshed(
    args: argparse.Namespace, as_of: str | None = None, cuts: str | None = None, mode: str | None = None
) -> RefreshReport:
    """A refresh of the workspace that a command is about."""
    from regulars.cli.progress import progress
    from regulars.work.refresh import refresh

    with progress("refreshing") as watch:
        return refresh(opened(args, watch), actor=actor(), now=datetime.now(UTC), as_of=as_of, cuts=cuts, mode=mode)


def refresh_text(wire: dict[str, Any]) -> str:
    """A refresh's report for people."""
    about = f"{wire['customers']:,} customers, {wire['orders']:,} orders, as of {wire['as_of']:%Y-%m-%d %H:%M} UTC"
    lines = [f"Refresh {wire['refresh']}: {about}"]
    if wire["mode"] == "incremental":
        lines.append(f"  incremental: {wire['looked_at']:,} customers looked at anew")
    elif wire["why"]:
        lines.append(f"  everybody was looked at: {wire['why']}")
    lines += [f"  {step['name']:<16} {step['rows']:>12,} rows {step['seconds']:>8.2f} s" for step in wire["steps"]]
    if wire["moved"]:
        moved = wire["moved"]
        lines.append(
            f"Moved: {moved['behaviour']:,} by what they did, {moved['border']:,} because the borders moved; "
            f"{moved['entered']:,} entered, {moved['left']:,} left"
        )
    lines += [f"  {warning}" for warning in wire["warnings"]]
    return "\n".join(lines) + "\n"


def remarks(args: argparse.Namespace, as_of: str | None = None) -> str:
    """What a refresh shows of the whole workspace: the purchase cycle beside what was said, and that the orders have ended."""
    from regulars.errors import in_words
    from regulars.work.look_from import ended

    workspace, now = opened(args), datetime.now(UTC)
    latest, said = workspace.ledger.latest("refresh"), workspace.settings.count("purchase_cycle_days")
    measured = latest.facts.get("cycle_days") if latest else None
    lines = []
    if said and measured:
        lines.append(f"Purchase cycle: {in_words(said, 'day')} said, {measured:g} measured (median gap of returning customers).")
    newest = ended(workspace, now) if as_of is None else None
    if newest is not None:
        lines.append(
            f"The newest order is of {newest:%Y-%m-%d}, so that as of now everybody seems lost. If the orders have ended, set"
        )
        lines.append('look_from = "newest order" in regulars.toml.')
    return "".join(f"{line}\n" for line in lines)


def status(args: argparse.Namespace) -> dict[str, Any]:
    """What is being done in the workspace (`running` null: nothing), and the last run that is over."""
    from regulars.work.ledger import RunState
    from regulars.work.running import running

    workspace, now = opened(args), datetime.now(UTC)
    found = running(workspace)
    last = next((run for run in workspace.ledger.runs(9) if run.state is not RunState.RUNNING), None)
    about = {"kind": last.kind, "state": str(last.state), "finished": last.finished, "problem": last.problem} if last else None
    return {"running": found.wire(now) if found else None, "last": about}


def status_text(found: dict[str, Any]) -> str:
    """What is being done, for people."""
    run, last = found["running"], found["last"]
    if run is None:
        lines = ["Nothing is running."]
        if last is not None:
            when = f" ({last['finished']:%Y-%m-%d %H:%M} UTC)" if last["finished"] else ""
            lines.append(f"The last {last['kind']} is {last['state']}{when}.{' ' + last['problem'] if last['problem'] else ''}")
        return "\n".join(lines) + "\n"
    left = "" if run["seconds_left"] is None else f"; about {run['seconds_left']:.0f} s left, as the last one took"
    lines = [f"{run['kind']} by {run['actor']} since {run['started']:%Y-%m-%d %H:%M:%S} UTC ({run['seconds']:.0f} s{left})"]
    lines += [f"  {step['name']:<16} {step['rows'] or 0:>12,} rows {step['seconds']:>8.2f} s" for step in run["done"]]
    lines += [f"  {run['step']:<16} going on"] if run["step"] else []
    return "\n".join(lines) + "\n"
