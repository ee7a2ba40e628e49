"""The processes of `regulars serve`: some that answer pages, one that works, and the one that starts and watches them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from regulars.errors import OutputError

PAGES, WORKER = "regulars.web.serve_pages", "regulars.web.jobs.worker"
# the published tables, and the shop that is asked in words
_ENGINES_OF_PAGES = 2
_LEAST_MEGABYTES = 256
STARTS_WITHIN = 60.0
_STOPS_WITHIN = 10.0
_AGAIN_AFTER = 1.0
_BACKLOG = 512


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free.

    Raises:
        OutputError: the port is taken, or the machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
        raise OutputError(
            f"Nothing can listen at {host}:{port}: {reason}.", "Something else may be running there; give another --port, or 0."
        ) from error
    return made


@dataclass(slots=True)
class Processes:
    """The started processes. One that ends by itself is started again, so that a crash is a pause and no end."""

    workspace: Path
    socket: socket.socket
    environment: Mapping[str, str]
    pages: int
    _alive: tuple[int, int] = field(default_factory=os.pipe)
    _running: list[tuple[list[str], subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self) -> None:
        """Start all of them."""
        handle = self.socket.fileno()
        commands = [[PAGES, str(handle)]] * self.pages + [[WORKER]]
        self._running = [(command, self._started(command)) for command in commands]

    def wait_until_answering(self) -> None:
        """Wait for the first page.

        Raises:
            OutputError: it does not come.
        """
        until = time.monotonic() + STARTS_WITHIN
        host, port = self.socket.getsockname()[:2]
        name = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104
        request = Request(f"http://{name}:{port}/sign-in", headers={"X-Forwarded-Proto": "https"})
        while time.monotonic() < until:
            if all(process.poll() is not None for _, process in self._running):
                break
            try:
                with urlopen(request, timeout=5):  # noqa: S310
                    return
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise OutputError("The pages do not answer.", "What the processes said is above.")

    def watch(self) -> None:
        """Start again what ends, for ever."""
        while True:
            time.sleep(_AGAIN_AFTER)
            self._running = [
                (command, self._started(command) if process.poll() is not None else process) for command, process in self._running
            ]

    def stop(self) -> None:
        """End all of them: the request that is being answered is finished, a job that runs is marked as interrupted."""
        for _, process in self._running:
            process.terminate()
        until = time.monotonic() + _STOPS_WITHIN
        for _, process in self._running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running = []

    def _memory(self, module: str) -> str:
        of_pages, of_work = memory_shares(machine_memory(), self.pages)
        return of_work if module == WORKER else of_pages

    def _started(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        reading, _ = self._alive
        module, *arguments = command
        return subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, str(reading), *arguments],
            env={**os.environ, **self.environment, "REGULARS_ENGINE_MEMORY": self._memory(module)},
            pass_fds=[reading, *(int(each) for each in arguments)],
            start_new_session=True,  # Ctrl-C is for the one who started them
            stdin=subprocess.DEVNULL,
        )


def machine_memory() -> int:
    """The memory in bytes that this machine, or the container in which this runs, has."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # there is none, or it says "max"
        found = min(found, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return found


def memory_shares(memory: int, pages: int) -> tuple[str, str]:
    """What an engine of a process that answers pages may take of so many bytes, and what that of the worker may: two fifths are for
    all page processes together, two fifths for the worker. What needs more spills to disk."""
    part = memory * 2 // 5 // 1_000_000
    of_pages = max(part // (pages * _ENGINES_OF_PAGES), _LEAST_MEGABYTES)
    return f"{of_pages}MB", f"{max(part, _LEAST_MEGABYTES)}MB"


def end_with_parent(handle: int) -> None:
    """End this process as SIGTERM does when the other end of a pipe is gone, however the process that held it ended."""

    def wait() -> None:
        while os.read(handle, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
