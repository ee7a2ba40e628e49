"""How quickly pages answer: `python -m benchmarks.web [WORKSPACE] [--users 50] [--seconds 60]`.

Without a workspace it makes one (`benchmarks/web_shop.py`): customers with names and cities, orders with lines, two refreshes. Then
it starts `regulars serve`, lets so many people look around at the same time (each reads for a second or so, then opens another page),
and prints the time from request to whole answer per page. It fails on any error, and where the 95th percentile is above the limit.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.web_shop import workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_MS = 150.0
READS_FOR = (0.5, 1.5)
# a visit opens these at random; the customers that are looked for are different each time
PAGES = (
    ("overview", "/"),
    ("segments", "/segments/"),
    ("segments sorted", "/segments/?sort=-revenue"),
    ("segment", "/segments/named/{segment}"),
    ("members", "/segments/named/{segment}?tab=customers&page={page}"),
    ("members searched", "/segments/named/{segment}?tab=customers&q={letters}"),
    ("map", "/segments/named/{segment}?tab=map"),
    ("geography", "/segments/named/{segment}?tab=geography"),
    ("customers", "/customers/?q={letters}"),
    ("movement", "/movement/"),
)


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[str, int]]:
    """The pages of a workspace: host and port."""
    command = [sys.executable, "-m", "regulars", "serve", "--workspace", str(workspace), "--port", "0", "--no-schedule"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            host, port = process.stdout.readline().split("http://")[1].split("/")[0].split(":")
            yield host, int(port)
        finally:
            process.terminate()


def signed_in(workspace: Path) -> str:
    """The cookie of a new session of somebody who may see people."""
    from datetime import UTC, datetime

    from regulars.web.served import ensure_secret_key
    from regulars.web.setup import start, stop

    ensure_secret_key(workspace)
    start(workspace, create=True)
    from django.test import Client

    from regulars.web.accounts.models import User

    person, _ = User.objects.get_or_create(
        email="benchmark@example.org", defaults={"role": "marketer", "joined": datetime.now(UTC), "password": "!"}
    )
    client = Client()
    client.force_login(person)
    stop()
    return f"regulars_session={client.cookies['regulars_session'].value}"


class Load:
    """People who look around; what they waited, in milliseconds by page, and what went wrong."""

    def __init__(self, host: str, port: int, cookie: str, segments: list[str]) -> None:
        self.waited: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []
        self._where, self._cookie, self._segments = (host, port), cookie, segments

    def run(self, users: int, seconds: float) -> None:
        """Let them look around; the first quarter of the time warms the caches and does not count."""
        began = time.monotonic()
        threads = [threading.Thread(target=self._visit, args=(began, seconds, random.Random(number))) for number in range(users)]  # noqa: S311 - chance, not secrecy
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _visit(self, began: float, seconds: float, chance: random.Random) -> None:
        connection = http.client.HTTPConnection(*self._where, timeout=60)
        time.sleep(chance.uniform(0, READS_FOR[1]))
        while time.monotonic() - began < seconds:
            page, address = chance.choice(PAGES)
            filled = address.format(
                segment=quote(chance.choice(self._segments)),
                page=chance.randint(1, 400),
                letters="".join(chance.choices("aeilnorst", k=2)),
            )
            asked = time.perf_counter()
            try:
                connection.request("GET", filled, headers={"Cookie": self._cookie, "Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
            except OSError as error:
                self.wrong.append(f"{filled}: {error}")
                connection.close()
                continue
            if answer.status != 200:
                self.wrong.append(f"{filled}: {answer.status}")
            elif time.monotonic() - began > seconds / 4:
                self.waited[page].append((time.perf_counter() - asked) * 1000)
            time.sleep(chance.uniform(*READS_FOR))


def main() -> int:
    """Measure, print, and say whether it is good enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path, nargs="?", help="default: a shop that is made for it")
    parser.add_argument("--orders", type=int, default=10_000_000, help="of the shop that is made (default: 10 million)")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm", type=float, default=20, help="seconds that the server has to itself first, as in the morning")
    args = parser.parse_args()
    args.workspace = args.workspace or workspace(args.orders)
    command = [sys.executable, "-m", "regulars", "segments", "list", "--json", "--workspace", str(args.workspace)]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    segments = [segment["name"] for segment in listed if segment["customers"]]
    cookie = signed_in(args.workspace.absolute())
    with serving(args.workspace) as (host, port):
        time.sleep(args.warm)
        load = Load(host, port, cookie, segments)
        load.run(args.users, args.seconds)
    print(f"{'page':<18} {'asked':>6} {'median ms':>10} {'95 % ms':>8} {'most ms':>8}")
    everything = sorted(each for waited in load.waited.values() for each in waited)
    for page, waited in [*load.waited.items(), ("all", everything)]:
        ordered = sorted(waited)
        print(
            f"{page:<18} {len(ordered):>6} {ordered[len(ordered) // 2]:>10.0f} {ordered[int(len(ordered) * 0.95)]:>8.0f} {ordered[-1]:>8.0f}"
        )
    print(*load.wrong[:10], sep="\n")
    is_good = not load.wrong and everything[int(len(everything) * 0.95)] < LIMIT_MS
    print("good" if is_good else f"not good: {len(load.wrong)} errors, or the 95th percentile is not below {LIMIT_MS:.0f} ms")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
