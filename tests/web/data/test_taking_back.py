"""An import that was a mistake is taken back on its page, by those who may bring data in."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regulars.web.jobs.models import Job
    from regulars.work.workspace import Workspace

ORDERS = "order_id,customer_id,order_date,total\nnew-1,c1,2024-06-18,10.50\nnew-2,c2,2024-06-19,20.00\n"


def done_by_the_worker() -> "Job":
    """The job that was handed in last, done as the worker does it."""
    from regulars.web.jobs.models import Job
    from regulars.web.jobs.process import do

    job = Job.objects.order_by("-pk").first()
    assert job is not None
    Job.objects.filter(pk=job.pk).update(state="running")
    do(job)
    job.refresh_from_db()
    return job


def test_an_import_is_taken_back_on_its_page(own_workspace: "Workspace", own_client_as: Callable[..., Any], tmp_path: Path) -> None:
    from regulars.work.imports import ImportRequest, import_files, requested
    from regulars.work.undo import imports_undone

    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    request = ImportRequest(requested([str(file)]))
    number = import_files(own_workspace, request, actor="tester", now=datetime(2024, 6, 20, tzinfo=UTC)).run
    address = f"/data/runs/{number}"
    viewer, client = own_client_as("viewer"), own_client_as("marketer")
    assert "Take it back" not in viewer.get(address).content.decode()
    assert viewer.post(f"{address}/take-back").status_code == 404
    assert "Take it back" in client.get(address).content.decode()
    assert client.post(f"{address}/take-back").status_code == 302
    job = done_by_the_worker()
    assert (job.state, job.problem) == ("done", "")
    assert job.result["tables"]["orders"] == {"removed": 2, "restored": 0}
    assert "Orders: 2 removed, 0 put back as they were" in client.get(f"/jobs/{job.pk}").content.decode()
    assert imports_undone(own_workspace) == {number}
    shown = client.get(address).content.decode()
    assert "This import was taken back" in shown
    assert "Take it back" not in shown
    assert "taken back" in client.get("/data/?tab=imports").content.decode()
    client.post(f"{address}/take-back")
    again = done_by_the_worker()
    assert (again.state, again.problem) == ("failed", f"Import {number} has been taken back already.")
