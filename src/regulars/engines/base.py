"""What Regulars asks of a query engine, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, Protocol


class Engine(Protocol):
    """Runs SQL written by `queries/` in the engine's dialect. One engine, one session, one thread at a time."""

    dialect: ClassVar[str]

    def view(self, name: str, sql: str) -> None:
        """Give the query `sql` a name; nothing runs yet."""

    def table(self, name: str, sql: str, *, key_span: int | None = None) -> None:
        """Run `sql` and keep its rows under `name` for the session, spilling to disk when memory runs out.

        `key_span`: how far apart the least and most of the whole numbers are by which `sql` groups, so that numbers close together
        may be used as addresses.
        """

    def shared_table(self, name: str, sql: str) -> None:
        """As `table`, in memory and seen by all siblings; nothing else in any of them may have that name."""

    def drop(self, name: str) -> None:
        """Forget a table or view; a missing one is not an error."""

    def register(self, name: str, frame: object) -> None:
        """Give an in-memory table (pandas, polars, pyarrow, the engine's own relation) a name, without copying where possible."""

    def columns(self, name: str) -> dict[str, str]:
        """The columns of a table or view and their types, as the engine spells them."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a small result."""

    def beside(self, sql: str) -> Callable[[], list[tuple[Any, ...]]]:
        """Start a query of files, not of what is in the session, and go on; what is returned waits for its small result."""

    def record(self, sql: str) -> Mapping[str, Any]:
        """The single row of a one-row result, by column name."""

    def arrow(self, sql: str) -> Any:
        """A result as a `pyarrow.Table`."""

    def batches(self, sql: str, rows: int | None = None) -> Iterator[Any]:
        """A large result as `pyarrow.RecordBatch`es, one after the other; to be read to its end before anything else is asked.

        `rows`: how many a batch has, about.
        """

    def copy(self, sql: str, path: Path, options: Sequence[str]) -> None:
        """Write a result to a file; `options` are those of COPY, written by `queries/`."""

    def progress(self) -> float | None:
        """How far the running query is, from 0 to 1, asked from another thread; None when nobody knows."""

    def seal(self, readable: Sequence[str] = ()) -> None:
        """From now on, neither files nor network nor settings can be reached by any query; what is in the session's tables can.

        `readable` are the files that views of the session read, exactly as they are named there.
        """

    def limited(self, seconds: float) -> AbstractContextManager[None]:
        """Inside, a query that is not done after so many seconds is stopped with an EngineError."""

    def sibling(self) -> Engine:
        """Another session within the same memory limit, whose tables, views and registered frames are its own."""

    def close(self) -> None:
        """End the session and free what it held."""
