"""Movement in the browser of Django's tests."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from regulars.work.pages.movement import MovementPage, movement_page
from regulars.work.published import read
from regulars.work.refresh import refresh

if TYPE_CHECKING:
    from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def last_movement(workspace: "Workspace") -> MovementPage:
    found = read(workspace, lambda opened: movement_page(opened, None, None))
    assert found is not None
    return found


def test_picture_and_table_have_the_same_numbers(client_as: ClientAs, shop: "Workspace") -> None:
    answer = client_as("viewer").get("/movement/")
    found = text(answer)
    assert answer.status_code == 200
    assert found.count('class="ribbon') >= 3
    assert "style=" not in found
    page = last_movement(shop)
    inner = [each for each in page.passages if each.from_segment and each.to_segment]
    assert len(inner) == found.count('<span class="sr"> customers from ')
    assert f">{page.moved:,}<small>{page.stayed:,} stayed" in found


def test_people_are_listed_by_where_they_went(client_as: ClientAs, shop: "Workspace") -> None:
    page = last_movement(shop)
    later, earlier = page.later.number, page.earlier.number
    client = client_as("viewer")
    passage = next(each for each in page.passages if each.from_segment and each.to_segment)
    query = {"from": earlier, "to": later, "segment_from": passage.from_segment, "segment_to": passage.to_segment}
    answer = client.get("/movement/people", query)
    assert answer.context["shown"].total == passage.customers
    assert text(answer).count('<tr><th scope="row"') == passage.customers
    part = client.get("/movement/people", query, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert 'id="people"' in text(part)
    assert 'aria-sort="descending"' in text(part)
    by_name = client.get("/movement/people", query | {"sort": "customer"})
    assert [each.customer_id for each in by_name.context["shown"].people] == sorted(
        each.customer_id for each in answer.context["shown"].people
    )
    assert 'name="sort" value="customer"' in text(by_name)
    assert text(client.get("/movement/people", query | {"sort": "revenue; DROP"})).count('value="-revenue"') == 1


@pytest.mark.parametrize("query", ["?from=1&to=1", "?from=999&to=998", "?from=x&to=%00", "?from=-1"])
def test_refreshes_that_cannot_be_compared_are_told(client_as: ClientAs, query: str) -> None:
    answer = client_as("viewer").get(f"/movement/{query}")
    assert answer.status_code in {200, 400}
    assert "<h1>Movement</h1>" in text(answer)


def test_nobody_is_found_by_a_segment_that_is_none(client_as: ClientAs) -> None:
    answer = client_as("viewer").get("/movement/people?segment_from=<b>Nobody&page=77")
    assert answer.status_code == 200
    assert "No customer moved like that" in text(answer)
    assert "<b>Nobody" not in text(answer)


def test_a_comparison_that_takes_a_while_comes_after_the_page(
    own_workspace: "Workspace", own_client_as: ClientAs, held_back: Callable[[], Any]
) -> None:
    ledger = own_workspace.ledger
    refresh(own_workspace, actor="tester", now=ledger.publications("refresh")[-1].at, as_of="2024-06-10")
    first, _, last = (each.number for each in ledger.publications("refresh"))
    client = own_client_as("viewer")
    address, people = f"/movement/?from={first}&to={last}", f"/movement/people?from={first}&to={last}"
    with held_back():
        for each in (address, people):
            page = text(client.get(each))
            assert 'hx-trigger="load delay' in page
            assert '<noscript><meta http-equiv="refresh"' in page
            assert 'class="ribbon' not in page
    assert 'class="ribbon' in text(client.get(address, headers={"HX-Request": "true"}))
    ready = client.get(f"{people}&waiting=1", headers={"HX-Request": "true"})
    assert ready["HX-Refresh"] == "true"
    # the answer is remembered
    with held_back():
        assert 'class="ribbon' in text(client.get(address))
        assert 'id="people"' in text(client.get(people))
