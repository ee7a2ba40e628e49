"""`import regulars`: scoring in a notebook or script, on paths or tables in memory, without a workspace."""

from regulars.library.asking import ask, open_shop, sql
from regulars.library.result import Result, Table
from regulars.library.scoring import score, validate, validation_report

__all__ = ["Result", "Table", "ask", "open_shop", "score", "sql", "validate", "validation_report"]
