"""A process that answers pages: `python -m regulars.web.serve_pages PIPE SOCKET`, as `regulars serve` starts it."""

from __future__ import annotations

import os
import socket
import sys
import threading
import warnings
from pathlib import Path


def main() -> None:
    """Answer requests at the socket until told to stop."""
    import uvicorn

    from regulars.web.served import Served
    from regulars.web.serving import end_with_parent
    from regulars.web.setup import start

    # the files of the bundle are small, and there is no asynchronous way to read them
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    pipe, handle = int(sys.argv[1]), int(sys.argv[2])
    end_with_parent(pipe)
    start(Path(os.environ["REGULARS_WORKSPACE"]), is_lasting=True)
    from django.core.checks import run_checks

    from regulars.web.shop import keep_current

    problems = [each for each in run_checks() if each.is_serious()]
    if problems:
        sys.exit("\n".join(map(str, problems)))
    threading.Thread(target=keep_current, daemon=True).start()
    config = uvicorn.Config(
        "regulars.web.asgi:application",
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        # only a proxy that stands before us may say who asks
        proxy_headers=bool(Served.from_environment(os.environ).address),
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=handle)])


if __name__ == "__main__":
    main()
