"""Requests as uvicorn hands them over: one thread for each from beginning to end, files part by part."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.http import HttpRequest

    from regulars.work.workspace import Workspace

SIZE = 5_000_000
Message = dict[str, Any]


def scope(path: str) -> Message:
    return {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "scheme": "http",
    }  # fmt: skip


def asked(path: str, leaves: Callable[[list[Message]], bool] = lambda sent: False) -> list[Message]:
    """What is sent to a browser that asks for a path, and goes away as soon as `leaves` says so."""
    from regulars.web.asgi import application

    sent: list[Message] = []

    async def talk() -> None:
        gone, bodies = asyncio.Event(), iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            if (body := next(bodies, None)) is not None:
                return body
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(dict(message))
            if leaves(sent):
                gone.set()

        await application(scope(path), receive, send)

    # a browser that an earlier test opened keeps a loop running in this thread
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, talk()).result()
    return sent


@pytest.fixture
def large_file(shop: "Workspace", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """A page of the site that answers with a large file."""
    from django.http import FileResponse
    from django.urls import clear_url_caches, path

    from regulars.web import urls
    from regulars.web.access import open_to_all

    del shop
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * SIZE)

    @open_to_all()
    def large(request: "HttpRequest") -> FileResponse:
        del request
        return FileResponse(file.open("rb"), as_attachment=True)

    monkeypatch.setattr(urls, "urlpatterns", [path("large", large), *urls.urlpatterns])
    clear_url_caches()
    yield [file]
    monkeypatch.undo()
    clear_url_caches()


def test_a_page_is_answered(shop: "Workspace") -> None:
    start, *bodies = asked("/sign-in")
    assert start["status"] == 200
    assert b"Sign in" in b"".join(each["body"] for each in bodies)


def test_a_request_stays_in_one_thread(shop: "Workspace", monkeypatch: pytest.MonkeyPatch) -> None:
    from regulars.web import problems, security

    seen: list[str] = []
    for middleware in (security.SecurityHeaders, problems.PlainProblems):

        def noted(self: Any, request: Any, answer: Any = middleware.__call__) -> Any:
            seen.append(threading.current_thread().name)
            return answer(self, request)

        monkeypatch.setattr(middleware, "__call__", noted)
    asked("/sign-in")
    assert len(seen) == 2
    assert len(set(seen)) == 1
    assert seen[0] != threading.current_thread().name


def test_a_large_file_is_sent_in_parts(large_file: list[Path]) -> None:
    start, *bodies = asked("/large")
    assert start["status"] == 200
    assert sum(len(each.get("body", b"")) for each in bodies) == SIZE
    assert max(len(each.get("body", b"")) for each in bodies) <= 2**16


def test_a_file_is_read_for_as_long_as_somebody_takes_it(large_file: list[Path]) -> None:
    sent = asked("/large", leaves=lambda sent: len(sent) > 3)
    assert sum(len(each.get("body", b"")) for each in sent) < SIZE / 2
