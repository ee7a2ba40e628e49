"""What each person does besides buying, counted on arrays: how often lately, and when first and last.

Events come a batch at a time and in any order. Counts are added up in tables that the number of a person addresses, where grouping
by person takes a search for each event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Whole = NDArray[np.signedinteger[Any]]
Truths = NDArray[np.bool_]

_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """When something was first or last done by each person: microseconds since 1970, where `is_known`."""

    at: Ints
    is_known: Truths


class EventCounts:
    """Events of persons 0 .. n - 1, of types 0 .. m - 1 and others (-1).

    `starts` are the exclusive starts of windows in microseconds since 1970, the earliest first. `last` and `first` name moments to
    keep by the types that they are of.
    """

    def __init__(
        self, persons: int, starts: Sequence[int], last: Mapping[str, Sequence[int]], first: Mapping[str, Sequence[int]]
    ) -> None:
        self._persons = persons
        self._starts = tuple(starts)
        # the first of something is the last of it, looked at backwards
        self._kept = {name: (tuple(types), 1) for name, types in last.items()} | {
            name: (tuple(types), -1) for name, types in first.items()
        }
        self._at = {name: np.full(persons, _NEVER) for name in self._kept}
        self._seen = np.zeros(persons, dtype=bool)
        self._recent: list[tuple[Whole, Whole, NDArray[np.int8]]] = []

    def add(self, person: Whole, at: Ints, kind: NDArray[np.int8]) -> None:
        """More events: whose, when, of which type."""
        self._seen[person] = True
        for name, (types, sign) in self._kept.items():
            there = np.flatnonzero(_is_any(kind, types))
            np.maximum.at(self._at[name], person[there], sign * at[there])
        late = np.flatnonzero((at > self._starts[0]) & (kind >= 0))
        moments = at[late]
        # in how many of the windows
        windows = sum(((moments > start).astype(np.int8) for start in self._starts), np.zeros(len(late), dtype=np.int8))
        self._recent.append((person[late], kind[late], windows))

    def persons(self) -> Ints:
        """Who did anything."""
        return np.flatnonzero(self._seen)

    def moments(self, name: str) -> Moments:
        """The last, or first, moments kept by that name."""
        at = self._at[name]
        return Moments(at * self._kept[name][1], at != _NEVER)

    def counts(self, weights: Sequence[Mapping[int, int]]) -> list[list[Ints]]:
        """For each of some weights by type, what the events of each window add up to, per person."""
        found = [[np.zeros(self._persons, dtype=np.int64) for _ in self._starts] for _ in weights]
        for person, kind, windows in self._recent:
            for sums, by_type in zip(found, weights, strict=True):
                there = _is_any(kind, tuple(by_type))
                worth = np.array([by_type.get(place, 0) for place in range(max(by_type, default=0) + 1)])
                for place, total in enumerate(sums):
                    inside = np.flatnonzero(there & (windows > place))
                    np.add.at(total, person[inside], worth[kind[inside]])
        return found


def _is_any(kind: NDArray[np.int8], types: tuple[int, ...]) -> Truths:
    found = np.zeros(len(kind), dtype=bool)
    for place in types:
        found |= kind == place
    return found
