"""What a statistic returns: an estimate with its interval, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no figure."""

    NOBODY = "nobody"
    TOO_FEW = "too_few"
    NO_EVENT = "no_event"
    ONLY_EVENTS = "only_events"
    CONSTANT_SCORE = "constant_score"
    NO_VARIATION = "no_variation"
    NO_VALUE = "no_value"
    NO_BETTER_SEGMENT = "no_better_segment"


@dataclass(frozen=True, slots=True)
class Refusal:
    """There is nothing to compute; `sentence` tells a person why."""

    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval that covers the truth in `level` of all samples."""

    value: float
    low: float
    high: float
    level: float = 0.95

    def covers(self, value: float) -> bool:
        """Whether `value` lies in the interval, so that the data do not speak against it."""
        return self.low <= value <= self.high
