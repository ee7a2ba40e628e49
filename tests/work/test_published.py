"""What pages read stays whole while refreshes and erasures publish around it."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from regulars.engines.base import Engine
from regulars.errors import EngineError, SourceError
from regulars.web.setup import stop
from regulars.work import published as module
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.pages import warm
from regulars.work.people import forget_customer
from regulars.work.published import ANSWERS_KEPT, SESSIONS, Published, forget_opened, published, read
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace

NOW = datetime(2024, 7, 1, tzinfo=UTC)


def orders(path: Path, customers: range) -> Path:
    rows = [
        f"{customer}-{number},{customer},2024-{1 + (customer + number) % 6:02d}-{1 + customer % 28:02d},{10 + customer * number}.50"
        for customer in customers
        for number in range(1, 2 + customer % 5)
    ]
    path.write_text("\n".join(["order_id,customer_id,order_date,total", *rows, ""]))
    return path


def requests(*files: Path) -> ImportRequest:
    return ImportRequest(requested([str(file) for file in files]))


@pytest.fixture
def shop(make_workspace: Callable[..., Workspace], tmp_path: Path) -> Iterator[Workspace]:
    """A shop of 120 customers, refreshed once."""
    workspace = make_workspace()
    import_files(workspace, requests(orders(tmp_path / "orders.csv", range(1, 121))), actor="test", now=NOW)
    refresh(workspace, actor="test", now=NOW)
    yield workspace
    forget_opened(workspace)


def count(opened: Published, table: str) -> int:
    with opened.session() as engine:
        return int(engine.rows(f"SELECT COUNT(*) FROM {table}")[0][0])


def test_a_workspace_without_data_has_nothing_to_read(make_workspace: Callable[..., Workspace]) -> None:
    workspace = make_workspace()
    assert published(workspace) is None
    assert read(workspace, lambda opened: opened.number) is None


def test_data_that_nobody_refreshed_can_be_read_without_segments(make_workspace: Callable[..., Workspace], tmp_path: Path) -> None:
    workspace = make_workspace()
    import_files(workspace, requests(orders(tmp_path / "orders.csv", range(1, 9))), actor="test", now=NOW)
    opened = published(workspace)
    assert opened is not None
    assert opened.refresh is None
    assert set(opened.columns) == {"orders"}
    forget_opened(workspace)


def test_the_same_publication_is_opened_once(shop: Workspace) -> None:
    first, second = published(shop), published(shop)
    assert first is second
    assert first is not None
    assert first.refresh is not None
    assert count(first, "profile") == 120
    assert "segment" in first.columns["profile"]


@pytest.mark.long
def test_readers_see_one_publication_or_the_next_while_refreshes_publish(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engines: list[weakref.ref[Engine]] = []
    make = shop.make_engine

    def counted(spill: Path) -> Engine:
        made = make(spill)
        if spill.name.startswith("regulars-pages-"):
            engines.append(weakref.ref(made))
        return made

    watched = replace(shop, make_engine=counted)
    forget_opened(shop)
    is_over = threading.Event()
    problems: list[BaseException] = []
    seen: set[int] = set()

    def look() -> None:
        try:
            while not is_over.is_set():
                opened = published(watched)
                assert opened is not None
                with opened.session() as engine:
                    profiles = engine.rows("SELECT COUNT(*), COUNT(DISTINCT customer_id) FROM profile")[0]
                    metrics = engine.rows("SELECT SUM(customers) FROM segment_metrics WHERE kind = 'lifecycle'")[0][0]
                again = opened.remembered("profiles", lambda engine: engine.rows("SELECT COUNT(*) FROM profile")[0][0])
                assert profiles[0] == profiles[1] == metrics == again
                seen.add(profiles[0])
        except BaseException as error:  # noqa: BLE001 - shown by the test
            problems.append(error)
        finally:
            stop()

    readers = [threading.Thread(target=look) for _ in range(8)]
    for reader in readers:
        reader.start()
    for place in range(3):
        more = orders(tmp_path / f"more_{place}.csv", range(121, 141 + 20 * place))
        import_files(shop, requests(more), actor="test", now=NOW)
        refresh(shop, actor="test", now=NOW + timedelta(days=place))
    last = published(watched)
    assert last is not None
    assert count(last, "profile") == 180
    is_over.set()
    for reader in readers:
        reader.join(timeout=60)
    assert not problems
    assert seen >= {120}
    assert len(engines) <= 7  # one per publication: what is shared is not opened by every thread
    gc.collect()
    assert [made for made in engines if made() is not None] == [engines[-1]]


def test_a_session_is_one_threads_alone_and_asked_for_again_the_same(shop: Workspace) -> None:
    opened = published(shop)
    assert opened is not None
    with opened.session() as outer, opened.session() as inner:
        assert inner is outer
        together = threading.Barrier(SESSIONS)
        others: list[Engine] = []

        def take() -> None:
            with opened.session() as engine:
                others.append(engine)
                together.wait(timeout=30)

        threads = [threading.Thread(target=take) for _ in range(SESSIONS - 1)]
        for thread in threads:
            thread.start()
        together.wait(timeout=30)
        for thread in threads:
            thread.join(timeout=30)
    assert len({id(each) for each in (outer, *others)}) == SESSIONS


def test_an_answer_is_worked_out_once_however_many_ask(shop: Workspace) -> None:
    opened = published(shop)
    assert opened is not None
    asked: list[int] = []
    answers: list[int] = []

    def work_out(engine: Engine) -> int:
        asked.append(1)
        threading.Event().wait(0.2)
        return int(engine.rows("SELECT COUNT(*) FROM orders")[0][0])

    threads = [threading.Thread(target=lambda: answers.append(opened.remembered("orders", work_out))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(asked) == 1
    assert len(answers) == 12
    assert len(set(answers)) == 1


def test_an_answer_that_failed_is_worked_out_again(shop: Workspace) -> None:
    opened = published(shop)
    assert opened is not None

    def fail(_: Engine) -> int:
        raise SourceError("Not now.", "Later.")

    with pytest.raises(SourceError):
        opened.remembered("x", fail)
    assert opened.remembered("x", lambda _: 7) == 7


def test_answers_kept_are_bounded(shop: Workspace) -> None:
    opened = published(shop)
    assert opened is not None
    for place in range(2 * ANSWERS_KEPT):
        opened.remembered(place, lambda _, place=place: place)  # type: ignore[misc]
    assert len(opened._answers) == ANSWERS_KEPT
    again: list[int] = []
    opened.remembered(2 * ANSWERS_KEPT - 1, lambda _: again.append(1))
    opened.remembered(0, lambda _: again.append(0))
    assert again == [0]


def test_an_erasure_while_a_page_reads_is_no_error(shop: Workspace) -> None:
    reads: list[int] = []

    def page(opened: Published) -> Any:
        reads.append(opened.number)
        if len(reads) == 1:
            forget_customer(shop, "7", actor="test", now=NOW)  # deletes the files of the publication just opened
        with opened.session() as engine:
            return engine.rows("SELECT COUNT(*), COUNT(CASE WHEN customer_id = '7' THEN 1 END) FROM profile")[0]

    assert read(shop, page) == (119, 0)
    assert len(reads) == 2
    assert reads[1] > reads[0]


def test_an_error_about_the_publication_in_force_is_told(shop: Workspace) -> None:
    def page(opened: Published) -> Any:
        with opened.session() as engine:
            return engine.rows("SELECT no_such_column FROM profile")

    with pytest.raises(EngineError):
        read(shop, page)


def test_the_folder_of_a_publication_nobody_reads_is_gone(shop: Workspace) -> None:
    opened = published(shop)
    assert opened is not None
    spill = opened._spill
    assert spill.is_dir()
    refresh(shop, actor="test", now=NOW + timedelta(days=1))
    del opened
    newer = published(shop)
    assert newer is not None
    gc.collect()
    assert not spill.exists()
    assert count(newer, "profile") == 120


def test_while_a_newer_one_is_prepared_the_former_is_given(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = published(shop)
    assert first is not None
    is_ready, asked = threading.Event(), threading.Event()
    at_once = warm.warm

    def slow(opened: Published) -> None:
        asked.set()
        is_ready.wait(60)
        at_once(opened)

    monkeypatch.setattr(warm, "warm", slow)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    refresh(shop, actor="test", now=NOW + timedelta(days=1))
    assert published(shop) is first
    assert asked.wait(60)
    assert published(shop) is first
    is_ready.set()
    monkeypatch.setattr(module, "PATIENCE", 60)
    second = published(shop)
    assert second is not None
    assert second.number > first.number


OPENS_AND_ENDS = """
import sys
from pathlib import Path
from regulars.web.setup import start
from regulars.work.engines import engine_maker
from regulars.work.published import published
from regulars.work.workspace import open_workspace

published(open_workspace(Path(sys.argv[1]), start, engine_maker("duckdb", None, 2)))
"""


def test_a_process_that_ends_while_pages_are_prepared_ends_well(shop: Workspace) -> None:
    command = [sys.executable, "-c", OPENS_AND_ENDS, str(shop.folder)]
    ended = [subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(3)]
    assert {(each.returncode, each.stderr) for each in ended} == {(0, "")}


def test_nobody_is_shown_unscored_orders_once_the_first_refresh_is_there(
    make_workspace: Callable[..., Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace()
    import_files(workspace, requests(orders(tmp_path / "orders.csv", range(1, 9))), actor="test", now=NOW)
    unscored = published(workspace)
    assert unscored is not None
    assert unscored.refresh is None
    monkeypatch.setattr(module, "PATIENCE", 0)
    refresh(workspace, actor="test", now=NOW)
    scored = published(workspace)
    assert scored is not None
    assert scored.refresh is not None


def test_what_cannot_be_opened_is_told_and_tried_again(shop: Workspace) -> None:
    forget_opened(shop)
    folder = shop.lake.folder / "profile"
    aside = folder.with_name("aside")
    folder.rename(aside)
    for _ in range(2):
        with pytest.raises(SourceError):
            published(shop)
    aside.rename(folder)
    opened = published(shop)
    assert opened is not None
    assert count(opened, "profile") == 120
