"""The forms of the budget. Shares are typed in percent and lifts in points; the budget keeps both as shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from regulars.playbooks.budget_files import FIRST_DAY, LAST_DAY, MOST_DAYS, BudgetFile, WrittenOffer
from regulars.work.budget import SegmentSize
from regulars.work.budget_shop import FirstAnswers

_LARGEST = Decimal(1_000_000_000)
_LONGEST = 120
_SPARE_CHANNELS = 2
_HUNDRED = Decimal(100)
_SHARES = frozenset({"margin", "evidence", "for_tests", "base", "redeemed", "prior_lift", "prior_error", "lift", "error"})


def _money(label: str, *, required: bool = True, told: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=told, required=required, min_value=Decimal(0), max_value=_LARGEST, decimal_places=4, max_digits=15
    )


def _percent(
    label: str, *, low: int | str = 0, high: int | str = 100, required: bool = True, told: str = "", most_places: int = 4
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=told, required=required, min_value=Decimal(low), max_value=Decimal(high), decimal_places=most_places
    )


class StartForm(forms.Form):
    """What the first plan asks."""

    budget = _money("Money for the period")
    starts = forms.DateField(
        label="First day",
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )
    days = forms.IntegerField(label="Days", min_value=1, max_value=MOST_DAYS)
    margin = _percent("Gross margin, %", told="The share of an order's money that is left after the cost of goods.")

    @classmethod
    def of(cls, answers: FirstAnswers, data: Any = None) -> StartForm:
        """The form with what the workspace knows."""
        initial = {"budget": plain(answers.budget or None), "starts": answers.starts, "days": answers.days}
        return cls(data, initial=initial | {"margin": percent(answers.margin)})

    def answers(self) -> FirstAnswers:
        """What was answered."""
        said = self.cleaned_data
        return FirstAnswers(float(said["budget"]), said["starts"], said["days"], share(said["margin"]))


class PlanForm(StartForm):
    """The period, the money, and what is asked of evidence; with the channels, each on a row of its own."""

    field_order = ("budget", "starts", "days", "margin")
    evidence = _percent(
        "Evidence, %", low=50, high=100, told="An offer has to gain with this chance, by what is believed of its lift."
    )
    for_tests = _percent("For tests, % of the budget", told="At most. Tests are proposed where too little is known.")
    most_per_customer = _money("Most for one customer", required=False)
    prior_lift = _percent("Believed of what was never tested: lift, points", low=-100)
    prior_error = _percent("and its standard error, points", low="0.0001")

    def __init__(self, file: BudgetFile, data: Any = None) -> None:
        initial = {
            "budget": plain(file.budget),
            "starts": file.starts,
            "days": file.days,
            "margin": percent(file.margin),
            "evidence": percent(file.evidence),
            "for_tests": percent(file.for_tests),
            "most_per_customer": plain(file.most_per_customer),
            "prior_lift": percent(file.prior[0]),
            "prior_error": percent(file.prior[1]),
        }
        self._file = file
        self._former = (*file.contacts, *[""] * _SPARE_CHANNELS)
        for place, name in enumerate(self._former):
            initial |= {
                f"name{place}": name,
                f"contact{place}": plain(file.contacts.get(name)),
                f"most{place}": plain(file.most.get(name)),
            }
        super().__init__(data, initial=initial)
        self.fields["starts"].required = False
        for place in range(len(self._former)):
            self.fields[f"name{place}"] = forms.CharField(label="Channel", max_length=_LONGEST, required=False)
            self.fields[f"contact{place}"] = _money("Cost of a contact", required=False)
            self.fields[f"most{place}"] = _money("Most money", required=False)

    def plain_fields(self) -> Iterator[Any]:
        """The fields but those of channels."""
        return (self[name] for name in self.fields if not name[-1].isdigit())

    def channel_rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """The fields of each channel: name, cost, most."""
        return ((self[f"name{n}"], self[f"contact{n}"], self[f"most{n}"]) for n in range(len(self._former)))

    def clean(self) -> dict[str, Any]:
        """Each channel once and with a cost; none goes that an offer uses."""
        said = dict(self.cleaned_data)
        names = [" ".join(str(said.get(f"name{place}") or "").split()) for place in range(len(self._former))]
        used = {offer.channel for offer in self._file.offers}
        for place, (name, former) in enumerate(zip(names, self._former, strict=True)):
            if name and name in names[:place]:
                self.add_error(f"name{place}", "There are two channels of this name.")
            if name and said.get(f"contact{place}") is None and f"contact{place}" not in self.errors:
                self.add_error(f"contact{place}", "Say what a contact costs; 0 where it costs nothing.")
            if not name and former in used:
                self.add_error(f"name{place}", f"Offers go through {former}: give it another name, or change them first.")
        return {**said, "names": names}

    def changed_file(self) -> BudgetFile:
        """The budget with what was typed; offers follow a channel to its new name."""
        said = self.cleaned_data
        names: list[str] = said["names"]
        renamed = {former: name for former, name in zip(self._former, names, strict=True) if former and name}
        most = {name: said[f"most{place}"] for place, name in enumerate(names) if name and said[f"most{place}"] is not None}
        return replace(
            self._file,
            budget=float(said["budget"]),
            starts=said["starts"],
            days=said["days"],
            margin=share(said["margin"]),
            evidence=share(said["evidence"]),
            for_tests=share(said["for_tests"]),
            most_per_customer=_float(said["most_per_customer"]),
            prior=(share(said["prior_lift"]), share(said["prior_error"])),
            contacts={name: float(said[f"contact{place}"]) for place, name in enumerate(names) if name},
            most={name: float(amount) for name, amount in most.items()},
            offers=tuple(replace(offer, channel=renamed.get(offer.channel, offer.channel)) for offer in self._file.offers),
        )


class OfferForm(forms.Form):
    """One offer: a treatment for a segment through a channel."""

    segment = forms.ChoiceField(label="Segment")
    treatment = forms.CharField(
        label="Treatment",
        max_length=_LONGEST,
        help_text="What they get. Experiments with an arm of this name count, whatever the segment.",
    )
    channel = forms.ChoiceField(label="Channel")
    contacts = forms.IntegerField(label="Contacts with each in the period", min_value=0, max_value=1000)
    contact = _money("Cost of a contact", required=False, told="Empty: what the channel says.")
    incentive = _money("Incentive: cost of one redemption", told="A voucher's value, say; 0 where nothing is given away.")
    redeemed = _percent("Buyers who redeem it, %", told="Those who would have bought anyway redeem it, too.")
    today = _money("Money it gets today")
    base = _percent("Share that buys in the period anyway, %", required=False)
    order = _money("Money of one order", required=False)
    customers = forms.IntegerField(label="Customers", min_value=0, max_value=1_000_000_000, required=False)
    lift = _percent("Your own belief: lift, points", low=-100, required=False, told="In place of what tests say.")
    error = _percent("and its standard error, points", low="0.0001", required=False)
    bend = forms.DecimalField(
        label="Bend",
        min_value=Decimal(0),
        max_value=Decimal(50),
        help_text="How much the first customers respond more than the last: with 1 the first quarter brings 35 %; 0: alike.",
    )
    fixed = _money("Spent once, if anybody is treated")
    least = forms.IntegerField(label="Treat so many or none", min_value=0, max_value=1_000_000_000)
    main = ("segment", "treatment", "channel", "contacts", "contact", "incentive", "redeemed", "today")
    known = ("base", "order", "customers")
    fine = ("lift", "error", "bend", "fixed", "least")

    def __init__(self, file: BudgetFile, sizes: Mapping[str, SegmentSize], present: WrittenOffer | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(present))
        self._others = [offer for offer in file.offers if offer is not present]
        segments = list(dict.fromkeys([*sizes, *([present.segment] if present else [])]))
        self._choose("segment", segments)
        self._choose("channel", list(file.contacts))
        size = sizes.get(present.segment) if present else None
        if size is not None:
            self.fields["base"].help_text = _measured(size)
            self.fields["order"].help_text = f"Empty: the segment's average, {plain(size.order)}." if size.order is not None else ""
            self.fields["customers"].help_text = f"Empty: all of the segment, {size.customers:,}."
        else:
            for name in self.known:
                self.fields[name].help_text = "Empty: as it is in the segment."

    def part(self, names: Sequence[str]) -> Iterator[Any]:
        """The fields of some names."""
        return (self[name] for name in names)

    def clean(self) -> dict[str, Any]:
        """No offer is there twice, and a belief has its error."""
        said = dict(self.cleaned_data)
        key = tuple(" ".join(str(said.get(name) or "").split()) for name in ("segment", "treatment", "channel"))
        if any(key == (offer.segment, offer.treatment, offer.channel) for offer in self._others):
            raise forms.ValidationError("There is this offer already: the same treatment for the segment through the channel.")
        if (said.get("lift") is None) != (said.get("error") is None) and not {"lift", "error"} & set(self.errors):
            self.add_error("error", "A lift and its standard error belong together: give both, or neither.")
        return said

    def offer(self) -> WrittenOffer:
        """What was typed."""
        said = self.cleaned_data
        return WrittenOffer(
            segment=said["segment"],
            treatment=" ".join(said["treatment"].split()),
            channel=said["channel"],
            customers=said["customers"],
            base=_share_or_none(said["base"]),
            order=_float(said["order"]),
            contacts=said["contacts"],
            incentive=float(said["incentive"]),
            redeemed=share(said["redeemed"]),
            lift=_share_or_none(said["lift"]),
            error=_share_or_none(said["error"]),
            bend=float(said["bend"]),
            fixed=float(said["fixed"]),
            least=said["least"],
            today=float(said["today"]),
            line="",
            contact=_float(said["contact"]),
        )

    def _choose(self, name: str, choices: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as they are declared above
        field.choices = [(each, each) for each in choices]


def _initial(offer: WrittenOffer | None) -> dict[str, Any]:
    if offer is None:
        return {"contacts": 1, "incentive": 0, "redeemed": 100, "today": 0, "bend": 1, "fixed": 0, "least": 0}
    found: dict[str, Any] = {}
    for name in OfferForm.base_fields:
        value = getattr(offer, name)
        number = isinstance(value, int | float)
        found[name] = (percent(value) if name in _SHARES else plain(value)) if number else value
    return found


def _measured(size: SegmentSize) -> str:
    if size.base is None:
        return "Empty: not known of this segment; say it."
    return f"Empty: {plain(round(100 * size.base, 2))} %, {size.measured}."


def percent(value: float) -> str:
    """A share in percent, as it is typed."""
    return plain(Decimal(repr(value)) * _HUNDRED)


def plain(value: Decimal | float | None) -> str:
    """A number as a person types it; empty where there is none."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: Decimal) -> float:
    """A share from what was typed in percent."""
    return float(value / _HUNDRED)


def _share_or_none(value: Decimal | None) -> float | None:
    return None if value is None else share(value)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
