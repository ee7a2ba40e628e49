"""`regulars maps`: the segment maps that come with Regulars, and whether one's own is an exact cover."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("maps", help="list, show and check segment maps")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the maps that come with Regulars, with their source")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    show = actions.add_parser("show", help="a map as a file to edit")
    show.add_argument("name", metavar="NAME|FILE")
    show.set_defaults(run=run_show)
    check = actions.add_parser("check", help="prove that every pattern has exactly one segment")
    check.add_argument("file", metavar="FILE|NAME")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check)


def run_list(args: argparse.Namespace) -> int:
    """Print the presets."""
    from regulars.scoring.map_presets import PRESETS

    if args.json:
        from regulars.work.outputs import dumps

        rows = [
            {
                "name": m.name,
                "title": m.title,
                "segments": [s.name for s in m.segments],
                "levels": m.levels,
                "best": m.best,
                "source": m.source,
            }
            for m in PRESETS.values()
        ]
        sys.stdout.write(dumps(rows))
        return 0
    width = max(len(name) for name in PRESETS)
    for name, preset in PRESETS.items():
        print(f"{name:<{width}}  {len(preset.segments):>2} segments, {preset.levels} levels, {preset.best} = best. {preset.title}")
        print(f"{'':<{width}}  {preset.source}")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print a map in the file format."""
    from regulars.scoring.map_files import format_map
    from regulars.work.request import read_map

    sys.stdout.write(format_map(read_map(args.name)))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Say whether a map is an exact cover; refuse it with its cells when it is not."""
    from regulars.scoring.map_compiler import compile_map
    from regulars.work.request import read_map

    segment_map = read_map(args.file)
    compiled = compile_map(segment_map)
    sizes: dict[str, int] = {}
    for segment in compiled.cells.values():
        sizes[segment] = sizes.get(segment, 0) + 1
    if args.json:
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps({"map": segment_map.name, "exact_cover": True, "cells": len(compiled.cells), "segments": sizes}))
        return 0
    print(f"{segment_map.name}: an exact cover, {len(compiled.cells)} patterns in {len(sizes)} segments.")
    for name, count in sizes.items():
        print(f"  {count:>4}  {name}")
    return 0
