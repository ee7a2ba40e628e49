"""Work on arrays in a thread of its own, beside the engine: arrays use one core, and the engine leaves the other idle meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Beside:
    """One piece of work after the other, in the order in which they were given. What need not wait for another takes a second one.

    Only arrays are worked on there: an engine is asked by one thread alone. Left by an error (or Ctrl-C), work that has not begun
    is given up, and what has begun comes to its end.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "arrays")

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def start(self, work: Callable[Arguments, Result], *given: Arguments.args, **named: Arguments.kwargs) -> Callable[[], Result]:
        """Begin with a piece of work; what is returned waits for its result, or raises its error."""
        return self._pool.submit(work, *given, **named).result
