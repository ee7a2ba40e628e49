"""A shop that has no amounts: recency and frequency are scored, and no page speaks of money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 20, tzinfo=UTC)


def test_segments_of_a_shop_without_amounts_are_those_of_recency_and_frequency(
    make_workspace: Callable[..., Workspace], django_tests: None
) -> None:
    del django_tests
    from django.test import Client

    from regulars.web.accounts.models import User

    workspace = make_workspace("visits")
    file = workspace.folder / "visits.csv"
    rows = "".join(f"V{n},M{n * n % 37},2024-0{1 + n % 6}-{10 + n % 9}\n" for n in range(300))
    file.write_text(f"order_id,customer_id,order_date\n{rows}")
    import_files(workspace, ImportRequest(requested([str(file)])), actor="tester", now=NOW)
    refresh(workspace, actor="tester", now=NOW)
    latest = workspace.ledger.latest("refresh")
    assert latest is not None
    assert [part["axis"] for part in latest.facts["cuts"]["axes"]] == ["r", "f"]
    assert latest.facts["currency"] is None
    client = Client()
    client.force_login(User.objects.create(email="a@example.org", role="admin", joined=NOW))
    scoring: Any = client.get("/scoring/")
    page = scoring.content.decode()
    assert scoring.status_code == 200
    assert "Net revenue" not in page
    assert "not yet in force" not in page  # what was scored is what the settings say, as far as there is anything to score
    for address in ("/", "/segments/", "/customers/"):
        assert "Net revenue" not in client.get(address).content.decode(), address
