"""Forms made from the questions of `workspace_settings`: one definition for the file, the command line and the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from regulars.errors import DefinitionError
from regulars.work.workspace_settings import QUESTIONS, Question, answer_text, read_answer

_WORDS = {
    "time_zone": "Time zone",
    "currency": "Currency",
    "business_model": "Business model",
    "purchase_cycle_days": "Usual days between two orders",
    "cadence": "How often segments are refreshed",
    "cuts": "Cuts of a refresh",
    "after_import": "Refresh after every import",
    "channels": "Channels",
    "tools": "Tools",
    "at": "Time of day",
    "weekday": "Day of weekly refreshes",
    "mode": "What a refresh looks at",
    "look_from": "The day refreshes look from",
    "keep_days": "Days that profiles are kept",
    "keep_refreshes": "Refreshes kept however old",
    "budget_yearly": "Retention budget a year",
    "budget_channels": "How it is split over channels",
    "budget_segments": "How it is split over segments",
}
_LONGEST, _LARGEST = 500, 1_000_000_000


class SettingsForm(forms.Form):
    """Some of the settings; what is valid together is checked when they are saved."""

    def __init__(self, keys: Sequence[str], values: Mapping[str, Any], data: Any = None) -> None:
        initial = {key: answer_text(value) if isinstance(value := values[key], list | dict) else value for key in keys}
        super().__init__(data, initial=initial)
        self._questions = {question.key: question for question in QUESTIONS}
        for key in keys:
            self.fields[key] = _field(self._questions[key], values[key])

    def clean(self) -> dict[str, Any]:
        """The values as settings have them."""
        cleaned: dict[str, Any] = {}
        for key, value in list(self.cleaned_data.items()):
            try:
                cleaned[key] = _stored(self._questions[key], value)
            except DefinitionError as error:
                self.add_error(key, f"{error.problem} {error.remedy}")
        return cleaned


def section_keys(section: str) -> tuple[str, ...]:
    """The settings of a section."""
    return tuple(each.key for each in QUESTIONS if each.section == section)


def _field(question: Question, value: Any) -> forms.Field:
    label = _WORDS.get(question.key, question.key.replace("_", " ").capitalize())
    choices = () if question.kind is list else question.choices
    # where there is a list to choose from, it says what the question lists
    asked = question.ask.partition(":")[0] if choices else question.ask
    told = "" if asked.lower() == label.lower() else question.ask + "."
    common: dict[str, Any] = {"label": label, "help_text": told, "required": False}
    if choices:
        offered = [*choices, *([value] if value not in choices else [])]
        return forms.ChoiceField(choices=[(each, str(each).capitalize()) for each in offered], **{**common, "required": True})
    if question.kind is bool:
        return forms.BooleanField(**common)
    if question.kind is int:
        return forms.IntegerField(min_value=0, max_value=_LARGEST, **common)
    return forms.CharField(max_length=_LONGEST, **common)


def _stored(question: Question, value: Any) -> Any:
    """Raises DefinitionError where a list or amounts cannot be read."""
    if question.kind is int:
        return int(value or 0)
    if question.kind is bool:
        return bool(value)
    text = str(value or "").strip()
    return text if question.kind is str else read_answer(text, question)
