"""Which contacts are plain, as a column that is written beside scored customers, so that no export looks at those again.

Its name tells the rules by which it was made; a build with other rules does not know it and judges for itself. Of a folder that
`regulars score --out` wrote it is believed only where the file is the one that was scored, by the checksum in run.json; of a
workspace's refresh (see `kept_contacts`), where no later import may have changed an address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from regulars.engines.base import Engine
from regulars.exports.destinations.base import FieldName
from regulars.exports.destinations.google import GOOGLE
from regulars.exports.phone_plans import code_plan, country_plan
from regulars.queries import render
from regulars.queries.export_forms import Form, PhonePlans
from regulars.queries.judged_contacts import BEGINNING, JUDGED, is_judgement, judged_contacts, with_contacts
from regulars.queries.reading import is_text
from regulars.work.export_forms import phone_plans

_SCORED = "scored_with_contacts"
_OPTIONS = ("FORMAT PARQUET", "COMPRESSION ZSTD")
# of their plans every rule about numbers is made
_TELLING = ("US", "DE", "GB", "IT")


def judged_column(columns: Collection[str]) -> str | None:
    """The column that says by the rules in force which contacts are plain; None where there is none."""
    return present_rules() if any(map(is_judgement, columns)) and present_rules() in columns else None


def copy_customers(engine: Engine, sql: str, path: Path) -> None:
    """Write scored customers (a query) as Parquet, with what is known of their contacts where they have any."""
    engine.view(_SCORED, sql)
    types = engine.columns(_SCORED)
    if has_contacts(types):
        judged = judged_contacts(contact_form(engine, _SCORED, types), _SCORED, types)
        sql = render.sql(with_contacts(judged, types, present_rules(), has_known=False), engine.dialect)
    engine.copy(sql, path, _OPTIONS)


def has_contacts(types: Mapping[str, str]) -> bool:
    """Whether there is something to judge in a view with these columns."""
    return bool({"email", "phone"} & set(types)) and all(is_text(types[each]) for each in JUDGED if each in types)


def contact_form(engine: Engine, source: str, types: Collection[str]) -> Form:
    """A form of international numbers, with the numbering plans of a view's."""
    return Form(GOOGLE, _FIELDS, is_hashed=False, plans=phone_plans(engine, source) if "phone" in types else PhonePlans())


_FIELDS = (FieldName.EMAIL, FieldName.PHONE, FieldName.ZIP)


@cache
def present_rules() -> str:
    """How the column is called by the rules in force: the name tells those of a few countries' numbers, and of everything else."""
    from phonenumbers import __version__

    plans = [plan for plan in map(country_plan, _TELLING) if plan is not None]
    form = Form(GOOGLE, _FIELDS, is_hashed=False, plans=PhonePlans((code_plan(1),), tuple((plan, ("",)) for plan in plans)))
    rules = f"{__version__} {judged_contacts(form, '', JUDGED).text}"
    return BEGINNING + hashlib.md5(rules.encode(), usedforsecurity=False).hexdigest()[:8]
