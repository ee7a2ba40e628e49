"""A budget that the page keeps reads back as the same budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.playbooks.budget_files import BudgetFile, WrittenOffer, WrittenTest, parse_budget
from regulars.playbooks.budget_written import written_budget
from regulars.work.budget import example

_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(str.strip).filter(bool)
_AMOUNTS = st.one_of(st.just(0.0), st.floats(0.0001, 1e7))
_SHARES = st.floats(0, 1)
_OFFERS = st.builds(
    WrittenOffer,
    segment=_NAMES,
    treatment=_NAMES,
    channel=st.sampled_from(["email", 'a "quoted" one']),
    customers=st.none() | st.integers(0, 10**6),
    base=st.none() | _SHARES,
    order=st.none() | _AMOUNTS,
    contacts=st.integers(0, 50),
    incentive=_AMOUNTS,
    redeemed=_SHARES,
    lift=st.just(0.03),
    error=st.floats(1e-6, 1),
    bend=st.floats(0, 50),
    fixed=_AMOUNTS,
    least=st.integers(0, 10**6),
    today=_AMOUNTS,
    line=st.just(""),
    contact=st.none() | _AMOUNTS,
)
_FILES = st.builds(
    BudgetFile,
    budget=_AMOUNTS,
    currency=st.sampled_from(["", "EUR"]),
    starts=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    days=st.integers(1, 700),
    margin=_SHARES,
    evidence=_SHARES,
    for_tests=_SHARES,
    most_per_customer=st.none() | _AMOUNTS,
    prior=st.tuples(st.floats(-1, 1), st.floats(1e-6, 1)),
    contacts=st.just({"email": 0.01, 'a "quoted" one': 0.0}),
    most=st.dictionaries(st.just("email"), _AMOUNTS),
    offers=st.lists(_OFFERS, min_size=1, max_size=3, unique_by=lambda each: (each.segment, each.treatment)).map(tuple),
    tests=st.lists(
        st.builds(WrittenTest, _NAMES, _NAMES, st.floats(-1, 1), st.floats(1e-6, 1), st.just("2026-01-31"), st.integers(0, 700))
    ).map(tuple),
)


def _without_lines(file: BudgetFile) -> BudgetFile:
    return replace(file, offers=tuple(replace(offer, line="") for offer in file.offers))


@settings(max_examples=40, deadline=None)
@given(_FILES)
def test_what_is_written_reads_back_as_the_same(file: BudgetFile) -> None:
    assert _without_lines(parse_budget(written_budget(file), "b.toml")) == file


def test_the_example_is_kept_whole_and_numbers_stay_as_they_were_typed() -> None:
    file = parse_budget(example(), "example.toml")
    text = written_budget(file)
    assert _without_lines(parse_budget(text, "b.toml")) == _without_lines(file)
    assert "budget = 5000 " in text
    assert 'starts = "2026-09-01"' in text
    assert "lift = 0\n" in text
