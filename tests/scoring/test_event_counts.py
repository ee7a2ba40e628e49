"""What people do besides buying, beside the plainest way of counting it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.scoring.event_counts import EventCounts

PERSONS = 4
STARTS = (100, 140)  # the window that begins at 100 has the other in it
_events = st.lists(st.tuples(st.integers(0, PERSONS - 1), st.integers(-50, 200), st.integers(-1, 3)), max_size=40)
WEIGHTS: tuple[dict[int, int], ...] = ({0: 1}, {1: 1, 2: 1}, {0: 5, 3: 2}, {})


@given(events=_events, batches=st.integers(1, 3))
@settings(max_examples=80)
def test_counts_and_moments_are_those_of_the_events_one_by_one(events: list[tuple[int, int, int]], batches: int) -> None:
    counts = EventCounts(PERSONS, STARTS, {"last": (1, 2), "last other": ()}, {"first": (1, 2)})
    for start in range(batches):
        person, at, kind = np.array(events[start::batches], dtype=np.int64).reshape(-1, 3).T
        counts.add(person, at, kind.astype(np.int8))
    assert counts.persons().tolist() == sorted({person for person, _, _ in events})
    for weights, sums in zip(WEIGHTS, counts.counts(WEIGHTS), strict=True):
        for start, total in zip(STARTS, sums, strict=True):
            expected = [
                sum(weights.get(kind, 0) for who, at, kind in events if who == one and at > start) for one in range(PERSONS)
            ]
            assert total.tolist() == expected
    for name, pick in (("last", max), ("first", min)):
        moments = counts.moments(name)
        for person in range(PERSONS):
            done = [at for who, at, kind in events if who == person and kind in (1, 2)]
            assert bool(moments.is_known[person]) == bool(done)
            assert not done or moments.at[person] == pick(done)
    assert not counts.moments("last other").is_known.any()
