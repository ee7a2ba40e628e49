"""The customers that exports choose from: a folder that `regulars score --out` wrote, or a shop's tables scored for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, SourceError, in_words, near_names
from regulars.exports.audiences import Mode, Wanted
from regulars.queries import exports, render
from regulars.queries.judged_contacts import is_judgement
from regulars.work.judged_contacts import judged_column
from regulars.work.options import ScoreOptions
from regulars.work.reading import open_view

CUSTOMERS = "customers.parquet"
_VALUES = ("clv", "revenue_ever", "revenue")
_NEEDED = ("customer_id", "segment")


@dataclass(frozen=True, slots=True)
class Opened:
    """An audience in the engine: its segment's name as it is written, how many are in it, and the columns of the view `scored`.

    `everybody` is the view of all who are known, in the same columns; `belongs_to` is the column with the segment's name;
    `keeps_back`: the table `kept_back` says who is not to be sent; `is_in_order`: every reading gives them in the same order;
    `judged` is a column of the view that says which contacts are plain: see `work.judged_contacts`. `has_nameless`: some have no
    customer_id.
    """

    segment: str
    members: int
    columns: tuple[str, ...]
    everybody: str = "scored"
    belongs_to: str = "segment"
    keeps_back: bool = False
    is_in_order: bool = False
    judged: str | None = None
    has_nameless: bool = False


class AudienceSource(Protocol):
    """Where the members of a segment come from."""

    @property
    def about(self) -> dict[str, Any]:
        """What is known of the run that placed them: as-of, scorecard, map."""

    def open(self, engine: Engine, workdir: Path, wanted: Wanted) -> Opened:
        """Make the view `scored` (customer_id, segment and fields), in which the segment's members have its name.

        Raises:
            DefinitionError: there is no such segment. SourceError: there are no customers.
        """


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored customers in a Parquet file, and what is known of the run that made it: as-of, scorecard, map, checksum.

    `is_ours`: nobody else can have written the file.
    """

    customers: Path
    about: dict[str, Any]
    is_ours: bool = False

    def open(self, engine: Engine, workdir: Path, wanted: Wanted) -> Opened:
        """See `AudienceSource`."""
        columns = open_audience(engine, self, workdir)
        is_as_scored = self.is_ours or self._is_as_scored()
        judged = judged_column(columns) if is_as_scored else None
        has_nameless = not is_as_scored and self._has_nameless(engine)
        try:
            segment, members = segment_called(engine, wanted.segment)
        except DefinitionError:
            if wanted.mode is Mode.FULL:
                raise
            segment, members = wanted.segment, 0  # everybody may have left it
        fields = tuple(each for each in columns if not is_judgement(each))
        return Opened(segment, members, fields, is_in_order=True, judged=judged, has_nameless=has_nameless)

    def _has_nameless(self, engine: Engine) -> bool:
        """Whether some rows have no customer_id.

        Raises:
            DataError: some customers have several rows, of which nobody can tell which one holds.
        """
        ids = engine.record(render.sql(exports.customer_ids(), engine.dialect))
        if ids["repeated"] is not None:
            raise DataError(
                f"{self.customers} has {in_words(int(ids['named'] - ids['different']), 'row')} too many: one customer_id stands on"
                f" several, such as {ids['repeated']}.",
                "Keep one row for each customer.",
            )
        return bool(ids["n"] is not None and ids["n"] > ids["named"])

    def _is_as_scored(self) -> bool:
        """Whether nobody has touched the file since it was scored."""
        known = self.about.get("customers_sha256")
        if known is None:
            return False
        with self.customers.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == str(known)


def scored_folder(folder: Path) -> Scored:
    """The customers that `regulars score --out FOLDER` wrote.

    Raises:
        SourceError: there are none.
    """
    customers = folder / CUSTOMERS
    if not customers.is_file():
        raise SourceError(f"{folder} has no {CUSTOMERS}.", "Give a folder that regulars score --out wrote.")
    run: dict[str, Any] = {}
    checksum = None
    if (folder / "run.json").is_file():
        try:
            run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            checksum = run.get("outputs", {}).get(CUSTOMERS, {}).get("sha256")
        except (ValueError, AttributeError) as error:  # no JSON, or other JSON than we write
            raise SourceError(f"{folder / 'run.json'} is damaged.", "Score once more.") from error
    about = {key: run.get(key) for key in ("as_of", "scorecard", "map")}
    about["customers_sha256"] = checksum
    return Scored(customers, about)


def score_for_export(folder: Path, options: ScoreOptions, make_engine: Callable[[Path], Engine], workdir: Path) -> Scored:
    """Score a shop's tables and keep its customers in `workdir`.

    Raises:
        RegularsError: the tables cannot be read or scored.
    """
    from regulars.work.score import score

    run = score(str(folder), options, make_engine)
    try:
        run.engine.copy(run.profile_sql, workdir / CUSTOMERS, ("FORMAT PARQUET", "COMPRESSION ZSTD"))
        summary = run.brief()
        about = {"as_of": summary.as_of, "scorecard": summary.scorecard, "map": summary.map_name, "customers_sha256": None}
    finally:
        run.close()
    return Scored(workdir / CUSTOMERS, about, is_ours=True)


def open_audience(engine: Engine, scored: Scored, workdir: Path) -> tuple[str, ...]:
    """Make the view `scored` and return its columns.

    Raises:
        SourceError: they are no scored customers.
    """
    raw, _ = open_view(engine, str(scored.customers), "scored", workdir, None)
    for needed in _NEEDED:
        if needed not in raw.types:
            raise SourceError(f"{scored.customers} has no column {needed!r}.", "Give a folder that regulars score --out wrote.")
    return tuple(raw.types)


def segment_called(engine: Engine, segment: str) -> tuple[str, int]:
    """The segment of that name, as it is written, and how many are in it.

    Raises:
        DefinitionError: there is none.
    """
    sizes = {str(found): int(n) for found, n in engine.rows(render.sql(exports.segment_sizes(), engine.dialect)) if found}
    spelled = {plain_name(found): found for found in sizes}
    found = segment if segment in sizes else spelled.get(plain_name(segment))
    if found is None:
        remedy = near_names(segment, sizes) if sizes else "Nobody is in any segment there; score with orders of customers."
        raise DefinitionError(f"There is no segment called {segment!r} with customers in it.", remedy)
    return found, sizes[found]


def plain_name(segment: str) -> str:
    """A name as people type it: without case, apostrophes and the difference of blanks and hyphens."""
    return " ".join(segment.casefold().replace("'", "").replace("\u2019", "").replace("-", " ").replace("_", " ").split())


def value_field(present: tuple[str, ...], asked: str | None) -> str | None:
    """The field that says what a customer is worth.

    Raises:
        DefinitionError: the one that was asked for is not there.
    """
    if asked is None:
        return next((each for each in _VALUES if each in present), None)
    if asked not in present:
        raise DefinitionError(f"The customers have no field {asked!r}.", near_names(asked, present))
    return asked
