"""Plain words into a `ScoreOptions`: what the command line and the library have in common."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, SourceError, near_names
from regulars.ingest.detect import Answers
from regulars.scoring.composite import FIFTHS_MAP_NAME
from regulars.scoring.frozen import FrozenRun
from regulars.scoring.map_presets import PRESETS as MAPS
from regulars.scoring.map_presets import get_map
from regulars.scoring.maps import SegmentMap
from regulars.scoring.scorecard_presets import PRESETS as SCORECARDS
from regulars.scoring.scorecard_presets import get_scorecard
from regulars.scoring.scorecards import Scorecard
from regulars.work.options import ScoreOptions, zone_info


def make_options(
    *,
    now: datetime,
    scorecard: str | Path | Scorecard = "rfm",
    segment_map: str | Path | SegmentMap | None = None,
    as_of: str | date | datetime | None = None,
    best: int = 1,
    timezone: str = "UTC",
    file_timezone: str | None = None,
    window_days: int | None = None,
    columns: Dictionary[str, str] | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    duplicates: str = "keep",
    currency: str | None = None,
    rates: Dictionary[str, Any] | None = None,
    cuts: str | Path | FrozenRun | None = None,
    table: str | None = None,
) -> ScoreOptions:
    """Check plain values and look up presets and files.

    Raises:
        DefinitionError: a value is not valid; the message says which and what is.
    """
    zone_info(timezone)
    if file_timezone is not None:
        zone_info(file_timezone)
    if window_days is not None and window_days < 1:
        raise DefinitionError(f"A window of {window_days} days holds nothing.", "Give a window of at least 1 day.")
    if best not in {1, 5}:
        raise DefinitionError(f"best={best} is neither end of the scale.", "Give 1 (1 is best) or 5 (the highest is best).")
    return ScoreOptions(
        scorecard=read_scorecard(scorecard),
        map=None if segment_map in {None, FIFTHS_MAP_NAME} else read_map(segment_map),
        by_fifths=segment_map == FIFTHS_MAP_NAME,
        now=now,
        as_of=read_moment(as_of),
        best=best,
        zone=timezone,
        file_zone=file_timezone,
        window_days=window_days,
        answers=Answers(columns=dict(columns or {}), day_first=_day_first(date_order), decimal=_decimal_mark(decimal)),
        drop_duplicates=_one_of("duplicates", duplicates, ("keep", "drop")) == "drop",
        currency=currency.upper() if currency else None,
        rates=tuple(sorted((code.upper(), _rate(code, rate)) for code, rate in (rates or {}).items())),
        frozen=_frozen(cuts),
        table=table,
    )


def read_scorecard(what: str | Path | Scorecard) -> Scorecard:
    """A scorecard by preset name or from a TOML or YAML file."""
    if isinstance(what, Scorecard):
        return what
    if isinstance(what, str) and what in SCORECARDS:
        return SCORECARDS[what]
    if _looks_like_file(what):
        from regulars.scoring.scorecard_files import parse_scorecard

        return parse_scorecard(read_text(Path(what)), str(what))
    return get_scorecard(str(what))


def read_map(what: str | Path | SegmentMap) -> SegmentMap:
    """A segment map by preset name or from a TOML or YAML file."""
    if isinstance(what, SegmentMap):
        return what
    if isinstance(what, str) and what in MAPS:
        return MAPS[what]
    if _looks_like_file(what):
        from regulars.scoring.map_files import parse_map

        return parse_map(read_text(Path(what)), str(what))
    return get_map(str(what))


def read_text(path: Path) -> str:
    """A small text file.

    Raises:
        SourceError: it is missing, unreadable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        folder = path.parent
        names = [other.name for other in folder.iterdir()] if folder.is_dir() else []
        raise SourceError(f"There is no file {path}.", near_names(path.name, names[:50]) if names else "") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.", "Check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error


def read_moment(value: str | date | datetime | None) -> date | datetime | None:
    """A day (2024-03-01) or an instant (2024-03-01T12:00, with or without an offset).

    Raises:
        DefinitionError: it is neither.
    """
    if value is not None and value != value:  # noqa: PLR0124 - pandas' NaT is a datetime that equals nothing
        raise DefinitionError("The as-of is NaT, not a date.", "Write it as 2024-03-01 or 2024-03-01T12:00.")
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError as error:
        raise DefinitionError(f"{value!r} is not a date.", "Write it as 2024-03-01 or 2024-03-01T12:00.") from error


def _looks_like_file(what: str | Path) -> bool:
    return isinstance(what, Path) or Path(what).suffix.lower() in {".toml", ".yaml", ".yml"} or Path(what).is_file()


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise DefinitionError(f"{option}={value!r} is not known.", near_names(value, allowed))
    return value


def _day_first(order: str | None) -> bool | None:
    return None if order is None else _one_of("date_order", order.lower(), ("dmy", "mdy")) == "dmy"


def _decimal_mark(mark: str | None) -> str | None:
    words = {"comma": ",", "point": ".", "dot": "."}
    return None if mark is None else _one_of("decimal", words.get(mark, mark), (",", "."))


def _rate(code: str, rate: Any) -> Decimal:
    try:
        value = Decimal(str(rate))
    except InvalidOperation as error:
        raise DefinitionError(f"The rate of {code} is not a number: {rate!r}.", "Write rates as EUR=1,USD=0.92.") from error
    if not value.is_finite() or value <= 0:
        raise DefinitionError(f"The rate of {code} is {rate}.", "A rate is a number above 0.")
    return value


def _frozen(cuts: str | Path | FrozenRun | None) -> FrozenRun | None:
    if cuts is None or isinstance(cuts, FrozenRun):
        return cuts
    if not isinstance(cuts, str | Path):
        raise DefinitionError("The cuts are neither a run.json nor a result's frozen_cuts.", "Give one of these.")
    import json

    from regulars.scoring.frozen import frozen_from_wire

    try:
        stored = json.loads(read_text(Path(cuts)))
    except json.JSONDecodeError as error:
        raise DefinitionError(f"{cuts}, line {error.lineno}: {error.msg}.", "Give the run.json of a former run.") from error
    return frozen_from_wire(stored, str(cuts))
