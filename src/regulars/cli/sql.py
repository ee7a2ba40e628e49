"""`regulars sql`: customers from a shop's tables by a SQL condition."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from regulars.cli.ask import add_looking, add_shop, explained, explained_object, opened_asking
from regulars.cli.score import positive


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "sql",
        help="find customers by a SQL condition",
        description="The customers for whom a SQL condition is true, or whom a SELECT customer_id lists; the same answer as ask.",
        epilog="Example: regulars sql \"country = 'Canada' AND orders_ever > 3\" --data shop/. Tables and functions: docs/sql.md.",
    )
    parser.add_argument("sql", metavar="CONDITION", help="the condition, or SELECT customer_id FROM ...")
    add_shop(parser)
    add_looking(parser.add_argument_group("looking"))
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    group.add_argument("--members", metavar="FILE.csv", type=Path, help="write the customer_id of those found")
    group.add_argument("--explain", metavar="CUSTOMER", help="say of one customer which condition is true, false or unknown")
    group.add_argument("--memory-limit", metavar="SIZE", help="of the engine, such as 2GB; beyond it, it spills to disk")
    group.add_argument("--threads", metavar="N", type=positive)
    group.add_argument("--seconds", metavar="N", type=positive, default=60, help="stop a query that takes longer (default 60)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer one SQL condition."""
    from regulars.work.ask_sql import ask_sql
    from regulars.work.ask_wire import answer_object

    with opened_asking(args) as asking:
        found = ask_sql(asking, args.sql, with_ids=args.members is not None, seconds=args.seconds)
        if args.members:
            asking.write_ids(found.answer.segments[0].customer_ids or (), args.members)
        if args.json:
            from regulars.work.outputs import dumps

            more = {"written": found.written, "is_sql": found.is_sql}
            sys.stdout.write(dumps(answer_object(found.answer) | more | explained_object(asking, found.answer, args.explain)))
        else:
            from regulars.cli.ask_text import answer_text

            sys.stdout.write(answer_text(asking, found.answer) + explained(asking, found.answer, args.explain))
    return 0
