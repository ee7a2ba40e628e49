"""Rows in English: "orders on the website in the last 90 days (3 Jul to 30 Sep 2026)".

Lines are said in two ways: as the orders that they belong to ("orders of something from “Tops”"), or as goods
("goods from “Tops”").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.columns import LINE_COLUMNS
from regulars.criteria.phrases import MARKS, Context, either, ordinal, quoted, span, window_words
from regulars.criteria.restriction_phrases import as_verb, goods, parts_of, restrictions
from regulars.criteria.terms import Source, TextOperator

# one and several of what happened, per event type
EVENT_NOUNS = {
    "email_sent": ("e-mail received", "e-mails received"),
    "email_open": ("e-mail open", "e-mail opens"),
    "email_click": ("e-mail click", "e-mail clicks"),
    "site_visit": ("site visit", "site visits"),
    "page_view": ("page view", "page views"),
    "product_view": ("product view", "product views"),
    "cart_abandoned": ("abandoned cart", "abandoned carts"),
    "unsubscribed": ("unsubscription", "unsubscriptions"),
    "product_use": ("use of the product", "uses of the product"),
}
# what somebody did at least once, and what somebody never did
_DEEDS = {
    "email_sent": ("received an e-mail", "did not receive any e-mail"),
    "email_open": ("opened an e-mail", "did not open any e-mail"),
    "email_click": ("clicked in an e-mail", "did not click in any e-mail"),
    "site_visit": ("visited the site", "did not visit the site"),
    "page_view": ("viewed a page", "did not view any page"),
    "product_view": ("viewed a product", "did not view any product"),
    "cart_abandoned": ("abandoned a cart", "did not abandon any cart"),
    "unsubscribed": ("unsubscribed", "did not unsubscribe"),
    "product_use": ("used the product", "did not use the product"),
}
_OF_MAIL = frozenset({"email_sent", "email_open", "email_click"})
_OF_LINES = frozenset(column.name for column in LINE_COLUMNS)


@dataclass(frozen=True, slots=True)
class RowsSaid:
    """`noun` for one or several; `goods`, what was bought, where rows are lines; `tests` of orders or events; `times`."""

    one: str
    several: str
    goods: str | None
    tests: str
    times: str

    @property
    def rest(self) -> str:
        """What is left to say after the noun and the goods."""
        # "worth more than 150 6 months ago" would be one number
        meets = self.tests[-1:].isdigit() and self.times.lstrip(MARKS)[:1].isdigit()
        return joined((self.tests, "made" if meets else "", self.times))


def rows_said(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, each: str = "") -> RowsSaid:
    """The parts that a phrase about rows is made of. `each` goes before the window: "in every calendar month"."""
    (one, several), tests = _noun(rows)
    what = None
    if rows.source is Source.LINES:
        of_lines = [test for test in tests if _columns(test) & _OF_LINES]
        what = goods(of_lines, context)
        tests = [test for test in tests if test not in of_lines]
    times = [each]
    if rows.window is not None:
        times.append(window_words(rows.window, context))
    if rows.around is not None:
        times.append(_around(rows.around, quantity))
    return RowsSaid(one, several, what, restrictions(tests, context), joined(times))


def rows_phrase(
    rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, plural: bool = True, each: str = ""
) -> str:
    """What the rows are, with every restriction on them. `quantity` says a quantity in words."""
    said = rows_said(rows, context, quantity, each=each)
    rest = joined(("" if said.goods is None else f"of {said.goods}", said.rest))
    if rows.position is not None and rest:
        rest = f"that {as_verb(rest, 'were' if plural else 'was', 'had', 'included')}"
    return joined((said.several if plural else said.one, rest))


def goods_phrase(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str]) -> str:
    """Lines as what was bought: "goods from “Tops” in the last 90 days (...)"."""
    said = rows_said(rows, context, quantity)
    what = said.goods or ""
    for unnamed in ("something", "anything"):
        if what.startswith(unnamed):
            what = f"goods{what.removeprefix(unnamed)}"
    if said.one == "order":
        return joined((what, said.rest))
    return joined(
        (what, f"in the {said.one}" if rows.position else f"in {said.several}", f"that was {said.rest}" if said.rest else "")
    )


def deed(rows: t.Rows, context: Context, quantity: Callable[[t.Quantity], str], *, some: bool) -> str | None:
    """What events of one kind say that somebody did, or never did: "who opened an e-mail in the last 30 days (...)".

    None for rows of anything else, and for events of which more is said than a verb can carry.
    """
    if rows.source is not Source.EVENTS or rows.position is not None:
        return None
    for test in parts_of(rows.where):
        match test:
            case t.RowText("type", TextOperator.ANY_OF, (kind,)) if kind in _DEEDS:
                said = rows_said(rows, context, quantity)
                is_plain = kind in _OF_MAIL or not said.tests
                return joined(("who", _DEEDS[kind][0 if some else 1], said.rest)) if is_plain else None
    return None


def joined(parts: Sequence[str]) -> str:
    """The parts that are not empty, one after the other."""
    return " ".join(part for part in parts if part)


def _noun(rows: t.Rows) -> tuple[tuple[str, str], list[t.RowCondition]]:
    if rows.source is Source.EVENTS:
        return _event_noun(rows.where)
    named = ("order of any status", "orders of any status") if rows.every_status else ("order", "orders")
    if rows.every_status and rows.position is None:
        parts = parts_of(rows.where)
        cancelled = [part for part in parts if part == t.RowText("status", TextOperator.ANY_OF, ("cancelled",))]
        if len(cancelled) == 1:
            return ("cancelled order", "cancelled orders"), [part for part in parts if part not in cancelled]
    if rows.position is not None:
        place = ordinal(rows.position.number, from_end=rows.position.from_end)
        named = f"{place} {named[0]}", f"{place} {named[1]}"
    return named, parts_of(rows.where)


def _event_noun(where: t.RowCondition | None) -> tuple[tuple[str, str], list[t.RowCondition]]:
    """The noun of the event type, where the rows are of one type alone, and what is left to say."""
    parts = parts_of(where)
    for at, part in enumerate(parts):
        if isinstance(part, t.RowText) and (part.column, part.operator) == ("type", TextOperator.ANY_OF):
            kinds = [EVENT_NOUNS.get(kind, (f"{quoted(kind)} event", f"{quoted(kind)} events")) for kind in part.values]
            rest = [*parts[:at], *parts[at + 1 :]]
            if len(kinds) == 1:
                return kinds[0], rest
            if all(kind in EVENT_NOUNS for kind in part.values) and kinds:
                return (either([one for one, _ in kinds]), either([several for _, several in kinds])), rest
    return ("event", "events"), parts


def _columns(test: t.RowCondition) -> frozenset[str]:
    """The columns that a test is about; none of those inside `Contains`, which is about an order."""
    match test:
        case t.RowNumber(column) | t.RowText(column) | t.RowKnown(column):
            return frozenset({column})
        case t.RowAll(parts) | t.RowAny(parts):
            return frozenset().union(*map(_columns, parts))
        case t.RowNot(part):
            return _columns(part)
        case t.Contains() | t.LinesNumber():
            return frozenset()


def _around(around: t.Around, quantity: Callable[[t.Quantity], str]) -> str:
    anchor = f"the {quantity(around.anchor)}"
    if _is_timed(around.anchor):
        anchor = f"({anchor})"
    said = _distance(around.earliest, around.latest, anchor, strictly=around.strictly)
    says_so = (around.earliest == 0) != (around.latest == 0)
    return f"{said} (that instant left out)" if around.strictly and not says_so else said


def _is_timed(anchor: t.Quantity) -> bool:
    """Whether an anchor ends in a time of its own, that could be taken for that of the rows around it."""
    if isinstance(anchor, t.Measure):
        return (anchor.rows.window, anchor.rows.around) != (None, None)
    return not isinstance(anchor, t.FieldValue)


def _distance(low: Decimal | None, high: Decimal | None, anchor: str, *, strictly: bool) -> str:
    after, before = ("after", "before") if strictly else ("at or after", "up to")
    if high is None:
        if low is None:
            return f"at any time around {anchor}"
        if low < 0:
            return f"from {span(-low)} before {anchor} on"
        return f"{span(low)} or more after {anchor}" if low else f"{after} {anchor}"
    if low is None:
        if high < 0:
            return f"{span(-high)} or more before {anchor}"
        return f"no later than {span(high)} after {anchor}" if high else f"{before} {anchor}"
    if low == high == 0:
        return f"at the time of {anchor}"
    if low == 0:
        return f"{after} {anchor} and within {span(high)} of it"
    if high == 0:
        return f"in the {span(-low).removeprefix('1 ')} {before} {anchor}"
    if high < 0:
        return f"from {span(-low)} to {span(-high)} before {anchor}"
    if low < 0:
        return f"from {span(-low)} before to {span(high)} after {anchor}"
    return f"from {span(low)} to {span(high)} after {anchor}"
