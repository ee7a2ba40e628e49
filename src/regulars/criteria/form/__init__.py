"""Criteria as a form: rows of choices and texts, from the tree and back, by the tables that the other faces read."""

from regulars.criteria.form.draft import Draft, Filter, Group, Join, Kept, Part, Row, Span, SpanKind
from regulars.criteria.form.filled import Filled, filled
from regulars.criteria.form.opened import form_of
from regulars.criteria.form.subjects import Operator, Subject, operators_of, subjects_of

__all__ = [
    "Draft",
    "Filled",
    "Filter",
    "Group",
    "Join",
    "Kept",
    "Operator",
    "Part",
    "Row",
    "Span",
    "SpanKind",
    "Subject",
    "filled",
    "form_of",
    "operators_of",
    "subjects_of",
]
