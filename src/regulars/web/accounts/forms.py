"""The forms of signing in, joining and passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from regulars.web.access import Permission, Role
from regulars.web.accounts.models import User, plain_email
from regulars.web.accounts.tokens import DAYS
from regulars.work.own_words import LONGEST_WORD


class SignInForm(forms.Form):
    """Address and password."""

    email = forms.EmailField(
        label="E-mail address", max_length=200, widget=forms.EmailInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="Password", max_length=500, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class NewPasswordForm(forms.Form):
    """A new password, twice. `person` is whose it becomes: it may not look like their name or address."""

    password = forms.CharField(
        label="Password",
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 10 characters; not a common password, and not only digits.",
    )
    again = forms.CharField(
        label="The same password again", max_length=500, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *arguments: Any, person: User | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """Both alike, and good enough."""
        given = super().clean() or {}
        password = given.get("password")
        if password and given.get("again") and password != given["again"]:
            self.add_error("again", "This is not the same password.")
        elif password:
            person = self._person or User(email=given.get("email", ""), name=given.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


class JoinForm(NewPasswordForm):
    """A new account."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="E-mail address", max_length=200, widget=forms.EmailInput({"autocomplete": "username"}))
    field_order = ("name", "email", "password", "again")

    def clean_email(self) -> str:
        """As it is kept."""
        return plain_email(self.cleaned_data["email"])


class ChangePasswordForm(NewPasswordForm):
    """One's own password: the present one first."""

    present = forms.CharField(
        label="Present password", max_length=500, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    field_order = ("present", "password", "again")

    def clean_present(self) -> str:
        """It is the right one."""
        given: str = self.cleaned_data["present"]
        if self._person is None or not self._person.check_password(given):
            raise forms.ValidationError("This is not your present password.")
        return given


class InviteForm(forms.Form):
    """Somebody who is to join."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=200,
        required=False,
        help_text="Only filled in for them; nothing is sent. You pass the link on.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Role", choices=[(each.value, each.value) for each in Role])


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label="Name", max_length=120, help_text="The program that uses it.")
    permissions = forms.MultipleChoiceField(
        label="It may",
        choices=[
            (Permission.VIEW.value, "read segments and figures"),
            (Permission.SEE_PEOPLE.value, "read customers, with names and addresses"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label="It lasts", coerce=int, choices=[(each, f"{each} days") for each in DAYS])


class WordForm(forms.Form):
    """A word of the shop's own, and what it means."""

    word = forms.CharField(label="Word", max_length=LONGEST_WORD, help_text="Such as: our VIPs")
    means = forms.CharField(
        label="Means",
        max_length=500,
        help_text="Such as: customers who spent more than 500 in the last year",
        widget=forms.TextInput({"dir": "auto"}),
    )


class KeepForm(forms.Form):
    """How much of the past is kept."""

    keep_days = forms.IntegerField(
        label="Days for which the profiles of earlier refreshes are kept", min_value=0, help_text="0: for ever"
    )
    keep_refreshes = forms.IntegerField(
        label="Refreshes that are kept however old they are", min_value=2, max_value=10_000, help_text="At least the last two"
    )
