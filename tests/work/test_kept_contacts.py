"""A refresh judges contacts for the exports of a workspace: of those alone whose contacts have changed, and to the same files."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.exports.audiences import Mode, Wanted
from regulars.exports.destinations import DESTINATIONS, destination
from regulars.lake.pinned import pinned_files
from regulars.web.setup import stop
from regulars.work import judged_contacts, kept_contacts
from regulars.work.audience_tables import AudienceTables
from regulars.work.export import Export
from regulars.work.export_files import Written
from regulars.work.export_workspace import open_export, workspace_export
from regulars.work.pages.api import customer_record
from regulars.work.people import forget_customer, show_customer
from regulars.work.published import read
from regulars.work.refresh import refresh
from regulars.work.undo import undo_import
from regulars.work.workspace import Workspace
from regulars.work.workspace_audience import NamedSegment, named_segment

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "exports"))

from audiences_made import ugly_people
from shops_made import NOW, again, bring, copied, empty_workspace, everybody

FIELDS = ("customer_id", "email", "phone", "postal_code", "country", "first_name", "last_name", "accepts_marketing")
# no number of the rules
UNTOUCHED = 64
HASHED = [(name, hashed) for name in DESTINATIONS for hashed in ((True, False) if name in {"google", "meta"} else (False,))]


def write_people(path: Path, people: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"accepts_marketing": "yes", **person} for person in people)
    return path


def write_orders(path: Path, customers: list[str]) -> Path:
    lines = [
        f"{customer}-{number},{customer},{NOW - timedelta(days=3 + place % 50 + 20 * number):%Y-%m-%d},{20 + place % 7}.00"
        for place, customer in enumerate(customers)
        for number in range(place % 3 + 1)
    ]
    path.write_text("\n".join(["order_id,customer_id,order_date,total", *lines, ""]))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of ugly people, every fortieth of whom has never ordered, refreshed with a segment of all."""
    folder = tmp_path_factory.mktemp("ugly")
    workspace = empty_workspace(folder)
    people = ugly_people()
    customers = [str(person["customer_id"]) for place, person in enumerate(people) if place % 40]
    bring(workspace, write_people(folder / "customers.csv", people), write_orders(folder / "orders.csv", customers))
    everybody(workspace)
    stop()
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield copied(made, tmp_path / "shop")
    stop()


def profile_files(workspace: Workspace) -> list[Path]:
    return list(pinned_files(workspace.lake, workspace.published(), "profile"))


def judged(workspace: Workspace) -> dict[str, int]:
    """What the refresh in force says of contacts, by customer."""
    (column,) = [each for each in pq.read_schema(profile_files(workspace)[0]).names if each.startswith("contact_forms")]
    table = pa.concat_tables(pq.read_table(path, columns=["customer_id", column]) for path in profile_files(workspace))
    assert table.schema.field(column).type == pa.int8()
    return dict(zip(*(each.to_pylist() for each in table.columns), strict=True))


def mark_untouched(workspace: Workspace) -> None:
    """Have the refresh in force say of everybody's contacts what no rule says."""
    for path in profile_files(workspace):
        table = pq.read_table(path)
        column = judged_contacts.present_rules()
        same = pa.array([UNTOUCHED] * len(table), pa.int8())
        pq.write_table(table.set_column(table.schema.get_field_index(column), column, same), path)


def looks_anew(workspace: Workspace) -> set[str]:
    """The customers whose contacts the next refresh judges."""
    mark_untouched(workspace)
    refresh(workspace, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    return {customer for customer, said in judged(workspace).items() if said != UNTOUCHED}


def wanted(name: str, hashed: bool, **more: Any) -> Wanted:
    return Wanted("All", destination(name), is_hashed=hashed, **more)


def export(workspace: Workspace, name: str, hashed: bool, out: Path, **more: Any) -> Written:
    return workspace_export(workspace, wanted(name, hashed, **more), actor="tester", now=NOW, out=out)


def sent(workspace: Workspace, name: str, hashed: bool, out: Path, **more: Any) -> tuple[Any, ...]:
    done = export(workspace, name, hashed, out, **more)
    told = ("sent", "left_out", "values_left_out")
    return [path.read_bytes() for path in done.files], {key: done.receipt[key] for key in told}  # type: ignore[return-value]


def takes_over(workspace: Workspace, name: str = "google") -> bool:
    """Whether an export goes by what the refresh says of contacts."""
    named: NamedSegment = named_segment(workspace, workspace.refresh_number(None), "All")
    asked = wanted(name, hashed=False)
    with open_export(workspace, asked, named, AudienceTables(workspace), -1, NOW, None, None) as (opened, _, _):
        assert isinstance(opened, Export)
        assert not any(column.startswith("contact_forms") for column in opened.columns)
        return opened.form.is_judged


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(("name", "hashed"), HASHED)
def test_files_are_the_same_whether_the_refresh_judged_contacts_or_not(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hashed: bool, streams: bool
) -> None:
    if streams:
        monkeypatch.setattr("regulars.work.export._SORTED_ROWS", 10)
    found = []
    for has_judged in (True, False):
        if not has_judged:
            monkeypatch.setattr("regulars.work.workspace_audience.judged_column", lambda _: None)
        workspace = copied(made, tmp_path / str(has_judged))
        assert takes_over(workspace, name) is (has_judged and name != "standard")
        files = [sent(workspace, name, hashed, tmp_path / f"{has_judged}.csv")]
        leavers = [f"C{number:04}" for number in range(0, 60, 3)]
        gone = "\n".join(
            [
                "order_id,customer_id,order_date,total,status",
                *(f"{customer}-{number},{customer},2024-08-20,20.00,cancelled" for customer in leavers for number in range(3)),
                "",
            ]
        )
        (tmp_path / "orders.csv").write_text(gone)
        bring(workspace, tmp_path / "orders.csv")
        again(workspace)
        if name != "standard":
            files.append(sent(workspace, name, hashed, tmp_path / f"{has_judged}.csv", mode=Mode.CHANGES))
        found.append(files)
        stop()
    assert found[0] == found[1]
    assert name == "standard" or found[0][1][0]  # somebody has left


def test_every_scored_customer_is_judged_by_a_full_refresh(shop: Workspace) -> None:
    said = judged(shop)
    assert said
    assert None not in said.values()
    assert len(set(said.values())) > 10


def test_an_increment_judges_those_alone_whose_contacts_have_changed_or_who_are_new(shop: Workspace, tmp_path: Path) -> None:
    assert looks_anew(shop) == set()
    people = [
        {"customer_id": "C0001", "email": "other@example.org"},
        {"customer_id": "C0007", "first_name": "Another"},
        {"customer_id": "C0003", "country": "FR"},
        {"customer_id": "N1", "email": "new@example.org", "phone": "+14155552000"},
    ]
    known = {person["customer_id"]: person for person in ugly_people()}
    changed = [known.get(person["customer_id"], {}) | person for person in people]
    bring(shop, write_people(tmp_path / "customers.csv", changed), write_orders(tmp_path / "orders.csv", ["N1", "C0040", "C0004"]))
    # C0040 has ordered for the first time
    assert looks_anew(shop) == {"C0001", "C0003", "N1", "C0040"}


def test_increments_and_full_refreshes_say_the_same(shop: Workspace, tmp_path: Path) -> None:
    people = [
        {"customer_id": f"C{n:04}", "email": f"Other{n}@Example.org", "country": "US", "phone": "(415) 555-2000"}
        for n in range(0, 90, 7)
    ]
    bring(
        shop,
        write_people(tmp_path / "customers.csv", people),
        write_orders(tmp_path / "orders.csv", ["C0007", "C0040", "stranger"]),
    )
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    by_increment = judged(shop)
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="full")
    assert by_increment == judged(shop)
    assert by_increment["stranger"] == 0


def test_what_is_said_of_a_number_does_not_depend_on_which_rows_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.queries.exports._SOME", 1)
    workspace = empty_workspace(tmp_path)
    phones = {"C1": "+14155552000", "C2": "+6591234567", "C3": "+4915123456789", "C4": "00351912345678", "C5": "+"}
    people = [{"customer_id": customer, "phone": phone} for customer, phone in phones.items()]
    bring(workspace, write_people(tmp_path / "customers.csv", people), write_orders(tmp_path / "orders.csv", list(phones)))
    again(workspace)
    said = judged(workspace)
    assert said["C1"] == said["C2"] == said["C3"] > 0
    assert said["C4"] == said["C5"] == 0
    stop()


def test_other_rules_and_a_full_refresh_judge_everybody(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_untouched(shop)
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="full")
    assert UNTOUCHED not in judged(shop).values()
    mark_untouched(shop)
    for module in (judged_contacts, kept_contacts):
        monkeypatch.setattr(module, "present_rules", lambda: "contact_forms_00000000")
    assert not takes_over(shop)  # the refresh in force went by other rules
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    assert UNTOUCHED not in judged(shop).values()
    assert takes_over(shop)


def test_what_an_import_has_changed_since_is_judged_by_the_export(shop: Workspace, tmp_path: Path) -> None:
    assert takes_over(shop)
    bring(shop, write_people(tmp_path / "customers.csv", [{"customer_id": "C0001", "email": "No address, but a comma"}]))
    assert not takes_over(shop)
    done = export(shop, "google", hashed=False, out=tmp_path / "out.csv")
    assert b"comma" not in done.files[0].read_bytes()
    again(shop)
    assert takes_over(shop)


def test_a_workspace_refreshed_before_contacts_were_judged_is_exported_from(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = sent(shop, "google", False, tmp_path / "after.csv")
    monkeypatch.setattr(kept_contacts, "has_contacts", lambda _: False)
    again(shop)
    monkeypatch.undo()
    assert not any(column.startswith("contact_forms") for column in pq.read_schema(profile_files(shop)[0]).names)
    assert not takes_over(shop)
    assert sent(shop, "google", False, tmp_path / "before.csv") == after
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    assert takes_over(shop)


def test_who_is_forgotten_is_forgotten_here_too(shop: Workspace, tmp_path: Path) -> None:
    forget_customer(shop, "C0001", actor="tester", now=NOW)
    assert "C0001" not in judged(shop)
    for path in (shop.lake.folder / "profile").glob("**/*.parquet"):
        assert "C0001" not in pq.read_table(path, columns=["customer_id"]).column(0).to_pylist()
    assert takes_over(shop)
    again(shop)
    assert "C0001" not in judged(shop)
    bring(shop, write_people(tmp_path / "customers.csv", [{"customer_id": "C0001", "email": "back@example.org"}]))
    bring(shop, write_orders(tmp_path / "orders.csv", ["C0001"]))
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    said = judged(shop)
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="full")
    assert said == judged(shop)


def test_an_import_that_is_undone_brings_the_former_judgement_back(shop: Workspace, tmp_path: Path) -> None:
    before = judged(shop)
    bring(
        shop,
        write_people(tmp_path / "customers.csv", [{"customer_id": "C0001", "email": "x"}, {"customer_id": "C0005", "email": "y"}]),
    )
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    assert judged(shop) != before
    undo_import(shop, None, actor="tester", now=NOW)
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    assert judged(shop) == before


def test_a_profile_of_before_that_is_gone_is_no_obstacle(shop: Workspace) -> None:
    for path in profile_files(shop):
        path.unlink()
    refresh(shop, actor="tester", now=NOW, as_of=NOW, mode="incremental")
    assert None not in judged(shop).values()


def _is_told(said: object) -> bool:
    return "contact_forms" in json.dumps(said, default=str)


def test_it_is_shown_nowhere(shop: Workspace, tmp_path: Path) -> None:
    assert not _is_told(show_customer(shop, "C0001"))

    def looked(published: Any) -> Mapping[str, Any]:
        return {"columns": published.columns, "record": customer_record(published, "C0001", sees_people=True)}

    seen = read(shop, looked)
    assert seen is not None
    assert seen["record"]["email"]
    assert not _is_told(seen)
    done = export(shop, "standard", hashed=False, out=tmp_path / "all.csv")
    assert not _is_told(done.files[0].read_text(encoding="utf-8"))
    assert not _is_told(done.receipt)


def test_a_shop_without_contacts_pays_nothing(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path)
    (tmp_path / "customers.csv").write_text("customer_id,country\nC1,US\nC2,DE\n")
    bring(workspace, tmp_path / "customers.csv", write_orders(tmp_path / "orders.csv", ["C1", "C2", "C3"]))
    again(workspace)
    names = pq.read_schema(profile_files(workspace)[0]).names
    assert "country" in names
    assert not any(each.startswith("contact_forms") for each in names)
    assert "contacts" not in workspace.refresh_number(None).facts
    stop()
