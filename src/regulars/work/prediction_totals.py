"""What is expected of the shop as a whole and of each segment, with ranges: the layer `prediction` of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.fields import HORIZONS
from regulars.queries import histories as queries
from regulars.queries import render
from regulars.scoring.prediction import (
    ALIVE_BINS,
    MODEL_LABELS,
    SEGMENT_DAYS,
    CountRange,
    HorizonTotal,
    ModelFit,
    ModelParameter,
    MoneyRange,
    Prediction,
    SegmentExpectation,
)
from regulars.work.population import cents
from regulars.work.prediction import Expectation, knows_leaving, read_rows, valuation

if TYPE_CHECKING:
    from regulars.clv.results import Estimate, Fit, Refusal
    from regulars.clv.uncertainty import HorizonRanges, Range, TotalRanges
    from regulars.queries.profile import ProfileShape
    from regulars.work.score import ScoreRun

DRAWS, SEGMENT_DRAWS = 200, 100
# any seed will do, as long as the same data always give the same ranges
_SEED = 1


def make_prediction(run: ScoreRun, shape: ProfileShape, made: Expectation) -> Prediction:
    """The totals of a run whose profile has been made."""
    from regulars.clv.results import Refusal

    if isinstance(made.orders, Refusal):
        return Prediction(made.terms, made.orders.sentence, notes=made.notes)
    return _Totals(run, shape, made, made.orders).prediction()


@dataclass(frozen=True, slots=True)
class _Totals:
    run: ScoreRun
    shape: ProfileShape
    made: Expectation
    fitted: Fit

    def prediction(self) -> Prediction:
        from regulars.clv.results import Refusal

        made, value = self.made, self.made.value
        whole = self._sums(by_segment=False)[None]
        ranges = self._ranges()
        notes = (*made.notes, ranges.sentence) if isinstance(ranges, Refusal) else made.notes
        found = None if isinstance(ranges, Refusal) else ranges
        return Prediction(
            terms=made.terms,
            refusal=None,
            value_refusal=value.sentence if isinstance(value, Refusal) else None,
            notes=notes,
            orders_model=_model(MODEL_LABELS[self.fitted.model.value], self.fitted.estimate),
            value_model=None if value is None or isinstance(value, Refusal) else _model("Gamma-Gamma", value.estimate),
            margin=made.margin if self._has_value else None,
            horizons=tuple(_horizon(whole, days, found.horizons[place] if found else None) for place, days in enumerate(HORIZONS)),
            lifetime_value=_money_range(whole["clv"], found.lifetime_value if found else None),
            segments=self._segments(),
            alive=self._alive(),
        )

    @property
    def _has_value(self) -> bool:
        from regulars.clv.results import SpendFit

        return isinstance(self.made.value, SpendFit)

    def _sums(self, *, by_segment: bool) -> dict[str | None, Mapping[str, Any]]:
        tree = queries.expected_totals(self._has_value, knows_leaving(self.fitted), self.shape.has_money, by_segment=by_segment)
        table = self.run.engine.arrow(render.sql(tree, self.run.engine.dialect))
        return {row["segment"]: row for row in table.to_pylist()}

    def _ranges(self) -> TotalRanges | Refusal:
        import numpy as np

        from regulars.clv.uncertainty import total_ranges

        table = self.run.engine.arrow(render.sql(queries.distinct_histories(), self.run.engine.dialect))
        given, spends = read_rows(table).of_scored()
        horizons, chance = [float(days) for days in HORIZONS], np.random.default_rng(_SEED)
        return total_ranges(self.fitted, given, horizons, chance, valuation(self.made, spends), DRAWS)

    def _segments(self) -> tuple[SegmentExpectation, ...]:
        sums, ranges = self._sums(by_segment=True), self._segment_ranges()
        return tuple(
            self._segment(sums[segment.name], ranges.get(segment.name))
            for segment in self.run.placement.compiled.segments
            if segment.name in sums
        )

    def _segment(self, sums: Mapping[str, Any], ranges: HorizonRanges | None) -> SegmentExpectation:
        total = _horizon(sums, SEGMENT_DAYS, ranges)
        return SegmentExpectation(
            name=sums["segment"],
            customers=int(sums["customers"]),
            alive=sums["alive"],
            buys=sums["buys"],
            revenue_before=_money(sums["revenue_before"]),
            orders=total.orders,
            revenue=total.revenue,
            lifetime_value=_money(sums["clv"]),
        )

    def _segment_ranges(self) -> dict[str, HorizonRanges]:
        import numpy as np
        import pyarrow.compute

        from regulars.clv.results import Refusal
        from regulars.clv.uncertainty import total_ranges

        table = self.run.engine.arrow(render.sql(queries.segment_histories(), self.run.engine.dialect))
        ranges = {}
        for name in sorted(table["segment"].unique().to_pylist()):
            rows = read_rows(table.filter(pyarrow.compute.equal(table["segment"], name)))
            money, chance = valuation(self.made, rows.spends), np.random.default_rng(_SEED)
            found = total_ranges(self.fitted, rows.given, [float(SEGMENT_DAYS)], chance, money, SEGMENT_DRAWS)
            if not isinstance(found, Refusal):
                ranges[name] = found.horizons[0]
        return ranges

    def _alive(self) -> tuple[int, ...]:
        if not knows_leaving(self.fitted):
            return ()
        found = dict(self.run.engine.rows(render.sql(queries.alive_tenths(ALIVE_BINS), self.run.engine.dialect)))
        return tuple(int(found.get(part, 0)) for part in range(ALIVE_BINS))


def _horizon(sums: Mapping[str, Any], days: int, ranges: HorizonRanges | None) -> HorizonTotal:
    orders, revenue = (None, None) if ranges is None else (ranges.actual_orders, ranges.actual_revenue)
    return HorizonTotal(
        days,
        CountRange(sums[f"orders_{days}"], orders.low if orders else None, orders.high if orders else None),
        _money_range(sums[f"revenue_{days}"], revenue),
        sums[f"buyers_{days}"],
    )


def _money_range(total: Decimal | None, ranged: Range | None) -> MoneyRange | None:
    if total is None:
        return None
    low, high = (None, None) if ranged is None else (cents(Decimal(ranged.low)), cents(Decimal(ranged.high)))
    return MoneyRange(cents(Decimal(total)), low, high)


def _money(value: Any) -> Decimal | None:
    return None if value is None else cents(Decimal(value))


def _model(label: str, estimate: Estimate) -> ModelFit:
    parameters = tuple(ModelParameter(part.name, part.value, part.standard_error) for part in estimate.parameters)
    return ModelFit(label, parameters, estimate.log_likelihood, estimate.customers, estimate.repeaters)
