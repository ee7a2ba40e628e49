"""`regulars schedule`: imports from watched folders and refreshes by the cadence of the settings, for as long as it runs."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.work.rounds import Event
    from regulars.work.watching import Seen
    from regulars.work.workspace import Workspace

_SETTLE_SECONDS = 3.0
_LONGEST_SLEEP = 30.0


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "schedule",
        help="import new files and refresh by itself, as the settings say",
        description="Runs until it is stopped: imports new files of the watched folders once they are whole, and refreshes at the "
        "cadence of regulars.toml, in the shop's time zone. Times that were missed are made up for once.",
    )
    parser.add_argument("--once", action="store_true", help="do what is due now, and end; for cron and the like")
    parser.add_argument(
        "--quiet", action="store_true", help="with --once: say nothing where nothing is due; crontabs mail what is said"
    )
    parser.add_argument("--cron", action="store_true", help="print the line for a crontab that does the same")
    parser.add_argument("--show", action="store_true", help="say what is due and when the next refresh is; do nothing")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keep the workspace up to date."""
    from regulars.errors import DefinitionError
    from regulars.work.schedule import LOCK_FILE
    from regulars.work.workspace import holding

    if args.quiet and not args.once:
        raise DefinitionError("--quiet goes with --once.", "Leave it out.")
    workspace = opened(args)
    if args.cron:
        print(_cron_line(workspace.folder))
        return 0
    if args.show:
        _show(args, workspace)
        return 0
    with holding(workspace.folder / LOCK_FILE, "schedule", actor(), datetime.now(UTC)):
        if args.once:
            from regulars.work.watching import look

            before = look(workspace)
            if before:
                time.sleep(_SETTLE_SECONDS)
            done = []
            for event in _round(args, before):
                _tell(args, event)
                done.append(event)
            if not done and not args.quiet:
                _tell(args, _idle(args))
            return 1 if any(event.kind == "failed" for event in done) else 0
        return _forever(args)


def _forever(args: argparse.Namespace) -> int:
    from regulars.errors import RegularsError
    from regulars.work.schedule import schedule_object
    from regulars.work.watching import look

    workspace = opened(args)
    _tell(args, _own("started", _plan_text(schedule_object(workspace, datetime.now(UTC)))))
    before: dict[Path, Seen] = {}
    last_problem = ""
    try:
        while True:
            try:
                for event in _round(args, before):
                    _tell(args, event)
                before, last_problem = look(opened(args)), ""
            except RegularsError as error:  # settings that are being edited, a folder that is gone: said once, tried again
                problem = f"{error.problem} {error.remedy}".strip()
                if problem != last_problem:
                    _tell(args, _own("failed", problem))
                last_problem = problem
            time.sleep(_pause(args))
    except KeyboardInterrupt:
        _tell(args, _own("stopped", "nothing was left half written"))
        return 0


def _pause(args: argparse.Namespace) -> float:
    """Seconds to the next round: never long, so that a clock that is set or a machine that slept is noticed."""
    from regulars.errors import RegularsError
    from regulars.work.schedule import rhythm

    try:
        workspace = opened(args)
        times = rhythm(workspace)
    except RegularsError:
        return _LONGEST_SLEEP
    now = datetime.now(UTC)
    until = (times.next(now) - now).total_seconds() if times else _LONGEST_SLEEP
    return max(0.1, min(until, _SETTLE_SECONDS if workspace.settings.texts("watch") else _LONGEST_SLEEP))


def _round(args: argparse.Namespace, before: Mapping[Path, Seen]) -> Iterator[Event]:
    from regulars.cli.imports import from_environment
    from regulars.work.rounds import scheduled_round

    return scheduled_round(opened(args), before, actor=actor(), clock=lambda: datetime.now(UTC), address_of=from_environment)


def _idle(args: argparse.Namespace) -> Event:
    """That nothing is due, and what is next."""
    from regulars.work.schedule import schedule_object

    found = schedule_object(opened(args), datetime.now(UTC))
    return _own("idle", f"nothing is due; {_plan_text(found)}", {"next": found["next"].isoformat() if found["next"] else None})


def _own(kind: str, says: str, more: Mapping[str, Any] | None = None) -> Event:
    from regulars.work.rounds import Event

    return Event(datetime.now(UTC), kind, says, more or {})


def _tell(args: argparse.Namespace, event: Event) -> None:
    """Say what was done."""
    if args.json:
        said = {"at": event.at.isoformat(), "event": event.kind, "says": event.says, **event.more}
        print(json.dumps(said, ensure_ascii=False), flush=True)
    else:
        print(f"{event.at:%Y-%m-%d %H:%M:%S}  {event.kind:<9}  {event.says}", flush=True)


def _show(args: argparse.Namespace, workspace: Workspace) -> None:
    from regulars.work.outputs import dumps
    from regulars.work.schedule import schedule_object
    from regulars.work.watching import look, waiting

    found = schedule_object(workspace, datetime.now(UTC)) | {"waiting_files": waiting(workspace, look(workspace))}
    if args.json:
        sys.stdout.write(dumps(found))
        return
    print(_plan_text(found))
    if found["due"] is not None:
        print(f"A refresh is due since {found['due']:%Y-%m-%d %H:%M} UTC.")
    if found["watch"]:
        print(f"{found['waiting_files']:,} files are waiting.")


def _plan_text(found: Mapping[str, Any]) -> str:
    following = found["next"]
    said = f"refreshed {found['cadence']}, next at {following:%Y-%m-%d %H:%M} UTC" if following else "never refreshed by itself"
    watched = f"; watching {', '.join(found['watch'])}" if found["watch"] else ""
    return f"{said}{watched}"


def _cron_line(folder: Path) -> str:
    """A line that looks often and does what is due: crontabs know no shop's zone, and machines sleep."""
    command = shlex.join([sys.executable, "-m", "regulars", "schedule", "--once", "--quiet", "--workspace", str(folder.absolute())])
    return f"*/10 * * * * {command.replace('%', chr(92) + '%')}"
