"""Where a refresh looks from when nobody says: now, or the day after the newest order where the settings say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from regulars.work.custom_segments import list_segments
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.look_from import looks_from
from regulars.work.opened_shop import asked_shop
from regulars.work.refresh import refresh
from regulars.work.segment_proposals import keep_segment, propose_segment
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import NEWEST_ORDER

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


def ended_shop(make_workspace: MakeWorkspace, folder: Path, rows: str) -> Workspace:
    (folder / "orders.csv").write_text(f"order_id,customer_id,order_date,total\n{rows}")
    workspace = make_workspace(time_zone="America/New_York", look_from=NEWEST_ORDER)
    import_files(workspace, ImportRequest(requested([str(folder / "orders.csv")])), actor="tester", now=NOW)
    return workspace


def test_an_ended_shop_is_looked_at_from_the_day_after_it_and_nothing_moves_by_itself(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    rows = "".join(f"o{n},c{n % 40},2011-0{1 + n % 9}-{1 + n % 27:02},{n + 1}.00\n" for n in range(200))
    workspace = ended_shop(make_workspace, tmp_path, f"{rows}last,c1,2011-12-09 23:30,5.00\n")
    first = refresh(workspace, actor="tester", now=NOW)
    assert first.as_of == datetime(2011, 12, 10, 5, tzinfo=UTC)
    assert refresh(workspace, actor="tester", now=NOW.replace(year=2027)).as_of == first.as_of
    assert sum(refresh(workspace, actor="tester", now=NOW).moved.values()) == 0


def test_a_segment_is_tried_from_the_same_day_before_the_first_refresh_and_after_it(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = ended_shop(make_workspace, tmp_path, "a,1,2011-05-01,5\nc,3,2011-05-02,9\nb,2,2011-06-01,7\n")
    for is_refreshed in (False, True):
        if is_refreshed:
            refresh(workspace, actor="tester", now=NOW)
        with asked_shop(workspace, NOW) as asking:
            assert asking.data.as_of == datetime(2011, 6, 2, 4, tzinfo=UTC)
            assert [each.count for each in asking.ask("customers who ordered in the last 30 days").segments] == [1]


def test_a_day_that_is_named_comes_before_the_setting(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = ended_shop(make_workspace, tmp_path, "a,1,2011-05-01,5\nc,3,2011-05-02,9\nb,2,2011-06-01,7\n")
    assert refresh(workspace, actor="tester", now=NOW, as_of="2011-05-15").as_of == datetime(2011, 5, 15, 4, tzinfo=UTC)


def test_orders_dated_after_today_are_no_end(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = ended_shop(make_workspace, tmp_path, "a,1,2011-05-01,5\nb,2,2099-06-01,7\n")
    assert looks_from(workspace, NOW) == datetime(2011, 5, 2, 4, tzinfo=UTC)


def test_a_refresh_that_looks_from_a_day_to_come_says_so(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = ended_shop(make_workspace, tmp_path, "a,1,2011-05-01,5\nb,2,2011-06-01,7\n")
    assert refresh(workspace, actor="tester", now=NOW, as_of="2206-03-02").warnings[-1].startswith("It looks from 2206-03-02")
    assert not [each for each in refresh(workspace, actor="tester", now=NOW).warnings if "looks from" in each]


def test_an_order_of_today_is_looked_at_from_now(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = ended_shop(make_workspace, tmp_path, "a,1,2026-03-01,5\n")
    assert looks_from(workspace, NOW) == NOW


def test_an_empty_workspace_and_the_usual_setting_look_from_now(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    assert looks_from(make_workspace("empty", look_from=NEWEST_ORDER), NOW) == NOW
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,total\na,1,2011-05-01,5\n")
    usual = make_workspace("usual")
    import_files(usual, ImportRequest(requested([str(tmp_path / "orders.csv")])), actor="tester", now=NOW)
    assert looks_from(usual, NOW) == NOW


def test_a_segment_that_is_made_is_counted_as_refreshes_will_count_it(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    rows = "".join(f"o{n},c{n % 20},2011-0{1 + n % 9}-{1 + n % 27:02},{n + 1}.00\n" for n in range(60))
    workspace = ended_shop(make_workspace, tmp_path, rows)
    words = "customers who ordered in the last 30 days"
    made = propose_segment(workspace, "Recent", now=NOW, author="tester", words=words)
    assert made.customers > 0
    keep_segment(workspace, made, actor="tester", now=NOW)
    refresh(workspace, actor="tester", now=NOW)
    assert {row["name"]: row["customers"] for row in list_segments(workspace)}["Recent"] == made.customers
