"""Whether a column's values agree with the role its name promises."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from regulars.ingest.numbers import looks_like_number, number_evidence, sign_of
from regulars.ingest.samples import Sample
from regulars.ingest.times import looks_like_time, time_evidence, written
from regulars.tables import NO_WORDS, RETURN_WORDS, SALE_WORDS, STATUS_WORDS, YES_WORDS

_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s?[AaPp][Mm])?")
_NIL_FRACTION = re.compile(r"[.,]0+$")
_CURRENCY = re.compile(r"[A-Za-z]{3}|[^\w\s]{1,3}|[A-Z]{1,2}\$")
_FLAGS = frozenset((*YES_WORDS, *NO_WORDS))
_ROW_TYPES = frozenset((*SALE_WORDS, *RETURN_WORDS))
_STATUSES = frozenset(word for words in STATUS_WORDS.values() for word in words)
_MOST = 0.9
_MOSTLY = 0.6
_ENOUGH = 400


def agrees(role: str, sample: Sample, column: str) -> bool:
    """Whether the sampled values can play the role; a column without values cannot be argued with."""
    values = sample.values(column)[:_ENOUGH]
    test = _TESTS.get(role)
    return test is None or not values or test(sample, column, values)


def is_date_column(sample: Sample, column: str, *, bare_numbers: bool) -> bool:
    """Whether the column holds dates: by type, or because its values read as such."""
    values = sample.values(column)[:_ENOUGH]
    return sample.is_time(column) or (bool(values) and looks_like_time(values, bare_numbers=bare_numbers))


def is_number_column(sample: Sample, column: str) -> bool:
    """Whether the column holds numbers: by type, or because its values read as such."""
    values = sample.values(column)[:_ENOUGH]
    return sample.is_number(column) or (sample.is_text(column) and bool(values) and looks_like_number(values))


def has_fractions(sample: Sample, column: str) -> bool:
    """Whether the column's numbers have digits after a decimal mark that are not all zeros."""
    return _fractions(sample, column) > 0


def _fractions(sample: Sample, column: str) -> float:
    values = sample.values(column)
    # bare digits have no fraction
    evidence = number_evidence([_NIL_FRACTION.sub("", value) for value in values if not value.isdigit()])
    return (evidence.dot_decimal + evidence.comma_decimal) / max(len(values), 1)


def misfits(role: str, sample: Sample, column: str) -> tuple[int, str]:
    """How many sampled values cannot be what the role wants, and an example; of roles told value by value."""
    reads = _READS.get(role)
    odd = [value for value in sample.values(column) if reads is not None and not reads(value)]
    return len(odd), odd[0] if odd else next(iter(sample.values(column)), "")


def _dates(sample: Sample, column: str, values: Sequence[str]) -> bool:
    if sample.is_time(column):
        return True
    evidence = time_evidence(values)
    # months in another language are dates all the same: refused later, with the reason
    return evidence.share >= _MOST or evidence.foreign_months is not None


def _numbers(sample: Sample, column: str, values: Sequence[str]) -> bool:
    return is_number_column(sample, column) and not (sample.is_text(column) and looks_like_time(values))


def _keys(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    # an identifier that looks like a fraction is an odd one, many are amounts
    return not is_date_column(sample, column, bare_numbers=False) and _fractions(sample, column) <= 1 - _MOST


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(value)) for value in values) / len(values)


def _emails(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    return _share(values, lambda value: "@" in value) >= 0.5


def _currencies(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    return _share(values, _CURRENCY.fullmatch) >= _MOST


def _statuses(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    found = {value.lower().replace("_", " ").replace("-", " ").removeprefix("wc ") for value in values}
    return len(found) <= 40 and len(found & _STATUSES) * 2 >= len(found)


def _clocks(sample: Sample, column: str, values: Sequence[str]) -> bool:
    is_time_type = sample.types[column].upper().startswith("TIME") and not sample.is_time(column)
    return is_time_type or _share(values, _CLOCK.fullmatch) >= _MOST


def _flags(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    return {value.lower() for value in values} <= _FLAGS


def _refunds(sample: Sample, column: str, values: Sequence[str]) -> bool:
    # nothing but 0 and 1 is a flag: `is_refunded`
    return _numbers(sample, column, values) and ("1" not in values or not set(values) <= {"0", "1"})


def _row_types(sample: Sample, column: str, values: Sequence[str]) -> bool:  # noqa: ARG001
    return _share(values, lambda value: " ".join(re.split(r"[_\W]+", value.lower())).strip() in _ROW_TYPES) >= _MOSTLY


def _words(sample: Sample, column: str, values: Sequence[str]) -> bool:
    return not is_number_column(sample, column) and not looks_like_time(values)


_TESTS: dict[str, Callable[[Sample, str, Sequence[str]], bool]] = {
    "customer_id": _keys,
    "order_id": _keys,
    "product_id": _keys,
    "email": _emails,
    "currency": _currencies,
    "status": _statuses,
    "ordered_at": _dates,
    "occurred_at": _dates,
    "time_of_day": _clocks,
    "test": _flags,
    "captured": _flags,
    "cancelled": _flags,
    "is_refunded": _flags,
    "is_return": _flags,
    "row_type": _row_types,
    "refunded": _refunds,
    "first_name": _words,
    "last_name": _words,
    "type": _words,
    **dict.fromkeys(("total", "line_total", "unit_price", "quantity", "discount", "shipping", "tax", "cost", "value"), _numbers),
}

_READS: dict[str, Callable[[str], object]] = {
    "ordered_at": written,
    "occurred_at": written,
    "email": lambda value: "@" in value,
    **dict.fromkeys(("total", "line_total", "unit_price", "quantity"), sign_of),
}
