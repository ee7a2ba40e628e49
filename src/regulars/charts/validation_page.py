"""A back-test as a page of its own, and as a section of the report on the scores."""

from __future__ import annotations

from collections.abc import Iterator

from regulars.charts import page, text
from regulars.charts import validation_parts as parts
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.opening import brand
from regulars.validation.backtest import SplitResult, Validation
from regulars.validation.estimates import Refusal
from regulars.validation.upside import Upside

HEADING = "Do the scores predict?"

_SPLIT = (
    "Everybody is scored with what was known at the start of that day, by borders cut from nothing later. What they did from that "
    "day on is only looked at afterwards."
)
_AUC = (
    "Take one customer who came back and one who did not: the chance that the first had the better score. 0.5 is a coin, 1 is "
    "perfect. Intervals cover the truth in 95 of 100 such back-tests (DeLong)."
)
_SIGNAL = (
    "Something is claimed only if the views of the data together show more than chance would, corrected for how many were looked "
    "at (Holm). On a shuffled future the page says that there is no signal."
)
_IF_MOVED = (
    "What a segment would bring if it came back as often as the next better comparable one. It is no forecast: whether they can be "
    "moved, only a test with a held-out group shows."
)
_EARNS = (
    "A field of the profile that says more about who comes back than the values that are scored do, measured on customers its "
    "model had not seen, corrected for how many fields were looked at. Where it earns it alone, no gain is left beside the "
    "other fields, which say the same."
)
_READ = (
    ("Split", _SPLIT),
    ("AUC", _AUC),
    ("Top 10 %", "Of all who came back, the share among the tenth of the customers with the best score. By chance it is 10 %."),
    ("Gini of net revenue", "How well the order by score is the order by later net revenue: 1 is a perfect order, 0 is chance."),
    (
        "Plain baselines",
        "What anybody can sort by without a model. A model that does not beat them earns nothing, whatever its name.",
    ),
    ("Signal", _SIGNAL),
    ("If moved", _IF_MOVED),
    ("Earns its place", _EARNS),
)


def validation_html(validation: Validation, title: str = HEADING, generated_with: str = "Regulars 0.1.0") -> str:
    """A whole HTML page, as text to be written in UTF-8: no scripts, nothing loaded."""
    cards = list(_cards(validation))
    header = el(
        "header",
        brand(),
        el("h1", title, dir="auto"),
        el("dl", *(el("div", el("dt", term), el("dd", value)) for term, value in _facts(validation)), class_="facts"),
        page.links([(name, heading) for name, heading, _, _ in cards]),
    )
    shuffled = "Outcomes were dealt out among the customers at random: whatever shows here is chance."
    banner = [] if validation.shuffled is None else [el("p", el("strong", shuffled), class_="banner", role="note")]
    content = join(*banner, *(page.card(name, heading, lead, inside) for name, heading, lead, inside in cards))
    return page.document(title, header, content, generated_with)


def section(found: Validation | Refusal) -> tuple[str, Markup]:
    """Lead and content of the section of the report on the scores: what the last weeks of the data bear out."""
    if isinstance(found, Refusal):
        return "", el("p", found.sentence)
    split = found.splits[-1]
    blocks = [
        parts.verdict(split),
        _block("Scores beside plain baselines", parts.board(split, "own")),
        _block("Segments: what happened afterwards", parts.groups(split.segments, "Segment", "own", found.currency)),
    ]
    if split.predictions or split.notes:
        kept = [*map(parts.prediction_sentence, split.predictions), *split.notes]
        blocks.append(_block("Did the prediction keep its word?", parts.said(kept)))
    if split.findings:
        blocks.append(_block("What it does not bear out", parts.said(part.sentence for part in split.findings)))
    if any(isinstance(part, Upside) for part in split.upsides):
        whose = (
            f"For the customers of each segment on {split.split}, over the {text.plural(found.horizon_days, 'day')} that followed."
        )
        blocks.append(_block("Retention upside, if moved", el("p", whose, class_="soft"), parts.upsides(split)))
    return f"{_told(found, split)} Figures have 95 % intervals.", join(*blocks)


def _block(heading: str, *content: Markup) -> Markup:
    return el("div", el("h3", heading), *content, class_="grid-box")


def _facts(validation: Validation) -> tuple[tuple[str, str], ...]:
    last = validation.splits[-1]
    days = text.words([day.isoformat() for day in dict.fromkeys(part.split for part in validation.splits)])
    return (
        ("Split", days),
        ("Watched for", text.plural(validation.horizon_days, "day")),
        ("Customers at the last split", text.count(last.customers)),
        ("Scorecard", data(validation.scorecard)),
        ("Segment map", data(validation.map_name)),
        ("Time zone", validation.zone),
    )


def _told(validation: Validation, split: SplitResult) -> str:
    share = text.percent(split.returned / split.customers if split.customers else None)
    return (
        f"Scored with what was known at the start of {split.split}, watched for {text.plural(validation.horizon_days, 'day')}:"
        f" {text.count(split.returned)} of {text.plural(split.customers, 'customer')} {split.outcome} ({share})."
    )


def _cards(validation: Validation) -> Iterator[tuple[str, str, str, Markup]]:
    """The sections as (id, heading, lead, content): of each outcome at the latest split, then what concerns all."""
    latest = max(part.split for part in validation.splits)
    shown = [part for part in validation.splits if part.split == latest]
    for number, split in enumerate(shown):
        yield from _split_cards(validation, split, number, several=len(shown) > 1)
    if validation.layers is not None or validation.signals is not None:
        ranked = [
            parts.signals(report, heading, name)
            for report, heading, name in (
                (validation.layers, "Layers, all their fields together", "layer-gains"),
                (validation.signals, "Single fields", "field-gains"),
            )
            if report is not None
        ]
        # both refuse for the same reason
        inside = ranked[:1] if isinstance(validation.layers, Refusal) else ranked
        lead = "What each layer and field says beyond the values that are scored, and beside all the others. Most useful first."
        yield "signals", "Which signals earn their place", lead, join(*inside)
    if validation.over_time:
        yield "time", "Over time", "The same scores on every split date, watched equally long.", parts.over_time(validation)
    read = el("dl", *(el("div", el("dt", term), el("dd", value)) for term, value in _READ), class_="read")
    yield "reading", "How to read it", "", read


def _split_cards(
    validation: Validation, split: SplitResult, number: int, *, several: bool
) -> Iterator[tuple[str, str, str, Markup]]:
    tag = f"-{number + 1}" if number else ""
    which = f" ({split.outcome})" if several else ""
    currency = validation.currency
    verdict_and_curves = join(parts.verdict(split), parts.gains(split, f"curves{tag}"))
    yield f"verdict{tag}", f"Is there a signal?{which}", _told(validation, split), verdict_and_curves
    lead = "Every score beside what anybody can sort by."
    yield f"scores{tag}", f"Scores{which}", lead, parts.board(split, f"scores{tag}")
    lead = f"In the order of the map {validation.map_name}."
    yield f"segments{tag}", f"Segments{which}", lead, parts.groups(split.segments, "Segment", f"segments{tag}", currency)
    if split.stages is not None:
        lead = "By where they stood at the split."
        yield f"stages{tag}", f"Lifecycle stages{which}", lead, parts.groups(split.stages, "Stage", f"stages{tag}", currency)
    levels = (
        parts.groups(level, f"Score {level.rows[0].group.name.split(' ')[0]}", f"levels{tag}-{at}", currency)
        for at, level in enumerate(split.levels)
        if level.rows
    )
    yield f"levels{tag}", f"Scores one by one{which}", "1 is best.", el("div", *levels, class_="stack")
    if split.predictions or split.notes:
        lead = "Bins hold equal numbers of customers, lowest prediction first. Dot and line: what came; ring: what was predicted."
        yield f"predictions{tag}", f"Predictions{which}", lead, parts.predictions(split, f"predictions{tag}", currency)
    if split.findings:
        lead = "Where the future contradicts the order of the groups, or does not tell neighbours apart."
        yield f"findings{tag}", f"What it does not bear out{which}", lead, parts.said(part.sentence for part in split.findings)
    if split.upsides:
        lead = "What each segment would bring over the days watched, if it came back as often as the next better comparable one."
        yield f"upside{tag}", f"Retention upside, if moved{which}", lead, parts.upsides(split)
