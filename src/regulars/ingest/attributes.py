"""Every column of a customers file as a field: those that have a role, those that criteria know by name, and the shop's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.ingest.answers import Answers
from regulars.ingest.formats import settle
from regulars.ingest.names import words
from regulars.ingest.samples import Sample, take_sample
from regulars.queries import render
from regulars.queries.canonical_people import COUNTED, Attribute, tries
from regulars.queries.lake_people import WHO_SAID
from regulars.queries.row_reader import RawTable
from regulars.queries.rows import PEOPLE_ROLES
from regulars.tables import ColumnUse, Kind, Mapping, NumberFormat, TimeFormat, TimeKind

# names of columns, as words, that criteria know as a field
_NAMES: dict[str, tuple[str, ...]] = {
    "birth_date": (
        "birth date", "birthdate", "birthday", "birth day", "date of birth", "dob", "born", "born on", "geburtsdatum",
        "date de naissance", "fecha de nacimiento", "data di nascita", "geboortedatum",
    ),
    "gender": ("gender", "sex", "geschlecht", "genre", "sexo", "genere", "geslacht"),
    "created_at": (
        "created at", "created", "created on", "date created", "creation date", "signup date", "signup at", "signed up",
        "signed up at", "sign up date", "sign up at", "registered", "registered at", "registered on", "registration date",
        "date registered", "joined", "joined at", "join date", "joined on", "member since", "customer since", "customer created at",
    ),
    "accepts_marketing": (
        "accepts marketing", "accepts email marketing", "accept marketing", "marketing opt in", "email opt in", "opt in",
        "opted in", "subscribed", "is subscribed", "newsletter", "newsletter subscribed", "marketing consent",
        "email marketing consent", "subscribed to marketing", "subscribed to newsletter", "accepts newsletter",
    ),
    "tags": ("tags", "tag", "customer tags", "labels"),
}  # fmt: skip
_KINDS = {
    "birth_date": Kind.TIME,
    "created_at": Kind.TIME,
    "accepts_marketing": Kind.FLAG,
    "gender": Kind.TEXT,
    "tags": Kind.TEXT,
}


def attributes_of(
    engine: Engine, raw: RawTable, mapping: Mapping, answers: Answers, reserved: frozenset[str]
) -> tuple[tuple[Attribute, ...], tuple[str, ...]]:
    """The fields of a customers file, and what should be known about them. `reserved` are names that no column may take."""
    sample = take_sample(engine, raw.view, tuple(raw.types))
    made = [Attribute(role, use, Kind.TEXT) for role in PEOPLE_ROLES if (use := mapping.use(role))]
    named, notes = _named(engine, sample, mapping, answers, tuple(_NAMES))
    made += named
    taken = {use.column for use in (*mapping.uses, *(each.use for each in named))}
    names = reserved | {each.field.lower() for each in made}
    for own in _own(engine, sample, [column for column in raw.types if column not in taken and column not in WHO_SAID]):
        if own.field.lower() in names:
            notes.append(f"The column {own.field!r} of the customers is left out: Regulars has a field of that name.")
        else:
            made.append(own)
            names |= {own.field.lower()}
    return tuple(made), tuple(notes)


def agreed_and_born(engine: Engine, raw: RawTable, mapping: Mapping, answers: Answers) -> tuple[Attribute, ...]:
    """What audiences for other tools need to know of people beside their addresses, where a customers file says it: whether they
    agreed to marketing, when they were born, and their gender."""
    sample = take_sample(engine, raw.view, tuple(raw.types))
    found, _ = _named(engine, sample, mapping, answers, ("birth_date", "gender", "accepts_marketing"))
    return tuple(each for each in found if each.kind is _KINDS[each.field])


def _named(
    engine: Engine, sample: Sample, mapping: Mapping, answers: Answers, fields: Sequence[str]
) -> tuple[list[Attribute], list[str]]:
    """The columns that are named like one of `fields`, and what should be known about them."""
    taken = {use.column for use in mapping.uses}
    made: list[Attribute] = []
    notes: list[str] = []
    for field in fields:
        column = next((name for name in sample.types if name not in taken and " ".join(words(name)) in _NAMES[field]), None)
        if column is None:
            continue
        taken.add(column)
        known, note = _known(engine, sample, field, column, answers)
        made.append(known)
        notes += [note] if note else []
    return made, notes


def _known(engine: Engine, sample: Sample, field: str, column: str, answers: Answers) -> tuple[Attribute, str]:
    use = ColumnUse(field, column, None, 0.9, f"named like {field.replace('_', ' ')}")
    kind = _KINDS[field]
    if kind is not Kind.TIME:
        return Attribute(field, use, kind, is_tags=field == "tags"), ""
    if not sample.values(column):
        return Attribute(field, replace(use, format=TimeFormat(TimeKind.ISO)), kind, is_day=field == "birth_date"), ""
    try:
        settled = settle(engine, sample, [use], {field: kind}, answers)
    except RegularsError as error:
        return Attribute(field, use, Kind.TEXT), f"{error.problem} It is kept as text."
    return Attribute(field, settled.uses[0], kind, is_day=field == "birth_date"), "".join(settled.notes)


def _own(engine: Engine, sample: Sample, columns: Sequence[str]) -> list[Attribute]:
    """The shop's own columns, each as what all of its values are; text where they differ."""
    texts = [column for column in columns if sample.is_text(column)]
    found = dict(engine.record(render.sql(tries(sample.view, texts), engine.dialect))) if texts else {}
    made = []
    for column in columns:
        use = ColumnUse(column, column, None, 1.0, "a column of the customers")
        if column in texts:
            place = texts.index(column)
            made.append(_read_as(use, {label: int(found[f"{label}_{place}"]) for label in COUNTED}))
        elif sample.types[column].upper() == "BOOLEAN":
            made.append(Attribute(column, use, Kind.FLAG))
        elif sample.is_time(column):
            zoned = "TIME ZONE" in sample.types[column].upper()
            form = TimeFormat(TimeKind.NATIVE_ZONED if zoned else TimeKind.NATIVE)
            made.append(Attribute(column, replace(use, format=form), Kind.TIME, is_day=sample.types[column].upper() == "DATE"))
        elif sample.is_number(column):
            made.append(Attribute(column, use, Kind.NUMBER))
    return made


def _read_as(use: ColumnUse, counts: dict[str, int]) -> Attribute:
    values = counts["values"]
    if values and counts["flags"] == values:
        return Attribute(use.column, use, Kind.FLAG)
    if values and counts["numbers"] == values:
        return Attribute(use.column, replace(use, format=NumberFormat()), Kind.NUMBER)
    if values and counts["times"] == values:
        is_day = counts["days"] == values
        return Attribute(use.column, replace(use, format=TimeFormat(TimeKind.ISO)), Kind.TIME, is_day=is_day)
    return Attribute(use.column, use, Kind.TEXT)
