"""`regulars experiment` says what a test can see, and reads one from any table with arms and outcomes."""

from __future__ import annotations

import json
import random
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.commands import run


def _run(*arguments: object) -> CompletedProcess[str]:
    return run("experiment", *arguments)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 customers, half of them mailed: of At Risk 10 % come back unmailed and 20 % mailed, of New 30 % either way."""
    lines = ["customer,arm,segment,retained,revenue,last_year"]
    for number in range(2000):
        mailed, risk, turn = number % 2 == 1, number // 2 % 2 == 1, number // 4 % 100
        retained = turn < (30 if not risk else 20 if mailed else 10)
        lines.append(
            f"{number},{('control', 'mail')[mailed]},{('New', 'At Risk')[risk]},{('no', 'yes')[retained]},{retained * (20 + turn)}.50,{turn}"
        )
    header, *rows = lines
    random.Random(4).shuffle(rows)  # noqa: S311
    path = tmp_path_factory.mktemp("test") / "test.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_a_small_segment_is_told_what_would_be_enough() -> None:
    done = _run("plan", "--rate", 0.05, "--customers", 300, "--effect", 0.01)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Too small: with 300 customers")
    assert "16,316 customers" in done.stdout
    found = json.loads(_run("plan", "--rate", 0.05, "--customers", 300, "--effect", 0.01, "--json").stdout)
    assert (found["needed"], found["is_enough"]) == (16316, False)


def test_a_mean_without_its_spread_is_refused() -> None:
    done = _run("plan", "--mean", 5, "--customers", 300)
    assert done.returncode == 1
    assert "--deviation" in done.stderr


def test_a_test_is_read_with_its_segments_and_costs(table: Path) -> None:
    done = _run(
        "read",
        table,
        "--arm",
        "arm",
        "--control",
        "control",
        "--metric",
        "retained",
        "--by",
        "segment",
        "--cost",
        0.5,
        "--planned",
        2000,
    )
    assert done.returncode == 0, done.stderr
    assert "control 1,000, mail 1,000. The arms are as large as planned" in done.stdout
    assert "mail raised retained from 20.00 % to 25.00 %: +5.00 points" in done.stdout
    assert "At Risk: mail raised retained from 10.00 % to 20.00 %" in done.stdout
    assert "New: No effect of mail on retained seen" in done.stdout
    assert "The segments react differently" in done.stdout
    assert "Customers more among the 1,000 treated: 50 [" in done.stdout
    assert "One more customer kept costs 10.00 [" in done.stdout


def test_yes_and_no_amounts_and_the_past_are_read_from_one_table(table: Path) -> None:
    done = _run("read", table, "--arm", "arm", "--control", "control", "--metric", "retained", "--metric", "revenue", "--before", "last_year", "--cost", 0.5, "--margin", 0.4, "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    retained, revenue = json.loads(done.stdout)["metrics"]
    assert (retained["is_rate"], revenue["is_rate"]) == (True, False)
    arm = revenue["arms"][0]
    assert 0 < arm["variance_explained"] < 1
    adjusted, raw = (arm[name]["difference"]["high"] - arm[name]["difference"]["low"] for name in ("adjusted", "raw"))
    assert adjusted < raw
    assert arm["margin_after_cost"]["value"] == pytest.approx(arm["incremental"]["value"] * 0.4 - 500)
    assert retained["arms"][0]["cost_per_retained"]["value"] > 0


def test_arms_that_are_not_as_planned_have_no_verdict(table: Path) -> None:
    done = _run(
        "read",
        table,
        "--arm",
        "arm",
        "--control",
        "control",
        "--metric",
        "retained",
        "--share",
        "control=0.4",
        "--share",
        "mail=0.6",
    )
    assert done.returncode == 0, done.stderr
    assert "No verdict" in done.stdout
    assert "raised" not in done.stdout


def test_a_blank_outcome_is_refused_and_a_blank_arm_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("arm,retained\n" + "a,1\nb,0\na,0\nb,1\n" * 10 + ",1\n")
    done = _run("read", path, "--arm", "arm", "--control", "a", "--metric", "retained")
    assert done.returncode == 0, done.stderr
    assert "41 rows" in done.stdout
    assert "Left out: 1 (no arm)." in done.stdout
    path.write_text("arm,retained\n" + "a,1\nb,0\na,\nb,1\n" * 10)
    done = _run("read", path, "--arm", "arm", "--control", "a", "--metric", "retained")
    assert done.returncode == 1
    assert "10 values are blank or no number" in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [("--arm", "arms", "Did you mean arm?"), ("--control", "nobody", "--control"), ("--metric", "spend", "no column")],
)
def test_what_is_not_there_is_named(table: Path, option: str, value: str, told: str) -> None:
    options = {"--arm": "arm", "--control": "control", "--metric": "retained"} | {option: value}
    done = _run("read", table, *[part for pair in options.items() for part in pair])
    assert done.returncode == 1
    assert told in done.stderr


@pytest.mark.real_data
def test_hillstrom_is_read_without_a_workspace(real_data: Path) -> None:
    done = _run(
        "read", real_data / "hillstrom_email.csv.gz", "--arm", "segment", "--control", "No E-Mail", "--metric", "spend", "--json"
    )
    assert done.returncode == 0, done.stderr
    metric = json.loads(done.stdout)["metrics"][0]
    found = {arm["arm"]: arm["raw"]["difference"] for arm in metric["arms"]}
    expected = {"Mens E-Mail": (0.7698, 0.4851, 1.0545), "Womens E-Mail": (0.4244, 0.1690, 0.6799)}
    for arm, figures in expected.items():
        assert (found[arm]["value"], found[arm]["low"], found[arm]["high"]) == pytest.approx(figures, abs=5.1e-5)
    assert metric["sample_ratio"]["p_value"] == pytest.approx(0.904, abs=5e-4)
