"""BG/NBD: Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science 24(2).

Its P(alive) is 1 for every customer without a repeat order, by design: nobody can leave before the second order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.clv.beta_geometric import BetaGeometric


@dataclass(frozen=True, slots=True)
class BgNbd(BetaGeometric):
    """Parameters r, alpha (time), a, b of BG/NBD."""

    CHANCES_BEFORE_REPEAT: ClassVar[int] = 0
