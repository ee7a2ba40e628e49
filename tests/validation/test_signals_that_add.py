import math
from hashlib import blake2b

import numpy as np
import pytest

from regulars.errors import DataError, DefinitionError
from regulars.validation.estimates import Reason
from regulars.validation.folds import folds_of, percentile_within, sample_of, stable_keys
from regulars.validation.signals import SignalColumn, SignalReport, Verdict, rfm_columns, signals_that_add


class Shop:
    """A made-up shop: visits predict beyond R, F and M; a second visit counter says the same less well; sends say nothing."""

    def __init__(self, customers=4000, seed=1):
        rng = np.random.default_rng(seed)
        pace = rng.gamma(0.5, 2, customers)
        interest = rng.normal(size=customers)
        self.orders = 1.0 + rng.poisson(pace)
        self.recency = np.floor(rng.exponential(200 / (1 + pace)))
        self.spend = np.round(self.orders * rng.lognormal(3, 0.6, customers), 2)
        visits = rng.poisson(np.exp(1 + 0.6 * interest)).astype(float)
        self.signals = [
            SignalColumn("sends", rng.poisson(9, customers).astype(float)),
            SignalColumn("visits", visits),
            SignalColumn("clicks", np.where(rng.random(customers) < 0.4, np.nan, rng.exponential(size=customers))),
            SignalColumn("visits, old counter", visits + np.round(rng.normal(size=customers) * 2)),
        ]
        chance = 1 / (1 + np.exp(0.8 - 0.5 * np.log(self.orders) + 0.004 * self.recency - 0.8 * interest))
        self.returned = rng.random(customers) < chance
        self.keys = stable_keys(f"customer {number}" for number in range(customers))
        self.base = rfm_columns(self.recency, self.orders, self.spend)

    def report(self, returned=None, **options):
        return signals_that_add(self.base, self.signals, self.returned if returned is None else returned, self.keys, **options)


@pytest.fixture(scope="module")
def shop():
    return Shop()


@pytest.fixture(scope="module")
def report(shop):
    return shop.report()


def test_the_planted_signal_is_first_and_adds(report):
    assert isinstance(report, SignalReport)
    first = report.signals[0]
    assert (first.name, first.verdict, first.over_all_others.verdict) == ("visits", Verdict.ADDS, Verdict.ADDS)
    assert first.over_base.auc.low > 0
    assert first.over_base.capture.value > 0
    assert first.sentence.startswith("visits earns its place: AUC gain over R, F and M 0.0")


def test_every_comparison_is_told_before_it_is_made(shop):
    told = []
    shop.report(most=1000, heard=lambda done, of: told.append((done, of)))
    assert told == [(done, 8) for done in range(8)]


def test_a_copy_of_a_signal_adds_alone_but_not_beside_it(report):
    copy = next(found for found in report.signals if found.name == "visits, old counter")
    assert (copy.over_base.verdict, copy.over_all_others.verdict) == (Verdict.ADDS, Verdict.NO_GAIN)
    assert copy.said == "earns its place alone"
    assert report.signals[0].said == "earns its place"
    assert "no gain is shown beside the other signals" in copy.sentence


def test_noise_shows_no_gain(report):
    said = {found.name: found.verdict for found in report.signals}
    assert (said["sends"], said["clicks"]) == (Verdict.NO_GAIN, Verdict.NO_GAIN)
    assert next(found for found in report.signals if found.name == "clicks").known == pytest.approx(0.6, abs=0.05)


def test_the_gain_is_the_difference_of_the_two_models(shop, report):
    alone = signals_that_add(shop.base, [shop.signals[1]], shop.returned, shop.keys)
    gain = alone.signals[0]
    assert gain.over_base.auc.value == pytest.approx(alone.full_auc.estimate.value - alone.base_auc.estimate.value, abs=1e-12)
    assert gain.over_base.auc.value == pytest.approx(gain.over_all_others.auc.value, abs=1e-5)
    assert alone.base_auc == report.base_auc
    captures = alone.full_capture.estimate.value - alone.base_capture.estimate.value
    assert gain.over_base.capture.value == pytest.approx(captures, abs=1e-12)


def test_a_signal_that_is_recency_in_disguise_adds_nothing(shop):
    disguised = [SignalColumn("days since, squared", shop.recency**2), SignalColumn("root of spend", np.sqrt(shop.spend))]
    found = signals_that_add(shop.base, disguised, shop.returned, shop.keys)
    assert [gain.verdict for gain in found.signals] == [Verdict.NO_GAIN, Verdict.NO_GAIN]


def test_absence_of_a_value_can_be_the_signal(shop):
    # known of most who come back, of few who do not; its values themselves are noise
    rng = np.random.default_rng(3)
    known = rng.random(4000) < np.where(shop.returned, 0.6, 0.4)
    column = SignalColumn("opened", np.where(known, rng.random(4000), np.nan))
    found = signals_that_add(shop.base, [column], shop.returned, shop.keys).signals[0]
    assert found.verdict is Verdict.ADDS


def test_the_order_of_rows_does_not_matter_for_signals(shop, report):
    order = np.random.default_rng(2).permutation(4000)
    signals = [SignalColumn(column.name, column.values[order]) for column in shop.signals]
    assert signals_that_add(shop.base[order], signals, shop.returned[order], shop.keys[order]) == report


def test_a_signal_that_turns_around_from_fold_to_fold_hurts(shop):
    # in three parts of the world more is better, in the other two less: what is learned elsewhere misleads here
    rng = np.random.default_rng(5)
    fold = np.arange(4000) % 5
    lean = np.where(fold < 3, 1.0, -1.0) * np.where(shop.returned, 1.0, -1.0)
    column = SignalColumn("local habit", lean + rng.normal(size=4000))
    found = signals_that_add(shop.base, [column], shop.returned, shop.keys, fold=fold).signals[0]
    assert found.verdict is Verdict.HURTS
    assert found.sentence.startswith("local habit hurts")


@pytest.mark.parametrize("seeds", [20, pytest.param(200, marks=pytest.mark.long)])
def test_on_shuffled_outcomes_and_on_shuffled_signals_nothing_is_claimed_beyond_nominal(seeds):
    small = Shop(600, seed=4)
    of_outcomes = of_signals = 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        of_outcomes += claims(small.report(rng.permutation(small.returned)))
        shuffled = [SignalColumn(column.name, rng.permutation(column.values)) for column in small.signals]
        of_signals += claims(signals_that_add(small.base, shuffled, small.returned, small.keys))
    nominal = seeds * 0.05 + 2 * math.sqrt(seeds * 0.05 * 0.95)
    assert of_outcomes <= nominal
    assert of_signals <= nominal


def test_without_any_other_signal_nothing_hurts_and_a_gain_has_to_be_ten_times_as_sure(shop):
    rng = np.random.default_rng(5)
    fold = np.arange(4000) % 5
    lean = np.where(fold < 3, 1.0, -1.0) * np.where(shop.returned, 1.0, -1.0)
    column = SignalColumn("local habit", lean + rng.normal(size=4000))
    doubted = signals_that_add(shop.base, [column], shop.returned, shop.keys, fold=fold, in_doubt=True).signals[0]
    assert doubted.verdict is Verdict.NO_GAIN
    sure, doubtful = shop.report(), shop.report(in_doubt=True)
    added = {found.name for found in doubtful.signals if found.verdict is Verdict.ADDS}
    assert added
    assert added <= {found.name for found in sure.signals if found.verdict is Verdict.ADDS}
    worst = {found.name: min(found.over_base.p_value, found.over_all_others.p_value) for found in doubtful.signals}
    assert all(worst[name] <= 0.005 for name in added)


def claims(report):
    return any(found.verdict is not Verdict.NO_GAIN for found in report.signals)


def test_a_large_base_is_sampled_and_says_so(shop):
    found = shop.report(most=1500)
    assert (found.customers, found.available) == (1500, 4000)
    assert found == shop.report(most=1500)


def test_data_without_money_has_a_base_of_four_columns(shop):
    assert rfm_columns(shop.recency, shop.orders, None).shape == (4000, 4)
    assert np.isfinite(rfm_columns(shop.recency, shop.orders, -shop.spend)).all()


def test_too_few_events_are_refused_with_the_reason(shop):
    rare = np.zeros(4000)
    rare[:20] = 1
    refusal = shop.report(rare)
    assert refusal.reason is Reason.TOO_FEW
    assert refusal.sentence.startswith("Only 20 customers came back")


def test_unusable_signals_are_errors(shop):
    with pytest.raises(DefinitionError, match="no signals"):
        signals_that_add(shop.base, [], shop.returned, shop.keys)
    with pytest.raises(DefinitionError, match="same name"):
        signals_that_add(shop.base, shop.signals[:1] * 2, shop.returned, shop.keys)
    with pytest.raises(DefinitionError, match="1 folds"):
        shop.report(folds=1)
    with pytest.raises(DataError, match="known of nobody"):
        signals_that_add(shop.base, [SignalColumn("x", np.full(4000, np.nan))], shop.returned, shop.keys)
    with pytest.raises(DataError, match="signal x 3"):
        signals_that_add(shop.base, [SignalColumn("x", np.ones(3))], shop.returned, shop.keys)


def test_folds_and_samples_stay_with_the_customer():
    names = [f"C{number}" for number in range(5000)]
    keys = stable_keys(names)
    assert keys[0] == int.from_bytes(blake2b(b"C0", digest_size=8).digest(), "big")
    sizes = np.bincount(folds_of(keys, 5))
    assert sizes.min() > 900
    chosen = {names[at] for at in sample_of(keys, 5, 500)}
    fewer = keys[:4000]
    still = {names[at] for at in sample_of(fewer, 5, 4000)[: len(chosen & set(names[:4000]))]}
    assert still == chosen & set(names[:4000])


def test_places_are_within_the_fold():
    places = percentile_within(np.array([1.0, 2.0, 100.0, 200.0]), np.array([0, 0, 1, 1]))
    assert places.tolist() == pytest.approx([1 / 3, 2 / 3, 1 / 3, 2 / 3])


def test_kinds_and_layers_have_columns_of_their_own(shop):
    kinds = np.random.default_rng(8).integers(3, size=4000)
    found = signals_that_add(
        shop.base,
        [
            SignalColumn("channel", np.column_stack([kinds == 1, kinds == 2]).astype(float), "Main channel"),
            SignalColumn("engagement", np.column_stack([shop.signals[1].values, shop.signals[0].values])),
        ],
        shop.returned,
        shop.keys,
    )
    first, last = found.signals
    assert (first.name, first.verdict) == ("engagement", Verdict.ADDS)
    assert (last.verdict, last.known) == (Verdict.NO_GAIN, 1.0)
    assert last.sentence.startswith("Main channel: no gain shown")


def test_where_few_come_back_the_model_with_all_holds_the_strongest_signals_alone(shop):
    """60 come back, all of them frequent visitors: the base alone has six columns, so one signal may stand beside it."""
    rng = np.random.default_rng(9)
    rare = np.zeros(4000)
    rare[rng.choice(np.flatnonzero(shop.signals[1].values > 4), 60, replace=False)] = 1
    found = signals_that_add(shop.base, shop.signals, rare, shop.keys)
    assert found.together == 1
    first = found.signals[0]
    assert (first.name, first.verdict) == ("visits", Verdict.ADDS)
    # the others are put beside it: the second counter of visits has nothing left to say
    other = next(gain for gain in found.signals if gain.name == "visits, old counter")
    assert other.over_base.verdict is Verdict.ADDS
    assert other.over_all_others.verdict is Verdict.NO_GAIN
