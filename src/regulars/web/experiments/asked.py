"""The forms about experiments, and what was asked for as a job keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django import forms

from regulars.exports.destinations import DESTINATIONS
from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import EVERYTHING
from regulars.work.options import instant, zone_info
from regulars.work.trial_request import ArmCosts, TrialRequest

TREATMENTS = (1, 2, 3, 4)
_WATCHED = ("revenue", "unsubscribed", "returned")
_MOST_MONEY = 1_000_000
_SHARE = {1: 50}
_MOST_POINTS = 100


class ExperimentForm(forms.Form):
    """What every experiment has: its name, its arms, what it is judged by and for how long."""

    name = forms.CharField(label="Name", max_length=120)
    hypothesis = forms.CharField(
        label="Hypothesis",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What you expect, and why.",
    )
    control = forms.CharField(
        label="Control", max_length=60, initial="control", help_text="Gets nothing: the rest of the customers."
    )
    metric = forms.ChoiceField(label="Judged by", choices=[(each.name, each.words.capitalize()) for each in METRICS.values()])
    watched = forms.MultipleChoiceField(
        label="Watched as well",
        required=False,
        choices=[(each.name, each.words.capitalize()) for each in METRICS.values()],
        widget=forms.CheckboxSelectMultiple,
        initial=_WATCHED,
    )
    days = forms.IntegerField(label="Days", min_value=1, max_value=730, initial=60, help_text="How long outcomes count.")
    margin = forms.DecimalField(
        label="Margin, % of net revenue",
        required=False,
        min_value=Decimal("0.1"),
        max_value=100,
        help_text="Where orders do not say what goods cost.",
    )
    changes = forms.CharField(
        label="What it changes",
        required=False,
        max_length=200,
        help_text="Such as email, discount. Nobody is in two experiments that change the same; left empty, everything.",
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for number in TREATMENTS:
            first = number == TREATMENTS[0]
            self.fields[f"arm_{number}"] = forms.CharField(
                label="Treatment", max_length=60, required=first, initial="treatment" if first else None
            )
            self.fields[f"share_{number}"] = forms.DecimalField(
                label="Share, %", min_value=Decimal("0.1"), max_value=Decimal("99.9"), required=first, initial=_SHARE.get(number)
            )
            self.fields[f"contact_{number}"] = _money("Per contact")
            self.fields[f"coupon_{number}"] = forms.CharField(label="Coupon code", max_length=100, required=False)
            self.fields[f"redemption_{number}"] = _money("Per redemption")

    def treatments(self) -> Iterator[dict[str, Any]]:
        """The fields of each treatment, for the template."""
        for number in TREATMENTS:
            names = ("arm", "share", "contact", "coupon", "redemption")
            found = {name: self[f"{name}_{number}"] for name in names}
            yield {"number": number, "is_used": any(each.value() for each in found.values()), **found}

    def clean(self) -> dict[str, Any]:
        """Arms have different names, shares leave some customers for the control."""
        given = self.cleaned_data
        arms = [given.get(f"arm_{number}") for number in TREATMENTS if given.get(f"arm_{number}")]
        shares = [given.get(f"share_{number}") or 0 for number in TREATMENTS if given.get(f"arm_{number}")]
        for number in TREATMENTS[1:]:
            if bool(given.get(f"arm_{number}")) is not bool(given.get(f"share_{number}")):
                self.add_error(f"arm_{number}", "A treatment needs a name and a share.")
        if len({*arms, given.get("control")}) < len(arms) + 1:
            self.add_error("arm_1", "Every arm needs a name of its own.")
        if sum(shares) >= 100:
            self.add_error("share_1", "The treatments leave nobody for the control.")
        return dict(given)

    def asked(self) -> dict[str, Any]:
        """What was asked for, as JSON has it; `request_of` reads it."""
        given = self.cleaned_data
        used = [number for number in TREATMENTS if given.get(f"arm_{number}")]
        watched = [each for each in METRICS if each in given["watched"] and each != given["metric"]]
        return {
            "name": given["name"].strip(),
            "hypothesis": given["hypothesis"].strip(),
            "control": given["control"],
            "metrics": [given["metric"], *watched],
            "days": given["days"],
            "margin": _text(given["margin"]),
            "changes": given["changes"],
            # a list, since their order counts
            "treatments": [
                {
                    "arm": given[f"arm_{number}"],
                    "share": str(given[f"share_{number}"]),
                    "contact": _text(given[f"contact_{number}"]),
                    "coupon": given[f"coupon_{number}"].strip(),
                    "redemption": _text(given[f"redemption_{number}"]),
                }
                for number in used
            ],
        }


class NewExperimentForm(ExperimentForm):
    """An experiment on segments of the shop."""

    segments = forms.MultipleChoiceField(label="On whom", widget=forms.CheckboxSelectMultiple)
    effect = forms.DecimalField(
        label="Difference worth finding",
        required=False,
        min_value=Decimal("0.01"),
        help_text="In points of a share (2 is from 10 % to 12 %), or in money per customer.",
    )
    reached_by = forms.ChoiceField(
        label="Who can take part",
        choices=[
            ("standard", "Everybody in the segments"),
            *((each.name, f"Only whom {each.label} may reach now") for each in DESTINATIONS.values() if each.name != "standard"),
        ],
    )

    def __init__(self, segments: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = list(segments)
        known = self.fields["segments"]
        known.choices = choices

    def clean(self) -> dict[str, Any]:
        """A share cannot rise by more than all of it."""
        given = super().clean()
        effect, metric = given.get("effect"), str(given.get("metric"))
        if effect is not None and metric in METRICS and METRICS[metric].is_rate and effect >= _MOST_POINTS:
            self.add_error("effect", "No share of customers can rise by 100 points or more.")
        return given

    def asked(self) -> dict[str, Any]:
        """See the form that it extends."""
        given = self.cleaned_data
        effect = given["effect"]
        if effect is not None and METRICS[given["metric"]].is_rate:
            effect = effect / 100
        more = {"segments": given["segments"], "effect": _text(effect), "reached_by": given["reached_by"]}
        return super().asked() | more


class GivenExperimentForm(ExperimentForm):
    """An experiment whose customers were dealt out elsewhere; the file comes beside it."""

    started = forms.DateField(label="Began on", widget=forms.DateInput(attrs={"type": "date"}))
    customer_column = forms.CharField(label="Column of the customer", max_length=200, initial="customer_id")
    arm_column = forms.CharField(label="Column of the arm", max_length=200, initial="arm")

    def asked(self) -> dict[str, Any]:
        """See the form that it extends."""
        given = self.cleaned_data
        columns = {"customer_column": given["customer_column"], "arm_column": given["arm_column"]}
        return super().asked() | columns | {"started": given["started"].isoformat()}


def initial_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with that asks for the same again, or for something like it."""
    metric, *watched = asked["metrics"]
    given = {name: asked.get(name) for name in ("name", "hypothesis", "control", "days", "changes", "segments", "reached_by")}
    effect = Decimal(asked["effect"]) if asked.get("effect") else None
    if effect is not None and METRICS[metric].is_rate:
        effect *= 100
    given |= {"metric": metric, "watched": watched, "margin": asked.get("margin"), "effect": effect}
    for number, treatment in enumerate(asked["treatments"], start=1):
        given |= {f"{field}_{number}": value for field, value in treatment.items()}
    return given


def request_of(asked: Mapping[str, Any], zone: str, file: Path | None = None) -> TrialRequest:
    """The experiment that is asked for; `zone` is the shop's, in which its first day begins."""
    started = asked.get("started")
    begins = instant(date.fromisoformat(started), zone_info(zone)) if started else None
    changes = frozenset(each.strip() for each in asked["changes"].split(",") if each.strip())
    return TrialRequest(
        name=asked["name"],
        segments=tuple(asked.get("segments") or ()),
        treatments={each["arm"]: str(Fraction(each["share"]) / 100) for each in asked["treatments"]},
        control=asked["control"],
        metrics=tuple(asked["metrics"]),
        days=int(asked["days"]),
        hypothesis=asked["hypothesis"],
        changes=changes or frozenset({EVERYTHING}),
        reached_by=asked.get("reached_by") or "standard",
        file=file,
        customer_column=asked.get("customer_column", "customer_id"),
        arm_column=asked.get("arm_column", "arm"),
        started=begins,
        costs={each["arm"]: _costs(each) for each in asked["treatments"]},
        margin=Decimal(asked["margin"]) / 100 if asked.get("margin") else None,
        effect=float(asked["effect"]) if asked.get("effect") else None,
    )


def _costs(given: Mapping[str, Any]) -> ArmCosts:
    redemption = given.get("redemption")
    return ArmCosts(Decimal(given.get("contact") or 0), Decimal(redemption) if redemption else None, given.get("coupon") or "")


def _money(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=_MOST_MONEY, decimal_places=4, required=False)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
