"""Pages for admins: people and invitations, tokens, the audit log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import DefinitionError
from regulars.web.access import ROLE_WORDS, Permission, Role, allowed
from regulars.web.accounts.forms import InviteForm, TokenForm
from regulars.web.accounts.links import make_link
from regulars.web.accounts.models import ApiToken, OneTimeLink, User
from regulars.web.accounts.people import change_role, set_active
from regulars.web.accounts.tokens import make_token
from regulars.web.paging import paging
from regulars.web.rendering import page
from regulars.web.shop import shop
from regulars.web.workspace.models import AuditEntry

AUDIT_PER_PAGE = 50


@allowed(Permission.ADMINISTER, "GET", "POST")
def people(request: HttpRequest) -> HttpResponse:
    """Who is here; a POST invites somebody and shows the link, once."""
    form = InviteForm(request.POST or None, initial={"role": Role.MARKETER})
    link = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        token = make_link(datetime.now(UTC), _actor(request), role=Role(given["role"]), email=given["email"])
        audit(request, "invited", {"role": given["role"]})
        link = request.build_absolute_uri(reverse("accounts:join", args=(token,)))
        form = InviteForm(initial={"role": Role.MARKETER})
    return _people(request, form, link)


@allowed(Permission.ADMINISTER, "POST")
def role(request: HttpRequest, number: int) -> HttpResponse:
    """Change somebody's role."""
    person = _person(number)
    change_role(person, request.POST.get("role", ""))
    audit(request, "role changed", {"person": person.pk, "role": person.role})
    messages.success(request, f"{person} is {person.role} now.")
    return HttpResponseRedirect(reverse("accounts:people"))


@allowed(Permission.ADMINISTER, "POST")
def active(request: HttpRequest, number: int) -> HttpResponse:
    """Shut somebody out, or let them in again."""
    person = _person(number)
    set_active(person, request.POST.get("active") == "yes")
    audit(request, "let in" if person.is_active else "shut out", {"person": person.pk})
    messages.success(request, f"{person} can sign in again." if person.is_active else f"{person} is shut out.")
    return HttpResponseRedirect(reverse("accounts:people"))


@allowed(Permission.ADMINISTER, "POST")
def new_password(request: HttpRequest, number: int) -> HttpResponse:
    """A link by which somebody sets a new password."""
    person = _person(number)
    token = make_link(datetime.now(UTC), _actor(request), person=person)
    audit(request, "password link made", {"person": person.pk})
    link = request.build_absolute_uri(reverse("accounts:join", args=(token,)))
    return _people(request, InviteForm(initial={"role": Role.MARKETER}), link, person)


@allowed(Permission.ADMINISTER, "POST")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a link that nobody has used."""
    now = datetime.now(UTC)
    if OneTimeLink.objects.filter(pk=number, used=None, expires__gt=now).update(expires=now):
        audit(request, "link withdrawn", {"link": number})
        messages.success(request, "The link works no more.")
    return HttpResponseRedirect(reverse("accounts:people"))


@allowed(Permission.ADMINISTER, "GET", "POST")
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens; a POST makes one and shows it, once."""
    form = TokenForm(request.POST or None, initial={"days": 90, "permissions": [Permission.VIEW.value]})
    made = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_token(_user(request), given["name"], given["permissions"], int(given["days"]), datetime.now(UTC))
        except DefinitionError as error:
            form.add_error(None, str(error))
        else:
            audit(request, "token made", {"name": given["name"], "permissions": given["permissions"], "days": given["days"]})
            form = TokenForm(initial={"days": 90, "permissions": [Permission.VIEW.value]})
    found = ApiToken.objects.select_related("person")
    return page(request, "accounts/tokens.html", {"form": form, "made": made, "tokens": found, "now": datetime.now(UTC)})


@allowed(Permission.ADMINISTER, "POST")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Make a token worthless."""
    if ApiToken.objects.filter(pk=number, revoked=None).update(revoked=datetime.now(UTC)):
        audit(request, "token revoked", {"token": number})
        messages.success(request, "The token is revoked.")
    return HttpResponseRedirect(reverse("accounts:tokens"))


@allowed(Permission.ADMINISTER)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    query = request.GET.get("q", "").strip()[:200]
    entries = AuditEntry.objects.order_by("-pk")
    for word in query.split()[:6]:
        entries = entries.filter(Q(actor__icontains=word) | Q(action__icontains=word) | Q(about__icontains=word))
    shown = paging(request, entries.count(), AUDIT_PER_PAGE)
    rows = entries[shown.offset : shown.offset + shown.size]
    return page(request, "accounts/audit.html", {"rows": rows, "paging": shown, "query": query}, part="accounts/_audit.html")


def audit(request: HttpRequest, action: str, about: dict[str, Any]) -> None:
    """Write down what somebody did."""
    shop(request).ledger.audit(datetime.now(UTC), _actor(request), action, about)


def _people(request: HttpRequest, form: InviteForm, link: str, person: User | None = None) -> HttpResponse:
    waiting = OneTimeLink.objects.filter(used=None, expires__gt=datetime.now(UTC)).select_related("person").order_by("-made")
    context = {
        "form": form,
        "link": link,
        "link_for": person,
        "people": User.objects.all(),
        "waiting": waiting,
        "roles": [(each.value, ROLE_WORDS[each]) for each in Role],
    }
    return page(request, "accounts/people.html", context)


def _person(number: int) -> User:
    found: User | None = User.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> Any:
    return request.user


def _actor(request: HttpRequest) -> str:
    return str(_user(request).actor)
