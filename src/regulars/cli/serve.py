"""`regulars serve`: the pages of a workspace."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, SourceError

DEFAULT_PORT = 8000


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "serve",
        help="show the workspace in a browser",
        description="Starts the pages and the worker, says where they are, and stops them on Ctrl-C. The first time it prints a "
        "link by which you make your account.",
    )
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        type=Path,
        default=None,
        help="the workspace's folder (default: REGULARS_WORKSPACE, else the current folder)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: this machine only)")
    parser.add_argument("--port", metavar="N", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0 takes a free one")
    parser.add_argument(
        "--address",
        metavar="URL",
        default="",
        help="what people open where a proxy stands before it, as https://segments.example.org",
    )
    parser.add_argument("--admin-link", action="store_true", help="print a link for another admin, should nobody get in any more")
    parser.add_argument(
        "--no-schedule",
        action="store_true",
        help="do not refresh and import by the cadence of the settings; regulars schedule or cron does, or nobody",
    )
    parser.add_argument("--processes", metavar="N", type=int, default=0, help="processes that answer pages (default: up to 2)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from regulars.web.served import Served, checked_address, ensure_secret_key
    from regulars.web.serving import Processes, listening
    from regulars.web.setup import start, stop

    folder = _workspace(args.workspace)
    if not 0 <= args.port <= 65_535:
        raise DefinitionError(f"--port {args.port} is no port.", "Give 0 to 65535.")
    served = Served(args.host, checked_address(args.address) if args.address else "")
    socket = listening(args.host, args.port)
    ensure_secret_key(folder)
    environment = {
        "REGULARS_WORKSPACE": str(folder),
        "REGULARS_HOST": served.host,
        "REGULARS_ADDRESS": served.address,
        "REGULARS_SCHEDULE": "off" if args.no_schedule else "on",
        "DJANGO_SETTINGS_MODULE": "regulars.web.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # for notebooks; pages are answered in threads of their own
    }
    start(folder, create=True)
    from regulars.web.accounts.links import first_link

    token = first_link(datetime.now(UTC), even_with_people=args.admin_link)
    stop()  # the processes have connections of their own
    processes = Processes(folder, socket, environment, args.processes or min(2, os.cpu_count() or 1))
    processes.start()
    try:
        processes.wait_until_answering()
        _say(served, socket.getsockname()[1], folder, token)
        processes.watch()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    finally:
        processes.stop()
        socket.close()
    return 0


def _workspace(given: Path | None) -> Path:
    from regulars.work.workspace_settings import SETTINGS_FILE, read_settings

    folder = given or Path(os.environ.get("REGULARS_WORKSPACE") or ".")
    made_up = folder / "workspace"
    if not (folder / SETTINGS_FILE).exists():
        if (made_up / SETTINGS_FILE).exists():
            return made_up.absolute()  # the folder of regulars demo
        raise SourceError(
            f"{folder} is no workspace: it has no {SETTINGS_FILE}.",
            "Make one with regulars init DIR, or see a made-up shop: regulars demo, then regulars serve --workspace regulars-demo.",
        )
    read_settings(folder / SETTINGS_FILE)
    return folder.absolute()


def _say(served: Any, port: int, folder: Path, token: str | None) -> None:
    from regulars.web.assets import manifest

    host = "127.0.0.1" if served.host in {"0.0.0.0", "::"} else served.host  # noqa: S104 - compared with, not bound to
    shown = f"[{host}]" if ":" in host else host
    address = served.address or f"http://{shown}:{port}"
    print(f"Regulars is at {address}/ (workspace {folder}). Ctrl-C stops it.")
    if token:
        print(f"Make the admin's account with this link; it works once, for a day:\n  {address}/join/{token}")
    if not served.is_local and not served.https:
        print(
            f"regulars: {served.host} can be reached by other machines, and passwords travel unencrypted.\n"
            "  Put a proxy with a certificate before it, and give --address https://...",
            file=sys.stderr,
        )
    if not manifest():
        problem = "the styles and scripts are missing, so that pages are plain."
        print(f"regulars: {problem}\n  Build them with npm in frontend/, or install again.", file=sys.stderr)
    sys.stdout.flush()
