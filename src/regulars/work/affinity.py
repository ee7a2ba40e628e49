"""What customers like: lifts per segment, pairs in one order, and each customer's favourite and next best category.

Runs while the profile is made, on its tables of products, and leaves `profile_affinity` (the customers' fields).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import affinity, render
from regulars.scoring.affinity import (
    CATEGORIES,
    MOST_PAIR_ROWS,
    PRODUCTS,
    SAMPLE_ORDERS,
    Affinity,
    AffinityLimits,
    CategoryInterest,
    ItemKind,
    Pair,
    Preference,
    is_claimed,
)
from regulars.scoring.lifts import ClusteredCounts, PairCounts, group_lifts, pair_lifts
from regulars.scoring.tastes import Taste, TasteSums, TasteTotals, tastes

# of the items with most buyers, as many as keep the pairs within bounds
_PAIR_ITEMS = (200, 100, 50, 25, 10)


def make_affinity(engine: Engine, *, has_categories: bool, is_own_file: bool) -> Affinity | None:
    """What the customers like, without `interests`; makes `profile_affinity` where there are categories.

    Needs `product_orders`, `profile_products`, `bought_categories`, `profile_categories`, `line_facts` (dropped when it has been
    read), `catalogue`, `profile_orders`, `population` and the view `customers`. None where no product was bought.
    """
    return _Maker(engine, has_categories, is_own_file).made()


def with_interests(engine: Engine, found: Affinity, has_categories: bool) -> Affinity:
    """With the customers per favourite and next best category, from `profile`."""
    if not has_categories:
        return found
    rows = engine.rows(render.sql(affinity.interests(), engine.dialect))
    return replace(
        found, interests=tuple(CategoryInterest(name, int(favourite), int(following)) for name, favourite, following in rows)
    )


class _Maker:
    def __init__(self, engine: Engine, has_categories: bool, is_own_file: bool) -> None:
        self._engine = engine
        self._kinds = (ItemKind.PRODUCT, ItemKind.CATEGORY) if has_categories else (ItemKind.PRODUCT,)
        self._is_own_file = is_own_file
        self._counts: dict[ItemKind, int] = {}

    def _rows(self, tree: render.Tree) -> list[tuple[Any, ...]]:
        return self._engine.rows(render.sql(tree, self._engine.dialect))

    def _table(self, name: str, tree: render.Tree) -> None:
        self._engine.table(name, render.sql(tree, self._engine.dialect))

    def made(self) -> Affinity | None:
        looked_at, all_orders = self._baskets()
        self._table("affinity_segments", affinity.segments())
        preferences: list[Preference] = []
        pairs: list[Pair] = []
        for kind in self._kinds:
            self._table("affinity_buyers", affinity.buyers(kind))
            self._counts[kind] = int(self._rows(affinity.item_count())[0][0])
            titles = {no: (str(item), str(title)) for no, item, title in self._rows(affinity.titles(kind))}
            self._table("affinity_items", affinity.items(PRODUCTS))
            preferences += self._preferences(kind, titles)
            self._engine.drop("line_facts")  # of products, which come first
            pairs += self._pairs(kind, titles)
        if ItemKind.CATEGORY in self._kinds:  # the last kind: the tables are about it
            self._fields()
        for name in affinity.TABLES_MADE:
            self._engine.drop(name)
        if not self._counts[ItemKind.PRODUCT]:
            return None
        products, categories = self._counts[ItemKind.PRODUCT], self._counts.get(ItemKind.CATEGORY, 0)
        limits = AffinityLimits(
            looked_at, all_orders, min(products, PRODUCTS), products, min(categories, CATEGORIES), categories
        )  # fmt: skip
        preferences.sort(key=lambda part: (part.segment, part.kind, part.item))
        return Affinity(tuple(preferences), tuple(pairs), (), limits)

    def _baskets(self) -> tuple[int, int]:
        """Make `affinity_baskets` of the latest orders; orders in it, and orders there are."""
        since, looked_at, everything = date.min, 0, 0
        for day, orders in self._rows(affinity.orders_by_day()):
            everything += int(orders)
            if looked_at < SAMPLE_ORDERS:
                since, looked_at = day, everything
        self._table("affinity_orders", affinity.latest_orders(since if looked_at < everything else None))
        self._table("affinity_baskets", affinity.baskets(self._is_own_file))
        return looked_at, everything

    def _preferences(self, kind: ItemKind, titles: dict[int, tuple[str, str]]) -> list[Preference]:
        import numpy as np

        self._table("affinity_people", affinity.people(kind))
        groups = {segment: (float(total), float(squares)) for segment, total, squares in self._rows(affinity.segment_totals())}
        found = {(segment, no): counts for segment, no, *counts in self._rows(affinity.segment_items(kind))}
        everything = sum(total for total, _ in groups.values())
        totals: dict[int, float] = defaultdict(float)
        for (_, no), counts in found.items():
            totals[no] += float(counts[1])
        keys = [(segment, no) for segment in sorted(groups) for no in sorted(totals)]
        cells = np.array([[float(value) for value in found.get(key, (0, 0, 0, 0))] for key in keys]).reshape(-1, 4)
        sizes = np.array([groups[segment] for segment, _ in keys]).reshape(-1, 2)
        shares = np.array([totals[no] / everything for _, no in keys])
        expected, *lifts = group_lifts(ClusteredCounts(cells[:, 1], cells[:, 2], cells[:, 3], sizes[:, 0], sizes[:, 1], shares))
        return [
            Preference(
                segment, kind, *titles[no], int(buyers), int(purchases), *_rounded(fair, purchases / fair if fair else 0.0, *lift)
            )
            for (segment, no), (buyers, purchases, *_), fair, *lift in zip(keys, cells, expected, *lifts, strict=True)
        ]

    def _pairs(self, kind: ItemKind, titles: dict[int, tuple[str, str]]) -> list[Pair]:
        import numpy as np

        self._table("affinity_paired", affinity.paired(kind))
        most = next((n for n in _PAIR_ITEMS if self._rows(affinity.pair_rows(n))[0][0] <= MOST_PAIR_ROWS), _PAIR_ITEMS[-1])
        within = {no: float(count) for no, count in self._rows(affinity.item_orders(most))}
        found = {(first, second): counts for first, second, *counts in self._rows(affinity.pairs(most))}
        if not found:
            return []
        # pairs that never met are part of what the prior is fitted on
        items = sorted(within)
        first, second = np.triu_indices(len(items), 1)
        keys = [(items[one], items[other]) for one, other in zip(first, second, strict=True)]
        cells = np.array([[float(value) for value in found.get(key, (0, 0, 0))] for key in keys])
        fair, shrunk, low, high = pair_lifts(PairCounts(first, second, cells[:, 1], cells[:, 2]))
        orders = int(self._rows(affinity.orders_with(kind))[0][0])
        claimed = [at for at, cell in enumerate(cells) if is_claimed(int(cell[0]), float(shrunk[at]), float(low[at]))]
        made = [
            _pair(kind, keys[at], (int(cells[at, 0]), int(cells[at, 1])), within, orders, titles,
                  _rounded(fair[at], cells[at, 1] / fair[at], shrunk[at], low[at], high[at]))
            for at in claimed
        ]  # fmt: skip
        return sorted(made, key=lambda pair: (-pair.low, pair.item, pair.with_item))

    def _fields(self) -> None:
        """Make `profile_affinity`."""
        import pyarrow

        self._table("affinity_counts", affinity.taste_orders())
        self._table("affinity_customers", affinity.taste_customers())
        known = self._tastes()
        ordered = [int(no) for (no,) in self._rows(affinity.ordered_items())]
        bits = {no: 1 << place if place < CATEGORIES else 0 for place, no in enumerate(ordered)}
        rows = [(no, taste.shape, taste.effect, taste.share, bits[no]) for no, taste in sorted(known.items()) if no in bits]
        rows += [(no, None, 1.0, 0.0, bit) for no, bit in bits.items() if no not in known]
        types = (("category_no", "int64"), ("shape", "float64"), ("effect", "float64"), ("share", "float64"), ("bit", "int64"))
        self._engine.register(
            "affinity_tastes",
            pyarrow.table({name: pyarrow.array([row[at] for row in rows], form) for at, (name, form) in enumerate(types)}),
        )
        self._table("affinity_choices", affinity.choices())
        self._engine.register("affinity_next", self._next(ordered[:CATEGORIES]))
        self._table("profile_affinity", affinity.fields())

    def _tastes(self) -> dict[int, Taste]:
        totals = TasteTotals(*(float(value or 0) for value in self._rows(affinity.taste_totals())[0]))
        sums = {int(no): TasteSums(*map(float, values)) for no, *values in self._rows(affinity.taste_sums())}
        return dict(zip(sums, tastes(tuple(sums.values()), totals), strict=True))

    def _next(self, ordered: list[int]) -> Any:
        """The next best category of every set of categories: mask, category_no."""
        import numpy as np
        import pyarrow

        from regulars.scoring.next_best import evidence, ranked

        sets = self._engine.arrow(render.sql(affinity.masks(), self._engine.dialect))
        masks, people = (sets[name].cast("int64").to_numpy() for name in ("mask", "n"))
        best = ranked(masks, *evidence(masks, people, len(ordered)), 1)[:, 0] if len(masks) else np.zeros(0, dtype=np.int64)
        there = best >= 0
        numbers = np.array([*ordered, 0], dtype=np.int64)
        return pyarrow.table({"mask": masks[there], "category_no": numbers[best[there]]})


def _pair(
    kind: ItemKind,
    key: tuple[int, int],
    counts: tuple[int, int],
    within: dict[int, float],
    orders: int,
    titles: dict[int, tuple[str, str]],
    lifts: tuple[float, ...],
) -> Pair:
    # the rarer of the two brings the other along more often
    one, other = sorted(key, key=lambda no: (within[no], titles[no]))
    buyers, both = counts
    alone, others = int(within[one]), int(within[other])
    support, confidence = _rounded(both / orders, both / alone)
    return Pair(kind, *titles[one], *titles[other], both, buyers, alone, others, support, confidence, *lifts)


def _rounded(*values: float) -> tuple[float, ...]:
    """To six significant digits, which no engine's order of adding up changes."""
    return tuple(float(f"{value:.6g}") for value in values)
