"""Roles and views: each role gets exactly what it may, over all addresses of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from made_workspace import CUSTOM_SEGMENT, ROLES

from regulars.work.workspace import Workspace

ADMIN_ONLY = re.compile(r"^settings/(people|links|tokens|audit|keeping)|forget$(?<!words/forget)")
NOT_FOR_VIEWERS = re.compile(r"^settings/words|export|upload|import|/new$|/edit$")
SAMPLES = {
    "name": "Champions",
    "segment": CUSTOM_SEGMENT,
    "token": "none",
    "version": "1",
    "customer_id": "C000001",
    "who": "C000001",
}
# forms of viewers: their own account
HARMLESS = {"settings/myself"}
BY_TOKEN = re.compile(r"^api/")


def addresses() -> Iterator[tuple[str, Any]]:
    """Every address with sample arguments, and its view."""
    from regulars.web.access import all_views

    def sample(found: re.Match[str]) -> str:
        kind, _, name = found[1].rpartition(":")
        return "1" if kind == "int" else SAMPLES.get(name, "1")

    for route, entry in all_views():
        assert "(?P" not in route, "addresses are written with <converters>"
        yield re.sub(r"<([^>]+)>", sample, route), entry.callback


def test_every_view_says_who_may_see_it(shop: Workspace) -> None:
    from regulars.web.access import check_marks

    assert check_marks(None) == []
    assert len(list(addresses())) > 25


def test_the_check_names_a_view_without_a_mark(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import get_resolver, path

    from regulars.web.access import check_marks

    added = path("unmarked", lambda request: None, name="unmarked")
    monkeypatch.setattr(get_resolver(), "url_patterns", [*get_resolver().url_patterns, added])
    assert [problem.msg for problem in check_marks(None)] == ["/unmarked says nothing about who may see it."]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_exactly_what_it_may(client_as: Callable[..., Any], role: str) -> None:
    from regulars.web.access import GRANTS, Role

    client = client_as(role)
    client.raise_request_exception = False
    for address, view in addresses():
        if view.access is None or "GET" not in view.access_methods:
            continue
        answer = client.get(f"/{address}")
        if view.access in GRANTS[Role(role)]:
            assert answer.status_code not in {401, 403, 405}, address
            assert answer.status_code < 500, address
            assert "sign-in" not in answer.headers.get("Location", ""), address
        else:
            assert answer.status_code == 404, address
            assert b"There is no such page" in answer.content


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_what_is_for_admins_is_for_nobody_else(client_as: Callable[..., Any], role: str) -> None:
    client = client_as(role)
    found = [(address, view) for address, view in addresses() if ADMIN_ONLY.search(address) and not BY_TOKEN.match(address)]
    assert len(found) > 8
    for address, view in found:
        method = "get" if "GET" in view.access_methods else "post"
        assert getattr(client, method)(f"/{address}").status_code == 404, address


def test_viewers_change_and_take_away_nothing(client_as: Callable[..., Any]) -> None:
    client = client_as("viewer")
    for address, view in addresses():
        if BY_TOKEN.match(address) or view.access is None or address in HARMLESS:
            continue
        if "POST" in view.access_methods:
            assert client.post(f"/{address}").status_code == 404, f"{address} is to be kept from viewers, or named in HARMLESS"
        elif NOT_FOR_VIEWERS.search(address):
            assert client.get(f"/{address}").status_code == 404, address


def test_nobody_sees_anything_without_signing_in(client_as: Callable[..., Any]) -> None:
    client = client_as(None)
    for address, view in addresses():
        if view.access is None:
            continue
        answer = client.get(f"/{address}")
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in"), address
        part = client.get(f"/{address}", headers={"HX-Request": "true"})
        assert part.status_code == 401
        assert part.headers["HX-Redirect"].startswith("/sign-in")
        assert part.content == b""


def test_what_is_open_to_all_is_little(shop: Workspace) -> None:
    opened = {address for address, view in addresses() if view.access is None and not hasattr(view, "by_token")}
    assert opened == {"charts-1.css", "sign-in", "sign-out", "theme", "join/none"}


def test_wrong_verbs_are_refused(client_as: Callable[..., Any]) -> None:
    client = client_as("admin")
    for address, view in addresses():
        for verb in {"GET", "POST", "PUT", "DELETE"} - set(view.access_methods):
            assert client.generic(verb, f"/{address}").status_code == 405, (verb, address)


def test_no_form_is_taken_without_its_token(client_as: Callable[..., Any]) -> None:
    client = client_as("admin", enforce_csrf_checks=True)
    for address, view in addresses():
        if "POST" in view.access_methods:
            answer = client.post(f"/{address}", {"anything": "1"})
            assert answer.status_code == 403, address
            assert b"too old" in answer.content


def test_every_answer_forbids_inline_scripts_and_caches(client_as: Callable[..., Any]) -> None:
    for role, address in ((None, "/sign-in"), ("viewer", "/settings/myself"), ("viewer", "/nowhere"), (None, "/static/none.js")):
        answer = client_as(role).get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in answer.headers["Cache-Control"]


def test_pages_carry_neither_inline_scripts_nor_styles(client_as: Callable[..., Any]) -> None:
    client = client_as("admin")
    for address, view in addresses():
        if "GET" not in view.access_methods or BY_TOKEN.match(address) or address.startswith("charts-"):
            continue
        answer = client.get(f"/{address}", follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", text), address
        assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", text), address
        assert not re.search(r"(src|href)=\"(https?:)?//", text), address


def test_a_host_that_is_not_ours_is_refused(client_as: Callable[..., Any]) -> None:
    assert client_as(None).get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
