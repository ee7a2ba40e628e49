"""`regulars plan` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regulars.cli.main import main


def test_the_example_is_planned_in_words_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--example"]) == 0
    path = tmp_path / "budget.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["plan", str(path)]) == 0
    said = capsys.readouterr().out
    assert "of €5,000.00 in 30 days" in said
    assert "At Risk, voucher of 10 by email: too little evidence" in said
    assert max(map(len, said.splitlines())) <= 110
    assert main(["plan", str(path), "--budget", "20", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["spent"] + plan["for_tests"] <= plan["budget"] == 20
    assert plan["next_100"] > 0
    assert [line["why"] is None for line in plan["lines"]] == [False, True, False]


def test_a_plan_without_a_file_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan"]) == 1
    assert "regulars plan --example" in capsys.readouterr().err
