"""New segment and Edit segment: preview as one types, and keeping it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.criteria.form import filled
from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import FieldText
from regulars.criteria.wire import from_wire, to_wire
from regulars.errors import DefinitionError, RegularsError, in_words
from regulars.web.access import Permission, allowed, may
from regulars.web.builder.rows import PartShown, shown
from regulars.web.builder.typed import json_in, typed_in
from regulars.web.rendering import page
from regulars.web.segments.job_kinds import count_soon
from regulars.web.shop import in_force, shop
from regulars.work.ask import Asking
from regulars.work.custom_segments import check_segment_name
from regulars.work.ledger import SegmentRecord
from regulars.work.opened_shop import asked_shop, is_open
from regulars.work.pages.builder import Built, Face, Found, Typed, build, everybody, sql_in, suggestions
from regulars.work.preview import NearMiss
from regulars.work.segment_proposals import Wanted, keep_segment, proposed

_PAGE, _PARTS = "builder/new.html", "builder/built.html"
_MOST_QUICK = 50_000
_STATES = ("active", "draft")


@allowed(Permission.EDIT_SEGMENTS, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """A segment of one's own: `?words=` begins with a request, `?from=` with what another segment means."""
    if request.method == "POST":
        return _posted(request, None)
    words, source = request.GET.get("words", ""), request.GET.get("from", "")
    if source:
        copied = _custom(source)
        words = copied.words if copied else ""
        face = Face.WORDS if words else Face.CRITERIA
        return _first(request, None, Typed(face, words, criteria=_meaning_of(source)), name=f"{source} (copy)"[:120])
    return _first(request, None, Typed(Face.WORDS, words))


@allowed(Permission.EDIT_SEGMENTS, "GET", "POST")
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Another meaning for a segment of one's own; what it meant stays as its former version."""
    segment = _custom(name)
    if segment is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, segment)
    typed = Typed(Face.CRITERIA, words=segment.words, criteria=dict(segment.criteria))
    if segment.words:
        typed = Typed(Face.WORDS, segment.words, criteria=dict(segment.criteria))
    return _first(request, segment, typed)


@allowed(Permission.EDIT_SEGMENTS, "POST")
def preview(request: HttpRequest) -> HttpResponse:
    """The page's parts for what is typed now; nothing is kept."""
    segment = _custom(request.POST.get("segment", ""))
    with asked_shop(shop(request), _now()) as asking:
        made = _opened(request, asking, segment) if request.GET.get("first") else _built(request, asking, segment)
        context = _context(asking, made, segment)
    # the face that is being typed in stays as it is, so that nobody loses a letter
    context["keeps"] = made.typed.face if not request.POST.get("rebuild") else ""
    return page(request, _PARTS, context)


@allowed(Permission.EDIT_SEGMENTS)
def values(request: HttpRequest) -> HttpResponse:
    """Options for an input of the form: values of the data that begin with or hold what was typed."""
    start = next((value for key, value in request.GET.items() if key.startswith("c.")), "")
    with asked_shop(shop(request), _now()) as asking:
        found = suggestions(asking, request.GET.get("column", ""), start)
    return page(request, "builder/values.html", {"values": found})


def _first(request: HttpRequest, segment: SegmentRecord | None, typed: Typed, name: str = "") -> HttpResponse:
    """The page as it is opened. Where that takes a while (the shop has to be opened first, or is large), the page is shown at once,
    and asks who it finds by a request of its own."""
    workspace = shop(request)
    context: dict[str, Any] = {"segment": segment, "typed": typed, "name": segment.name if segment else name}
    context |= {"state": segment.state if segment else "", "description": segment.description if segment else ""}
    context |= {"criteria": json.dumps(typed.criteria) if typed.criteria else "", "opening": True}
    if workspace.ledger.latest() is None:
        return page(request, "builder/empty.html", context)
    if (is_open(workspace) and _is_quick(request)) or request.GET.get("open"):
        with asked_shop(workspace, _now()) as asking:
            context |= _context(asking, _started(request, asking, typed, segment), segment)
            context |= {"opening": False, "name": segment.name if segment else name}
    return page(request, _PAGE, context)


def _is_quick(request: HttpRequest) -> bool:
    """Whether asking an open shop takes no time to speak of."""
    refresh = in_force(request)
    return refresh is None or int(refresh.facts.get("customers") or 0) <= _MOST_QUICK


def _opened(request: HttpRequest, asking: Asking, segment: SegmentRecord | None) -> Built:
    """The first look of a page that was shown before the shop was open."""
    try:
        criteria = json_in(request.POST, "criteria")
    except DefinitionError as error:
        return Built(Typed(Face.WORDS), problem=error.problem, remedy=error.remedy)
    words = request.POST.get("words", "")
    face = Face.CRITERIA if criteria is not None and not words else Face.WORDS
    return _started(request, asking, Typed(face, words, criteria=criteria), segment)


def _started(request: HttpRequest, asking: Asking, typed: Typed, segment: SegmentRecord | None) -> Built:
    """What a definition means as it was kept: its words, where they still mean the same."""
    may_use_sql, known = may(request.user, Permission.USE_SQL), _known_sql(segment)
    made = build(asking, typed, may_use_sql=may_use_sql, known_sql=known)
    if typed.criteria is not None and made.criteria != typed.criteria and typed.face is not Face.CRITERIA:
        kept = Typed(Face.CRITERIA, typed.words, criteria=typed.criteria)
        return build(asking, kept, may_use_sql=may_use_sql, known_sql=known)
    return made


def _posted(request: HttpRequest, segment: SegmentRecord | None) -> HttpResponse:
    """The whole form was sent: to be kept, or, without scripts, to be looked at or changed by one of its buttons."""
    with asked_shop(shop(request), _now()) as asking:
        made = _built(request, asking, segment)
        problem: tuple[str, str] | None = None
        if request.POST.get("do") == "save":
            try:
                return _kept(request, asking, made, segment)
            except RegularsError as error:
                problem = (error.problem, error.remedy)
        context = _context(asking, made, segment)
    context |= {"opening": False, "name": request.POST.get("name", ""), "description": request.POST.get("description", "")}
    context["state"] = request.POST.get("state", "")
    context["save_problem"] = problem
    return page(request, _PAGE, context, status=400 if problem else 200)


def _built(request: HttpRequest, asking: Asking, segment: SegmentRecord | None) -> Built:
    try:
        typed = typed_in(request.POST, asking.data.shape)
    except DefinitionError as error:
        typed = Typed(Face.WORDS, request.POST.get("words", ""), sql=request.POST.get("sql", ""))
        return Built(typed, problem=error.problem, remedy=error.remedy, sql=typed.sql)
    return build(asking, typed, may_use_sql=may(request.user, Permission.USE_SQL), known_sql=_known_sql(segment))


def _kept(request: HttpRequest, asking: Asking, made: Built, segment: SegmentRecord | None) -> HttpResponse:
    """Keep what the page means, and show the segment.

    Raises:
        DefinitionError: it is not complete, or the name will not do. DataError: somebody else changed it meanwhile.
    """
    workspace, now = shop(request), _now()
    name = segment.name if segment else request.POST.get("name", "").strip()
    check_segment_name(workspace, name)
    if segment is None and workspace.ledger.segment_versions(name):
        raise DefinitionError(f"There is a segment called {name!r} already.", "Give another name, or edit that one.")
    if not made.is_complete:
        raise DefinitionError("This is not complete yet.", "See what is missing beside it.")
    if made.condition is None:
        raise AssertionError("what is complete has a meaning")
    typed = made.typed
    state = request.POST.get("state", "")
    base = request.POST.get("base_version", "")
    wanted = Wanted(
        name=name,
        words=typed.words if typed.face is Face.WORDS else "",
        wire=to_wire(made.condition),
        sql=typed.sql if typed.face is Face.SQL else "",
        state=state if state in _STATES else "active",
        description=request.POST.get("description", "").strip(),
        base_version=int(base) if base.isascii() and base.isdigit() else None,
    )
    kept = proposed(workspace, asking, wanted, now=now, author=request.user.actor)
    keep_segment(workspace, kept, actor=request.user.actor, now=now)
    then = ""
    if kept.segment.state != "draft":
        is_soon = count_soon(workspace, name, request.user) is not None
        then = " The other pages show it in a moment." if is_soon else " The other pages show it from the next refresh on."
    messages.success(request, f"“{name}” is kept: {in_words(kept.customers, 'customer')}.{then}")
    return HttpResponseRedirect(segment_address(name))


def _context(asking: Asking, made: Built, segment: SegmentRecord | None) -> dict[str, Any]:
    found: Found | None = made.found
    if made.is_blank:
        found = everybody(asking)
    form: PartShown = shown(made.form, asking.data.shape, made.row_problems, made.kept_clauses, asking.data.currency)
    several = bool(made.readings) and made.condition is None
    return {
        "built": made,
        "typed": made.typed,
        "found": found,
        "form": form,
        "segment": segment,
        "near": _near(found),
        "needs_choice": several,
        "criteria": json.dumps(made.criteria) if made.criteria else "",
        "was_form": json.dumps(to_wire(filled(made.form, asking.data.shape).condition)),
        "sql_text": made.sql,
        "as_of": asking.data.as_of,
        "name": segment.name if segment else "",
        "description": segment.description if segment else "",
        "state": segment.state if segment else "active",
        "problems": [f"{_condition_words(path)}: {said}" for path, said in made.row_problems.items()],
    }


def _near(found: Found | None) -> list[tuple[str, list[NearMiss]]]:
    """The near misses by the condition that they miss."""
    missed: dict[str, list[NearMiss]] = {}
    for each in found.near_misses if found else ():
        missed.setdefault(each.clause, []).append(each)
    return list(missed.items())


def segment_address(name: str) -> str:
    """Where a segment is shown."""
    return str(reverse("segments:detail", args=[name]))


def _condition_words(path: str) -> str:
    """`Condition 2`, `Condition 2.1`: as people count."""
    return "Condition " + ".".join(str(int(step) + 1) for step in path.split("."))


def _custom(name: str) -> SegmentRecord | None:
    versions = shop().ledger.segment_versions(name) if name else ()
    return versions[-1] if versions else None


def _known_sql(segment: SegmentRecord | None) -> frozenset[str]:
    return sql_in(from_wire(dict(segment.criteria))) if segment is not None else frozenset()


def _meaning_of(name: str) -> dict[str, Any]:
    """What a segment means: a custom one's criteria, or being in the one of the map."""
    found = _custom(name)
    if found is not None:
        return dict(found.criteria)
    latest = shop().ledger.latest("refresh")
    if latest is None or name not in {segment for _, segment in latest.facts["cells"]}:
        raise Http404
    return to_wire(FieldText("segment", TextOperator.ANY_OF, (name,)))


def _now() -> datetime:
    return datetime.now(UTC)
