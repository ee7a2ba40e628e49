"""`regulars playbook`: what to do with each segment."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.workspaces import opened
from regulars.errors import DefinitionError, near_names

if TYPE_CHECKING:
    from regulars.playbooks.plays import Playbook

_WIDTH, _LABEL = 110, 16


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "playbook",
        help="what to do with each segment",
        description="The strategy for each of the twelve segments: objective, message, incentive, channel, cadence, suppression "
        "and what to measure. A file of your own changes them and adds strategies for custom segments.",
    )
    parser.add_argument("segment", metavar="SEGMENT", nargs="?", help="one segment (default: all, in short)")
    parser.add_argument("--file", metavar="FILE", type=Path, help="playbooks of your own, TOML or YAML (docs/playbooks.md)")
    parser.add_argument("--workspace", metavar="DIR", type=Path, help="the playbooks of a workspace")
    parser.add_argument(
        "--margin", metavar="SHARE", type=_share, help="gross margin of the shop, such as 0.4: bounds the discounts"
    )
    parser.add_argument("--toml", action="store_true", help="print as a file to edit")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print playbooks."""
    from regulars.playbooks.files import format_playbook
    from regulars.playbooks.plays import playbook_for
    from regulars.work.outputs import dumps
    from regulars.work.playbooks import playbook_object, read_playbooks, workspace_playbooks

    if args.file and args.workspace:
        raise DefinitionError("Whose playbooks?", "Give --file or --workspace.")
    found = workspace_playbooks(opened(args)) if args.workspace else read_playbooks(args.file)
    if args.segment is not None:
        one = playbook_for(found, args.segment)
        if one is None:
            raise DefinitionError(
                f"There is no playbook for {args.segment!r}.", near_names(args.segment, [each.segment for each in found])
            )
        found = (one,)
    if args.json:
        objects = [playbook_object(each, args.margin) for each in found]
        sys.stdout.write(dumps(objects[0] if args.segment is not None else objects))
    elif args.toml:
        sys.stdout.write("\n".join(map(format_playbook, found)))
    elif args.segment is not None:
        sys.stdout.write("\n".join(_whole(found[0], args.margin)) + "\n")
    else:
        sys.stdout.write("\n".join(_short(found)) + "\n")
    return 0


def _short(found: tuple[Playbook, ...]) -> Iterator[str]:
    width = max(len(each.segment) for each in found)
    for each in found:
        yield f"{each.segment:<{width}}  {each.objective}; incentive {each.incentive}; {each.channel}; {each.cadence}"
        yield f"{'':<{width}}  {each.message}"
    yield ""
    yield "All of one: regulars playbook SEGMENT."


def _whole(each: Playbook, margin: Decimal | None) -> Iterator[str]:
    yield each.segment
    rows = (
        ("Objective", each.objective),
        ("Message", each.message),
        ("Needs", "; ".join(each.needs)),
        ("Motivations", "; ".join(each.motivations)),
        ("Churn drivers", "; ".join(each.churn_drivers)),
        ("Incentive", f"{each.incentive}: {each.offer}{_bound(each, margin)}"),
        ("Channel", each.channel),
        ("Cadence", each.cadence),
        ("Human touch", each.human_touch),
        ("Suppression", each.suppression),
        ("Measure", "; ".join(each.measure)),
    )
    for label, said in rows:
        yield textwrap.fill(said, _WIDTH, initial_indent=f"  {label:<{_LABEL}}", subsequent_indent=" " * (_LABEL + 2))


def _bound(each: Playbook, margin: Decimal | None) -> str:
    from regulars.playbooks.plays import deepest_discount

    most = deepest_discount(each.incentive, margin)
    if most is None:
        return " (with --margin: the deepest discount that the margin carries)"
    return f" (at most {most:.0%} off at a margin of {margin:.0%})" if most and margin is not None else ""


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share such as 0.4") from None
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 1")
    return share
