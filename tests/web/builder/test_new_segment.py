"""New segment: words, form and SQL say the same, nothing incomplete is kept, and nobody writes SQL who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from regulars.work.workspace import Workspace

WORDS = "customers who spent more than 300 in the last 180 days"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def state_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's own state."""
    names = ("criteria", "was_words", "was_sql", "was_reading", "was_form", "origin")
    return {name: hidden(page, name) for name in names}


def count_of(page: str) -> int:
    found = re.search(r'class="big-count"><strong>([\d,]+)</strong>', page)
    assert found is not None
    return int(found[1].replace(",", ""))


@pytest.fixture
def analyst(client_as: Callable[..., Any]) -> Any:
    return client_as("analyst")


def preview(client: Any, **typed: Any) -> str:
    answer = client.post("/segments/new/preview", {"rebuild": "1", **typed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_opens_with_words_understood(analyst: Any) -> None:
    page = analyst.get("/segments/new", {"open": "1", "words": WORDS}).content.decode()
    assert "net spend in the last 180 days" in page
    assert '<mark class="m-amount">more than 300</mark>' in page
    assert count_of(page) > 0


def test_an_empty_page_that_opens_the_shop_first_finds_everybody(analyst: Any) -> None:
    found = analyst.post("/segments/new/preview?first=1", {"words": "", "criteria": "", "rebuild": "1"}).content.decode()
    assert "everybody: nothing is asked yet" in found
    assert 'class="problem' not in found


def test_the_three_faces_say_the_same(analyst: Any) -> None:
    by_words = preview(analyst, face="words", words=WORDS)
    form = {"c.join": "all", "c.0.subject": "sum:orders:net", "c.0.op": "above", "c.0.value": "300"}
    form |= {"c.0.window": "last", "c.0.n": "180", "c.0.unit": "day"}
    by_form = preview(analyst, face="form", **form)
    sql = re.search(r"<textarea id=\"sql\"[^>]*>([^<]*)</textarea>", by_words)
    assert sql is not None
    by_sql = preview(analyst, face="sql", sql=html.unescape(sql[1]))
    assert hidden(by_words, "criteria") == hidden(by_form, "criteria") == hidden(by_sql, "criteria")
    assert count_of(by_words) == count_of(by_form) == count_of(by_sql)
    assert 'name="c.0.n" value="180"' in by_words


def test_words_in_the_way_are_marked_with_the_reason(analyst: Any) -> None:
    page = preview(analyst, face="words", words="customers who love blue shoes and spent more than 50")
    assert "m-unplaced" in page
    assert "opinions, moods, ratings" in page
    assert hidden(page, "criteria") == ""


def test_several_meanings_are_offered_and_the_chosen_one_counts(analyst: Any) -> None:
    words = "customers who have not ordered in the last 60 days"
    asked = preview(analyst, face="words", words=words)
    assert "Which do you mean?" in asked
    assert hidden(asked, "criteria") == ""
    chosen = preview(analyst, face="words", words=words, reading="1")
    assert hidden(chosen, "criteria") != ""
    assert count_of(chosen) != count_of(preview(analyst, face="words", words=words, reading="0"))


def test_a_button_adds_a_condition_without_scripts(analyst: Any) -> None:
    page = analyst.post("/segments/new", {"face": "words", "words": WORDS}).content.decode()
    form = {"c.join": "all", "c.0.subject": "field:country", "c.0.op": "any_of", "c.0.value": ["France", ""]}
    page = analyst.post("/segments/new", {**state_of(page), **form, "do": "add:"}).content.decode()
    assert 'name="c.1.subject"' in page
    page = analyst.post("/segments/new", {**state_of(page), **form, "c.1.subject": "", "do": "remove:1"}).content.decode()
    assert 'name="c.1.subject"' not in page
    assert "“France”" in page


def test_what_was_changed_without_saying_where_is_found_out(analyst: Any) -> None:
    page = analyst.post("/segments/new", {"face": "words", "words": WORDS}).content.decode()
    state = state_of(page)
    form = {"c.join": "all", "c.0.subject": "field:country", "c.0.op": "any_of", "c.0.value": "France"}
    by_form = analyst.post("/segments/new", {**state, "words": WORDS, "sql": state["was_sql"], **form}).content.decode()
    assert hidden(by_form, "origin") == "form"
    both = analyst.post("/segments/new", {**state, "words": "more than 7 orders", "sql": state["was_sql"], **form}).content.decode()
    assert "Both the words and the form were changed." in both


def test_half_a_condition_is_told_and_not_kept(analyst: Any, shop: Workspace) -> None:
    form = {"c.join": "all", "c.0.subject": "orders", "c.0.op": "above", "c.0.value": ""}
    page = preview(analyst, face="form", **form)
    assert "Condition 1: Give a number." in page
    kept = analyst.post("/segments/new", {"do": "save", "name": "Half", "face": "form", **form})
    assert kept.status_code == 400
    assert not shop.ledger.segment_versions("Half")


def test_a_segment_is_kept_with_its_words_and_who_made_it(analyst: Any, shop: Workspace) -> None:
    page = preview(analyst, face="words", words=WORDS)
    sent = {
        **state_of(page),
        "words": WORDS,
        "name": "Recent spenders",
        "description": "for the summer",
        "state": "active",
        "do": "save",
    }
    answer = analyst.post("/segments/new", sent)
    assert answer.status_code == 302
    kept = shop.ledger.segment_versions("Recent spenders")[-1]
    assert (kept.words, kept.version, kept.state, kept.description) == (WORDS, 1, "active", "for the summer")
    assert kept.author == "analyst@example.org"
    assert "is kept" in analyst.get(answer["Location"]).content.decode()
    again = analyst.post("/segments/new", sent)
    assert again.status_code == 400
    assert "There is a segment called" in again.content.decode()


def test_an_edit_is_a_new_version_and_a_stale_one_is_refused(analyst: Any, shop: Workspace) -> None:
    page = analyst.get("/segments/edit/Big%20spenders", {"open": "1"}).content.decode()
    assert WORDS in page
    sent = {**state_of(page), "face": "words", "words": "customers who spent more than 400 in the last 180 days", "sql": ""}
    sent |= {"base_version": "1", "do": "save", "segment": "Big spenders"}
    assert analyst.post("/segments/edit/Big%20spenders", sent).status_code == 302
    newest = shop.ledger.segment_versions("Big spenders")[-1]
    assert newest.version == 2
    assert "400" in newest.sentence
    stale = analyst.post("/segments/edit/Big%20spenders", {**sent, "words": "more than 7 orders"})
    assert stale.status_code == 400
    assert "is at version 2 meanwhile" in html.unescape(stale.content.decode())


def test_a_duplicate_begins_with_what_the_other_means(analyst: Any) -> None:
    own = analyst.get("/segments/new", {"open": "1", "from": "Big spenders"}).content.decode()
    assert "Big spenders (copy)" in own
    assert WORDS in own
    of_map = analyst.get("/segments/new", {"open": "1", "from": "Champions"}).content.decode()
    assert "segment is “Champions”" in of_map
    assert analyst.get("/segments/new", {"from": "no such"}).status_code == 404


def test_sql_is_for_those_who_may(client_as: Callable[..., Any]) -> None:
    sql = "LENGTH(c.country) > 2 AND MOD(LENGTH(c.city), 2) = 1"
    allowed = preview(client_as("analyst"), face="sql", sql=sql)
    assert "as it is" in allowed
    marketer = client_as("marketer")
    assert "Your role cannot write SQL." in preview(marketer, face="sql", sql=sql)
    assert 'id="sql"' not in marketer.get("/segments/new", {"open": "1"}).content.decode()
    sent = {"face": "form", "c.join": "all", "c.0.kept": hidden(allowed, "criteria"), "do": "save", "name": "Smuggled"}
    refused = marketer.post("/segments/new", sent)
    assert refused.status_code == 400
    assert "A part of this is SQL" in html.unescape(refused.content.decode())


def test_sql_that_reaches_for_files_is_refused(analyst: Any) -> None:
    page = preview(analyst, face="sql", sql="c.customer_id IN (SELECT a FROM read_csv('/etc/passwd'))")
    assert "not on the list" in html.unescape(page)
    assert hidden(page, "criteria") == ""


def test_values_of_the_data_are_suggested_but_none_that_name_people(analyst: Any) -> None:
    countries = analyst.get("/segments/new/values", {"column": "country", "c.0.value": "fr"}).content.decode()
    assert '<option value="FR">' in countries
    assert "<option" not in analyst.get("/segments/new/values", {"column": "email", "c.0.value": "a"}).content.decode()


@pytest.mark.parametrize(
    "posted",
    [
        {"face": "form", "c.join": "all", "c.0.kept": "{"},
        {"face": "form", "c.join": "all", **{f"c.{n}.subject": "orders" for n in range(90)}},
        {"face": "form", "c.0.0.0.0.0.0.subject": "orders"},
        {"criteria": "[1", "words": "x"},
        {"face": "criteria", "criteria": '{"version": 9}'},
        {"face": "sql", "sql": "SELECT"},
        {"face": "words", "words": "x" * 5000},
    ],
)
def test_what_nobody_types_is_refused_in_a_sentence(analyst: Any, posted: dict[str, str]) -> None:
    answer = analyst.post("/segments/new/preview", posted)
    assert answer.status_code == 200
    assert 'class="note bad"' in answer.content.decode() or "m-unplaced" in answer.content.decode()


def test_a_viewer_finds_no_such_page(client_as: Callable[..., Any]) -> None:
    viewer = client_as("viewer")
    assert viewer.get("/segments/new").status_code == 404
    assert viewer.post("/segments/new/preview", {"face": "words", "words": WORDS}).status_code == 404
