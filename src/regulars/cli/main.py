"""The `regulars` command: finds the command, runs it, and turns every error into one line and an exit status.

Exit status: 0 done, 1 the data or the request was refused, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType

from regulars.errors import Interrupted, RegularsError
from regulars.version import VERSION

# each is the module of its name, or of the one below where the name is a word of the language
COMMANDS = (
    "score", "ask", "sql", "validate", "experiment", "export", "playbook", "plan", "maps", "scorecards", "demo",
    "init", "import", "refresh", "segments", "show", "forget", "suppress", "schedule", "doctor", "review", "serve",
)  # fmt: skip
_MODULES = {"import": "imports"}


INTERRUPTED = 130


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The command line of one command, or the whole one; what the others need is not even imported."""
    top = argparse.ArgumentParser(
        prog="regulars",
        description="Know your regulars: score, segment and understand a shop's customers.",
        epilog="Try: regulars demo, or regulars score orders.csv. Each command has its own --help.",
    )
    top.add_argument("--version", action="version", version=f"regulars {VERSION}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in (command,) if command in COMMANDS else COMMANDS:
        import_module(f"regulars.cli.{_MODULES.get(name, name)}").add_parser(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _mend_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser(given[0] if given else None).parse_args(given)
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:  # nohup, or a shell that runs it in the background
            signal.signal(ending, _stop)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        from regulars.work.temporary import clear_own  # costs more to import than most commands have time for

        clear_own("regulars-")
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
        case RecursionError():
            return "What was given is nested too deeply.", "Simplify it."
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror or error}.", "Check the path, its permissions and the free disk space."
        case _:
            return _explained_by_words(error)


_OTHER_VERSION = (
    "The application database is of another version of Regulars, or damaged.",
    "regulars init brings a workspace up to date; what is damaged comes from a backup.",
)
# what the application database says of a disk and of itself, and what that means
_DATABASE = {
    "no such table: workspace_": _OTHER_VERSION,
    "no such column: workspace_": _OTHER_VERSION,
    'relation "workspace_': _OTHER_VERSION,
    "column workspace_": _OTHER_VERSION,
    "database or disk is full": (
        "The application database cannot be written: the disk is full.",
        "Free some space. Nothing was published.",
    ),
    "readonly database": (
        "The workspace cannot be written: its disk is full, it lies on a read-only medium, or it is not yours.",
        "Free some space, or look at its permissions. Nothing was changed.",
    ),
}


def _explained_by_words(error: Exception) -> tuple[str, str]:
    for words, explained in _DATABASE.items():
        if words in str(error):
            return explained
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
    raise Interrupted


def _refuse(problem: str, remedy: str) -> int:
    print(f"regulars: {' '.join(problem.split())}", file=sys.stderr)
    if remedy:
        print(f"  {' '.join(remedy.split())}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
