"""A made-up shop with two refreshes and a custom segment, open as pages read it."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "web"))

from made_workspace import open_folder

if TYPE_CHECKING:
    from regulars.work.published import Published


@pytest.fixture(scope="session")
def pages_folder(made_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace's folder."""
    return shutil.copytree(made_shop, tmp_path_factory.mktemp("pages") / "shop")


@pytest.fixture
def opened(pages_folder: Path) -> Iterator["Published"]:
    """Its publication in force."""
    from regulars.web.setup import stop
    from regulars.work.published import forget_opened, published

    workspace = open_folder(pages_folder)
    found = published(workspace)
    assert found is not None
    yield found
    forget_opened(workspace)
    stop()


@pytest.fixture
def own_pages(pages_folder: Path, tmp_path: Path) -> Iterator["Published"]:
    """A copy of it, for tests that change the workspace."""
    from regulars.web.setup import stop
    from regulars.work.published import forget_opened, published

    workspace = open_folder(shutil.copytree(pages_folder, tmp_path / "shop"))
    found = published(workspace)
    assert found is not None
    yield found
    forget_opened(workspace)
    stop()
