"""Source rows as canonical rows: who, which order, when, how much, and why a row is not counted.

Two steps: `parsed` reads the columns that the mapping names; `classified` gives every row a `kind` and a `reason`
(NULL = counted). The columns of the result:

customer, order_key, ordered_at (naive UTC), amount (gross, signed), refunded (positive), kind, reason, and with lines
product, product_title, quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.queries import reading
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
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
    union_all,
)
from regulars.queries.row_reader import STATUS_REASON, RawTable, ReadingRules, RowReader, status_word
from regulars.tables import COUNTED_STATUSES, STATUS_WORDS, AmountRule, Mapping, Reason, Status

SALE, RETURN, CONTINUATION = 0, 1, 2


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
        money = reading.product(money, rate, 4 + max(_decimals(value) for _, value in rules.rates))
    return money


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


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
    if not mapping.is_canonical:
        branches.append(branch("$o", Reason.UNREADABLE_DATE, o=reading.is_outside_calendar(name("ordered_at"))))
    if rules.drop_duplicates:
        branches.append(branch("is_duplicate", Reason.DUPLICATE))
    if any(map(mapping.use, ("status", "cancelled_at", "cancelled", "test", "captured"))):
        branches += [branch("state = $s", reason, s=text(status)) for status, reason in STATUS_REASON.items()]
    if rules.currency:
        branches.append(branch("currency <> $c OR currency IS NULL", Reason.OTHER_CURRENCY, c=text(rules.currency)))
    if mapping.amount is not AmountRule.NONE:
        branches.append(branch("$a IS NULL AND NOT is_continuation", Reason.UNREADABLE_AMOUNT, a=amount))
    if mapping.use("unit_price") and mapping.amount in {AmountRule.QUANTITY_TIMES_PRICE, AmountRule.LINE_TOTAL}:
        branches.append(branch("has_zero_price AND amount = 0", Reason.ZERO_PRICE))
    return branches


def unknown_statuses(raw: RawTable, mapping: Mapping) -> Tree | None:
    """Status words outside the vocabulary and their rows, most frequent first; None where the source has no status."""
    use = mapping.use("status")
    if use is None or mapping.is_canonical:
        return None
    known = [text(word) for words in STATUS_WORDS.values() for word in words]
    value = reading.text_value(use.column, raw.types[use.column])
    return template(
        "SELECT $v AS word, COUNT(*) AS n FROM $t WHERE NOT $v IS NULL AND NOT $k GROUP BY 1 ORDER BY n DESC, word",
        v=value,
        t=table(raw.view),
        k=is_in(status_word(value), known),
    )


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


def people(raw: RawTable, mapping: Mapping, keys: Sequence[str], more: Sequence[tuple[str, Tree]] = ()) -> Tree:
    """Who the customers are, one row per key, which may be any of the roles `keys`: the number, e-mail or phone that orders go by.

    `more` are further columns: a name and what it is read as. Of several rows for one key the largest value of each column is kept;
    of what somebody agreed to, the least.
    """
    reader = RowReader(raw, mapping, ReadingRules())
    roles = [role for role in PEOPLE_ROLES if mapping.use(role)]
    by_key = [
        select(
            alias(template("CAST($c AS VARCHAR)", c=reader.known(key)), "person"),
            *[alias(reader.text(role), role) for role in roles],
            *[alias(read, field) for field, read in more],
        ).from_(table(raw.view))
        for key in keys
    ]
    rows = by_key[0] if len(by_key) == 1 else union_all(*by_key)
    details = [alias(template("MAX($v)", v=name(role)), role) for role in roles]
    details += [
        alias(template("MIN($v)" if field == "accepts_marketing" else "MAX($v)", v=name(field)), field) for field, _ in more
    ]
    source = aliased(subquery(rows), "k")
    return select(name("person"), *details).from_(source).where(template("NOT person IS NULL")).group_by("1")


def people_found() -> Tree:
    """How many scored customers the table `people` knows, and how many there are."""
    return template(
        "SELECT COUNT(p.person) AS known, COUNT(*) AS n FROM customers_plain AS c LEFT JOIN people AS p ON p.person = c.customer_id"
    )


def with_people(mapping: Mapping, more: Sequence[str] = ()) -> Tree:
    """The scored customers with the details of `people`, and its columns `more`."""
    found = (*(role for role in PEOPLE_ROLES if mapping.use(role)), *more)
    details = [alias(name(role, "p"), role) for role in found]
    everything = star("s")
    return (
        select(everything, *details)
        .from_(aliased(table("customers_plain"), "s"))
        .join(aliased(table("people"), "p"), on=name("person", "p").eq(name("customer_id", "s")), join_type="left")
    )
