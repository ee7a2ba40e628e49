"""What every kind of file is checked for: a width that can be read, and the same columns in all files of one source."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.errors import SourceError

MAX_COLUMNS = 4096


def check_width(shown: str, width: int) -> None:
    """Raise SourceError for a table far wider than any export."""
    if width > MAX_COLUMNS:
        raise SourceError(f"{shown} has {width:,} columns; no more than {MAX_COLUMNS:,} are read.", "Is the table transposed?")


def check_same_columns(first: str, known: Sequence[str], other: str, columns: Sequence[str]) -> None:
    """Raise SourceError unless two files have the same columns, in any order."""
    missing = [name for name in known if name not in columns]
    added = [name for name in columns if name not in known]
    if not missing and not added:
        return
    difference = [f"lacks {', '.join(missing[:5])}"] * bool(missing) + [f"also has {', '.join(added[:5])}"] * bool(added)
    remedy = "Give files with the same columns, or one at a time."
    raise SourceError(f"{other} has other columns than {first}: it {' and '.join(difference)}.", remedy)
