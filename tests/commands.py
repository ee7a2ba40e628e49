"""A command of `regulars` run in this process: starting Python a hundred times takes longer than what most tests ask of it.

What is about the process itself (signals, closed streams, what is imported at its start) starts a real one.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from regulars.cli.main import main


def run(*arguments: object, cwd: Path | None = None, **environment: str) -> CompletedProcess[str]:
    """What a process with these arguments would have ended with and said; the environment is as before when it has ended."""
    given = [str(each) for each in arguments]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    with mock.patch.dict(os.environ, environment), chdir(cwd or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(given)
        except SystemExit as ended:  # wrong usage, or help
            status = int(ended.code or 0)
        finally:
            for each, handler in handlers.items():
                signal.signal(each, handler)
            if setup := sys.modules.get("regulars.web.setup"):
                setup.stop()
    said, told = (stream.buffer.getvalue().decode() for stream in (out, err))
    return CompletedProcess(given, status, said, told)
