"""`regulars init`: a new workspace."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import DataError, DefinitionError, RegularsError, near_names

if TYPE_CHECKING:
    from regulars.work.workspace_settings import Question


# where the parser keeps what options answer, by question
_DEST = "answer_"


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    from regulars.work.workspace_settings import ASKED_FIRST, QUESTIONS

    parser = commands.add_parser(
        "init",
        help="make a workspace, or bring one up to date",
        description="Makes a folder with settings (regulars.toml), tables and an application database. On a terminal it asks what "
        "matters first and the options do not say; every question has a default, and everything can be changed later.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--yes", action="store_true", help="ask nothing; take the defaults for what the options do not say")
    by_key = {question.key: question for question in QUESTIONS}
    for question in map(by_key.__getitem__, ASKED_FIRST):
        meaning = question.ask.replace("%", "%%")
        parser.add_argument(question.flag, dest=_DEST + question.key, metavar="ANSWER", help=meaning[:1].lower() + meaning[1:])
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="answer any question, also those that are not asked, by its key in regulars.toml; repeat for several",
    )
    parser.add_argument(
        "--segmentation",
        metavar="FILE",
        help="a segmentation that exists already: a label for each customer, to be compared with ours",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the workspace."""
    from datetime import UTC, datetime

    from regulars.cli.workspaces import actor
    from regulars.web.setup import start
    from regulars.work.new_workspace import make_workspace
    from regulars.work.workspace_settings import SETTINGS_FILE

    path = args.folder / SETTINGS_FILE
    is_new = not path.exists()
    existing = _there(args.segmentation)
    if not is_new and _said(args):
        raise DefinitionError(f"{path} is there already.", "Change it with an editor.")
    if is_new:
        values = _answers(args)
        if existing is None and _asks(args):
            existing = _repeated("A file with a segmentation that exists already, a label for each customer", "", _there)
        now = datetime.now(UTC)
        make_workspace(args.folder, values, lambda folder: start(folder, create=True), actor=actor(), now=now)
    else:
        start(args.folder, create=True)
    labels = _import_labels(args, existing) if existing else None
    if args.json:
        from regulars.work.outputs import dumps

        more = {"segmentation": labels} if labels else {}
        sys.stdout.write(dumps({"workspace": str(args.folder), "created": is_new, "settings": str(path)} | more))
        return 0
    print(f"{'Made' if is_new else 'Brought up to date:'} the workspace {args.folder}. Its settings are in {path}.")
    if labels:
        from regulars.cli.imports import labels_text

        sys.stdout.write(labels_text(labels))
    print(f"Next: regulars import ORDERS --workspace {args.folder}")
    return 0


def _there(file: str | None) -> str | None:
    """A file that is there: nothing is made before that is known."""
    from regulars.ingest.paths import files_meant

    if not file:
        return None
    files_meant(file)
    return file


def _asks(args: argparse.Namespace) -> bool:
    return not args.yes and sys.stdin.isatty() and sys.stdout.isatty()


def _asked(question: str, default: str) -> str:
    """What a person answers; the default where they only press Return."""
    try:
        return input(f"{question} [{default}]: ").strip() or default
    except EOFError:
        raise KeyboardInterrupt from None


def _repeated(question: str, default: str, read: Callable[[str], Any]) -> Any:
    """What a person answers, as `read` understands it; asked again for as long as that refuses it."""
    while True:
        try:
            return read(_asked(question, default))
        except RegularsError as error:
            print(f"  {error.problem} {error.remedy}")


def _import_labels(args: argparse.Namespace, file: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    from regulars.cli.workspaces import actor, opened
    from regulars.work.existing import import_labels

    workspace = opened(argparse.Namespace(workspace=args.folder))
    try:
        return import_labels(workspace, file, actor=actor(), now=datetime.now(UTC)).wire
    except RegularsError as error:
        again = f"regulars import --as segmentation {shlex.quote(file)} --workspace {shlex.quote(str(args.folder))}"
        problem = f"The workspace {args.folder} is there, without the segmentation: {error.problem}"
        raise DataError(problem, f"{error.remedy} Then: {again}".strip()) from error


def _answers(args: argparse.Namespace) -> dict[str, Any]:
    from regulars.work.workspace_settings import ASKED_FIRST, QUESTIONS, answer_text, defaults, read_answer

    values, said = defaults(), _said(args)
    by_key = {question.key: question for question in QUESTIONS}
    for key, text in said.items():
        if key not in by_key:
            raise DefinitionError(f"There is no setting {key!r}.", near_names(key, by_key))
        values[key] = read_answer(text, by_key[key])
    asked = [by_key[key] for key in ASKED_FIRST if key not in said]
    if _asks(args) and asked:
        print("Return takes the answer in brackets; all of it, and more, can be changed later in regulars.toml.")
        for question in asked:
            values[question.key] = _repeated(question.ask, answer_text(values[question.key]), partial(_read_and_checked, question))
    return values


def _said(args: argparse.Namespace) -> dict[str, str]:
    """What the options answer, by the questions' keys."""
    given = {key.removeprefix(_DEST): text for key, text in vars(args).items() if key.startswith(_DEST) and text is not None}
    return given | dict(map(_pair, args.set))


def _read_and_checked(question: Question, text: str) -> Any:
    from regulars.work.workspace_settings import check_answer, read_answer

    value = read_answer(text, question)
    check_answer(question, value)
    return value


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise DefinitionError(f"--set {text} is not KEY=VALUE.", "Write --set time_zone=Europe/Paris.")
    return key.strip(), value.strip()
