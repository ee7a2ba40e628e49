"""What columns are called, role by role: in eight languages of Western and Central Europe, and (`further`) in some more.

A name is written as its words, lower case, without accents; see `names.words`.
"""

from regulars.ingest.name_lists.base import RoleNames
from regulars.ingest.name_lists.events import EVENTS as EVENT_NAMES
from regulars.ingest.name_lists.further import FURTHER_NAMES
from regulars.ingest.name_lists.goods import GOODS
from regulars.ingest.name_lists.kinds import KINDS
from regulars.ingest.name_lists.money import MONEY
from regulars.ingest.name_lists.orders import ORDERS
from regulars.ingest.name_lists.people import PEOPLE

__all__ = ["EVENT_NAMES", "FURTHER_NAMES", "ORDER_NAMES", "RoleNames"]

ORDER_NAMES: dict[str, RoleNames] = PEOPLE | ORDERS | MONEY | GOODS | KINDS
