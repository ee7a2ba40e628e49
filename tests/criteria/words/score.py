"""How well `regulars ask` understands a file of requests: its customers against reference queries, on one store.

python tests/criteria/words/score.py --cases requests_more.jsonl --store STORE [--as-of 2026-10-01] [--verbose]

A case is {id, request, expect, difficulty, tags, readings [{role, label, sql}], must_name, reason, accept_empty}. References are
DuckDB over the store's CSV files and the views below, and were written from the words, not from what the parser makes of them; `segments` is the
program's own placement. What counts:

- match: one reading, and its customers are those of the reference or of a tolerated reading;
- ambiguous: asked back with a first reading that is one of the alternatives, or answered with an alternative in so many words;
- refuse: no customers, and the reason names the part (`must_name`, the request's own echo aside).

A silent misreading is an answer that a person would act on and that is not what was asked for: `ok` with other customers, or
customers at all where none can be meant.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

_COLUMNS = {
    "customers": {
        "customer_id": "VARCHAR",
        "birth_date": "DATE",
        "created_at": "TIMESTAMP",
        "accepts_marketing": "BOOLEAN",
    },
    "orders": {
        "customer_id": "VARCHAR",
        "ordered_at": "TIMESTAMP",
        "total": "DECIMAL(12,2)",
        "discount": "DECIMAL(12,2)",
        "refunded": "DECIMAL(12,2)",
    },
    "order_lines": {"quantity": "BIGINT", "unit_price": "DECIMAL(12,2)"},
    "events": {"customer_id": "VARCHAR", "occurred_at": "TIMESTAMP"},
    "segments": {"customer_id": "VARCHAR"},
}

# what the references speak of: counted orders with their net amount, their lines, customers' totals, orders in their sequence
_VIEWS = {
    "vo": "SELECT *, total - refunded AS net FROM orders WHERE status <> 'cancelled'",
    "vl": "SELECT l.*, o.customer_id, o.ordered_at, o.channel, o.coupon_code, o.total, o.discount FROM order_lines l JOIN vo o USING (order_id)",
    "cm": (
        "SELECT c.customer_id, COUNT(o.order_id) AS n, COALESCE(SUM(o.net), 0) AS spend, MIN(o.ordered_at) AS first_at, "
        "MAX(o.ordered_at) AS last_at FROM customers c LEFT JOIN vo o USING (customer_id) GROUP BY c.customer_id"
    ),
    "rk": (
        "SELECT *, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at, order_id) AS rn, "
        "ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC, order_id DESC) AS rl, "
        "LAG(ordered_at) OVER (PARTITION BY customer_id ORDER BY ordered_at, order_id) AS before FROM vo"
    ),
}

MISREAD = "misread"  # one reading, other customers: nobody is told
NOT_REFUSED = "answered what cannot be meant"
ASKED = "asked back where there is one reading"
REFUSED = "refused what can be read"
OTHER = "asked back without the reading meant"
UNNAMED = "refused without naming the part"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a case. `fault` is None where it was understood; `jaccard` compares the first reading, for match cases."""

    case: dict[str, Any]
    answer: dict[str, Any]
    fault: str | None
    detail: str = ""
    jaccard: float = 0.0

    @property
    def silent(self) -> bool:
        """Whether a person would act on a wrong answer unwarned."""
        return self.fault in (MISREAD, NOT_REFUSED)


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, one per line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def asked(cases: Sequence[dict[str, Any]], store: Path, as_of: str, work: Path) -> list[dict[str, Any]]:
    """The answers of `regulars ask --batch`; its segments are left in `work`/segments.csv."""
    requests = work / "requests.jsonl"
    lines = (json.dumps({"id": case["id"], "request": case["request"]}, ensure_ascii=False) for case in cases)
    requests.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "regulars", "ask", "--batch", str(requests), "--data", str(store)]
    command += ["--as-of", as_of, "--segments", str(work / "segments.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def opened(store: Path, segments: Path) -> duckdb.DuckDBPyConnection:
    """The store's tables and views as the references expect them, ids as text."""
    connection = duckdb.connect()
    for table, typed in _COLUMNS.items():
        path = segments if table == "segments" else store / f"{table}.csv"
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv($1, header = true, types = $2)", [str(path), typed])
    for view, query in _VIEWS.items():
        connection.execute(f"CREATE VIEW {view} AS {query}")
    return connection


def sets_of(case: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> list[frozenset[str]]:
    """The customers of each reading of a case."""
    return [frozenset(row[0] for row in connection.execute(reading["sql"]).fetchall()) for reading in case["readings"]]


def verdict(case: dict[str, Any], answer: dict[str, Any], wanted: Sequence[frozenset[str]]) -> Verdict:
    """Judge one answer."""
    judges = {"refuse": lambda: _refusal(case, answer), "ambiguous": lambda: _ambiguous(case, answer, wanted)}
    return judges.get(case["expect"], lambda: _match(case, answer, wanted))()


def _match(case: dict[str, Any], answer: dict[str, Any], wanted: Sequence[frozenset[str]]) -> Verdict:
    if answer["status"] == "refused":
        return Verdict(case, answer, REFUSED, _said(answer))
    first = frozenset(answer["customer_ids"])
    likeness = max(len(first & each) / max(1, len(first | each)) for each in wanted)
    if answer["status"] == "ok":
        right = first in wanted
        return Verdict(case, answer, None if right else MISREAD, "" if right else _sizes(first, wanted), likeness)
    if any(frozenset(reading["customer_ids"]) in wanted for reading in answer["readings"]):
        return Verdict(case, answer, ASKED, f"the reading meant is {'first' if first in wanted else 'not first'}", likeness)
    return Verdict(case, answer, OTHER, _sizes(first, wanted), likeness)


def _ambiguous(case: dict[str, Any], answer: dict[str, Any], wanted: Sequence[frozenset[str]]) -> Verdict:
    if answer["status"] == "refused":
        # asking back is right too, where what is unclear is named
        named = any(part["text"].strip().lower() in case["request"].lower() for part in answer["unplaced"] if part["text"].strip())
        asks = any(part.get("suggestion") for part in answer["unplaced"])
        return Verdict(case, answer, None if named and asks else REFUSED, _said(answer))
    if frozenset(answer["customer_ids"]) in wanted:
        return Verdict(case, answer, None)
    return Verdict(case, answer, MISREAD if answer["status"] == "ok" else OTHER, _sizes(frozenset(answer["customer_ids"]), wanted))


def _refusal(case: dict[str, Any], answer: dict[str, Any]) -> Verdict:
    if answer["status"] != "refused":
        if case.get("accept_empty") and not any(reading["customer_ids"] for reading in answer["readings"]):
            return Verdict(case, answer, None if answer["assumptions"] else UNNAMED)
        return Verdict(case, answer, NOT_REFUSED, f"{answer['count']} customers")
    said = re.sub(re.escape(case["request"]), " ", _said(answer), flags=re.IGNORECASE)
    named = any(re.search(pattern, said, re.IGNORECASE) for pattern in case["must_name"])
    return Verdict(case, answer, None if named else UNNAMED, _said(answer))


def _said(answer: dict[str, Any]) -> str:
    return " | ".join(f"{part['text']}: {part['reason']} {part.get('suggestion', '')}".strip() for part in answer["unplaced"])


def _sizes(found: frozenset[str], wanted: Sequence[frozenset[str]]) -> str:
    return f"{len(found)} customers, wanted {'/'.join(str(len(each)) for each in wanted[:6])}"


def judged(cases: Sequence[dict[str, Any]], store: Path, as_of: str) -> list[Verdict]:
    """Ask, run the references and judge. Raises RuntimeError when the command fails, duckdb.Error when a reference does."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        answers = asked(cases, store, as_of, work)
        with opened(store, work / "segments.csv") as connection:
            wanted = [sets_of(case, connection) for case in cases]
    return [verdict(*each) for each in zip(cases, answers, wanted, strict=True)]


def faults(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many cases fell into each fault."""
    return dict(collections.Counter(each.fault for each in verdicts if each.fault))


def report(verdicts: Sequence[Verdict], *, verbose: bool = False) -> str:
    """Accuracy by expectation, difficulty and tag, then silent misreadings, then (verbose) every other fault."""
    matches = [each.jaccard for each in verdicts if each.case["expect"] == "match"]
    lines = [
        _share("all", verdicts),
        f"mean Jaccard of match cases {sum(matches) / max(1, len(matches)):.3f}",
        str(faults(verdicts)),
    ]
    for key in ("expect", "difficulty"):
        values = sorted({each.case[key] for each in verdicts})
        lines += [_share(f"{key} {value}", [each for each in verdicts if each.case[key] == value]) for value in values]
    tags = collections.Counter(tag for each in verdicts for tag in each.case["tags"])
    lines += [_share(tag, [each for each in verdicts if tag in each.case["tags"]]) for tag, _ in tags.most_common()]
    silent = [each for each in verdicts if each.silent]
    lines += [f"\nsilent misreadings: {len(silent)}", *(_told(each) for each in silent)]
    if verbose:
        rest = sorted((each for each in verdicts if each.fault and not each.silent), key=lambda each: str(each.fault))
        lines += [f"\nother faults: {len(rest)}", *(_told(each) for each in rest)]
    return "\n".join(lines)


def _share(name: str, verdicts: Sequence[Verdict]) -> str:
    good = sum(each.fault is None for each in verdicts)
    return f"{name:24} {good:4} of {len(verdicts):4}  {good / max(1, len(verdicts)):.1%}"


def _told(each: Verdict) -> str:
    sentence = f"\n      {each.answer['sentence']}" if each.answer.get("sentence") else ""
    readings = "".join(f"\n      - {reading['sentence']} [{reading['count']}]" for reading in each.answer["readings"][1:])
    return f"- {each.case['id']} {each.case['request']!r}\n    {each.fault}: {each.detail}{sentence}{readings}"


def main() -> int:
    """Score a file and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--as-of", default="2026-10-01")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    verdicts = judged(read_cases(given.cases), given.store, given.as_of)
    print(report(verdicts, verbose=given.verbose))
    return 1 if any(each.silent for each in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
