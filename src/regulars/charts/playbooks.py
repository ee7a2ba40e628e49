"""The playbook of a segment, as a short list of what to do."""

from __future__ import annotations

from decimal import Decimal

from regulars.charts.markup import Markup, el, join
from regulars.playbooks.plays import Playbook, deepest_discount


def playbook_list(playbook: Playbook, margin: Decimal | None) -> Markup:
    """What to say, to offer and to leave, how often and where, and what to measure; `margin` bounds the discount."""
    rows = (
        ("Say", playbook.message),
        ("They need", "; ".join(playbook.needs)),
        ("What moves them", "; ".join(playbook.motivations)),
        ("Why they leave", "; ".join(playbook.churn_drivers)),
        ("Incentive", f"{playbook.incentive}: {playbook.offer}{_bound(playbook, margin)}"),
        ("Channel", f"{playbook.channel}; {playbook.cadence}"),
        ("Human touch", playbook.human_touch),
        ("Leave out", playbook.suppression),
        ("Measure", "; ".join(playbook.measure)),
    )
    return el("dl", *(join(el("dt", label), el("dd", said)) for label, said in rows), class_="playbook")


def _bound(playbook: Playbook, margin: Decimal | None) -> str:
    most = deepest_discount(playbook.incentive, margin)
    return f" (at most {most:.0%} off at a gross margin of {margin:.0%})" if most and margin is not None else ""
