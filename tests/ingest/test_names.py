from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.ingest.name_lists import EVENT_NAMES, FURTHER_NAMES, ORDER_NAMES
from regulars.ingest.names import SURE_NAME, order_roles, roles_named, words
from regulars.tables import EVENT_ROLES, ORDER_ROLES


def test_every_listed_role_is_a_role() -> None:
    assert ORDER_NAMES.keys() <= {role.name for role in ORDER_ROLES}
    assert EVENT_NAMES.keys() <= {role.name for role in EVENT_ROLES}


def test_every_role_has_names() -> None:
    assert {role.name for role in ORDER_ROLES} == ORDER_NAMES.keys()
    assert {role.name for role in EVENT_ROLES} == EVENT_NAMES.keys()


@pytest.mark.parametrize("role", sorted(ORDER_NAMES))
def test_listed_phrases_are_plain_words(role: str) -> None:
    for listed in (ORDER_NAMES[role].exact, ORDER_NAMES[role].likely, ORDER_NAMES[role].never):
        for phrase in filter(None, (part.strip() for part in listed.split(","))):
            assert "".join(words(phrase)) == "".join(phrase.split()), phrase


@pytest.mark.parametrize(
    "name", ["customer_id", "CustomerID", "customerId", "CUSTOMER ID", "Customer-Id", "  customer.id ", "Customer ID:"]
)
def test_case_and_punctuation_do_not_matter(name: str) -> None:
    assert order_roles(name)["customer_id"] >= SURE_NAME


@pytest.mark.parametrize(
    ("name", "role"),
    [("Ship Date", "ordered_at"), ("Customer City", "customer_id"), ("Order Status", "order_id"), ("Tax Total", "total"),
     ("Product Name Length", "product_title"), ("Email Marketing Consent", "email"), ("Row ID", "order_id")],
)  # fmt: skip
def test_a_word_that_speaks_against_a_role_weakens_it(name: str, role: str) -> None:
    assert order_roles(name).get(role, 0.0) < 0.5


@given(st.text(max_size=40))
def test_any_name_gets_scores_between_0_and_1(name: str) -> None:
    assert all(0 < score <= 1 for score in order_roles(name).values())


def test_roles_named_counts_only_sure_names() -> None:
    assert roles_named(["Order ID", "Kundennummer", "thing", "Ship Date"]) == {"order_id", "customer_id"}


HEADERS_OF_THE_WORLD = {
    "Russian": ("Номер заказа", "ID клиента", "Дата заказа", "Сумма заказа"),
    "Ukrainian": ("Номер замовлення", "Код клієнта", "Дата замовлення", "Сума замовлення"),
    "Chinese": ("订单编号", "客户编号", "下单时间", "订单金额(元)"),
    "Traditional Chinese": ("訂單編號", "客戶編號", "訂單日期", "訂單金額"),
    "Japanese": ("注文番号", "顧客ID", "注文日時", "合計金額(円)"),
    "Korean": ("주문번호", "고객번호", "주문일시", "결제금액"),
    "Arabic": ("رقم الطلب", "رقم العميل", "تاريخ الطلب", "إجمالي الطلب"),
    "Turkish": ("Sipariş No", "Müşteri No", "Sipariş Tarihi", "Toplam Tutar"),
    "Swedish": ("Ordernummer", "Kundnummer", "Orderdatum", "Ordersumma"),
    "Polish": ("Numer zamówienia", "Numer klienta", "Data zamówienia", "Wartość zamówienia"),
    "Dutch": ("Ordernummer", "Klantnummer", "Besteldatum", "Totaalbedrag"),
    "Portuguese": ("Número do pedido", "Código do cliente", "Data do pedido", "Valor total"),
    "Italian": ("Numero ordine", "Codice cliente", "Data ordine", "Totale ordine"),
    "Spanish": ("Número de pedido", "Código de cliente", "Fecha del pedido", "Total del pedido"),
    "French": ("Numéro de commande", "Code client", "Date de commande", "Montant total"),
    "German": ("Bestellnummer", "Kundennummer", "Bestelldatum", "Gesamtbetrag"),
}


@pytest.mark.parametrize("language", HEADERS_OF_THE_WORLD)
def test_order_customer_date_and_amount_are_known_in_many_languages(language: str) -> None:
    roles = ("order_id", "customer_id", "ordered_at", "total")
    for name, role in zip(HEADERS_OF_THE_WORLD[language], roles, strict=True):
        assert order_roles(name).get(role, 0.0) >= SURE_NAME, name
        assert max(order_roles(name), key=lambda other: order_roles(name)[other]) == role


def test_no_further_name_stands_for_two_columns_of_an_order() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for role, known in FURTHER_NAMES.items():
        for phrase in known.exact.replace("\n", " ").split(","):
            assert seen.setdefault(words(phrase), role) == role, phrase
