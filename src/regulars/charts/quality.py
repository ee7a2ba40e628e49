"""Data quality: the ledger that proves nothing was dropped in silence, and how the source's columns were read."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from regulars.charts import text
from regulars.charts.ledger import balances, differences, duplicate_words, places, return_words, taken_off
from regulars.charts.markup import Markup, data, el, join, sentence
from regulars.charts.table import Column, table
from regulars.scoring.results import Quality, ReasonTotal, Summary
from regulars.tables import AmountRule, ColumnUse, InnerMoney, Mapping, NumberFormat, TimeFormat, TimeKind

_MOST_NAMES, _FIRST_NAMES = 40, 8
TIME_WORDS: dict[TimeKind, str] = {
    TimeKind.NATIVE: "date or time",
    TimeKind.NATIVE_ZONED: "time with zone",
    TimeKind.ISO: "ISO date",
    TimeKind.ISO_ZONED: "ISO time with offset",
    TimeKind.PATTERN: "written date",
    TimeKind.PATTERN_ZONED: "written time with zone",
    TimeKind.EXCEL: "Excel serial date",
    TimeKind.EPOCH_S: "seconds since 1970",
    TimeKind.EPOCH_MS: "milliseconds since 1970",
}


def quality_report(summary: Summary) -> Markup:
    """Verdict, ledger, warnings, and what is worth knowing about the rows."""
    quality = summary.quality
    return join(
        verdict(summary),
        _unused(quality),
        _warnings(quality),
        _ledger(summary),
        *([_net_ledger(summary)] if summary.has_money else []),
        _row_facts(summary),
    )


def column_mapping(quality: Quality) -> Markup:
    """Which column of the source plays which role, how sure that is and why, and the rules the rows followed."""
    columns = (Column("Role"), Column("Source column"), Column("Read as"), Column("How sure"), Column("Why", class_="why"))
    uses = table("Columns used and how sure each is", columns, (_use(use) for use in quality.mapping.uses))
    return join(uses, _mapping_facts(quality), _notes(quality.mapping))


def verdict(summary: Summary) -> Markup:
    """Whether every row and every cent is accounted for; loud when not."""
    ok = balances(summary.quality)
    said = _good_words(summary) if ok else _bad_words(summary)
    heading = "Everything adds up" if ok else "The figures do not add up: do not rely on this report"
    inside = el("div", el("strong", heading), el("p", said))
    mark = el("b", "✓" if ok else "✗", aria_hidden="true")
    return el("div", mark, inside, class_=f"verdict {'good' if ok else 'bad'}", role=None if ok else "alert")


def _good_words(summary: Summary) -> str:
    rows = "Counted and excluded rows make exactly the rows of the input"
    return f"{rows}, and their money makes the input's money to the last digit." if summary.has_money else f"{rows}."


def _bad_words(summary: Summary) -> str:
    return f"Counted plus excluded is not the input: {text.words(differences(summary))}."


def _ledger(summary: Summary) -> Markup:
    quality = summary.quality
    columns = [Column("Input and what became of it"), Column("Rows", True)]
    columns += [Column("Money", True)] if summary.has_money else []
    columns.append(Column("Customers", True))
    rows = [_line(summary, "", "In the input", quality.rows, quality.input_revenue)]
    rows += [_reason(summary, part) for part in quality.excluded]
    foot = [_line(summary, "=", "Counted", quality.counted_rows, quality.revenue, customers=text.count(summary.customers))]
    return table("Reconciliation of rows and money", columns, rows, foot=foot, show_caption=True, class_="ledger")


def _reason(summary: Summary, part: ReasonTotal) -> list[str]:
    name = join(data(part.reason.replace("_", " ").capitalize()), el("span", sentence(part.meaning), class_="sub"))
    customers = text.NOTHING if part.customers is None else text.count(part.customers)
    return _line(summary, text.MINUS, name, part.rows, part.revenue, customers=customers)


def _line(summary: Summary, sign: str, name: str, rows: int, amount: Decimal, *, customers: str = text.NOTHING) -> list[str]:
    heading = join(el("span", sign, class_="sign"), el("span", name))
    money = [text.money(amount, summary.currency, places(summary.quality))] if summary.has_money else []
    return [heading, text.count(rows), *money, customers]


def _net_ledger(summary: Summary) -> Markup:
    quality, digits = summary.quality, places(summary.quality)
    rows = [
        [_signed("", "Gross sales counted"), text.money(quality.gross, summary.currency, digits)],
        *(
            [_signed(text.MINUS, called.capitalize()), text.money(part, summary.currency, digits)]
            for called, part in taken_off(quality)
        ),
    ]
    foot = [[_signed("=", "Net revenue"), text.money(quality.revenue, summary.currency, digits)]]
    columns = (Column("From gross to net"), Column("Money", True))
    return table("Gross sales less returns", columns, rows, foot=foot, show_caption=True, class_="ledger")


def _signed(sign: str, name: str) -> Markup:
    return join(el("span", sign, class_="sign"), name)


def _warnings(quality: Quality) -> Markup:
    if not quality.warnings:
        return Markup()
    return el("ul", *(el("li", sentence(warning)) for warning in quality.warnings), class_="warnings", aria_label="Warnings")


def _unused(quality: Quality) -> Markup:
    """The first names of the columns nothing was read from; the section on columns has them all."""
    names = quality.mapping.unused
    if not names:
        return Markup()
    more = f" (+{text.count(len(names) - _FIRST_NAMES)})" if len(names) > _FIRST_NAMES else ""
    return el("p", el("strong", "Columns not used: "), _listed(names[:_FIRST_NAMES]), more, ".")


def _row_facts(summary: Summary) -> Markup:
    quality = summary.quality
    facts = (
        ("Returns", return_words(summary)),
        ("Exact duplicates", duplicate_words(quality)),
        ("First order", text.date(quality.first_order_at, summary.zone)),
        ("Last order", text.date(quality.last_order_at, summary.zone)),
        ("Files", _listed(text.short_paths(quality.files))),
    )
    return _facts(facts)


def _mapping_facts(quality: Quality) -> Markup:
    mapping = quality.mapping
    facts: list[tuple[str, str]] = [
        ("Platform", data(mapping.platform) if mapping.platform else "none recognised: columns were found by name and content"),
        ("Money", amount_words(mapping.amount)),
        ("A customer is", text.words([role.replace("_", " ") for role in mapping.identity], "or else") or text.NOTHING),
    ]
    if mapping.anonymous:
        facts.append(("Means nobody", _folded(mapping.anonymous, "value")))
    if mapping.cancel_prefix:
        facts.append(("Cancellations", join("orders whose number begins with ", el("code", mapping.cancel_prefix))))
    facts.append(("Columns not used", _listed(mapping.unused)))
    return _facts(facts)


def _facts(facts: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Markup:
    return el("dl", *(part for term, said in facts for part in (el("dt", term), el("dd", said))), class_="plain")


def _listed(names: tuple[str, ...]) -> Markup:
    if not names:
        return Markup("none")
    more = f" and {text.count(len(names) - _MOST_NAMES)} more" if len(names) > _MOST_NAMES else ""
    shown = (join(", " if at else "", el("code", data(name))) for at, name in enumerate(names[:_MOST_NAMES]))
    return join(*shown, more)


def _folded(names: tuple[str, ...], what: str) -> Markup:
    """How many they are; the names themselves unfold."""
    return el("details", el("summary", text.plural(len(names), what)), el("div", el("p", _listed(names)), class_="inside"))


def _notes(mapping: Mapping) -> Markup:
    return el("ul", *(el("li", sentence(note)) for note in mapping.notes)) if mapping.notes else Markup()


def _use(use: ColumnUse) -> list[str]:
    return [
        use.role.replace("_", " "),
        el("code", data(use.column)),
        _format(use),
        sure_words(use.sure),
        sentence(use.why, text.NOTHING),
    ]


def sure_words(sure: float) -> str:
    """`certain (98%)`."""
    word = "certain" if sure >= 0.95 else "likely" if sure >= 0.8 else "fairly likely" if sure >= 0.6 else "a guess, please check"
    return f"{word} ({sure * 100:.0f}%)"


def amount_words(rule: AmountRule) -> str:
    """Where a row's money is, as a sentence's end."""
    match rule:
        case AmountRule.TOTAL:
            return "the order's total, one row per order"
        case AmountRule.LINE_TOTAL:
            return "the totals of an order's lines, added up"
        case AmountRule.QUANTITY_TIMES_PRICE:
            return "quantity times unit price, added up over an order's lines"
        case AmountRule.FIRST_ROW_TOTAL:
            return "the total on the order's first row"
        case AmountRule.REPEATED_TOTAL:
            return "the total repeated on every row of the order, taken once"
        case AmountRule.NONE:
            return "none: recency and frequency only"
        case _:
            assert_never(rule)


def _format(use: ColumnUse) -> str:
    match use.format:
        case None:
            return "text"
        case NumberFormat(plain=plain, decimal=decimal):
            return "number" if plain else f"number, decimal {'comma' if decimal == ',' else 'point'}"
        case TimeFormat() as time:
            return _time_words(time)
        case InnerMoney(key=key):
            return f"amounts at {key}, added up"
        case _:
            assert_never(use.format)


def _time_words(time: TimeFormat) -> str:
    patterns = f" ({', '.join(time.patterns)})" if time.patterns else ""
    return f"{TIME_WORDS[time.kind]}{patterns}"
