"""`regulars ask`: customers from a shop's tables by a request in plain words."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.model import proposal, proposal_text
from regulars.cli.score import moment, positive
from regulars.errors import RegularsError, SourceError

if TYPE_CHECKING:
    from regulars.work.ask import Answer, Asking

# a batch may have thousands of requests
_LONGEST_SECONDS = 86_400.0
_LINE = 'Write {"id": ..., "request": "..."} on each line.'


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "ask",
        help="find customers by a request in plain words",
        description="Find the customers that a request in plain words means, and show how it was understood.",
        epilog='Example: regulars ask "customers from Canada who spent more than $500 in the last 90 days" --data shop/',
    )
    parser.add_argument("words", metavar="WORDS", nargs="?", help="the request, in quotes")
    add_shop(parser)
    parser.add_argument(
        "--batch", metavar="FILE.jsonl", help="answer many requests: {id, request} per line; prints one object per line"
    )
    looking = parser.add_argument_group("looking")
    add_looking(looking)
    looking.add_argument(
        "--vocabulary", metavar="FILE.toml", type=Path, help='words of your own: "whales" = "customers who spent more than 2000"'
    )
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    group.add_argument("--members", metavar="FILE.csv", type=Path, help="write the customer_id of those found")
    group.add_argument("--segments", metavar="FILE.csv", type=Path, help="write customer_id and segment of everybody scored")
    group.add_argument("--explain", metavar="CUSTOMER", help="say of one customer which condition is true, false or unknown")
    group.add_argument("--memory-limit", metavar="SIZE", help="of the engine, such as 2GB; beyond it, it spills to disk")
    group.add_argument("--threads", metavar="N", type=positive)
    parser.set_defaults(run=run, wrong_usage=parser.error)


def add_shop(parser: Any) -> None:
    """Whose customers are asked for: of files, or of a workspace."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--data", metavar="DIR", help="folder with orders, and customers, order_lines, events (any format)")
    group.add_argument(
        "--workspace",
        metavar="DIR",
        type=Path,
        help="a workspace, as its last refresh has it (default without --data: REGULARS_WORKSPACE, else the current folder)",
    )


def add_looking(group: Any) -> None:
    """The options about from when and by which rules a shop's data are looked at."""
    group.add_argument(
        "--as-of", metavar="DATE", type=moment, help="look from this day or instant (default: the day after the last order)"
    )
    group.add_argument("--timezone", metavar="ZONE", help="the shop's time zone (default UTC)")
    group.add_argument("--file-timezone", metavar="ZONE", help="zone of times without an offset (default: the shop's)")
    group.add_argument("--scorecard", metavar="NAME|FILE", help="how scores are made, where a request names them")
    group.add_argument("--map", metavar="NAME|FILE", help="how scores become segments, where a request names one")
    group.add_argument("--currency", metavar="CODE", help="count only orders in this currency")


def run(args: argparse.Namespace) -> int:
    """Answer one request or many."""
    if (args.words is None) == (args.batch is None):
        args.wrong_usage("give either a request in quotes or --batch FILE")
    requests = list(_requests(Path(args.batch))) if args.batch else []
    with opened_asking(args) as asking:
        if args.vocabulary:
            from regulars.work.word_files import take_words

            take_words(asking, args.vocabulary)
        if args.segments:
            asking.write_segments(args.segments)
        if args.batch:
            return _batch(asking, requests)
        return _one(asking, args)


@contextmanager
def opened_asking(args: argparse.Namespace) -> Iterator[Asking]:
    """The shop of the command line, ready to be asked."""
    from regulars.cli.progress import progress

    if args.data is None:
        with _opened_workspace(args) as asking:
            yield asking
        return
    with progress("reading") as watch:
        asking = _opened_files(args, watch)
    try:
        yield asking
    finally:
        asking.data.close()


@contextmanager
def _opened_workspace(args: argparse.Namespace) -> Iterator[Asking]:
    from regulars.cli.workspaces import opened
    from regulars.work.opened_shop import asked_shop
    from regulars.work.workspace_settings import SETTINGS_FILE

    folder = args.workspace or Path(os.environ.get("REGULARS_WORKSPACE") or ".")
    if not (folder / SETTINGS_FILE).is_file():
        raise SourceError(
            f"{folder} is no workspace.",
            "Give --data DIR, a folder with a file of orders, or --workspace DIR, made by regulars init.",
        )
    for name in ("as_of", "timezone", "file_timezone", "scorecard", "map", "currency", "memory_limit", "threads"):
        if getattr(args, name) is not None:
            raise SourceError(
                f"--{name.replace('_', '-')} is for files: a workspace is asked as its last refresh has it.",
                f"Leave it out, or change {SETTINGS_FILE} and refresh.",
            )
    with asked_shop(opened(args), datetime.now(UTC), _LONGEST_SECONDS) as asking:
        yield asking


def _opened_files(args: argparse.Namespace, watch: Any) -> Asking:
    from regulars.work.ask import Asking
    from regulars.work.data import open_data
    from regulars.work.engines import engine_maker
    from regulars.work.request import make_options

    options = make_options(
        now=datetime.now(UTC),
        as_of=args.as_of,
        timezone=args.timezone or "UTC",
        file_timezone=args.file_timezone,
        scorecard=args.scorecard or "rfm",
        segment_map=args.map,
        currency=args.currency,
    )
    make_engine = engine_maker("duckdb", args.memory_limit, args.threads)
    return Asking(open_data(args.data, options, lambda spill: watch(make_engine(spill))))


def _one(asking: Asking, args: argparse.Namespace) -> int:
    from regulars.work.ask_wire import answer_object
    from regulars.work.outputs import dumps

    answer = asking.ask(args.words)
    refused = not answer.segments
    if args.members and not refused:
        asking.write_members(answer.segments[0].condition, args.members)
    proposed = proposal(asking, args.words) if refused else None
    if args.json:
        more = {"proposal": proposed} if proposed else {}
        sys.stdout.write(dumps(answer_object(answer) | more | explained_object(asking, answer, args.explain)))
    elif not refused:
        from regulars.cli.ask_text import answer_text

        sys.stdout.write(answer_text(asking, answer) + explained(asking, answer, args.explain))
    if refused:
        _say_refused(answer)
        if proposed and not args.json:
            sys.stdout.write(proposal_text(proposed))
    return 1 if refused else 0


def explained(asking: Asking, answer: Answer, customer: str | None) -> str:
    """Why a customer is in the first reading or not, as text; nothing where no customer is asked for."""
    if customer is None or not answer.segments:
        return ""
    from regulars.cli.explain_text import explanation_text
    from regulars.work.preview import explain

    return "\n" + explanation_text(customer, explain(asking, answer.segments[0].condition, customer))


def explained_object(asking: Asking, answer: Answer, customer: str | None) -> dict[str, Any]:
    """The same as a key of the object."""
    if customer is None or not answer.segments:
        return {}
    from regulars.cli.explain_text import explanation_object
    from regulars.work.preview import explain

    return {"explanation": explanation_object(explain(asking, answer.segments[0].condition, customer))}


def _say_refused(answer: Answer) -> None:
    problems = [f"“{part.text}”: {part.reason}" for part in answer.unplaced] or ["The request was not understood."]
    print(f"regulars: {problems[0]}", file=sys.stderr)
    for further in problems[1:]:
        print(f"  {further}", file=sys.stderr)
    for part in answer.unplaced:
        if part.suggestion:
            print(f"  {part.suggestion}", file=sys.stderr)


def _answered(asking: Asking, request: str) -> Answer:
    """One request of many: what fails in it is its own refusal, and the others are answered."""
    from regulars.criteria.words.results import Status, Unplaced
    from regulars.work.ask import Answer

    try:
        return asking.ask(request, with_ids=True)
    except RegularsError as error:
        said = f"{error.problem} {error.remedy}".strip()
    except (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError) as error:
        said = f"Regulars itself failed on it ({type(error).__name__}: {' '.join(str(error).split())[:200]}). Please report this."
    return Answer(Status.REFUSED, request, (), (), (Unplaced(request, said),))


def _batch(asking: Asking, requests: list[dict[str, Any]]) -> int:
    from regulars.work.ask_wire import batch_object
    from regulars.work.outputs import plain

    for request in requests:
        answer = _answered(asking, request["request"])
        sys.stdout.write(json.dumps(batch_object(answer, request["id"]), default=plain, ensure_ascii=False) + "\n")
    return 0


def _requests(path: Path) -> Iterator[dict[str, Any]]:
    """The requests of a file, every line checked before the first is answered."""
    from regulars.work.request import read_text

    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(
                f"{path}, line {number}: {error.msg}.", 'Write {"id": ..., "request": "..."} on each line.'
            ) from error
        if not isinstance(found, dict) or not isinstance(found.get("request"), str) or "id" not in found:
            raise SourceError(f"{path}, line {number} has no id and request.", _LINE)
        yield found
