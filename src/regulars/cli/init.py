"""`regulars init`: a new workspace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, OutputError, near_names


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "init",
        help="make a workspace, or bring one up to date",
        description="Makes a folder with settings (regulars.toml), tables and an application database. On a terminal it asks what "
        "the options do not say; every question has a default, and everything can be changed later.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--yes", action="store_true", help="ask nothing; take the defaults for what the options do not say")
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], help="answer a question; repeat for several")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the workspace."""
    from regulars.web.setup import start
    from regulars.work.workspace_settings import SETTINGS_FILE, checked, written

    path = args.folder / SETTINGS_FILE
    is_new = not path.exists()
    if not is_new and args.set:
        raise DefinitionError(f"{path} is there already.", "Change it with an editor.")
    if is_new:
        values = _answers(args)
        checked(values, "the answers")
        try:
            args.folder.mkdir(parents=True, exist_ok=True)
            (args.folder / "lake").mkdir(exist_ok=True)
            aside = path.with_suffix(".part")
            aside.write_text(written(values), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{args.folder} cannot be written: {error.strerror or error}.", "Give another folder.") from error
        start(args.folder, create=True)
        aside.replace(path)  # last, so that a folder with settings is a whole workspace
    else:
        start(args.folder, create=True)
    if args.json:
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps({"workspace": str(args.folder), "created": is_new, "settings": str(path)}))
        return 0
    print(f"{'Made' if is_new else 'Brought up to date:'} the workspace {args.folder}. Its settings are in {path}.")
    print(f"Next: regulars import ORDERS --workspace {args.folder}")
    return 0


def _answers(args: argparse.Namespace) -> dict[str, Any]:
    from regulars.work.workspace_settings import QUESTIONS, defaults

    values, said = defaults(), dict(map(_pair, args.set))
    by_key = {question.key: question for question in QUESTIONS}
    for key, text in said.items():
        if key not in by_key:
            raise DefinitionError(f"There is no setting {key!r}.", near_names(key, by_key))
        values[key] = _read(text, by_key[key].kind, key)
    if not args.yes and sys.stdin.isatty() and sys.stdout.isatty():
        for question in QUESTIONS:
            if question.key not in said:
                typed = input(f"{question.ask} [{_shown(values[question.key])}]: ").strip()
                if typed:
                    values[question.key] = _read(typed, question.kind, question.key)
    return values


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise DefinitionError(f"--set {text} is not KEY=VALUE.", "Write --set time_zone=Europe/Paris.")
    return key.strip(), value.strip()


def _shown(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _read(text: str, kind: type, key: str) -> Any:
    if kind is bool:
        words = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
        if text.lower() in words:
            return words[text.lower()]
        raise DefinitionError(f"{key} is {text!r}.", "Give yes or no.")
    if kind is int:
        if text.isdigit():
            return int(text)
        raise DefinitionError(f"{key} is {text!r}, not a whole number.", "Give 0 or more.")
    return text
