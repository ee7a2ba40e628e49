import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.validation.estimates import Reason
from regulars.validation.groups import FindingKind, Group, GroupKind, Standing, compare_groups, gather
from regulars.validation.heterogeneity import SHUFFLES, heterogeneity

ORDERED = (Group("Champions", 400, 320), Group("Loyal", 600, 360), Group("Promising", 500, 200), Group("Lost", 900, 90))


def kinds(table):
    return [finding.kind for finding in table.findings]


def test_a_map_that_the_future_bears_out_has_nothing_to_report():
    table = compare_groups(ORDERED)
    assert [pair.standing for pair in table.neighbours] == [Standing.BORNE_OUT] * 3
    assert table.findings == ()


def test_a_violated_order_is_told_with_the_difference():
    table = compare_groups((ORDERED[0], ORDERED[2], ORDERED[1], ORDERED[3]))
    (finding,) = table.findings
    assert finding.kind is FindingKind.ORDER_NOT_BORNE_OUT
    assert finding.groups == ("Promising", "Loyal")
    # Newcombe's limits for 360 of 600 against 200 of 500
    assert finding.sentence == (
        "The map puts Promising above Loyal, but Loyal came back more often: 60 % against 40 %, difference 20.0 points [14.1, 25.7]."
    )
    assert table.neighbours[1].standing is Standing.REVERSED


def test_a_group_far_too_high_names_all_it_should_stand_below():
    table = compare_groups((Group("Top", 400, 40), *ORDERED[:3]), GroupKind.SCORE)
    (finding,) = table.findings
    assert finding.groups == ("Top", "Champions", "Loyal", "Promising")
    assert finding.sentence.startswith("The score puts Top above Champions, but Champions came back more often: 80 % against 10 %")
    assert finding.sentence.endswith("So did Loyal and Promising.")


def test_a_neighbour_that_does_not_differ_is_flagged():
    table = compare_groups((ORDERED[0], Group("Loyal", 600, 360), Group("Devoted", 100, 58), ORDERED[3]), GroupKind.STAGE)
    (finding,) = table.findings
    assert finding.kind is FindingKind.SAME_AS_NEIGHBOUR
    assert finding.groups == ("Loyal", "Devoted")
    assert finding.sentence.startswith(
        "The lifecycle stage Loyal cannot be told apart from its neighbour Devoted by how many came back"
    )


def test_where_groups_do_not_differ_the_sentence_is_there_is_no_signal():
    table = compare_groups((Group("A", 300, 90), Group("B", 300, 96), Group("C", 300, 87)))
    assert kinds(table) == [FindingKind.NO_DIFFERENCE]
    assert table.findings[0].sentence.startswith("There is no signal")
    assert all(pair.standing is Standing.NOT_TOLD_APART for pair in table.neighbours)


def test_empty_groups_stay_in_the_table_and_are_no_neighbours():
    table = compare_groups((ORDERED[0], Group("Nobody", 0, 0), ORDERED[3]))
    assert [row.group.name for row in table.rows] == ["Champions", "Nobody", "Lost"]
    assert table.rows[1].rate.reason is Reason.NOBODY
    assert [(pair.upper, pair.lower) for pair in table.neighbours] == [("Champions", "Lost")]


def test_revenue_per_head_counts_those_who_spent_nothing():
    groups = gather(["A", "B"], np.array([0, 0, 0, 1, 1]), np.array([1, 0, 0, 1, 1]), np.array([30.0, 0, 0, 5, 7]))
    first, second = compare_groups(groups).rows
    assert (first.group.customers, first.group.returned) == (3, 1)
    assert (first.revenue_per_head.value, second.revenue_per_head.value) == (10, 6)
    # Student's 97.5 % quantile with one degree of freedom is 12.706
    assert second.revenue_per_head.high == pytest.approx(6 + 12.706204736, abs=1e-6)
    assert compare_groups(gather(["A"], np.array([0]), np.array([1]))).rows[0].revenue_per_head is None


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 99)), min_size=1, max_size=60))
def test_gathered_groups_hold_everybody(rows):
    codes, back, spent = (np.array(column) for column in zip(*rows, strict=True))
    groups = gather(["a", "b", "c", "d"], codes, back, spent.astype(float))
    assert sum(group.customers for group in groups) == len(rows)
    assert sum(group.returned for group in groups) == back.sum()
    assert sum(group.revenue.count * group.revenue.mean for group in groups) == pytest.approx(spent.sum())


def test_chi_square_of_snedecor_and_a_large_table():
    from scipy.stats import chi2_contingency

    found = heterogeneity([400, 600, 500], [120, 210, 140])
    known = chi2_contingency([[120, 210, 140], [280, 390, 360]])
    assert (found.statistic, found.p_value, found.shuffles) == (pytest.approx(known.statistic), pytest.approx(known.pvalue), 0)


def test_small_groups_are_judged_by_shuffling_as_fishers_exact_test_does():
    # Fisher 1935, the lady tasting tea: 3 of 4 against 1 of 4 has p = 34/70, 4 of 4 against none 2/70
    guess, perfect = heterogeneity([4, 4], [3, 1]), heterogeneity([4, 4], [4, 0])
    assert (guess.shuffles, perfect.shuffles) == (SHUFFLES, SHUFFLES)
    assert guess.p_value == pytest.approx(34 / 70, abs=0.02)
    assert perfect.p_value == pytest.approx(2 / 70, abs=0.006)
    assert heterogeneity([4, 4], [3, 1]) == guess


def test_a_p_value_by_shuffling_is_never_zero():
    # 1 in 46,376 by Fisher's exact test: fewer than 9,999 shuffles can see
    assert 1 / (1 + SHUFFLES) <= heterogeneity([4, 30], [4, 0]).p_value <= 5 / (1 + SHUFFLES)


def test_a_pair_is_told_apart_only_where_the_groups_differ_at_all():
    # the one odd pair would pass Holm's correction for its eleven neighbours, but twelve groups of which it is part do not differ
    groups = [Group(str(number), 200, 60) for number in range(10)] + [Group("high", 200, 74), Group("low", 200, 46)]
    table = compare_groups(groups)
    assert table.differ.p_value > 0.05
    assert table.neighbours[-1].p_value <= 0.05
    assert table.neighbours[-1].standing is Standing.NOT_TOLD_APART


def test_heterogeneity_is_refused_with_the_reason():
    assert heterogeneity([5, 0], [2, 0]).reason is Reason.TOO_FEW
    assert heterogeneity([5, 5], [0, 0]).reason is Reason.NO_EVENT
    assert heterogeneity([5, 5], [5, 5]).reason is Reason.ONLY_EVENTS
    assert compare_groups((Group("A", 5, 0), Group("B", 5, 0))).findings[0].sentence.startswith("Nobody came back")


def test_impossible_groups_are_errors():
    with pytest.raises(DataError, match="same name"):
        compare_groups((ORDERED[0], ORDERED[0]))
    with pytest.raises(DataError, match="no part"):
        heterogeneity([5, 5], [6, 1])
    with pytest.raises(DataError, match="no name"):
        gather(["A"], np.array([0, 1]), np.array([0, 1]))


def test_on_shuffled_outcomes_nothing_is_claimed_of_any_group_beyond_nominal():
    rng = np.random.default_rng(7)
    codes = rng.choice(12, 3000, p=np.array([3, 1, 6, 6, 4, 10, 12, 8, 9, 11, 16, 14]) / 100)
    returned = rng.random(3000) < 0.25
    names = [f"segment {number}" for number in range(12)]
    tables = [compare_groups(gather(names, codes, rng.permutation(returned))) for _ in range(200)]
    claims = sum(any(finding.kind is not FindingKind.NO_DIFFERENCE for finding in table.findings) for table in tables)
    claims_of_pairs = sum(any(pair.standing is not Standing.NOT_TOLD_APART for pair in table.neighbours) for table in tables)
    nominal = 200 * 0.05 + 2 * math.sqrt(200 * 0.05 * 0.95)
    assert claims <= nominal
    assert claims_of_pairs <= nominal
