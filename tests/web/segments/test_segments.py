"""Segments to look at and to change: what the addresses say is what is shown, and nobody sees or does more than they may."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from made_workspace import CUSTOM_SEGMENT

from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]
NAMES = ('A/B "test" <b>&', "شرائح العملاء", "x" * 120, "?tab=map#1", "new", "100 % 'sure'")


def names_in(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<th scope="row"><a href="/segments/named/[^"]*" dir="auto">([^<]*)</a>', page)]


def text(client: Any, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def named(shop: Workspace, name: str) -> None:
    """Another custom segment that means the same as the one that is there."""
    there = shop.ledger.segment_versions(CUSTOM_SEGMENT)[-1]
    shop.ledger.save_segment(replace(there, name=name, version=1))


def test_all_segments_are_listed_and_sorted_by_every_column(client_as: ClientAs) -> None:
    client = client_as("viewer")
    listed = names_in(text(client, "/segments/"))
    assert len(listed) == 13
    assert listed[0] == "Champions"
    assert CUSTOM_SEGMENT in listed
    for column in ("name", "customers", "share", "revenue", "aov", "change", "state"):
        up, down = (names_in(text(client, f"/segments/?sort={way}{column}")) for way in ("", "-"))
        assert sorted(up) == sorted(down) == sorted(listed)
    by_name = names_in(text(client, "/segments/?sort=name"))
    assert by_name == sorted(by_name, key=str.casefold)
    page = text(client, "/segments/?sort=-customers")
    sizes = [int(each.replace(",", "")) for each in re.findall(r'</th>\s*<td class="num">([\d,]+)</td>', page)]
    assert sizes == sorted(sizes, reverse=True)
    assert 'aria-sort="descending"' in page


def test_segments_are_found_by_words_kind_and_status(client_as: ClientAs) -> None:
    client = client_as("viewer")
    assert names_in(text(client, "/segments/?q=WIN-BACK")) == ["Can't Lose Them", "At Risk"]
    assert names_in(text(client, "/segments/?kind=custom")) == [CUSTOM_SEGMENT]
    assert len(names_in(text(client, "/segments/?kind=lifecycle"))) == 12
    assert names_in(text(client, "/segments/?state=archived")) == []
    assert "No segment is like that" in text(client, "/segments/?q=zzz")


def test_a_long_list_has_pages_and_a_page_too_far_is_the_last(client_as: ClientAs, shop: Workspace) -> None:
    for number in range(20):
        named(shop, f"More {number:02}")
    client = client_as("viewer")
    first, second = (names_in(text(client, f"/segments/?page={page}")) for page in (1, 2))
    assert (len(first), len(second)) == (25, 8)
    assert names_in(text(client, "/segments/?page=999")) == second
    assert names_in(text(client, "/segments/?page=none")) == first


def test_a_part_is_given_where_only_that_is_asked_for(client_as: ClientAs) -> None:
    client = client_as("viewer")
    part = client.get("/segments/?sort=name", headers={"HX-Request": "true", "HX-Target": "segments"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    restored = client.get("/segments/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()
    address = "/segments/named/Champions?tab=customers"
    tab = text(client, address, **{"HX-Request": "true", "HX-Target": "tabbed"})
    table = text(client, address, **{"HX-Request": "true", "HX-Target": "members"})
    assert "data-tabs" in tab
    assert "data-tabs" not in table
    assert "<table" in table


@pytest.mark.parametrize("tab", ["about", "customers", "map", "geography", "movement", "history"])
def test_every_tab_is_a_page_with_its_figures(client_as: ClientAs, tab: str) -> None:
    page = text(client_as("marketer"), f"/segments/named/Champions?tab={tab}")
    assert page.count('aria-current="page"') >= 2  # in the navigation and among the tabs
    assert "Average order value" in page
    assert "style=" not in page
    expected = {
        "about": "RFM patterns", "customers": "Net revenue", "map": "<circle", "geography": "Countries", "movement": "Came in from",
        "history": "At each refresh",
    }  # fmt: skip
    assert expected[tab] in page


def test_the_criteria_are_told_in_words_and_in_sql(client_as: ClientAs) -> None:
    page = text(client_as("viewer"), "/segments/named/Champions")
    assert "Customers who ordered in the last" in page
    assert "WHERE r IN (1, 2) AND f IN (1, 2) AND m IN (1, 2)" in page
    own = text(client_as("viewer"), f"/segments/named/{CUSTOM_SEGMENT}")
    assert "customers who spent more than 300 in the last 180 days" in own


def test_viewers_see_no_person_and_others_do(client_as: ClientAs) -> None:
    address = "/segments/named/Champions?tab=customers"
    seen = text(client_as("marketer"), address).replace("<wbr>", "")
    emails = re.findall(r'<span class="sub">([^<]+@[^<]+)</span>', seen)
    assert emails
    hidden = text(client_as("viewer"), address)
    assert "@" not in re.sub(r"hx-[a-z-]+=\S+|viewer@example.org", "", hidden.split("<main")[1])
    assert "Nobody here is found" in text(client_as("viewer"), f"{address}&q={emails[0]}")
    assert emails[0] in text(client_as("marketer"), f"{address}&q={emails[0]}").replace('"' + emails[0], "").replace("<wbr>", "")


def test_customers_are_paged_and_sorted_by_the_address(client_as: ClientAs) -> None:
    client = client_as("viewer")
    pages = [text(client, f"/segments/named/Champions?tab=customers&page={page}&sort=customer") for page in (1, 2)]
    ids = [re.findall(r'class="who">(?:<a [^>]*>)?([^<]+)', page) for page in pages]
    assert ids[0] + ids[1] == sorted(ids[0] + ids[1])
    assert not set(ids[0]) & set(ids[1])


def test_a_cell_of_the_grid_lists_its_customers(client_as: ClientAs) -> None:
    client = client_as("viewer")
    page = text(client, "/segments/cell/1/1")
    assert "Recency 1, frequency 1" in page
    assert re.search(r"<td>11\d</td>", page)
    for address in ("/segments/cell/0/1", "/segments/cell/1/6", "/segments/cell/99999999999999999999/1"):
        assert client.get(address).status_code == 404


def test_two_segments_are_compared(client_as: ClientAs) -> None:
    client = client_as("viewer")
    page = text(client, f"/segments/compare?segment=Champions&segment={CUSTOM_SEGMENT}")
    assert "In both" in page
    assert "Only in" in page
    assert "not there any more" in text(client, "/segments/compare?segment=Champions&segment=Nothing")
    assert "here are the first two" in text(client, "/segments/compare?segment=Champions&segment=Lost&segment=At+Risk")
    assert "Choose" in text(client, "/segments/compare")


@pytest.mark.parametrize("name", NAMES)
def test_a_segment_of_any_name_has_an_address(client_as: ClientAs, shop: Workspace, name: str) -> None:
    from django.urls import reverse

    named(shop, name)
    client = client_as("admin")
    page = text(client, reverse("segments:detail", args=(name,)))
    assert f'<span dir="auto">{name}</span>' in page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace(
        "&#x27;", "'"
    ).replace("&amp;", "&")
    assert "The next refresh works out who is in it" in page
    for tab in ("customers", "map", "geography", "movement", "history"):
        assert client.get(reverse("segments:detail", args=(name,)), {"tab": tab}).status_code == 200
    assert name in names_in(text(client, "/segments/?kind=custom"))


def test_what_is_not_there_is_not_found(client_as: ClientAs) -> None:
    client = client_as("admin")
    for address in ("/segments/named/Nobody", "/segments/named/Champions?tab=secret", "/segments/named/"):
        assert client.get(address).status_code == 404
    for wild in ("page=-1", "page=1e9", "sort=;drop", "q=%00", f"q={'x' * 3000}", "page=99999999999"):
        assert client.get(f"/segments/named/Champions?tab=customers&{wild}").status_code == 200


def test_a_custom_segment_is_archived_and_brought_back(client_as: ClientAs, shop: Workspace) -> None:
    client = client_as("marketer")
    answer = client.post("/segments/state", {"name": CUSTOM_SEGMENT, "state": "archived"}, follow=True)
    assert "is archived" in answer.content.decode()
    assert shop.ledger.segment_versions(CUSTOM_SEGMENT)[-1].state == "archived"
    assert CUSTOM_SEGMENT not in names_in(text(client, "/segments/"))
    assert names_in(text(client, "/segments/?state=archived")) == [CUSTOM_SEGMENT]
    client.post("/segments/state", {"name": CUSTOM_SEGMENT, "state": "active"})
    assert CUSTOM_SEGMENT in names_in(text(client, "/segments/"))
    from regulars.web.workspace.models import AuditEntry

    told = [entry for entry in AuditEntry.objects.order_by("pk") if entry.action == "segment state"]
    assert [entry.about["state"] for entry in told] == ["archived", "active"]
    assert {entry.actor for entry in told} == {"marketer@example.org"}


def test_who_may_not_change_segments_does_not(client_as: ClientAs, shop: Workspace) -> None:
    wanted = {"name": CUSTOM_SEGMENT, "state": "archived"}
    assert client_as("viewer").post("/segments/state", wanted).status_code == 404
    assert client_as(None).post("/segments/state", wanted).status_code == 302
    opened = client_as("admin").get("/segments/state")
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "Only forms are sent to this address" in opened.content.decode()
    assert client_as("admin", enforce_csrf_checks=True).post("/segments/state", wanted).status_code == 403
    for wrong in ({"name": "Champions", "state": "archived"}, {"name": CUSTOM_SEGMENT, "state": "gone"}, {}):
        assert client_as("admin").post("/segments/state", wrong).status_code == 404
    assert shop.ledger.segment_versions(CUSTOM_SEGMENT)[-1].state == "active"


def test_figures_follow_a_refresh_and_a_forgotten_customer(own_client_as: ClientAs, own_workspace: Workspace) -> None:
    from datetime import timedelta

    from made_workspace import LATER

    from regulars.work.people import forget_customer
    from regulars.work.refresh import refresh

    client = own_client_as("admin")
    address = "/segments/named/Champions?tab=customers&sort=customer"
    first = re.findall(r'class="who">(?:<a [^>]*>)?([^<]+)', text(client, address))[0]
    forget_customer(own_workspace, first, actor="test", now=LATER)
    assert first not in text(client, address)
    points = len(re.findall(r"<tr><th", text(client, "/segments/named/Champions?tab=history")))
    refresh(own_workspace, actor="test", now=LATER + timedelta(days=3))
    assert len(re.findall(r"<tr><th", text(client, "/segments/named/Champions?tab=history"))) == points + 1
