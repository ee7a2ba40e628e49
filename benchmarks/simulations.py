"""Does the reading of tests keep its word? Thousands of made-up tests, with a truth that is known.

`python -m benchmarks.simulations` writes the table of docs/performance.md between its marks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from regulars.experiments.differences import Comparison, compare_means, compare_rates
from regulars.experiments.power import Demand, customers_needed_for_rates
from regulars.experiments.sequential import difference_sequence
from regulars.experiments.sizing import plan_rates
from regulars.experiments.srm import check_ratio
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.intervals import Moments

DAYS, A_DAY = 60, 50
START, END = "<!-- simulations:start -->", "<!-- simulations:end -->"
Draw = Callable[[np.random.Generator, int], np.ndarray]


def bought(rate: float) -> Draw:
    return lambda chance, count: (chance.random(count) < rate).astype(float)


def spent(rate: float) -> Draw:
    """Most spend nothing, some much: what revenue per head looks like."""
    return lambda chance, count: np.where(chance.random(count) < rate, chance.gamma(2, 30, count), 0.0)


def moments(values: np.ndarray) -> Moments:
    return Moments(len(values), float(values.mean()), float(values.var(ddof=1)))


def compared(treated: np.ndarray, control: np.ndarray, *, rates: bool) -> Comparison | Refusal:
    if rates:
        return compare_rates((int(treated.sum()), len(treated)), (int(control.sum()), len(control)))
    return compare_means(moments(treated), moments(control))


def looks(chance: np.random.Generator, draw: Draw) -> tuple[bool, bool]:
    """Whether a plain interval, and the sequence, ever leave out 0 on one of the days, where there is no effect."""
    sides = [draw(chance, DAYS * A_DAY) for _ in range(2)]
    plain = always = False
    for day in range(1, DAYS + 1):
        one, other = (moments(side[: day * A_DAY]) for side in sides)
        found = difference_sequence(one, other, day / DAYS)
        if isinstance(found, Estimate):
            error = (one.variance / one.count + other.variance / other.count) ** 0.5
            plain |= abs(found.value) > 1.959964 * error
            always |= not found.covers(0.0)
    return plain, always


def fixed(
    chance: np.random.Generator, treated: Draw, control: Draw, sizes: tuple[int, int], truth: float, *, rates: bool
) -> tuple[bool, bool]:
    """Whether an effect was found, and whether the interval holds the true one."""
    found = compared(treated(chance, sizes[0]), control(chance, sizes[1]), rates=rates)
    if isinstance(found, Refusal):
        return False, True
    return not found.difference.covers(0.0), found.difference.covers(truth)


def share(outcomes: list[bool]) -> float:
    return sum(outcomes) / len(outcomes)


def cases(tests: int) -> Iterator[tuple[str, str, str]]:
    """What was tried, what should come out, what did."""
    chance = np.random.default_rng(8)
    mean = 0.1 * 60
    for name, draw in (("a rate of 10 %", bought(0.1)), ("revenue per head", spent(0.1))):
        found = [looks(chance, draw) for _ in range(tests)]
        told = f"no effect in {name}, looked at on each of {DAYS} days"
        yield f"{told}: plain intervals", "nobody promises", f"{share([plain for plain, _ in found]):.1%} false alarms"
        yield f"{told}: the sequence", "at most 5 % false alarms", f"{share([always for _, always in found]):.1%} false alarms"
    for name, draw, rates in (("a rate of 10 %", bought(0.1), True), ("revenue per head", spent(0.1), False)):
        for sizes in ((3000, 3000), (5400, 600)):
            outcomes = [fixed(chance, draw, draw, sizes, 0.0, rates=rates) for _ in range(tests)]
            told = f"no effect in {name}, one look, {sizes[0]:,} against {sizes[1]:,}"
            yield told, "at most 5 % false alarms", f"{share([found for found, _ in outcomes]):.1%} false alarms"
    for name, treated, control, truth, rates in (
        ("a rate from 10 to 13 %", bought(0.13), bought(0.1), 0.03, True),
        ("revenue per head from 6.00 to 7.80", spent(0.13), spent(0.1), 0.3 * mean, False),
    ):
        outcomes = [fixed(chance, treated, control, (3000, 3000), truth, rates=rates) for _ in range(tests)]
        yield f"{name}, 3,000 a side", "95 % of intervals hold the truth", f"{share([holds for _, holds in outcomes]):.1%}"
    for split in (0.5, 0.8):
        needed = customers_needed_for_rates(0.1, 0.13, Demand(split))
        sizes = round(needed * split), round(needed * (1 - split))
        outcomes = [fixed(chance, bought(0.13), bought(0.1), sizes, 0.03, rates=True) for _ in range(tests)]
        told = f"a rate from 10 to 13 %, planned for a power of 80 % ({sizes[0]:,} against {sizes[1]:,})"
        yield told, "80 % found", f"{share([found for found, _ in outcomes]):.1%} found"
    plan = plan_rates(0.1, 300, effect=0.03)
    outcomes = [fixed(chance, bought(0.13), bought(0.1), (150, 150), 0.03, rates=True) for _ in range(tests)]
    said = "too small" if plan.is_enough is False else "enough"
    yield (
        f"the same effect in a segment of 300 (the plan says: {said}, power {plan.power:.0%})",
        f"{plan.power:.0%} found",
        (f"{share([found for found, _ in outcomes]):.1%} found"),
    )
    splits = [
        check_ratio([int(n) for n in chance.multinomial(20_000, [0.8, 0.2])], [0.8, 0.2]).p_value < 0.001 for _ in range(tests)
    ]
    yield "arms dealt as planned, 20,000 customers", "0.1 % blocked for their sizes", f"{share(splits):.2%} blocked"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=10_000)
    arguments = parser.parse_args()
    began = time.perf_counter()
    rows = list(cases(arguments.tests))
    table = "\n".join(["| made-up tests | should be | was |", "|---|---|--:|", *(f"| {' | '.join(row)} |" for row in rows)])
    text = f"{arguments.tests:,} tests each, {time.perf_counter() - began:.0f} s.\n\n{table}"
    print(text)
    path = Path("docs/performance.md")
    page = path.read_text(encoding="utf-8")
    if START in page:
        before, _, rest = page.partition(START)
        path.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
