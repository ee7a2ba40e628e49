"""`regulars export`: audiences for other tools, and what each of them makes of an identifier."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from regulars.cli.score import moment, positive
from regulars.errors import DefinitionError, in_words

NORMALIZE, CHECK = "normalize", "check"
FORMATS = ("standard", "google", "meta", "klaviyo")
_PREVIEW = 5
_MEMORY_LIMIT = "500MB"
_WHICH = "Give one of --from DIR (what regulars score --out wrote), --data DIR and --workspace DIR."


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "export",
        help="audiences for other tools",
        description="Write the people of a segment for Google Ads, Meta, Klaviyo or a spreadsheet: only who may be sent, in each "
        "tool's own form, with a receipt. They come from the workspace, or from a folder of scored customers. "
        "`export check FILE` says what a tool would reject; `export normalize` reads JSON lines.",
        epilog='Example: regulars export "Champions" --format google --from scores/ --out champions.csv',
    )
    parser.add_argument("what", metavar="SEGMENT|check|normalize", help="the segment; or what to do instead")
    parser.add_argument("file", metavar="FILE", nargs="?", help="with check: the file to check")
    parser.add_argument("--format", choices=FORMATS, help="whom the file is for")
    source = parser.add_argument_group("from where")
    source.add_argument(
        "--workspace",
        metavar="DIR",
        type=Path,
        help="the workspace's folder (default, without --from and --data: REGULARS_WORKSPACE, else the current folder)",
    )
    source.add_argument("--from", dest="source", metavar="DIR", type=Path, help="a folder that regulars score --out wrote")
    source.add_argument("--data", metavar="DIR", type=Path, help="a folder of a shop's tables, to be scored first")
    source.add_argument("--as-of", metavar="DATE", type=moment, help="with --data: look from this day or instant")
    source.add_argument("--timezone", metavar="ZONE", help="with --data: the shop's time zone (default UTC)")
    _add_choosing(parser.add_argument_group("who and what"))
    _add_writing(parser.add_argument_group("output"))
    parser.set_defaults(run=run)


def _add_choosing(group: Any) -> None:
    mode = group.add_mutually_exclusive_group()
    mode.add_argument("--full", dest="mode", action="store_const", const="full", help="everybody (the default)")
    mode.add_argument(
        "--changes",
        dest="mode",
        action="store_const",
        const="changes",
        help="who is new, and who has left, since the last export to --out",
    )
    mode.add_argument(
        "--adds", dest="mode", action="store_const", const="adds", help="only who is new since the last export to --out"
    )
    hashing = group.add_mutually_exclusive_group()
    hashing.add_argument(
        "--hashed", dest="hashed", action="store_true", default=None, help="SHA-256 (the default for google and meta)"
    )
    hashing.add_argument("--plain", dest="hashed", action="store_false", help="as text; the tool hashes")
    group.add_argument("--fields", metavar="A,B", help="only these fields; for klaviyo, fields of the profile come along")
    group.add_argument("--arm", metavar="NAME", help="of a workspace: SEGMENT is an experiment, and this the arm of it")
    group.add_argument("--value", metavar="FIELD", help="for meta: what a customer is worth (default clv, or revenue)")
    group.add_argument(
        "--suppress", metavar="FILE", type=Path, help="never send these: ids, e-mails, phones or SHA-256, one a line"
    )
    group.add_argument(
        "--ignore-consent", action="store_true", help="send people who did not agree, too; written down in the receipt"
    )
    group.add_argument(
        "--despite-playbook", action="store_true", help="of a workspace: send customers whom the playbook leaves out, too"
    )
    group.add_argument(
        "--despite-contact", action="store_true", help="of a workspace: send customers who were sent elsewhere lately, too"
    )
    group.add_argument(
        "--rule", metavar="NAME=yes|no", action="append", default=[], help="a rule that documents disagree on (docs/exports.md)"
    )


def _add_writing(group: Any) -> None:
    group.add_argument(
        "--out", metavar="FILE", type=Path, help="default SEGMENT-FORMAT.csv here, or in the workspace's folder exports"
    )
    group.add_argument("--preview", action="store_true", help="show who would be sent and the first rows; write nothing")
    group.add_argument("--excel", action="store_true", help="for standard: begin the file with the mark that Excel wants")
    group.add_argument("--json", action="store_true", help="print the receipt instead of text")
    group.add_argument(
        "--memory-limit", metavar="SIZE", help="of the engine; beyond it, it spills to disk (default 500MB, or the workspace's)"
    )
    group.add_argument("--threads", metavar="N", type=positive)


def run(args: argparse.Namespace) -> int:
    """Do one of the three."""
    if args.what == NORMALIZE:
        if args.file is not None:
            raise DefinitionError(f"export {NORMALIZE} reads no file.", f"Give it on standard input: < {args.file}")
        return run_normalize()
    if args.format is None:
        raise DefinitionError("Whom is the file for?", f"Give --format {', '.join(FORMATS)}.")
    if args.what == CHECK:
        return run_check(args)
    if args.file is not None:
        raise DefinitionError(f"What is {args.file!r} for?", f"Quote a name of several words; only export {CHECK} is given a file.")
    if args.data is None and (args.as_of or args.timezone):
        given = "--as-of" if args.as_of else "--timezone"
        raise DefinitionError(f"{given} goes with --data: others have been scored already.", "Leave it out, or score anew.")
    if args.source is None and args.data is None:
        return run_from_workspace(args)
    return run_export(args)


def run_normalize() -> int:
    """Normalise the identifiers on stdin, one JSON object a line."""
    from regulars.work.identifiers import normalized_lines

    unread: list[str] = []
    for answered in normalized_lines(sys.stdin.buffer, datetime.now(tz=UTC).date()):
        sys.stdout.write(answered.line)
        if answered.problem:
            unread.append(answered.problem)
    if not unread:
        return 0
    told = in_words(len(unread), "line")
    print(f"regulars: {told} could not be read. {unread[0]}", file=sys.stderr)
    return 1


def run_check(args: argparse.Namespace) -> int:
    """Say what a destination would reject of a file; status 1 where it would."""
    from dataclasses import asdict

    from regulars.cli.export_text import checked_text
    from regulars.exports.destinations import destination
    from regulars.work.check_file import check_file
    from regulars.work.outputs import dumps

    if args.file is None:
        raise DefinitionError("Which file is to be checked?", f"Give it: regulars export {CHECK} FILE --format {args.format}.")
    target = destination(args.format)
    checked = check_file(Path(args.file), target, datetime.now(tz=UTC).date())
    if args.json:
        about = {"file": args.file, "format": args.format, "accepted": checked.is_accepted, "rows": checked.rows}
        sys.stdout.write(dumps(about | {"problems": [asdict(problem) for problem in checked.problems]}))
    else:
        sys.stdout.write(checked_text(args.file, target, checked))
    return 0 if checked.is_accepted else 1


def run_export(args: argparse.Namespace) -> int:
    """Write an audience of a folder of scored customers."""
    import shutil

    from regulars.cli.export_text import written_lines
    from regulars.cli.progress import progress
    from regulars.exports.audiences import slug
    from regulars.work.audience import score_for_export, scored_folder
    from regulars.work.engines import engine_maker
    from regulars.work.export import Export
    from regulars.work.export_files import DESPITE_CONTACT, DESPITE_PLAYBOOK, write_export
    from regulars.work.outputs import dumps
    from regulars.work.suppressions import read_suppressions
    from regulars.work.temporary import make_folder

    if [args.source, args.data, args.workspace].count(None) != 2:
        raise DefinitionError("Which customers?", _WHICH)
    for given, option in ((args.arm, "--arm"), (args.despite_playbook, DESPITE_PLAYBOOK), (args.despite_contact, DESPITE_CONTACT)):
        if given:
            raise DefinitionError(f"{option} is for exports from a workspace.", "Leave it out.")
    wanted = _wanted(args)
    memory_limit = args.memory_limit or _MEMORY_LIMIT
    suppressions = read_suppressions(args.suppress) if args.suppress else None
    now = datetime.now(tz=UTC)
    workdir = make_folder("regulars-")
    try:
        with progress("exporting") as watch:
            if args.data is not None:
                options = _options(args, now)
                scoring = engine_maker("duckdb", memory_limit, args.threads)
                scored = score_for_export(args.data, options, lambda spill: watch(scoring(spill)), workdir)
            else:
                scored = scored_folder(args.source)
            engine = watch(engine_maker("duckdb", memory_limit, args.threads, in_order=True)(workdir))
            try:
                export = Export(engine, workdir, wanted, scored, now.date(), suppressions)
                if args.preview:
                    return _preview(args, export, now)
                out = args.out or Path(f"{slug(export.segment)}-{args.format}.csv")
                written = write_export(export, engine, out, now)
            finally:
                engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    sys.stdout.write(dumps(written.wire) if args.json else written_lines(written))
    return 0


def run_from_workspace(args: argparse.Namespace) -> int:
    """Write an audience of a workspace."""
    from dataclasses import replace

    from regulars.cli.export_text import preview_lines, written_lines
    from regulars.cli.progress import progress
    from regulars.cli.workspaces import actor, opened
    from regulars.work.export_workspace import preview_export, workspace_export
    from regulars.work.outputs import dumps
    from regulars.work.suppressions import read_suppressions
    from regulars.work.workspace_settings import SETTINGS_FILE

    if args.workspace is None and not os.environ.get("REGULARS_WORKSPACE") and not Path(SETTINGS_FILE).exists():
        raise DefinitionError("Which customers? This folder is no workspace.", _WHICH)
    workspace = opened(args)
    limits = {"memory_limit": args.memory_limit, "threads": args.threads}
    values = dict(workspace.settings.values) | {key: value for key, value in limits.items() if value}
    workspace = replace(workspace, settings=replace(workspace.settings, values=values))
    suppressions = read_suppressions(args.suppress) if args.suppress else None
    now, wanted = datetime.now(tz=UTC), _wanted(args)
    with progress("exporting") as watch:
        if args.preview:
            preview = preview_export(workspace, wanted, now=now, rows=_PREVIEW, suppressions=suppressions, watch=watch)
            text, receipt = preview_lines(preview.receipt, preview.header, preview.rows), preview.receipt
        else:
            written = workspace_export(
                workspace, wanted, actor=actor(), now=now, out=args.out, suppressions=suppressions, watch=watch
            )
            text, receipt = written_lines(written), written.wire
    sys.stdout.write(dumps(receipt) if args.json else text)
    return 0


def _wanted(args: argparse.Namespace) -> Any:
    from regulars.exports.audiences import Mode, Wanted
    from regulars.exports.choices import choices_from
    from regulars.exports.destinations import destination

    rules = dict(rule.partition("=")[::2] for rule in args.rule)
    return Wanted(
        segment=args.what,
        destination=destination(args.format),
        mode=Mode(args.mode or "full"),
        is_hashed=args.hashed,
        fields=tuple(field.strip() for field in (args.fields or "").split(",") if field.strip()),
        value=args.value,
        ignores_consent=args.ignore_consent,
        is_for_excel=args.excel,
        choices=choices_from(rules),
        arm=args.arm,
        ignores_playbook=args.despite_playbook,
        ignores_contact_gap=args.despite_contact,
    )


def _options(args: argparse.Namespace, now: datetime) -> Any:
    from regulars.work.request import make_options

    return make_options(now=now, as_of=args.as_of, timezone=args.timezone or "UTC")


def _preview(args: argparse.Namespace, export: Any, now: datetime) -> int:
    from regulars.cli.export_text import preview_lines
    from regulars.work.export_files import receipt_object
    from regulars.work.outputs import dumps

    receipt = receipt_object(export, now)
    header, *rows = export.sample(_PREVIEW) if export.counts.sent else [()]
    sys.stdout.write(dumps(receipt) if args.json else preview_lines(receipt, header, rows))
    return 0
