"""Words into trees: a request in plain English becomes a condition, several readings, or a refusal that names the words."""

from regulars.criteria.words.index import Index
from regulars.criteria.words.read import read
from regulars.criteria.words.results import Reading, Role, Span, Status, Understood, Unplaced

__all__ = ["Index", "Reading", "Role", "Span", "Status", "Understood", "Unplaced", "read"]
