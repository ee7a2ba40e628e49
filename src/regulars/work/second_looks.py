"""Values that SQL alone does not settle, one by one through the normalisers: each different value once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import Prepared, prepare
from regulars.exports.outcomes import Reason
from regulars.queries.export_forms import BY_COUNTRY, SEPARATOR, SEVERAL, Form
from regulars.work.arrow_arrays import text_array

ROWS_AT_ONCE = 20_000
# what stands between several addresses in one cell
BETWEEN_SEVERAL = re.compile(r"\s*[;,|]\s*|\s+/\s+")
_MOST = 3


def take_second_looks(form: Form, listed: Path, looked_at: Path, about: About) -> tuple[set[FieldName], dict[str, Counter[str]]]:
    """Normalise the values in the Parquet file `listed` (field, key, n) into `looked_at`.

    Returns the fields that had any, and how many values were left out, by field and reason.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = ("field", "key", "normal", "normal_2", "normal_3", "digest")
    schema = pa.schema([(each, pa.string()) for each in texts])
    fields: set[FieldName] = set()
    reasons: dict[str, Counter[str]] = {}
    with pq.ParquetFile(listed) as source, pq.ParquetWriter(looked_at, schema) as target:
        for batch in source.iter_batches(batch_size=ROWS_AT_ONCE):
            rows = []
            for named, key, n in zip(*(batch.column(column).to_pylist() for column in ("field", "key", "n")), strict=True):
                field = FieldName(named)
                fields.add(field)
                found, left_out = _looked(form, field, key, about)
                for reason in left_out:
                    reasons.setdefault(named, Counter())[reason.value] += n
                rows.append((named, key, *found))
            target.write_batch(pa.record_batch([text_array(column) for column in zip(*rows, strict=True)], schema=schema))
    return fields, reasons


def normal_form(form: Form, field: FieldName, key: str, about: About) -> str | None:
    """The normal form of a value; None where there is none, or more is to be said about it."""
    found, left_out = _looked(form, field, key, about)
    return None if left_out else found[0]


def _looked(form: Form, field: FieldName, key: str, about: About) -> tuple[tuple[str | None, ...], tuple[Reason, ...]]:
    """Up to three normal forms and a hash that the value came with, and why what is left out is."""
    raw, _, country = key.partition(SEPARATOR) if field in BY_COUNTRY else (key, "", "")
    here = About(country or None, about.today, about.choices)
    made = [prepare(form.destination, field, raw, here)]
    if not made[0].is_sent and field in SEVERAL:
        parts = [part for part in BETWEEN_SEVERAL.split(raw.strip()) if part]
        each_made = [prepare(form.destination, field, part, here) for part in parts] if len(parts) > 1 else []
        # "john,doe@example.com" is no list: half of it is somebody else's address
        if each_made and all(each.normalized is not None for each in each_made):
            made = each_made
    first = made[0]
    if first.normalized is None:
        return _without_normal(form, field, first)
    places = sum(column.field is field for column in form.destination.columns)
    forms = [each.normalized for each in made[:places]]
    return (*forms, *[None] * (_MOST - len(forms)), None), (Reason.FURTHER,) * (len(made) - len(forms))


def _without_normal(form: Form, field: FieldName, made: Prepared) -> tuple[tuple[str | None, ...], tuple[Reason, ...]]:
    if made.sha256 is None:
        return (None,) * 4, (made.reason,) if made.reported and made.reason else ()
    if not form.has_digest(field):
        return (None,) * 4, (Reason.HASH_NOT_TAKEN,)
    return (None, None, None, made.sha256), ()
