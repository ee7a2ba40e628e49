"""One segment: its figures, what to do with it, what it buys, how it has gone, and what makes a customer a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.playbooks.plays import Playbook, deepest_discount, playbook_for
from regulars.queries import pages_segments
from regulars.work.ledger import SegmentRecord
from regulars.work.pages.figures import (
    NO_SUMS,
    MemberSums,
    Retention,
    SegmentFigures,
    find_segment,
    member_sums,
    money,
    retention,
    rows,
)
from regulars.work.pages.moves import SegmentMoves, custom_moves, segment_moves
from regulars.work.pages.segment_rules import SegmentRule, custom_rule, map_rule
from regulars.work.playbooks import read_playbooks
from regulars.work.published import Published
from regulars.work.segment_changes import changes_text
from regulars.work.workspace import Workspace

MOST_PATTERNS = 12
MOST_PRODUCTS = 10


@dataclass(frozen=True, slots=True)
class PatternShare:
    """The part of a segment with one pattern; `pattern` is in the digits that the shop shows."""

    pattern: str
    customers: int
    share: float


@dataclass(frozen=True, slots=True)
class Product:
    """A product that a segment buys; `revenue` as sold to its members, returns not taken off."""

    title: str
    product_id: str
    quantity: Decimal | None
    revenue: Decimal | None
    customers: int


@dataclass(frozen=True, slots=True)
class Version:
    """One meaning that a custom segment has had; `changes` are lines in words about what it changed."""

    number: int
    author: str
    at: datetime
    sentence: str
    words: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentPage:
    """A segment. `retention` is None where no refresh is old enough or the segment is custom, `moves` where the refresh before did
    not know it.

    `discount` is the deepest discount that its playbook allows with the margin of its members (None where that is not known).
    `is_redefined`: what it means was changed since its figures were worked out, which are those of the definition before.
    """

    figures: SegmentFigures
    sums: MemberSums
    retention: Retention | None
    rule: SegmentRule
    playbook: Playbook | None
    discount: Decimal | None
    patterns: tuple[PatternShare, ...]
    more_patterns: int
    products: tuple[Product, ...]
    moves: SegmentMoves | None
    versions: tuple[Version, ...]
    description: str
    is_redefined: bool


def segment_page(published: Published, name: str, currency: str | None) -> SegmentPage | None:
    """The page of a segment; None where there is no such segment."""
    figures = find_segment(published, name)
    if figures is None:
        return None
    record = (
        next((each for each in published.workspace.ledger.segments() if each.name == name), None) if figures.is_custom else None
    )
    key = (figures.kind, name)
    sums = member_sums(published).get(key, NO_SUMS) if published.refresh is not None else NO_SUMS
    playbook = _playbook(published.workspace, record.playbook or name if record else name)
    patterns = pattern_shares(published).get(key, ()) if published.refresh is not None else ()
    versions = _versions(published.workspace.ledger.segment_versions(name)) if record else ()
    return SegmentPage(
        figures=figures,
        sums=sums,
        retention=retention(published).get(name) if record is None else None,
        rule=custom_rule(record) if record else _map_rule(published, name, currency),
        playbook=playbook,
        discount=_discount(playbook, sums),
        patterns=patterns[:MOST_PATTERNS],
        more_patterns=max(len(patterns) - MOST_PATTERNS, 0),
        products=segment_products(published, figures),
        moves=_moves(published, figures),
        versions=versions,
        description=record.description if record else "",
        is_redefined=figures.customers is not None and _is_redefined(published, versions),
    )


def _map_rule(published: Published, segment: str, currency: str | None) -> SegmentRule:
    return published.remembered(("rule", segment, currency), lambda _: map_rule(published.scored, segment, currency))


def _is_redefined(published: Published, versions: Sequence[Version]) -> bool:
    if published.refresh is None or not versions:
        return False
    run = published.workspace.ledger.run(published.refresh.run)
    return run is not None and any(each.changes and each.at > run.started for each in versions)


def _moves(published: Published, figures: SegmentFigures) -> SegmentMoves | None:
    if published.refresh is None or figures.customers is None:
        return None
    return custom_moves(published, figures.name) if figures.is_custom else segment_moves(published, figures.name)


def pattern_shares(published: Published) -> Mapping[tuple[str, str], tuple[PatternShare, ...]]:
    """The patterns of every segment by (kind, name), most customers first."""
    return published.remembered("patterns", _all_patterns)


def _all_patterns(engine: Engine) -> dict[tuple[str, str], tuple[PatternShare, ...]]:
    counted: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for segment, kind, pattern, customers in rows(engine, pages_segments.patterns()):
        counted.setdefault((kind, segment), []).append((pattern, int(customers)))
    made = {}
    for key, found in counted.items():
        everybody = sum(customers for _, customers in found)
        made[key] = tuple(PatternShare(pattern, customers, customers / everybody) for pattern, customers in found)
    return made


def segment_products(published: Published, figures: SegmentFigures) -> tuple[Product, ...]:
    """The best-selling products of a segment; none where the shop has no order lines."""
    if "top_products" not in published.columns:
        return ()
    return published.remembered("products", _all_products).get(figures.name, ())


def _all_products(engine: Engine) -> dict[str, tuple[Product, ...]]:
    found: dict[str, list[Product]] = {}
    for segment, _, product_id, title, quantity, revenue, customers in rows(engine, pages_segments.products()):
        if segment is not None and len(found.setdefault(segment, [])) < MOST_PRODUCTS:
            found[segment].append(_product(product_id, title, quantity, revenue, customers))
    return {segment: tuple(products) for segment, products in found.items()}


def _product(product_id: Any, title: Any, quantity: Any, revenue: Any, customers: Any) -> Product:
    return Product(str(title or product_id or ""), str(product_id or ""), quantity, money(revenue), int(customers or 0))


def _versions(records: Sequence[SegmentRecord]) -> tuple[Version, ...]:
    """Newest first."""
    return tuple(
        Version(each.version, each.author, each.at, each.sentence, each.words, tuple(changes_text(dict(each.changes))))
        for each in reversed(records)
    )


def _playbook(workspace: Workspace, segment: str) -> Playbook | None:
    file = workspace.settings.values.get("playbooks")
    path = workspace.folder / str(file) if file else None
    changed = path.stat().st_mtime_ns if path is not None and path.is_file() else 0
    return playbook_for(_playbooks(path, changed), segment)


@lru_cache(maxsize=8)
def _playbooks(path: Path | None, changed: int) -> tuple[Playbook, ...]:
    del changed  # part of the key: a file that was changed is read again
    return read_playbooks(path)


def _discount(playbook: Playbook | None, sums: MemberSums) -> Decimal | None:
    if playbook is None:
        return None
    return deepest_discount(playbook.incentive, sums.margin_share)
