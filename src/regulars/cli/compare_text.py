"""The cross table of an existing segmentation and ours, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.work.existing import Comparison

_WIDEST = 16
_MOST_LABELS = 8
_NONE = "(no label)"


def compare_text(found: Comparison) -> str:
    """Customers by segment and label, how far both agree, and who is in only one of them."""
    sizes = {label: sum(found.table.get((segment, label), 0) for segment in found.segments) for label in found.labels}
    shown = sorted(sizes, key=lambda label: (-sizes[label], label))[:_MOST_LABELS]
    rest = [label for label in found.labels if label not in shown]
    heads = [*(_cut(label) for label in shown), *([f"{len(rest)} others"] if rest else []), _NONE]
    wide = max([len(segment) for segment in found.segments] + [7])
    widths = [max(len(head), 7) for head in heads]
    lines = [f"{found.segmentation} against the segments of refresh {found.refresh}", ""]
    lines.append("  ".join([f"{'segment':<{wide}}", *(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))]))
    for segment in found.segments:
        counts = [found.table.get((segment, label), 0) for label in shown]
        counts += [sum(found.table.get((segment, label), 0) for label in rest)] if rest else []
        cells = [*counts, found.unlabelled.get(segment, 0)]
        said = (f"{count or '':>{width},}" if count else f"{'':>{width}}" for count, width in zip(cells, widths, strict=True))
        lines.append("  ".join([f"{segment:<{wide}}", *said]))
    return "\n".join([*lines, "", *_agreement(found)]) + "\n"


def _agreement(found: Comparison) -> list[str]:
    about = found.agreement
    lines = [f"{about.people:,} customers are in both; {sum(found.unscored.values()):,} have a label and are not scored."]
    if about.adjusted_rand is not None:
        lines.append(f"Adjusted Rand index {about.adjusted_rand:.2f} (1: the same division, 0: no more alike than by chance).")
    if about.cramers_v is not None:
        lines.append(f"Cramer's V {about.cramers_v:.2f} (1: one tells the other, 0: one says nothing about the other).")
    return lines


def _cut(label: str) -> str:
    return label if len(label) <= _WIDEST else label[: _WIDEST - 3] + "..."
