"""The `regulars` command: finds the command, runs it, and turns every error into one line and an exit status.

Exit status: 0 done, 1 the data or the request was refused, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from regulars.cli import ask, demo, export, maps, score, scorecards, sql, validate
from regulars.errors import RegularsError
from regulars.version import VERSION

COMMANDS = (score, ask, sql, validate, export, maps, scorecards, demo)


INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="regulars",
        description="Know your regulars: score, segment and understand a shop's customers.",
        epilog="Try: regulars demo, or regulars score orders.csv. Each command has its own --help.",
    )
    top.add_argument("--version", action="version", version=f"regulars {VERSION}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _mend_streams()
    args = parser().parse_args(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _stop)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nregulars: interrupted; nothing was left half written.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away; the exit must not complain again
        return 0
    except Exception as error:
        if os.environ.get("REGULARS_TRACEBACK") and not isinstance(error, RegularsError):
            raise
        return _refuse(*_explained(error))
    return status


def _explained(error: Exception) -> tuple[str, str]:
    """What went wrong, and what to do about it."""
    match error:
        case RegularsError():
            return error.problem, error.remedy
        case MemoryError():
            return "Out of memory.", "Give --memory-limit, so that the engine spills to disk."
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror or error}.", "Check the path, its permissions and the free disk space."
        case _:
            words = " ".join(str(error).split())[:200]
            return f"Regulars itself failed ({type(error).__name__}: {words}).", "Please report this, with the command."


def _mend_streams() -> None:
    """Standard streams that the caller closed go nowhere, instead of failing when they are written to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the process lives


def _stop(number: int, frame: FrameType | None) -> None:
    """End on SIGTERM and SIGHUP as on Ctrl-C, so that temporary files are cleared away."""
    del number, frame
    raise KeyboardInterrupt


def _refuse(problem: str, remedy: str) -> int:
    print(f"regulars: {' '.join(problem.split())}", file=sys.stderr)
    if remedy:
        print(f"  {' '.join(remedy.split())}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
