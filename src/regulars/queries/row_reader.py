"""The columns of an order source, each as the tree that reads it."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from decimal import Decimal

from regulars.queries import reading
from regulars.queries.render import Tree, any_of, call, case, coalesce, is_in, name, null, number, template, text, truth
from regulars.records import dataclass
from regulars.tables import RETURN_WORDS, STATUS_WORDS, AmountRule, Mapping, Reason, Status

_ORDER_LEVEL = {AmountRule.TOTAL, AmountRule.FIRST_ROW_TOTAL, AmountRule.REPEATED_TOTAL}
STATUS_REASON = {
    Status.CANCELLED: Reason.CANCELLED,
    Status.PENDING: Reason.PENDING,
    Status.FAILED: Reason.FAILED,
    Status.TEST: Reason.TEST,
    Status.DRAFT: Reason.DRAFT,
}


def somebody(value: Tree, mapping: Mapping) -> Tree:
    """The text `value` of an identity; NULL where it means nobody."""
    if not mapping.anonymous:
        return value
    return case([(is_in(template("LOWER($v)", v=value), [text(word) for word in mapping.anonymous]), null())], value)


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
        """The text of a role, blanks at its ends and a number's nil fraction taken away; NULL where it is blank."""
        use = self._mapping.use(role)
        if use is None:
            return template("CAST(NULL AS VARCHAR)")
        if self._mapping.is_canonical:
            return name(use.column)
        value = reading.text_value(use.column, self._type(use.column))
        if self._mapping.strip_id_fraction and role in {"customer_id", "order_id"}:
            return reading.without_fraction(value) if reading.is_text(self._type(use.column)) else value
        return value

    def money(self, role: str) -> Tree | None:
        """The money of a role; None where no column plays it."""
        use = self._mapping.use(role)
        if use is not None and self._mapping.is_canonical:
            return name(use.column)
        return reading.money_value(use, self._type(use.column)) if use else None

    def customer(self) -> Tree:
        """Who the row belongs to: the first identity that it has."""
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
        return somebody(value, self._mapping)

    def order_key(self) -> Tree:
        """The order's number; NULL where no column has it."""
        use = self._mapping.use("order_id")
        if use is None:
            return null()
        if self._mapping.is_canonical:
            return name(use.column)
        return self.text("order_id") if self._mapping.strip_id_fraction else reading.key_value(use.column, self._type(use.column))

    def ordered_at(self) -> Tree:
        """When the order was made, as naive UTC; NULL where that cannot be read."""
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
            return reading.product(self.quantity(), self.money("unit_price") or null())
        if self._mapping.amount is AmountRule.LINE_TOTAL:
            return self.money("line_total") or null()
        total = self.money("total") or null()
        if self._mapping.amount is AmountRule.REPEATED_TOTAL:
            return case([(self.is_continuation(), number(0))], total)
        return total

    def refunded(self) -> Tree:
        """What was given back on the order, as written; 0 where no column says."""
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
        """How many pieces; NULL where no column says."""
        use = self._mapping.use("quantity")
        if use is None:
            return template("CAST(NULL AS DECIMAL(18, 4))")
        if reading.is_integer(self._type(use.column)):
            return reading.whole_value(use.column, self._type(use.column))
        return reading.money_value(use, self._type(use.column))

    def line_amount(self) -> Tree:
        """What the line was charged, where the source has lines: products are summed by it."""
        value = self.money("line_total")
        price = self.money("unit_price")
        if value is None and price is not None and self._mapping.use("quantity"):
            return reading.product(self.quantity(), price)
        return reading.fine_money(value if value is not None else null())

    def row_hash(self) -> Tree:
        """A hash over all columns, to find repeated rows by; none where order numbers will tell."""
        if is_order_level(self._mapping) and self._mapping.use("order_id"):
            return template("CAST(NULL AS UBIGINT)")
        return call("X_ROW_HASH", *[name(column) for column in self._raw.types])

    def has_zero_price(self) -> Tree:
        """Whether the unit price is zero."""
        price = self.money("unit_price")
        return template("$p = 0", p=price) if price is not None else truth(False)

    def is_continuation(self) -> Tree:
        """Whether the row repeats or continues an order whose money another row has."""
        match self._mapping.amount:
            case AmountRule.FIRST_ROW_TOTAL:
                return template("$t IS NULL", t=self.text("total"))
            case AmountRule.REPEATED_TOTAL:
                # rows alike in every column share the first place: which of them is the duplicate, is told apart from this
                first = f"RANK() OVER (PARTITION BY $o ORDER BY {self._everything(' NULLS FIRST')})"
                first = first if self._rules.drop_duplicates else "ROW_NUMBER() OVER (PARTITION BY $o ORDER BY $o NULLS FIRST)"
                return template(f"{first} > 1 AND NOT $o IS NULL", o=self.order_key())
            case _:
                return truth(False)

    def is_return_document(self) -> Tree:
        """Whether the row says of itself that it takes back: by its number, a flag or its type."""
        signs = [self._is_marked_return()] if self._marks_returns() else []
        if self._mapping.cancel_prefix is not None:
            key, prefix = self.text("order_id"), self._mapping.cancel_prefix
            # a search in every number costs more than a look at its beginning
            begins, matches = (
                template("STARTS_WITH($k, $p)", k=key, p=text(prefix)),
                call("X_MATCHES", key, text(f"^{prefix}[0-9]")),
            )
            signs.append(case([(begins, matches)], truth(False)))
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
        """The currency's code in capitals; NULL where no column says."""
        if self._mapping.is_canonical:
            # the currency that is counted is the shop's own: that of an order which names none
            own = self._rules.currency
            return template("COALESCE($c, $o)", c=self.text("currency"), o=text(own)) if own else self.text("currency")
        return (
            template("UPPER($c)", c=self.text("currency")) if self._mapping.use("currency") else template("CAST(NULL AS VARCHAR)")
        )

    def state(self) -> Tree:
        """The canonical status; NULL where the source has none or uses a word we do not know (which counts, and is told)."""
        if self._mapping.is_canonical and self._mapping.use("status"):
            return name("status")
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
            for status in (*STATUS_REASON, Status.REFUNDED, Status.PARTIALLY_REFUNDED, Status.PAID):
                words = is_in(word, [text(known) for known in STATUS_WORDS[status]])
                branches.append((words, text(status)))
        return case(branches, template("CAST(NULL AS VARCHAR)"))

    def _of_order(self, value: Tree) -> Tree:
        """The order's value on each of its rows, where only the first row has it."""
        if self._mapping.amount is not AmountRule.FIRST_ROW_TOTAL:
            return value
        return template("MAX($v) OVER (PARTITION BY $o)", v=value, o=self.order_key())

    def is_duplicate(self) -> Tree:
        """Whether an identical row stands above, where such rows are to be dropped."""
        if not self._rules.drop_duplicates:
            return truth(False)
        return template(f"ROW_NUMBER() OVER (PARTITION BY {self._everything()} ORDER BY 1) > 1")

    def _everything(self, ending: str = "") -> str:
        return ", ".join(name(column).text + ending for column in self._raw.types)


def status_word(value: Tree) -> Tree:
    """A status as the vocabulary writes it: lower case, spaces for `_` and `-`, without WooCommerce's `wc-`."""
    plain = template("LOWER(REPLACE(REPLACE($v, '_', ' '), '-', ' '))", v=value)
    return template("CASE WHEN STARTS_WITH($p, 'wc ') THEN REPLACE($p, 'wc ', '') ELSE $p END", p=plain)


def is_order_level(mapping: Mapping) -> bool:
    """Whether one row (or an order's first row) carries the whole order's money."""
    return mapping.amount in _ORDER_LEVEL
