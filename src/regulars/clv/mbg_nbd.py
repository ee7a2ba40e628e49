"""MBG/NBD: Batislam, Denizel & Filiztekin 2007; Wagner & Hoppe 2008. BG/NBD where one may also leave after the first order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.clv.beta_geometric import BetaGeometric


@dataclass(frozen=True, slots=True)
class MbgNbd(BetaGeometric):
    """Parameters r, alpha (time), a, b of MBG/NBD."""

    CHANCES_BEFORE_REPEAT: ClassVar[int] = 1
