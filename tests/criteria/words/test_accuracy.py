"""`regulars ask` finds the customers that independent references find, and answers nothing that cannot be meant.

The floors are what was reached; they may only rise. The store of the first three files is made by ../shared/nl/make_store.py.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import pytest

from .score import NOT_REFUSED, Verdict, judged, opened, read_cases, report, sets_of
from .second_store import AS_OF, write_store

_HERE = Path(__file__).parent
_SHARED = Path(__file__).resolve().parents[4] / "shared" / "nl"


@dataclass(frozen=True, slots=True)
class Floor:
    """The share of cases understood at least; of wrong answers that go unnoticed, and of those to what cannot be meant, at most."""

    understood: float
    silent: int = 0
    answered: int = 0


@pytest.fixture(scope="module")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that the sample requests are about."""
    maker = _SHARED / "make_store.py"
    if not maker.exists():
        pytest.skip("the maker of the sample store (../shared/nl) is not on this machine")
    spec = importlib.util.spec_from_file_location("make_store", maker)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("first_store")
    module.build(str(folder))
    return folder


@pytest.fixture(scope="module")
def second_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The merchant whose names collide with the words of requests."""
    return write_store(tmp_path_factory.mktemp("second_store"))


def _hold(verdicts: list[Verdict], floor: Floor) -> None:
    told = report(verdicts, verbose=True)
    assert sum(each.fault is None for each in verdicts) >= floor.understood * len(verdicts), told
    assert sum(each.silent for each in verdicts) <= floor.silent, told
    assert sum(each.fault == NOT_REFUSED for each in verdicts) <= floor.answered, told


def test_every_sample_request_finds_the_reference_customers(first_store: Path) -> None:
    _hold(judged(read_cases(_SHARED / "sample.jsonl"), first_store, "2026-10-01"), Floor(1.0))


@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "floor"),
    [
        ("requests_more.jsonl", Floor(0.975)),
        ("requests_held_out.jsonl", Floor(0.98)),
        ("requests_held_out_2.jsonl", Floor(0.90)),
        ("requests_held_out_3.jsonl", Floor(0.97)),
        ("requests_held_out_4.jsonl", Floor(1.0)),
        ("requests_held_out_5.jsonl", Floor(0.945)),
        ("requests_held_out_6.jsonl", Floor(0.94)),
        ("requests_held_out_7.jsonl", Floor(0.94)),
        ("requests_held_out_8.jsonl", Floor(0.92)),
        ("requests_held_out_9.jsonl", Floor(0.80)),
        ("requests_held_out_10.jsonl", Floor(0.93)),
    ],
)
def test_requests_written_without_the_parser_keep_the_accuracy_reached(first_store: Path, file: str, floor: Floor) -> None:
    _hold(judged(read_cases(_HERE / file), first_store, "2026-10-01"), floor)


def test_another_vocabulary_and_colliding_names_keep_the_accuracy_reached(second_store: Path) -> None:
    _hold(judged(read_cases(_HERE / "second_store.jsonl"), second_store, AS_OF.isoformat()), Floor(0.96))


def test_every_reference_of_the_second_store_means_some_customers_and_not_all(second_store: Path, tmp_path: Path) -> None:
    # the placement is the program's own: a stand-in is enough to see that the queries run
    segments = tmp_path / "segments.csv"
    with opened(second_store, second_store / "customers.csv") as connection:
        ids = [row[0] for row in connection.execute("SELECT customer_id FROM customers ORDER BY customer_id").fetchall()]
    names = ("Champions", "Loyal Customers", "Lost")
    segments.write_text("customer_id,segment\n" + "".join(f"{each},{names[n % 3]}\n" for n, each in enumerate(ids)))
    with opened(second_store, segments) as connection:
        for case in read_cases(_HERE / "second_store.jsonl"):
            for reading, customers in zip(case["readings"], sets_of(case, connection), strict=True):
                if reading["role"] != "tolerated":
                    assert 0 < len(customers) < len(ids), case["request"]


def test_the_second_store_is_the_same_every_time(tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    write_store(first)
    write_store(again)
    for path in first.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()
