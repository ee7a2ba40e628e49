"""A real workspace, made once, with a browser of Django's tests for each role.

`client_as("viewer")` is signed in on the shared workspace; whatever a test changes in its application database is taken back when
the test ends. A test that imports or refreshes has to copy the folder first: `own_workspace`, `own_client_as`.
"""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from made_workspace import open_folder

if TYPE_CHECKING:
    from regulars.work.workspace import Workspace


@pytest.fixture(scope="session")
def workspace_folder(made_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up shop of 400 customers with two refreshes, a custom segment, and one person of each role."""
    return shutil.copytree(made_shop, tmp_path_factory.mktemp("web") / "shop")


@pytest.fixture(scope="session", autouse=True)
def django_tests(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Django with its settings, and its own preparations for tests: answers say which templates they are made of."""
    from django.conf import settings
    from django.contrib.auth import hashers
    from django.test.utils import setup_test_environment, teardown_test_environment

    from regulars.web.setup import start, stop

    folder = tmp_path_factory.mktemp("django")
    shutil.copy(empty_database, folder / empty_database.name)
    start(folder)
    stop()
    settings.SECRET_KEY = "only for tests, and long enough for them to be believed in by all of Django"
    settings.ANSWER_WITHIN = 60.0  # what is worked out beside the requests is there at once
    settings.PASSWORD_HASHERS = ["quick_hasher.QuickHasher"]
    for kept in (hashers.get_hashers, hashers.get_hashers_by_algorithm):
        kept.cache_clear()
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture
def held_back(django_tests: None) -> Callable[[], AbstractContextManager[None]]:
    """`with held_back():` nothing is there at once that is worked out beside the requests: the thread that does it is kept busy."""
    from django.test import override_settings

    from regulars.web import background

    @contextmanager
    def holding() -> Iterator[None]:
        released = threading.Event()
        background.answer(object(), lambda: released.wait(60), patience=0)
        try:
            with override_settings(ANSWER_WITHIN=0):
                yield
        finally:
            released.set()

    del django_tests
    return holding


@pytest.fixture
def shop(workspace_folder: Path, django_tests: None) -> Iterator["Workspace"]:
    """The shared workspace, open; what the test changes in its application database is taken back."""
    from django.db import transaction

    from regulars.web.setup import stop

    del django_tests
    workspace = open_folder(workspace_folder)
    with transaction.atomic():
        yield workspace
        transaction.set_rollback(True)
    stop()


@pytest.fixture
def client_as(shop: "Workspace") -> Callable[..., Any]:
    """`client_as("marketer")` is a signed-in client of the shared workspace, `client_as(None)` one that is not."""
    del shop
    return _client_as


@pytest.fixture
def own_workspace(workspace_folder: Path, tmp_path: Path, django_tests: None) -> Iterator["Workspace"]:
    """A copy of the shared workspace, for tests that import, refresh or forget."""
    from regulars.web.setup import stop

    del django_tests
    folder = tmp_path / "shop"
    shutil.copytree(workspace_folder, folder, ignore=shutil.ignore_patterns("uploads", "results", "exports"))
    yield open_folder(folder)
    stop()


@pytest.fixture
def own_client_as(own_workspace: "Workspace") -> Callable[..., Any]:
    """As `client_as`, on the test's own copy."""
    del own_workspace
    return _client_as


def _client_as(role: str | None, **options: Any) -> Any:
    from django.test import Client

    from regulars.web.accounts.models import User

    client = Client(**options)
    if role is not None:
        client.force_login(User.objects.get(email=f"{role}@example.org"))
    return client
