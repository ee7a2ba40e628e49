"""The pages about customers: who may see whom, scores with their reasons, what happened, and forgetting."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from regulars.work.published import published
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace


@pytest.fixture
def somebody(shop: Workspace) -> dict[str, Any]:
    """A customer with a name, orders and events."""
    return first_customer(shop)


def first_customer(workspace: Workspace) -> dict[str, Any]:
    opened = published(workspace)
    assert opened is not None
    with opened.session() as engine:
        query = """
            SELECT p.customer_id, p.email, p.first_name, p.last_name, p.phone, p.segment, p.pattern, p.r, p.orders_ever
            FROM profile AS p WHERE p.email IS NOT NULL AND p.last_name IS NOT NULL AND p.phone IS NOT NULL AND p.orders_ever > 2
            ORDER BY p.customer_id LIMIT 1
        """
        return dict(engine.record(query))


def page_of(client: Any, customer: str) -> str:
    answer = client.get(f"/customers/of/{customer}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_customer_is_found_by_name_and_by_number(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    marketer = client_as("marketer")
    for sought in (somebody["customer_id"], somebody["email"], f"{somebody['first_name']} {somebody['last_name']}"):
        assert f"/customers/of/{somebody['customer_id']}" in marketer.get("/customers/", {"q": sought}).content.decode()


def test_viewers_see_figures_and_nobody_s_name(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    seen = page_of(client_as("marketer"), somebody["customer_id"])
    hidden = page_of(client_as("viewer"), somebody["customer_id"])
    for personal in (somebody["email"], somebody["phone"], somebody["last_name"]):
        assert personal in seen
        assert personal not in hidden
    assert "hidden from your role" in hidden
    assert somebody["pattern"] in hidden
    assert client_as("viewer").get("/customers/", {"q": somebody["email"]}).content.decode().count("/customers/of/") == 0


def test_scores_say_why(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    page = page_of(client_as("viewer"), somebody["customer_id"])
    theirs = re.findall(r'<li class="theirs" aria-current="true"><span class="digit">(\d)</span> ([^<]+)', page)
    assert "".join(digit for digit, _ in theirs) == somebody["pattern"]
    assert somebody["segment"] in page


def test_what_is_expected_has_the_range_of_one_customer_behind_it(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    page = page_of(client_as("viewer"), somebody["customer_id"])
    orders = re.search(r"Expected orders in 365 days</dt><dd>([\d.,]+) \(([\d,]+) to ([\d,]+)\)</dd>", page)
    assert orders is not None
    low, high = (int(orders[place].replace(",", "")) for place in (2, 3))
    assert low < high
    assert re.search(r"Customer lifetime value</dt><dd>[^<]+ \([^<]+ to [^<]+\)</dd>", page)
    assert page.count("Orders in 365 days, at most") == 0  # said once, not again among the fields


def test_what_happened_is_paged_and_chosen(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    viewer = client_as("viewer")
    part = viewer.get(
        f"/customers/of/{somebody['customer_id']}/timeline?show=order", headers={"HX-Request": "true"}
    ).content.decode()
    assert part.count('class="t-order"') >= somebody["orders_ever"]
    assert 'class="t-event"' not in part
    whole = viewer.get(f"/customers/of/{somebody['customer_id']}/timeline?show=move")
    assert whole.status_code == 302
    assert 'class="t-move"' in viewer.get(whole["Location"]).content.decode()


def test_an_order_shows_its_lines_to_its_customer_s_page_only(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    viewer = client_as("viewer")
    page = viewer.get(f"/customers/of/{somebody['customer_id']}?show=order").content.decode()
    number = re.search(r"/order\?id=([^\"]+)", page)
    assert number is not None
    lines = viewer.get(f"/customers/of/{somebody['customer_id']}/order?id={number[1]}")
    assert "×" in lines.content.decode()
    assert viewer.get(f"/customers/of/nobody/order?id={number[1]}").status_code == 404


def test_membership_is_explained_by_condition(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    address = f"/customers/of/{somebody['customer_id']}/why?segment=Big%20spenders"
    told = html.unescape(client_as("marketer").get(address).content.decode())
    assert "net spend in the last 180 days" in told
    verdict = re.search(r'<span class="chip (up|down)">(yes|no)</span>', told)
    assert verdict is not None
    opened = page_of(client_as("marketer"), somebody["customer_id"])
    is_in = re.search(r"Big spenders</a> <span class=\"chip( up)?\">(in|not in)</span>", opened)
    assert is_in is not None
    assert (verdict[2] == "yes") == (is_in[2] == "in")


def test_nobody_is_no_page(client_as: Callable[..., Any]) -> None:
    for path in ("", "/why?segment=Champions", "/order?id=1", "/data.json", "/forget"):
        assert client_as("admin").get(f"/customers/of/nobody'; --{path}").status_code in {400, 404}


def test_everything_held_is_one_file_and_written_down(
    client_as: Callable[..., Any], somebody: dict[str, Any], shop: Workspace
) -> None:
    from regulars.web.workspace.models import AuditEntry

    answer = client_as("marketer").get(f"/customers/of/{somebody['customer_id']}/data.json")
    held = json.loads(answer.content)
    assert held["profile"][0]["customer_id"] == somebody["customer_id"]
    assert len(held["orders"]) >= somebody["orders_ever"]
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "show"
    assert somebody["customer_id"] not in json.dumps(entry.about)
    assert client_as("viewer").get(f"/customers/of/{somebody['customer_id']}/data.json").status_code == 404


def test_forgetting_needs_the_identifier_typed(client_as: Callable[..., Any], somebody: dict[str, Any]) -> None:
    from regulars.web.jobs.models import Job

    admin, address = client_as("admin"), f"/customers/of/{somebody['customer_id']}/forget"
    assert admin.post(address, {"typed": "yes"}).status_code == 400
    assert not Job.objects.filter(kind="forget").exists()
    assert admin.post(address, {"typed": somebody["customer_id"]}).status_code == 302
    assert Job.objects.get(kind="forget").actor == "admin@example.org"
    for role in ("viewer", "marketer", "analyst"):
        assert client_as(role).post(address, {"typed": somebody["customer_id"]}).status_code == 404


def test_a_forgotten_customer_is_gone_from_pages_and_jobs(own_workspace: Workspace, own_client_as: Callable[..., Any]) -> None:
    from datetime import UTC, datetime

    from regulars.web.accounts.models import User
    from regulars.web.jobs import jobs
    from regulars.web.jobs.kinds import Task, kind_of
    from regulars.web.jobs.models import Job

    customer = first_customer(own_workspace)["customer_id"]
    admin = own_client_as("admin")
    assert admin.get(f"/customers/of/{customer}").status_code == 200
    job = jobs.start("forget", {"customer_id": customer}, User.objects.get(email="admin@example.org"))
    task = Task(own_workspace, job.arguments, job.actor, datetime.now(UTC), own_workspace.folder, job.pk)
    before = own_workspace.ledger.latest("refresh")
    done = kind_of("forget").does(task)
    after = own_workspace.ledger.latest("refresh")
    assert before is not None
    assert after is not None
    assert (after.number > before.number, after.at) == (True, before.at)
    assert done["rows"]["profile"] == 1
    assert Job.objects.get(pk=job.pk).arguments == {}
    assert customer not in json.dumps(done)
    assert admin.get(f"/customers/of/{customer}").status_code == 404
    assert f"/customers/of/{customer}" not in admin.get("/customers/", {"q": customer}).content.decode()
    # the figures are those of before: the pages say so, and no longer once they are worked out anew
    counted = "1 customer forgotten since the last refresh is counted in these figures until the next one."
    for page in ("/", "/segments/", "/segments/named/Champions"):
        assert counted in admin.get(page).content.decode()
    refresh(own_workspace, actor="tester", now=datetime.now(UTC), as_of="2024-06-10")
    assert "forgotten since" not in admin.get("/segments/").content.decode()
