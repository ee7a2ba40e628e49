"""No word of a request is passed over: what is not understood and could change the meaning refuses the request."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from regulars.criteria.tree import Condition
from regulars.criteria.words import Index, read
from regulars.criteria.words.results import Role, Status
from regulars.work.ask import Asking
from regulars.work.data import open_data
from regulars.work.engines import engine_maker
from regulars.work.request import make_options

from .score import read_cases
from .second_store import AS_OF, write_store

_CASES = read_cases(Path(__file__).parent / "second_store.jsonl")
_NONSENSE = ("zorple", "flurbed", "quixly")
_RESTRICTING = (
    "rarely",
    "almost",
    "roughly",
    "reluctantly",
    "consecutive",
    "competitor",
    "organic",
    "pregnant",
    "predicted",
    "unless",
)
# words that mean something here; the goods and places are of the second store
_MEANING = (
    "not",
    "again",
    "mostly",
    "neither",
    "twice",
    "3",
    "€40",
    "2023",
    "Pils",
    "except",
    "without",
    "later",
    "another",
    "half",
)
_DENYING = frozenset(
    [
        "not",
        "never",
        "without",
        "except",
        "no",
        "nor",
        "neither",
        "haven't",
        "didn't",
        "hasn't",
        "don't",
        "aren't",
        "isn't",
        "excluding",
    ]
)
_UNANSWERABLE = (
    " and have curly hair",
    ", paid with PayPal",
    " and left a review",
    " who are vegetarians",
    " from an iPhone",
    " and came from a Google ad",
    " who earn over €50k",
    " with gift wrapping",
    " and have 200 loyalty points",
    " in size L",
    " and speak French",
    " who voted",
    " near a store",
    " and complained",
    " with a credit limit of €500",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """What can be asked about in the second store."""
    store = write_store(tmp_path_factory.mktemp("second_store"))
    options = make_options(
        now=datetime.now(UTC),
        as_of=AS_OF,
        timezone="UTC",
        file_timezone=None,
        scorecard="rfm",
        segment_map=None,
        currency=None,
    )
    make_engine = engine_maker("duckdb", None, 1)
    asking = Asking(open_data(str(store), options, make_engine))
    yield Index.of(asking.vocabulary)
    asking.data.close()


@pytest.fixture(scope="module")
def understood(index: Index) -> list[tuple[str, Condition]]:
    """The requests with one reading, and it."""
    found = ((case["request"], read(case["request"], index, AS_OF)) for case in _CASES if case["expect"] == "match")
    return [(request, each.readings[0].condition) for request, each in found if each.status is Status.OK]


def _at(request: str, place: int, word: str) -> str:
    words = request.split(" ")
    return " ".join([*words[:place], word, *words[place:]])


def test_a_word_that_means_nothing_refuses_wherever_it_stands(index: Index, understood: list[tuple[str, Condition]]) -> None:
    answered = []
    for number, (request, _) in enumerate(understood):
        for place in range(len(request.split(" ")) + 1):
            told = _at(request, place, _NONSENSE[(number + place) % len(_NONSENSE)])
            if read(told, index, AS_OF).status is not Status.REFUSED:
                answered.append(told)
    assert not answered


def test_a_word_that_restricts_is_never_passed_over(index: Index, understood: list[tuple[str, Condition]]) -> None:
    draw = random.Random(3)  # noqa: S311
    ignored = []
    for request, meant in understood:
        for word in _RESTRICTING:
            told = _at(request, draw.randint(0, len(request.split(" "))), word)
            answer = read(told, index, AS_OF)
            if answer.status is Status.OK and answer.readings[0].condition == meant:
                ignored.append(told)
    assert not ignored


def test_a_clause_that_the_data_cannot_answer_refuses_the_whole_request(
    index: Index, understood: list[tuple[str, Condition]]
) -> None:
    answered = []
    for number, (request, _) in enumerate(understood):
        for offset in range(4):
            told = request + _UNANSWERABLE[(number * 4 + offset) % len(_UNANSWERABLE)]
            if read(told, index, AS_OF).status is not Status.REFUSED:
                answered.append(told)
    assert not answered


def test_a_word_put_in_changes_the_meaning_or_refuses(index: Index, understood: list[tuple[str, Condition]]) -> None:
    draw = random.Random(5)  # noqa: S311
    ignored = []
    for request, meant in understood:
        for word in _MEANING:
            told = _at(request, draw.randint(0, len(request.split(" "))), word)
            answer = read(told, index, AS_OF)
            if answer.status is Status.OK and answer.readings[0].condition == meant:
                ignored.append(told)
    assert not ignored


def test_a_negation_taken_out_changes_the_meaning_or_refuses(index: Index, understood: list[tuple[str, Condition]]) -> None:
    names = ("Never Enough", "Not So Dry")
    kept = []
    for request, meant in understood:
        words = request.split(" ")
        for place, word in enumerate(words):
            if word.lower() not in _DENYING or any(request.find(name) == len(" ".join(words[:place])) + 1 for name in names):
                continue
            answer = read(" ".join([*words[:place], *words[place + 1 :]]), index, AS_OF)
            if answer.status is Status.OK and answer.readings[0].condition == meant:
                kept.append((word, request))
    assert not kept


def test_every_word_of_an_understood_request_has_one_part_in_it(index: Index, understood: list[tuple[str, Condition]]) -> None:
    for request, _ in understood:
        spans = read(request, index, AS_OF).spans
        assert all(span.role is not Role.UNPLACED for span in spans), request
        assert all(one.end <= two.start for one, two in pairwise(spans)), request
        told = sum(span.end - span.start for span in spans)
        assert told >= len(request.replace(" ", "")) * 0.8, request
