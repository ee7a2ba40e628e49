"""An audience from scored customers to a file for another tool: consent first, then each destination's own form, then a receipt."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.exports.audiences import Counts, Mode, Wanted, check_wanted, fields_to_send
from regulars.exports.destinations.base import About, Consent
from regulars.playbooks.plays import Playbook
from regulars.queries import export_rows, exports, render, spreadsheets
from regulars.queries.export_forms import SOURCES, Form
from regulars.queries.lake import files_sql
from regulars.queries.reading import is_text
from regulars.queries.render import Tree
from regulars.work.audience import AudienceSource, value_field
from regulars.work.export_forms import looked_up
from regulars.work.export_parts import Rows
from regulars.work.export_stream import ROWS_AT_ONCE, Stream, StreamedRows, write_remembered
from regulars.work.playbooks import shipped_playbooks
from regulars.work.reading import open_view
from regulars.work.second_looks import take_second_looks
from regulars.work.suppressions import Suppressions, suppressed_keys

# a dictionary is worth its while for columns of few different values
_STAGED = ("FORMAT PARQUET", "COMPRESSION SNAPPY", "DICTIONARY_SIZE_LIMIT 4000")
# what is used twice and soon need not be small
_LINES = ("FORMAT PARQUET", "COMPRESSION UNCOMPRESSED", "DICTIONARY_SIZE_LIMIT 1")
# fingerprints don't compress
_REMEMBERED = ("FORMAT PARQUET", "COMPRESSION UNCOMPRESSED", "DICTIONARY_SIZE_LIMIT 1")
# beyond this, the order of the source is kept without sorting once more, where nothing was joined: joins lose it
_SORTED_ROWS = 300_000
_EXCEL = "\ufeff"
# the columns of rows that are lines
_LAID_OUT = ("customer_id", "line", "address", "mark")
_ONCE = "rough_once"


class Export:
    """One audience, counted and ready to be written. Made by `open_export`; the engine stays its caller's."""

    def __init__(
        self,
        engine: Engine,
        workdir: Path,
        wanted: Wanted,
        source: AudienceSource,
        today: date,
        suppressions: Suppressions | None = None,
        playbooks: Sequence[Playbook] = (),
    ) -> None:
        check_wanted(wanted)
        self.wanted = wanted
        self.scored = source
        self.playbooks = playbooks or shipped_playbooks()
        self._engine = engine
        self._workdir = workdir
        self._suppressions = suppressions
        self._about = About(None, today, wanted.choices)
        self._values: dict[str, Counter[str]] = {}
        self._streamed: StreamedRows | None = None
        self._opened = source.open(engine, workdir, wanted)
        self.segment, self._members, present = self._opened.segment, self._opened.members, self._opened.columns
        self._is_standard = not wanted.destination.columns
        self._is_in_order = self._opened.is_in_order and suppressions is None
        fields, more = ([], []) if self._is_standard else fields_to_send(wanted, SOURCES, present)
        self._more = more
        value = None if self._is_standard else value_field(present, wanted.value)
        kept, judged = present if self._is_standard else more, None if self._is_standard else self._opened.judged
        for view, source_view in (("audience", "scored"), ("everybody", self._opened.everybody)):
            self._view(view, exports.audience(present, value, kept, source_view, self._opened.belongs_to, judged))
        self.form = Form(wanted.destination, tuple(fields), wanted.hashes, wanted.choices, is_judged=judged is not None)
        self._standard_columns = self._chosen_columns(present) if self._is_standard else []
        self.counts = self._make()

    @property
    def needs_consent(self) -> bool:
        """Whether only those who agreed are sent."""
        return self.wanted.destination.consent is not Consent.NONE and not self.wanted.ignores_consent

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields of the audience that may be sent."""
        return self._opened.columns

    @property
    def suppressed_by(self) -> dict[str, str] | None:
        """Name and checksum of the list of people who are never sent."""
        given = self._suppressions
        return None if given is None else {"name": given.name, "sha256": given.sha256}

    def whole(self) -> Rows | StreamedRows:
        """Everybody who is sent."""
        return self._streamed or self._rows(exports.kept(self._judged), self.counts.sent)

    def sample(self, most: int) -> list[tuple[Any, ...]]:
        """The header and the first rows of the file."""
        if self._streamed is not None:
            return self._streamed.first(most)
        found = render.template(
            f"SELECT * FROM $r AS r LIMIT {most + 1}",
            r=render.subquery(self._query(exports.kept(self._judged), self.counts.sent)),
        )
        rows = self._engine.rows(self._sql(found))
        if self._is_standard:
            return rows
        return [tuple(cell or None for cell in next(csv.reader(StringIO(row[0], newline="")))) for row in rows]

    def copy_customers(self, path: Path, value: str | None) -> None:
        """Write the ids of those who would be sent, and a field of the profile as `value`."""
        self._engine.copy(self._sql(exports.sent_customers(self._judged, value)), path, _STAGED)

    def remember(self, path: Path) -> None:
        """Write who is sent, as fingerprints, and make the view `now_sent` of it."""
        if self._streamed is not None:
            self._streamed.remember(path)
        else:
            remembered = self._sql(exports.remembered(self._sent, has_lines=not self._is_standard))
            write_remembered(self._engine.batches(remembered, ROWS_AT_ONCE), path)
        open_view(self._engine, str(path), "now_sent", self._workdir, None)

    def remember_both(self, path: Path) -> None:
        """Write who is sent, and who was and is not taken off (the views `now_sent` and `former` are there)."""
        self._engine.copy(self._sql(exports.still_known()), path, _REMEMBERED)

    def compare(self, former: Path | None) -> Mapping[str, int]:
        """How many are `added`, `changed` and `gone` since `former` was remembered (None: nobody was)."""
        if former is None:
            self._view("former", render.template("SELECT * FROM now_sent WHERE FALSE"))
        else:
            open_view(self._engine, str(former), "former", self._workdir, None)
        return {key: int(n) for key, n in self._engine.record(self._sql(exports.differences())).items()}

    def added(self, rows: int) -> Rows:
        """Those who are new, or known otherwise, since the last export."""
        self._is_in_order = False
        return self._rows(exports.added(self._judged), rows)

    def gone(self) -> Rows:
        """Those who were sent before and are not any more, whatever they agreed to: as far as the data still know them."""
        view = "leavers"
        self._view(view, exports.leavers())
        judged = view if self._is_standard else self._prepared(view, "left_", suppress=False)
        n = self._count(view if self._is_standard else self._marked).get(None, 0)
        self._is_in_order = False
        return self._rows(exports.kept(judged), n)

    def _make(self) -> Counts:
        suppresses = self._is_standard and self._suppressions is not None
        if self._is_standard and self._suppressions is not None:
            self._suppressed(self.form, self._suppressions)
        back, nameless = self._opened.keeps_back, self._opened.has_nameless
        members = exports.members(
            self.segment, needs_consent=self.needs_consent, suppresses=suppresses, keeps_back=back, has_nameless=nameless
        )
        self._view("members", members)
        self._judged = self._sent = self._marked = "members"
        counts = self._count("members")
        left_out = _reasons(counts)
        if not self._is_standard:
            may_stream = self.wanted.mode is Mode.FULL and counts.get(None, 0) > _SORTED_ROWS
            found = self._stream() if may_stream else None
            if found is None:
                self._judged = self._prepared("members", "", suppress=True)
                self._sent = self._marked
                found = self._count(self._sent)
            counts = found
            left_out.update(_reasons(counts))
        sent = counts.get(None, 0)
        values = {field: _most_first(found) for field, found in self._values.items()}
        return Counts(self._members, sent, _most_first(left_out), values)

    def _stream(self) -> dict[str | None, int] | None:
        """Write the lines of the members as they come; counts who is sent and who is not. None: too few are sent, so that the file
        is to be sorted."""
        form = self.form = self._looked_up("members")
        is_unique, has_suppressed = form.destination.is_unique, self._suppressions is not None
        if self._suppressions is not None:
            self._suppressed(form, self._suppressions)
        stream = Stream(self._workdir, f"{self._header()}\n".encode(), is_unique=is_unique)
        lines = export_rows.streamed(form, "members", self._more, has_suppressed=has_suppressed, is_sorted=not self._is_in_order)
        stream.take(self._engine.batches(self._sql(lines), ROWS_AT_ONCE))
        rough = None
        if stream.has_rough:
            self._engine.view("rough_kept", export_rows.numbered_file(str(stream.rough)))
            self._view("set_aside", export_rows.set_aside(form, "rough_kept", self._more))
            rough = "laid_out" if self._lay_out(form, "set_aside", "", has_suppressed=has_suppressed) else None
        dropped, rough = self._dropped(stream, rough) if is_unique else ([], rough)
        counts = Counter(self._count(rough) if rough else {}) + stream.left_out
        counts += Counter({None: stream.rows - len(dropped), export_rows.REPEATED: len(dropped)})
        if counts[None] <= _SORTED_ROWS:
            return None
        second = (
            self._engine.batches(self._sql(export_rows.rough_lines(rough, is_joined=rough == _ONCE)), ROWS_AT_ONCE) if rough else ()
        )
        self._streamed = stream.finish(second, dropped)
        return counts

    def _dropped(self, stream: Stream, rough: str | None) -> tuple[list[int], str | None]:
        """The places of the plain rows whose address another member has, and the view of the rough ones without theirs.

        Equal hashes say who is looked at closely; equal addresses, who repeats one.
        """
        hashed = self._engine.batches(self._sql(export_rows.address_hashes(rough)), ROWS_AT_ONCE) if rough else ()
        if not stream.keep_alike(self._file("about_plain"), hashed):
            return [], rough
        self._engine.view("about_plain", files_sql([str(self._file("about_plain"))]))
        self._view("addresses", export_rows.addresses(self.form, "about_plain", rough))
        repeated = "repeated"
        self._engine.table(repeated, self._sql(export_rows.repeated_addresses("addresses")))
        if not self._how_many(repeated):
            return [], rough
        if rough is not None:
            self._view(_ONCE, export_rows.without_repeated(rough, repeated, (export_rows.ROW_NUMBER, *_LAID_OUT)))
            rough = _ONCE
        self._view("once", export_rows.without_repeated("addresses", repeated, ("place",)))
        return [int(place) for (place,) in self._engine.rows(self._sql(export_rows.dropped_places("once")))], rough

    def _prepared(self, source: str, prefix: str, *, suppress: bool) -> str:
        """The rows of a view as lines of the file: stage by stage, each a file of its own, so that memory stays small."""
        form = self._looked_up(source)
        if not prefix:
            self.form = form
        given = self._suppressions if suppress else None
        if given is not None:
            self._suppressed(form, given)
        ready, judged = f"{prefix}ready", f"{prefix}judged"
        lines = export_rows.ready(form, source, self._more, has_suppressed=given is not None)
        self._engine.copy(self._sql(lines), self._file(ready), _LINES)
        self._engine.view(ready, export_rows.numbered_file(str(self._file(ready))))
        rough = f"{prefix}laid_out" if self._lay_out(form, ready, prefix, has_suppressed=given is not None) else None
        self._view(judged, export_rows.together(form, ready, rough))
        self._marked = f"{prefix}marked"
        self._view(self._marked, export_rows.marks(form, ready, rough))
        if not form.destination.is_unique:
            return judged
        repeated, once = f"{prefix}repeated", f"{prefix}once"
        self._engine.table(repeated, self._sql(export_rows.repeated_addresses(judged)))
        if not self._how_many(repeated):
            return judged
        self._is_in_order = False
        self._marked = once
        self._view(once, export_rows.without_repeated(judged, repeated, _LAID_OUT))
        return once

    def _lay_out(self, form: Form, ready: str, prefix: str, *, has_suppressed: bool) -> int:
        """Write whoever has a value that needs a second look into `laid_out`; returns how many there are."""
        view, staged, listed, looks, done = (prefix + each for each in ("rough", "staged", "listed", "looked_at", "laid_out"))
        self._view(view, export_rows.rough_rows(ready))
        rough = self._how_many(view)
        if not rough:
            return 0
        self._engine.copy(self._sql(exports.staged(form, view, self._more)), self._file(staged), _STAGED)
        open_view(self._engine, str(self._file(staged)), staged, self._workdir, None)
        self._engine.copy(self._sql(exports.second_looks(form, staged)), self._file(listed), _STAGED)
        fields, reasons = take_second_looks(form, self._file(listed), self._file(looks), self._about)
        if not prefix:
            self._values = reasons
        if fields:
            open_view(self._engine, str(self._file(looks)), looks, self._workdir, None)
        self._view(f"{prefix}prepared", exports.prepared(form, staged, fields, looks=looks, more=self._more))
        self._view(f"{prefix}rough_judged", exports.judged(form, f"{prefix}prepared", has_suppressed=has_suppressed))
        self._engine.copy(self._sql(export_rows.laid_out(form, f"{prefix}rough_judged", self._more)), self._file(done), _LINES)
        self._engine.view(done, export_rows.numbered_file(str(self._file(done))))
        return rough

    def _looked_up(self, source: str) -> Form:
        return looked_up(self.form, self._engine, source, self._about)

    def _suppressed(self, form: Form, given: Suppressions) -> None:
        import pyarrow as pa

        keys = suppressed_keys(given, form.destination, self._about)
        self._engine.register("suppressed_keys", pa.table({"key": pa.array(sorted(keys), pa.string())}))
        self._view("suppressed", render.template("SELECT key FROM suppressed_keys"))

    def _chosen_columns(self, present: tuple[str, ...]) -> list[tuple[str, Tree]]:
        from regulars.errors import DefinitionError, near_names

        for each in self.wanted.fields:
            if each not in present:
                raise DefinitionError(f"The customers have no field {each!r}.", near_names(each, present))
        types = self._engine.columns("scored")
        made = []
        for each in self.wanted.fields or present:
            value = render.name(f"own_{each}")
            made.append(
                (each, spreadsheets.harmless(value) if is_text(types[each]) else render.template("CAST($v AS VARCHAR)", v=value))
            )
        return made

    def _rows(self, source: Tree, rows: int) -> Rows:
        if self._is_standard:
            named = exports.named_rows(*self._laid_out(source), in_order=self._is_sorted(rows))
            return Rows(self._sql(named), rows, ("FORMAT CSV", "HEADER TRUE", "NEW_LINE '\\r\\n'"))
        # lines are written as they are
        how = ("FORMAT CSV", "HEADER FALSE", "QUOTE ''", "ESCAPE ''", "DELIMITER '\x1f'")
        return Rows(self._sql(self._query(source, rows)), rows, how)

    def _query(self, source: Tree, rows: int) -> Tree:
        return exports.file_rows(*self._laid_out(source), in_order=self._is_sorted(rows))

    def _is_sorted(self, rows: int) -> bool:
        return not self._is_in_order or rows <= _SORTED_ROWS

    def _laid_out(self, source: Tree) -> tuple[Sequence[tuple[str, Tree]], Tree, str]:
        """The columns of the file, the rows that they are of, and what stands before the first name."""
        columns = self._standard_columns if self._is_standard else [(self._header(), render.name("line"))]
        return columns, render.subquery(source), _EXCEL if self.wanted.is_for_excel else ""

    def _header(self) -> str:
        return export_rows.header([*(column.header for column in self.wanted.destination.columns), *self._more])

    def _count(self, view: str) -> dict[str | None, int]:
        return {reason: int(n) for reason, n in self._engine.rows(self._sql(exports.counted(view)))}

    def _how_many(self, view: str) -> int:
        return int(self._engine.rows(self._sql(exports.how_many(view)))[0][0])

    def _view(self, name: str, tree: Tree) -> None:
        self._engine.view(name, self._sql(tree))

    def _sql(self, tree: Tree) -> str:
        return render.sql(tree, self._engine.dialect)

    def _file(self, name: str) -> Path:
        return self._workdir / f"{name}.parquet"


def _reasons(counts: Mapping[str | None, int]) -> Counter[str]:
    return Counter({reason: n for reason, n in counts.items() if reason is not None})


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    """By number and then by reason: the engine says them in any order, and a receipt is the same for the same file."""
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
