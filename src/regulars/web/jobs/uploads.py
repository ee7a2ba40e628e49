"""Files that people upload: written straight into the workspace while they arrive, and read by the worker only."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from regulars.errors import SourceError

FOLDER = "uploads"
# what has to stay free on the disk
_SPARE = 512 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w. ()+-]+")
_LONGEST_NAME = 120
# no uploaded file can have this name: those of files begin with no full stop
_BESIDE = ".found.json"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An uploaded file: `key` finds it again (`token/name`), `size` is in bytes."""

    key: str
    name: str
    size: int


class IntoWorkspace(FileUploadHandler):
    """Writes a file into the workspace while it arrives. Only a view marked with `files=True` gets any; nothing is kept of a file
    that is larger than UPLOAD_LIMIT or than the disk has room for."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._file: Any = None
        self._folder: Path | None = None
        self._size = 0

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """A file begins."""
        super().new_file(*arguments, **named)
        if not getattr(self.request.resolver_match.func, "takes_files", False):
            raise StopUpload(connection_reset=True)
        self._folder = Path(settings.WORKSPACE) / FOLDER / secrets.token_urlsafe(24)
        self._folder.mkdir(parents=True, mode=0o700)
        handle = os.open(self._folder / safe_name(self.file_name or ""), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file, self._size = os.fdopen(handle, "wb"), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it."""
        del start
        self._size += len(raw_data)
        if self._size > settings.UPLOAD_LIMIT or shutil.disk_usage(settings.WORKSPACE).free < _SPARE:
            self._drop()
            self.request.too_large = True
            raise StopUpload(connection_reset=True)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """All of it is there."""
        if self._file is None or self._folder is None:
            return None
        self._file.close()
        name = Path(self._file.name if isinstance(self._file.name, str) else "").name or safe_name(self.file_name or "")
        done = UploadedFile(None, name, self.content_type, file_size, self.charset)
        done.kept = Kept(f"{self._folder.name}/{name}", name, file_size)
        self._file = None
        return done

    def upload_interrupted(self) -> None:
        """The rest does not come."""
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file's name without folders and without what a shell or file system might take for something else."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if len(plain) > _LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 12 else plain[:_LONGEST_NAME]
    return plain or "file"


def kept(request: Any, field: str) -> tuple[Kept, ...]:
    """The files of a form's field.

    Raises:
        SourceError: there are none, or they were too large.
    """
    found = tuple(file.kept for file in request.FILES.getlist(field) if hasattr(file, "kept"))
    if getattr(request, "too_large", False):
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise SourceError(
            f"The file is larger than {limit:,} MB, or the disk is full.",
            "Use regulars import FILE on the machine, which has no limit.",
        )
    if not found:
        raise SourceError("No file was chosen.", "Choose one, then send the form again.")
    return found


def is_there(workspace: Path, key: str) -> bool:
    """Whether an uploaded file is there still."""
    token, _, name = key.partition("/")
    return bool(_TOKEN.fullmatch(token)) and (workspace / FOLDER / token / safe_name(name)).is_file()


def path_of(workspace: Path, key: str) -> Path:
    """Where an uploaded file is.

    Raises:
        SourceError: it is not there (any more).
    """
    token, _, name = key.partition("/")
    path = workspace / FOLDER / token / safe_name(name)
    if not is_there(workspace, key):
        raise SourceError("The uploaded file is not there any more.", "Upload it again.")
    return path


def remove(workspace: Path, key: str) -> None:
    """Delete an uploaded file, where it is there."""
    token = key.partition("/")[0]
    if _TOKEN.fullmatch(token):
        shutil.rmtree(workspace / FOLDER / token, ignore_errors=True)


def keep_beside(workspace: Path, key: str, words: str) -> None:
    """Keep what is found in an uploaded file beside it, for as long as the file itself: it may hold personal data."""
    path = path_of(workspace, key).with_name(_BESIDE)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(words)


def kept_beside(workspace: Path, key: str) -> str:
    """What was kept beside an uploaded file; empty where there is nothing (any more)."""
    try:
        return path_of(workspace, key).with_name(_BESIDE).read_text(encoding="utf-8")
    except (SourceError, OSError):
        return ""


def clear_uploads(workspace: Path, before: datetime) -> None:
    """Delete uploads of before an instant."""
    folder = workspace / FOLDER
    if folder.is_dir():
        for each in folder.iterdir():
            if each.stat().st_mtime < before.timestamp():
                shutil.rmtree(each, ignore_errors=True)
