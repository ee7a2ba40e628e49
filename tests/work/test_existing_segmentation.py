"""A segmentation that is there already: its labels come in beside ours, and the cross table accounts for everybody."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.cli.compare_text import compare_text
from regulars.errors import DataError, UndecidedError
from regulars.ingest.detect import Answers
from regulars.work.custom_segments import read_table
from regulars.work.existing import compare_labels, import_labels, remove_labels, segmentations
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.people import forget_customer
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 15, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


def write(path: Path, header: str, rows: list[tuple[object, ...]]) -> str:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header.split(","))
        out.writerows(rows)
    return str(path)


@pytest.fixture
def shop(make_workspace: MakeWorkspace, tmp_path: Path) -> Workspace:
    rows = [(f"{c}-{n}", f"C{c}", f"2024-0{n % 5 + 1}-{c % 27 + 1:02}", f"{c}.00") for c in range(1, 41) for n in range(c % 7 + 1)]
    workspace = make_workspace()
    import_files(
        workspace,
        ImportRequest(requested([write(tmp_path / "orders.csv", "order_id,customer_id,order_date,total", rows)])),
        actor="t",
        now=NOW,
    )
    return workspace


def test_everybody_of_both_sides_is_in_the_cross_table(shop: Workspace, tmp_path: Path) -> None:
    file = write(
        tmp_path / "tiers_2024.csv",
        "Customer ID,Tier",
        [(f"C{c}", "gold" if c % 2 else "silver") for c in range(6, 46)] + [("", "gold"), ("C1", "")],
    )
    done = import_labels(shop, file, actor="tester", now=NOW)
    assert (done.segmentation, done.column, done.rows, done.customers) == ("tiers", "Tier", 42, 40)
    assert done.excluded == {"no_customer": 1, "no_label": 1}
    refresh(shop, actor="tester", now=NOW)
    found = compare_labels(shop)
    ours = {
        row["customer_id"]: row["segment"]
        for row in read_table(shop, shop.published(), "memberships")
        if row["kind"] == "lifecycle"
    }
    expected = Counter((ours[f"C{c}"], "gold" if c % 2 else "silver") for c in range(6, 41))
    assert found.table == expected
    assert sum(found.unlabelled.values()) == 5
    assert found.unscored == {"gold": 3, "silver": 2}
    assert found.agreement.people == 35
    text = compare_text(found)
    assert "35 customers are in both; 5 have a label and are not scored." in text
    assert found.wire["segments"][0]["labels"].keys() == {"gold", "silver"}


def test_labels_that_are_our_segments_agree_fully(shop: Workspace, tmp_path: Path) -> None:
    refresh(shop, actor="tester", now=NOW)
    ours = [(row["customer_id"], row["segment"]) for row in read_table(shop, shop.published(), "memberships")]
    import_labels(shop, write(tmp_path / "old.csv", "customer_id,segment", ours), actor="tester", now=NOW)
    found = compare_labels(shop)
    assert (found.agreement.adjusted_rand, found.agreement.cramers_v) == (pytest.approx(1), pytest.approx(1))


def test_a_later_file_replaces_its_own_segmentation_and_no_other(shop: Workspace, tmp_path: Path) -> None:
    import_labels(shop, write(tmp_path / "a.csv", "customer_id,tier", [("C1", "x"), ("C2", "y")]), actor="t", now=NOW)
    import_labels(shop, write(tmp_path / "b.csv", "customer_id,tier", [("C1", "q")]), actor="t", now=NOW)
    import_labels(shop, write(tmp_path / "c.csv", "customer_id,tier", [("C3", "z")]), actor="t", now=NOW, name="a")
    assert segmentations(shop) == {"a": 1, "b": 1}
    refresh(shop, actor="tester", now=NOW)
    with pytest.raises(DataError, match="several"):
        compare_labels(shop)
    assert compare_labels(shop, "a").labels == ("z",)


def test_a_segmentation_that_is_taken_away_leaves_the_others_and_everything_else(shop: Workspace, tmp_path: Path) -> None:
    for name, label in (("old", "x"), ("new", "y")):
        file = write(tmp_path / f"{name}.csv", "customer_id,tier", [("C1", label), ("C2", label)])
        import_labels(shop, file, actor="t", now=NOW)
    refresh(shop, actor="tester", now=NOW)
    before = shop.published()
    assert remove_labels(shop, "old", actor="t", now=NOW, dry_run=True).wire["customers"] == 2
    assert (shop.published(), segmentations(shop)) == (before, {"new": 2, "old": 2})
    with pytest.raises(DataError, match="no segmentation 'odl'") as refused:
        remove_labels(shop, "odl", actor="t", now=NOW)
    assert "old" in refused.value.remedy
    done = remove_labels(shop, "old", actor="t", now=NOW)
    assert (done.customers, done.publication) == (2, shop.ledger.latest().number)
    assert {table for table, version in shop.published().items() if version != before.get(table)} == {"labels"}
    assert compare_labels(shop).segmentation == "new"
    remove_labels(shop, "new", actor="t", now=NOW)
    assert segmentations(shop) == {}
    with pytest.raises(DataError, match="No existing segmentation"):
        compare_labels(shop)
    import_labels(shop, str(tmp_path / "old.csv"), actor="t", now=NOW)
    assert (segmentations(shop), compare_labels(shop).labels) == ({"old": 2}, ("x",))
    with pytest.raises(DataError, match="no segmentation"):
        compare_labels(shop, "d")


def test_which_column_has_the_labels_is_asked_for_where_it_is_not_plain(shop: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path / "tiers.csv", "customer_id,alpha,beta", [("C1", "x", "y")])
    with pytest.raises(UndecidedError, match="alpha"):
        import_labels(shop, file, actor="t", now=NOW)
    done = import_labels(shop, file, actor="t", now=NOW, answers=Answers(columns={"label": "beta"}))
    assert done.column == "beta"
    with pytest.raises(DataError, match="no such column"):
        import_labels(shop, write(tmp_path / "mails.csv", "email,tier", [("a@example.com", "x")]), actor="t", now=NOW)
    several = write(tmp_path / "twice.csv", "customer_id,tier", [("C1", "x"), ("C1", "y"), ("C2", "x")])
    assert "1 customer with several labels" in import_labels(shop, several, actor="t", now=NOW).notes[0]


def test_forgetting_somebody_takes_their_label_away(shop: Workspace, tmp_path: Path) -> None:
    import_labels(shop, write(tmp_path / "a.csv", "customer_id,tier", [("C1", "x"), ("C2", "y")]), actor="t", now=NOW)
    refresh(shop, actor="tester", now=NOW)
    forget_customer(shop, "C1", actor="tester", now=NOW)
    assert [row["customer_id"] for row in read_table(shop, shop.published(), "labels")] == ["C2"]
