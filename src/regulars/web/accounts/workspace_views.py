"""Settings of the workspace on pages: words of one's own, and how long the past is kept."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.errors import RegularsError
from regulars.web.access import Permission, allowed
from regulars.web.accounts.administration import audit
from regulars.web.accounts.forms import KeepForm, WordForm
from regulars.web.rendering import page
from regulars.web.shop import shop
from regulars.work.own_words import delete_word, keep_word, own_words, propose_word
from regulars.work.settings_file import change_settings


@allowed(Permission.EDIT_SEGMENTS, "GET", "POST")
def words(request: HttpRequest) -> HttpResponse:
    """The shop's own words; a POST adds one."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        from regulars.work.opened_shop import asked_shop

        workspace = shop(request)
        try:
            with asked_shop(workspace, datetime.now(UTC)) as asking:
                made = propose_word(asking, form.cleaned_data["word"], form.cleaned_data["means"])
            keep_word(workspace.folder, made)
        except RegularsError as error:
            form.add_error(None, f"{error.problem} {error.remedy}")
        else:
            audit(request, "word added", {"word": made.word})
            messages.success(request, f"“{made.word}” means: {made.sentence}")
            return HttpResponseRedirect(reverse("accounts:words"))
    return page(request, "accounts/words.html", {"form": form, "words": own_words(shop(request).folder)})


@allowed(Permission.EDIT_SEGMENTS, "POST")
def forget_word(request: HttpRequest) -> HttpResponse:
    """Take a word out."""
    word = request.POST.get("word", "")
    delete_word(shop(request).folder, word)
    audit(request, "word taken out", {"word": word})
    messages.success(request, f"“{word}” means nothing of its own any more.")
    return HttpResponseRedirect(reverse("accounts:words"))


@allowed(Permission.ADMINISTER, "GET", "POST")
def keeping(request: HttpRequest) -> HttpResponse:
    """How long the profiles of earlier refreshes are kept."""
    values = shop(request).settings.values
    form = KeepForm(request.POST or None, initial={key: values[key] for key in KeepForm.base_fields})
    if request.method == "POST" and form.is_valid():
        change_settings(shop(request).folder, form.cleaned_data)
        audit(request, "settings changed", dict(form.cleaned_data))
        messages.success(request, "Saved. What is no longer kept goes at the next refresh.")
        return HttpResponseRedirect(reverse("accounts:keeping"))
    return page(request, "accounts/keeping.html", {"form": form})
