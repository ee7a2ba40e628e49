"""A budget as a file that a person writes: TOML or YAML.

[plan]
budget = 5000                # for the period; 0 and more
currency = "EUR"
starts = "2026-09-01"        # optional: the first day of the period; regulars review says when it is over
days = 30                    # how long the period is
margin = 0.4                 # gross margin: the share of an order's money that is left
evidence = 0.95              # an offer has to gain with this chance
for_tests = 0.2              # at most this share of the budget goes into tests
most_per_customer = 10       # optional

[prior]                      # believed of a lift that nothing is known of
lift = 0.0
error = 0.02

[[channel]]
name = "email"
contact = 0.02               # what one contact costs
most = 500                   # optional: the most money for the channel

[[offer]]
segment = "At Risk"
treatment = "voucher of 10"
channel = "email"
customers = 1200             # left out: as many as are in the segment of the workspace or of --from
base = 0.12                  # share that buys in the period anyway; left out: as measured in the workspace
order = 60.00                # money of one order; left out: the segment's average of the workspace or of --from
contacts = 3
# contact = 0.50             # cost of one contact, in place of the channel's
incentive = 10.00            # cost of one redemption
redeemed = 0.8               # share of buyers who redeem it
# lift = 0.03                # a belief of your own with its standard error, in place of tests and prior
# error = 0.01
bend = 1.0                   # how much the first customers respond more than the last; 0: all alike
fixed = 50                   # spent once if anybody is treated
least = 100                  # treat so many or none
today = 800                  # what it gets at present

[[offer]]
segment = "At Risk"
treatment = "reminder"
channel = "email"
customers = 1200
base = 0.12
order = 60.00
contacts = 2

[[offer]]
segment = "Champions"
treatment = "early access"
channel = "email"
customers = 900
base = 0.55
order = 85.00
contacts = 2
today = 100

[[test]]
segment = "At Risk"
treatment = "voucher of 10"
lift = 0.031
error = 0.012
days = 30                    # over how many days it was seen; left out: as many as the plan has
ended = "2026-05-31"

[[test]]
segment = "At Risk"
treatment = "reminder"
lift = 0.018
error = 0.008
ended = "2026-08-31"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from regulars.scoring.documents import read_document
from regulars.scoring.sections import Section

# lift and standard error that are believed where nothing is known
UNSAID_PRIOR = (0.0, 0.02)
# the chance of a gain that an offer has to have: of 60 made-up shops whose campaign works on 4 of 12 segments, 38 paid for another
# one with 0.8, and 4 with 0.95 (docs/budget.md)
UNSAID_EVIDENCE = 0.95
FIRST_DAY, LAST_DAY, MOST_DAYS = date(1990, 1, 1), date(2200, 1, 1), 3650
_PLAN = ("budget", "currency", "starts", "days", "margin", "evidence", "for_tests", "most_per_customer")
_OFFER = (
    "segment", "treatment", "channel", "customers", "base", "order", "contacts", "contact", "incentive", "redeemed", "lift",
    "error", "bend", "fixed", "least", "today",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenOffer:
    """An offer as it is written; None is what has to be found out elsewhere (`contact`: what its channel says). `line` is where it
    stands."""

    segment: str
    treatment: str
    channel: str
    customers: int | None
    base: float | None
    order: float | None
    contacts: int
    incentive: float
    redeemed: float
    lift: float | None
    error: float | None
    bend: float
    fixed: float
    least: int
    today: float
    line: str
    contact: float | None = None


@dataclass(frozen=True, slots=True)
class WrittenTest:
    """A finished test as it is written; `days` is 0 where it does not say over how many the lift was seen."""

    segment: str
    treatment: str
    lift: float
    error: float
    ended: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class BudgetFile:
    """All of a budget file; `contacts` is the cost of one contact by channel, `most` the most money by channel with a limit.

    `starts` is the first day of the period, in the shop's zone; None where the file does not say it.
    """

    budget: float
    currency: str
    starts: date | None
    days: int
    margin: float
    evidence: float
    for_tests: float
    most_per_customer: float | None
    prior: tuple[float, float]
    contacts: Mapping[str, float]
    most: Mapping[str, float]
    offers: tuple[WrittenOffer, ...]
    tests: tuple[WrittenTest, ...]

    @property
    def ends(self) -> date | None:
        """The last day of the period; None where its first is not said."""
        return self.starts + timedelta(days=self.days - 1) if self.starts is not None else None

    @property
    def own_contacts(self) -> tuple[tuple[str, float], ...]:
        """Treatments of which a contact costs something else than by their channel, with that cost."""
        return tuple(dict.fromkeys((offer.treatment, offer.contact) for offer in self.offers if offer.contact is not None))


def parse_budget(text: str, filename: str) -> BudgetFile:
    """The budget written in a TOML or YAML text (by the ending of `filename`).

    Raises DefinitionError naming file and line.
    """
    top = Section(read_document(text, filename), filename, "A budget")
    top.only("plan", "prior", "channel", "offer", "test")
    plan, prior = top.section("plan"), top.section("prior")
    if plan is None:
        raise top.error("there is no [plan].", "Write [plan] with budget and margin; regulars plan --example shows a file.")
    plan.only(*_PLAN)
    channels = top.sections("channel")
    contacts, most = {}, {}
    for channel in channels:
        channel.only("name", "contact", "most")
        name = channel.text("name")
        if name in contacts:
            raise channel.error(f'there are two channels "{name}".', "Keep one.")
        contacts[name] = _number(channel, "contact", least=0)
        if channel.has("most"):
            most[name] = _number(channel, "most", least=0)
    offers = tuple(_offer(section, contacts) for section in top.sections("offer"))
    if not offers:
        raise top.error("there is no offer.", "Write [[offer]] with segment, treatment and channel.")
    _once(top, offers)
    return BudgetFile(
        budget=_number(plan, "budget", least=0),
        currency=plan.text("currency", ""),
        starts=_day(plan, "starts"),
        days=int(_number(plan, "days", 30, least=1, most=MOST_DAYS)),
        margin=_number(plan, "margin", least=0, most=1),
        evidence=_number(plan, "evidence", Decimal(str(UNSAID_EVIDENCE)), least=0, most=1),
        for_tests=_number(plan, "for_tests", Decimal("0.2"), least=0, most=1),
        most_per_customer=_number(plan, "most_per_customer", least=0) if plan.has("most_per_customer") else None,
        prior=_prior(prior),
        contacts=contacts,
        most=most,
        offers=offers,
        tests=tuple(map(_test, top.sections("test"))),
    )


def _once(top: Section, offers: tuple[WrittenOffer, ...]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for offer in offers:
        key = (offer.segment, offer.treatment, offer.channel)
        if key in seen:
            raise top.error(f"{offer.treatment!r} for {offer.segment!r} by {offer.channel!r} is there twice.", "Keep one.")
        seen.add(key)


def _prior(section: Section | None) -> tuple[float, float]:
    if section is None:
        return UNSAID_PRIOR
    section.only("lift", "error")
    lift, error = (Decimal(str(value)) for value in UNSAID_PRIOR)
    return _number(section, "lift", lift, least=-1, most=1), _number(section, "error", error, above=0, most=1)


def _offer(section: Section, contacts: Mapping[str, float]) -> WrittenOffer:
    section.only(*_OFFER)
    channel = section.text("channel")
    if channel not in contacts:
        known = ", ".join(contacts) or "none"
        raise section.error(
            f'there is no channel "{channel}".', f"Write a [[channel]] for it; known: {known}.", section.line("channel")
        )
    if section.has("lift") != section.has("error"):
        raise section.error("lift and error belong together.", "Write both, or neither.")
    believed = section.has("lift")
    return WrittenOffer(
        segment=section.text("segment").strip(),
        treatment=section.text("treatment").strip(),
        channel=channel,
        customers=_whole(section, "customers") if section.has("customers") else None,
        base=_number(section, "base", least=0, most=1) if section.has("base") else None,
        order=_number(section, "order", least=0) if section.has("order") else None,
        contacts=_whole(section, "contacts", 1),
        incentive=_number(section, "incentive", 0, least=0),
        redeemed=_number(section, "redeemed", 1, least=0, most=1),
        lift=_number(section, "lift", least=-1, most=1) if believed else None,
        error=_number(section, "error", above=0, most=1) if believed else None,
        bend=_number(section, "bend", 1, least=0, most=50),
        fixed=_number(section, "fixed", 0, least=0),
        least=_whole(section, "least", 0),
        today=_number(section, "today", 0, least=0),
        line=section.where(),
        contact=_number(section, "contact", least=0) if section.has("contact") else None,
    )


def _test(section: Section) -> WrittenTest:
    section.only("segment", "treatment", "lift", "error", "ended", "days")
    lift, error = _number(section, "lift", least=-1, most=1), _number(section, "error", above=0, most=1)
    names = section.text("segment").strip(), section.text("treatment").strip()
    days = int(_number(section, "days", least=1, most=MOST_DAYS)) if section.has("days") else 0
    return WrittenTest(*names, lift, error, section.text("ended", ""), days)


def _day(section: Section, key: str) -> date | None:
    text = section.text(key, "")
    try:
        day = date.fromisoformat(text) if text else None
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError
        return day
    except ValueError:
        raise section.error(f"{key} is {text!r}, not a day.", 'Write it like "2026-09-01".', section.line(key)) from None


def _whole(section: Section, key: str, default: int | None = None) -> int:
    value = section.whole(key, default)
    if value < 0:
        raise section.error(f"{key} is {value}.", "Write 0 or more.", section.line(key))
    return value


def _number(
    section: Section, key: str, default: Decimal | int | None = None, *, least: float | None = None, above: float | None = None,
    most: float | None = None,
) -> float:  # fmt: skip
    value = float(section.number(key, default))
    if (least is not None and value < least) or (above is not None and value <= above) or (most is not None and value > most):
        low = f"{least:g} or more" if least is not None else f"more than {above:g}"
        high = f", at most {most:g}" if most is not None else ""
        raise section.error(f"{key} is {value:g}.", f"Write {low}{high}.", section.line(key))
    return value
