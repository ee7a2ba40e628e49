"""What a refresh keeps of which contacts are plain (see `judged_contacts`), in the profile, for the exports of a workspace.

Those alone are judged whose contacts are others than at the refresh before, where that one went by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import SourceError
from regulars.lake.pinned import pinned_files
from regulars.lake.store import Lake
from regulars.queries import increments, lake, render
from regulars.queries.judged_contacts import JUDGED, hidden_where_known, judged_contacts, known_contacts, with_contacts
from regulars.version import VERSION
from regulars.work.judged_contacts import contact_form, has_contacts, present_rules
from regulars.work.kept_facts import compare_versions
from regulars.work.ledger import PublicationRecord

_ROWS, _HIDDEN, _BEFORE, _KNOWN, _CHANGED = (
    "profile_rows",
    "contacts_to_judge",
    "profile_before",
    "known_contacts",
    "changed_contacts",
)


class KeptContacts:
    """What a refresh keeps of contacts: `beside` puts it beside the profile. `versions` are those of the tables that are scored;
    `before` is the refresh before (None: everybody is to be judged).
    """

    def __init__(self, lake_: Lake, versions: Mapping[str, int], before: PublicationRecord | None) -> None:
        self._lake = lake_
        self._versions = versions
        self._before = before
        self._is_kept = False

    def beside(self, engine: Engine, profile: render.Tree, *, has_people: bool) -> str:
        """The rows of a profile, with what is known of contacts where they have any: the table `people` has the same contacts."""
        sql = render.sql(profile, engine.dialect)
        if not has_people or not has_contacts(engine.columns("people")):
            return sql
        engine.view(_ROWS, sql)
        types = engine.columns(_ROWS)
        self._is_kept = True
        form, source, columns = contact_form(engine, "people", types), _ROWS, tuple(types)
        has_known = self._make_known(engine, types)
        if has_known:
            source = _HIDDEN
            engine.view(source, render.sql(hidden_where_known(_ROWS, columns, _KNOWN), engine.dialect))
        judged = judged_contacts(form, source, engine.columns(source))
        return render.sql(with_contacts(judged, columns, present_rules(), has_known=has_known), engine.dialect)

    @property
    def wire(self) -> dict[str, Any]:
        """What the publication keeps: by what the profile's contacts were judged, and of which version of the customers."""
        return {"contacts": {"by": _rules(), "customers": self._versions["customers"]}} if self._is_kept else {}

    def _make_known(self, engine: Engine, types: Mapping[str, str]) -> bool:
        """Make the view of what the refresh before knows of those whose contacts are what they were; False: it is of no use."""
        told = self._before.facts.get("contacts", {}) if self._before is not None else {}
        if self._before is None or told.get("by") != _rules():
            return False
        try:
            files = pinned_files(self._lake, self._before.versions, "profile")
            engine.view(_BEFORE, lake.files_sql([str(path) for path in files]))
            there = engine.columns(_BEFORE)
            is_new = compare_versions(engine, self._lake, "customers", int(told["customers"]), self._versions["customers"])
            if present_rules() not in there or not _have_the_same(there, types):
                return False
            if is_new:
                gone, come = (engine.columns(f"{each}_customers") for each in ("gone", "come"))
                if not _have_the_same(gone, come):
                    return False
                judged = [each for each in JUDGED if each in come]
                changed = increments.changed_keys("customer_id", judged, "gone_customers", "come_customers")
                engine.table(_CHANGED, render.sql(changed, engine.dialect))
        except SourceError:  # a profile or customers of then are gone: an erasure, retention
            return False
        known = known_contacts(_BEFORE, present_rules(), _CHANGED if is_new else None)
        engine.view(_KNOWN, render.sql(known, engine.dialect))
        return True


def _have_the_same(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two tables have the same columns about contacts."""
    return all((each in one) == (each in other) for each in JUDGED)


def _rules() -> str:
    """By what contacts are read and judged."""
    return f"{VERSION} {present_rules()}"
