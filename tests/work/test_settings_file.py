"""Settings are changed where they stand, and only when all of them are valid together."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.work.settings_file import change_settings
from regulars.work.workspace_settings import defaults, read_settings, written


def settings_in(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "regulars.toml").write_text(text)
    return folder


def test_comments_and_everything_else_stay(tmp_path: Path) -> None:
    text = '# ours\n[shop]\ntime_zone = "UTC"   # the cellar clock\n\n[refresh]\n# every night\ncadence = "daily"\n'
    folder = settings_in(tmp_path, text)
    change_settings(folder, {"cadence": "weekly", "currency": "EUR"})
    after = (folder / "regulars.toml").read_text()
    assert '# ours\n[shop]\ntime_zone = "UTC"   # the cellar clock\ncurrency = "EUR"\n' in after
    assert '# every night\ncadence = "weekly"\n' in after
    found = read_settings(folder / "regulars.toml")
    assert (found.text("cadence"), found.text("currency"), found.text("time_zone")) == ("weekly", "EUR", "UTC")


def test_a_section_that_is_not_there_is_added(tmp_path: Path) -> None:
    folder = settings_in(tmp_path, '[shop]\ntime_zone = "UTC"\n')
    assert change_settings(folder, {"after_import": False}).flag("after_import") is False
    assert read_settings(folder / "regulars.toml").flag("after_import") is False


@pytest.mark.parametrize(
    "changes", [{"time_zone": "Mars/North"}, {"scorecard": "nix"}, {"purchase_cycle_days": -1}, {"colour": "red"}]
)
def test_what_is_not_valid_changes_nothing(tmp_path: Path, changes: dict[str, Any]) -> None:
    folder = settings_in(tmp_path, written(defaults()))
    before = (folder / "regulars.toml").read_bytes()
    with pytest.raises(DefinitionError):
        change_settings(folder, {"cadence": "weekly"} | changes)
    assert (folder / "regulars.toml").read_bytes() == before


def test_a_scorecard_file_is_looked_for_in_the_workspace(tmp_path: Path) -> None:
    folder = settings_in(tmp_path, written(defaults()))
    (folder / "scorecards").mkdir()
    (folder / "scorecards" / "ours.toml").write_text('name = "ours"\n[recency]\n[frequency]\n[monetary]\n')
    assert change_settings(folder, {"scorecard": "scorecards/ours.toml"}).text("scorecard") == "scorecards/ours.toml"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(tools=WORDS, budget=WORDS, days=st.integers(0, 10_000), flag=st.booleans())
def test_any_words_are_read_back_as_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, tools: str, budget: str, days: int, flag: bool
) -> None:
    folder = settings_in(tmp_path_factory.mktemp("settings"), written(defaults()))
    given_ = {"tools": tools, "budget": budget, "purchase_cycle_days": days, "after_import": flag}
    change_settings(folder, given_)
    found = tomllib.loads((folder / "regulars.toml").read_text())
    assert found["retention"]["tools"] == tools
    assert found["retention"]["budget"] == budget
    assert {key: read_settings(folder / "regulars.toml").values[key] for key in given_} == given_
