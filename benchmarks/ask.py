"""Asking an opened shop: seconds to open it, and to preview trees once it is warm; printed as JSON.

Run as `python -m benchmarks.ask FOLDER [ROUNDS]`; the folder has a shop's files, or is a workspace. A preview is count, share, revenue,
five members and five near misses.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import regulars
from regulars.criteria import tree as t
from regulars.criteria.terms import Aggregate, Comparator, End, Past, RankBy, Source, Statistic, TextOperator, Unit
from regulars.work.ask import Asking
from regulars.work.preview import preview
from regulars.work.workspace_settings import SETTINGS_FILE

ORDERS = t.Rows(Source.ORDERS)
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")
LAST = t.Measure(Aggregate.LAST, ORDERS)
RECENT = t.Rows(Source.ORDERS, window=Past(90, 0, Unit.DAY))


def _than(quantity: t.Quantity, comparator: Comparator, value: str) -> t.Condition:
    return t.Compare(quantity, comparator, t.Constant(Decimal(value)))


def _opens(days: int) -> t.Rows:
    return t.Rows(Source.EVENTS, t.RowText("type", TextOperator.ANY_OF, ("email_open",)), Past(days, 0, Unit.DAY))


TREES: dict[str, t.Condition] = {
    "loyal and recent": t.All(
        (
            _than(SPEND, Comparator.ABOVE, "500"),
            _than(COUNT, Comparator.AT_LEAST, "5"),
            t.Within(LAST, Past(60, 0, Unit.DAY)),
        )
    ),
    "spent in 90 days": t.All(
        (_than(t.Measure(Aggregate.SUM, RECENT, "net"), Comparator.ABOVE, "100"), _than(COUNT, Comparator.ABOVE, "3"))
    ),
    "top tenth above the average": t.All(
        (
            t.Rank(COUNT, End.TOP, RankBy.SHARE, Decimal("0.1")),
            t.Compare(t.Ratio(SPEND, COUNT), Comparator.ABOVE, t.OfBase(Statistic.AVERAGE, t.Ratio(SPEND, COUNT))),
        )
    ),
    "spent and opened nothing": t.All(
        (
            _than(t.Measure(Aggregate.SUM, RECENT, "net"), Comparator.ABOVE, "100"),
            _than(t.Measure(Aggregate.COUNT, _opens(30)), Comparator.EQUAL, "0"),
        )
    ),
}


@contextmanager
def _opened(folder: Path) -> Iterator[Callable[[], AbstractContextManager[Asking]]]:
    """What gives the shop for a question."""
    if not (folder / SETTINGS_FILE).exists():
        with regulars.open_shop(folder) as asking:
            yield lambda: nullcontext(asking)
        return
    from regulars.web.setup import start
    from regulars.work.engines import engine_maker
    from regulars.work.opened_shop import OpenedShop
    from regulars.work.workspace import open_workspace

    workspace = open_workspace(folder, start, engine_maker("duckdb", None, None))
    latest = workspace.ledger.latest("refresh")
    if latest is None:
        raise SystemExit("The workspace has no refresh yet.")
    shop = OpenedShop(workspace, latest, datetime.now(UTC))
    yield lambda: shop.asked({})


def main() -> None:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    started = time.perf_counter()
    with _opened(folder) as shop:
        found: dict[str, float | int] = {"open": time.perf_counter() - started}
        with shop() as asking:
            asking.ask("customers who spent more than 500 in the last 90 days")
            has_events = asking.data.shape.has(Source.EVENTS)
        found["first answer"] = time.perf_counter() - started
        for name, tree in TREES.items():
            if name.endswith("opened nothing") and not has_events:
                continue
            seconds = []
            for _ in range(rounds + 1):
                started = time.perf_counter()
                with shop() as asking:
                    preview(asking, tree)
                seconds.append(time.perf_counter() - started)
            found[name] = statistics.median(seconds[1:])  # the first makes what stays in the engine
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": {name: round(value, 3) for name, value in found.items()}, "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
