"""What customers like: lifts per segment, pairs in one order, and each customer's favourites and next best category.

Worked out while the profile is made, on the arrays of what was bought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from regulars.engines.base import Engine
from regulars.queries import affinity, render
from regulars.scoring.affinity import (
    CATEGORIES,
    MOST_PAIR_ROWS,
    PRODUCTS,
    Affinity,
    AffinityLimits,
    CategoryInterest,
    ItemKind,
    Pair,
    Preference,
    is_claimed,
)
from regulars.scoring.lifts import ClusteredCounts, PairCounts, group_lifts, pair_lifts
from regulars.scoring.tastes import tastes
from regulars.work.purchases import ShopPurchases, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regulars.scoring.baskets import Baskets
    from regulars.scoring.purchases import Bought

    Ints = NDArray[np.int64]

# of the items with most buyers, as many as keep the pairs within bounds
_PAIR_ITEMS = (200, 100, 50, 25, 10)


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The segments in their order, and by number the segment of each customer (-1: not scored)."""

    names: list[str]
    of: Ints


def read_segments(engine: Engine, customers: Any, axes: Sequence[str]) -> Segments:
    """The segments of an Arrow array of customers; `axes` are the columns of their scores. Needs `scored` and `cells`."""
    import numpy as np
    import pyarrow

    engine.register("purchasers", pyarrow.table({"customer": customers, "number": np.arange(len(customers))}))
    scored = engine.arrow(render.sql(affinity.segments(axes), engine.dialect))
    engine.drop("purchasers")
    of = scored["segment"].combine_chunks().dictionary_encode()
    labels = [str(label) for label in of.dictionary.to_pylist()]
    order = sorted(range(len(labels)), key=labels.__getitem__)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[order] = np.arange(len(labels))
    segment = np.full(len(customers), -1, dtype=np.int64)
    segment[scored["number"].to_numpy()] = rank[of.indices.to_numpy()]
    return Segments([labels[place] for place in order], segment)


def make_affinity(found: ShopPurchases, segments: Segments, *, has_categories: bool) -> tuple[Affinity | None, dict[str, Any]]:
    """What the customers like, without `interests`, and columns of every customer: favourite_product with its title and lift, and
    favourite_category, favourite_category_lift and next_category where there are categories. None where no product was bought.
    Arrays alone: no engine is asked.
    """
    maker = _Maker(found, segments)
    kinds = (ItemKind.PRODUCT, ItemKind.CATEGORY) if has_categories else (ItemKind.PRODUCT,)
    made = maker.made(kinds)
    return made, maker.fields(has_categories=has_categories)


def with_interests(engine: Engine, found: Affinity, has_categories: bool) -> Affinity:
    """With the customers per favourite and next best category, from `profile`."""
    if not has_categories:
        return found
    rows = engine.rows(render.sql(affinity.interests(), engine.dialect))
    return replace(
        found, interests=tuple(CategoryInterest(name, int(favourite), int(following)) for name, favourite, following in rows)
    )


class _Maker:
    def __init__(self, found: ShopPurchases, segments: Segments) -> None:
        import numpy as np

        from regulars.scoring.purchases import buyers

        self._found = found
        self._segments, self._segment = segments.names, segments.of
        catalogue = found.catalogue
        counts = buyers(found.purchases.products, len(catalogue.items.alphabet))
        self._products = np.lexsort((catalogue.items.alphabet, -counts))[: int((counts > 0).sum())]  # most buyers first
        counts = buyers(found.purchases.categories, len(catalogue.categories))
        self._categories = np.lexsort((np.arange(len(counts)), -counts))[: int((counts > 0).sum())]

    def made(self, kinds: Sequence[ItemKind]) -> Affinity | None:
        if not len(self._products):
            return None
        preferences: list[Preference] = []
        pairs: list[Pair] = []
        for kind in kinds:
            preferences += self._preferences(kind)
            pairs += self._pairs(kind)
        products = len(self._products)
        categories = len(self._categories) if ItemKind.CATEGORY in kinds else 0
        orders = self._found.looked_at, self._found.all_orders
        limits = AffinityLimits(*orders, min(products, PRODUCTS), products, min(categories, CATEGORIES), categories)
        preferences.sort(key=lambda part: (part.segment, part.kind, part.item))
        return Affinity(tuple(preferences), tuple(pairs), (), limits)

    def _of_kind(self, kind: ItemKind) -> tuple[Bought, Ints, Ints, int]:
        """What was bought, all purchases of each customer, the items with most buyers in their order, and how many there are."""
        import numpy as np

        purchases, catalogue = self._found.purchases, self._found.catalogue
        if kind is ItemKind.CATEGORY:
            ordered = np.sort(self._categories[:PRODUCTS])
            return purchases.categories, purchases.customers.category_purchases, ordered, len(catalogue.categories)
        most = self._products[:PRODUCTS]
        ordered = most[np.argsort(catalogue.items.alphabet[most])]
        return purchases.products, purchases.customers.purchases, ordered, len(catalogue.items.alphabet)

    def _titles(self, kind: ItemKind, items: Ints) -> list[tuple[str, str]]:
        """Identifier and title of some items."""
        catalogue = self._found.catalogue
        if kind is ItemKind.CATEGORY:
            return [(name, name) for name in catalogue.categories.take(items).to_pylist()]
        products, titles = (column.take(items).to_pylist() for column in (catalogue.products, catalogue.titles))
        return [(product, title if title is not None else product) for product, title in zip(products, titles, strict=True)]

    def _preferences(self, kind: ItemKind) -> list[Preference]:
        import numpy as np

        from regulars.scoring.purchases import by_group

        bought, purchases, items, number = self._of_kind(kind)
        counts = by_group(bought, purchases, self._segment, len(self._segments), items, number)
        there = (np.diff(bought.starts) > 0) & (self._segment >= 0)
        of = self._segment[there]
        # of everything that scored customers bought, also what is not looked at
        spent = purchases[there]
        groups = np.array([np.bincount(of, values, len(self._segments)) for values in (None, spent, spent * spent)])
        rows, columns = np.flatnonzero(groups[0]), np.flatnonzero(counts.purchases.sum(axis=0))
        cells = np.ix_(rows, columns)
        shares = counts.purchases[cells].sum(axis=0) / groups[1].sum()
        x, squares, crossed = (part[cells].ravel().astype(float) for part in (counts.purchases, counts.squares, counts.crossed))
        size, size_squares = np.repeat(groups[1:, rows], len(columns), axis=1)
        expected, *lifts = group_lifts(ClusteredCounts(x, squares, crossed, size, size_squares, np.tile(shares, len(rows))))
        titles = self._titles(kind, items[columns])
        keys = [(self._segments[row], *title) for row in rows for title in titles]
        buyers = counts.buyers[cells].ravel()
        return [
            Preference(segment, kind, item, title, int(people), int(n), *_rounded(fair, n / fair if fair else 0.0, *lift))
            for (segment, item, title), people, n, fair, *lift in zip(keys, buyers, x, expected, *lifts, strict=True)
        ]

    def _baskets(self, kind: ItemKind) -> tuple[Baskets, Sequence[int]]:
        """The baskets of latest orders with items by their place in the alphabet, and those with most buyers first."""
        from regulars.scoring.baskets import of_categories, renumbered

        recent, items = self._found.recent, self._found.catalogue.items
        if kind is ItemKind.CATEGORY:
            return of_categories(recent, items.category), self._categories[:PRODUCTS].tolist()
        return renumbered(recent, items.alphabet), items.alphabet[self._products[:PRODUCTS]].tolist()

    def _pairs(self, kind: ItemKind) -> list[Pair]:
        import numpy as np

        from regulars.scoring.baskets import order_count, paired

        inside, wanted = self._baskets(kind)
        found = paired(inside, wanted, _PAIR_ITEMS, MOST_PAIR_ROWS)
        # pairs that never met are part of what the prior is fitted on
        first, second = np.triu_indices(len(found.items), 1)
        both, buyers, squares = (table[first, second] for table in (found.both, found.buyers, found.squares))
        if not both.any():
            return []
        fair, shrunk, low, high = pair_lifts(PairCounts(first, second, both.astype(float), squares.astype(float)))
        orders = order_count(inside)
        places = found.items if kind is ItemKind.CATEGORY else self._found.catalogue.by_place[found.items]
        titles = self._titles(kind, places)
        claimed = [at for at in np.flatnonzero(both) if is_claimed(int(buyers[at]), float(shrunk[at]), float(low[at]))]
        made = [
            _pair(kind, ((int(found.alone[first[at]]), titles[first[at]]), (int(found.alone[second[at]]), titles[second[at]])),
                  (int(buyers[at]), int(both[at])), orders,
                  _rounded(fair[at], both[at] / fair[at], shrunk[at], low[at], high[at]))
            for at in claimed
        ]  # fmt: skip
        return sorted(made, key=lambda pair: (-pair.low, pair.item, pair.with_item))

    def fields(self, *, has_categories: bool) -> dict[str, Any]:
        """The columns of every customer."""
        catalogue, purchases = self._found.catalogue, self._found.purchases
        product, lift = self._favourites(ItemKind.PRODUCT, purchases.customers.purchases)
        columns = {
            "favourite_product": named(catalogue.products, product),
            "favourite_product_title": named(catalogue.titles, product),
            "favourite_product_lift": lift,
        }
        if has_categories:
            category, lift = self._favourites(ItemKind.CATEGORY, purchases.customers.category_purchases)
            columns |= {"favourite_category": named(catalogue.categories, category), "favourite_category_lift": lift}
            columns["next_category"] = named(catalogue.categories, self._following())
        return columns

    def _favourites(self, kind: ItemKind, purchases: Ints) -> tuple[Ints, Any]:
        """The item of this kind that each customer buys most above chance (-1: none), and its lift as an Arrow column."""
        import numpy as np
        import pyarrow

        from regulars.scoring.baskets import taste_sums
        from regulars.scoring.favourites import TasteColumns, favourites, half_up

        found, items = self._found, self._found.catalogue.items
        is_category = kind is ItemKind.CATEGORY
        group = items.category if is_category else np.arange(len(items.alphabet))
        count = len(found.catalogue.categories) if is_category else len(group)
        sums, totals = taste_sums(found.recent, group, count)
        shape, effect, share = np.full(count, np.nan), np.ones(count), np.zeros(count)
        met = [place for place, part in enumerate(sums) if part is not None]
        for place, taste in zip(met, tastes([part for part in sums if part is not None], totals), strict=True):
            shape[place] = np.nan if taste.shape is None else taste.shape
            effect[place], share[place] = taste.effect, taste.share
        bought = found.purchases.categories if is_category else found.purchases.products
        best, lift = favourites(bought, purchases, TasteColumns(shape, effect, share))
        return best, pyarrow.array(half_up(lift * 100) / 100, from_pandas=True)

    def _following(self) -> Ints:
        """The next best category of each customer (-1: none)."""
        import numpy as np

        from regulars.scoring.favourites import category_sets
        from regulars.scoring.next_best import evidence, ranked

        bought, looked_at = self._found.purchases.categories, self._categories[:CATEGORIES]
        bits = np.zeros(len(self._found.catalogue.categories), dtype=np.int64)
        bits[looked_at] = 1 << np.arange(len(looked_at), dtype=np.int64)
        there = np.flatnonzero((np.diff(bought.starts) > 0) & (self._segment >= 0))
        sets, which, people = np.unique(category_sets(bought, bits)[there], return_inverse=True, return_counts=True)
        following = np.full(len(bought.starts) - 1, -1, dtype=np.int64)
        if len(there):
            following[there] = np.append(looked_at, -1)[ranked(sets, *evidence(sets, people, len(looked_at)), 1)[:, 0]][which]
        return following


def _pair(
    kind: ItemKind,
    items: tuple[tuple[int, tuple[str, str]], tuple[int, tuple[str, str]]],
    counts: tuple[int, int],
    orders: int,
    lifts: tuple[float, ...],
) -> Pair:
    """A pair of items, each with the orders that have it, its identifier and title; `counts` are customers and orders with both."""
    # the rarer of the two brings the other along more often
    (alone, one), (others, other) = sorted(items)
    buyers, both = counts
    support, confidence = _rounded(both / orders, both / alone)
    return Pair(kind, *one, *other, both, buyers, alone, others, support, confidence, *lifts)


def _rounded(*values: float) -> tuple[float, ...]:
    """To six significant digits, which no engine's order of adding up changes."""
    return tuple(float(f"{value:.6g}") for value in values)
