"""The application that uvicorn runs: Django in a few threads, behind a limit of what a request may carry.

Django's own handler for ASGI hands a request over between the event loop and a thread at every middleware that is not asynchronous,
connects to the application database anew for each, and reads a whole file before it sends the first part of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse
from django.urls import set_script_prefix

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# some may wait for an answer that takes long while the others go on
THREADS = 12


class Pages(ASGIHandler):
    """Answers a request, with all middlewares, in one thread: none of our views is asynchronous."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, "regulars-pages")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, self._answer, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        gone = asyncio.ensure_future(receive())
        try:
            response.streaming_content = self._parts(iter(response), gone)
            await self.send_response(response, send)
        finally:
            gone.cancel()
            await loop.run_in_executor(self._threads, response.close)

    def _answer(self, scope: Message, body: Any) -> Any:
        """The response: complete and closed, or a file to be read part by part."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
        response._handler_class = type(self)
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        body.close()
        return response

    async def _parts(self, parts: Iterator[bytes], gone: asyncio.Future[Message]) -> AsyncIterator[bytes]:
        """The parts of a file, for as long as somebody takes them."""
        loop = asyncio.get_running_loop()
        while not gone.done() and (part := await loop.run_in_executor(self._threads, next, parts, None)) is not None:
            yield part


class TooLargeError(Exception):
    """More came than may come."""


class BodyLimit:
    """Keeps forms small, and lets only somebody who is signed in send files, up to UPLOAD_LIMIT.

    Django's ASGI handler writes a whole body to the disk before any middleware sees the request.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        limit, seen = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), 0
        is_checked = False

        async def limited() -> Message:
            nonlocal limit, seen, is_checked
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit and not is_checked:
                is_checked = True
                if await sync_to_async(_is_signed_in)(_session_key(scope)):
                    limit = int(settings.UPLOAD_LIMIT) + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if seen > limit:
                raise TooLargeError
            return message

        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._application(scope, limited, watched)
        except TooLargeError:
            if not started:
                await _refuse(send)


def _session_key(scope: Message) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            return found.value if found else ""
    return ""


def _is_signed_in(key: str) -> bool:
    from django.contrib.auth import SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    return bool(key) and SESSION_KEY in SessionStore(key).load()


async def _refuse(send: Send) -> None:
    body = b"This is larger than what may be sent here. regulars import FILE on the machine has no limit.\n"
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


django.setup(set_prefix=False)
application = BodyLimit(Pages())
