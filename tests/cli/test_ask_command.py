"""`regulars ask`: output, files, batches and exit status."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.commands import run as command

from regulars.cli.ask import _answered

sys.path.insert(0, str(Path(__file__).parents[1] / "criteria"))

from stores import write_demo


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("shop"))


def run(*arguments: str | Path) -> CompletedProcess[str]:
    return command("ask", *arguments)


def test_json_has_the_keys_of_the_contract_and_members_are_written(shop: Path, tmp_path: Path) -> None:
    done = run(
        "customers with more than 3 orders", "--data", shop, "--json", "--members", tmp_path / "m.csv", "--as-of", "2026-06-01"
    )
    made = json.loads(done.stdout)
    assert (done.returncode, made["status"], made["unplaced"]) == (0, "ok", [])
    assert made["sentence"] == "Customers with more than 3 orders."
    assert made["criteria"]["version"] == 1
    assert made["sql"].startswith(("SELECT", "WITH"))
    assert [reading["count"] for reading in made["readings"]] == [made["count"]]
    with (tmp_path / "m.csv").open() as file:
        assert len(list(csv.DictReader(file))) == made["count"]


def test_text_shows_sentence_count_members_near_misses_and_sql(shop: Path) -> None:
    done = run("customers with more than 3 orders", "--data", shop)
    assert done.returncode == 0
    for part in ("Customers with more than 3 orders.", "of all)", "Among them:", "Nearly:", "SQL:", "SELECT"):
        assert part in done.stdout


def test_a_refusal_exits_1_and_names_the_words(shop: Path, tmp_path: Path) -> None:
    done = run("blue-eyed customers", "--data", shop, "--json", "--members", tmp_path / "m.csv")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "refused"
    assert "blue-eyed" in done.stderr
    assert not (tmp_path / "m.csv").exists()


def test_a_batch_answers_every_line_in_order_and_exits_0(shop: Path, tmp_path: Path) -> None:
    requests = [{"id": 1, "request": "customers with more than 3 orders"}, {"id": "b", "request": "blue-eyed customers"}]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, requests)) + "\n\n")
    done = run("--batch", tmp_path / "r.jsonl", "--data", shop, "--segments", tmp_path / "s.csv")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [(line["id"], line["status"]) for line in lines] == [(1, "ok"), ("b", "refused")]
    assert len(lines[0]["customer_ids"]) == lines[0]["count"]
    assert all(isinstance(customer, str) for customer in lines[0]["customer_ids"])
    assert (tmp_path / "s.csv").read_text().startswith("customer_id,segment\n")


@pytest.mark.parametrize("line", ["not json", '{"request": "x"}', '{"id": 1}', "[]", '{"id": 1, "request": 5}'])
def test_a_line_that_is_no_request_is_refused_with_its_number(shop: Path, tmp_path: Path, line: str) -> None:
    (tmp_path / "r.jsonl").write_text('{"id": 1, "request": "everyone"}\n' + line + "\n")
    done = run("--batch", tmp_path / "r.jsonl", "--data", shop)
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["words", "--batch", "file.jsonl"]])
def test_either_words_or_a_batch_is_wanted(shop: Path, arguments: list[str]) -> None:
    done = run(*arguments, "--data", shop)
    assert done.returncode == 2
    assert "either a request" in done.stderr


def test_a_missing_folder_is_one_line_and_what_to_do(tmp_path: Path) -> None:
    done = run("everyone", "--data", tmp_path / "none")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 2


def test_a_request_that_fails_inside_is_refused_and_does_not_end_the_batch() -> None:
    class Failing:
        def ask(self, request: str, *, with_ids: bool) -> None:
            raise ValueError(f"{request} {with_ids}")

    answer = _answered(Failing(), "broken")
    assert str(answer.status) == "refused"
    assert "ValueError: broken True" in answer.unplaced[0].reason


def test_words_of_a_file_mean_what_the_file_says(shop: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text(
        '"whales" = "customers who spent more than 300"\n"pearls" = "whales with at least 3 orders"\n', encoding="utf-8"
    )
    told = json.loads(run("pearls", "--data", shop, "--json", "--vocabulary", words).stdout)
    meant = json.loads(run("spent more than 300 and at least 3 orders", "--data", shop, "--json").stdout)
    assert told["count"] == meant["count"] > 0
    assert any("pearls" in each for each in told["assumptions"])


@pytest.mark.parametrize(
    ("line", "told"), [('"x" = "frequent buyers"', "several meanings"), ('"x" = "zorple"', "zorple"), ('"x" = 3', "no meaning")]
)
def test_a_word_without_one_meaning_is_told_with_its_file(shop: Path, tmp_path: Path, line: str, told: str) -> None:
    words = tmp_path / "words.toml"
    words.write_text(line, encoding="utf-8")
    done = run("x", "--data", shop, "--vocabulary", words)
    assert done.returncode != 0
    assert str(words) in done.stderr
    assert told in done.stderr
