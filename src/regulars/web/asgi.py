"""The application that uvicorn runs: Django, behind a limit of what a request may carry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


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


application = BodyLimit(get_asgi_application())
