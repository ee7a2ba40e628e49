"""Finding a customer, and the page of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.web.access import Permission, allowed, may
from regulars.web.jobs import jobs
from regulars.web.paging import Paging, paging
from regulars.web.rendering import page, wants_part
from regulars.web.shop import currency, shop, zone
from regulars.work.audience_tables import AudienceTables
from regulars.work.opened_shop import asked_shop
from regulars.work.outputs import dumps
from regulars.work.pages import customer as about
from regulars.work.pages import customer_timeline as past
from regulars.work.pages.members import PER_PAGE, everybody, members
from regulars.work.pages.overview import has_money
from regulars.work.people import show_customer
from regulars.work.published import Published, read
from regulars.work.sent_to import SentTo, sent_to

_WORDS = dict(zip(past.KINDS, ("Orders", "E-mails and visits", "Segment changes"), strict=True))


@allowed(Permission.VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Everybody who is scored: `?q=` finds by customer_id and, for those who may see people, by name or e-mail address."""
    sees = may(request.user, Permission.SEE_PEOPLE)

    def found(published: Published) -> dict[str, Any] | None:
        if published.refresh is None:
            return None
        columns = published.columns["profile"]
        asked = {"sort": request.GET.get("sort", ""), "sought": request.GET.get("q", "")}
        listed = members(published, everybody(), page=_number(request), sees_people=sees, **asked)
        return {
            "members": listed,
            "paging": Paging(listed.page, listed.total, PER_PAGE, listed.is_more),
            "sort": listed.sort,
            "q": listed.sought,
            "has_places": "city" in columns or "country" in columns,
            "members_money": has_money(published),
            "is_cell": True,
            "everybody": int(published.scored.facts["customers"]),
        }

    context = read(shop(request), found)
    if context is None:
        return page(request, "customers/empty.html", {})
    return page(request, "customers/search.html", context, part="segments/members.html")


@allowed(Permission.VIEW)
def customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Everything about one customer."""
    sees = may(request.user, Permission.SEE_PEOPLE)
    found = read(
        shop(request),
        lambda published: about.customer(published, customer_id, sees_people=sees, currency=currency(request), zone=zone(request)),
    )
    if found is None:
        raise Http404
    context: dict[str, Any] = {"customer": found}
    if "show" in request.GET or "page" in request.GET:
        context |= _timeline(request, customer_id)
    context["exports"] = _exports(request, customer_id) if may(request.user, Permission.EXPORT) else None
    return page(request, "customers/customer.html", context)


@allowed(Permission.VIEW)
def timeline(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What happened to a customer: `?show=` chooses orders, e-mails and visits or changes of segment."""
    if not wants_part(request):
        query = request.GET.copy()
        query.setdefault("page", "1")
        return HttpResponseRedirect(f"{reverse('customers:customer', args=[customer_id])}?{query.urlencode()}#timeline")
    return page(request, "customers/timeline.html", _timeline(request, customer_id))


@allowed(Permission.VIEW)
def order(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What an order was made of (`?id=`)."""
    number = request.GET.get("id", "")
    lines = read(shop(request), lambda published: past.order_lines(published, customer_id, number))
    if lines is None:
        raise Http404
    context = {"lines": lines, "number": number, "customer_id": customer_id, "most": past.MOST_LINES}
    return page(request, "customers/order.html", context, part="customers/lines.html")


@allowed(Permission.VIEW)
def why(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Why a customer is in a segment or not (`?segment=`), condition by condition."""
    name, workspace = request.GET.get("segment", ""), shop(request)
    with asked_shop(workspace, _now()) as asking:
        judged = read(workspace, lambda published: about.explained(asking, published, customer_id, name))
    if judged is None:
        raise Http404
    context = {"judged": judged, "segment": name, "customer_id": customer_id}
    context["shows_values"] = may(request.user, Permission.SEE_PEOPLE)
    return page(request, "customers/why.html", context, part="customers/judgement.html")


@allowed(Permission.SEE_PEOPLE)
def data(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Everything that is held about a customer, as a file for them."""
    _check_known(request, customer_id)
    held = show_customer(shop(request), customer_id)
    shop(request).ledger.audit(_now(), request.user.actor, "show", {"tables": sorted(held)})
    response = HttpResponse(dumps(held), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="customer.json"'
    return response


@allowed(Permission.FORGET, "GET", "POST")
def forget(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Remove a customer from every table and version, once their customer_id is typed."""
    _check_known(request, customer_id)
    context: dict[str, Any] = {"customer_id": customer_id}
    if request.method == "POST":
        if request.POST.get("typed", "").strip() == customer_id:
            job = jobs.start("forget", {"customer_id": customer_id}, request.user)
            return HttpResponseRedirect(reverse("jobs:watch", args=[job.pk]))
        context["problem"] = "That is not the customer's identifier. Nothing was removed."
    return page(request, "customers/forget.html", context, status=400 if "problem" in context else 200)


def _timeline(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    show = request.GET.get("show", "")
    kinds = (show,) if show in past.KINDS else past.KINDS
    found = read(shop(request), lambda published: past.timeline(published, customer_id))
    if found is None:
        raise Http404
    shown = paging(request, found.total(kinds), past.PER_PAGE)
    choices = [("", "All", sum(found.counts.values()))]
    choices += [(kind, _WORDS[kind], found.counts[kind]) for kind in past.KINDS if found.counts.get(kind)]
    return {
        "customer_id": customer_id, "happened": found.page(kinds, shown.page), "paging": shown, "show": show, "choices": choices,
        "is_cut": found.is_cut, "most": past.MOST_HAPPENED,
    }  # fmt: skip


def _check_known(request: HttpRequest, customer_id: str) -> None:
    if not read(shop(request), lambda published: about.is_known(published, customer_id)):
        raise Http404


def _exports(request: HttpRequest, customer_id: str) -> tuple[SentTo, ...]:
    def found(published: Published) -> tuple[SentTo, ...]:
        with published.session() as engine:
            return sent_to(published.workspace, AudienceTables(published.workspace), engine, customer_id)

    return read(shop(request), found) or ()


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _now() -> datetime:
    return datetime.now(UTC)
