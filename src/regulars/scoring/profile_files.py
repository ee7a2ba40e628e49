"""Profile rules as files: TOML or YAML that a person writes, every part of which may be left out.

[lifecycle]
typical_gap = 45                   # days; otherwise from the shop's own gaps between orders
lapsing = 2                        # of the customer's own typical gaps since the last order
lapsed = 5
new_days = 30
established_orders = 4
established_days = 200

[flags.high_return_rate]
share = 0.5
orders = 4

[event_weights]
site_visit = 1
email_click = 3

[prediction]
margin = 0.4                       # of revenue; otherwise from the data's costs, and all of it without costs
yearly_discount = 0.1
years = 3                          # how far ahead lifetime value counts
model = "mbg_nbd"                  # or bg_nbd, pareto_nbd, nbd
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from regulars.errors import DefinitionError, near_names
from regulars.scoring.documents import read_document
from regulars.scoring.flags import FLAGS, Flag, edited
from regulars.scoring.lifecycle import LifecycleEdits
from regulars.scoring.prediction import MODELS, PredictionTerms
from regulars.scoring.scorecards import EventWeight
from regulars.scoring.sections import Section

_NUMBERS = ("typical_gap", "lapsing", "lapsed")
_WHOLES = ("new_days", "established_orders", "established_days")
_LONGEST = 36_500  # days: a hundred years


@dataclass(frozen=True, slots=True)
class ProfileRules:
    """What a person decided about the layers; the defaults leave everything to the shop's own data.

    `event_weights`, where there are any, give the points of the engagement score; else the scorecard's do.
    """

    lifecycle: LifecycleEdits = field(default_factory=LifecycleEdits)
    flags: tuple[Flag, ...] = FLAGS
    event_weights: tuple[EventWeight, ...] = ()
    prediction: PredictionTerms = field(default_factory=PredictionTerms)


def parse_profile_rules(text: str, filename: str) -> ProfileRules:
    """The rules written in a TOML or YAML text (by the ending of `filename`). Raises DefinitionError naming the file."""
    top = Section(read_document(text, filename), filename, "A file of profile rules")
    top.only("lifecycle", "flags", "event_weights", "prediction")
    return ProfileRules(
        lifecycle=_lifecycle(top.section("lifecycle")),
        flags=_flags(top.section("flags")),
        event_weights=_weights(top.section("event_weights")),
        prediction=_prediction(top.section("prediction")),
    )


def _lifecycle(section: Section | None) -> LifecycleEdits:
    if section is None:
        return LifecycleEdits()
    section.only(*_NUMBERS, *_WHOLES)
    gap, lapsing, lapsed = (Decimal(section.number(key)) if section.has(key) else None for key in _NUMBERS)
    new, orders, established = (section.whole(key) if section.has(key) else None for key in _WHOLES)
    for key, value in zip(_NUMBERS, (gap, lapsing, lapsed), strict=True):
        if value is not None and not 0 < value <= _LONGEST:
            raise section.error(f"{key} is {value}.", f"Give a number above 0, of {_LONGEST} at most.", section.line(key))
    for key, count, least in zip(_WHOLES, (new, orders, established), (0, 2, 0), strict=True):
        if count is not None and not least <= count <= _LONGEST:
            raise section.error(f"{key} is {count}.", f"Give a whole number from {least} to {_LONGEST}.", section.line(key))
    return LifecycleEdits(gap, lapsing, lapsed, new, orders, established)


def _weights(section: Section | None) -> tuple[EventWeight, ...]:
    if section is None:
        return ()
    found = tuple(EventWeight(kind, section.number(kind)) for kind, _ in section.table.entries)
    for weight in found:
        if weight.points < 0:
            raise section.error(f"{weight.type} has {weight.points} points.", "Give 0 or more.", section.line(weight.type))
    return found


def _flags(section: Section | None) -> tuple[Flag, ...]:
    if section is None:
        return FLAGS
    changes: dict[str, dict[str, Decimal]] = {}
    for flag, _ in section.table.entries:
        part = section.section(flag)
        changes[flag] = {key: Decimal(part.number(key)) for key, _ in part.table.entries} if part else {}
    try:
        return edited(FLAGS, changes)
    except DefinitionError as error:
        raise section.error(error.problem, error.remedy) from None


def _prediction(section: Section | None) -> PredictionTerms:
    if section is None:
        return PredictionTerms()
    section.only("model", "margin", "yearly_discount", "years")
    plain = PredictionTerms()
    model = section.text("model", plain.model)
    if model not in MODELS:
        raise section.error(f'There is no model "{model}".', near_names(model, MODELS), section.line("model"))
    margin = Decimal(section.number("margin")) if section.has("margin") else None
    discount = Decimal(section.number("yearly_discount", plain.yearly_discount))
    years = Decimal(section.number("years", plain.years))
    limits = (("margin", margin, 0, 1), ("yearly_discount", discount, 0, 10), ("years", years, 0, 20))
    for key, value, low, high in limits:
        if value is not None and not low <= value <= high:
            raise section.error(f"{key} is {value}.", f"Give a number from {low} to {high}.", section.line(key))
    if not years:
        raise section.error("years is 0.", "Give how many years ahead value counts, such as 3.", section.line("years"))
    return PredictionTerms(model, margin, discount, years)
