"""What a request says and none of its readings shows: the last check that nothing that was said has been dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from regulars.criteria import tree as t
from regulars.criteria.nodes import walk
from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.words.links import function_words, stems
from regulars.criteria.words.results import Role, Unplaced
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.calendar import NAMED_DAYS, UNITS, WEEKDAYS
from regulars.criteria.words.tables.groups import VAGUE
from regulars.criteria.words.tables.heard import SAID, TURNS, UNHEARD_NAMES
from regulars.criteria.words.tokens import Kind

_LONGEST = 6
_NAMED = frozenset({"tags", "segment", "category", "product_title", "coupon_code", "campaign"})


@dataclass(slots=True)
class Shown:
    """What the conditions of the readings are about: the values, columns and kinds of nodes that occur in one of them."""

    values: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)


def unheard(p: State, conditions: Iterable[t.Condition]) -> Unplaced | None:
    """The first words of the request that no reading shows; None where each of them is in some reading."""
    shown = Shown()
    for condition in conditions:
        for node in walk(condition):
            _note(node, shown)
    for start, end in (*_names_lost(p, shown), *_words_lost(p, shown), *_weekdays_lost(p, shown), *_turns_lost(p)):
        said = p.text(start, end)
        return Unplaced(said, f"“{said}” would be left out of what was understood", "say it in another place, or in other words")
    return None


def _note(node: object, shown: Shown) -> None:
    shown.marks.add(type(node).__name__)
    match node:
        case t.RowText(column, _, values) | t.FieldText(column, _, values):
            shown.columns.add(column)
            shown.values.update(value.lower() for value in values)
        case t.RowNumber(column) | t.RowKnown(column) | t.FieldValue(column) | t.FieldTrue(column):
            shown.columns.add(column)
        case t.LinesNumber(column=column):
            shown.columns.add(column)
        case t.InSegment(names):
            shown.values.update(name.lower() for name in names)
        case t.Measure(aggregate, rows, column):
            shown.marks.add(aggregate.value)
            shown.columns.update(() if column is None else (column,))
            _note_rows(rows, shown)
        case t.Rows():
            _note_rows(node, shown)
        case t.Compare(comparator=Comparator.EQUAL) | t.Compare(left=t.Measure(), right=t.Measure()):
            shown.marks.add("equal")


def _note_rows(rows: t.Rows, shown: Shown) -> None:
    shown.marks.add(rows.source.value)
    shown.marks.update(("every_status",) if rows.every_status else ())
    parts = rows.where.parts if isinstance(rows.where, t.RowAll) else (rows.where,)
    if sum(isinstance(part, t.Contains) for part in parts) > 1 or (rows.source is Source.ORDERS and len(parts) > 1):
        shown.marks.add("one_order")


def _about(*names: str) -> Callable[[Shown], bool]:
    """Whether a column or a value is called so, or has that in its name."""
    return lambda shown: any(name in said for said in (*shown.columns, *shown.values) for name in names)


def _marked(*marks: str) -> Callable[[Shown], bool]:
    return lambda shown: not shown.marks.isdisjoint(marks)


def _either(*tests: Callable[[Shown], bool]) -> Callable[[Shown], bool]:
    return lambda shown: any(test(shown) for test in tests)


_HEARD: Mapping[str, Callable[[Shown], bool]] = {
    "coupon": _about("coupon"),
    "discount": _about("discount", "coupon"),
    "refund": _about("refund", "status", "net"),
    "cancelled": _either(_about("status"), _marked("every_status")),
    "email": _either(_about("email", "accepts_marketing", "campaign"), _marked("events")),
    "one_order": _either(_about("total"), _marked("one_order", "LinesNumber", "Position", "maximum", "minimum")),
    "every_order": _marked("Ratio", "equal", "minimum", "maximum", "EachPeriod"),
    "apart": _either(),
    "hour": _about("hour"),
    "average": _marked("Ratio", "OfBase", Aggregate.AVERAGE.value, Aggregate.AVERAGE_GAP.value),
}


def _words_lost(p: State, shown: Shown) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(p.tokens):
        found = SAID.at(p.tokens, at) if at not in p.guarded else None
        if found is not None and not _HEARD[found[0]](shown) and not (found[0] == "average" and _in_each_time(p)):
            yield at, found[1]
        at = found[1] if found is not None else at + 1


def _weekdays_lost(p: State, shown: Shown) -> Iterator[tuple[int, int]]:
    """ "last site sunday visit": a day of the week as a filter, of which nothing is left."""
    for entry in p.trail:
        if isinstance(entry, Taken) and entry.role is Role.VALUE and not {"weekday", "PartOf"} & (shown.columns | shown.marks):
            days = (n for n in range(entry.start, entry.end) if len(p.word(n)) > 3 and p.word(n) in WEEKDAYS)
            # "Black Friday 2025" can be a campaign
            yield from ((n, n + 1) for n in days if not any(p.word(n) in value for value in shown.values))


def _turns_lost(p: State) -> Iterator[tuple[int, int]]:
    """A comparison torn from its number, or a denial, that was passed over: "gap between orders under tops 90 days"."""
    for entry in p.trail:
        if isinstance(entry, Taken) and entry.role is Role.HARMLESS and p.word(entry.end - 1) != ":":
            yield from ((n, n + 1) for n in range(entry.start, entry.end) if p.word(n) in TURNS and n not in p.guarded)


def _names_lost(p: State, shown: Shown) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(p.tokens):
        found = _name(p, at)
        if found is not None and not (
            found[0] & shown.values or _within_another(p, at, found[1], shown) or _around(p, found[0], shown)
        ):
            yield at, found[1]
        at = found[1] if found is not None else at + 1


def _within_another(p: State, start: int, end: int, shown: Shown) -> bool:
    """Whether the name is a part of one that is shown: the dress of "Linen Midi Dress"."""
    said = p.text(start, end)
    return any(said in value for value in shown.values)


def _around(p: State, said: set[str], shown: Shown) -> bool:
    """Whether a country or region is shown by a place that lies in it: "Toronto, Ontario, Canada"."""
    inside = (place for place in p.index.places if said & {(place.country or "").lower(), (place.region or "").lower()})
    return any({(place.region or "-").lower(), (place.city or "-").lower()} & shown.values for place in inside)


def _in_each_time(p: State) -> bool:
    """Whether an average is of months or the like, whose number the request knows: "averaging an order a month in 2025"."""
    return any(p.word(n) in ("a", "per", "every", "each") and p.word(n + 1) in UNITS for n in range(len(p.tokens)))


def _name(p: State, at: int) -> tuple[set[str], int] | None:
    """The longest name at the place that is a value of the data, with the values that it can be."""
    vague = VAGUE.at(p.tokens, at)
    if p.kind(at) is not Kind.WORD or NAMED_DAYS.at(p.tokens, at) is not None or (vague is not None and vague[0] == "new"):
        # "new customers this month" is who came then, whatever segment is called so
        return None
    for end in range(min(len(p.tokens), at + _LONGEST), at, -1):
        alone = sum(p.word(n) != "the" for n in range(at, end)) == 1
        if p.kind(end - 1) is Kind.SIGN or "the" in (p.word(at), p.word(end - 1)) or (alone and _everyday(p, at)):
            continue
        run = stems(p, at, end)
        values = {value.lower() for link in p.index.whole.get(run, ()) if link.column in _NAMED for value in link.values}
        for column, joined in p.index.place_names.get(run, ()) if run else ():
            if column != "absent":
                values.update(value.lower() for value in joined.split("|"))
        if values:
            return values, end
    return None


def _everyday(p: State, at: int) -> bool:
    word = p.word(at)
    return (len(word) < 4 and not (p.tokens[at].upper and len(word) > 1)) or word in UNHEARD_NAMES or word in function_words()
