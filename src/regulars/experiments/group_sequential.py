"""A few looks fixed in advance: Pocock's and O'Brien and Fleming's boundaries, and what repeated plain looks would cost.

By the recursive integration of Armitage, McPherson and Rowe 1969, for looks equally far apart. The constants are those of
Jennison and Turnbull 1999, "Group sequential methods", tables 2.1 and 2.3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import numpy as np

from regulars.errors import DefinitionError
from regulars.validation.outcomes import Floats

MOST_LOOKS = 60
_NODES = 80
_HALVINGS = 40


class Boundary(StrEnum):
    """How hard it is to stop early: `POCOCK` equally at each look, `OBRIEN_FLEMING` very hard at first, hardly at the end."""

    POCOCK = "pocock"
    OBRIEN_FLEMING = "obrien_fleming"


def boundaries(looks: int, kind: Boundary, level: float = 0.95) -> tuple[float, ...]:
    """How many standard errors a difference must be from 0 at each look, so that all looks together err 1 - level of the time.

    Raises DefinitionError for fewer than 1 or more than 60 looks.
    """
    if not 1 <= looks <= MOST_LOOKS or not 0 < level < 1:
        raise DefinitionError(
            f"{looks} looks at the level {level} cannot be planned.", f"Give 1 to {MOST_LOOKS} looks, and a level such as 0.95."
        )
    shape = [1.0 if kind is Boundary.POCOCK else math.sqrt(looks / look) for look in range(1, looks + 1)]
    low, high = 0.5, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        errs_too_often = false_alarms([middle * part for part in shape]) > 1 - level
        low, high = (middle, high) if errs_too_often else (low, middle)
    return tuple(high * part for part in shape)


def false_alarms(reaches: Sequence[float]) -> float:
    """The chance that, with no effect, some look k finds a difference beyond `reaches[k]` standard errors."""
    # on the scale of the sum S_k, whose steps are standard normal: it goes on while |S_k| < reach x sqrt(k)
    bounds = [reach * math.sqrt(place) for place, reach in enumerate(reaches, 1)]
    points, weights = _nodes(bounds[0])
    density = _normal(points)
    for bound in bounds[1:]:
        onward, next_weights = _nodes(bound)
        density = _normal(onward[:, None] - points[None, :]) @ (weights * density)
        points, weights = onward, next_weights
    return 1.0 - float(weights @ density)


def _nodes(bound: float) -> tuple[Floats, Floats]:
    nodes, weights = _unit_nodes()
    return nodes * bound, weights * bound


@lru_cache(maxsize=1)
def _unit_nodes() -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(_NODES)


def _normal(values: Floats) -> Floats:
    result: Floats = np.exp(-values * values / 2) / math.sqrt(2 * math.pi)
    return result
