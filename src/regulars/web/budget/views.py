"""The budget: what it is, where it should go and why; and changing it, a part at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import DefinitionError, RegularsError
from regulars.playbooks.budget_files import BudgetFile
from regulars.web.access import Permission, allowed
from regulars.web.budget.forms import OfferForm, PlanForm, StartForm
from regulars.web.budget.shown import shown
from regulars.web.rendering import page as answer
from regulars.web.shop import currency, shop
from regulars.work.beliefs import experiments_say
from regulars.work.budget import SegmentSize
from regulars.work.budget_kept import BUDGET_FILE, FORMER_FILE, KeptBudget, back_to_former, keep_budget, kept_budget
from regulars.work.budget_shop import first_answers, first_budget, shop_segments
from regulars.work.options import zone_info
from regulars.work.pages.budget import BudgetPage, budget_page
from regulars.work.published import Published, read


@allowed(Permission.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The plan; before there is one, what it is good for and what it asks."""
    now = datetime.now(UTC)
    try:
        kept = kept_budget(shop(request).folder)
    except DefinitionError as error:
        has_former = (shop(request).folder / FORMER_FILE).is_file()
        context = {"problem": error.problem, "remedy": error.remedy, "has_former": has_former}
        return answer(request, "budget/problem.html", context)
    if kept is None:
        answers = read(shop(request), lambda published: first_answers(published, _today(request)) if published.refresh else None)
        return answer(request, "budget/empty.html", {"form": StartForm.of(answers) if answers is not None else None})
    found = read(shop(request), lambda published: budget_page(published, kept, now) if published.refresh else None)
    if not isinstance(found, BudgetPage):
        told = {"problem": found.problem, "remedy": found.remedy} if found is not None else {"problem": "Nothing is refreshed yet."}
        return answer(
            request, "budget/problem.html", {**told, "has_former": kept.has_former, "has_plan": found is not None, "kept": kept}
        )
    return answer(request, "budget/page.html", shown(found, currency(request), _today(request)))


@allowed(Permission.RUN, "POST")
def start(request: HttpRequest) -> HttpResponse:
    """Make the first plan."""
    now, workspace = datetime.now(UTC), shop(request)

    def made(published: Published) -> BudgetFile | StartForm | None:
        if published.refresh is None:
            return None
        form = StartForm.of(first_answers(published, _today(request)), request.POST)
        if not form.is_valid():
            return form
        answers = form.answers()
        return first_budget(published, answers, experiments_say(published, now, answers.days).tests)

    found = read(workspace, made)
    if not isinstance(found, BudgetFile):
        return answer(request, "budget/empty.html", {"form": found}, status=400)
    keep_budget(workspace, found, None, what="made", actor=request.user.actor, now=now)
    messages.success(request, "A plan is made. Costs of contacts are guesses where no experiment told them: put your own in.")
    return HttpResponseRedirect(reverse("budget:page"))


@allowed(Permission.RUN, "GET", "POST")
def plan(request: HttpRequest) -> HttpResponse:
    """The money, the period and the channels."""
    kept = _kept(request)
    form = PlanForm(kept.file, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _keep(request, form, form.changed_file(), "the money or a channel"):
        return HttpResponseRedirect(reverse("budget:page"))
    context = {"form": form, "plan_mark": request.POST.get("mark", kept.mark)}
    return answer(request, "budget/plan.html", context, status=400 if form.is_bound else 200)


@allowed(Permission.RUN, "GET", "POST")
def new_offer(request: HttpRequest) -> HttpResponse:
    """One more offer."""
    return _offer(request, None)


@allowed(Permission.RUN, "GET", "POST")
def offer(request: HttpRequest, place: int) -> HttpResponse:
    """One of the offers, by its place in the file."""
    return _offer(request, place)


@allowed(Permission.RUN, "POST")
def remove_offer(request: HttpRequest, place: int) -> HttpResponse:
    """Take an offer out."""
    kept = _kept(request)
    _check_place(kept, place)
    left = tuple(each for number, each in enumerate(kept.file.offers) if number != place)
    if not left:
        raise DefinitionError("A plan has one offer at least.", "Change this one, or add another first.")
    gone = kept.file.offers[place]
    what = f"took out {gone.treatment} for {gone.segment}"
    _keep_anew(request, replace(kept.file, offers=left), what)
    messages.success(request, f"{gone.treatment} for {gone.segment} is taken out. Going back to the plan before brings it back.")
    return HttpResponseRedirect(reverse("budget:page"))


@allowed(Permission.RUN, "POST")
def undo(request: HttpRequest) -> HttpResponse:
    """Go back to the plan before; doing it again takes it back."""
    back_to_former(shop(request), actor=request.user.actor, now=datetime.now(UTC))
    messages.success(request, "The plan before is in force again.")
    return HttpResponseRedirect(reverse("budget:page"))


@allowed(Permission.VIEW)
def file(request: HttpRequest) -> HttpResponse:
    """The file that `regulars plan` reads."""
    path = shop(request).folder / BUDGET_FILE
    if not path.is_file():
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{BUDGET_FILE}"'}
    return HttpResponse(path.read_bytes(), content_type="application/toml", headers=headers)


def _offer(request: HttpRequest, place: int | None) -> HttpResponse:
    kept = _kept(request)
    if place is not None:
        _check_place(kept, place)
    present = kept.file.offers[place] if place is not None else None
    sizes, treatments = _known(request, kept)
    form = OfferForm(kept.file, sizes, present, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = form.offer()
        offers = [*kept.file.offers, made] if place is None else [*kept.file.offers[:place], made, *kept.file.offers[place + 1 :]]
        what = f"{'added' if place is None else 'changed'} {made.treatment} for {made.segment}"
        if _keep(request, form, replace(kept.file, offers=tuple(offers)), what):
            return HttpResponseRedirect(reverse("budget:page"))
    context = {
        "form": form,
        "main": form.part(form.main),
        "known": form.part(form.known),
        "fine": form.part(form.fine),
        "fine_open": form.is_bound and bool(set(form.fine) & set(form.errors)),
        "plan_mark": request.POST.get("mark", kept.mark),
        "place": place,
        "present": present,
        "treatments": treatments,
        "can_remove": place is not None and len(kept.file.offers) > 1,
    }
    return answer(request, "budget/offer.html", context, status=400 if form.is_bound else 200)


def _keep(request: HttpRequest, form: forms.Form, changed: BudgetFile, what: str) -> bool:
    """Keep the changed budget; what is wrong with it is said in the form."""
    try:
        _keep_anew(request, changed, what)
    except RegularsError as error:
        form.add_error(None, f"{error.problem} {error.remedy}")
        return False
    messages.success(request, "The plan is changed.")
    return True


def _keep_anew(request: HttpRequest, changed: BudgetFile, what: str) -> None:
    """Keep the changed budget.

    Raises:
        BusyError: it was changed since the page was shown.
    """
    keep_budget(shop(request), changed, request.POST.get("mark"), what=what, actor=request.user.actor, now=datetime.now(UTC))


def _kept(request: HttpRequest) -> KeptBudget:
    found = kept_budget(shop(request).folder)
    if found is None:
        raise Http404
    return found


def _check_place(kept: KeptBudget, place: int) -> None:
    if place >= len(kept.file.offers):
        raise Http404


def _known(request: HttpRequest, kept: KeptBudget) -> tuple[Mapping[str, SegmentSize], list[str]]:
    """The segments with what is known of them, and treatments that were tested or offered."""
    now = datetime.now(UTC)

    def of(published: Published) -> Any:
        if published.refresh is None:
            return None
        return shop_segments(published, kept.file.days, now), experiments_say(published, now, kept.file.days).tests

    sizes, tests = read(shop(request), of) or ({}, ())
    names = [
        *(test.treatment for test in tests),
        *(each.treatment for each in kept.file.tests),
        *(each.treatment for each in kept.file.offers),
    ]
    return sizes, sorted(dict.fromkeys(names), key=str.casefold)


def _today(request: HttpRequest) -> date:
    return datetime.now(zone_info(str(shop(request).settings.values["time_zone"]))).date()
