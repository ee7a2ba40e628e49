"""What a workspace knows that a budget needs: sizes and orders of segments, who buys anyway, and a first plan from all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.experiments.beliefs import Tested
from regulars.playbooks.budget_files import UNSAID_EVIDENCE, UNSAID_PRIOR, BudgetFile, WrittenOffer
from regulars.playbooks.plays import Incentive, Playbook, Suppress, deepest_discount, playbook_for
from regulars.queries import pages_segments, trials
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables
from regulars.work.budget import SegmentSize
from regulars.work.held_out import held_out_parts, held_out_today, running
from regulars.work.pages.figures import LIFECYCLE, SegmentFigures, measured_figures, member_sums, past_refreshes, rows
from regulars.work.pages.overview import totals
from regulars.work.playbooks import workspace_playbooks
from regulars.work.published import Published
from regulars.work.redemptions import Redemption, contact_costs, redemptions
from regulars.work.workspace import Workspace

# the share that buys within 90 days is what the models of repeat buying say of each customer
_MODELLED_DAYS = 90
_LEAST_DAYS = 14
# guesses to begin with, for a shop to put its own in their place
_CONTACTS = 2
_CONTACT_COSTS = {"email": 0.01, "push": 0.001, "sms": 0.07, "whatsapp": 0.08, "ads": 0.5, "mail": 1.2, "letter": 1.2, "phone": 4.0}
_OTHER_CHANNEL = 0.1
_MARGIN = 0.4
_REMINDER, _VOUCHER = "reminder", "voucher"
_YEAR = 365


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """What is asked before a first plan: the money for the period, its first day and length, and the gross margin (0 to 1)."""

    budget: float
    starts: date
    days: int
    margin: float


def published_now(workspace: Workspace) -> Published:
    """What is in force, opened for one command.

    Raises:
        DataError: nothing was refreshed yet.
    """
    workspace.refresh_number(None)
    latest = workspace.ledger.latest()
    assert latest is not None  # noqa: S101 - a refresh is one
    return Published(workspace, latest, workspace.ledger.publications("refresh"))


def shop_segments(published: Published, days: int, now: datetime) -> Mapping[str, SegmentSize]:
    """By segment: customers, the average order, and the share that buys within so many days without a new campaign.

    Customers whom no campaign may reach at `now` are taken off: the control of experiments that run, and who is held out in turn.

    That share is measured: of those who were in a segment of the map about as many days ago, how many have ordered since (brought
    to the right number of days by a constant chance a day). Where no refresh tells, it is what the models expect; else that of all
    customers.
    """
    found = published.remembered(("budget segments", days), lambda _: _segments(published, days))
    held = _held_out(published, now)
    return {
        name: replace(size, customers=size.customers - held.get(name, 0), held_out=held.get(name, 0))
        for name, size in found.items()
    }


def shop_margin(published: Published) -> float | None:
    """The gross margin of all that was sold, from 0 to 1; None where orders do not say what goods cost."""
    figures = {each.name: each.revenue for each in measured_figures(published) if not each.is_custom}
    parts = [
        (sums.margin_share, figures[name])
        for (kind, name), sums in member_sums(published).items()
        if kind == LIFECYCLE and sums.margin_share is not None and figures.get(name)
    ]
    whole = sum((revenue or Decimal(0) for _, revenue in parts), Decimal(0))
    if whole <= 0:
        return None
    share = sum(((part or Decimal(0)) * (revenue or Decimal(0)) for part, revenue in parts), Decimal(0)) / whole
    return float(min(max(share, Decimal(0)), Decimal(1)).quantize(Decimal("0.001")))


def first_answers(published: Published, today: date, days: int = 30) -> FirstAnswers:
    """What the first plan asks, as far as the workspace knows it: the yearly budget of its settings, the margin of its orders."""
    settings = published.workspace.settings
    yearly = settings.count("budget_yearly") or max(
        sum(settings.amounts(key).values(), Decimal(0)) for key in ("budget_channels", "budget_segments")
    )
    return FirstAnswers(_in_period(yearly, days), today, days, shop_margin(published) or _MARGIN)


def first_budget(published: Published, answers: FirstAnswers, tests: Sequence[Tested]) -> BudgetFile:
    """A plan to begin with: an offer for every segment, by its playbook and by what was tested; sizes are left to the workspace.

    Reaching a customer costs what an experiment with the treatment said, else contacts at a guess; a redemption what experiments
    said or saw (see `redemptions`), or the deepest discount of the playbook. Today's split is that of the settings, a channel's
    money going to its segments by customers.

    Raises:
        DataError: no segment has orders.
    """
    settings = published.workspace.settings
    channels = settings.text_parts("channels") or ("email",)
    figures = [each for each in measured_figures(published) if each.customers and each.aov is not None]
    plays = workspace_playbooks(published.workspace)
    redeeming, reaching = redemptions(published.workspace, {test.name for test in tests}), contact_costs(published.workspace)
    offers = []
    for segment in figures:
        play = playbook_for(plays, segment.name)
        treatments = _tested_here(segment.name, tests)
        if not treatments and not segment.is_custom and (play is None or play.suppress is not Suppress.EVERYWHERE):
            treatments = (_usual(play),)
        for treatment in treatments:
            offer = _offer(segment, treatment, play, channels, answers)
            offers.append(_with_contact(_with_redemption(offer, redeeming.get(treatment)), reaching.get(treatment)))
    if not offers:
        raise DataError("No segment has orders to win.", "Import orders with amounts first.")
    return BudgetFile(
        budget=answers.budget,
        currency=str(published.scored.facts.get("currency") or settings.text("currency") or ""),
        starts=answers.starts,
        days=answers.days,
        margin=answers.margin,
        evidence=UNSAID_EVIDENCE,
        for_tests=0.2,
        most_per_customer=None,
        prior=UNSAID_PRIOR,
        contacts={name: _CONTACT_COSTS.get(name.casefold(), _OTHER_CHANNEL) for name in channels},
        most={},
        offers=_with_today(offers, published, answers.days),
        tests=(),
    )


def _segments(published: Published, days: int) -> dict[str, SegmentSize]:
    measured, since = _bought_since(published, days)
    everybody = _bought_lately(published, days)
    found = {}
    for each in measured_figures(published):
        sums = member_sums(published).get((each.kind, each.name))
        base, source = everybody, f"of all customers, who ordered in the last {days} days"
        if not each.is_custom and each.name in measured:
            base, source = measured[each.name], since
        elif sums is not None and sums.expected_share is not None:
            base, source = _over(sums.expected_share, _MODELLED_DAYS, days), "expected by the models of repeat buying"
        order = float(each.aov) if each.aov is not None else None
        found[each.name] = SegmentSize(each.customers or 0, order, base, source)
    return found


def _held_out(published: Published, now: datetime) -> Mapping[str, int]:
    """By segment, how many of its customers are held out."""
    workspace = published.workspace
    stand = (tuple(each.number for each in running(workspace, now)), held_out_today(workspace, now))
    return published.remembered(("held out by segment", *stand), lambda engine: _count_held_out(workspace, engine, now))


def _count_held_out(workspace: Workspace, engine: Engine, now: datetime) -> dict[str, int]:
    has_assignments = AudienceTables(workspace).view(engine, ASSIGNMENTS)
    engine.view("scored", "SELECT DISTINCT customer_id FROM memberships")
    parts = held_out_parts(workspace, now, has_assignments=has_assignments)
    return {segment: int(count) for segment, count in rows(engine, trials.held_out_by_segment(parts))} if parts else {}


def _bought_lately(published: Published, days: int) -> float:
    with published.session() as engine:
        ((customers, bought),) = rows(engine, pages_segments.bought_lately(days))
    return int(bought) / int(customers) if customers else 0.0


def _bought_since(published: Published, days: int) -> tuple[dict[str, float], str]:
    """By segment of the map, the share of those in it about so many days ago that ordered since; nothing where no refresh tells."""
    latest, whole = published.scored, totals(published)
    as_of = latest.as_of
    profile = published.columns["profile"]
    if as_of is None or "history" not in published.columns or "last_order_at" not in profile or whole.newest_order_at is None:
        return {}, ""
    # a workspace that is refreshed without new orders would say that nobody buys any more
    if as_of - whole.newest_order_at > max(timedelta(days=3), timedelta(days=days) / 10):
        return {}, ""
    near = [
        past.record
        for past in past_refreshes(published)
        if past.record.as_of is not None and max(days / 2, _LEAST_DAYS) <= (as_of - past.record.as_of).days <= 2 * days
    ]
    if not near:
        return {}, ""
    before = min(near, key=lambda each: abs((as_of - (each.as_of or as_of)).days - days))
    since = before.as_of or as_of
    elapsed = (as_of - since).days
    query = pages_segments.ordered_since(before.run, since)
    with published.session() as engine:
        counted = rows(engine, query)
    shares = {segment: _over(int(again) / int(customers), elapsed, days) for segment, customers, again in counted if customers}
    return shares, f"of those in it on {since:%Y-%m-%d}, who ordered in the {elapsed} days since"


def _over(share: float, days: int, wanted: int) -> float:
    """A share that buys within some days as that of other days, by a constant chance a day."""
    return share if days == wanted else 1 - (1 - min(max(share, 0.0), 1.0)) ** (wanted / days)


def _tested_here(segment: str, tests: Sequence[Tested]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test.treatment for test in tests if test.segment == segment))


def _with_redemption(offer: WrittenOffer, found: Redemption | None) -> WrittenOffer:
    """The offer with what a redemption of it is known to cost."""
    if found is None:
        return offer
    share = offer.redeemed if found.redeemed is None else round(found.redeemed, 4)
    return replace(offer, incentive=round(found.cost, 2), redeemed=share)


def _with_contact(offer: WrittenOffer, cost: float | None) -> WrittenOffer:
    """The offer with what an experiment said that reaching one customer costs, however often that was."""
    return offer if cost is None else replace(offer, contacts=1, contact=cost)


def _usual(play: Playbook | None) -> str:
    return _REMINDER if play is None or play.incentive is Incentive.NONE else _VOUCHER


def _offer(
    segment: SegmentFigures, treatment: str, play: Playbook | None, channels: Sequence[str], answers: FirstAnswers
) -> WrittenOffer:
    discount = (
        deepest_discount(play.incentive, Decimal(str(answers.margin))) if play is not None and treatment == _VOUCHER else None
    )
    worth = float(segment.aov or 0) * float(discount or 0)
    told = play.channel.casefold() if play is not None else ""
    return WrittenOffer(
        segment=segment.name,
        treatment=treatment,
        channel=next((name for name in channels if name.casefold() in told), channels[0]),
        customers=None,
        base=None,
        order=None,
        contacts=_CONTACTS,
        incentive=round(worth, 2),
        redeemed=1.0,
        lift=None,
        error=None,
        bend=1.0,
        fixed=0.0,
        least=0,
        today=0.0,
        line="",
    )


def _with_today(offers: Sequence[WrittenOffer], published: Published, days: int) -> tuple[WrittenOffer, ...]:
    """The offers with what they get at present, as the settings say by segment, and the rest of a channel by customers."""
    settings = published.workspace.settings
    by_segment = {name: _in_period(amount, days) for name, amount in settings.amounts("budget_segments").items()}
    by_channel = {name: _in_period(amount, days) for name, amount in settings.amounts("budget_channels").items()}
    customers = {each.name: each.customers or 0 for each in measured_figures(published)}
    named = [offer.segment for offer in offers]
    given = []
    for offer in offers:
        share = 1 / named.count(offer.segment)
        given.append(by_segment.get(offer.segment, 0.0) * share)
    for channel, money in by_channel.items():
        here = [place for place, offer in enumerate(offers) if offer.channel == channel]
        left = money - sum(given[place] for place in here)
        open_ones = [place for place in here if offers[place].segment not in by_segment]
        people = sum(customers[offers[place].segment] for place in open_ones)
        for place in open_ones if left > 0 and people else ():
            given[place] += left * customers[offers[place].segment] / people
    return tuple(replace(offer, today=round(money, 2)) for offer, money in zip(offers, given, strict=True))


def _in_period(yearly: Decimal | int, days: int) -> float:
    return round(float(yearly) * days / _YEAR, 2)
