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
# on a narrower terminal a bar would take the place of what it stands for
_BAR_FROM = 110
# of less of a query its speed does not tell yet
_LEAST_SHARE = 0.05


class Watch:
    """What is looked at while something runs: call it with each engine that is opened; tell it of steps where there are any."""

    def __init__(self) -> None:
        self.engines: list[Engine] = []
        self._usual: dict[str, float] = {}
        self._step: tuple[str, float] | None = None
        self._last = ""
        # how much of the query that runs was done when it was last looked at, and since when it has run
        self._part: tuple[float, float] = (0.0, time.monotonic())

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

    def line(self, what: str, elapsed: float, width: int = _BAR_FROM) -> str:
        """The line to show on a terminal of so many columns."""
        share = self.engines[-1].progress() if self.engines else None
        step = f": {self._step[0]}" if self._step else ""
        done = "" if share is None else f" {share:.0%}"
        if share is not None and width >= _BAR_FROM:
            done = f" [{'#' * round(share * _WIDTH):<{_WIDTH}}] {share:4.0%} of this part"
        return f"{what}{step}{done}  {elapsed:.0f} s{self._rest(share)}{self._last}"

    def _rest(self, share: float | None) -> str:
        """The time that is left of the run, if it is as quick as the last one, or else of the query that runs."""
        of_part = self._seconds_left_of_part(share)
        left = self._seconds_left()
        if left is not None:
            return f", about {left:.0f} s left"
        return "" if of_part is None else f", about {of_part:.0f} s left of this part"

    def _seconds_left_of_part(self, share: float | None) -> float | None:
        """What is left of the query that runs, at its speed so far; None where that is not known, or next to nothing."""
        now = time.monotonic()
        before, began = self._part
        if share is None or share < before:
            began = now
        self._part = (share or 0.0, began)
        if share is None or share < _LEAST_SHARE:
            return None
        left = (now - began) * (1 - share) / share
        return left if left >= 1 else None

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
        sys.stderr.write(f"\r\x1b[2K{watch.line(what, elapsed, width)[:width]}")
        sys.stderr.flush()
    if shown:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
