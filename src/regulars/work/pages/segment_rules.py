"""What makes a customer a member: a segment of the map from the cells and cuts in force, a custom one from its criteria."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from regulars.charts.text import MINUS, money, plural, words
from regulars.criteria.wire import from_wire
from regulars.errors import RegularsError
from regulars.queries import pages_segments, render
from regulars.queries.criteria_written import written
from regulars.scoring.boxes import Box, boxes
from regulars.scoring.cuts import cuts_from_wire
from regulars.scoring.results import Axis, AxisCuts
from regulars.work.ledger import PublicationRecord, SegmentRecord


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A segment's criteria: as one sentence, as SQL, and as the words it was asked for with (empty where there were none).

    `alternatives` has the parts of the sentence of which any one is enough.
    """

    sentence: str
    alternatives: tuple[str, ...]
    sql: str
    words: str = ""


def custom_rule(record: SegmentRecord) -> SegmentRule:
    """The criteria of a custom segment, with the SQL that the editor opens with."""
    try:
        sql = record.sql or written(from_wire(dict(record.criteria)))
    except RegularsError as error:
        sql = f"-- {error.problem}"
    return SegmentRule(record.sentence, (), sql, record.words)


def map_rule(refresh: PublicationRecord, segment: str, currency: str | None) -> SegmentRule:
    """The rule of a segment of the map, exact and on its own: what the map leaves to "first match wins" is worked in."""
    cuts = cuts_from_wire(refresh.facts["cuts"], f"refresh {refresh.number}")
    cells = [tuple(cell) for cell, name in refresh.facts["cells"] if name == segment]
    blocks = boxes(cells)
    visits = refresh.facts["names"]["frequency"] != "orders"
    parts = tuple(_block_words(block, cuts, currency, visits=visits) for block in blocks)
    sentence = f"Customers who {'; or who '.join(parts)}." if parts else "Nobody: no pattern of the grid belongs to it."
    return SegmentRule(sentence, parts if len(parts) > 1 else (), _sql(blocks, cuts))


def _sql(blocks: tuple[Box, ...], cuts: tuple[AxisCuts, ...]) -> str:
    conditions = [
        [
            pages_segments.score_between(part.axis.value, low, high)
            for part, (low, high) in zip(cuts, block, strict=True)
            if (low, high) != (1, part.levels)
        ]
        for block in blocks
    ]
    text = render.sql(pages_segments.rule_sql(conditions), "duckdb")
    for word in ("FROM", "WHERE"):
        text = text.replace(f" {word} ", f"\n{word} ", 1)
    return text.replace(" OR (", "\n   OR (")


def _block_words(block: Box, cuts: tuple[AxisCuts, ...], currency: str | None, *, visits: bool) -> str:
    said = [
        _axis_words(part, low, high, currency, visits=visits)
        for part, (low, high) in zip(cuts, block, strict=True)
        if (low, high) != (1, part.levels)
    ]
    return words(said) if said else "are scored"


def _axis_words(cuts: AxisCuts, low: int, high: int, currency: str | None, *, visits: bool) -> str:
    """What scores from `low` to `high` (1 = best) mean in the axis's own unit, by the cuts in force."""
    first, last = (low, high) if cuts.lower_is_better else (cuts.levels + 1 - high, cuts.levels + 1 - low)
    above = cuts.boundaries[first - 2] if first > 1 else None
    upto = cuts.boundaries[last - 1] if last < cuts.levels else None
    match cuts.axis:
        case Axis.RECENCY:
            return _recency(_least(above, cuts), _most(upto, cuts), "came" if visits else "ordered")
        case Axis.FREQUENCY:
            return _counted(_least(above, cuts), _most(upto, cuts), "visit" if visits else "order")
        case Axis.MONETARY:
            return _spent(above, upto, currency, inclusive=cuts.inclusive_upper)
        case Axis.ENGAGEMENT:
            return _points(above, upto, inclusive=cuts.inclusive_upper)


def _least(above: Decimal | int | None, cuts: AxisCuts) -> int | None:
    """The least whole value beyond a border."""
    if above is None:
        return None
    border = Decimal(above)
    return int(border.to_integral_value(ROUND_FLOOR)) + 1 if cuts.inclusive_upper else int(border.to_integral_value(ROUND_CEILING))


def _most(upto: Decimal | int | None, cuts: AxisCuts) -> int | None:
    """The greatest whole value up to a border."""
    if upto is None:
        return None
    border = Decimal(upto)
    return int(border.to_integral_value(ROUND_FLOOR)) if cuts.inclusive_upper else int(border.to_integral_value(ROUND_CEILING)) - 1


def _recency(least: int | None, most: int | None, verb: str) -> str:
    if least is None:
        return f"{verb} in the last {plural(most or 0, 'day')}"
    if most is None:
        return f"last {verb} {plural(least, 'day')} ago or longer"
    return f"last {verb} {least:,} to {plural(most, 'day')} ago"


def _counted(least: int | None, most: int | None, noun: str) -> str:
    if least is None or least <= 1:
        return f"have {plural(1, noun)}" if most == 1 else f"have at most {plural(most or 0, noun)}"
    if most is None:
        return f"have {plural(least, noun)} or more"
    return f"have {plural(least, noun)}" if least == most else f"have {least:,} to {plural(most, noun)}"


def _spent(above: Decimal | int | None, upto: Decimal | int | None, currency: str | None, *, inclusive: bool) -> str:
    def amount(border: Decimal | int) -> str:
        return money(Decimal(border), currency)

    if above is None and upto is not None:
        return f"spent {'at most' if inclusive else 'less than'} {amount(upto)}"
    if upto is None and above is not None:
        return f"spent {'more than' if inclusive else 'at least'} {amount(above)}"
    if above is None or upto is None:
        return "spent anything"
    more, less = ("more than", "up to") if inclusive else ("at least", "less than")
    return f"spent {more} {amount(above)} and {less} {amount(upto)}"


def _points(above: Decimal | int | None, upto: Decimal | int | None, *, inclusive: bool) -> str:
    said = _spent(above, upto, None, inclusive=inclusive).replace("spent", "have", 1)
    return f"{said.replace(MINUS, '-')} engagement points"
