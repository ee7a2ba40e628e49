"""Uploaded files: only where they belong, only as large as they may be, and under no name but a safe one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regulars.errors import SourceError
from regulars.work.workspace import Workspace


def a_file(name: str, size: int = 100) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, b"x" * size)


def files_in(workspace: Workspace) -> list[Path]:
    return [each for each in (workspace.folder / "uploads").rglob("*") if each.is_file()]


@pytest.mark.parametrize(
    ("role", "address"), [(None, "/sign-in"), (None, "/data/upload"), ("viewer", "/settings/myself"), ("viewer", "/data/upload")]
)
def test_a_file_that_nobody_asked_for_is_not_kept(
    own_workspace: Workspace, own_client_as: Callable[..., Any], role: str | None, address: str
) -> None:
    own_client_as(role).post(address, {"files": a_file("orders.csv")})
    assert files_in(own_workspace) == []


def test_a_file_is_kept_for_its_owner_alone_and_under_a_safe_name(own_workspace: Workspace, rf: Callable[..., Any]) -> None:
    from regulars.web.jobs.uploads import kept, path_of, remove

    request = rf({"files": [a_file("../../Órders <2024>.csv"), a_file("x.csv", 5)]})
    first, second = kept(request, "files")
    assert (first.name, first.size, second.size) == ("Órders _2024_.csv", 100, 5)
    path = path_of(own_workspace.folder, first.key)
    assert path.parent.parent == own_workspace.folder / "uploads"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    remove(own_workspace.folder, first.key)
    assert files_in(own_workspace) == [path_of(own_workspace.folder, second.key)]
    with pytest.raises(SourceError, match="Upload it again"):
        path_of(own_workspace.folder, first.key)


def test_a_file_that_is_too_large_leaves_nothing(
    own_workspace: Workspace, rf: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from regulars.web.jobs.uploads import kept

    monkeypatch.setattr(settings, "UPLOAD_LIMIT", 1000, raising=False)
    with pytest.raises(SourceError, match="larger than"):
        kept(rf({"files": [a_file("x.csv", 2000)]}), "files")
    assert files_in(own_workspace) == []
    with pytest.raises(SourceError, match="No file"):
        kept(rf({}), "files")


@pytest.mark.parametrize(
    "key", ["", "a", "../../etc/passwd", f"{'a' * 32}/../../regulars.toml", f"{'a' * 32}/none.csv", f"/{'a' * 32}/x"]
)
def test_a_key_leads_to_uploads_only(own_workspace: Workspace, key: str) -> None:
    from regulars.web.jobs.uploads import path_of

    with pytest.raises(SourceError):
        path_of(own_workspace.folder, key)


@pytest.fixture
def rf(own_workspace: Workspace) -> Callable[..., Any]:
    """A form as it arrives at a view that takes files."""
    from types import SimpleNamespace

    from django.test import RequestFactory

    def made(data: dict[str, Any]) -> Any:
        request = RequestFactory().post("/data/upload", data)
        request.resolver_match = SimpleNamespace(func=SimpleNamespace(takes_files=True))
        return request

    return made
