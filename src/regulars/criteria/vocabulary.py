"""The values in a shop's data that words can be about. Made from the data by `work/`; pure and frozen here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from regulars.criteria.columns import Shape
from regulars.criteria.tree import Condition


@dataclass(frozen=True, slots=True)
class Value:
    """One distinct value of a column, as it stands in the data, and how many rows of its table have it."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Place:
    """A combination of city, region and country that some customer has; blank where unknown."""

    city: str
    region: str
    country: str
    customers: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a request can name.

    `values` are by column: `country`, `region`, `city`, `gender`, `tags` (single tags), `segment` and other text fields
    of the customers; `channel`, `coupon_code`, `status`, `category`, `product_title` of orders and lines; `type`, `campaign` of
    events.
    `products` gives each product title its category. `saved` are the user's own words: criteria with a name. `first_order` and
    `first_event` are the earliest days of the data. `country_names` are
    the names that a country of the data has elsewhere: "HR" is Croatia.
    """

    shape: Shape
    values: Mapping[str, tuple[Value, ...]]
    places: tuple[Place, ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    saved: Mapping[str, Condition] = field(default_factory=dict)
    currency: str | None = None
    first_order: date | None = None
    first_event: date | None = None
    country_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
