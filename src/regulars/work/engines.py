"""Which engine a run uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import EngineError, near_names

ENGINES = ("duckdb", "spark")


def engine_maker(
    engine: str, memory_limit: str | None, threads: int | None, *, in_order: bool = False, at_once: bool = False
) -> Callable[[Path], Engine]:
    """A function that opens the engine called `engine`, spilling into the folder it is given; `in_order` keeps rows in the order of
    their source. With `at_once` the first one begins to start now, and is waited for when it is asked for.

    Raises:
        EngineError: there is no such engine, or it is not part of this version.
    """
    if engine == "spark":
        raise EngineError("The Spark engine is not part of this version.", "Use --engine duckdb.")
    if engine != "duckdb":
        raise EngineError(f"There is no engine called {engine!r}.", near_names(engine, ENGINES))
    from regulars.engines.duckdb import DuckDBEngine, Start

    starts = [Start(memory_limit, threads, in_order=in_order)] if at_once else []

    def opened(spill: Path) -> Engine:
        return DuckDBEngine(spill, memory_limit, threads, in_order=in_order, start=starts.pop() if starts else None)

    return opened
