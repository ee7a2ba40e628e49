"""Data in the browser of Django's tests: uploads that are looked at first, histories, refreshing, schedule, welcome."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from regulars.work.schedule import schedule_object
from regulars.work.workspace_settings import SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from regulars.web.jobs.models import Job
    from regulars.work.workspace import Workspace

ClientAs = Callable[..., Any]
ORDERS = "order_id,customer_id,order_date,total\nnew-1,c1,2024-06-18,10.50\nnew-2,c2,2024-06-19,20.00\nnew-3,,2024-06-19,5.00\n"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def upload(client: Any, content: str, name: str = "orders.csv", **more: str) -> Any:
    return client.post("/data/upload", {"files": SimpleUploadedFile(name, content.encode(), "text/csv"), **more})


def last_job() -> "Job":
    from regulars.web.jobs.models import Job

    found = Job.objects.order_by("-pk").first()
    assert found is not None
    return found


def worked() -> "Job":
    """The job that was handed in last, done as the worker does it."""
    from regulars.web.jobs.models import Job
    from regulars.web.jobs.process import do

    Job.objects.filter(pk=last_job().pk).update(state="running")
    do(last_job())
    return last_job()


def test_an_upload_is_looked_at_then_imported(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    before = own_workspace.ledger.count_runs("import")
    assert upload(client, ORDERS).status_code == 302
    look = worked()
    assert (look.kind, look.state, look.problem) == ("check-upload", "done", "")
    assert own_workspace.ledger.count_runs("import") == before
    shown = text(client.get(f"/jobs/{look.pk}"))
    assert "<strong>3 rows</strong> read, 2 kept" in shown
    assert "no customer on the row" in shown
    assert "2024-06-18 00:00" in shown.split("Some rows as")[1].split("</table>")[0]
    assert f'action="/data/import/{look.pk}"' in shown
    client.post(f"/data/import/{look.pk}")
    done = worked()
    assert (done.kind, done.state) == ("import", "done")
    assert done.result["tables"]["orders"]["added"] == 2
    assert done.result["refresh"]["customers"] > 0
    assert "Look at it" in text(client.get(f"/jobs/{done.pk}"))
    run = own_workspace.ledger.runs(1, "import")[0]
    assert run.actor == "marketer@example.org"
    history = text(client.get("/data/?tab=imports"))
    assert history.count('<th scope="row"') == before + 1
    report = text(client.get(f"/data/runs/{run.number}"))
    assert "<strong>3 rows</strong> read, 2 kept" in report
    assert not list((own_workspace.folder / "uploads").rglob("*.csv"))


def test_some_rows_are_shown_as_they_would_be_brought_in_and_people_only_to_whom_may_see_them(
    own_workspace: "Workspace", own_client_as: ClientAs
) -> None:
    from regulars.web.accounts.models import User

    client = own_client_as("marketer")
    people = "".join(f"p{n},<b>Zoë</b> {n},zoe{n}@example.com,fr\n" for n in range(9))
    upload(client, f"Customer ID,First Name,Email,Country\n{people}", "customers.csv")
    look = worked()
    shown = text(client.get(f"/jobs/{look.pk}"))
    assert shown.count("@example.com") == 5
    assert shown.count("&lt;b&gt;Zoë&lt;/b&gt; ") == 5
    assert "@example.com" not in str(look.result)
    User.objects.filter(email="marketer@example.org").update(role="viewer")
    assert client.get(f"/jobs/{look.pk}").status_code == 404
    User.objects.filter(email="marketer@example.org").update(role="marketer")
    client.post(f"/data/discard/{look.pk}")
    assert "@example.com" not in text(client.get(f"/jobs/{look.pk}"))
    assert not [each for each in (own_workspace.folder / "uploads").rglob("*") if each.is_file()]


def test_people_in_rows_are_left_out_for_who_may_not_see_them() -> None:
    from regulars.web.data.templatetags.reading import _rows_shown

    columns, rows = ("customer_id", "email", "country", "attributes"), (("1", "a@b.example", "FR", "{}"),)
    assert _rows_shown(columns, rows, sees_people=True).columns == columns
    hidden = _rows_shown(columns, rows, sees_people=False)
    assert (hidden.columns, hidden.rows, hidden.has_hidden) == (("customer_id", "country"), (("1", "FR"),), True)


def test_another_currency_and_days_to_come_are_said_before_the_import_and_a_failed_refresh_after_it(
    own_workspace: "Workspace", own_client_as: ClientAs
) -> None:
    client = own_client_as("marketer")
    latest = own_workspace.ledger.latest("refresh")
    assert latest is not None
    there = latest.facts.get("currency")
    rows = "e-1,c1,2024-06-18,10.50,EUR\ne-2,c2,2099-06-19,20.00,CHF\n"
    upload(client, f"order_id,customer_id,order_date,total,currency\n{rows}")
    look = worked()
    shown = text(client.get(f"/jobs/{look.pk}"))
    assert "Orders from 18 June 2024 to 19 June 2099. Charged: CHF" in shown
    assert "dated after today, the last one 19 June 2099" in shown
    assert ("The orders so far are in" if there else "The orders are in 2 currencies") in shown
    client.post(f"/data/import/{look.pk}")
    done = worked()
    assert (done.kind, done.state, done.result["tables"]["orders"]["added"]) == ("import", "done", 2)
    after = text(client.get(f"/jobs/{done.pk}"))
    assert "What was imported is kept, but the refresh after it failed" in after
    assert "<h1>Import</h1>" in after
    assert "--rates" not in after
    # the look offers nothing that is done already
    again = text(client.get(f"/jobs/{look.pk}"))
    assert "The files are gone" in again
    assert f'action="/data/import/{look.pk}"' not in again
    assert "The last refresh failed" in text(client.get("/data/"))
    assert "The last refresh, of" in text(client.get("/review"))


def test_what_the_data_leave_open_is_asked_and_the_answer_used(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    rows = "\n".join(f"{number},{number},0{1 + number % 9}/0{1 + number % 8}/2024,{number}.50" for number in range(1, 40))
    upload(client, f"order_id,customer_id,order_date,total\n{rows}\n")
    look = worked()
    assert look.state == "done"
    assert look.result["report"] is None
    shown = text(client.get(f"/jobs/{look.pk}"))
    assert look.result["problem"].split("'")[0] in shown
    assert 'name="date_order"' in shown
    assert f'action="/data/import/{look.pk}"' not in shown
    client.post(f"/data/check/{look.pk}", {"date_order": "dmy", "role-0-total": "total"})
    again = worked()
    assert again.arguments["day_first"] is True
    assert again.arguments["uploads"][0]["columns"] == {"total": "total"}
    assert again.result["report"]["tables"]["orders"]["added"] == 39
    assert client.post(f"/data/discard/{again.pk}").status_code == 302
    assert not list((own_workspace.folder / "uploads").rglob("*.csv"))


def test_columns_are_said_of_each_of_several_files(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    orders = "nr,who,bought,worth,paid\nN1,K1,2024-06-01,10.00,12.00\nN2,K2,2024-06-02,20.00,24.00\n"
    people = "number,mail,home\nK1,k1@example.org,Lyon\nK2,k2@example.org,Graz\n"
    files = [SimpleUploadedFile("orders.csv", orders.encode()), SimpleUploadedFile("customers.csv", people.encode())]
    client.post("/data/upload", {"files": files})
    look = worked()
    said = {"order_id": "nr", "customer_id": "who", "ordered_at": "bought", "total": "paid"}
    answers = {f"role-0-{role}": column for role, column in said.items()}
    answers |= {"role-1-customer_id": "number", "role-1-email": "mail", "role-1-city": "home", "table-1": "customers"}
    client.post(f"/data/check/{look.pk}", answers)
    again = worked()
    assert again.result["problem"] == ""
    read = {source["table"]: source["mapping"] for source in again.result["report"]["sources"]}
    assert read["orders"]["total"] == "paid"
    assert (read["customers"]["customer_id"], read["customers"]["city"]) == ("number", "home")
    shown = text(client.get(f"/jobs/{again.pk}"))
    assert 'Which column is which in <span dir="auto">customers.csv</span>' in shown
    # of customers nobody is asked for a total
    assert 'name="role-0-total"' in shown
    assert 'name="role-1-total"' not in shown
    client.post(f"/data/discard/{again.pk}")


def test_what_is_no_table_is_told_and_not_imported(own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    upload(client, "\x00\x01\x02 nothing", "photo.jpg")
    look = worked()
    assert look.state == "done"
    assert look.result["problem"]
    assert "Choose another file" in text(client.get(f"/jobs/{look.pk}"))


def test_only_those_who_may_bring_data_in_do(client_as: ClientAs) -> None:
    viewer = client_as("viewer")
    assert upload(viewer, ORDERS).status_code == 404
    for address in ("/data/refresh", "/data/schedule", "/data/made-up-shop", "/data/import/1", "/data/check/1", "/data/labels"):
        assert viewer.post(address).status_code == 404, address
    assert viewer.get("/data/update").status_code == 404
    found = text(viewer.get("/data/"))
    assert "Bringing in data is for marketers" in found
    assert 'type="file"' not in found
    assert client_as("marketer").get("/data/welcome/business").status_code == 404


def test_a_look_of_somebody_else_is_not_to_be_had(client_as: ClientAs) -> None:
    upload(client_as("marketer"), ORDERS)
    assert client_as("analyst").post(f"/data/import/{last_job().pk}").status_code == 404
    assert client_as("admin").post("/data/import/99999").status_code == 404


def test_an_upload_of_nothing_is_told(client_as: ClientAs) -> None:
    answer = client_as("marketer").post("/data/upload", {})
    assert answer.status_code == 503
    assert "No file was chosen" in text(answer)


@pytest.mark.parametrize("tab", ["imports", "refreshes", "sources", "schedule", "bring", "<b>"])
def test_every_tab_is_a_page_and_a_part(client_as: ClientAs, tab: str) -> None:
    client = client_as("viewer")
    assert "<h1>Data</h1>" in text(client.get("/data/", {"tab": tab}))
    part = text(client.get("/data/", {"tab": tab}, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert 'id="data"' in part


def test_refreshes_are_listed_with_steps_times_and_who_moved(client_as: ClientAs, shop: "Workspace") -> None:
    client = client_as("viewer")
    found = text(client.get("/data/?tab=refreshes"))
    assert "Longest step" in found
    last = shop.ledger.runs(1, "refresh")[0]
    moved = last.report["moved"]["behaviour"] + last.report["moved"]["border"]
    assert f'<td class="num">{moved}</td>' in found
    one = text(client.get(f"/data/runs/{last.number}"))
    assert "Published as" in one
    assert one.count('<li class="done">') == len(last.steps)
    assert client.get("/data/runs/99999").status_code == 404


def test_the_dialog_says_how_many_there_are_now(client_as: ClientAs, shop: "Workspace") -> None:
    latest = shop.ledger.latest("refresh")
    assert latest is not None
    client = client_as("marketer")
    whole = text(client.get("/data/update"))
    assert f"<strong>{latest.facts['customers']} customers</strong>" in whole
    part = text(client.get("/data/update?segment=Champions", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert 'id="dialog-title"' in part
    assert "Champions</span> has" in part


def test_the_dialog_says_where_a_refresh_looks_from_and_keeps_what_is_chosen(
    own_workspace: "Workspace", own_client_as: ClientAs
) -> None:
    client = own_client_as("marketer")
    page = text(client.get("/data/update"))
    assert re.search(r'value="now" checked', page)
    assert "the day after the newest order" in page
    client.post("/data/refresh", {"look_from": "newest order"})
    done = worked()
    assert (done.state, done.problem) == ("done", "")
    rows = csv.DictReader((own_workspace.folder / "files" / "orders.csv").open())
    newest = max(datetime.fromisoformat(row["ordered_at"]).replace(tzinfo=UTC) for row in rows).astimezone(ZoneInfo("Europe/Paris"))
    latest = own_workspace.ledger.latest("refresh")
    assert latest is not None
    assert latest.as_of is not None
    assert latest.as_of.astimezone(newest.tzinfo).isoformat()[:16] == f"{newest.date() + timedelta(days=1)}T00:00"
    assert re.search(r'value="newest order" checked', text(client.get("/data/update")))
    assert client.post("/data/refresh", {"look_from": "yesterday"}).status_code == 302
    assert read_settings(own_workspace.folder / SETTINGS_FILE).text("look_from") == "newest order"


def test_a_refresh_that_is_under_way_is_shown_and_not_begun_twice(client_as: ClientAs) -> None:
    from regulars.web.jobs.models import Job

    client = client_as("marketer")
    part = client.post("/data/refresh", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in text(part)
    client.post("/data/refresh")
    assert Job.objects.filter(kind="refresh").count() == 1
    assert 'hx-trigger="every 1s"' in text(client.get("/data/update"))


@pytest.mark.parametrize(
    ("headers", "leads_to"),
    [
        ({"Referer": "http://testserver/segments/Champions?tab=map"}, "/segments/Champions?tab=map"),
        ({"Referer": "http://elsewhere.example/segments/"}, None),
        ({"Referer": "http://testserver//elsewhere.example/"}, None),
        ({"HX-Request": "true", "HX-Current-URL": "http://testserver/scoring/?r=3"}, "/scoring/?r=3"),
        ({"HX-Request": "true", "HX-Current-URL": "http://elsewhere.example/"}, None),
        ({}, None),
    ],
)
def test_a_refresh_leads_back_to_the_page_it_was_asked_on(
    client_as: ClientAs, headers: dict[str, str], leads_to: str | None
) -> None:
    client_as("marketer").post("/data/refresh", headers=headers)
    assert last_job().arguments.get("next") == leads_to


def test_the_schedule_is_kept_in_the_settings(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("marketer")
    form = client.get("/data/?tab=schedule").context["form"]
    values = {name: form[name].value() for name in form.fields} | {"cadence": "weekly", "at": "04:30", "weekday": "friday"}
    answer = client.post("/data/schedule", {key: value for key, value in values.items() if value is not False}, follow=True)
    assert "Saved." in text(answer)
    settings = read_settings(own_workspace.folder / SETTINGS_FILE)
    assert (settings.text("cadence"), settings.text("at")) == ("weekly", "04:30")
    assert "Next refresh" in text(answer)
    # how long things are kept is for admins
    assert "keep_days" not in form.fields
    client.post("/data/schedule", {**{key: value for key, value in values.items() if value is not False}, "keep_days": "1"})
    assert read_settings(own_workspace.folder / SETTINGS_FILE).count("keep_days") == 90
    bad = client.post("/data/schedule", values | {"at": "25:99"})
    assert bad.status_code == 400
    assert "25:99" in text(bad)
    assert read_settings(own_workspace.folder / SETTINGS_FILE).text("at") == "04:30"
    assert schedule_object(own_workspace, own_workspace.ledger.runs(1)[0].started)["next"] is not None


def test_the_welcome_asks_saves_and_goes_on(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    client = own_client_as("admin")
    assert client.get("/data/welcome")["Location"] == "/data/welcome/business"
    business = {
        "time_zone": "Europe/Paris",
        "currency": "EUR",
        "business_model": "b2b",
        "purchase_cycle_days": "40",
        "data": "orders",
    }
    answer = client.post("/data/welcome/business", business)
    assert answer["Location"] == "/data/welcome/data"
    assert "There are orders" in text(client.get("/data/welcome/data"))
    assert client.post("/data/welcome/tools", {"channels": "email, sms", "tools": ""})["Location"] == "/data/welcome/budget"
    budget = {"budget_yearly": "30000", "budget_channels": "email=12000, ads=18000", "budget_segments": ""}
    assert client.post("/data/welcome/budget", budget)["Location"] == "/data/welcome/segments"
    settings = read_settings(own_workspace.folder / SETTINGS_FILE)
    assert (settings.text("business_model"), settings.count("purchase_cycle_days"), settings.text("channels")) == (
        "b2b",
        40,
        "email, sms",
    )
    assert {name: int(amount) for name, amount in settings.amounts("budget_channels").items()} == {"email": 12000, "ads": 18000}
    for step, wrong, said in (
        ("business", business | {"time_zone": "Mars"}, "no time zone"),
        ("budget", budget | {"budget_channels": "all"}, "NAME=AMOUNT"),
    ):
        answer = client.post(f"/data/welcome/{step}", wrong)
        assert (answer.status_code, said in text(answer)) == (400, True)
    assert client.get("/data/welcome/nowhere").status_code == 404


def test_the_segments_that_there_are_get_compared_with_ours(own_workspace: "Workspace", own_client_as: ClientAs) -> None:
    from regulars.queries.pages_movement import Which
    from regulars.work.pages.movement import movement_page, movers_page
    from regulars.work.published import published

    opened = published(own_workspace)
    assert opened is not None
    page = movement_page(opened, None, None)
    assert page is not None
    people = [each.customer_id for each in movers_page(opened, page, Which(), 1).people]
    rows = "\n".join(f"{person},{'gold' if at % 2 else 'silver'}" for at, person in enumerate(people))
    client = own_client_as("marketer")
    file = SimpleUploadedFile("ours.csv", f"customer_id,segment\n{rows}\n".encode(), "text/csv")
    assert client.post("/data/labels", {"files": file}).status_code == 302
    done = worked()
    assert (done.state, done.problem) == ("done", "")
    assert done.result["labels"]["customers"] == len(people)
    shown = text(client.get(f"/jobs/{done.pk}"))
    assert "gold" in shown
    assert "adjusted Rand index" in shown
    viewer, listed = own_client_as("viewer"), text(client.get("/data/?tab=sources"))
    assert "Segments you had before" in listed
    address = "/data/labels/compared?segmentation=ours"
    assert address in listed
    assert "Take them away" not in text(viewer.get(address))
    assert viewer.post("/data/labels/remove", {"segmentation": "ours"}).status_code == 404
    beside = text(client.get(address))
    assert "adjusted Rand index" in beside
    assert "Take them away" in beside
    assert client.post("/data/labels/remove", {"segmentation": "ours"}).status_code == 302
    removed = worked()
    assert (removed.state, removed.problem) == ("done", "")
    assert "is taken away" in text(client.get(f"/jobs/{removed.pk}"))
    assert client.get(address).status_code == 404
    assert "Segments you had before" not in text(client.get("/data/?tab=sources"))


def test_a_made_up_shop_is_never_mixed_with_real_data(own_client_as: ClientAs) -> None:
    own_client_as("admin").post("/data/made-up-shop")
    job = worked()
    assert (job.state, job.problem) == ("failed", "This workspace has data already.")
