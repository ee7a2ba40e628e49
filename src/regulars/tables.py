"""The canonical tables every source is mapped to, and how a source's columns are read.

Pure data: `ingest/` decides which column plays which role (a `Mapping`), `queries/` turns that decision
into SQL. A role is a canonical column of `orders` or `order_lines`, or one of the helper roles that some platforms need.
"""

from __future__ import annotations

from enum import StrEnum

from regulars.records import dataclass, field


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    TIME = "time"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Role:
    """A column that a source may have: its name, kind and one-line meaning."""

    name: str
    kind: Kind
    meaning: str


ORDER_ROLES: tuple[Role, ...] = (
    Role("customer_id", Kind.TEXT, "the customer's identifier in the source"),
    Role("email", Kind.TEXT, "the customer's e-mail address"),
    Role("phone", Kind.TEXT, "the customer's phone number"),
    Role("first_name", Kind.TEXT, "the customer's first name"),
    Role("last_name", Kind.TEXT, "the customer's last name, or the whole name where it is not split"),
    Role("country", Kind.TEXT, "the customer's or the delivery's country"),
    Role("region", Kind.TEXT, "state, province or region"),
    Role("city", Kind.TEXT, "city"),
    Role("postal_code", Kind.TEXT, "postal code"),
    Role("order_id", Kind.TEXT, "the order, invoice, basket or receipt a row belongs to"),
    Role("ordered_at", Kind.TIME, "when the order was placed"),
    Role("currency", Kind.TEXT, "ISO 4217 code of the order's money"),
    Role("total", Kind.MONEY, "what the order was charged, once per order"),
    Role("discount", Kind.MONEY, "discount on the order or line"),
    Role("shipping", Kind.MONEY, "shipping charged"),
    Role("tax", Kind.MONEY, "tax charged"),
    Role("refunded", Kind.MONEY, "money given back on the order; positive"),
    Role("cost", Kind.MONEY, "cost of the goods sold"),
    Role("channel", Kind.TEXT, "where the order came in"),
    Role("coupon_code", Kind.TEXT, "coupon used"),
    Role("status", Kind.TEXT, "state of the order: paid, pending, cancelled, refunded..."),
    Role("product_id", Kind.TEXT, "product or stock code of the line"),
    Role("product_title", Kind.TEXT, "product name of the line"),
    Role("category", Kind.TEXT, "product category of the line"),
    Role("quantity", Kind.NUMBER, "units on the line; negative for a return"),
    Role("unit_price", Kind.MONEY, "price of one unit"),
    Role("line_total", Kind.MONEY, "what the line was charged, after its discount"),
    # helper roles: read, never stored
    Role("time_of_day", Kind.TEXT, "time of day, where date and time are two columns"),
    Role("zone", Kind.TEXT, "time zone name of the row, where a column tells it"),
    Role("cancelled_at", Kind.TEXT, "not blank when the order was cancelled"),
    Role("test", Kind.FLAG, "true, yes, 1 or 'test' when the row is a test"),
    Role("captured", Kind.FLAG, "false, no or 0 when the payment was never taken"),
    Role("cancelled", Kind.FLAG, "true, yes or 1 when the order was cancelled"),
    Role("is_refunded", Kind.FLAG, "true, yes or 1 when all of the order was given back"),
    Role("is_return", Kind.FLAG, "true, yes or 1 when the row is a return"),
    Role("row_type", Kind.TEXT, "what kind of document the row is: sale, return..."),
)

EVENT_ROLES: tuple[Role, ...] = (
    Role("customer_id", Kind.TEXT, "the customer's identifier in the source"),
    Role("email", Kind.TEXT, "the customer's e-mail address"),
    Role("occurred_at", Kind.TIME, "when it happened"),
    Role("type", Kind.TEXT, "what happened: email_open, site_visit, page_view..."),
    Role("session_id", Kind.TEXT, "the visit the event belongs to"),
    Role("campaign", Kind.TEXT, "campaign of an e-mail event"),
    Role("channel", Kind.TEXT, "channel of the event"),
    Role("value", Kind.NUMBER, "a number that came with the event"),
)


class AmountRule(StrEnum):
    """Where a row's money is."""

    TOTAL = "total"  # one row per order: `total`
    LINE_TOTAL = "line_total"  # several rows per order: their `line_total` add up
    QUANTITY_TIMES_PRICE = "quantity_times_price"  # several rows per order: quantity x unit_price add up
    FIRST_ROW_TOTAL = "first_row_total"  # `total` on the order's first row, blank on its further rows
    REPEATED_TOTAL = "repeated_total"  # the same `total` on every row of the order: taken once
    NONE = "none"  # the source has no money: R and F only


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a text column writes numbers.

    `plain`: every value is digits with an optional sign and `.`; a cast reads it. Otherwise a value must have the shape
    `queries.written_money.WRITTEN_NUMBER`; then everything but digits, signs, parentheses (negative) and the decimal mark is
    dropped: currency signs, spaces, thousands marks.
    """

    plain: bool = True
    decimal: str = "."


class TimeKind(StrEnum):
    """How a column writes instants."""

    NATIVE = "native"  # the column's type is a date or timestamp without zone
    NATIVE_ZONED = "native_zoned"  # the column's type is a timestamp with zone
    ISO = "iso"  # 2024-03-01, 2024-03-01 10:00:00, 2024-03-01T10:00:00.123: a cast reads it; no offset
    ISO_ZONED = "iso_zoned"  # the same with an offset or Z
    PATTERN = "pattern"  # strptime patterns, the first that reads wins; no offset
    PATTERN_ZONED = "pattern_zoned"  # the same (or ISO) around which people write more: zones, "a.m."; see queries.written_times
    EXCEL = "excel"  # days since 1899-12-30, fraction = time of day
    EPOCH_S = "epoch_s"
    EPOCH_MS = "epoch_ms"


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """How a column writes instants, with strptime `patterns` where kind is PATTERN (or as further tries after another kind)."""

    kind: TimeKind
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InnerMoney:
    """Amounts inside a text, added up: under `key` in "amount:29.90|reason:late", or, with `is_path`, where a JSON path leads."""

    key: str
    is_path: bool = False


class LinePacking(StrEnum):
    """How order lines stand inside the order's row."""

    PAIRS = "pairs"  # one text per column: "name:Pen|sku:7|quantity:2"
    JSON = "json"  # one text: [{"sku": "7", "quantity": 2}, ...]
    NATIVE = "native"  # one column whose type is a list of structures


@dataclass(frozen=True, slots=True)
class InnerLines:
    """Order lines inside the order's row: the columns that hold them, how, and the keys of a line."""

    columns: tuple[str, ...]
    packing: LinePacking
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One decision of the detector: this column of the source plays this role.

    `sure` runs from 0 to 1; `why` is a phrase for the person who reads the mapping ("named like an order number; 98 % of
    values are unique").
    """

    role: str
    column: str
    format: NumberFormat | TimeFormat | InnerMoney | None = None
    sure: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one source is read: which column plays which role, and the rules its rows follow.

    `identity` lists the roles that can name a customer, first non-blank wins (`customer_id`, `email`, `phone`).
    `anonymous` are lower-case values of these roles that mean nobody ("0", "guest"); `zero_is_nobody` whether the customer number 0
    does, None where nobody has it.
    `cancel_prefix`: order numbers that begin with it are cancellation documents (Online Retail's "C").
    `currency`: ISO 4217 code of all amounts, where their values name one and no column does.
    `strip_id_fraction`: customer and order numbers are read without a `.0` at their end ("17.0" is 17).
    `inner_lines`: order lines that stand inside the rows.
    `is_canonical`: values are those of the canonical tables already; there is nothing to trim, to translate or to leave out.
    `notes` are sentences for the quality report: what was assumed, what was left unused.
    """

    amount: AmountRule
    uses: tuple[ColumnUse, ...]
    identity: tuple[str, ...]
    platform: str | None = None
    anonymous: tuple[str, ...] = ()
    zero_is_nobody: bool | None = None
    cancel_prefix: str | None = None
    currency: str | None = None
    strip_id_fraction: bool = False
    inner_lines: InnerLines | None = None
    is_canonical: bool = False
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = field(default=())

    def use(self, role: str) -> ColumnUse | None:
        """The column that plays `role`, or None."""
        return next((use for use in self.uses if use.role == role), None)


class Status(StrEnum):
    """The states of a canonical order."""

    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    PENDING = "pending"
    FAILED = "failed"
    TEST = "test"
    DRAFT = "draft"


# What flag columns say, lower case, in eight languages.
YES_WORDS = (
    "true", "yes", "1", "y", "t", "x", "test", "ja", "j", "oui", "si", "sí", "sì", "sim", "tak", "wahr", "vrai", "verdadero",
    "verdadeiro", "vero", "waar", "prawda", "on", "checked", "да", "так", "是", "有", "はい", "예", "نعم", "evet",
)  # fmt: skip
NO_WORDS = (
    "false", "no", "0", "n", "f", "live", "nein", "non", "nee", "não", "nao", "nie", "falsch", "faux", "falso", "onwaar",
    "fałsz", "off", "unchecked", "нет", "ні", "否", "无", "いいえ", "아니오", "لا", "hay\u0131r", "nej",
)  # fmt: skip

# Words for what kind of document a row is, lower case with "_" and "-" read as spaces. Sources: the document types of SAP
# Business One, Microsoft Dynamics, Odoo, Shopify and Square exports, and the plain words of eight languages.
SALE_WORDS = (
    "sale", "sales", "order", "purchase", "invoice", "sales invoice", "sales order", "payment", "charge", "debit", "receipt",
    "capture", "cash sale", "out invoice", "customer invoice", "buy", "transaction", "verkauf", "rechnung", "bestellung", "auftrag",
    "kauf", "vente", "facture", "commande", "achat", "venta", "factura", "pedido", "compra", "vendita", "fattura", "ordine",
    "acquisto", "venda", "fatura", "nota fiscal", "verkoop", "factuur", "bestelling", "aankoop", "sprzedaż", "faktura",
    "zamówienie", "zakup", "paragon", "продажа", "заказ", "покупка", "販売", "売上",
)  # fmt: skip
RETURN_WORDS = (
    "refund", "refunds", "return", "returns", "returned", "credit", "credit memo", "credit note", "creditmemo", "creditnote",
    "sales credit", "sales credit memo", "sales return", "out refund", "customer credit note", "reversal", "chargeback",
    "cash refund", "gutschrift", "rechnungskorrektur", "stornorechnung", "retoure", "rücksendung", "rückgabe", "rückerstattung",
    "erstattung", "avoir", "retour", "remboursement", "note de crédit", "devolución", "devolucion", "reembolso", "abono",
    "nota de crédito", "nota de credito", "factura rectificativa", "reso", "rimborso", "nota di credito", "nota credito",
    "devolução", "devolucao", "terugbetaling", "creditnota", "creditfactuur", "retourzending", "zwrot", "korekta",
    "faktura korygująca", "возврат", "返品", "返金",
)  # fmt: skip

COUNTED_STATUSES = frozenset({Status.PAID, Status.PARTIALLY_REFUNDED, Status.REFUNDED})

# Words that platforms write for a status, lower case with "_", "-" and "wc-" read as spaces. Sources: Shopify financial
# status, WooCommerce, Magento, Stripe, Square, Etsy, Olist, and the plain words of six languages.
STATUS_WORDS: dict[Status, tuple[str, ...]] = {
    Status.PAID: (
        "paid", "complete", "completed", "processing", "shipped", "delivered", "fulfilled", "partially fulfilled",
        "unfulfilled", "invoiced", "approved", "succeeded", "success", "successful", "captured", "closed", "settled",
        "partially paid", "sale", "order", "ok", "active", "sent", "dispatched", "bezahlt", "abgeschlossen", "versandt",
        "payé", "payée", "terminé", "terminée", "expédié", "expédiée", "pagado", "pagada", "completado", "completada",
        "enviado", "enviada", "pago", "paga", "concluído", "concluída", "entregue", "pagato", "completato", "spedito",
        "betaald", "voltooid", "verzonden", "opłacone", "zrealizowane", "done", "finished", "payment", "in transit",
        "ready for pickup", "picked up", "partially shipped", "in progress", "geliefert", "livré", "livrée", "entregado",
        "оплачен", "оплачено", "выполнен", "выполнено", "завершен", "завершён", "доставлен", "доставлено", "отправлен",
        "сплачено",
        "已支付", "已付款", "已完成", "交易成功", "交易完成", "已发货", "买家已付款", "卖家已发货", "已收货", "已签收",
        "支払済", "支払い済み",
        "入金済み", "入金済", "発送済み", "発送済", "完了", "配達完了", "결제완료", "배송완료", "배송중", "구매확정", "مكتمل",
        "مدفوع",
        "تم التوصيل", "tamamland\u0131", "ödendi", "teslim edildi", "betald", "betalt", "levererad",
    ),
    Status.PARTIALLY_REFUNDED: ("partially refunded", "partial refund", "partly refunded", "teilweise erstattet"),
    Status.REFUNDED: (
        "refunded", "refund", "returned", "return", "erstattet", "remboursé", "remboursée", "reembolsado", "rimborsato",
        "terugbetaald", "zwrócone", "fully refunded", "chargeback", "disputed", "возвращен", "возвращён", "возврат", "已退款",
        "退款成功", "返金済み", "返金済", "返品済み", "환불완료", "반품완료", "مسترد", "iade edildi", "återbetald", "refunderet",
    ),
    Status.CANCELLED: (
        "cancelled", "canceled", "cancel", "voided", "void", "storniert", "annulé", "annulée", "cancelado", "cancelada",
        "annullato", "geannuleerd", "anulowane", "rejected", "declined by seller", "unavailable", "trash", "отменен", "отменён",
        "отменено", "скасовано", "已取消", "交易关闭", "已关闭", "取消", "キャンセル", "キャンセル済み", "취소", "주문취소",
        "취소완료", "ملغي",
        "iptal", "iptal edildi", "avbruten", "annulleret",
    ),
    Status.PENDING: (
        "pending", "pending payment", "on hold", "hold", "holded", "authorized", "authorised", "unpaid", "open", "created",
        "new", "awaiting payment", "requires payment method", "requires capture", "requires action", "incomplete",
        "ausstehend", "en attente", "pendiente", "pendente", "in attesa", "in behandeling", "payment review", "overdue",
        "pending review", "uncaptured", "awaiting fulfillment", "ожидает оплаты", "не оплачен", "не оплачено", "待付款", "未付款",
        "等待买家付款", "支払待ち", "入金待ち", "未払い", "未入金", "입금대기", "결제대기", "قيد الانتظار",
        "ödeme bekleniyor", "beklemede",
    ),
    Status.FAILED: ("failed", "failure", "declined", "expired", "blocked", "error", "fehlgeschlagen", "échoué", "fallido"),
    Status.TEST: ("test",),
    Status.DRAFT: ("draft", "checkout draft", "auto draft", "quote", "abandoned"),
}  # fmt: skip


class Reason(StrEnum):
    """Why a row is not counted. The value is the key in `quality.json`."""

    UNREADABLE_ROW = "unreadable_row"
    NO_CUSTOMER = "no_customer"
    UNREADABLE_DATE = "unreadable_date"
    UNREADABLE_AMOUNT = "unreadable_amount"
    DUPLICATE = "duplicate"
    TEST = "test"
    CANCELLED = "cancelled"
    PENDING = "pending"
    FAILED = "failed"
    DRAFT = "draft"
    OTHER_CURRENCY = "other_currency"
    ZERO_PRICE = "zero_price"
    AFTER_AS_OF = "after_as_of"
    OUTSIDE_WINDOW = "outside_window"
    RETURN_WITHOUT_PURCHASE = "return_without_purchase"
    NO_ENGAGEMENT = "no_engagement"
    ROUNDING = "rounding"


# what a row that takes something off an order calls its product, in small letters
DISCOUNT_TITLES = frozenset(
    {
        "discount", "discounts", "order discount", "cart discount", "coupon", "coupon discount", "voucher", "promo code",
        "rabatt", "gutschein", "remise", "réduction", "bon de réduction", "descuento", "cupón", "sconto", "buono sconto",
        "korting", "kortingscode", "desconto", "rabat", "alennus", "sleva", "kedvezmény",
    }
)  # fmt: skip

REASON_MEANING: dict[Reason, str] = {
    Reason.UNREADABLE_ROW: "the line could not be split into columns (its money is unknown and counts as 0)",
    Reason.NO_CUSTOMER: "no customer on the row",
    Reason.UNREADABLE_DATE: "the date is blank or cannot be read",
    Reason.UNREADABLE_AMOUNT: "the amount is blank or cannot be read (its money is unknown and counts as 0)",
    Reason.DUPLICATE: "identical in every column to another row; counted once",
    Reason.TEST: "marked as a test",
    Reason.CANCELLED: "the order was cancelled",
    Reason.PENDING: "not paid (yet)",
    Reason.FAILED: "the payment failed",
    Reason.DRAFT: "a draft that never became an order",
    Reason.OTHER_CURRENCY: "in another currency than the one asked for (its money is not added up)",
    Reason.ZERO_PRICE: "unit price zero: a sample, correction or write-off, not a purchase",
    Reason.AFTER_AS_OF: "dated after the as-of",
    Reason.OUTSIDE_WINDOW: "dated before the window",
    Reason.RETURN_WITHOUT_PURCHASE: "returns of customers who have no counted order",
    Reason.NO_ENGAGEMENT: "an event that is no engagement (sent mails, unsubscribes...)",
    Reason.ROUNDING: "fractions of a cent, where customers' revenue is rounded to cents",
}
