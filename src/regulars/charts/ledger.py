"""Whether the books balance, and what is missing when they do not; shared by the page and the terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from regulars.charts import text

if TYPE_CHECKING:
    from regulars.scoring.results import Quality, Summary


def balances(quality: Quality) -> bool:
    """Whether counted and excluded make the input, and gross less returned makes net."""
    return quality.reconciles and quality.gross - quality.returned == quality.revenue


def differences(summary: Summary) -> tuple[str, ...]:
    """What is unaccounted for, in words; empty when everything adds up."""
    quality = summary.quality
    digits = places(quality)
    rows = quality.rows - quality.counted_rows - excluded_rows(quality)
    amount = quality.input_revenue - quality.revenue - excluded_money(quality)
    net = quality.gross - quality.returned - quality.revenue
    found = [f"{text.plural(rows, 'row')} unaccounted for"] if rows else []
    found += [f"{text.money(amount, summary.currency, digits)} unaccounted for"] if amount else []
    found += [f"gross less returned differs from net by {text.money(net, summary.currency, digits)}"] if net else []
    return tuple(found)


def excluded_rows(quality: Quality) -> int:
    """Rows left out, over all reasons."""
    return sum(part.rows for part in quality.excluded)


def excluded_money(quality: Quality) -> Decimal:
    """Money left out, over all reasons."""
    return sum((part.revenue for part in quality.excluded), Decimal(0))


def places(quality: Quality) -> int:
    """Decimal digits that show every amount of the ledger unrounded."""
    amounts = [
        quality.input_revenue,
        quality.revenue,
        quality.gross,
        quality.returned,
        quality.discounts,
        *(part.revenue for part in quality.excluded),
    ]
    return text.places_needed(amounts, None)


def taken_off(quality: Quality) -> list[tuple[str, Decimal]]:
    """What lies between gross and net, by name; discounts only where rows say that they are."""
    if not quality.discount_rows:
        return [("refunds and returns", quality.returned)]
    return [("refunds and returns", quality.returned - quality.discounts), ("discounts", quality.discounts)]


def duplicate_words(quality: Quality) -> str:
    """How many rows repeat another in every column."""
    if quality.duplicate_rows is None:
        return "not looked for"
    if not quality.duplicate_rows:
        return "none"
    return f"{text.plural(quality.duplicate_rows, 'row')} identical to another in every column"


def return_words(summary: Summary) -> str:
    """How many rows are returns by themselves, and where the refunds are that are written on orders."""
    rows = summary.quality.return_rows
    if not rows and not summary.quality.returned:
        unwritten = ", and no refund is written on an order" if summary.has_money else ""
        return f"no row is a return or cancellation document{unwritten}"
    if not rows:
        return "no row of its own is a return or cancellation document; refunds are written on the orders"
    own = "row of its own is a return" if rows == 1 else "rows of their own are returns"
    documents = "cancellation document" if rows == 1 else "cancellation documents"
    elsewhere = "; refunds written on the orders are in the refunds and returns above" if summary.has_money else ""
    discounts = summary.quality.discount_rows
    off = f", {text.count(discounts)} of them {'a discount' if discounts == 1 else 'discounts'}" if discounts else ""
    return f"{text.count(rows)} {own} or {documents}{off}{elsewhere}"
