"""Criteria against the reference SQL of the sample requests, on the store they were written for."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sample_trees import TREES
from stores import opened

from regulars.work.ask import Asking

SHARED = Path(__file__).resolve().parents[3] / "shared" / "nl"
pytestmark = pytest.mark.real_data


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, SHARED / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asking, duckdb.DuckDBPyConnection, dict[str, Any]]]:
    if not (SHARED / "sample.jsonl").exists():
        pytest.skip("the sample requests (../shared/nl) are not on this machine")
    folder = tmp_path_factory.mktemp("store")
    was, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        _module("make_store").build(folder)
        plain = _module("check_refs").load(str(folder))
    finally:
        sys.dont_write_bytecode = was
    cases = {case["id"]: case for line in (SHARED / "sample.jsonl").read_text().splitlines() if (case := json.loads(line))}
    with Asking(opened(folder, as_of="2026-10-01")) as asking:
        yield asking, plain, cases
    plain.close()


@pytest.mark.parametrize("case", TREES)
def test_a_tree_finds_the_customers_of_its_reference(
    store: tuple[Asking, duckdb.DuckDBPyConnection, dict[str, Any]], case: str
) -> None:
    asking, plain, cases = store
    expected = {str(row[0]) for row in plain.execute(cases[case]["readings"][0]["sql"]).fetchall()}
    assert set(asking.segment(TREES[case], with_ids=True).customer_ids or ()) == expected
