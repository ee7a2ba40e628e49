"""Signing in and out, joining by a link, one's own account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from regulars.web.access import GRANTS, ROLE_WORDS, Permission, Role, allowed, may, open_to_all
from regulars.web.accounts.forms import ChangePasswordForm, JoinForm, NewPasswordForm, SignInForm
from regulars.web.accounts.links import find_link, use_link
from regulars.web.accounts.sign_in_limit import count_failure, forget_failures, is_limited
from regulars.web.navigation import home
from regulars.web.problems import problem
from regulars.web.rendering import page
from regulars.web.shell import THEME_COOKIE, THEMES
from regulars.web.shop import shop

_YEAR = 365 * 24 * 3600


@open_to_all("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, and go where one wanted to."""
    target = _own_address(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(target or home())
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        now, account, address = datetime.now(UTC), form.cleaned_data["email"], request.META.get("REMOTE_ADDR", "")
        if is_limited(account, address, now):
            form.add_error(None, "Too many tries. Wait a quarter of an hour, then try again.")
            status = 429
        else:
            person = authenticate(request, username=account, password=form.cleaned_data["password"])
            if person is not None:
                forget_failures(account, address)
                login(request, person)
                shop().ledger.audit(now, person.actor, "sign-in", {})
                return HttpResponseRedirect(target or home())
            count_failure(account, address, now)
            form.add_error(None, "The address or the password is not right.")
    return page(request, "accounts/sign_in.html", {"form": form, "next": target}, status=status)


@open_to_all("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return HttpResponseRedirect(reverse("accounts:sign-in"))


@open_to_all("POST")
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark, or neither: as the system has it."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(_own_address(request, request.POST.get("next", "")) or home())
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@open_to_all("GET", "POST")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Use a one-time link: a new account, or a new password."""
    now = datetime.now(UTC)
    link = find_link(token, now)
    if link is None:
        says, remedy = "It has been used, or is too old.", "Ask the one who sent it for another one."
        return problem(request, says, remedy, 404, "This link works no more")
    form: JoinForm | NewPasswordForm
    if link.person is None:
        form = JoinForm(request.POST or None, initial={"email": link.email})
    else:
        form = NewPasswordForm(request.POST or None, person=link.person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = use_link(link, now, email=given.get("email", ""), name=given.get("name", ""), password=given["password"])
        shop().ledger.audit(now, person.actor, "joined" if link.person is None else "password set", {"role": person.role})
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return HttpResponseRedirect(_after_joining(person))
    return page(request, "accounts/join.html", {"form": form, "link": link})


@allowed(Permission.VIEW)
def settings(request: HttpRequest) -> HttpResponse:
    """The first page of the settings."""
    del request
    return HttpResponseRedirect(reverse("accounts:myself"))


@allowed(Permission.VIEW, "GET", "POST")
def myself(request: HttpRequest) -> HttpResponse:
    """One's own account: what one may do, and the password."""
    form = ChangePasswordForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)  # the other sessions of this person end
        shop().ledger.audit(datetime.now(UTC), request.user.actor, "password changed", {})
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return HttpResponseRedirect(reverse("accounts:myself"))
    role = Role(request.user.role)
    context = {"form": form, "role_words": ROLE_WORDS[role], "granted": sorted(GRANTS[role])}
    return page(request, "accounts/myself.html", context)


def _own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else nothing: nobody is led elsewhere from here."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith("/") else ""


def _after_joining(person: Any) -> str:
    """The welcome, where nothing has been refreshed yet and they may change that, else the first page."""
    is_new = shop().ledger.latest("refresh") is None and may(person, Permission.ADMINISTER)
    return str(reverse("data:welcome")) if is_new else home()
