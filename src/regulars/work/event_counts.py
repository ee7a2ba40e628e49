"""What each customer does besides buying: events read from the engine, counted on arrays, and a table there again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.fields import EVENT_KINDS
from regulars.queries import profile_events, render
from regulars.work.numbered import may_address

if TYPE_CHECKING:
    from regulars.engines.base import Engine
    from regulars.scoring.event_counts import EventCounts

# whole numbers of customers are addresses where there are at least so many events for each: an address takes some 60 bytes
_EVENTS_PER_ADDRESS = 8
_MICROSECOND = timedelta(microseconds=1)
Windows = tuple[tuple[int, datetime], ...]


@dataclass(frozen=True, slots=True)
class EventKinds:
    """Which of the types of events there are (`types`) count as what.

    `kinds` are those of each of `fields.EVENT_KINDS`, `unsubscribed` those that take an address back, `points` the weight of each
    type. `visits_by_type`: visits are events of their own, and not sessions or days with an `engaged` event.
    """

    types: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    unsubscribed: tuple[str, ...]
    points: Mapping[str, Decimal]
    engaged: tuple[str, ...]
    visits_by_type: bool

    @classmethod
    def of(
        cls, found: Collection[str], points: Mapping[str, Decimal], engaged: tuple[str, ...], visits_by_type: bool
    ) -> EventKinds:
        """Of the types `found` in the source."""
        kinds = {kind: tuple(word for word in words if word in found) for kind, words in profile_events.KINDS.items()}
        if not visits_by_type:
            kinds["visits"] = engaged
        unsubscribed = tuple(word for word in profile_events.UNSUBSCRIBED if word in found)
        weighed = {kind: weight for kind, weight in points.items() if kind in found}
        named = [word for kind, words in kinds.items() if kind != "visits" or visits_by_type for word in words]
        types = dict.fromkeys([*named, *unsubscribed, *weighed])
        return cls(tuple(types), kinds, unsubscribed, weighed, engaged, visits_by_type)

    def places(self, words: Collection[str]) -> tuple[int, ...]:
        """The places of some types; those that count as nothing but visits share one."""
        return tuple({self.types.index(word) if word in self.types else len(self.types): None for word in words})

    @property
    def others(self) -> tuple[str, ...]:
        """The types that count as nothing but visits."""
        return () if self.visits_by_type else tuple(word for word in self.engaged if word not in self.types)


@dataclass(frozen=True, slots=True)
class EventRows:
    """A query of events by customer, which reads the tables EVENT_TABLES; `is_frame`: it has nothing to join."""

    query: render.Tree
    is_frame: bool


EVENT_TABLES = ("event_frame", "event_visits")


def read_event_counts(engine: Engine, kinds: EventKinds, windows: Windows, until: datetime) -> EventRows:
    """One row per customer in the view `event_facts` up to `until`.

    Columns: customer (text), who (the same as stored), the counts of EVENT_KINDS by window (the one of most days last), when each
    was last, first_visit_at, unsubscribed_at and engagement_90d.
    """
    counts, people = _counted(engine, kinds, windows, until)
    engine.drop("event_persons")
    visit_columns = [] if kinds.visits_by_type else [f"visits_{days}d" for days, _ in windows]
    if visit_columns:
        engine.table("event_visits", render.sql(profile_events.visits(windows, until, kinds.engaged), engine.dialect))
    frame = _frame(counts, people, kinds, windows)
    engine.register("event_frame", frame)
    columns = [column for column in frame.column_names if column not in {"who", *visit_columns}]
    stored = engine.columns("event_facts")["customer"]
    return EventRows(profile_events.kept_events("event_frame", stored, columns, visit_columns), is_frame=not visit_columns)


def _counted(engine: Engine, kinds: EventKinds, windows: Windows, until: datetime) -> tuple[EventCounts, Any]:
    """The counts of every person, and whom they are: an Arrow array of customers, or the least of them, a whole number."""
    import numpy as np

    from regulars.scoring.event_counts import EventCounts

    low, persons, people = _people(engine)
    last = {f"last_{kind}_at": kinds.places(kinds.kinds[kind]) for kind, _, _ in EVENT_KINDS}
    last["unsubscribed_at"] = kinds.places(kinds.unsubscribed)
    starts = sorted(_microseconds(start) for _, start in windows)
    counts = EventCounts(persons, starts, last, {"first_visit_at": kinds.places(kinds.kinds["visits"])})
    for batch in engine.batches(render.sql(profile_events.all_events(kinds.types, kinds.others, until, low), engine.dialect)):
        counts.add(
            batch["person"].to_numpy(), batch["at"].cast("timestamp[us]").to_numpy().view(np.int64), batch["kind"].to_numpy()
        )
    return counts, people if low is None else low


def _people(engine: Engine) -> tuple[int | None, int, Any]:
    """The least customer where customers are whole numbers close together, else None; how many numbers persons have; and, else,
    the customers by number."""
    if may_address(engine.columns("event_facts")["customer"]):
        low, high, events = engine.rows(render.sql(profile_events.persons(), engine.dialect))[0]
        if not events:
            return 0, 0, None
        if (high - low + 1) * _EVENTS_PER_ADDRESS <= events:
            return low, high - low + 1, None
    engine.table("event_persons", render.sql(profile_events.numbered_persons(), engine.dialect))
    people = engine.arrow(render.sql(profile_events.person_names(), engine.dialect))["customer"]
    return None, len(people), people


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND


def _frame(counts: EventCounts, people: Any, kinds: EventKinds, windows: Windows) -> Any:
    import numpy as np
    import pyarrow

    persons = counts.persons()
    # whole numbers, however many decimals the weights have
    shift = max((-int(weight.as_tuple().exponent) for weight in kinds.points.values()), default=0)
    shift = max(shift, 0)
    names = [kind for kind, _, _ in EVENT_KINDS]
    weights: list[dict[int, int]] = [dict.fromkeys(kinds.places(kinds.kinds[kind]), 1) for kind in names]
    weights.append({kinds.types.index(kind): int(weight.scaleb(shift)) for kind, weight in kinds.points.items()})
    *found, points = counts.counts(weights)
    days = [day for day, _ in sorted(windows, key=lambda window: window[1])]  # the earliest start first
    columns: dict[str, Any] = {"who": persons + people if isinstance(people, int) else people.take(persons)}
    for kind, sums in zip(names, found, strict=True):
        columns |= {f"{kind}_{day}d": total[persons] for day, total in zip(days, sums, strict=True)}
    for name in (*(f"last_{kind}_at" for kind in names), "first_visit_at", "unsubscribed_at"):
        moments = counts.moments(name)
        columns[name] = pyarrow.array(moments.at[persons], "timestamp[us]", mask=~moments.is_known[persons])
    columns["engagement_90d"] = points[days.index(profile_events.ENGAGEMENT_DAYS)][persons] / np.float64(10**shift)
    return pyarrow.table(columns)
