"""The catalogue of profile fields: every column that a customer's row can have, and what it means.

A field whose data a shop does not have is absent from the profile, so that "no e-mail data" is never taken for "opened nothing".
`docs/fields.md` is `fields_page()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WINDOWS = (30, 90, 180, 365)
EVENT_WINDOWS = (30, 90)
HORIZONS = (30, 90, 365)
# within the shorter ones most ranges are "none or one", which the chance to order says better
RANGED = HORIZONS[-1]
LOW, HIGH = "_low", "_high"


class FieldType(StrEnum):
    """What a field's values are."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    SHARE = "share"
    MONEY = "money"
    TIME = "time"
    DATE = "date"
    FLAG = "yes or no"


class Group(StrEnum):
    """The parts of a profile, in the order of its columns."""

    IDENTITY = "Who and where"
    SCORES = "Scores and place"
    ORDERS = "Orders and money"
    DISCOUNTS = "Discounts"
    RETURNS = "Returns"
    CHANNELS = "Channels"
    CADENCE = "Cadence"
    TIMES = "Times of buying"
    PRODUCTS = "Products"
    ENGAGEMENT = "Engagement"
    LAYERS = "Lifecycle and flags"
    PREDICTION = "Prediction"


class Need(StrEnum):
    """What a shop's data must have for a field to be there."""

    ORDERS = "orders"
    MONEY = "amounts"
    DISCOUNT = "a discount or coupon column"
    DISCOUNT_MONEY = "a discount column"
    COUPON = "a coupon column"
    CHANNEL = "a channel column"
    COST = "a cost column"
    LINES = "order lines with products"
    CATEGORY = "order lines with categories"
    UNITS = "order lines with quantities"
    RETURNS = "amounts, and a refund column or returns as rows"
    EVENTS = "events"
    EVENT_KIND = "events of that kind"
    CUSTOMERS = "a customers file with that column"
    MODEL = "a fitted model of repeat buying"
    LEAVING = "a fitted model that knows leaving"
    VALUE_MODEL = "that, and a fitted model of order value"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type, unit (blank where it has none), label for people, one-line meaning, group and need."""

    name: str
    type: FieldType
    unit: str
    label: str
    meaning: str
    group: Group
    need: Need


def _identity() -> tuple[Field, ...]:
    who, customers = Group.IDENTITY, Need.CUSTOMERS
    details = ("email", "phone", "first_name", "last_name", "country", "region", "city", "postal_code")
    return (
        Field("customer_id", FieldType.TEXT, "", "Customer", "the customer's identifier", who, Need.ORDERS),
        *(
            Field(name, FieldType.TEXT, "", _label(name), f"{_label(name).lower()} from the customers file", who, customers)
            for name in details
        ),
        Field("birth_date", FieldType.DATE, "", "Birth date", "birth date from the customers file", who, customers),
        Field("gender", FieldType.TEXT, "", "Gender", "gender from the customers file, as it stands there", who, customers),
        Field(
            "accepts_marketing",
            FieldType.FLAG,
            "",
            "Accepts marketing",
            "whether the customers file says that they agreed",
            who,
            customers,
        ),
    )


def _label(name: str) -> str:
    return {"email": "E-mail"}.get(name, name.replace("_", " ").capitalize())


def _scores() -> tuple[Field, ...]:
    group, need, text, whole = Group.SCORES, Need.ORDERS, FieldType.TEXT, FieldType.WHOLE
    return (
        Field("last_order_at", FieldType.TIME, "UTC", "Last order", "instant of the last counted order", group, need),
        Field("first_order_at", FieldType.TIME, "UTC", "First order", "instant of the first counted order", group, need),
        Field("recency_days", whole, "days", "Recency", "whole local days from the last order to the as-of", group, need),
        Field("orders", whole, "orders", "Orders scored", "counted orders in the window of the run", group, need),
        Field("revenue", FieldType.MONEY, "", "Revenue scored", "net revenue in the window of the run", group, Need.MONEY),
        Field("r", whole, "", "R", "recency score", group, need),
        Field("f", whole, "", "F", "frequency score", group, need),
        Field("m", whole, "", "M", "monetary score; blank without amounts", group, need),
        Field("pattern", text, "", "Pattern", "the scores written together", group, need),
        Field("segment", text, "", "Segment", "the lifecycle segment of the pattern", group, need),
        Field("composite", FieldType.NUMBER, "", "Composite", "weighted sum of the scores; more is better", group, need),
        Field("composite_rank", FieldType.NUMBER, "", "Composite rank", "rank by the composite, 0 to 100", group, need),
        Field("fifth", text, "", "Fifth", "fifth of the customers by the composite", group, need),
    )


def _orders() -> tuple[Field, ...]:
    group, need, money, whole = Group.ORDERS, Need.ORDERS, FieldType.MONEY, FieldType.WHOLE
    return (
        Field("tenure_days", whole, "days", "Tenure", "whole local days from the first order ever to the as-of", group, need),
        Field("orders_ever", whole, "orders", "Orders", "counted orders up to the as-of, whatever the window", group, need),
        *(
            Field(f"orders_{n}d", whole, "orders", f"Orders in {n} days", f"counted orders in the last {n} days", group, need)
            for n in WINDOWS
        ),
        Field("revenue_ever", money, "", "Revenue", "net revenue up to the as-of, whatever the window", group, Need.MONEY),
        *(
            Field(f"revenue_{n}d", money, "", f"Revenue in {n} days", f"net revenue of the last {n} days", group, Need.MONEY)
            for n in WINDOWS
        ),
        Field(
            "average_order_value", money, "", "Average order value",
            "net revenue by orders, exact to the cent, half away from zero", group, Need.MONEY,
        ),
        Field(
            "gross_margin", money, "", "Gross margin",
            "net revenue less the cost of the goods; tax and shipping are in it where they are in the total", group, Need.COST,
        ),
        Field("margin_share", FieldType.SHARE, "of net revenue", "Margin share", "gross margin by net revenue", group, Need.COST),
    )  # fmt: skip


def _discounts() -> tuple[Field, ...]:
    group, share = Group.DISCOUNTS, FieldType.SHARE
    return (
        Field(
            "discounted_share", share, "of orders", "Discounted orders",
            "orders with a discount or a coupon, by orders", group, Need.DISCOUNT,
        ),
        Field(
            "discount_share", share, "of money", "Discount",
            "discounts by what the orders would have cost without them", group, Need.DISCOUNT_MONEY,
        ),
        Field("coupons", FieldType.WHOLE, "codes", "Coupons", "different coupon codes used", group, Need.COUPON),
        Field(
            "main_coupon", FieldType.TEXT, "", "Main coupon",
            "the coupon code on most orders; of equals the first in the alphabet", group, Need.COUPON,
        ),
    )  # fmt: skip


def _returns() -> tuple[Field, ...]:
    group, share = Group.RETURNS, FieldType.SHARE
    return (
        Field("returned", FieldType.MONEY, "", "Returned", "refunds and returns up to the as-of", group, Need.RETURNS),
        Field(
            "returned_orders_share", share, "of orders", "Orders returned",
            "orders with a refund, and returns that name no order, by orders; at most 1", group, Need.RETURNS,
        ),
        Field("returned_share", share, "of money", "Money returned", "given back by gross sales; at most 1", group, Need.RETURNS),
    )  # fmt: skip


def _channels() -> tuple[Field, ...]:
    group, need = Group.CHANNELS, Need.CHANNEL
    return (
        Field("channels", FieldType.WHOLE, "channels", "Channels", "different channels of the orders", group, need),
        Field(
            "main_channel", FieldType.TEXT, "", "Main channel",
            "the channel of most orders; of equals the first in the alphabet", group, need,
        ),
        Field("main_channel_share", FieldType.SHARE, "of orders", "Main channel's share", "orders in it by orders", group, need),
    )  # fmt: skip


def _cadence() -> tuple[Field, ...]:
    group, need, days = Group.CADENCE, Need.ORDERS, FieldType.WHOLE
    return (
        Field("order_days", days, "days", "Order days", "different local days with an order", group, need),
        Field("median_gap_days", days, "days", "Median gap", "nearest-rank median of the days between order days", group, need),
        Field("last_gap_days", days, "days", "Last gap", "days between the last two order days", group, need),
        Field(
            "typical_gap_days", FieldType.NUMBER, "days", "Typical gap",
            "(2 G + days from first to last order) / (2 + number of gaps), where G is the shop's typical gap: "
            "the customer's own mean gap, drawn to the shop's as if two more gaps of that length had been seen", group, need,
        ),
        Field("overdue", FieldType.NUMBER, "typical gaps", "Overdue", "days since the last order by the typical gap", group, need),
    )  # fmt: skip


def _times() -> tuple[Field, ...]:
    group, need, whole, share = Group.TIMES, Need.ORDERS, FieldType.WHOLE, FieldType.SHARE
    return (
        Field("main_weekday", whole, "1 is Monday", "Weekday", "local weekday of most orders; of equals the first", group, need),
        Field("main_weekday_share", share, "of orders", "Weekday's share", "orders on it by orders", group, need),
        Field("main_hour", whole, "0 to 23", "Hour", "local hour of most orders; of equals the first", group, need),
        Field("main_month", whole, "1 to 12", "Month", "local calendar month of most orders; of equals the first", group, need),
        Field("main_month_share", share, "of orders", "Month's share", "orders in it, of any year, by orders", group, need),
        Field("main_month_years", whole, "years", "Month's years", "different years with an order in it", group, need),
    )


def _products() -> tuple[Field, ...]:
    group, lines, category = Group.PRODUCTS, Need.LINES, Need.CATEGORY
    whole, share = FieldType.WHOLE, FieldType.SHARE
    return (
        Field("products", whole, "products", "Products", "different products bought", group, lines),
        Field(
            "main_product", FieldType.TEXT, "", "Main product",
            "identifier of the product in most orders; of equals the first in the alphabet", group, lines,
        ),
        Field("main_product_title", FieldType.TEXT, "", "Main product's title", "its title", group, lines),
        Field("main_product_share", share, "of orders", "Main product's share", "orders with it by orders", group, lines),
        Field("repeat_products", whole, "products", "Repeat products", "products bought in two orders or more", group, lines),
        Field(
            "favourite_product", FieldType.TEXT, "", "Favourite product",
            "identifier of the product bought most above chance, few purchases and full baskets allowed for; blank where none is",
            group, lines,
        ),
        Field("favourite_product_title", FieldType.TEXT, "", "Favourite product's title", "its title", group, lines),
        Field(
            "favourite_product_lift", FieldType.NUMBER, "times", "Favourite product's lift",
            "how many times as often as chance they buy it, drawn to 1 the less they bought", group, lines,
        ),
        Field("categories", whole, "categories", "Categories", "different categories bought", group, category),
        Field(
            "main_category", FieldType.TEXT, "", "Main category",
            "the category of most order lines; of equals the first in the alphabet", group, category,
        ),
        Field("main_category_share", share, "of lines", "Main category's share", "lines in it by lines", group, category),
        Field(
            "favourite_category", FieldType.TEXT, "", "Favourite category",
            "the category bought most above chance, few purchases and full baskets allowed for; blank where none is",
            group, category,
        ),
        Field(
            "favourite_category_lift", FieldType.NUMBER, "times", "Favourite's lift",
            "how many times as often as chance they buy it, drawn to 1 the less they bought", group, category,
        ),
        Field(
            "next_category", FieldType.TEXT, "", "Next category",
            "the category not bought yet that customers with the same ones most probably have", group, category,
        ),
        Field("units", FieldType.NUMBER, "units", "Units", "units bought, returns not taken off", group, Need.UNITS),
        Field("units_per_line", FieldType.NUMBER, "units", "Units per line", "units bought by order lines", group, Need.UNITS),
    )  # fmt: skip


EVENT_KINDS = (
    ("sends", "Messages sent", "messages sent to the customer"),
    ("opens", "Opens", "e-mails opened"),
    ("clicks", "Clicks", "e-mails clicked"),
    ("visits", "Visits", "visits"),
    ("views", "Views", "pages and products looked at"),
)


def _engagement() -> tuple[Field, ...]:
    group, need, kind = Group.ENGAGEMENT, Need.EVENTS, Need.EVENT_KIND
    counts = tuple(
        Field(f"{name}_{n}d", FieldType.WHOLE, name, f"{label} in {n} days", f"{meaning} in the last {n} days", group, kind)
        for name, label, meaning in EVENT_KINDS
        for n in EVENT_WINDOWS
    )
    lasts = tuple(
        Field(f"last_{name}_at", FieldType.TIME, "UTC", f"{label}, last", f"instant of the last of the {meaning}", group, kind)
        for name, label, meaning in EVENT_KINDS
    )
    return (
        *counts,
        *lasts,
        Field("first_visit_at", FieldType.TIME, "UTC", "First visit", "instant of the first visit", group, kind),
        Field(
            "engagement_90d", FieldType.NUMBER, "points", "Engagement",
            "points of the events of the last 90 days, by the event weights of the scorecard or the profile rules", group, need,
        ),
        Field("unsubscribed_at", FieldType.TIME, "UTC", "Unsubscribed", "instant of the last unsubscription", group, need),
    )  # fmt: skip


def _layers() -> tuple[Field, ...]:
    group, need, text = Group.LAYERS, Need.ORDERS, FieldType.TEXT
    return (
        Field("lifecycle", text, "", "Lifecycle stage", "new, active, established, lapsing, lapsed or won back", group, need),
        Field("flags", text, "", "Flags", "names of the flags that apply, in alphabetical order, with ; between them", group, need),
        Field("flag_reasons", text, "", "Why", "why each of them applies, in the same order", group, need),
    )


def _prediction() -> tuple[Field, ...]:
    group, number, share = Group.PREDICTION, FieldType.NUMBER, FieldType.SHARE
    return (
        *(
            Field(
                f"expected_orders_{n}d", number, "order days", f"Expected orders in {n} days",
                f"order days expected in the next {n} days", group, Need.MODEL,
            )
            for n in HORIZONS
        ),
        *_range(f"expected_orders_{RANGED}d", FieldType.WHOLE, "Orders", f"order days in the next {RANGED} days", Need.MODEL),
        *(
            Field(
                f"expected_revenue_{n}d", FieldType.MONEY, "", f"Expected revenue in {n} days",
                f"net revenue expected in the next {n} days", group, Need.VALUE_MODEL,
            )
            for n in HORIZONS
        ),
        *_range(
            f"expected_revenue_{RANGED}d", FieldType.MONEY, "Revenue", f"net revenue in the next {RANGED} days", Need.VALUE_MODEL
        ),
        *(
            Field(
                f"probability_buys_{n}d", share, "of customers like this", f"Chance to order in {n} days",
                f"probability of an order in the next {n} days", group, Need.MODEL,
            )
            for n in HORIZONS
        ),
        Field(
            "probability_alive", share, "of customers like this", "P(alive)",
            "probability that the customer has not left for good", group, Need.LEAVING,
        ),
        Field(
            "clv", FieldType.MONEY, "", "Customer lifetime value",
            "revenue expected in the next years (3, unless the profile rules say otherwise), by the margin, discounted by year",
            group, Need.VALUE_MODEL,
        ),
        *_range("clv", FieldType.MONEY, "Lifetime value", "what the customer will have been worth", Need.VALUE_MODEL),
    )  # fmt: skip


def _range(name: str, kind: FieldType, what: str, meaning: str, need: Need) -> tuple[Field, Field]:
    """The ends of what a customer will do, beside the field of what is expected of them."""
    label = what if name == "clv" else f"{what} in {RANGED} days"
    unit = "order days" if kind is FieldType.WHOLE else ""
    said = f"end of the range that holds nine times in ten if the model is right: {meaning}"
    return (
        Field(f"{name}{LOW}", kind, unit, f"{label}, at least", f"lower {said}", Group.PREDICTION, need),
        Field(f"{name}{HIGH}", kind, unit, f"{label}, at most", f"upper {said}", Group.PREDICTION, need),
    )


CATALOGUE: tuple[Field, ...] = (
    *_identity(),
    *_scores(),
    *_orders(),
    *_discounts(),
    *_returns(),
    *_channels(),
    *_cadence(),
    *_times(),
    *_products(),
    *_engagement(),
    *_layers(),
    *_prediction(),
)
_BY_NAME = {field.name: field for field in CATALOGUE}


def field_named(name: str) -> Field:
    """The field of that name; KeyError when there is none."""
    return _BY_NAME[name]


def profile_fields(groups: tuple[Group, ...] | None = None) -> tuple[Field, ...]:
    """The fields that the profile adds to the scored customers, of all groups or of some."""
    leading = {Group.IDENTITY, Group.SCORES}
    return tuple(field for field in CATALOGUE if field.group not in leading and (groups is None or field.group in groups))


def fields_page() -> str:
    """The text of `docs/fields.md`."""
    parts = [
        "# The fields of a customer\n",
        "Columns of `customers.parquet`, `customers.csv` and `result.profile`. A column whose data a shop does not have is left",
        "out. Shares run from 0 to 1, to four digits; money is in the shop's currency; times are UTC; days, weekdays and hours",
        "are those of the shop's time zone. A window of N days is all after the as-of less N days, up to the as-of.\n",
    ]
    for group in Group:
        parts += [f"## {group.value}\n", "| field | label | type | unit | meaning | needs |", "|---|---|---|---|---|---|"]
        parts += [
            f"| `{f.name}` | {f.label} | {f.type.value} | {f.unit} | {f.meaning} | {f.need.value} |"
            for f in CATALOGUE
            if f.group is group
        ]
        parts.append("")
    return "\n".join(parts)
