"""An experiment on a single sheet: what is printed in place of the cards, which are for the screen.

A4 and Letter hold a control with four treatments and a dozen segments. Whatever has no end (segments, watched metrics, what is said
of costs and reach) is cut to what fits, and the sheet says that the page has the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from regulars.charts import experiment_parts as parts
from regulars.charts import svg, text
from regulars.charts.markup import Markup, clean, data, el, sentence
from regulars.charts.table import Column, table
from regulars.charts.whiskers import Whisker
from regulars.experiments.costs import incremental
from regulars.experiments.differences import Comparison
from regulars.experiments.finding_words import amount, brought, hundredfold, reached_lines, spent_lines
from regulars.experiments.reading import Reading
from regulars.experiments.results import About, ArmSpending, Findings, MetricReading, shown_comparison
from regulars.experiments.verdicts import guard_rails
from regulars.experiments.words import difference, money
from regulars.validation.estimates import Estimate, Refusal

_MOST_SEGMENTS, _MOST_WATCHED = 12, 4
_ROW, _FOOT = 15.0, 16.0
# letters of a segment's name and of an arm's beside the pictures
_NAME, _ARM = 26, 20
# letters of a title that fit on a line
_TITLE = 50
_READ = (
    "Everybody counts in the arm that they were dealt, whether reached or not, and with zero where they bought nothing. Intervals "
    "cover the true difference in 95 of 100 tests; before the end they hold however often one looks. No effect seen does not mean "
    "that there is none. The page on the screen has all segments and pictures in full."
)


def sheet(about: About, found: Findings, arms: Markup) -> Markup:
    """All of it below the verdicts; `arms` says who got what."""
    first = found.reading.metrics[0].overall
    if first.is_blocked:
        return el("div", arms, class_="paper")
    fraction = None if found.is_over else found.fractions.get(first.metric, 1.0)
    decides = f"Decides: {_words(about, first.metric)}. {first.sentence}"
    return el(
        "div",
        _part("Effect", parts.effects(found.reading.metrics[0], fraction), _line(decides, _brought(first)), arms),
        _pictures(about, found),
        _watched(about, found),
        _cost(found),
        _part("Who was reached", *(_line(*reached_lines(arm, found.reading, about.metrics)[:2]) for arm in found.reached)),
        el("p", _READ, class_="soft"),
        class_=f"paper {_density(about, [arm.arm for arm in first.arms])}".strip(),
    )


def _density(about: About, arms: Sequence[str]) -> str:
    """How close everything stands: closer with several treatments, smaller as well where many have long names."""
    if len(arms) < 2:
        return ""
    is_crowded = len(arms) > 2 and (len(about.name) > _TITLE or max(map(len, arms)) > _ARM)
    return "dense crowded" if is_crowded else "dense"


def _part(heading: str, *inside: Markup) -> Markup:
    inside = tuple(each for each in inside if each)
    return el("section", el("h2", heading), *inside) if inside else Markup()


def _line(*said: str) -> Markup:
    return el("p", sentence(" ".join(said))) if any(said) else Markup()


def _words(about: About, metric: str) -> str:
    return about.metrics.get(metric, metric)


def _brought(reading: Reading) -> str:
    """What each treatment brought in all, in one sentence."""
    if len(reading.arms) == 1:
        return brought(reading.arms[0], reading)
    found = [(arm.arm, shown) for arm in reading.arms if isinstance(shown := shown_comparison(arm), Comparison)]
    totals = [
        f"{_short(arm, _ARM)} {amount(incremental(each.difference, each.customers[1]), 0, reading.sign)}" for arm, each in found
    ]
    return f"{'Customers more' if reading.is_rate else 'More'} over the treated: {'; '.join(totals)}." if totals else ""


def _watched(about: About, found: Findings) -> Markup:
    """What was watched: all of it where it is little, else only what got worse."""
    watched, worse = found.reading.metrics[1:], guard_rails(found)
    if not watched:
        return Markup()
    rows = sum(len(metric.overall.arms) for metric in watched)
    if rows <= _MOST_WATCHED:
        named = [(_words(about, each.overall.metric), each) for each in watched]
        table_of = parts.watched(named, {} if found.is_over else found.fractions)
        return _part("Watched", table_of, _line(parts.worse_words(found, about.metrics)) if worse else Markup())
    names = text.words([_words(about, each.overall.metric) for each in watched[:_MOST_WATCHED]])
    if not worse:
        return _part("Watched", _line(f"None of these got worse for sure: {names}."))
    readings = {metric.overall.metric: metric.overall for metric in watched}
    said = [
        f"{_words(about, of.metric)} with {_short(arm.arm, _ARM)} {difference(shown.difference, of.is_rate, of.sign)}"
        for of, arm in ((readings[metric], arm) for metric, arm in worse)
        if isinstance(shown := shown_comparison(arm), Comparison)
    ]
    more = f" and {len(said) - _MOST_WATCHED} more" if len(said) > _MOST_WATCHED else ""
    return _part("Watched", _line(f"Worse: {'; '.join(said[:_MOST_WATCHED])}{more}. Watched: {names}."))


def _cost(found: Findings) -> Markup:
    """What one treatment cost in sentences, what several cost in a table."""
    if len(found.spending) < 2:
        return _part("What it cost", *(_line(*spent_lines(spent)) for spent in found.spending))
    columns = ["Arm", "Cost", "One more customer kept", "Margin after cost", "Back of each 100", "Its code in the control"]
    rows = [
        [
            data(spent.arm),
            money(float(spent.cost), spent.sign),
            _kept(spent),
            amount(spent.net, sign=spent.sign) if spent.net is not None else text.NOTHING,
            amount(hundredfold(spent.back), sign=spent.sign) if isinstance(spent.back, Estimate) else text.NOTHING,
            text.count(spent.leaked),
        ]
        for spent in found.spending
    ]
    return _part("What it cost", table("What it cost", [Column(each, each != "Arm") for each in columns], rows))


def _kept(spent: ArmSpending) -> str:
    unit = spent.per_retained
    if isinstance(unit, Refusal) or unit.value is None:
        return text.NOTHING if isinstance(unit, Refusal) or not unit.low else f"at least {money(unit.low, spent.sign)}"
    high = money(unit.high, spent.sign) if unit.high is not None else "no upper end"
    return f"{money(unit.value, spent.sign)} [{money(unit.low, spent.sign)}, {high}]"


def _pictures(about: About, found: Findings) -> Markup:
    first = found.reading.metrics[0]
    forest = forests(first, [arm.arm for arm in first.overall.arms])
    small = [_day_by_day(about, found, number) for number in range(len(found.courses))]
    if found.spread is not None:
        heading = el("h3", f"Customers by {parts.spread_of(found.spread)}")
        small.append(el("figure", heading, parts.spread(found.spread, "paper-spread")))
        small.append(el("p", parts.spread_words(found.spread), class_="soft across"))
    below = [each for each in small if each]
    if not forest and not below:
        return Markup()
    beside = "beside" if forest and len(first.overall.arms) == 1 and below else "below"
    return el("section", forest, *([el("div", *below, class_="small")] if below else []), class_=f"drawn {beside}")


def _day_by_day(about: About, found: Findings, number: int) -> Markup:
    each = found.courses[number]
    drawn = parts.course(each, about.days, found.reading.metrics[0].overall.is_rate, f"paper-course-{number}")
    return el("figure", el("h3", "Day by day: ", data(each.arm)), drawn) if drawn else Markup()


def forests(metric: MetricReading, arms: Sequence[str]) -> Markup:
    """The effect of every treatment in each of the largest segments and over all, in one picture; empty with a single segment."""
    rate = metric.overall.is_rate
    largest = sorted(metric.segments, key=lambda name: -sum(metric.segments[name].counts.values()))
    kept = [name for name in metric.segments if name in set(largest[:_MOST_SEGMENTS])]
    rows = [[parts.segment_row(name, metric.segments[name], arm, rate) for arm in arms] for name in kept]
    rows = [row for row in rows if any(each.estimate for each in row)]
    if len(rows) < 2:
        return Markup()
    over = {each.arm: each for each in metric.over}
    whole = [
        parts.pooled_row(over[arm], rate) if arm in over else parts.segment_row("All", metric.overall, arm, rate) for arm in arms
    ]
    low, high = parts.span([each.estimate for row in [*rows, whole] for each in row if each.estimate is not None])
    ticks = svg.ticks(low, high, 3)
    # more names than these would touch each other
    named = {0.0, ticks[-1]} if len(arms) > 1 else {ticks[0], 0.0, ticks[-1]} if len(ticks) > 4 else set(ticks)
    head = _ROW if len(arms) > 1 else 2.0
    bottom = head + (len(rows) + 1) * _ROW
    shapes = [shape for place, row in enumerate([*rows, whole]) for shape in _row(row, head + place * _ROW, (ticks[0], ticks[-1]))]
    for column, arm in enumerate(arms):
        left, wide = _column(column, len(arms))
        for value in ticks:
            x = left + wide * (value - ticks[0]) / (ticks[-1] - ticks[0])
            shapes.insert(0, svg.rule(x, head, x, bottom, "cut" if value == 0 else "grid"))
            shapes += [svg.label(parts.axis(value, rate), x, bottom + 12, anchor="middle")] if value in named else []
        if len(arms) > 1:
            shapes.append(svg.label(_short(arm, _ARM), left, head - 4, "name"))
    said = {arm: told for arm in arms if (told := parts.over_segments(metric, arm))}
    left_out = len(metric.segments) - len(kept)
    more = f" {text.plural(left_out, 'smaller segment')} on the screen only." if left_out else ""
    # arms of which the same is to be said are named once
    told = " ".join(
        f"{text.words([_short(arm, _ARM) for arm in said if said[arm] == each])}: {each}" if len(arms) > 1 else each
        for each in dict.fromkeys(said.values())
    )
    picture = svg.chart(
        "paper-forest",
        f"Effect on {metric.overall.metric} by segment",
        told or "Effects",
        bottom + _FOOT,
        *shapes,
        class_="whiskers",
    )
    return el("figure", el("h3", "By segment"), picture, el("p", sentence(told + more), class_="soft"), class_="forest")


def _column(number: int, of: int) -> tuple[float, float]:
    """Where the whiskers of an arm begin, and how wide they are; their figures stand to the right."""
    names = 0.34 if of == 1 else 0.19
    wide = (1 - names) / of
    return names + number * wide, wide * (0.58 - 0.07 * of)


def _row(row: Sequence[Whisker], top: float, scale: tuple[float, float]) -> list[Markup]:
    low, high = scale
    drawn = [svg.label(_short(row[0].name, _NAME), 0, top + 11, "name")]
    for number, each in enumerate(row):
        left, wide = _column(number, len(row))
        end = _column(number + 1, len(row))[0]
        drawn.append(svg.label(each.figure, end, top + 11, "figure", anchor="end", shift=-4))
        if each.estimate is None:
            continue
        value, first, last = (
            left + wide * (part - low) / (high - low) for part in (each.estimate.value, each.estimate.low, each.estimate.high)
        )
        drawn.append(svg.rule(first, top + 7, last, top + 7, "whisk"))
        drawn.append(el("circle", cx=svg.share(value), cy=top + 7, r=3.0, class_="dot"))
    return drawn


def _short(name: str, most: int) -> str:
    name = clean(name).strip() or "(no name)"
    return name if len(name) <= most else f"{name[: most - 1]}…"
