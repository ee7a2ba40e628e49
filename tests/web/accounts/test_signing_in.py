"""Signing in and out, joining by a link, passwords."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from made_workspace import PASSWORD

from regulars.work.workspace import Workspace

NOW = datetime.now(UTC)


def sign_in(client: Any, role: str = "marketer", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"email": f"{role}@example.org", "password": password, **more})


def test_who_signs_in_goes_where_they_wanted_to_and_nowhere_else(client_as: Callable[..., Any]) -> None:
    assert sign_in(client_as(None), next="/settings/myself?x=1").headers["Location"] == "/settings/myself?x=1"
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""):
        assert sign_in(client_as(None), next=elsewhere).headers["Location"] == "/"


def test_capitals_and_blanks_in_the_address_do_not_matter(client_as: Callable[..., Any]) -> None:
    answer = client_as(None).post("/sign-in", {"email": " Marketer@Example.ORG ", "password": PASSWORD})
    assert answer.status_code == 302


def test_signing_in_makes_a_new_session_and_is_written_down(client_as: Callable[..., Any]) -> None:
    from regulars.web.workspace.models import AuditEntry

    client = client_as(None)
    client.get("/sign-in")
    sign_in(client)
    first = client.cookies["regulars_session"].value
    client.post("/sign-out")
    sign_in(client)
    assert client.cookies["regulars_session"].value != first
    assert client.cookies["regulars_session"]["httponly"]
    assert client.cookies["regulars_session"]["samesite"] == "Lax"
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert (entry.actor, entry.action) == ("marketer@example.org", "sign-in")


def test_after_some_failures_even_the_right_password_has_to_wait(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.models import SignInFailure

    client = client_as(None)
    for _ in range(5):
        assert "not right" in sign_in(client, password="wrong").content.decode()
    assert sign_in(client).status_code == 429
    assert sign_in(client, role="viewer").status_code == 302  # another account from the same address is not held up
    elsewhere = client_as(None, REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere).status_code == 302
    SignInFailure.objects.update(at=NOW - timedelta(minutes=16))
    assert sign_in(client_as(None)).status_code == 302


def test_guessing_one_account_from_everywhere_and_all_accounts_from_somewhere_is_limited(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.sign_in_limit import PER_ACCOUNT, PER_ADDRESS, count_failure, is_limited

    for number in range(PER_ACCOUNT):
        count_failure("viewer@example.org", f"192.0.2.{number}", NOW)
    assert is_limited("viewer@example.org", "198.51.100.1", NOW)
    for number in range(PER_ADDRESS):
        count_failure(f"somebody{number}@example.org", "203.0.113.5", NOW)
    assert is_limited("nobody@example.org", "203.0.113.5", NOW)
    assert not is_limited("nobody@example.org", "203.0.113.6", NOW)


def test_neither_addresses_nor_accounts_are_kept_with_failures(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.models import SignInFailure

    sign_in(client_as(None), password="wrong")
    kept = SignInFailure.objects.get()
    assert "marketer" not in kept.account
    assert "127.0.0.1" not in kept.address


def test_the_first_link_makes_the_admin_once(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.links import first_link
    from regulars.web.accounts.models import OneTimeLink, User

    assert first_link(NOW) is None  # somebody is here already
    User.objects.all().delete()
    replaced, token = first_link(NOW), first_link(NOW)
    assert replaced is not None
    assert token is not None
    assert not OneTimeLink.objects.filter(digest__contains=token).exists()
    client = own_client_as(None)
    assert client.get(f"/join/{replaced}").status_code == 404
    given = {"name": "Bea", "email": "Bea@Example.org", "password": PASSWORD, "again": PASSWORD}
    for wrong in ({"again": "another"}, {"password": "short", "again": "short"}, {"password": "1" * 12, "again": "1" * 12}):
        assert client.post(f"/join/{token}", given | wrong).status_code == 200
    assert not User.objects.exists()
    assert client.post(f"/join/{token}", given).status_code == 302
    made = User.objects.get()
    assert (made.email, made.role) == ("bea@example.org", "admin")
    assert made.password.startswith("argon2")
    assert client.get("/settings/people").status_code == 200  # and is signed in
    assert own_client_as(None).get(f"/join/{token}").status_code == 404
    assert own_client_as(None).post(f"/join/{token}", given | {"email": "other@example.org"}).status_code == 404


def test_a_link_does_not_outlive_its_time(client_as: Callable[..., Any]) -> None:
    from regulars.web.access import Role
    from regulars.web.accounts.links import find_link, make_link

    token = make_link(NOW, "tester", role=Role.VIEWER)
    assert find_link(token, NOW + timedelta(days=2, hours=23)) is not None
    assert find_link(token, NOW + timedelta(days=3)) is None


def test_of_two_who_use_a_link_at_once_one_gets_it(client_as: Callable[..., Any]) -> None:
    from regulars.errors import DataError
    from regulars.web.access import Role
    from regulars.web.accounts.links import find_link, make_link, use_link

    token = make_link(NOW, "tester", role=Role.VIEWER)
    one, other = find_link(token, NOW), find_link(token, NOW)
    assert one is not None
    assert other is not None
    use_link(one, NOW, email="one@example.org", name="One", password=PASSWORD)
    with pytest.raises(DataError, match="used already"):
        use_link(other, NOW, email="other@example.org", name="Other", password=PASSWORD)


def test_changing_the_password_needs_the_present_one_and_signs_out_elsewhere(client_as: Callable[..., Any]) -> None:
    here, elsewhere = client_as(None), client_as(None)
    sign_in(here)
    sign_in(elsewhere)
    fresh = "a new one that is long enough"
    wrong = {"present": "not it", "password": fresh, "again": fresh}
    assert "not your present password" in here.post("/settings/myself", wrong).content.decode()
    assert here.post("/settings/myself", wrong | {"present": PASSWORD}).status_code == 302
    assert here.get("/settings/myself").status_code == 200
    assert here.get("/settings/").headers["Location"] == "/settings/myself"
    assert elsewhere.get("/settings/myself").status_code == 302
    assert sign_in(client_as(None), password=fresh).status_code == 302


def test_a_password_may_not_be_the_name_or_address(client_as: Callable[..., Any]) -> None:
    client = client_as("marketer")
    sign_in(client)
    answer = client.post("/settings/myself", {"present": PASSWORD, "password": "marketer@example", "again": "marketer@example"})
    assert "too similar" in answer.content.decode()
