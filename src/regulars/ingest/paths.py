"""Which files a person means by a path, folder or pattern."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from regulars.errors import SourceError, near_names

DATA_ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".dat", ".psv", ".json", ".jsonl", ".ndjson", ".parquet", ".pq",
    ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods",
    ".sqlite", ".sqlite3", ".db", ".duckdb", ".ddb", ".zip", ".gz", ".zst", ".zstd", ".bz2", ".xz",
)  # fmt: skip
_PACKING_ENDINGS = frozenset({".gz", ".zst", ".zstd", ".bz2", ".xz", ".zip"})
CANONICAL_NAMES = ("orders", "order_lines", "customers", "events", "products")


def files_meant(where: str | Path | Sequence[Path]) -> tuple[Path, ...]:
    """The existing files that `where` names, in order of name.

    Raises SourceError when there is none, or when one cannot be read.
    """
    if not isinstance(where, str | Path):
        return tuple(path for each in where for path in files_meant(each))
    text = str(where)
    if not text.strip():
        raise SourceError("The path is empty.", "Give a file or folder; '.' is the current folder.")
    if "://" in text:
        raise SourceError(f"{text} is an address on the net.", "Download the file first; Regulars reads what is on this machine.")
    path = Path(text).expanduser()
    try:
        if path.is_dir():
            return _files_inside(path)
        if path.exists():
            return (path,)
        if glob.has_magic(text):
            return _matching(str(path))
    except PermissionError as error:
        raise SourceError(f"{path} may not be read.", "Ask its owner for permission, or copy it.") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{text!r} is not a path that can be opened.", "Check the path.") from error
    raise _missing(path)


def folder_tables(path: str | Path) -> dict[str, Path]:
    """The canonical tables that a folder holds by name (orders.csv, customers.parquet...): name to file or folder."""
    folder = Path(path)
    if not str(path).strip() or not folder.is_dir():
        return {}
    found: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        name = table_name(file)
        if name in CANONICAL_NAMES and name not in found and (file.is_dir() or _is_data(file)):
            found[name] = file
    return found


def table_name(path: Path) -> str:
    """A file's name without its endings, as a table would be called: `Order-Lines.csv.gz` is `order_lines`."""
    stem = path.name
    for suffix in reversed(path.suffixes):
        if suffix.lower() in DATA_ENDINGS:
            stem = stem[: -len(suffix)]
    return stem.lower().replace("-", "_").replace(" ", "_")


def _is_data(path: Path) -> bool:
    return path.suffix.lower() in DATA_ENDINGS and not path.name.startswith((".", "_", "~$")) and path.is_file()


def _files_inside(folder: Path) -> tuple[Path, ...]:
    canonical = folder_tables(folder).get("orders")
    if canonical is not None:
        return _files_inside(canonical) if canonical.is_dir() else (canonical,)
    files = [path for path in sorted(folder.iterdir()) if _is_data(path)] or [
        path for path in sorted(folder.rglob("*")) if _is_data(path)
    ]
    if not files:
        raise SourceError(
            f"{folder} is a folder without data files.", "Give a file, or a folder that holds CSV, Excel, JSON or Parquet."
        )
    kinds = sorted({_kind(path) for path in files})
    if len(kinds) > 1:
        remedy = f"Give one of them, or a pattern such as '{folder}/*{kinds[0]}'."
        raise SourceError(f"{folder} holds files of several types: {', '.join(kinds)}.", remedy)
    return tuple(files)


def _kind(path: Path) -> str:
    endings = [suffix.lower() for suffix in path.suffixes if suffix.lower() in DATA_ENDINGS]
    return next((ending for ending in reversed(endings) if ending not in _PACKING_ENDINGS), endings[-1])


def _matching(pattern: str) -> tuple[Path, ...]:
    files = sorted(Path(found) for found in glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    files = [path for path in files if path.is_file()]
    if not files:
        raise SourceError(f"No file matches {pattern}.", "Check the pattern; quote it, so that the shell leaves it alone.")
    return tuple(files)


def _missing(path: Path) -> SourceError:
    folder = path.parent
    if not folder.is_dir():
        return SourceError(f"There is no file {path}: the folder {folder} does not exist.", "Check the path.")
    if path.is_symlink():
        problem = f"{path} is a link to {path.readlink()}, which leads nowhere or in a circle."
        return SourceError(problem, "Give the file itself.")
    names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    close = near_names(path.name, names) if names else "The folder is empty."
    known = close.startswith("Known: ")
    remedy = f"The folder holds {', '.join(sorted(names)[:8])}{'...' if len(names) > 8 else ''}." if known else close
    return SourceError(f"There is no file {path}.", remedy)
