"""A progress line on a terminal for work that takes more than a second; silence in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from regulars.engines.base import Engine

_FIRST_SHOWN_AFTER = 1.0
_EVERY = 0.2
_WIDTH = 24


class Watch:
    """What is looked at while something runs: call it with each engine that is opened; tell it of steps where there are any."""

    def __init__(self) -> None:
        self.engines: list[Engine] = []
        self._usual: dict[str, float] = {}
        self._step: tuple[str, float] | None = None
        self._last = ""

    def __call__(self, engine: Engine) -> Engine:
        """Look at an engine from now on."""
        self.engines.append(engine)
        return engine

    def expect(self, usual: Mapping[str, float]) -> None:
        """How many seconds each step took the last time."""
        self._usual = dict(usual)

    def begin(self, name: str) -> None:
        """A step begins."""
        self._step = (name, time.monotonic())

    def end(self, rows: int, seconds: float) -> None:
        """The step is over."""
        if self._step is None:
            return
        rate = f", {rows / seconds:,.0f} a second" if rows and seconds > 0.1 else ""
        self._last = f" ({self._step[0]}: {rows:,} rows{rate})"
        self._usual.pop(self._step[0], None)
        self._step = None

    def line(self, what: str, elapsed: float) -> str:
        """The line to show."""
        share = self.engines[-1].progress() if self.engines else None
        step = f": {self._step[0]}" if self._step else ""
        bar = "" if share is None else f" [{'#' * round(share * _WIDTH):<{_WIDTH}}] {share:4.0%} of this part"
        left = self._seconds_left()
        rest = "" if left is None else f", about {left:.0f} s left"
        return f"{what}{step}{bar}  {elapsed:.0f} s{rest}{self._last}"

    def _seconds_left(self) -> float | None:
        """What is left if this run is as quick as the last one; None where nothing tells, or it is slower already."""
        if not self._usual or self._step is None:
            return None
        name, began = self._step
        left = sum(self._usual.values()) - min(time.monotonic() - began, self._usual.get(name, 0.0))
        return left if left >= 1 else None


@contextmanager
def progress(what: str) -> Iterator[Watch]:
    """Show how far things are. Yields what to pass the engine through once it is open, and to tell of steps."""
    watch = Watch()
    if not sys.stderr.isatty():
        yield watch
        return
    done = threading.Event()
    thread = threading.Thread(target=_draw, args=(what, watch, done), daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()


def _draw(what: str, watch: Watch, done: threading.Event) -> None:
    import shutil

    started = time.monotonic()
    shown = False
    while not done.wait(_EVERY):
        elapsed = time.monotonic() - started
        if elapsed < _FIRST_SHOWN_AFTER:
            continue
        shown = True
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[2K{watch.line(what, elapsed)[:width]}")
        sys.stderr.flush()
    if shown:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
