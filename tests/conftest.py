"""What all tests share: where real data lies, and an engine to ask."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from regulars.engines.duckdb import DuckDBEngine
from regulars.work.workspace import Workspace

# how long an example takes says more about the machine than about the code; the same examples every time, so that a change that
# fails is the change that broke something (`--hypothesis-profile searching` looks for others)
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("searching", _PATIENT)
settings.register_profile("regulars", _PATIENT, derandomize=True, database=None)
settings.load_profile("regulars")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """All tests of a file in one process, so that what they share is made once."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


@pytest.fixture(autouse=True)
def _no_workspace_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting Django names its workspace in the environment, which commands run by later tests would inherit."""
    monkeypatch.delenv("REGULARS_WORKSPACE", raising=False)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the checkout."""
    if not (REAL_DATA / "expected.json").exists():
        pytest.skip("the real data (../shared/data) is not on this machine")
    return REAL_DATA


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    """A real DuckDB of one's own."""
    spill = tmp_path / "spill"
    spill.mkdir()
    opened = DuckDBEngine(spill)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def cdnow_files() -> Path:
    """The CDNOW files that the test dependency `lifetimes` carries; the package itself is not imported."""
    found = importlib.util.find_spec("lifetimes")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / "datasets"


@pytest.fixture(scope="session")
def cdnow_sample_ids(cdnow_files: Path) -> frozenset[int]:
    """The master's customer numbers in the published 1/10 sample, which is no every-tenth row of the master file."""
    lines = (cdnow_files / "CDNOW_sample.txt").read_text().splitlines()
    return frozenset(int(line.split()[0]) for line in lines if line.strip())


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that whichever of the test processes first needs it makes for all of them, to be copied and not to be changed."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, is_made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            is_made.touch()
    return folder


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application database with its tables and nothing in them, to be copied: making the tables takes longer than most tests."""
    from regulars.web.databases import SQLITE_NAME
    from regulars.web.setup import start, stop

    def make(folder: Path) -> None:
        folder.mkdir()
        start(folder, create=True)
        stop()

    return made_once(tmp_path_factory, "empty_database", make) / SQLITE_NAME


@pytest.fixture(scope="session")
def made_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of `made_workspace`, to be copied."""
    sys.path.insert(0, str(Path(__file__).parent / "web"))
    from made_workspace import make_workspace_folder

    return made_once(tmp_path_factory, "made_shop", make_workspace_folder)


@pytest.fixture
def make_workspace(tmp_path: Path, empty_database: Path) -> Iterator[Callable[..., Workspace]]:
    """Make a workspace of one's own, with a real SQLite database: `make_workspace("name", best=5)`."""
    from regulars.web.setup import start, stop
    from regulars.work.engines import engine_maker
    from regulars.work.workspace import open_workspace
    from regulars.work.workspace_settings import defaults, written

    def made(name: str = "shop", **settings: object) -> Workspace:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "regulars.toml").write_text(written(defaults() | settings))
        shutil.copy(empty_database, folder / empty_database.name)
        return open_workspace(folder, start, engine_maker("duckdb", None, 2))

    yield made
    stop()
