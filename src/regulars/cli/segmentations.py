"""`regulars import --as segmentation --list` and `--remove`: the segmentations of before, and taking one away."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from regulars.cli.workspaces import actor, opened


def list_segmentations(args: argparse.Namespace) -> int:
    """The segmentations that were imported."""
    from regulars.errors import DefinitionError, in_words
    from regulars.work.existing import segmentations
    from regulars.work.outputs import dumps

    if args.files:
        raise DefinitionError("--list shows segmentations and imports nothing.", "Give no files with it.")
    found = segmentations(opened(args))
    wire = [{"segmentation": name, "customers": customers} for name, customers in found.items()]
    lines = [f"{name}: {in_words(customers, 'customer')}\n" for name, customers in found.items()]
    sys.stdout.write(dumps(wire) if args.json else "".join(lines) or "No existing segmentation was imported.\n")
    return 0


def remove(args: argparse.Namespace) -> int:
    """Take a segmentation away."""
    from regulars.errors import DefinitionError, in_words
    from regulars.work.existing import remove_labels
    from regulars.work.outputs import dumps

    if args.kind != "segmentation":
        raise DefinitionError(
            "--remove takes a segmentation away.",
            f"regulars import --as segmentation --remove {args.remove}; an import is taken back with --undo NUMBER.",
        )
    if args.files or args.list or args.undo is not None:
        raise DefinitionError("--remove takes a segmentation away and imports nothing.", "Give no files with it.")
    made = remove_labels(opened(args), args.remove, actor=actor(), now=datetime.now(UTC), dry_run=args.dry_run)
    if args.json:
        sys.stdout.write(dumps(made.wire))
        return 0
    would = "would be" if made.dry_run else "is"
    labelled = in_words(made.customers, "customer")
    print(f"{made.segmentation} {would} taken away with its labels of {labelled}. To have it again, import its file again.")
    return 0
