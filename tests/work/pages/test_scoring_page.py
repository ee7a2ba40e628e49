"""The scoring page says beforehand what a refresh with other thresholds then does."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from regulars.errors import DefinitionError, MapError
from regulars.scoring.results import Axis
from regulars.web.setup import start, stop
from regulars.work.custom_segments import list_segments
from regulars.work.engines import engine_maker
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.pages.scoring import Draft, ScoringPage, scoring_page
from regulars.work.published import published
from regulars.work.refresh import refresh
from regulars.work.settings_file import change_settings
from regulars.work.thresholds import save_scoring, saved_scorecards
from regulars.work.workspace import Workspace, open_workspace
from regulars.work.workspace_settings import SETTINGS_FILE, defaults, read_settings, written

NOW = datetime(2024, 9, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]
TYPED = {Axis.RECENCY: ("20", "45", "90", "150"), Axis.MONETARY: ("900", "500.50", "300", "100")}


def orders(folder: Path, customers: int = 150) -> Path:
    path = folder / "orders.csv"
    with path.open("w") as file:
        file.write("order_id,customer_id,order_date,total\n")
        for customer in range(customers):
            dice = random.Random(customer)  # noqa: S311 - a made-up shop
            for number in range(1 + dice.randrange(9) * (customer % 3)):
                day = date(2024, 8, 31) - timedelta(days=dice.randrange(1 + customer * 3))
                file.write(f"{customer}-{number},{customer},{day},{dice.randrange(5, 300)}.{dice.randrange(100):02}\n")
    return path


def opened_in(folder: Path) -> Workspace:
    return open_workspace(folder, lambda where: start(where, create=True), engine_maker("duckdb", None, 2))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A refreshed workspace, to copy."""
    folder = tmp_path_factory.mktemp("scoring") / "shop"
    folder.mkdir()
    (folder / SETTINGS_FILE).write_text(written(defaults()))
    workspace = opened_in(folder)
    import_files(workspace, ImportRequest(requested([str(orders(folder.parent))])), actor="tester", now=NOW)
    refresh(workspace, actor="tester", now=NOW)
    stop()
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield opened_in(shutil.copytree(made, tmp_path / "shop"))
    stop()


def reopened(workspace: Workspace) -> Workspace:
    """With the settings as they are in the file now."""
    return replace(workspace, settings=read_settings(workspace.folder / SETTINGS_FILE))


def page(workspace: Workspace, draft: Draft | None = None) -> ScoringPage:
    opened = published(workspace)
    assert opened is not None
    found = scoring_page(workspace, opened, draft or Draft())
    assert found is not None
    return found


@contextmanager
def saved(workspace: Workspace, **what: object) -> Iterator[Workspace]:
    save_scoring(workspace, actor="tester", now=NOW, **what)  # type: ignore[arg-type]
    yield reopened(workspace)


def test_without_a_draft_the_page_shows_what_is_published(shop: Workspace) -> None:
    found = page(shop)
    published_sizes = {row["name"]: row["customers"] for row in list_segments(shop)}
    assert {size.name: size.after for size in found.preview.sizes} == published_sizes
    assert (found.preview.moved, found.is_draft, found.pending, found.problem) == (0, False, False, "")
    for panel in found.panels:
        assert sum(panel.distribution.level_counts) == found.customers
        assert sum(part.customers for part in panel.distribution.bins) == found.customers
    assert sum(row.patterns for row in found.map_rows) == 125


def test_a_preview_is_what_the_refresh_then_does(shop: Workspace) -> None:
    found = page(shop, Draft(typed=TYPED))
    assert found.is_draft
    before = {row["name"]: row["customers"] for row in list_segments(shop)}
    assert {size.name: size.before for size in found.preview.sizes} == before
    typed = {panel.axis: panel.limits for panel in found.panels if panel.is_typed}
    assert set(typed) == set(TYPED)
    with saved(shop, typed=typed) as after:
        assert page(after).pending
        report = refresh(after, actor="tester", now=NOW)
        assert {row["name"]: row["customers"] for row in list_segments(after)} == {
            size.name: size.after for size in found.preview.sizes
        }
        assert report.moved["behaviour"] + report.moved["border"] == found.preview.moved > 0
        assert report.moved["behaviour"] == 0
        again = page(after)
        assert (again.pending, again.is_draft) == (False, False)
        assert [panel.limits for panel in again.panels] == [panel.limits for panel in found.panels]


@pytest.mark.parametrize("scorecard", ["rfm-4", "rfm-natural", "rfm-cycle", "recency-bias"])
def test_a_preset_is_previewed_as_the_refresh_then_does_it(shop: Workspace, scorecard: str) -> None:
    found = page(shop, Draft(scorecard=scorecard))
    with saved(shop, scorecard=scorecard) as after:
        refresh(after, actor="tester", now=NOW)
        published_sizes = {row["name"]: row["customers"] for row in list_segments(after)}
        assert {
            size.name: size.after for size in found.preview.sizes if size.after or size.name in published_sizes
        } == published_sizes


def test_moves_and_movers_add_up(shop: Workspace) -> None:
    found = page(shop, Draft(typed=TYPED)).preview
    assert sum(flow.customers for flow in found.flows) <= found.moved
    if len(found.flows) == found.flow_count:
        assert sum(flow.customers for flow in found.flows) == found.moved
    assert sum(size.change for size in found.sizes) == 0
    revenue = [mover.revenue or 0 for mover in found.movers]
    assert revenue == sorted(revenue, reverse=True)
    assert all(mover.from_segment != mover.to_segment for mover in found.movers)


def test_unchanged_thresholds_are_no_draft(shop: Workspace) -> None:
    typed = {panel.axis: tuple(str(limit) for limit in panel.limits) for panel in page(shop).panels}
    assert page(shop, Draft(typed=typed)).is_draft is False


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft(typed={Axis.RECENCY: ("30", "20", "90", "150")}), "each threshold has to be more than the one before it"),
        (Draft(typed={Axis.RECENCY: ("30", "many", "90", "150")}), "is not a number"),
        (Draft(scorecard="nix"), "There is no scorecard"),
        (Draft(map="klaviyo"), "written for 3 levels"),
    ],
)
def test_what_cannot_be_tried_is_said_and_what_is_published_stays_shown(shop: Workspace, draft: Draft, said: str) -> None:
    found = page(shop, draft)
    assert said in found.problem
    assert found.remedy
    assert (found.is_draft, found.preview.moved) == (False, 0)


def test_a_scorecard_on_other_orders_can_be_saved_unseen(shop: Workspace) -> None:
    found = page(shop, Draft(scorecard="mapp"))
    assert "orders of the last 360 days only" in found.refusal
    with saved(shop, scorecard="mapp") as after:
        refresh(after, actor="tester", now=NOW)
        assert page(after).in_force.card.name == "mapp"


def test_what_was_there_before_can_be_had_back(shop: Workspace) -> None:
    typed = {Axis.FREQUENCY: (9, 6, 4, 2)}
    with saved(shop, typed=typed) as after:
        refresh(after, actor="tester", now=NOW)
        with saved(after, typed={Axis.FREQUENCY: (12, 6, 4, 2)}) as twice:
            names = [each.setting for each in saved_scorecards(twice)]
            assert len(set(names)) == 2
            undo = page(twice).undo
            assert undo is not None
            with saved(twice, scorecard=undo.value, map_name=undo.title) as back:
                assert back.settings.values == after.settings.values
                assert page(back).pending is False


def test_typed_thresholds_come_into_force_where_cuts_are_frozen_too(shop: Workspace) -> None:
    change_settings(shop.folder, {"cuts": "frozen"})
    with saved(reopened(shop), typed={Axis.FREQUENCY: (9, 6, 4, 2)}) as after:
        for _ in range(2):
            refresh(after, actor="tester", now=NOW)
            assert page(after).panels[1].limits == (9, 6, 4, 2)


def test_saving_is_in_the_audit_trail_and_saving_the_same_again_is_not(shop: Workspace) -> None:
    from regulars.web.workspace.models import AuditEntry

    change = save_scoring(shop, actor="anna", now=NOW, scorecard="rfm-4")
    assert change.is_change
    assert not save_scoring(reopened(shop), actor="anna", now=NOW, scorecard="rfm-4").is_change
    entries = AuditEntry.objects.filter(action="change scoring")
    assert [(entry.actor, entry.about["to"]["scorecard"]) for entry in entries] == [("anna", "rfm-4")]


def test_what_does_not_go_together_is_not_saved(shop: Workspace) -> None:
    before = (shop.folder / SETTINGS_FILE).read_text()
    with pytest.raises(MapError):
        save_scoring(shop, actor="anna", now=NOW, map_name="klaviyo")
    with pytest.raises(DefinitionError):
        save_scoring(shop, actor="anna", now=NOW, typed={Axis.RECENCY: (30, 20, 10, 5)})
    assert (shop.folder / SETTINGS_FILE).read_text() == before
    assert saved_scorecards(shop) == ()


def test_equal_frequencies_are_told_and_can_be_moved_apart(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace("ones")
    path = tmp_path / "ones.csv"
    lines = [f"{number},{number},2024-0{1 + number % 8}-11,{10 + number}" for number in range(60)]
    path.write_text("order_id,customer_id,order_date,total\n" + "\n".join(lines) + "\n")
    import_files(workspace, ImportRequest(requested([str(path)])), actor="tester", now=NOW)
    refresh(workspace, actor="tester", now=NOW)
    frequency = page(workspace).panels[1]
    assert frequency.ties
    assert frequency.limits == (2, 2, 2, 2)
    apart = Draft(typed={Axis.FREQUENCY: tuple(str(limit) for limit in frequency.spread)})
    assert page(workspace, apart).problem == ""


def test_before_the_first_refresh_there_is_no_page(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace("new")
    assert published(workspace) is None
    import_files(workspace, ImportRequest(requested([str(orders(tmp_path, 20))])), actor="tester", now=NOW)
    opened = published(workspace)
    assert opened is not None
    assert scoring_page(workspace, opened, Draft()) is None
