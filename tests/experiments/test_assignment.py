"""Everybody gets the arm that the salt gives them, on every machine, in the shares that were planned."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError, DefinitionError
from regulars.experiments.assignment import assign, assign_all, assign_stratified, balance, customer_hash, design
from regulars.experiments.srm import check_ratio

NAMES = ("control", "mail", "mail and voucher")
THIRDS = design("spring", dict.fromkeys(NAMES, Fraction(1, 3)))
CUSTOMERS = [f"C-{number}" for number in range(20_000)]


def test_the_hash_is_the_documented_one_and_never_changes() -> None:
    digits = hashlib.sha256(b"spring-2026\x1fC-1001").hexdigest()[:13]
    assert customer_hash("spring-2026", "C-1001") == int(digits, 16) == 2616963365282542


def test_a_sql_engine_gives_the_same_hash(engine: DuckDBEngine) -> None:
    written = (
        "SELECT CAST('0x' || substr(sha256('sp' || chr(31) || id), 1, 13) AS BIGINT) FROM (VALUES ('a'), ('Żółw'), ('')) t(id)"
    )
    assert [row[0] for row in engine.rows(written)] == [customer_hash("sp", name) for name in ("a", "Żółw", "")]


def test_one_customer_has_the_same_arm_alone_and_among_others() -> None:
    everybody = assign_all(THIRDS, CUSTOMERS)
    assert all(assign(THIRDS, customer) == everybody[customer] for customer in CUSTOMERS[:500])


def test_arms_get_their_shares_and_salts_are_unrelated() -> None:
    first = assign_all(THIRDS, CUSTOMERS)
    assert check_ratio(list(balance(first, NAMES).values()), [1, 1, 1]).p_value > 0.01
    second = assign_all(design("summer", dict.fromkeys(NAMES, Fraction(1, 3))), CUSTOMERS)
    crossed = [sum(first[each] == a and second[each] == b for each in CUSTOMERS) for a in NAMES for b in NAMES]
    assert check_ratio(crossed, [1] * 9).p_value > 0.01


@given(st.dictionaries(st.text(max_size=5), st.sampled_from(["a", "b", "c"]), max_size=60), st.integers(1, 99))
def test_each_stratum_is_split_to_within_one_customer(strata: dict[str, str], hundredths: int) -> None:
    plan = design("x", {"control": Fraction(hundredths, 100), "mail": Fraction(100 - hundredths, 100)})
    assigned = assign_stratified(plan, strata)
    assert list(assigned) == list(strata)
    assert assigned == assign_stratified(plan, dict(sorted(strata.items(), reverse=True)))
    for stratum in set(strata.values()):
        members = [customer for customer, each in strata.items() if each == stratum]
        held = sum(assigned[customer] == "control" for customer in members)
        assert abs(held - len(members) * hundredths / 100) < 1


def test_stratified_chances_are_the_same_for_everybody() -> None:
    strata = dict.fromkeys(("a", "b", "c"), "only")
    counts = dict.fromkeys(strata, 0)
    for salt in range(3000):
        plan = design(f"s{salt}", {"control": "0.2", "mail": "0.8"})
        for customer, arm in assign_stratified(plan, strata).items():
            counts[customer] += arm == "control"
    # 600 expected each; 5 standard errors are 110
    assert all(490 < count < 710 for count in counts.values())


@pytest.mark.parametrize(
    "shares", [{"a": 1}, {"a": 0.5, "b": 0.4}, dict.fromkeys("abcdef", Fraction(1, 6)), {"a": 0, "b": 1}, {"a": "half", "b": 0.5}]
)
def test_a_design_that_cannot_be_dealt_out_is_refused(shares: dict[str, float]) -> None:
    with pytest.raises(DefinitionError):
        design("salt", shares)


def test_tenths_written_as_floats_add_up_exactly() -> None:
    assert design("s", {"a": 0.1, "b": 0.2, "c": 0.7}).arms[1].share == Fraction(1, 5)


def test_a_salt_that_could_run_into_a_name_is_refused() -> None:
    with pytest.raises(DefinitionError):
        design("a\x1fb", {"a": 0.5, "b": 0.5})


def test_an_arm_the_experiment_does_not_have_is_refused() -> None:
    with pytest.raises(DataError, match="voucher"):
        balance({"1": "voucher"}, ["control", "mail"])
