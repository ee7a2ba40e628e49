from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.ingest.name_lists import EVENT_NAMES, ORDER_NAMES
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
