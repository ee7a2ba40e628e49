"""People, tokens, audit log, words and keeping: the settings that admins have."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from made_workspace import CUSTOM_SEGMENT, PASSWORD

from regulars.errors import DefinitionError
from regulars.work.own_words import own_words
from regulars.work.workspace import Workspace

NOW = datetime.now(UTC)


def person(role: str) -> Any:
    from regulars.web.accounts.models import User

    return User.objects.get(email=f"{role}@example.org")


def shown_link(answer: Any) -> str:
    found = re.search(r'<code id="link">http://testserver(/join/[^<]+)</code>', answer.content.decode())
    assert found is not None
    return found[1]


def test_somebody_who_is_invited_joins_with_the_role_meant_for_them(client_as: Callable[..., Any]) -> None:
    admin = client_as("admin")
    link = shown_link(admin.post("/settings/people", {"email": "new@example.org", "role": "analyst"}))
    assert link not in admin.get("/settings/people").content.decode()  # it is shown once
    newcomer = client_as(None)
    assert 'value="new@example.org"' in newcomer.get(link).content.decode()
    newcomer.post(link, {"name": "New", "email": "new@example.org", "password": PASSWORD, "again": PASSWORD})
    assert person("new").role == "analyst"
    assert newcomer.get("/settings/words").status_code == 200
    assert newcomer.get("/settings/people").status_code == 404


def test_a_link_that_was_withdrawn_works_no_more(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.models import OneTimeLink

    admin = client_as("admin")
    link = shown_link(admin.post("/settings/people", {"email": "", "role": "viewer"}))
    admin.post(f"/settings/links/{OneTimeLink.objects.get().pk}/withdraw")
    assert client_as(None).get(link).status_code == 404


def test_another_role_counts_from_the_next_page_on(client_as: Callable[..., Any]) -> None:
    marketer = client_as("marketer")
    assert marketer.get("/settings/words").status_code == 200
    client_as("admin").post(f"/settings/people/{person('marketer').pk}/role", {"role": "viewer"})
    assert marketer.get("/settings/words").status_code == 404


def test_who_is_shut_out_is_out_at_once_and_cannot_sign_in(client_as: Callable[..., Any]) -> None:
    marketer = client_as("marketer")
    client_as("admin").post(f"/settings/people/{person('marketer').pk}/active", {"active": "no"})
    assert marketer.get("/settings/myself").status_code == 302
    tried = client_as(None).post("/sign-in", {"email": "marketer@example.org", "password": PASSWORD})
    assert "not right" in tried.content.decode()
    client_as("admin").post(f"/settings/people/{person('marketer').pk}/active", {"active": "yes"})
    assert client_as(None).post("/sign-in", {"email": "marketer@example.org", "password": PASSWORD}).status_code == 302


def test_the_last_admin_stays_one(client_as: Callable[..., Any]) -> None:
    admin = client_as("admin")
    for address, given in (("role", {"role": "viewer"}), ("active", {"active": "no"})):
        answer = admin.post(f"/settings/people/{person('admin').pk}/{address}", given)
        assert answer.status_code == 400
        assert "only admin" in answer.content.decode()
    assert (person("admin").role, person("admin").is_active) == ("admin", True)


def test_an_admin_helps_with_a_forgotten_password_without_knowing_it(client_as: Callable[..., Any]) -> None:
    link = shown_link(client_as("admin").post(f"/settings/people/{person('viewer').pk}/password"))
    fresh = "the one that I shall remember"
    assert client_as(None).post(link, {"password": fresh, "again": fresh}).status_code == 302
    assert client_as(None).post("/sign-in", {"email": "viewer@example.org", "password": fresh}).status_code == 302


def made_token(client: Any, *scopes: str) -> str:
    answer = client.post("/settings/tokens", {"name": "warehouse", "permissions": scopes, "days": "30"})
    found = re.search(r'<code id="token">([^<]+)</code>', answer.content.decode())
    assert found is not None
    return found[1]


def ask(client: Any, address: str, token: str) -> Any:
    return client.get(address, headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_shown_once_and_kept_as_a_hash(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.models import ApiToken

    admin = client_as("admin")
    token = made_token(admin, "view")
    assert token not in admin.get("/settings/tokens").content.decode()
    kept = ApiToken.objects.get()
    assert token not in {kept.digest, kept.hint}
    assert len(kept.digest) == 64


def test_a_token_opens_what_it_is_for(client_as: Callable[..., Any], shop: Workspace) -> None:
    admin, program = client_as("admin"), client_as(None)
    figures, people = made_token(admin, "view"), made_token(admin, "view", "see_people")
    listed = ask(program, "/api/segments", figures).json()
    latest = shop.ledger.latest("refresh")
    assert latest is not None
    assert listed["refresh"] == latest.number
    assert CUSTOM_SEGMENT in {each["name"] for each in listed["segments"]}
    members = ask(program, "/api/segments/Champions/members?limit=3", figures).json()
    assert len(members["members"]) == 3
    assert "email" not in members["members"][0]
    with_people = ask(program, "/api/segments/Champions/members?limit=3", people).json()["members"][0]
    assert "@" in with_people["email"]
    one = ask(program, f"/api/customers/{with_people['customer_id']}", figures).json()
    assert (one["segment"], "phone" in one, "email" in one) == ("Champions", False, False)
    assert ask(program, f"/api/customers/{with_people['customer_id']}", people).json()["email"] == with_people["email"]
    assert ask(program, "/api/customers/nobody", people).status_code == 404
    assert ask(program, "/api/segments/None such/members", people).status_code == 404
    assert ask(program, "/api/segments/Champions/members?limit=5000", people).status_code == 400


def test_the_members_of_a_segment_are_read_a_part_at_a_time_each_once(client_as: Callable[..., Any], shop: Workspace) -> None:
    from regulars.work.custom_segments import members_at

    token, program = made_token(client_as("admin"), "view"), client_as(None)
    for name in ("Champions", CUSTOM_SEGMENT):
        found, address = [], f"/api/segments/{name}/members?limit=7"
        while address:
            answer = ask(program, address, token).json()
            found += [each["customer_id"] for each in answer["members"]]
            address = answer["next"]
        assert found == sorted(members_at(shop, name, None, None))


def test_a_token_ends_when_revoked_expired_or_its_person_is_shut_out(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.models import ApiToken
    from regulars.web.accounts.people import change_role, set_active
    from regulars.web.accounts.tokens import make_token

    admin, program = client_as("admin"), client_as(None)
    token = made_token(admin, "view")
    assert ask(program, "/api/segments", token).status_code == 200
    admin.post(f"/settings/tokens/{ApiToken.objects.get().pk}/revoke")
    assert ask(program, "/api/segments", token).status_code == 401
    marketer = person("marketer")
    old = make_token(marketer, "old", ["view"], 7, NOW - timedelta(days=8))
    good = make_token(marketer, "good", ["view", "see_people"], 7, NOW)
    assert ask(program, "/api/segments", old).status_code == 401
    assert "email" in ask(program, "/api/segments/Champions/members?limit=1", good).json()["members"][0]
    change_role(marketer, "viewer")  # and with the role goes what it allowed
    assert "email" not in ask(program, "/api/segments/Champions/members?limit=1", good).json()["members"][0]
    set_active(marketer, False)
    assert ask(program, "/api/segments", good).status_code == 401
    for wrong in ("", "Bearer", "Bearer rgl_x", f"Basic {good}"):
        assert program.get("/api/segments", headers={"Authorization": wrong}).status_code == 401


def test_a_session_does_not_open_what_is_for_tokens_nor_a_token_pages(client_as: Callable[..., Any]) -> None:
    admin = client_as("admin")
    assert admin.get("/api/segments").status_code == 401
    assert ask(client_as(None), "/settings/people", made_token(admin, "view")).status_code == 302


def test_a_token_may_no_more_than_its_person(client_as: Callable[..., Any]) -> None:
    from regulars.web.accounts.tokens import make_token

    for scopes, days in ((["see_people"], 7), (["administer"], 7), ([], 7), (["view"], 10_000)):
        with pytest.raises(DefinitionError):
            make_token(person("viewer"), "too much", scopes, days, NOW)


def test_the_audit_log_is_searched_and_paged_and_names_nobody_who_buys(client_as: Callable[..., Any], shop: Workspace) -> None:
    admin = client_as("admin")
    for number in range(60):
        shop.ledger.audit(NOW, "bea@example.org", "counted", {"number": number, "segment": "<Ümläut>"})
    admin.post("/settings/people", {"email": "", "role": "viewer"})
    page = admin.get("/settings/audit").content.decode()
    assert "invited" in page
    assert "&lt;Ümläut&gt;" in page
    found = admin.get("/settings/audit?q=counted bea&page=2").content.decode()
    assert "51–60 of 60" in found
    part = admin.get("/settings/audit?q=invited", headers={"HX-Request": "true"}).content.decode()
    assert part.count("<tr>") == 2  # the head and one entry
    assert "<html" not in part


def test_a_word_of_our_own_is_understood_from_then_on(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    from regulars.work.segment_proposals import propose_segment

    client = own_client_as("marketer")
    meaning = "customers who spent more than 200 in the last 365 days"
    assert client.post("/settings/words", {"word": "our VIPs", "means": meaning}).status_code == 302
    assert [each.word for each in own_words(own_workspace.folder)] == ["our VIPs"]
    plain = propose_segment(own_workspace, "One", now=NOW, author="t", words=meaning)
    by_word = propose_segment(own_workspace, "Two", now=NOW, author="t", words="our VIPs")
    assert by_word.segment.criteria == plain.segment.criteria
    for word, means in (
        ("our vips", meaning),
        ("gibberish", "customers who frobnicate"),
        (CUSTOM_SEGMENT, meaning),
        ("...", meaning),
    ):
        answer = client.post("/settings/words", {"word": word, "means": means})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    client.post("/settings/words/forget", {"word": "our VIPs"})
    assert own_words(own_workspace.folder) == ()
    with pytest.raises(DefinitionError):
        propose_segment(own_workspace, "Three", now=NOW, author="t", words="our VIPs")


def test_how_long_the_past_is_kept_is_a_setting_that_is_checked(
    own_workspace: Workspace, own_client_as: Callable[..., Any]
) -> None:
    from regulars.web.shop import shop

    client = own_client_as("admin")
    assert client.post("/settings/keeping", {"keep_days": "30", "keep_refreshes": "5"}).status_code == 302
    assert (shop().settings.values["keep_days"], shop().settings.values["keep_refreshes"]) == (30, 5)
    assert client.post("/settings/keeping", {"keep_days": "-1", "keep_refreshes": "0"}).status_code == 200
    assert shop().settings.values["keep_days"] == 30
