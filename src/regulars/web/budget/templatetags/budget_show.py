"""Gains, with their sign."""

from __future__ import annotations

from decimal import Decimal

from django import template

from regulars.charts import text

register = template.Library()


@register.filter
def gain(value: Decimal, currency: str = "") -> str:
    """`+£1.2K`: money that one split brings more than another."""
    return f"{'+' if value > 0 else ''}{text.compact_money(value, str(currency) or None)}"
