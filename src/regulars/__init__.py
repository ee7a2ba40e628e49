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
__all__ = ["RegularsError", "Result", "Table", "score", "validate"]

if TYPE_CHECKING:
    from regulars.errors import RegularsError
    from regulars.library import Result, Table, score, validate


def __getattr__(name: str) -> Any:
    if name == "RegularsError":
        from regulars.errors import RegularsError

        return RegularsError
    if name in {"score", "validate", "Result", "Table"}:
        from regulars import library

        return getattr(library, name)
    raise AttributeError(f"module 'regulars' has no attribute {name!r}")
