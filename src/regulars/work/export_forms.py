"""What the form of an audience needs to know of the data: the numbering plans of their countries, and what few values settle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from regulars.engines.base import Engine
from regulars.exports.countries import country_code
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.phone_plans import CountryPlan, calling_codes, code_plan, country_plan
from regulars.queries import exports, render
from regulars.queries.export_forms import FEW, Form, PhonePlans
from regulars.queries.export_rows import UNSAFE
from regulars.work.second_looks import normal_form

# values that are settled within the query; rarer ones take a second look
_SETTLED = 40
_UNSAFE = re.compile(UNSAFE)


def looked_up(form: Form, engine: Engine, source: str, about: About) -> Form:
    """The form with what the rows of a view need."""
    words = _texts(engine, exports.spellings(source, "country"))
    regions = {word: country_code(word) for word in words}
    settled = {}
    for each in FEW:
        if each in form.fields:
            found = _texts(engine, exports.frequent_values(source, each, _SETTLED))
            made = ((value, normal_form(form, each, value, about)) for value in found)
            settled[each] = [(value, normal) for value, normal in made if normal is not None and not _UNSAFE.search(normal)]
    return replace(
        form,
        plans=_plans(engine, source, regions) if FieldName.PHONE in form.fields else PhonePlans(),
        settled=settled,
        american=tuple(word for word, region in regions.items() if region == "US"),
    )


def phone_plans(engine: Engine, source: str) -> PhonePlans:
    """The numbering plans that the rows of a view need, whatever order they are in."""
    words = _texts(engine, exports.spellings(source, "country")) if "country" in engine.columns(source) else []
    return _plans(engine, source, {word: country_code(word) for word in words}, of_all=True)


def _plans(engine: Engine, source: str, regions: Mapping[str, str | None], *, of_all: bool = False) -> PhonePlans:
    written: dict[CountryPlan, list[str]] = {}
    for word, region in regions.items():
        plan = country_plan(region) if region else None
        if plan is not None:
            written.setdefault(plan, []).append(word)
    starts = _texts(engine, exports.calling_code_starts(source, of_all=of_all))
    codes = {int(start[:length]) for start in starts for length in (1, 2, 3) if not start.startswith("0")} & calling_codes()
    return PhonePlans(
        tuple(code_plan(code) for code in sorted(codes)), tuple((plan, tuple(words)) for plan, words in written.items())
    )


def _texts(engine: Engine, query: render.Tree) -> list[str]:
    """The values of a query with one column that are there."""
    return [str(row[0]) for row in engine.rows(render.sql(query, engine.dialect)) if row[0]]
