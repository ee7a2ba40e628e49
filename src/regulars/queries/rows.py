"""Source rows as canonical rows: who, which order, when, how much, and why a row is not counted.

Two steps: `parsed` reads the columns that the mapping names; `classified` gives every row a `kind` and a `reason`
(NULL = counted). The columns of the result:

customer, order_key, ordered_at (naive UTC), amount (gross, signed), refunded (positive), kind, reason, and with lines
product, product_title, quantity.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from regulars.queries import reading
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    any_of,
    call,
    case,
    coalesce,
    is_in,
    name,
    null,
    number,
    select,
    star,
    subquery,
    table,
    template,
    text,
    truth,
    union_all,
)
from regulars.tables import COUNTED_STATUSES, RETURN_WORDS, STATUS_WORDS, AmountRule, Mapping, Reason, Status

SALE, RETURN, CONTINUATION = 0, 1, 2

_ORDER_LEVEL = {AmountRule.TOTAL, AmountRule.FIRST_ROW_TOTAL, AmountRule.REPEATED_TOTAL}
_STATUS_REASON = {
    Status.CANCELLED: Reason.CANCELLED,
    Status.PENDING: Reason.PENDING,
    Status.FAILED: Reason.FAILED,
    Status.TEST: Reason.TEST,
    Status.DRAFT: Reason.DRAFT,
}


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What the person decided about reading a source.

    `file_zone`: zone of instants without an offset. `currency`: count this one only. `rates`: how much one unit of a currency is
    worth in the shop's. `drop_duplicates`: count rows that are identical in every column once.
    """

    file_zone: str = "UTC"
    currency: str | None = None
    rates: tuple[tuple[str, Decimal], ...] = ()
    drop_duplicates: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """A source as the engine sees it: its name there and the types of its columns."""

    view: str
    types: Dictionary[str, str]


def parsed(raw: RawTable, mapping: Mapping, rules: ReadingRules) -> Select:
    """The mapped columns of every row, read but not judged."""
    reader = RowReader(raw, mapping, rules)
    columns: list[tuple[Tree, str]] = [
        (reader.customer(), "customer"),
        (reader.order_key(), "order_key"),
        (reader.ordered_at(), "ordered_at"),
        (reader.amount(), "amount"),
        (reader.refunded(), "refunded"),
        (reader.is_continuation(), "is_continuation"),
        (reader.is_return_document(), "is_return_document"),
        (reader.state(), "state"),
        (reader.currency(), "currency"),
        (reader.text("product_id"), "product_id"),
        (reader.text("product_title"), "product_title"),
        (reader.quantity(), "quantity"),
        (reader.line_amount(), "line_amount"),
        (reader.has_zero_price(), "has_zero_price"),
        (reader.row_hash(), "row_hash"),
        (reader.is_duplicate(), "is_duplicate"),
    ]
    return select(*[alias(tree, called) for tree, called in columns]).from_(table(raw.view))


DETAIL_ROLES = ("discount", "cost", "channel", "coupon_code", "category")


def parsed_details(raw: RawTable, mapping: Mapping, rules: ReadingRules) -> Select:
    """`parsed` with what only a profile asks for: discount and cost (signless), channel, coupon_code, category."""
    reader = RowReader(raw, mapping, rules)
    details = [alias(reader.detail(role), role) for role in DETAIL_ROLES]
    return parsed(raw, mapping, rules).select(*details)


def classified_details(mapping: Mapping, rules: ReadingRules, source: str) -> Select:
    """`classified` of a view made by `parsed_details`, its details included, money in the shop's currency."""
    tree = classified(mapping, rules)
    details = [alias(_in_currency(name(role), rules), role) for role in ("discount", "cost")]
    return tree.select(*details, *[name(role) for role in DETAIL_ROLES[2:]]).from_(table(source))


def classified(mapping: Mapping, rules: ReadingRules) -> Select:
    """Every parsed row with its kind and the reason why it is not counted, first reason wins."""
    amount, refunded = _signed_money(mapping, rules)
    kind = case(
        [
            (name("is_continuation"), number(CONTINUATION)),
            (template("$a < 0 OR quantity < 0 OR is_return_document", a=amount), number(RETURN)),
        ],
        number(SALE),
    )
    return select(
        *map(name, ("customer", "order_key", "ordered_at")),
        alias(template("COALESCE($a, 0)", a=amount), "amount"),
        alias(refunded, "refunded"),
        alias(kind, "kind"),
        alias(template("COALESCE(product_id, product_title)"), "product"),
        *map(name, ("product_title", "quantity", "line_amount", "currency", "row_hash")),
        alias(case(_reasons(mapping, rules, amount), null()), "reason"),
    ).from_("parsed")


def _in_currency(money: Tree, rules: ReadingRules) -> Tree:
    """A row's money in the shop's currency."""
    if rules.currency:  # money of another currency cannot be added to this one's: such rows are counted without it
        money = case([(name("currency").eq(text(rules.currency)), money)], number(0))
    if rules.rates:
        rate = case([(name("currency").eq(text(code)), number(value)) for code, value in rules.rates], null())
        money = template(f"CAST($a * $r AS {reading.FINE_MONEY})", a=money, r=rate)
    return money


def _signed_money(mapping: Mapping, rules: ReadingRules) -> tuple[Tree, Tree]:
    """The row's amount and what was given back on it, in the shop's currency."""
    amount, refunded = (_in_currency(name(column), rules) for column in ("amount", "refunded"))
    given_back = template("COALESCE(ABS($r), 0)", r=refunded)
    if mapping.use("status") is None and mapping.use("is_refunded") is None:
        return amount, given_back
    # a refunded order whose source does not say how much gave all of it back
    whole = template("CASE WHEN $a > 0 THEN $a ELSE 0 END", a=amount)
    refund = case(
        [(name("state").eq(text(Status.REFUNDED)), template("COALESCE(NULLIF(ABS($r), 0), $w, 0)", r=refunded, w=whole))],
        given_back,
    )
    return amount, refund


def _reasons(mapping: Mapping, rules: ReadingRules, amount: Tree) -> list[tuple[Tree, Tree]]:
    def branch(condition: str, reason: Reason, **slots: Tree) -> tuple[Tree, Tree]:
        return template(condition, **slots), text(reason)

    branches = [branch("customer IS NULL", Reason.NO_CUSTOMER), branch("ordered_at IS NULL", Reason.UNREADABLE_DATE)]
    if rules.drop_duplicates:
        branches.append(branch("is_duplicate", Reason.DUPLICATE))
    if any(map(mapping.use, ("status", "cancelled_at", "cancelled", "test", "captured"))):
        branches += [branch("state = $s", reason, s=text(status)) for status, reason in _STATUS_REASON.items()]
    if rules.currency:
        branches.append(branch("currency <> $c OR currency IS NULL", Reason.OTHER_CURRENCY, c=text(rules.currency)))
    if mapping.amount is not AmountRule.NONE:
        branches.append(branch("$a IS NULL AND NOT is_continuation", Reason.UNREADABLE_AMOUNT, a=amount))
    if mapping.use("unit_price") and mapping.amount in {AmountRule.QUANTITY_TIMES_PRICE, AmountRule.LINE_TOTAL}:
        branches.append(branch("has_zero_price AND amount = 0", Reason.ZERO_PRICE))
    return branches


# money of an order that is told beside its total
MONEY_DETAILS = frozenset({"discount", "cost", "shipping", "tax"})


class RowReader:
    """The mapped columns of one source, each as the tree that reads it."""

    def __init__(self, raw: RawTable, mapping: Mapping, rules: ReadingRules) -> None:
        self._raw = raw
        self._mapping = mapping
        self._rules = rules

    def _type(self, column: str) -> str:
        return self._raw.types[column]

    def text(self, role: str) -> Tree:
        use = self._mapping.use(role)
        if use is None:
            return template("CAST(NULL AS VARCHAR)")
        value = reading.text_value(use.column, self._type(use.column))
        if self._mapping.strip_id_fraction and role in {"customer_id", "order_id"}:
            return call("X_KEEP", value, text("[.]0+$"))
        return value

    def money(self, role: str) -> Tree | None:
        """The money of a role; None where no column plays it."""
        use = self._mapping.use(role)
        return reading.money_value(use, self._type(use.column)) if use else None

    def customer(self) -> Tree:
        roles = [role for role in self._mapping.identity if self._mapping.use(role)]
        only = self._mapping.use(roles[0]) if len(roles) == 1 else None
        if only and only.role == "customer_id" and reading.is_integer(self._type(only.column)) and not self._mapping.anonymous:
            return name(only.column)
        found = [self.known(role) for role in roles]
        return found[0] if len(found) == 1 else coalesce(*found)

    def known(self, role: str) -> Tree:
        """The value of one identity role; NULL where it means nobody."""
        value = self.text(role)
        if role == "email":
            value = template("LOWER($v)", v=value)
        if role == "phone":
            value = template("NULLIF($d, '')", d=call("X_DIGITS", value))
        if not self._mapping.anonymous:
            return value
        nobody = is_in(template("LOWER($v)", v=value), [text(word) for word in self._mapping.anonymous])
        return case([(nobody, null())], value)

    def order_key(self) -> Tree:
        use = self._mapping.use("order_id")
        if use is None:
            return null()
        return self.text("order_id") if self._mapping.strip_id_fraction else reading.key_value(use.column, self._type(use.column))

    def ordered_at(self) -> Tree:
        use = self._mapping.use("ordered_at")
        if use is None:
            return null()
        clock = self._mapping.use("time_of_day")
        if clock is None:
            return reading.time_value(use, self._type(use.column), self._rules.file_zone)
        day = reading.time_value(use, self._type(use.column), "UTC")
        zone = self.text("zone") if self._mapping.use("zone") else None
        return reading.with_time_of_day(day, self.text("time_of_day"), zone, self._rules.file_zone)

    def amount(self) -> Tree:
        """The row's signed money; a row marked as a return takes back, whichever sign it was written with."""
        if not self._marks_returns() or self._mapping.amount is AmountRule.NONE:
            return self._written_amount()
        return template("CASE WHEN $r THEN -ABS($a) ELSE $a END", r=self._is_marked_return(), a=self._written_amount())

    def _written_amount(self) -> Tree:
        if self._mapping.amount is AmountRule.NONE:
            return template(f"CAST(0 AS {reading.CENT_MONEY})")
        if self._mapping.amount is AmountRule.QUANTITY_TIMES_PRICE:
            product = template("$q * $p", q=self.quantity(), p=self.money("unit_price") or null())
            return template(f"TRY_CAST($x AS {reading.FINE_MONEY})", x=product)
        if self._mapping.amount is AmountRule.LINE_TOTAL:
            return self.money("line_total") or null()
        total = self.money("total") or null()
        if self._mapping.amount is AmountRule.REPEATED_TOTAL:
            return case([(self.is_continuation(), number(0))], total)
        return total

    def refunded(self) -> Tree:
        value = self.money("refunded")
        if value is None:
            return template(f"CAST(0 AS {reading.CENT_MONEY})")
        if self._mapping.amount is AmountRule.REPEATED_TOTAL:
            return case([(self.is_continuation(), number(0))], value)
        return value

    def detail(self, role: str) -> Tree:
        """A column that only a profile asks for; money without its sign, and once per order where it is repeated on its rows."""
        if role not in MONEY_DETAILS:
            return self.text(role)
        value = self.money(role)
        if value is None:
            return template(f"CAST(NULL AS {reading.CENT_MONEY})")
        size = template("ABS($v)", v=value)
        if self._mapping.amount is AmountRule.REPEATED_TOTAL:
            return case([(self.is_continuation(), number(0))], size)
        return size

    def quantity(self) -> Tree:
        use = self._mapping.use("quantity")
        if use is None:
            return template("CAST(NULL AS DECIMAL(18, 4))")
        if reading.is_integer(self._type(use.column)):
            return name(use.column)
        return reading.money_value(use, self._type(use.column))

    def line_amount(self) -> Tree:
        """What the line was charged, where the source has lines: products are summed by it."""
        value = self.money("line_total")
        price = self.money("unit_price")
        if value is None and price is not None and self._mapping.use("quantity"):
            value = template("$q * $p", q=self.quantity(), p=price)
        return template(f"TRY_CAST($v AS {reading.FINE_MONEY})", v=value if value is not None else null())

    def row_hash(self) -> Tree:
        """A hash over all columns, to find repeated rows by; none where order numbers will tell."""
        if is_order_level(self._mapping) and self._mapping.use("order_id"):
            return template("CAST(NULL AS UBIGINT)")
        return call("X_ROW_HASH", *[name(column) for column in self._raw.types])

    def has_zero_price(self) -> Tree:
        price = self.money("unit_price")
        return template("$p = 0", p=price) if price is not None else truth(False)

    def is_continuation(self) -> Tree:
        match self._mapping.amount:
            case AmountRule.FIRST_ROW_TOTAL:
                return template("$t IS NULL", t=self.text("total"))
            case AmountRule.REPEATED_TOTAL:
                return template(
                    "ROW_NUMBER() OVER (PARTITION BY $o ORDER BY $o NULLS FIRST) > 1 AND NOT $o IS NULL", o=self.order_key()
                )
            case _:
                return truth(False)

    def is_return_document(self) -> Tree:
        """Whether the row says of itself that it takes back: by its number, a flag or its type."""
        signs = [self._is_marked_return()] if self._marks_returns() else []
        if self._mapping.cancel_prefix is not None:
            signs.append(call("X_MATCHES", self.text("order_id"), text(f"^{self._mapping.cancel_prefix}[0-9]")))
        return template("COALESCE($s, FALSE)", s=any_of(*signs)) if signs else truth(False)

    def _marks_returns(self) -> bool:
        return self._mapping.use("is_return") is not None or self._mapping.use("row_type") is not None

    def _is_marked_return(self) -> Tree:
        signs: list[Tree] = []
        if use := self._mapping.use("is_return"):
            signs.append(reading.flag_value(use.column, self._type(use.column)))
        if self._mapping.use("row_type"):
            signs.append(is_in(status_word(self.text("row_type")), [text(word) for word in RETURN_WORDS]))
        return any_of(*signs)

    def currency(self) -> Tree:
        return (
            template("UPPER($c)", c=self.text("currency")) if self._mapping.use("currency") else template("CAST(NULL AS VARCHAR)")
        )

    def state(self) -> Tree:
        """The canonical status; NULL where the source has none or uses a word we do not know (which counts, and is told)."""
        branches: list[tuple[Tree, Tree]] = []
        if use := self._mapping.use("test"):
            branches.append((reading.flag_value(use.column, self._type(use.column)), text(Status.TEST)))
        if self._mapping.use("cancelled_at"):
            cancelled = self._of_order(self.text("cancelled_at"))
            branches.append((template("NOT $c IS NULL", c=cancelled), text(Status.CANCELLED)))
        if use := self._mapping.use("cancelled"):
            branches.append((reading.flag_value(use.column, self._type(use.column)), text(Status.CANCELLED)))
        if use := self._mapping.use("captured"):
            branches.append((template("NOT $f", f=reading.flag_value(use.column, self._type(use.column))), text(Status.PENDING)))
        if use := self._mapping.use("is_refunded"):
            branches.append((reading.flag_value(use.column, self._type(use.column)), text(Status.REFUNDED)))
        if self._mapping.use("status"):
            word = status_word(self._of_order(self.text("status")))
            for status in (*_STATUS_REASON, Status.REFUNDED, Status.PARTIALLY_REFUNDED, Status.PAID):
                words = is_in(word, [text(known) for known in STATUS_WORDS[status]])
                branches.append((words, text(status)))
        return case(branches, template("CAST(NULL AS VARCHAR)"))

    def _of_order(self, value: Tree) -> Tree:
        """The order's value on each of its rows, where only the first row has it."""
        if self._mapping.amount is not AmountRule.FIRST_ROW_TOTAL:
            return value
        return template("MAX($v) OVER (PARTITION BY $o)", v=value, o=self.order_key())

    def is_duplicate(self) -> Tree:
        if not self._rules.drop_duplicates:
            return truth(False)
        everything = ", ".join(name(column).text for column in self._raw.types)
        return template(f"ROW_NUMBER() OVER (PARTITION BY {everything} ORDER BY 1) > 1")


def status_word(value: Tree) -> Tree:
    """A status as the vocabulary writes it: lower case, spaces for `_` and `-`, without WooCommerce's `wc-`."""
    plain = template("LOWER(REPLACE(REPLACE($v, '_', ' '), '-', ' '))", v=value)
    return template("CASE WHEN STARTS_WITH($p, 'wc ') THEN REPLACE($p, 'wc ', '') ELSE $p END", p=plain)


def unknown_statuses(raw: RawTable, mapping: Mapping) -> Tree | None:
    """Status words outside the vocabulary and their rows, most frequent first; None where the source has no status."""
    use = mapping.use("status")
    if use is None:
        return None
    known = [text(word) for words in STATUS_WORDS.values() for word in words]
    value = reading.text_value(use.column, raw.types[use.column])
    return template(
        "SELECT $v AS word, COUNT(*) AS n FROM $t WHERE NOT $v IS NULL AND NOT $k GROUP BY 1 ORDER BY n DESC, word",
        v=value,
        t=table(raw.view),
        k=is_in(status_word(value), known),
    )


def is_order_level(mapping: Mapping) -> bool:
    """Whether one row (or an order's first row) carries the whole order's money."""
    return mapping.amount in _ORDER_LEVEL


def counted_statuses() -> frozenset[Status]:
    """The statuses whose orders count."""
    return COUNTED_STATUSES


def lines(raw: RawTable, mapping: Mapping) -> Select:
    """Order lines kept in a table of their own: order_key, product, product_title, category, quantity, line_amount."""
    reader = RowReader(raw, mapping, ReadingRules())
    return select(
        alias(reader.order_key(), "order_key"),
        alias(coalesce(reader.text("product_id"), reader.text("product_title")), "product"),
        alias(reader.text("product_title"), "product_title"),
        alias(reader.text("category"), "category"),
        alias(reader.quantity(), "quantity"),
        alias(reader.line_amount(), "line_amount"),
    ).from_(table(raw.view))


PEOPLE_ROLES = ("email", "phone", "first_name", "last_name", "country", "region", "city", "postal_code")


def people(raw: RawTable, mapping: Mapping, keys: Sequence[str]) -> Tree:
    """Who the customers are, one row per key, which may be any of the roles `keys`: the number, e-mail or phone that orders go by.

    Of several rows for one key the largest value of each column is kept.
    """
    reader = RowReader(raw, mapping, ReadingRules())
    roles = [role for role in PEOPLE_ROLES if mapping.use(role)]
    by_key = [
        select(
            alias(template("CAST($c AS VARCHAR)", c=reader.known(key)), "person"),
            *[alias(reader.text(role), role) for role in roles],
        ).from_(table(raw.view))
        for key in keys
    ]
    rows = by_key[0] if len(by_key) == 1 else union_all(*by_key)
    details = [alias(template("MAX($v)", v=name(role)), role) for role in roles]
    source = aliased(subquery(rows), "k")
    return select(name("person"), *details).from_(source).where(template("NOT person IS NULL")).group_by("1")


def people_found() -> Tree:
    """How many scored customers the table `people` knows, and how many there are."""
    return template(
        "SELECT COUNT(p.person) AS known, COUNT(*) AS n FROM customers_plain AS c LEFT JOIN people AS p ON p.person = c.customer_id"
    )


def with_people(mapping: Mapping) -> Tree:
    """The scored customers with the details of `people`."""
    details = [alias(name(role, "p"), role) for role in PEOPLE_ROLES if mapping.use(role)]
    everything = star("s")
    return (
        select(everything, *details)
        .from_(aliased(table("customers_plain"), "s"))
        .join(aliased(table("people"), "p"), on=name("person", "p").eq(name("customer_id", "s")), join_type="left")
    )
