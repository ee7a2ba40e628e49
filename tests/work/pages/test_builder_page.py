"""The builder's page over the published tables: kept open per publication, one definition in three faces."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from regulars.criteria.form import Group, Join, Row
from regulars.errors import BusyError, DataError
from regulars.work import opened_shop
from regulars.work.opened_shop import OpenedShop, asked_shop, forget_opened_shop, is_open
from regulars.work.pages.builder import Built, Face, Typed, build, suggestions
from regulars.work.published import Published
from regulars.work.workspace import Workspace

NOW = datetime(2024, 7, 1, tzinfo=UTC)
REQUESTS = (
    "customers from France who spent more than 100 in the last 400 days",
    "champions with at least 3 orders",
    "top 10% by spend",
    "average order value above 50",
    "opened an email in the last 90 days but did not click",
    "first order in 2024",
    "last order more than 90 days ago",
    "ordered between 2 and 5 times",
    "subscribed to marketing",
)


@pytest.fixture
def workspace(opened: Published) -> Iterator[Workspace]:
    yield opened.workspace
    forget_opened_shop(opened.workspace)


def built(workspace: Workspace, typed: Typed, *, may_use_sql: bool = True) -> Built:
    with asked_shop(workspace, NOW) as asking:
        return build(asking, typed, may_use_sql=may_use_sql)


@pytest.mark.parametrize("words", REQUESTS)
def test_words_form_and_sql_find_the_same_customers(workspace: Workspace, words: str) -> None:
    said = built(workspace, Typed(Face.WORDS, words))
    assert said.found is not None, (said.problem, said.unplaced, said.readings)
    filled = built(workspace, Typed(Face.FORM, form=said.form))
    written = built(workspace, Typed(Face.SQL, sql=said.sql))
    assert said.condition == filled.condition == written.condition
    assert filled.found == written.found == said.found
    assert isinstance(said.form.parts[0], Row)


def test_marks_are_the_whole_request(workspace: Workspace) -> None:
    for words in (*REQUESTS, "customers who love  blue shoes, and spent more than 50!"):
        assert "".join(mark.text for mark in built(workspace, Typed(Face.WORDS, words)).marks) == words


def test_a_segment_of_the_map_has_the_customers_that_were_published(workspace: Workspace) -> None:
    from regulars.work.custom_segments import list_segments

    for row in list_segments(workspace):
        if row["kind"] == "lifecycle":
            form = Group(Join.ALL, (Row("field:segment", "any_of", (row["name"],)),))
            found = built(workspace, Typed(Face.FORM, form=form)).found
            assert found is not None
            assert found.count == row["customers"]


def test_the_shop_is_opened_once_for_a_publication_and_anew_for_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_opened_shop(workspace)
    opened: list[int] = []
    real = opened_shop._opened_data

    def counted(workspace: Workspace, publication: object, *rest: object) -> object:
        opened.append(1)
        return real(workspace, publication, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(opened_shop, "_opened_data", counted)
    threads = [threading.Thread(target=lambda: built(workspace, Typed(Face.WORDS, REQUESTS[0]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [1]
    assert is_open(workspace)


def test_who_waits_too_long_is_told(workspace: Workspace) -> None:
    latest = workspace.ledger.latest("refresh")
    assert latest is not None
    shop = OpenedShop(workspace, latest, NOW)
    with shop.asked({}), pytest.raises(BusyError), shop.asked({}, waiting=0.01):
        pass


def test_a_shop_that_nobody_asks_is_closed_and_opened_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_shop, "MOST_SECONDS_IDLE", 0.05)
    built(workspace, Typed(Face.WORDS, REQUESTS[2]))
    opened_shop._resting[workspace.folder.resolve()].join(10)
    assert not is_open(workspace)
    assert built(workspace, Typed(Face.WORDS, REQUESTS[2])).found is not None


def test_what_is_asked_reaches_no_file(workspace: Workspace) -> None:
    with asked_shop(workspace, NOW) as asking, pytest.raises(Exception, match=r"disabled|not allowed|Permission"):
        asking.data.engine.rows("SELECT * FROM read_csv('/etc/passwd')")


def test_saved_segments_are_those_of_the_moment(workspace: Workspace) -> None:
    with asked_shop(workspace, NOW) as asking:
        asking.now_saved({"VIP": build(asking, Typed(Face.WORDS, REQUESTS[2]), may_use_sql=False).condition})  # type: ignore[dict-item]
        assert suggestions(asking, "segments", "v") == ("VIP",)
        named = build(asking, Typed(Face.FORM, form=Group(Join.ALL, (Row("segments", "in", ("VIP",)),))), may_use_sql=False)
        direct = build(asking, Typed(Face.WORDS, REQUESTS[2]), may_use_sql=False)
        assert named.found is not None
        assert direct.found is not None
        assert named.found.count == direct.found.count
    with asked_shop(workspace, NOW) as asking:
        assert "VIP" not in asking.saved


def test_figures_are_exact(workspace: Workspace) -> None:
    everybody = built(workspace, Typed(Face.FORM, form=Group(Join.ALL, (Row("orders", "some"),)))).found
    others = built(workspace, Typed(Face.FORM, form=Group(Join.ALL, (Row("orders", "not:some"),)))).found
    assert everybody is not None
    assert others is not None
    assert everybody.count + others.count == everybody.everybody
    assert isinstance(everybody.revenue, Decimal)


def test_an_empty_workspace_says_what_to_do(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(workspace.ledger), "latest", lambda *_: None)
    with pytest.raises(DataError, match="no orders yet"):
        built(workspace, Typed(Face.WORDS, REQUESTS[0]))
