"""`regulars segments`: those of the map and your own, who is in them and who moved."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.work.segment_proposals import Proposed
    from regulars.work.workspace import Workspace


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("segments", help="segments of the workspace: list, create, members, movement")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="all segments with their figures at the last refresh")
    listed.set_defaults(run=run_list)
    create = actions.add_parser("create", help="a segment of your own, or a new version of one")
    create.add_argument("name", metavar="NAME")
    how = create.add_mutually_exclusive_group(required=True)
    how.add_argument("--words", metavar="TEXT", help="what it means, in plain words")
    how.add_argument(
        "--wire", metavar="FILE", type=Path, help="what it means, as criteria in JSON (regulars ask --json writes them)"
    )
    how.add_argument("--sql", metavar="CONDITION", help="what it means, as a SQL condition or SELECT customer_id (docs/sql.md)")
    create.add_argument("--description", metavar="TEXT", help="what it is for")
    create.add_argument("--playbook", metavar="SEGMENT", help="the segment whose playbook goes for this one, too")
    create.add_argument("--draft", action="store_true", help="keep it out of refreshes for now")
    create.add_argument("--dry-run", action="store_true", help="show what it would be; keep nothing")
    create.set_defaults(run=run_create)
    for state, does in (("activate", "refresh it with the rest"), ("archive", "refresh it no more; its versions stay")):
        change = actions.add_parser(state, help=does)
        change.add_argument("name", metavar="NAME")
        change.set_defaults(run=run_state)
    _add_versions(actions)
    rename = actions.add_parser("rename", help="give a segment of your own another name")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW_NAME")
    rename.set_defaults(run=run_rename)
    pull = actions.add_parser("pull", help="write your own segments as files, to keep in git")
    push = actions.add_parser("push", help="show what files would change of your own segments; --yes changes it")
    for action in (pull, push):
        action.add_argument("folder", metavar="DIR", type=Path)
    pull.add_argument("--force", action="store_true", help="write over files that were edited and never pushed")
    pull.set_defaults(run=run_pull)
    push.add_argument("--yes", action="store_true", help="do it")
    push.add_argument("--force", action="store_true", help="take the file where the workspace has a newer version")
    push.add_argument("--prune", action="store_true", help="archive segments that have no file")
    push.set_defaults(run=run_push)
    members = actions.add_parser("members", help="who is, or was, in a segment")
    members.add_argument("name", metavar="NAME")
    members.add_argument("--refresh", metavar="N", type=int, help="at this refresh (default: the last)")
    members.add_argument("--out", metavar="FILE.csv", type=Path, help="write the customer_ids here")
    members.set_defaults(run=run_members)
    compare = actions.add_parser("compare", help="lay an existing segmentation (regulars import --as segmentation) against ours")
    compare.add_argument("--segmentation", metavar="NAME", help="which one (default: the only one)")
    compare.add_argument("--refresh", metavar="N", type=int, help="with our segments at this refresh (default: the last)")
    compare.set_defaults(run=run_compare)
    movement = actions.add_parser("movement", help="who moved between two refreshes, and why")
    movement.add_argument("--from", dest="earlier", metavar="N", type=int, help="the earlier refresh (default: the one before)")
    movement.add_argument("--to", dest="later", metavar="N", type=int, help="the later refresh (default: the last)")
    movement.add_argument("--out", metavar="FILE.csv", type=Path, help="write every customer who moved here")
    movement.set_defaults(run=run_movement)
    for action in actions.choices.values():
        add_workspace(action)


def _add_versions(actions: Any) -> None:
    """Add what is done with the versions of a segment."""
    versions = actions.add_parser("versions", help="what a segment of your own meant, and who changed it")
    versions.add_argument("name", metavar="NAME")
    versions.set_defaults(run=run_versions)
    restore = actions.add_parser("restore", help="make what an earlier version meant the newest version")
    restore.add_argument("name", metavar="NAME")
    restore.add_argument("version", metavar="VERSION", type=int, help="its number, as segments versions has it")
    restore.add_argument("--dry-run", action="store_true", help="show what it would be; keep nothing")
    restore.set_defaults(run=run_restore)
    delete = actions.add_parser("delete", help="take a segment of your own away, with all its versions")
    delete.add_argument("name", metavar="NAME")
    delete.add_argument("--yes", action="store_true", help="do not ask first")
    delete.set_defaults(run=run_delete)


def run_list(args: argparse.Namespace) -> int:
    """List the segments."""
    from regulars.work.custom_segments import list_segments

    rows = list_segments(opened(args))
    if args.json:
        _print(rows)
        return 0
    if not rows:
        print("There are no segments yet: import some orders and refresh.")
        return 0
    wide = max(len(row["name"]) for row in rows)
    print(f"{'segment':<{wide}}  {'kind':<9}  {'customers':>9}  {'share':>6}  {'revenue':>14}  {'per order':>10}")
    for row in rows:
        if row["customers"] is None:
            waits = f"; left out of the last refresh: {row['left_out']}" if row["left_out"] else "; not refreshed yet"
            waits = waits if row["state"] == "active" else ""
            print(f"{row['name']:<{wide}}  {row['kind']:<9}  {row['state']}{waits}")
            continue
        revenue, aov = (f"{row[key]:,.2f}" if row[key] is not None else "" for key in ("revenue", "aov"))
        print(f"{row['name']:<{wide}}  {row['kind']:<9}  {row['customers']:>9,}  {row['share']:>6.1%}  {revenue:>14}  {aov:>10}")
    return 0


def run_create(args: argparse.Namespace) -> int:
    """Make a custom segment."""
    from regulars.errors import DefinitionError
    from regulars.work.request import read_text
    from regulars.work.segment_proposals import propose_segment

    wire = None
    if args.wire is not None:
        try:
            wire = json.loads(read_text(args.wire))
        except json.JSONDecodeError as error:
            raise DefinitionError(f"{args.wire}, line {error.lineno}: {error.msg}.", "Give criteria in JSON.") from error
    workspace, now = opened(args), datetime.now(UTC)
    is_draft = args.draft or any(each.name == args.name and each.state == "draft" for each in workspace.ledger.segments())
    made = propose_segment(
        workspace,
        args.name,
        now=now,
        author=actor(),
        words=args.words or "",
        wire=wire,
        sql=args.sql or "",
        state="draft" if is_draft else "active",  # a new version of a draft is one until it is activated
        description=args.description,
        playbook=args.playbook,
    )
    return _keep(args, workspace, made, now)


def _keep(args: argparse.Namespace, workspace: Workspace, made: Proposed, now: datetime) -> int:
    """Keep what was proposed, unless it is only tried, and say what it is."""
    from regulars.work.segment_changes import changes_text
    from regulars.work.segment_proposals import keep_segment

    kept = made.is_changed and not args.dry_run
    if kept:
        keep_segment(workspace, made, actor=actor(), now=now)
    if args.json:
        more = {"customers": made.customers, "assumptions": list(made.assumptions), "kept": kept, "is_sql": made.is_sql}
        _print(_object(made.segment) | more)
        return 0
    draft = ", a draft" if made.segment.state == "draft" else ""
    print(f"{args.name} (version {made.segment.version}{draft}): {made.segment.sentence}")
    said = "" if kept else " It says so already." if not made.is_changed else " Nothing was kept."
    print(f"{made.customers:,} customers {_when(workspace)}.{said}")
    for line in (*(changes_text(made.segment.changes) if made.is_changed else ()), *made.assumptions):
        print(f"  {line}")
    return 0


def _object(segment: Any) -> dict[str, Any]:
    keys = (
        "name", "state", "version", "author", "at", "description", "playbook", "words", "sql", "sentence", "criteria", "changes",
    )  # fmt: skip
    return {key: getattr(segment, key) for key in keys}


def run_restore(args: argparse.Namespace) -> int:
    """Make what an earlier version meant the newest one."""
    from regulars.work.segment_proposals import propose_former

    workspace, now = opened(args), datetime.now(UTC)
    return _keep(args, workspace, propose_former(workspace, args.name, args.version, now=now, author=actor()), now)


def run_delete(args: argparse.Namespace) -> int:
    """Take a custom segment away."""
    from regulars.errors import DefinitionError, in_words
    from regulars.work.custom_segments import delete_segment

    if not args.yes:
        remedy = "Add --yes. regulars segments archive keeps its versions, and refreshes it no more."
        if not sys.stdin.isatty():
            raise DefinitionError("Deleting a segment cannot be undone.", remedy)
        if input("Deleting a segment and its versions cannot be undone. Type yes to go on: ").strip().lower() != "yes":
            print("Nothing was deleted.")
            return 1
    gone = delete_segment(opened(args), args.name, actor=actor(), now=datetime.now(UTC))
    if args.json:
        _print(_object(gone))
    else:
        print(f"{gone.name} is deleted, with {in_words(gone.version, 'version')}; files of segments pull are yours to delete.")
    return 0


def run_rename(args: argparse.Namespace) -> int:
    """Rename a custom segment."""
    from regulars.work.custom_segments import rename_segment

    changed = rename_segment(opened(args), args.name, args.new_name, actor=actor(), now=datetime.now(UTC))
    if args.json:
        _print(_object(changed))
    else:
        print(f"{args.name} is {changed.name} from now on; its figures follow at the next refresh.")
    return 0


def run_pull(args: argparse.Namespace) -> int:
    """Write the custom segments as files."""
    from regulars.work.segment_files import pull

    done = pull(opened(args), args.folder, force=args.force)
    if args.json:
        _print([each.wire for each in done])
    else:
        _print_plan(done, f"There are no segments of your own; {args.folder} was not written.")
    return 1 if any(each.step == "conflict" for each in done) else 0


def run_push(args: argparse.Namespace) -> int:
    """Show or apply what files change."""
    from regulars.work.segment_files import plan_push, push

    workspace, now = opened(args), datetime.now(UTC)
    plan = plan_push(workspace, args.folder, author=actor(), now=now, force=args.force, prune=args.prune)
    if not args.json:
        _print_plan(plan, "", _when(workspace))
    written = push(workspace, plan, actor=actor(), now=now) if args.yes else 0
    waiting = sum(each.segment is not None for each in plan)
    if args.json:
        _print({"applied": args.yes, "written": written, "plan": [each.wire for each in plan]})
    elif args.yes:
        print(f"{written} written; they are worked out at the next refresh." if written else "Nothing to write.")
    else:
        print(f"{waiting} would be written. Do it with --yes." if waiting else "Nothing to write.")
    return 0 if args.yes or not any(each.step == "conflict" for each in plan) else 1


def _when(workspace: Workspace) -> str:
    """From when a count looks, as the settings say."""
    from regulars.work.workspace_settings import NEWEST_ORDER

    return "the day after the newest order" if workspace.settings.values["look_from"] == NEWEST_ORDER else "today"


def _print_plan(plan: Sequence[Any], empty: str, when: str = "today") -> None:
    from regulars.work.segment_changes import changes_text

    if not plan and empty:
        print(empty)
    for each in plan:
        file = f"  ({each.file.name})" if each.file else ""
        print(f"{each.step:<9}  {each.name}{file}{': ' + each.says if each.says else ''}")
        if each.customers is not None and each.segment is not None:
            print(f"             {each.segment.sentence} {each.customers:,} customers {when}.")
        for line in changes_text(each.changes or {}):
            print(f"             {line}")


def run_state(args: argparse.Namespace) -> int:
    """Make a custom segment active or archived."""
    from regulars.work.custom_segments import set_state

    state = {"activate": "active", "archive": "archived"}[args.action]
    changed = set_state(opened(args), args.name, state, actor=actor(), now=datetime.now(UTC))
    if args.json:
        _print(_object(changed))
    else:
        print(f"{changed.name} is {changed.state}.")
    return 0


def run_versions(args: argparse.Namespace) -> int:
    """All versions of a custom segment."""
    from regulars.errors import DataError
    from regulars.work.segment_changes import changes_text

    versions = opened(args).ledger.segment_versions(args.name)
    if not versions:
        raise DataError(f"There is no custom segment {args.name!r}.", "regulars segments list has all of them.")
    if args.json:
        _print([_object(version) for version in versions])
        return 0
    for version in versions:
        print(f"{version.version}  {version.at:%Y-%m-%d %H:%M}  {version.author}: {version.sentence}")
        for line in changes_text(version.changes):
            print(f"     {line}")
    return 0


def run_members(args: argparse.Namespace) -> int:
    """Who is in a segment."""
    from regulars.work.custom_segments import members_at

    ids = members_at(opened(args), args.name, args.refresh, args.out)
    if args.json:
        _print({"name": args.name, "customers": len(ids), "customer_ids": ids})
    elif args.out:
        print(f"{len(ids):,} customers of {args.name}: {args.out}")
    else:
        sys.stdout.writelines(f"{each}\n" for each in ids)
    return 0


def run_compare(args: argparse.Namespace) -> int:
    """Lay an existing segmentation against ours."""
    from regulars.cli.compare_text import compare_text
    from regulars.work.existing import compare_labels

    found = compare_labels(opened(args), args.segmentation, args.refresh)
    if args.json:
        _print(found.wire)
    else:
        sys.stdout.write(compare_text(found))
    return 0


def run_movement(args: argparse.Namespace) -> int:
    """Who moved between two refreshes."""
    from regulars.work.moves import movement

    found = movement(opened(args), args.earlier, args.later, args.out)
    if args.json:
        _print(found.wire)
        return 0
    causes = found.causes
    print(f"From refresh {found.earlier} ({found.earlier_at:%Y-%m-%d}) to refresh {found.later} ({found.later_at:%Y-%m-%d}):")
    print(
        f"{causes['behaviour'] + causes['border']:,} moved: {causes['behaviour']:,} by what they did, {causes['border']:,} because "
        f"the borders moved; {causes['entered']:,} entered, {causes['left']:,} left, {sum(row[1] for row in found.stayed):,} stayed"
    )
    for flow in found.flows:
        why = f"{flow.cause}{f' ({flow.act})' if flow.act else ''}"
        money = f"  {flow.revenue:>14,.2f}" if flow.revenue is not None else ""
        print(f"  {flow.from_segment or '-':<20} -> {flow.to_segment or '-':<20} {flow.customers:>8,}{money}  {why}")
    return 0


def _print(value: object) -> None:
    from regulars.work.outputs import dumps

    sys.stdout.write(dumps(value))
