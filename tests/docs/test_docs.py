"""What is not documented does not exist, and what is documented works."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from regulars.cli.main import parser
from regulars.criteria.columns import ROW_COLUMNS
from regulars.queries.criteria_functions import FUNCTIONS, VIRTUAL_COLUMNS
from regulars.scoring.map_presets import PRESETS as MAPS
from regulars.scoring.scorecard_presets import PRESETS as SCORECARDS
from regulars.tables import Reason

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (ROOT / "docs" / "command_line.md").read_text()
PRESETS = (ROOT / "docs" / "scorecards_and_maps.md").read_text()


def _options(top: argparse.ArgumentParser) -> Iterator[str]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield name
                yield from _options(command)
        else:
            yield from (
                option for option in action.option_strings if option.startswith("--") and option not in {"--help", "--version"}
            )


@pytest.mark.parametrize("option", sorted(set(_options(parser()))))
def test_every_command_and_option_is_documented(option: str) -> None:
    assert option in COMMANDS


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_documented(reason: Reason) -> None:
    assert reason.value in COMMANDS


@pytest.mark.parametrize("name", [*MAPS, *SCORECARDS])
def test_every_preset_is_documented(name: str) -> None:
    assert f"`{name}`" in PRESETS


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_files_shown_in_the_docs_are_valid(tmp_path: Path) -> None:
    scorecard, segment_map = re.findall(r"```toml\n(.*?)```", PRESETS, flags=re.DOTALL)
    (tmp_path / "card.toml").write_text(scorecard)
    (tmp_path / "map.toml").write_text(segment_map)
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,total\n1,a,2024-01-01,5\n2,b,2024-06-01,1500\n")
    command = ["score", tmp_path / "orders.csv", "--scorecard", tmp_path / "card.toml", "--map", tmp_path / "map.toml"]
    done = subprocess.run([sys.executable, "-m", "regulars", *map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lines_of_python_in_the_readme_run(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)[0]
    rows = [f"o{n},c{n % 23},2024-{1 + n % 12:02}-{1 + n % 28:02},{n % 90}.50" for n in range(200)]
    for name in ("orders.csv", "orders_june.csv"):
        (tmp_path / name).write_text("\n".join(["order_id,customer_id,ordered_at,total", *rows]) + "\n")
    events = [f"c{n % 23},2024-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00,{('site_visit', 'page_view')[n % 2]}" for n in range(200)]
    (tmp_path / "events.csv").write_text("\n".join(["customer_id,occurred_at,type", *events]) + "\n")
    (tmp_path / "shop").mkdir()
    shutil.copy(tmp_path / "orders.csv", tmp_path / "shop")
    people = "\n".join(f"c{n},{('Spain', 'France')[n % 2]}" for n in range(23))
    (tmp_path / "shop" / "customers.csv").write_text(f"customer_id,country\n{people}\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").exists()


def test_every_function_and_column_of_criteria_in_sql_is_documented() -> None:
    page = (ROOT / "docs" / "sql.md").read_text()
    columns = {name: column.meaning for known in ROW_COLUMNS.values() for name, column in known.items()} | VIRTUAL_COLUMNS
    for form, meaning in [*((each.form, each.meaning) for each in FUNCTIONS), *columns.items()]:
        assert f"| `{form}` | {meaning} |" in page


def _console_blocks(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Commands and the lines that they are said to print."""
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            yield command, [line for line in lines if line != "..."]


@pytest.mark.long
def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    binaries = Path(sys.executable).parent
    for command, lines in _console_blocks(ROOT / "docs" / "tutorial.md"):
        words = [str(binaries / "regulars"), *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        printed = done.stdout.splitlines()
        for line in lines:
            assert line in printed, (command, line, done.stdout[-3000:])
