"""A progress line on a terminal for work that takes more than a second; silence in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from regulars.engines.base import Engine

_FIRST_SHOWN_AFTER = 1.0
_EVERY = 0.2
_WIDTH = 24


@contextmanager
def progress(what: str) -> Iterator[Callable[[Engine], Engine]]:
    """Show how far the engine is. Yields a function to pass the engine through once it is open."""
    engines: list[Engine] = []

    def watch(engine: Engine) -> Engine:
        engines.append(engine)
        return engine

    if not sys.stderr.isatty():
        yield watch
        return
    done = threading.Event()
    thread = threading.Thread(target=_draw, args=(what, engines, done), daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()


def _draw(what: str, engines: list[Engine], done: threading.Event) -> None:
    started = time.monotonic()
    shown = False
    while not done.wait(_EVERY):
        elapsed = time.monotonic() - started
        if elapsed < _FIRST_SHOWN_AFTER:
            continue
        shown = True
        share = engines[0].progress() if engines else None
        bar = "" if share is None else f" [{'#' * round(share * _WIDTH):<{_WIDTH}}] {share:4.0%} of this step"
        sys.stderr.write(f"\r\x1b[2K{what}{bar}  {elapsed:.0f} s")
        sys.stderr.flush()
    if shown:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
