"""The budget of a workspace: what experiments taught goes into it, it is kept with the one before, and the review reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from regulars.cli.plan_text import plan_text
from regulars.errors import BusyError, DataError, DefinitionError
from regulars.experiments import beliefs
from regulars.web.setup import stop
from regulars.work.beliefs import are_read, workspace_tests
from regulars.work.budget import plan_budget
from regulars.work.budget_kept import BUDGET_FILE, FORMER_FILE, back_to_former, keep_budget, kept_budget
from regulars.work.budget_shop import FirstAnswers, first_answers, first_budget, published_now, shop_segments
from regulars.work.doctor import Finding, examine
from regulars.work.pages.budget import BudgetPage, BudgetProblem, budget_page
from regulars.work.people import forget_customer
from regulars.work.read_experiments import READ_FILE
from regulars.work.review import workspace_review
from regulars.work.segment_proposals import propose_segment
from regulars.work.trial_request import ArmCosts, TrialRequest
from regulars.work.trials import start_experiment, stop_experiment
from regulars.work.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))

from shops_made import NOW, bring, copied, made_workspace

SETTINGS: dict[str, Any] = {
    "channels": "email, sms",
    "budget_yearly": 7300,
    "budget_segments": {"Champions": 365},
    "budget_channels": {"email": 3650},
    "purchase_cycle_days": 20,
}
ANSWERS = FirstAnswers(600.0, date(2024, 9, 1), 30, 0.5)
VOUCHER = beliefs.Tested("Champions", "voucher", 0.2, 0.02, "2024-06-01", "Spring", 30)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of 240 customers, whose settings say where money goes."""
    return made_workspace(tmp_path_factory.mktemp("budget"), 240, **SETTINGS)


@pytest.fixture
def opened(shop: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace, as if it were new."""
    yield copied(shop, tmp_path / "shop")
    stop()


def test_the_first_plan_has_an_offer_for_every_segment_and_todays_money_as_the_settings_say(opened: Workspace) -> None:
    published = published_now(opened)
    assert first_answers(published, date(2024, 9, 1)).budget == 600.0  # 7300 a year, for 30 days
    file = first_budget(published, ANSWERS, [VOUCHER])
    sizes = shop_segments(published, 30, NOW)
    assert {offer.segment for offer in file.offers} == {name for name, size in sizes.items() if size.customers and name != "Lost"}
    given = {offer.segment: offer.today for offer in file.offers}
    assert given["Champions"] == 30.0
    assert sum(given.values()) == pytest.approx(300.0, abs=0.05)  # all that goes through email
    assert {offer.treatment for offer in file.offers if offer.segment == "Champions"} == {"voucher"}
    plan = plan_budget(file, sizes, None, [VOUCHER])
    champions = next(line.offer for line in plan.proposed.lines if line.offer.segment == "Champions")
    assert champions.customers == sizes["Champions"].customers
    assert champions.base == sizes["Champions"].base


def test_who_buys_anyway_is_measured_where_a_refresh_was_then(opened: Workspace, tmp_path: Path) -> None:
    from regulars.work.refresh import refresh

    then = NOW - timedelta(days=30)
    refresh(opened, actor="t", now=NOW, as_of=then)
    published = published_now(opened)
    with published.session() as engine:
        members = dict(engine.rows("SELECT customer_id, segment FROM profile"))
    refresh(opened, actor="t", now=NOW, as_of=NOW)
    published = published_now(opened)
    with published.session() as engine:
        query = f"SELECT DISTINCT customer_id FROM orders WHERE ordered_at >= TIMESTAMP '{then:%Y-%m-%d}'"
        bought = {customer for (customer,) in engine.rows(query)}
    sizes = shop_segments(published, 30, NOW)
    for segment in set(members.values()):
        people = [customer for customer, where in members.items() if where == segment]
        share = sum(customer in bought for customer in people) / len(people)
        if segment in sizes:
            assert sizes[segment].base == pytest.approx(share), segment
            assert "2024-08-02" in sizes[segment].measured
    # over twice the days, twice the chance but for those who buy in both
    twice = shop_segments(published, 60, NOW)["Champions"].base
    once = sizes["Champions"].base
    assert once is not None
    assert twice == pytest.approx(1 - (1 - once) ** 2)


def test_a_budget_is_kept_in_the_folder_and_the_one_before_can_be_gone_back_to(opened: Workspace) -> None:
    file = first_budget(published_now(opened), ANSWERS, [])
    assert kept_budget(opened.folder) is None
    with pytest.raises(DataError, match="no earlier budget"):
        back_to_former(opened, actor="anna", now=NOW)
    first = keep_budget(opened, file, None, what="made", actor="anna", now=NOW)
    second = keep_budget(opened, replace(file, budget=900.0), first.mark, what="more money", actor="bo", now=NOW)
    with pytest.raises(BusyError, match="changed meanwhile"):
        keep_budget(opened, file, first.mark, what="late", actor="cy", now=NOW)
    assert back_to_former(opened, actor="anna", now=NOW).mark == first.mark
    assert back_to_former(opened, actor="anna", now=NOW).mark == second.mark
    kept = kept_budget(opened.folder)
    assert kept is not None
    assert (kept.file.budget, kept.mark, kept.has_former) == (900.0, second.mark, True)
    assert {path.name for path in opened.folder.iterdir()} >= {BUDGET_FILE, FORMER_FILE}
    (opened.folder / BUDGET_FILE).write_text("[plan]\nbudget = many\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"budget\.toml, line 2"):
        kept_budget(opened.folder)


def test_experiments_count_once_they_are_over_and_the_orders_reach_their_end(opened: Workspace, tmp_path: Path) -> None:
    asked = TrialRequest("Win back", segments=("Hibernating",), treatments={"treatment": "0.5"}, days=20)
    begun = NOW - timedelta(days=30)
    start_experiment(opened, replace(asked, name="Calls", metrics=("revenue",)), actor="t", now=begun)
    stop_experiment(opened, "Calls", actor="t", now=begun + timedelta(hours=1))
    start_experiment(opened, asked, actor="t", now=begun)
    running = workspace_tests(opened, begun + timedelta(days=5))
    assert running.tests == ()
    reasons = {each.experiment: each.why for each in running.not_counted}
    assert reasons == {
        "Win back": "runs until 2024-08-22, and counts from then on",
        "Calls": "is not judged by who ordered (retained)",
    }
    (quiet,) = workspace_tests(opened, NOW).tests  # nobody of either arm ordered, which rules a large lift out
    assert (quiet.lift, quiet.error < 0.2) == (0.0, True)
    # half of the treated come back, and nobody else
    from pyarrow import parquet

    from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables

    rows = [row for path in AudienceTables(opened).files(ASSIGNMENTS) for row in parquet.read_table(path).to_pylist()]
    treated = sorted(row["customer_id"] for row in rows if row["arm"] == "treatment" and row["experiment"] == 2)
    lines = [f"new-{n},{customer},2024-08-21,50.00" for n, customer in enumerate(treated[::2])]
    (tmp_path / "orders.csv").write_text("\n".join(["order_id,customer_id,order_date,total", *lines, ""]))
    bring(opened, tmp_path / "orders.csv")
    (found,) = workspace_tests(opened, NOW).tests
    assert (found.segment, found.treatment, found.ended, found.days) == ("Hibernating", "Win back", "2024-08-22", 20)
    assert found.lift == pytest.approx(0.5, abs=0.12)
    (early,) = workspace_tests(opened, NOW, days=10).tests  # nobody had ordered by the tenth day
    assert (early.lift, early.days, early.ran) == (0.0, 10, 20)
    # what was read is kept, and read anew after another import; not where orders are known long past the end
    kept = opened.folder / READ_FILE
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("regulars.work.beliefs.read_trial", _must_not_be_read)
        assert workspace_tests(opened, NOW).tests == (found,)
        assert are_read(opened, NOW)
        kept.write_text("{}")
        assert not are_read(opened, NOW)
        with pytest.raises(AssertionError, match="read again"):
            workspace_tests(opened, NOW)
    assert workspace_tests(opened, NOW).tests == (found,)
    lines = [f"late-{n},{customer},2024-08-21,50.00" for n, customer in enumerate(treated[1::2])]
    (tmp_path / "late.csv").write_text("\n".join(["order_id,customer_id,order_date,total", *lines, ""]))
    bring(opened, tmp_path / "late.csv")
    assert not are_read(opened, NOW)
    (later,) = workspace_tests(opened, NOW).tests
    assert later.lift > found.lift + 0.3


def _must_not_be_read(*args: object, **named: object) -> None:
    raise AssertionError("it is read again")


def test_the_first_plan_counts_what_redeeming_cost_in_the_experiment(opened: Workspace, tmp_path: Path) -> None:
    from pyarrow import parquet

    from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables

    costs = {"voucher": ArmCosts(coupon="BACK")}
    asked = TrialRequest("Win back", segments=("Hibernating",), treatments={"voucher": "0.5"}, days=20, costs=costs)
    start_experiment(opened, asked, actor="t", now=NOW - timedelta(days=30))
    rows = [row for path in AudienceTables(opened).files(ASSIGNMENTS) for row in parquet.read_table(path).to_pylist()]
    treated = sorted(row["customer_id"] for row in rows if row["arm"] == "voucher")[:4]
    # three of the four who buy redeem it, for 4, 5 and 9
    coupons = zip(treated, ("BACK", "back ", "BACK", ""), (4, 5, 9, 0), strict=True)
    lines = [f"new-{who},{who},2024-08-21,50.00,{code},{discount}.00" for who, code, discount in coupons]
    head = "order_id,customer_id,order_date,total,coupon_code,discount"
    (tmp_path / "orders.csv").write_text("\n".join([head, *lines, ""]))
    bring(opened, tmp_path / "orders.csv")
    tests = workspace_tests(opened, NOW).tests
    offers = first_budget(published_now(opened), ANSWERS, tests).offers
    (offer,) = (each for each in offers if each.segment == "Hibernating")
    assert (offer.treatment, offer.incentive, offer.redeemed) == ("voucher", 6.0, 0.75)


def test_the_doctor_looks_at_the_plan(opened: Workspace) -> None:
    def found() -> Finding:
        return next(each for each in examine(opened, NOW) if each.check == "plan")

    assert (found().ok, found().says) == (True, "The budget has no plan.")
    offer = '[[channel]]\nname = "email"\ncontact = 0.01\n[[offer]]\nsegment = "Champions"\ntreatment = "t"\nchannel = "email"\n'
    plan = opened.folder / BUDGET_FILE
    plan.write_text("[plan]\nbudget = 10\nmargin = 0.4\n" + offer)
    assert (found().ok, found().says) == (True, "budget.toml has 1 offer.")
    plan.write_text("[plan]\nbudget = 10\nmargin = 0.4\n" + offer.replace("Champions", "Champignons"))
    assert (found().ok, "Champignons, which is no segment" in found().says) == (False, True)
    plan.write_text("[plan]\nbudget = -1\n")
    assert not found().ok
    assert "budget" in found().says


def test_who_is_held_out_is_not_planned_for_and_the_plan_says_so(opened: Workspace) -> None:
    published = published_now(opened)
    file = first_budget(published, ANSWERS, [])
    before = shop_segments(published, 30, NOW)
    asked = TrialRequest("Win back", segments=("Hibernating",), treatments={"treatment": "0.5"}, days=20)
    control = start_experiment(opened, asked, actor="t", now=NOW).arms[0].customers
    after = shop_segments(published, 30, NOW + timedelta(days=1))
    assert control > 0
    assert after["Hibernating"].customers == before["Hibernating"].customers - control
    assert after["Champions"] == before["Champions"]
    plan = plan_budget(file, after)
    assert plan.held_out == {"Hibernating": control}
    assert f"not counted: {control} customers of Hibernating." in " ".join(plan_text(plan, 110).split())
    # nobody is held out once it is over
    assert shop_segments(published, 30, NOW + timedelta(days=21)) == before


def test_a_segment_made_after_the_refresh_is_not_called_broken_because_somebody_was_erased_since(opened: Workspace) -> None:
    later = NOW + timedelta(hours=1)
    made = propose_segment(opened, "Mine", now=later, author="t", words="customers who ordered at least once").segment
    opened.ledger.save_segment(made)
    forget_customer(opened, "7", actor="t", now=NOW + timedelta(hours=2))
    found = published_now(opened)
    assert found.scored.at < made.at
    assert not [look for look in workspace_review(found, NOW) if look.about == "Mine"]


def test_the_page_works_a_plan_out_once_and_says_what_is_wrong_with_one(opened: Workspace) -> None:
    published = published_now(opened)
    kept = keep_budget(opened, first_budget(published, ANSWERS, []), None, what="made", actor="t", now=NOW)
    found = budget_page(published, kept, NOW)
    assert isinstance(found, BudgetPage)
    assert found.plan.file.ends == date(2024, 9, 30)
    assert budget_page(published, kept, NOW).plan is found.plan  # type: ignore[union-attr]
    assert found.plan.proposed.spent <= 600
    assert [spent for spent, _ in found.curve] == sorted(spent for spent, _ in found.curve)
    gone = replace(kept.file, offers=(replace(kept.file.offers[0], segment="Nobody's"),))
    told = budget_page(published, keep_budget(opened, gone, kept.mark, what="t", actor="t", now=NOW), NOW)
    assert isinstance(told, BudgetProblem)
    assert 'there is no segment "Nobody\'s"' in told.problem
    assert any("there is no segment" in look.says for look in workspace_review(published, NOW))


def test_the_review_reads_the_workspace_as_it_is(opened: Workspace) -> None:
    published = published_now(opened)
    said = " ".join(look.says for look in workspace_review(published, NOW))
    assert "no plan for it" in said
    assert "never tested whether the scores predict" in said
    assert "The newest order" not in said
    keep_budget(opened, first_budget(published, ANSWERS, []), None, what="made", actor="t", now=NOW)
    later = workspace_review(published, NOW + timedelta(days=31))
    found = {look.area: look.says for look in reversed(later) if look.is_due}
    assert found["budget"] == "The budget was for the time until 30 September 2024."  # type: ignore[index]
    assert "gets money and was never tested there" in found["experiments"]  # type: ignore[index]
    assert "The newest order is of" in found["data"]  # type: ignore[index]
