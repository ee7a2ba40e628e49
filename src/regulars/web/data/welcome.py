"""The first steps of a new shop: its business, its data, what campaigns have to work with; it ends on a filled overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import RegularsError
from regulars.web.access import Permission, allowed
from regulars.web.data.forms import SettingsForm
from regulars.web.data.job_kinds import CHECK, DEMO
from regulars.web.jobs import jobs
from regulars.web.jobs.views import context as job_context
from regulars.web.navigation import home
from regulars.web.rendering import page as answer
from regulars.web.shop import shop
from regulars.work.pages.runs import data_state
from regulars.work.settings_file import change_settings


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its address, title, what it is for, and the settings that it asks."""

    name: str
    title: str
    words: str
    keys: tuple[str, ...] = ()


STEPS = (
    Step(
        "business",
        "The business",
        "Days and money are counted the way your shop counts them.",
        ("time_zone", "currency", "business_model", "purchase_cycle_days"),
    ),
    Step("data", "The data", "Orders are all it takes. Customers, order lines and e-mail events say more."),
    Step("tools", "The tools", "What reaches your customers, and what sends to them.", ("channels", "tools")),
    Step(
        "budget",
        "The budget",
        "What retention may cost in a year. It can be left open.",
        ("budget_yearly", "budget_channels", "budget_segments"),
    ),
    Step("segments", "The segments you have", "A list of customers with the segment that they are in today, to compare with ours."),
)
_BY_NAME = {each.name: each for each in STEPS}


@allowed(Permission.ADMINISTER)
def begin(request: HttpRequest) -> HttpResponse:
    """The first step."""
    del request
    return HttpResponseRedirect(reverse("data:welcome-step", args=(STEPS[0].name,)))


@allowed(Permission.ADMINISTER, "GET", "POST")
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step; each can be left out and answered later."""
    current = _BY_NAME.get(step)
    if current is None:
        raise Http404
    workspace = shop(request)
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(current.keys, workspace.settings.values, posted) if current.keys else None
    if posted is not None and (form is None or _saved(request, form)):
        return HttpResponseRedirect(_next(current))
    context: dict[str, Any] = {
        "step": current,
        "steps": STEPS,
        "place": STEPS.index(current) + 1,
        "form": form,
        "state": data_state(workspace),
        "following": _next(current),
    }
    if current.name == "data":
        job = jobs.going_on("import", DEMO, CHECK)
        context |= {"going": True, **job_context(request, job)} if job is not None else {}
    return answer(request, "data/welcome.html", context, status=400 if posted is not None else 200)


def _next(current: Step) -> str:
    place = STEPS.index(current) + 1
    return reverse("data:welcome-step", args=(STEPS[place].name,)) if place < len(STEPS) else home()


def _saved(request: HttpRequest, form: SettingsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        change_settings(shop(request).folder, form.cleaned_data)
    except RegularsError as error:
        form.add_error(None, f"{error.problem} {error.remedy}")
        return False
    about = {"settings": sorted(form.cleaned_data)}
    shop(request).ledger.audit(datetime.now(UTC), request.user.actor, "change settings", about)
    return True
