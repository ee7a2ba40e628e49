"""What `regulars export` says on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from regulars.errors import in_words
from regulars.exports.destinations import destination

if TYPE_CHECKING:
    from regulars.exports.destinations.base import Destination
    from regulars.work.check_file import Checked
    from regulars.work.export_files import Written

_IGNORED = {"consent": "Consent was", "playbook": "The playbook was", "contact_gap_days": "Former contacts were"}


def _counts(receipt: Mapping[str, Any]) -> Iterator[str]:
    from regulars.exports.audiences import Counts

    counts = Counts(receipt["members"], receipt["sent"], receipt["left_out"], receipt["values_left_out"])
    form = "hashed" if receipt["hashed"] else "plain"
    yield f"{receipt['segment']}, {destination(receipt['format']).label}, {form}: {counts.sentence()}"
    for rule in receipt.get("ignored", ()):
        yield f"  {_IGNORED[rule]} ignored, as asked for; the receipt says so."
    if receipt["playbook"] is not None:
        yield f"  The playbook of {receipt['segment']} would rather not: {receipt['playbook']}."
    for field, reasons in counts.values.items():
        yield f"  {field} left blank: {', '.join(f'{n:,} {reason}' for reason, n in reasons.items())}"


def preview_lines(receipt: Mapping[str, Any], header: Sequence[Any], people: Sequence[Sequence[Any]]) -> str:
    """The counts and the first rows; nothing is written."""
    lines = [*_counts(receipt)]
    if people:
        filled = [n for n in range(len(header)) if any(row[n] for row in people)]
        lines += ["", *("  " + " | ".join(_short(row[n]) for n in filled) for row in [header, *people])]
    return "\n".join([*lines, "", "Nothing was written."]) + "\n"


def _short(cell: Any) -> str:
    shown = "" if cell is None else str(cell)
    return shown if len(shown) <= 28 else f"{shown[:25]}..."


def written_lines(written: Written) -> str:
    """The counts and the files, and what to do with them."""
    receipt = written.receipt
    lines = [*_counts(receipt)]
    if written.is_unchanged:
        made = str(receipt.get("made_at", ""))[:16].replace("T", " ")
        return "\n".join([*lines, f"Nothing has changed since the export of {made}; the files are as they were."]) + "\n"
    changes = receipt.get("changes")
    if changes is not None:
        lines.append("Since the last export: " + ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in changes.items()) + ".")
    for part in receipt["files"]:
        place = written.receipt_path.with_name(part["name"])
        lines += [f"{place}: {in_words(part['rows'], 'row')}, {part['bytes']:,} bytes"]
    lines.append(f"Receipt: {written.receipt_path}")
    if any(part["holds"] == "remove" for part in receipt["files"]):
        lines.append(f"To take people off: {receipt['removal']}.")
    if receipt["format"] == "klaviyo":
        lines.append("In Klaviyo choose to import without updating subscription status.")
    return "\n".join(lines) + "\n"


def checked_text(file: str, destination: Destination, checked: Checked) -> str:
    """What a destination would reject, most frequent first, and what it would take but not match."""
    lines = [f"{file} for {destination.label}: {in_words(checked.rows, 'row')}"]
    for problem in checked.problems:
        where = f" in {_printable(problem.column)}" if problem.column else ""
        rows = f" (row {', '.join(f'{row:,}' for row in problem.rows)}{', ...' if problem.count > len(problem.rows) else ''})"
        lines.append(f"  {problem.weight}: {problem.count:,} x {problem.reason}{where}{rows if problem.rows else ''}")
    lines.append("Nothing would be rejected." if checked.is_accepted else "Some of it would be rejected.")
    return "\n".join(lines) + "\n"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\u00b7" for letter in text)[:40]
