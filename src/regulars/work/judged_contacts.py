"""Which contacts are plain, as a column that `regulars score --out` writes beside them, so that no export looks at those again.

Its name tells the rules by which it was made; a build with other rules does not know it and judges for itself. It is believed only
where the file is the one that was scored, by the checksum in run.json.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from regulars.engines.base import Engine
from regulars.exports.destinations.base import FieldName
from regulars.exports.destinations.google import GOOGLE
from regulars.exports.phone_plans import code_plan, country_plan
from regulars.queries import render
from regulars.queries.export_forms import CONTACTS, Form, PhonePlans
from regulars.queries.judged_contacts import JUDGED, judged_contacts
from regulars.queries.reading import is_text
from regulars.work.export_forms import phone_plans

_BEGINNING = "contact_forms_"
_SCORED = "scored_with_contacts"
_OPTIONS = ("FORMAT PARQUET", "COMPRESSION ZSTD")
# of their plans every rule about numbers is made
_TELLING = ("US", "DE", "GB", "IT")


def is_judgement(column: str) -> bool:
    """Whether a column says which contacts are plain, by whatever rules."""
    return column.startswith(_BEGINNING)


def judged_column(columns: Collection[str]) -> str | None:
    """The column that says by the rules in force which contacts are plain; None where there is none."""
    return _column() if any(map(is_judgement, columns)) and _column() in columns else None


def copy_customers(engine: Engine, sql: str, path: Path) -> None:
    """Write scored customers (a query) as Parquet, with what is known of their contacts where they have any."""
    engine.view(_SCORED, sql)
    types = engine.columns(_SCORED)
    if not {"email", "phone"} & set(types) or not all(is_text(types[each]) for each in JUDGED if each in types):
        engine.copy(sql, path, _OPTIONS)
        return
    form = Form(GOOGLE, _FIELDS, is_hashed=False, plans=phone_plans(engine, _SCORED) if "phone" in types else PhonePlans())
    judged = render.sql(judged_contacts(form, _SCORED, types), engine.dialect)
    engine.copy(f'SELECT * RENAME ({CONTACTS} AS "{_column()}") FROM ({judged}) AS j', path, _OPTIONS)


_FIELDS = (FieldName.EMAIL, FieldName.PHONE, FieldName.ZIP)


@cache
def _column() -> str:
    """The name tells the rules: of a few countries' numbers, and of everything else."""
    from phonenumbers import __version__

    plans = [plan for plan in map(country_plan, _TELLING) if plan is not None]
    form = Form(GOOGLE, _FIELDS, is_hashed=False, plans=PhonePlans((code_plan(1),), tuple((plan, ("",)) for plan in plans)))
    rules = f"{__version__} {judged_contacts(form, '', JUDGED).text}"
    return _BEGINNING + hashlib.md5(rules.encode(), usedforsecurity=False).hexdigest()[:8]
