"""The overview: who to save comes first, and a workspace without anything yet says what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_workspace import EARLIER, make_people

from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]


def text(client: Any) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_to_save_is_the_first_thing_on_the_page_with_the_next_step(client_as: ClientAs) -> None:
    page = text(client_as("marketer")).split("<main")[1]
    assert re.search(r"<h2[^>]*>[\d,]+ good customers? worth .+ about to be lost</h2>", page)
    assert page.index("about to be lost") < page.index("Repeat rate") < page.index("What moved") < page.index("Segments by size")
    assert "/segments/named/Can't%20Lose%20Them?tab=customers" in page.replace("&#x27;", "'").replace("%27", "'")


def test_every_filled_cell_of_the_grid_leads_to_its_customers(client_as: ClientAs) -> None:
    client = client_as("viewer")
    page = text(client)
    cells = re.findall(r'<a href="(/segments/cell/\d/\d)"><b>([\d,]+)</b>', page)
    assert len(cells) > 10
    for address, customers in cells[:3]:
        assert f"{customers} customer" in client.get(address).content.decode()


def test_segments_are_shown_by_size_and_by_money_and_moves_by_number(client_as: ClientAs) -> None:
    page = text(client_as("viewer"))
    assert page.count('class="meter"') == 24
    moves = page.split("What moved")[1].split("</section>")[0]
    numbers = [int(each) for each in re.findall(r'<td class="num">(\d+)</td>', moves)]
    assert numbers == sorted(numbers, reverse=True)
    assert "changed segment" in moves


def test_an_empty_workspace_says_what_comes_first(make_workspace: Callable[..., Workspace], django_tests: None) -> None:
    del django_tests
    made = make_workspace()
    make_people()
    page = text(client_of("admin", made))
    assert "No orders yet" in page
    assert "No segments yet" in client_of("admin", made).get("/segments/").content.decode()
    for address in ("/customers/", "/segments/new", "/review", "/data/update", "/scoring/", "/budget/"):
        assert ">Bring in orders</a>" in client_of("admin", made).get(address).content.decode(), address
    assert client_of("admin", made).get("/exports/new", {"segment": "Champions"}).url == "/"


def test_data_that_nobody_refreshed_asks_for_a_refresh(
    make_workspace: Callable[..., Workspace], tmp_path: Path, django_tests: None
) -> None:
    del django_tests
    made = make_workspace()
    make_people()
    import_files(made, ImportRequest(requested([str(_orders(tmp_path))])), actor="test", now=EARLIER)
    client = client_of("admin", made)
    assert "not scored yet" in text(client)
    assert "Nothing refreshed yet" in client.get("/segments/").content.decode()
    assert client.get("/segments/cell/1/1").status_code == 404
    refresh(made, actor="test", now=EARLIER)
    page = text(client)
    assert "one refresh so far" in page
    assert client.get("/segments/named/Champions?tab=movement").status_code == 200
    assert "No places are known" in client.get("/segments/named/Champions?tab=map").content.decode()


@pytest.mark.parametrize("path", ["/", "/segments/", "/segments/compare", "/segments/cell/1/1", "/segments/named/Champions"])
def test_nobody_sees_anything_without_signing_in(client_as: ClientAs, path: str) -> None:
    answer = client_as(None).get(path)
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]
    assert client_as("viewer").post(path).status_code == 405


def client_of(role: str, workspace: Workspace) -> Any:
    from django.test import Client

    from regulars.web.accounts.models import User

    del workspace
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@example.org"))
    return client


def _orders(folder: Path) -> Path:
    path = folder / "orders.csv"
    rows = [
        f"{c}-{n},{c},2024-0{1 + (c + n) % 4}-{1 + c % 28:02d},{10 + c * n}.50" for c in range(1, 60) for n in range(1, 2 + c % 5)
    ]
    path.write_text("\n".join(["order_id,customer_id,order_date,total", *rows, ""]))
    return path
