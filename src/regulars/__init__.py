"""Regulars: know your regulars. Customer segmentation and retention from a shop's orders.

    import regulars
    result = regulars.score("orders.csv")
    result.segments.to_pandas()

Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.version import VERSION

__version__ = VERSION
__all__ = ["RegularsError", "Result", "Table", "ask", "open_shop", "score", "sql", "validate", "validation_report"]

if TYPE_CHECKING:
    from regulars.errors import RegularsError
    from regulars.library import Result, Table, ask, open_shop, score, sql, validate, validation_report


def __getattr__(name: str) -> Any:
    if name == "RegularsError":
        from regulars.errors import RegularsError

        return RegularsError
    if name in {"ask", "open_shop", "score", "sql", "validate", "validation_report", "Result", "Table"}:
        from regulars import library

        return getattr(library, name)
    raise AttributeError(f"module 'regulars' has no attribute {name!r}")
