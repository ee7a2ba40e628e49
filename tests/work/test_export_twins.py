"""Hashes that are there twice are found, all of them and no others."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.work import export_twins
from regulars.work.export_twins import Known, found_twice

HASHES = st.lists(st.one_of(st.integers(0, 40), st.integers(0, 2**32 - 1)), max_size=80)


@settings(deadline=None)
@given(st.lists(HASHES, max_size=4), st.integers(1, 200))
def test_hashes_that_are_there_twice_are_found_in_any_number_of_parts(batches: list[list[int]], at_once: int) -> None:
    arrays = [np.array(batch, np.uint32) for batch in batches]
    number = sum(map(len, batches))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_twins, "_HASHES_AT_ONCE", at_once)
        found = found_twice(lambda: iter(arrays), number)
    counted = Counter(each for batch in batches for each in batch)
    assert found.tolist() == sorted(each for each, n in counted.items() if n > 1)


@settings(deadline=None, max_examples=30)
@given(HASHES.filter(bool), HASHES)
def test_known_hashes_are_found_again_and_no_others(known: list[int], asked: list[int]) -> None:
    found = Known(np.unique(np.array(known, np.uint32))).has(np.array(asked, np.uint32))
    assert found.tolist() == [each in known for each in asked]


def test_numbers_come_from_arrow_without_pandas() -> None:
    code = (
        "import sys, numpy as np; from regulars.work.arrow_arrays import number_array, numbers_of;"
        " print(numbers_of(number_array(np.arange(5))[1:]).tolist(), 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[1, 2, 3, 4] False\n"
