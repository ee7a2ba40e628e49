"""Tables of database servers, and of SQLite by address: copied aside as text in one consistent look, then read like any file.

Addresses have passwords in them. They are never part of a message, a note or what is remembered: `Address.shown` is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from regulars.errors import SourceError, UndecidedError, near_names
from regulars.ingest.choices import choose_table, left_out_note
from regulars.ingest.columns import check_width
from regulars.ingest.dialects import column_names
from regulars.ingest.server_readers import Address, Reader, reader_of
from regulars.ingest.sources import Source
from regulars.ingest.updates import update_column
from regulars.queries.scans import CsvScan

_SCHEMES = {"postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}
_FORMS = "Write postgres://USER:PASSWORD@HOST/DATABASE, mysql://USER:PASSWORD@HOST/DATABASE or sqlite:///PATH."
_NAMES = {
    "orders": ("orders", "order", "sales_orders", "sales_order"),
    "order_lines": ("order_lines", "order_line", "order_items", "order_item", "line_items", "orderlines", "orderitems"),
    "customers": ("customers", "customer"),
    "events": ("events", "event"),
}
_MYSQL_OPTIONS = ("charset", "ssl", "ssl_ca")


@dataclass(frozen=True, slots=True)
class TableOfDatabase:
    """A table of a database that is to be imported: `canonical` is what it is taken for, `name` None the one that looks like it.

    `since`: of orders and customers only rows that were changed since then (or say no time), where a column of the table tells;
    a time for all, or one for each table by how its source is shown.
    """

    address: Address
    canonical: str | None = None
    name: str | None = None
    since: datetime | Mapping[str, datetime] | None = None


def address_in(environment: Mapping[str, str], name: str) -> str:
    """A file or address as it is; of `env:NAME` what the environment has, so that no password is kept in the settings.

    Raises:
        SourceError: the environment has none of that name.
    """
    kind, mark, variable = name.partition(":")
    if kind != "env" or not mark:
        return name
    value = environment.get(variable, "")
    if not value:
        raise SourceError(f"The environment has no {variable}.", f"Set it: export {variable}=postgres://...")
    return value


def is_address(text: str) -> bool:
    """Whether somebody means a database and not a file."""
    scheme, mark, _ = text.partition("://")
    return bool(mark) and scheme.lower().partition("+")[0] in _SCHEMES


def read_address(text: str) -> Address:
    """The parts of an address.

    Raises:
        SourceError: it cannot be understood.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SourceError("The address of the database cannot be understood.", _FORMS) from error
    kind = _SCHEMES.get(parts.scheme.lower().partition("+")[0])
    if kind is None:
        raise SourceError(f"A database of type {parts.scheme!r} cannot be read.", _FORMS)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise SourceError(f"The {kind} address names no database.", _FORMS)
    options = tuple(parse_qsl(parts.query))
    if kind == "mysql":
        odd = next((key for key, _ in options if key not in _MYSQL_OPTIONS), None)
        if odd is not None:
            raise SourceError(f"The mysql address has an unknown option {odd!r}.", near_names(odd, _MYSQL_OPTIONS))
    return Address(
        kind, unquote(parts.hostname or ""), port, unquote(parts.username or ""), name, unquote(parts.password or ""), options
    )


def fetch(wanted: Sequence[TableOfDatabase], workdir: Path) -> list[tuple[str, Source, int]]:
    """The tables, each as (what it is, a source, its rows); of those that names tell, empty ones are left out.

    Tables of one server are read in one transaction, so that they agree.

    Raises:
        SourceError: the server or a table cannot be read. UndecidedError: several tables could be meant.
    """
    found: list[tuple[str, Source, int]] = []
    for address in dict.fromkeys(each.address for each in wanted):
        with reader_of(address) as reader:
            tables = reader.tables()
            asked = [each for each in wanted if each.address == address]
            chosen = _chosen(address, tables, asked)
            for canonical, name in chosen.items():
                # lines are read whole: an order's lines replace those that are there, so that some of them would not do
                since = _moment(asked[0].since, f"{address.shown}/{name}") if canonical in {"orders", "customers"} else None
                source, rows = _copied(reader, address, name, tables[name], workdir, since)
                if canonical == "orders" and asked[0].name is None and not _is_named(canonical, name):
                    others = [each for each in tables if each not in chosen.values()]
                    source = replace(source, notes=(*source.notes, *left_out_note(address.shown, name, others)))
                if rows:
                    found.append((canonical, source, rows))
                elif since is None and (len(chosen) == 1 or canonical == "orders"):
                    raise SourceError(f"{source.files[0]} has no rows.", "Say which table has the orders with --table NAME.")
    return found


def _moment(since: datetime | Mapping[str, datetime] | None, shown: str) -> datetime | None:
    return since.get(shown) if isinstance(since, Mapping) else since


def _copied(
    reader: Reader, address: Address, name: str, columns: list[str], workdir: Path, since: datetime | None
) -> tuple[Source, int]:
    shown = f"{address.shown}/{name}"
    check_width(shown, len(columns))
    copy = workdir / f"table-{sum(1 for _ in workdir.iterdir())}.csv"
    column = update_column(columns) if since is not None else None
    try:
        rows, is_narrow = reader.copy(name, copy, (column, since) if column is not None and since is not None else None)
    except OSError as error:
        raise SourceError(f"{shown} cannot be copied aside: {error.strerror or error}.", "Free some space.") from error
    names = column_names(columns, len(columns))
    return Source(CsvScan((str(copy),), names, skip=0), names, (shown,), _narrow_note(name, column, since, is_narrow)), rows


def _narrow_note(name: str, column: str | None, since: datetime | None, is_narrow: bool) -> tuple[str, ...]:
    if since is None:
        return ()
    if is_narrow:
        return (f"Of {name}, rows changed since {since:%Y-%m-%d %H:%M} UTC by {column!r} were read.",)
    return (f"{name} was read whole: no column of it has the time of a row's last change.",)


def _chosen(address: Address, tables: dict[str, list[str]], wanted: Sequence[TableOfDatabase]) -> dict[str, str]:
    """What each wanted table is (a canonical one) and what it is called."""
    if not tables:
        raise SourceError(f"{address.shown} has no table that {address.user or 'this user'} may read.", "Grant SELECT on them.")
    if len(wanted) == 1 and wanted[0].name is None:
        return _by_name(address, tables)
    found: dict[str, str] = {}
    for each in wanted:
        name = choose_table(address.shown, tables, each.name)
        canonical = each.canonical or next((kind for kind in _NAMES if _is_named(kind, name)), "orders")
        if canonical in found:
            raise UndecidedError(
                f"{found[canonical]} and {name} would both be the {canonical}.",
                f"Say what they are with --table, as {canonical}=NAME.",
            )
        found[canonical] = name
    return found


def _by_name(address: Address, tables: dict[str, list[str]]) -> dict[str, str]:
    """The canonical tables that names tell; the orders, where none does, by their columns."""
    found: dict[str, str] = {}
    for canonical, names in _NAMES.items():
        for wanted in names:
            alike = [name for name in tables if _plain(name) == wanted]
            if len(alike) > 1:
                raise UndecidedError(
                    f"{address.shown} has several tables {wanted}: {', '.join(alike)}.",
                    f"Say which with --table, as {canonical}={alike[0]}.",
                )
            if alike:
                found[canonical] = alike[0]
                break
    if "orders" not in found:
        found = {"orders": choose_table(address.shown, tables, None)} | found
    return found


def _is_named(canonical: str, name: str) -> bool:
    return _plain(name) in _NAMES[canonical]


def _plain(name: str) -> str:
    return re.sub(r"^(tbl|dim|fact|t)_", "", name.rpartition(".")[2].lower())
