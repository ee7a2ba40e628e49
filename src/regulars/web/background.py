"""Answers that may take longer than a page should: worked out beside the requests, one at a time, by a thread of this process.

Whoever asks waits for a moment; where the answer is not there by then, the page says so and asks again. An answer stays in memory,
since it may hold personal data, until it has been given once or nobody has asked for it lately. Another process, should it be asked
next, works the same out once more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connections

T = TypeVar("T")

# nobody looks again after longer than this: what waits then is not begun, and what is there is forgotten
_LOOKED_AT_WITHIN = 30.0
_MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was asked for."""

    value: T


@dataclass(slots=True)
class _Asked:
    future: Future[Any]
    looked_at: float = field(default_factory=time.monotonic)


_asked: dict[Hashable, _Asked] = {}
_lock = threading.Lock()
_worker = ThreadPoolExecutor(1, "regulars-answers")


def answer(key: Hashable, work_out: Callable[[], T], patience: float | None = None) -> Answer[T] | None:
    """The answer to the question that `key` names, or None where it is not there yet: ask again.

    `key` has everything that the answer depends on. `patience` is in seconds, by default `ANSWER_WITHIN` of the settings.

    Raises:
        Exception: whatever `work_out` raises.
    """
    future = _handed_in(key, work_out)
    try:
        return Answer(future.result(settings.ANSWER_WITHIN if patience is None else patience))
    except CancelledError:
        return None
    except TimeoutError:
        if not future.done():
            return None
        raise
    finally:
        if future.done():
            with _lock:
                if (there := _asked.get(key)) is not None and there.future is future:
                    del _asked[key]


def _handed_in(key: Hashable, work_out: Callable[[], T]) -> Future[Any]:
    now = time.monotonic()
    with _lock:
        for other in [each for each, there in _asked.items() if now - there.looked_at > _LOOKED_AT_WITHIN]:
            _asked.pop(other).future.cancel()
        there = _asked.get(key)
        if there is not None:
            there.looked_at = now
            return there.future
        while len(_asked) >= _MOST_KEPT:
            _asked.pop(next(iter(_asked))).future.cancel()
        made = _Asked(_worker.submit(_worked_out, work_out))
        _asked[key] = made
        return made.future


def _worked_out(work_out: Callable[[], T]) -> T:
    try:
        return work_out()
    finally:  # a thread has connections of its own, and the next question may be long in coming
        for connection in connections.all(initialized_only=True):
            connection.close()
            del connections[connection.alias]
