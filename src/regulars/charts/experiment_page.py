"""An experiment as one page to print: what was asked, what came of it, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator

from regulars.charts import experiment_paper, page, text
from regulars.charts import experiment_parts as parts
from regulars.charts.markup import Markup, data, el, escape, join, listed, sentence
from regulars.charts.opening import brand
from regulars.experiments.differences import Comparison
from regulars.experiments.finding_words import brought, reached_lines, spent_lines
from regulars.experiments.results import About, Findings, always_valid, shown_comparison
from regulars.experiments.verdicts import Conclusion, Verdict, guard_rails, verdicts
from regulars.experiments.words import difference

_MARKS = {Conclusion.BETTER: ("good", "✓"), Conclusion.WORSE: ("bad", "✗"), Conclusion.BLOCKED: ("bad", "!")}
_ON_PAPER = 2
_EVERYBODY = (
    "in the arm that they were dealt, whether reached or not, and with zero where they bought nothing. So nothing but chance and "
    "the treatment tells the arms apart."
)
_INTERVALS = (
    "cover the true difference in 95 of 100 tests. Before the end they are those that hold however often one looks, and are wider."
)
_READ = (
    ("Everybody counts", _EVERYBODY),
    ("Intervals", _INTERVALS),
    ("No effect seen", "does not mean that there is none: what is ruled out is said. A smaller one may be there."),
)


def experiment_html(about: About, found: Findings, generated_with: str = "Regulars 0.1.0") -> str:
    """A whole HTML page, as text to be written in UTF-8: no scripts, nothing loaded. Printed it is a single sheet."""
    header = el(
        "header",
        brand(),
        el("h1", about.name, dir="auto"),
        *([el("p", sentence(about.hypothesis), class_="lead")] if about.hypothesis else []),
        el("dl", *(el("div", el("dt", term), el("dd", value, dir="auto")) for term, value in about.facts), class_="facts"),
    )
    cards = (page.card(name, heading, lead, inside) for name, heading, lead, inside in _cards(about, found))
    screen = el("div", *cards, class_="stack screen")
    said = join(*(_verdict(each) for each in verdicts(found)), _cautions(about, found))
    inside = join(said, screen, experiment_paper.sheet(about, found, _arms(about, found)))
    return page.document(about.name, header, inside, generated_with, class_="page one-sheet")


def _verdict(found: Verdict) -> Markup:
    kind, mark = _MARKS.get(found.conclusion, ("", "○"))
    heading = join(data(found.arm), f": {found.words}") if found.arm else Markup(found.words)
    inside = el("div", el("b", heading), el("p", sentence(found.sentence)))
    return el("div", el("b", mark, aria_hidden="true"), inside, class_=f"verdict {kind}".strip(), role="note")


def _cautions(about: About, found: Findings) -> Markup:
    """What got worse, beside the verdict: who reads no further has to know it."""
    worse = guard_rails(found)
    if not worse or found.reading.metrics[0].overall.is_blocked:
        return Markup()
    metric, arm = worse[0]
    reading = next(each.overall for each in found.reading.metrics if each.overall.metric == metric)
    shown, figure = shown_comparison(arm), ""
    if isinstance(shown, Comparison):
        interval = shown.difference if found.is_over else always_valid(shown, found.fractions.get(metric, 1.0))
        figure = f": {difference(interval, reading.is_rate, reading.sign)}"
    more = f" And {len(worse) - 1} more, under Watched." if len(worse) > 1 else ""
    said = f"{about.metrics.get(metric, metric)} with {arm.arm}{figure}.{more}"
    inside = el("div", el("b", "But something got worse"), el("p", sentence(said[:1].upper() + said[1:])))
    # a sheet of many arms has no room for it, and says it under what was watched
    on_paper = "" if len(found.reading.metrics[0].overall.arms) <= _ON_PAPER else " screen"
    return el("div", el("b", "!", aria_hidden="true"), inside, class_=f"verdict bad{on_paper}", role="note")


def _cards(about: About, found: Findings) -> Iterator[tuple[str, str, str, Markup]]:
    reading = found.reading
    first = reading.metrics[0]
    if first.overall.is_blocked:
        yield "arms", "Arms", "", _arms(about, found)
        return
    fraction = None if found.is_over else found.fractions.get(first.overall.metric, 1.0)
    told = [brought(arm, first.overall) for arm in first.overall.arms]
    lead = f"Decides: {about.metrics.get(first.overall.metric, first.overall.metric)}."
    inside = join(parts.effects(first, fraction), _said([each for each in told if each]), _arms(about, found))
    yield "effect", "Effect", f"{lead} {first.overall.sentence}{_adjusted(found)}", inside
    columns = [el("div", *each, class_="stack") for each in (_forests(found), _courses(about, found)) if each]
    if columns:
        yield "pictures", "In pictures", "", el("div", *columns, class_="two pictures" if len(columns) > 1 else "pictures")
    if len(reading.metrics) > 1:
        named = [(about.metrics.get(each.overall.metric, each.overall.metric), each) for each in reading.metrics[1:]]
        yield (
            "watched",
            "Watched",
            parts.worse_words(found, about.metrics),
            parts.watched(named, {} if found.is_over else found.fractions),
        )
    money = [line for spent in found.spending for line in spent_lines(spent)]
    if money:
        yield "cost", "What it cost", "", _said(money)
    reach = [line for arm in found.reached for line in reached_lines(arm, reading, about.metrics)]
    if reach:
        lead = "The verdict is that of everybody assigned; this is what the treatment does to those whom it reaches."
        yield "reached", "Who was reached", lead, _said(reach)
    yield "reading", "How to read this", "", el("dl", *(el("div", el("dt", t), el("dd", d)) for t, d in _READ), class_="read")


def _adjusted(found: Findings) -> str:
    gain = next((arm.gain for arm in found.reading.metrics[0].overall.arms if arm.gain), None)
    if gain is None:
        return ""
    return f" What customers did before explains {text.percent(gain)} of how they differ, and is taken off; unadjusted, it is not."


def _arms(about: About, found: Findings) -> Markup:
    """Who got what, planned and counted, and what the experiment could see."""
    counts = found.reading.metrics[0].overall.counts
    shares = {name: share for name, share, _ in about.arms} or dict(found.reading.shares)
    control = found.reading.control
    arms = (
        join(
            data(arm),
            f" {text.count(number)} ({text.percent(shares.get(arm))} planned{', gets nothing' if arm == control else ''})",
        )
        for arm, number in counts.items()
    )
    left_out = [f"{text.count(number)} ({reason})" for reason, number in found.reading.left_out.items()]
    rows = [("Arms", listed(tuple(arms))), *([("Left out", escape(", ".join(left_out)))] if left_out else [])]
    rows += [("It could see", escape(about.plan))] if about.plan else []
    return el("dl", *(part for term, said in rows for part in (el("dt", term), el("dd", said))), class_="plain")


def _forests(found: Findings) -> list[Markup]:
    first = found.reading.metrics[0]
    drawn = []
    for number, arm in enumerate(first.overall.arms):
        picture = parts.forest(first, arm.arm, f"forest-{number}")
        if picture:
            told = el("p", parts.over_segments(first, arm.arm), class_="soft")
            drawn.append(el("figure", el("h3", "By segment: ", data(arm.arm)), picture, told))
    return drawn


def _courses(about: About, found: Findings) -> list[Markup]:
    is_rate = found.reading.metrics[0].overall.is_rate
    drawn = []
    for number, each in enumerate(found.courses):
        picture = parts.course(each, about.days, is_rate, f"course-{number}")
        if picture:
            drawn.append(el("figure", el("h3", "Day by day: ", data(each.arm)), picture))
    if found.spread is not None:
        heading = el("h3", f"Customers by {parts.spread_of(found.spread)}")
        told = el("p", parts.spread_words(found.spread), class_="soft")
        drawn.append(el("figure", heading, parts.spread(found.spread, "spread"), told))
    return drawn


def _said(lines: list[str]) -> Markup:
    return el("ul", *(el("li", sentence(line)) for line in lines), class_="said") if lines else Markup()
