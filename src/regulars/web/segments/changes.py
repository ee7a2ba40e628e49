"""Changes to custom segments that need no page of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.web.access import Permission, allowed
from regulars.web.shop import shop
from regulars.work.custom_segments import STATES, set_state

_SAID = {
    "active": "is active: the next refresh works it out.",
    "draft": "is a draft: refreshes leave it out.",
    "archived": "is archived: refreshes leave it out, and lists show it only when asked.",
}


@allowed(Permission.EDIT_SEGMENTS, "POST")
def state(request: HttpRequest) -> HttpResponse:
    """Make a custom segment active, a draft or archived."""
    workspace = shop(request)
    name, wanted = request.POST.get("name", ""), request.POST.get("state", "")
    if wanted not in STATES or name not in {each.name for each in workspace.ledger.segments()}:
        raise Http404
    set_state(workspace, name, wanted)
    actor = request.user.actor
    workspace.ledger.audit(datetime.now(UTC), actor, "segment state", {"name": name, "state": wanted})
    messages.success(request, f"“{name}” {_SAID[wanted]}")
    return HttpResponseRedirect(reverse("segments:detail", args=(name,)))
